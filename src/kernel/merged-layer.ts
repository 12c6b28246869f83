/** The one layer that a composition equals: its geometry, weights and bias. Never computes them. */
import type { Polynomial } from '../scalar/polynomial.ts'
import type { StorageFormat } from '../scalar/round.ts'

/** Entries of a tensor in row-major order. */
export interface LayerTensor<Entries> {
  readonly shape: readonly number[]
  readonly entries: Entries
}

/**
 * A convolution (cross-correlation) of `rank` axes; rank 0 is a linear map of a vector.
 * weight [outChannels, inChannels / groups, ...kernelSize], bias [outChannels]; the lists have one integer per axis.
 */
export interface MergedLayer<Entries> {
  readonly rank: number
  readonly inChannels: number
  readonly outChannels: number
  readonly kernelSize: readonly number[]
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  /** Zeros before the first and after the last sample. */
  readonly padding: readonly number[]
  readonly paddingEnd: readonly number[]
  readonly groups: number
  readonly weight: LayerTensor<Entries>
  readonly bias: LayerTensor<Entries>
}

/** The numbers of a storage format, each held exactly by a binary64. */
export interface RoundedLayer {
  readonly kind: 'rounded'
  readonly format: StorageFormat
  readonly layer: MergedLayer<Float64Array>
}

/** Exact values: rationals, roots, and polynomials in the symbols that are left. */
export interface ExactLayer {
  readonly kind: 'exact'
  readonly layer: MergedLayer<readonly Polynomial[]>
}

export type MergedWeights = RoundedLayer | ExactLayer
