/** What a certificate says: a network and its merged layer as coefficients of samples. Only types. */
import type { Polynomial } from '../scalar/polynomial.ts'

/** output[o, n] = bias[o] + Σ over taps and channels of matrix[o][c] · input[c, stride⊙n + offset]. */
export interface FormalLayer {
  readonly stride: readonly number[]
  readonly bias: readonly Polynomial[]
  readonly taps: readonly FormalTap[]
}

export interface FormalTap {
  readonly offset: readonly number[]
  readonly matrix: readonly (readonly Polynomial[])[]
}

/** A network as what is done to a signal; `window` keeps 0 ≤ position < extent on the axes that have an extent. */
export type FormalNet =
  | { readonly kind: 'input'; readonly channels: number }
  | { readonly kind: 'layer'; readonly layer: FormalLayer; readonly before: FormalNet }
  | { readonly kind: 'window'; readonly extents: Extents; readonly before: FormalNet }
  | { readonly kind: 'sum'; readonly parts: readonly FormalNet[] }

export type Extents = readonly (number | undefined)[]

/** The statement: for signals that are 0 outside `support`, the network equals the merged layer at outputs in `outputs`. */
export interface FormalMerge {
  readonly support: Extents
  readonly outputs: Extents
  readonly network: FormalNet
  readonly merged: FormalLayer
  /** All symbols in the coefficients. */
  readonly symbols: readonly string[]
  /** What those symbols stand for that are not the user's. */
  readonly meanings: ReadonlyMap<string, string>
}
