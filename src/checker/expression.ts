/**
 * Terms as the checker reads them: every variable is its level, the number of variables around it, so that terms which
 * differ only in bound names are equal and nothing can be captured. Never imports the engine's walks or substitution.
 */
import { formatRational, type Rational } from '../scalar/rational.ts'
import type { OpaqueFunction, Sort } from '../term/term.ts'
import { type Polynomial, polynomialKey, substitute, subtract, variable } from './polynomial.ts'
import { spend, type Work } from './work.ts'

/** `axes` is the number of entries that a coefficient of the sort has. */
export type Expression =
  | { readonly kind: 'number'; readonly value: Rational }
  | { readonly kind: 'element'; readonly name: string; readonly at: readonly Polynomial[] }
  | SumExpression
  | { readonly kind: 'add'; readonly terms: readonly Expression[] }
  | { readonly kind: 'multiply'; readonly factors: readonly Expression[] }
  | BracketExpression
  | { readonly kind: 'apply'; readonly function: OpaqueFunction; readonly argument: Expression }

/** Σ over the variable at `level`, which is also the number of variables around the sum. */
export interface SumExpression {
  readonly kind: 'sum'
  readonly sort: Sort
  readonly axes: number
  readonly level: number
  readonly extent: Polynomial
  readonly body: Expression
}

/** `left = right`, or `0 ≤ left < right`, on every axis. */
export interface BracketExpression {
  readonly kind: 'bracket'
  readonly condition: 'equal' | 'within'
  readonly sort: Sort
  readonly axes: number
  readonly left: Polynomial
  readonly right: Polynomial
}

/** The variable at a level; on an axis where its extent is the constant 1 it is 0. */
export function variableWithin(level: number, axes: number, extent: Polynomial | undefined): Polynomial {
  return variable(
    level,
    Array.from({ length: axes }, (_, axis) => (extent !== undefined && isOne(extent, axis) ? 0n : 1n)),
  )
}

function isOne(extent: Polynomial, axis: number): boolean {
  return extent.some((m) => m.key === '') && extent.every((m) => m.entries[axis] === (m.key === '' ? 1n : 0n))
}

/**
 * The expression with variables replaced, as an expression that stands under `depth` variables. All replacements happen at
 * once, and every bound variable gets a level from `depth` upwards, above every variable of the values.
 */
export function instantiate(
  term: Expression,
  values: ReadonlyMap<number, Polynomial>,
  depth: number,
  work: Work,
): Expression {
  spend(work, 1)
  const at = (index: Polynomial) => substitute(index, values, work)
  const inside = (child: Expression) => instantiate(child, values, depth, work)
  switch (term.kind) {
    case 'number':
      return term
    case 'element':
      return { ...term, at: term.at.map(at) }
    case 'bracket':
      return { ...term, left: at(term.left), right: at(term.right) }
    case 'add':
      return { kind: 'add', terms: term.terms.map(inside) }
    case 'multiply':
      return { kind: 'multiply', factors: term.factors.map(inside) }
    case 'apply':
      return { ...term, argument: inside(term.argument) }
    case 'sum': {
      const extent = at(term.extent)
      const bound = new Map([...values, [term.level, variableWithin(depth, term.axes, extent)]])
      return { ...term, level: depth, extent, body: instantiate(term.body, bound, depth + 1, work) }
    }
    default:
      return term satisfies never
  }
}

/** Equality up to bound names, with index expressions compared as polynomials; order of terms and factors counts. */
export function isSame(left: Expression, right: Expression): boolean {
  return expressionKey(left) === expressionKey(right)
}

export function isSameIndex(left: Polynomial, right: Polynomial): boolean {
  return polynomialKey(left) === polynomialKey(right)
}

/** A text that two expressions under the same variables share exactly when they are the same. */
export function expressionKey(term: Expression): string {
  switch (term.kind) {
    case 'sum':
      return `${sumKey(term)}(${expressionKey(term.body)})`
    case 'add':
      return `+(${term.terms.map(expressionKey).join('|')})`
    case 'multiply':
      return `*(${term.factors.map(expressionKey).join('|')})`
    case 'apply':
      return `${term.function}(${expressionKey(term.argument)})`
    case 'number':
    case 'element':
    case 'bracket':
      return leafKey(term)
    default:
      return term satisfies never
  }
}

/** The key of an expression without subterms. */
export function leafKey(term: Expression & { readonly kind: 'number' | 'element' | 'bracket' }): string {
  if (term.kind === 'number') return `#${formatRational(term.value)}`
  if (term.kind === 'element') return `${JSON.stringify(term.name)}[${term.at.map(polynomialKey).join(';')}]`
  if (term.condition === 'within') return `within[${polynomialKey(term.left)};${polynomialKey(term.right)}]`
  // left = right says no more than that their difference is 0, in either direction.
  const directions = [subtract(term.left, term.right), subtract(term.right, term.left)].map(polynomialKey)
  return `equal[${directions.sort()[0]}]`
}

/** The key of a sum without its body. */
export function sumKey(term: SumExpression): string {
  return `sum ${term.sort} <${polynomialKey(term.extent)}>`
}
