/** Whether two networks are the same function of signals without an end, for all values of their symbols. */
import { derive } from '../derive/derive.ts'
import { type Comparison, compareKernels } from '../kernel/equality.ts'
import type { PhaseKernel } from '../kernel/phase-kernel.ts'
import type { NetworkNode } from '../net/network.ts'
import type { Polynomial } from '../scalar/polynomial.ts'
import { type MergeOptions, mergePhases } from './merge.ts'

/** A network with its weights; tensors without values are symbols, and equal names are equal values. */
export interface WeighedNetwork {
  readonly network: NetworkNode
  readonly inputShape?: readonly number[]
  readonly inputShapes?: ReadonlyMap<string, readonly number[]>
  readonly options?: Omit<MergeOptions, 'dtype'>
}

/**
 * Compare two networks exactly, in their interiors: padding between layers counts as hiding nothing.
 * @returns "equal", or the smallest difference: shapes, a bias, or one sample 1 among zeros
 * @throws ConvolemmaError "network/…", "weights/…", "lower/…"
 * @source docs/theory.md, the normal form
 */
export function compareNetworks(first: WeighedNetwork, second: WeighedNetwork): Comparison {
  return compareKernels(kernelOf(first), kernelOf(second))
}

/** The exact phase kernel; inputs are told apart by their order, so that names do not matter. */
function kernelOf({ network, options, ...shapes }: WeighedNetwork): PhaseKernel<readonly Polynomial[]> {
  const derivation = derive(network, { borders: 'unbounded', ...shapes })
  const { weights } = mergePhases(derivation, { ...options, dtype: 'exact' })
  if (weights.kind !== 'exact') throw new TypeError('exact values were asked for')
  const { inputs } = derivation.assembly
  const places = new Map(inputs.map(({ name }, place) => [name, inputs.length === 1 ? 'x' : `input ${place + 1}`]))
  const { kernel } = weights
  return { ...kernel, parts: kernel.parts.map((part) => ({ ...part, input: places.get(part.input) ?? part.input })) }
}
