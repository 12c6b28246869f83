/** Naive average pools, window by window as PyTorch's kernels compute them, modulo a prime. */
import { addModulo, multiplyModulo } from '../../src/scalar/modular.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import type { Reference, ReferenceLayer, Signal } from './reference.ts'
import { exact } from './reference-numbers.ts'
import { perAxis } from './reference-resample-samples.ts'

/** The layers by their class names. */
export const POOLS: Readonly<Record<string, Reference>> = {
  ...forRanks('AvgPool', average),
  ...forRanks('AdaptiveAvgPool', (layer, input) =>
    adaptive(input, perAxis(layer.parameters.output_size, layer.rank, 1)),
  ),
  ...forRanks('GlobalAvgPool', (_, input) =>
    adaptive(
      input,
      input.extent.map(() => 1),
    ),
  ),
}

function forRanks(name: string, reference: Reference): Readonly<Record<string, Reference>> {
  return Object.fromEntries([name, `${name}1d`, `${name}2d`, `${name}3d`].map((type) => [type, reference]))
}

/** Where a window starts and ends on one axis. */
interface Range {
  readonly start: number
  readonly end: number
}

function average(layer: ReferenceLayer, input: Signal): Signal {
  const { parameters: p, rank } = layer
  const kernel = perAxis(p.kernel_size, rank, 1)
  const stride = p.stride === undefined || p.stride === null ? kernel : perAxis(p.stride, rank, 1)
  const padding = perAxis(p.padding, rank, 0)
  const at = (list: readonly number[], axis: number) => list[axis] ?? 0
  const extent = input.extent.map((length, axis) => {
    const room = length + 2 * at(padding, axis) - at(kernel, axis)
    if (p.ceil_mode !== true) return Math.floor(room / at(stride, axis)) + 1
    const count = Math.floor((room + at(stride, axis) - 1) / at(stride, axis)) + 1
    return (count - 1) * at(stride, axis) >= length + at(padding, axis) ? count - 1 : count
  })
  const value = (channel: number, n: readonly number[]): number => {
    const windows = n.map((entry, axis): Range => {
      const start = entry * at(stride, axis) - at(padding, axis)
      return { start, end: Math.min(start + at(kernel, axis), at(input.extent, axis) + at(padding, axis)) }
    })
    const clipped = windows.map(
      ({ start, end }, axis): Range => ({ start: Math.max(start, 0), end: Math.min(end, at(input.extent, axis)) }),
    )
    const counted = p.count_include_pad === false ? clipped : windows
    const count = p.divisor_override ?? counted.reduce((product, { start, end }) => product * (end - start), 1)
    return multiplyModulo(totalOf(input, channel, clipped), exact(`1/${count}`))
  }
  return { channels: input.channels, extent, at: value }
}

/** From ⌊n·L/out⌋ to ⌈(n + 1)·L/out⌉, as PyTorch places adaptive windows. */
function adaptive(input: Signal, extent: readonly number[]): Signal {
  const at = (channel: number, n: readonly number[]): number => {
    const windows = n.map((entry, axis): Range => {
      const [length, out] = [input.extent[axis] ?? 1, extent[axis] ?? 1]
      return { start: Math.floor((entry * length) / out), end: Math.ceil(((entry + 1) * length) / out) }
    })
    const count = windows.reduce((product, { start, end }) => product * (end - start), 1)
    return multiplyModulo(totalOf(input, channel, windows), exact(`1/${count}`))
  }
  return { channels: input.channels, extent, at }
}

function totalOf(input: Signal, channel: number, windows: readonly Range[]): number {
  let total = 0
  for (const step of positionsBelow(windows.map(({ start, end }) => end - start))) {
    const position = step.map((entry, axis) => entry + (windows[axis]?.start ?? 0))
    total = addModulo(total, input.at(channel, position))
  }
  return total
}
