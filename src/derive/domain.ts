/** For which blocks of outputs a lemma holds. Only data. */
import type { Index } from '../term/index-expression.ts'

/** Blocks first ≤ n < first + extent on every axis; without extent all of them. */
export interface Domain {
  readonly first: Index
  readonly extent?: Index
}

export const EVERYWHERE: Domain = { first: [] }
