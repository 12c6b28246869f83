/** A closed form as data: a kernel given by a formula on each of finitely many ranges of its tap index. Never computes one. */
import type { Polynomial } from '../scalar/polynomial.ts'
import type { Index } from '../term/index-expression.ts'
import type { TapFunction } from './tap-function.ts'

/** An integer: an index, or the smaller or larger of two. */
export type Count =
  | { readonly kind: 'index'; readonly index: Index }
  | { readonly kind: 'least' | 'greatest'; readonly of: readonly [Index, Index] }

/** base^exponent; the exponent is not negative where the formula holds. */
export interface Power {
  readonly base: Polynomial
  readonly exponent: Index
}

/** What the formula says on one range: a number of pairs, a difference of two products of powers, or a binomial term. */
export type Value =
  | { readonly kind: 'count'; readonly count: Count }
  | { readonly kind: 'difference'; readonly left: readonly Power[]; readonly right: readonly Power[] }
  | { readonly kind: 'binomial'; readonly order: Index; readonly at: Index; readonly powers: readonly Power[] }

/** The value for from ≤ m < to. The pairs i + j = m are there those with low ≤ i ≤ high, where one expression says both. */
export interface Piece {
  readonly from: Count
  readonly to: Count
  readonly value: Value
  readonly pairs?: { readonly low: Index; readonly high: Index }
}

/** The theorems of ClosedForms.v that a closed form can rest on. */
export type ClosedTheorem = 'box_box' | 'geometric_geometric_same_ratio' | 'geometric_geometric' | 'vandermonde'

/** One of the kernels that are composed, by its symbol. */
export interface KnownFactor {
  readonly name: string
  readonly taps: Index
  readonly values: TapFunction
}

/**
 * kernel[m] = scale · Π powers / divisor · the value of the piece that m lies in, and 0 in none. No m lies in two.
 * `divisor` is first − second of `unequal`, the condition under which it may be divided by.
 */
export interface ClosedFormula {
  readonly theorem: ClosedTheorem
  readonly scale: Polynomial
  readonly powers: readonly Power[]
  readonly divisor?: Polynomial
  readonly unequal?: readonly [Polynomial, Polynomial]
  readonly pieces: readonly Piece[]
  /** What the composed taps are, from the input to the output. */
  readonly taken: readonly TapFunction[]
}

/** A formula for a kernel of a checked derivation, which has been compared with the finite sum. */
export interface ClosedForm extends Omit<ClosedFormula, 'taken'> {
  /** The kernel's symbol and its tap index, such as M and m. */
  readonly kernel: string
  readonly tap: string
  readonly factors: readonly KnownFactor[]
  /** How many entries were compared with the finite sum, exactly. */
  readonly compared: number
}
