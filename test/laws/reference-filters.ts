/** Naive fixed filters, their taps built up by repeated convolution, modulo a prime. */
import { addModulo, multiplyModulo, PRIME } from '../../src/scalar/modular.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import type { Reference, ReferenceLayer, Signal } from './reference.ts'
import { exact } from './reference-numbers.ts'
import { perAxis } from './reference-resample-samples.ts'

/** The taps of a filter: how many on each axis, and each. */
interface Taps {
  readonly extent: readonly number[]
  readonly at: (tap: readonly number[]) => number
}

/** The layers by their class names. */
export const FILTERS: Readonly<Record<string, Reference>> = {
  ...forRanks('Box', (layer) => separable(sizes(layer).map((size) => shares(ones(size), size)))),
  ...forRanks('Binomial', (layer) =>
    separable(sizes(layer).map((size) => shares(repeated(size - 1, ones(2)), 2 ** (size - 1)))),
  ),
  ...forRanks('Sobel', (layer) =>
    separable(
      Array.from({ length: layer.rank }, (_, axis) =>
        axis === Number(layer.parameters.axis ?? 0) ? shares([-1, 0, 1], 1) : shares([1, 2, 1], 1),
      ),
    ),
  ),
  ...forRanks('Laplacian', ({ rank }) => laplacian(rank)),
  ...forRanks('Bilinear', (layer) => separable(Array.from({ length: layer.rank }, () => triangle(layer)))),
  BilinearFilter: filter((layer) => separable(Array.from({ length: layer.rank }, () => triangle(layer)))),
  ...forRanks('Gaussian', given),
  ...forRanks('Gabor', given),
}

function forRanks(name: string, taps: (layer: ReferenceLayer) => Taps): Readonly<Record<string, Reference>> {
  return Object.fromEntries([name, `${name}1d`, `${name}2d`, `${name}3d`].map((type) => [type, filter(taps)]))
}

/** Taps that are an expression: every value will do, as long as it is the entry that the layer asks for. */
function given(layer: ReferenceLayer): Taps {
  return { extent: sizes(layer), at: (tap) => layer.tensor('weight', tap) }
}

function sizes(layer: ReferenceLayer): readonly number[] {
  return perAxis(layer.parameters.kernel_size, layer.rank, 1)
}

function ones(count: number): readonly number[] {
  return Array.from({ length: count }, () => 1)
}

function convolved(a: readonly number[], b: readonly number[]): readonly number[] {
  const result = Array.from({ length: a.length + b.length - 1 }, () => 0)
  a.forEach((left, i) => {
    b.forEach((right, j) => {
      result[i + j] = (result[i + j] ?? 0) + left * right
    })
  })
  return result
}

function repeated(times: number, factor: readonly number[]): readonly number[] {
  return Array.from({ length: times }).reduce<readonly number[]>((product) => convolved(product, factor), [1])
}

/** A box with itself; where the factor is even, moved by half a sample. */
function triangle(layer: ReferenceLayer): readonly number[] {
  const factor = Number(layer.parameters.factor)
  const twice = convolved(ones(factor), ones(factor))
  return factor % 2 === 1 ? shares(twice, factor) : shares(convolved(twice, ones(2)), 2 * factor)
}

/** Every number divided by the same one, modulo the prime. */
function shares(values: readonly number[], divisor: number): readonly number[] {
  return values.map((value) => multiplyModulo((value + PRIME) % PRIME, exact(`1/${divisor}`)))
}

function separable(axes: readonly (readonly number[])[]): Taps {
  return {
    extent: axes.map((taps) => taps.length),
    at: (tap) => tap.reduce((product, entry, axis) => multiplyModulo(product, axes[axis]?.[entry] ?? Number.NaN), 1),
  }
}

/** The sum of 1 −2 1 along each axis. */
function laplacian(rank: number): Taps {
  const at = (tap: readonly number[]): number => {
    let total = 0
    for (let axis = 0; axis < rank; axis += 1) {
      const isOnAxis = tap.every((entry, other) => other === axis || entry === 1)
      if (isOnAxis) total += [1, -2, 1][tap[axis] ?? 0] ?? 0
    }
    return (total + PRIME) % PRIME
  }
  return { extent: Array.from({ length: rank }, () => 3), at }
}

/** Every channel on its own, zeros outside. */
function filter(tapsOf: (layer: ReferenceLayer) => Taps): Reference {
  return (layer, input): Signal => {
    const { parameters: p, rank } = layer
    const taps = tapsOf(layer)
    const stride = perAxis(p.stride, rank, 1)
    const same = taps.extent.map((count) => ({ start: Math.floor((count - 1) / 2), total: count - 1 }))
    const given = perAxis(p.padding === 'same' || p.padding === 'valid' ? 0 : p.padding, rank, 0)
    const start = p.padding === 'same' ? same.map((one) => one.start) : given
    const total = p.padding === 'same' ? same.map((one) => one.total) : given.map((pad) => 2 * pad)
    const extent = input.extent.map(
      (length, axis) => Math.floor((length + (total[axis] ?? 0) - (taps.extent[axis] ?? 1)) / (stride[axis] ?? 1)) + 1,
    )
    const at = (channel: number, n: readonly number[]): number => {
      let value = 0
      for (const tap of positionsBelow(taps.extent)) {
        const q = n.map((entry, axis) => entry * (stride[axis] ?? 1) + (tap[axis] ?? 0) - (start[axis] ?? 0))
        if (q.some((entry, axis) => entry < 0 || entry >= (input.extent[axis] ?? 0))) continue
        value = addModulo(value, multiplyModulo(taps.at(tap), input.at(channel, q)))
      }
      return value
    }
    return { channels: input.channels, extent, at }
  }
}
