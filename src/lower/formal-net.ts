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

/**
 * A network as what is done to its inputs, which are numbered from 0; `window` keeps the positions in its box. `spread` turns
 * blocks of channels into blocks of samples: output[o, q] = input[o·a + r, ⌊q/up⌋], where a is the number of phases and r the
 * row-major number of q mod up.
 */
export type FormalNet =
  | { readonly kind: 'input'; readonly number: number; readonly channels: number }
  | { readonly kind: 'layer'; readonly layer: FormalLayer; readonly before: FormalNet }
  | { readonly kind: 'window'; readonly box: Box; readonly before: FormalNet }
  | { readonly kind: 'spread'; readonly up: readonly number[]; readonly before: FormalNet }
  | { readonly kind: 'sum'; readonly parts: readonly FormalNet[] }

/** from ≤ position < to. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Positions within a range on the axes that have one. */
export type Box = readonly (Range | undefined)[]

/** The statement: for signals that are 0 outside their supports, the network equals the merged one at the outputs in the box. */
export interface FormalMerge {
  /** By the inputs' numbers; an input without a box may be anything anywhere. */
  readonly supports: readonly Box[]
  readonly outputs: Box
  readonly network: FormalNet
  /** A sum of one layer for each input and rate, or the spread of one. */
  readonly merged: FormalNet
  /** All symbols in the coefficients. */
  readonly symbols: readonly string[]
  /** What those symbols stand for that are not the user's. */
  readonly meanings: ReadonlyMap<string, string>
}
