/** Random small phase kernels, and other ways to write the same map. */
import fc from 'fast-check'
import type { PhasePart } from '../../src/kernel/phase-kernel.ts'
import { add, constant, type Polynomial, symbol } from '../../src/scalar/polynomial.ts'
import { rational } from '../../src/scalar/rational.ts'
import { box, type Exact, type ExactKernel, NOTHING, type Signals } from './naive.ts'

const productOf = (entries: readonly number[]) => entries.reduce((product, entry) => product * entry, 1)

export const integer = (value: number): Polynomial => constant(rational(value))

/** Few values, so that zeros and symmetries occur. */
const entries: fc.Arbitrary<Polynomial> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 0, 1, 1, -1, 2).map(integer) },
  { weight: 1, arbitrary: fc.constantFrom(symbol('k'), add(symbol('k'), integer(1)), constant(rational(1, 3))) },
)

const tensor = (shape: readonly number[], of: fc.Arbitrary<Polynomial>): fc.Arbitrary<PhasePart<Exact>['weight']> =>
  fc.array(of, { minLength: productOf(shape), maxLength: productOf(shape) }).map((list) => ({ shape, entries: list }))

export interface Limits {
  readonly rank?: number
  readonly inputs?: readonly string[]
  readonly up?: number
  readonly down?: number
  readonly outChannels?: number
  readonly inChannels?: number
  /** Whether the bias is the same in every phase. */
  readonly evenBias?: boolean
}

const per = (rank: number, min: number, max: number) =>
  fc.array(fc.integer({ min, max }), { minLength: rank, maxLength: rank })

function part(
  input: string,
  outChannels: number,
  up: readonly number[],
  limits: Limits,
): fc.Arbitrary<PhasePart<Exact>> {
  const rank = up.length
  const { down = 3, inChannels: most } = limits
  const channels = most === undefined ? fc.constantFrom(1, 2) : fc.constant(most)
  return fc
    .record({
      inChannels: channels,
      down: per(rank, 1, down),
      dilation: per(rank, 1, 2),
      padding: per(rank, -2, 3),
      kernelSize: per(rank, 1, 3),
    })
    .chain((geometry) =>
      tensor([outChannels, ...up, geometry.inChannels, ...geometry.kernelSize], entries).map((weight) => ({
        input,
        ...geometry,
        weight,
      })),
    )
}

/** Kernels of rank 0, 1 or 2 with one part per input. */
export function kernels(limits: Limits = {}): fc.Arbitrary<ExactKernel> {
  const ranks = limits.rank === undefined ? fc.constantFrom(1, 1, 2, 0) : fc.constant(limits.rank)
  const outputs = limits.outChannels === undefined ? fc.constantFrom(1, 2) : fc.constant(limits.outChannels)
  return fc.tuple(ranks, outputs).chain(([rank, outChannels]) =>
    per(rank, 1, limits.up ?? 3).chain((up) => {
      const parts = (limits.inputs ?? ['x']).map((input) => part(input, outChannels, up, limits))
      const bias = tensor([outChannels, ...up], entries).map((given) => {
        if (limits.evenBias !== true) return given
        const phases = productOf(up)
        return { ...given, entries: given.entries.map((_, at) => given.entries[at - (at % phases)] ?? NOTHING) }
      })
      return fc.tuple(fc.tuple(...parts), bias).map(([all, b]) => ({ rank, outChannels, up, parts: all, bias: b }))
    }),
  )
}

/** Integers from −3 to 3 that look random. */
export function noise(seed: number): Signals {
  return (input) => (channel, position) => {
    const text = `${seed};${input};${channel};${position}`
    let hash = 2166136261
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619) >>> 0
    return integer(((hash >>> 8) % 7) - 3)
  }
}

/** Entries of a new tensor, by place in it. */
function fill(shape: readonly number[], entry: (place: readonly number[]) => Polynomial): PhasePart<Exact>['weight'] {
  return { shape, entries: box(shape).map(entry) }
}

function read({ shape, entries: list }: PhasePart<Exact>['weight'], place: readonly number[]): Polynomial {
  const inside = place.every((index, axis) => Number.isInteger(index) && index >= 0 && index < (shape[axis] ?? 0))
  return inside ? (list[place.reduce((at, index, axis) => at * (shape[axis] ?? 0) + index, 0)] ?? NOTHING) : NOTHING
}

/** The same map with all rates multiplied, dilation 1, and more zeros at both ends of every kernel. */
export function blowUp(kernel: ExactKernel, factors: readonly number[], margin: number): ExactKernel {
  const { rank, outChannels } = kernel
  const up = kernel.up.map((rate, axis) => rate * (factors[axis] ?? 1))
  const split = (place: readonly number[]) => {
    const phase = place.slice(1, 1 + rank)
    const old = phase.map((r, axis) => r % (kernel.up[axis] ?? 1))
    const block = phase.map((r, axis) => Math.floor(r / (kernel.up[axis] ?? 1)))
    return { old, block }
  }
  const parts = kernel.parts.map((one) => {
    const padding = one.padding.map((before) => before + margin)
    const kernelSize = one.kernelSize.map((size, axis) => {
      const reach = (one.dilation[axis] ?? 1) * (size - 1) + (one.down[axis] ?? 1) * ((factors[axis] ?? 1) - 1)
      return reach + 1 + 2 * margin
    })
    const weight = fill([outChannels, ...up, one.inChannels, ...kernelSize], (place) => {
      const { old, block } = split(place)
      const [o = 0] = place
      const tap = place.slice(2 + rank).map((m, axis) => {
        const offset = m - (padding[axis] ?? 0) - (one.down[axis] ?? 1) * (block[axis] ?? 0)
        return (offset + (one.padding[axis] ?? 0)) / (one.dilation[axis] ?? 1)
      })
      return read(one.weight, [o, ...old, place[1 + rank] ?? 0, ...tap])
    })
    const down = one.down.map((rate, axis) => rate * (factors[axis] ?? 1))
    return { ...one, down, dilation: one.dilation.map(() => 1), padding, kernelSize, weight }
  })
  const bias = fill([outChannels, ...up], (place) => read(kernel.bias, [place[0] ?? 0, ...split(place).old]))
  return { ...kernel, up, parts, bias }
}

/** The same map with every part as a sum of two, in another order. */
export function splitParts(kernel: ExactKernel, seed: number): ExactKernel {
  const value = noise(seed)('split')
  const parts = kernel.parts.flatMap((one) => {
    const some = one.weight.entries.map((_, at) => value(0, [at]))
    const rest = one.weight.entries.map((entry, at) => add(entry, integer(-1 * Number(numerator(some[at] ?? NOTHING)))))
    const half = (list: Exact) => ({ ...one, weight: { ...one.weight, entries: list } })
    return [half(rest), half(some)]
  })
  return { ...kernel, parts: parts.reverse() }
}

function numerator(value: Polynomial): bigint {
  return value.terms.get('')?.coefficient.numerator ?? 0n
}
