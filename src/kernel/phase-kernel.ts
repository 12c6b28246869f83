/** The normal form of every linear network: one kernel for each phase of the output. Never computes entries. */
import type { LayerTensor } from './merged-layer.ts'

/**
 * output[o, up⊙n + r] = bias[o, r] + Σ over the parts of
 *   Σ_c Σ_m weight[o, r, c, m] · input[c, down⊙n + dilation⊙m − padding]          0 ≤ r < up
 * @source docs/theory.md §2
 */
export interface PhaseKernel<Entries> {
  readonly rank: number
  readonly outChannels: number
  readonly up: readonly number[]
  readonly parts: readonly PhasePart<Entries>[]
  /** [outChannels, ...up] */
  readonly bias: LayerTensor<Entries>
}

/** What the output takes from one input; at rank 0 the lists are empty. */
export interface PhasePart<Entries> {
  readonly input: string
  readonly inChannels: number
  readonly down: readonly number[]
  readonly dilation: readonly number[]
  readonly padding: readonly number[]
  readonly kernelSize: readonly number[]
  /** [outChannels, ...up, inChannels, ...kernelSize] */
  readonly weight: LayerTensor<Entries>
}
