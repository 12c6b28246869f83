/** The closed term language: sums over bound indices of products of tensor entries. Its seven node kinds, nothing else. */
import type { Rational } from '../scalar/rational.ts'
import type { Index } from './index-expression.ts'

/** What an index ranges over: a channel is one integer, a position is an integer vector of the signal's rank. */
export type Sort = 'channel' | 'position'

/** A named index and its range 0 ≤ index < extent (every axis); without extent it ranges over all integers. */
export interface IndexVariable {
  readonly name: string
  readonly sort: Sort
  readonly extent?: Index
}

/** The Iverson bracket's condition: `left = right`, or `0 ≤ index < extent`, on every axis. */
export type Condition =
  | { readonly kind: 'equal'; readonly left: Index; readonly right: Index }
  | { readonly kind: 'within'; readonly index: Index; readonly extent: Index }

/** An exact number. */
export interface NumberTerm {
  readonly kind: 'number'
  readonly value: Rational
}

/** An entry of a tensor, a value of a signal, or a defined function at the given indices: k[o, a, i]. */
export interface ElementTerm {
  readonly kind: 'element'
  readonly name: string
  readonly at: readonly Index[]
}

/** Σ of `body` over 0 ≤ index < extent. */
export interface SumTerm {
  readonly kind: 'sum'
  readonly index: string
  readonly sort: Sort
  readonly extent: Index
  readonly body: Term
}

export interface AddTerm {
  readonly kind: 'add'
  readonly terms: readonly Term[]
}

export interface MultiplyTerm {
  readonly kind: 'multiply'
  readonly factors: readonly Term[]
}

/** 1 where the condition holds, else 0. */
export interface BracketTerm {
  readonly kind: 'bracket'
  readonly condition: Condition
}

/** A function that the ring does not know: only equal arguments give equal values. */
export interface ApplyTerm {
  readonly kind: 'apply'
  readonly function: OpaqueFunction
  readonly argument: Term
}

/** The functions that the ring does not know: rsqrt(t) = 1/√t, and reciprocal(t) = 1/t. */
export const OPAQUE_FUNCTIONS = ['rsqrt', 'reciprocal'] as const
export type OpaqueFunction = (typeof OPAQUE_FUNCTIONS)[number]

export type Term = NumberTerm | ElementTerm | SumTerm | AddTerm | MultiplyTerm | BracketTerm | ApplyTerm

/** A place in a term: the child's number at each node on the way down. */
export type Path = readonly number[]
