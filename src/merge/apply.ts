/** The reference application of a merged network to samples, borders included. As plain as it can be, never optimised. */
import type { Derivation } from '../derive/derive.ts'
import { fail } from '../errors.ts'
import { type OutputArithmetic, outputOf, type ReadSample } from '../kernel/apply-kernel.ts'
import type { Extension } from '../layers/layer.ts'
import type { Polynomial } from '../scalar/polynomial.ts'
import { countElements, rowMajorStrides } from '../scalar/tensor-value.ts'
import { positionsBelow } from '../term/evaluate.ts'
import type { MergedNetwork } from './realise.ts'

/** A signal [channels, ...extent] in row-major order. */
export interface Samples<T> {
  readonly shape: readonly number[]
  readonly data: readonly T[]
}

/** Sums and products of sample values, and what a weight is worth among them. */
export interface SampleArithmetic<T> extends Omit<OutputArithmetic<never, T>, 'entry'> {
  readonly weight: (value: Polynomial | number) => T
}

/**
 * The output of the merged network for given inputs, by name ("x" where the network names none).
 * @throws ConvolemmaError "apply/input" where an input is missing or has another shape, "apply/interior" where the layers hold
 *   for some outputs only
 */
export function applyMerged<T>(
  derivation: Derivation,
  merged: MergedNetwork,
  inputs: ReadonlyMap<string, Samples<T>>,
  arithmetic: SampleArithmetic<T>,
): Samples<T> {
  const { extents, up, validity } = merged
  if (extents === undefined || validity.kind === 'interior')
    return fail({
      code: 'apply/interior',
      what: extents === undefined ? 'the size of the output is not known' : 'the layers hold away from the border only',
      fix: ['--input 3x224x224 (option inputShape)', '--borders exact'],
    })
  const { stages } = derivation.assembly
  const rank = extents.output.length
  const read = reader(derivation, inputs, arithmetic)
  const data: T[] = []
  const first = merged.kernelAt(extents.output.map(() => 0)).kernel
  for (let channel = 0; channel < first.outChannels; channel += 1) {
    for (const position of positionsBelow(extents.output)) {
      const block = position.map((entry, axis) => Math.floor(entry / (up[axis] ?? 1)))
      const phase = position.map((entry, axis) => entry % (up[axis] ?? 1))
      data.push(valueAt(merged, { channel, block, phase }, read, arithmetic))
    }
  }
  if (stages.length === 0) throw new TypeError('a network without layers was merged')
  return { shape: [first.outChannels, ...(rank === 0 ? [] : extents.output)], data }
}

function valueAt<T>(
  merged: MergedNetwork,
  place: { readonly channel: number; readonly block: readonly number[]; readonly phase: readonly number[] },
  read: ReadSample<T>,
  { weight, ...sums }: SampleArithmetic<T>,
): T {
  const weights = merged.kernelAt(place.block)
  if (weights.kind === 'rounded') {
    const entry = (entries: Float64Array, at: number): T => weight(entries[at] ?? 0)
    return outputOf(weights.kernel, { ...sums, entry }, read, place)
  }
  const entry = (entries: readonly Polynomial[], at: number): T => weight(entries[at] ?? 0)
  return outputOf(weights.kernel, { ...sums, entry }, read, place)
}

/** @throws ConvolemmaError "apply/input" */
function reader<T>(
  { assembly, continuations }: Derivation,
  inputs: ReadonlyMap<string, Samples<T>>,
  { zero, weight }: SampleArithmetic<T>,
): ReadSample<T> {
  const one = weight(1)
  for (const { name } of assembly.inputs) {
    const given = inputs.get(name)
    if (given === undefined || given.data.length !== countElements(given.shape)) {
      fail({
        code: 'apply/input',
        what: `there are no samples for the input ${name}, or not as many as its shape says`,
      })
    }
  }
  return (name, channel, position) => {
    const continuation = continuations.get(name)
    const extension = continuation?.extension === 'ones' ? undefined : continuation?.extension
    const samples = inputs.get(continuation?.input ?? name)
    const [, ...extent] = samples?.shape ?? []
    const inside = position.map((entry, axis) => continued(entry, extent[axis] ?? 1, extension))
    if (samples === undefined || inside.some((entry) => entry === undefined)) return zero
    if (continuation?.extension === 'ones') return one
    const strides = rowMajorStrides(samples.shape)
    const at = [channel, ...inside].reduce<number>((sum, entry, axis) => sum + (entry ?? 0) * (strides[axis] ?? 0), 0)
    return samples.data[at] ?? zero
  }
}

/** The sample that is read at a position; undefined where it is 0. */
function continued(position: number, length: number, extension: Extension | undefined): number | undefined {
  if (position >= 0 && position < length) return position
  switch (extension) {
    case undefined:
      return undefined
    case 'circular':
      return position - length * Math.floor(position / length)
    case 'replicate':
      return position < 0 ? 0 : length - 1
    case 'reflect':
      return position < 0 ? -position : 2 * (length - 1) - position
    default:
      return extension satisfies never
  }
}
