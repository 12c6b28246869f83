/**
 * Reference evaluation of terms over any commutative ring: nested loops over concrete sizes, nothing clever. A position is a
 * list of integers, one per axis; a channel is a list of one. Never imports a rule.
 */
import { fail } from '../errors.ts'
import type { Rational } from '../scalar/rational.ts'
import type { Index, IndexAtom } from './index-expression.ts'
import type { BracketTerm, Condition, SumTerm, Term } from './term.ts'

/** A commutative ring that contains the rational numbers. */
export interface Ring<T> {
  readonly zero: T
  readonly one: T
  readonly number: (value: Rational) => T
  readonly add: (a: T, b: T) => T
  readonly multiply: (a: T, b: T) => T
  /** An opaque function such as rsqrt. */
  readonly apply: (name: string, argument: T) => T
}

/** One integer per axis for every index and size in scope. */
export type Assignment = ReadonlyMap<string, readonly number[]>

/** What the names stand for. */
export interface Interpretation<T> {
  readonly ring: Ring<T>
  /** Number of axes of a position. */
  readonly rank: number
  /** The value of a tensor, signal or definition at the given indices, not yet evaluated to axes where `at` is called. */
  readonly element: (name: string, at: (place: number, axes: number) => readonly number[]) => T
  /** The extent that a sum really runs over; lets a witness try other channel counts. */
  readonly extentOf: (sum: SumTerm, extent: readonly number[]) => readonly number[]
}

/** The value of an index expression on `axes` axes; a channel value serves every axis. */
export function evaluateIndex(index: Index, axes: number, values: Assignment): readonly number[] {
  const total = new Array<number>(axes).fill(0)
  for (const { coefficient, atoms } of index) {
    const factors = atoms.map((atom) => evaluateAtom(atom, axes, values))
    for (let axis = 0; axis < axes; axis += 1) {
      let product = typeof coefficient === 'number' ? coefficient : (coefficient[axis] ?? 0)
      for (const factor of factors) product *= factor[axis] ?? factor[0] ?? 0
      total[axis] = (total[axis] ?? 0) + product
    }
  }
  return total
}

function evaluateAtom(atom: IndexAtom, axes: number, values: Assignment): readonly number[] {
  if (atom.kind === 'variable') {
    return values.get(atom.name) ?? fail({ code: 'term/free-index', what: `${atom.name} has no value` })
  }
  const numerator = evaluateIndex(atom.numerator, axes, values)
  const denominator = evaluateIndex(atom.denominator, axes, values)
  return numerator.map((entry, axis) => Math.floor(entry / (denominator[axis] ?? 1)))
}

/** The value of a term. @throws ConvolemmaError "term/free-index" where an index has no value */
export function evaluate<T>(term: Term, values: Assignment, meaning: Interpretation<T>): T {
  const { ring } = meaning
  switch (term.kind) {
    case 'number':
      return ring.number(term.value)
    case 'element':
      return meaning.element(term.name, (place, axes) => evaluateIndex(term.at[place] ?? [], axes, values))
    case 'add':
      return term.terms.reduce((total, part) => ring.add(total, evaluate(part, values, meaning)), ring.zero)
    case 'multiply':
      return evaluateProduct(term.factors, values, meaning)
    case 'bracket':
      return holds(term.condition, values, meaning.rank) ? ring.one : ring.zero
    case 'sum':
      return evaluateSum(term, values, meaning)
    case 'apply':
      return ring.apply(term.function, evaluate(term.argument, values, meaning))
    default:
      return term satisfies never
  }
}

/** Brackets first: where one is 0 the rest need not be looked at. */
function evaluateProduct<T>(factors: readonly Term[], values: Assignment, meaning: Interpretation<T>): T {
  const { ring } = meaning
  const isBracket = (factor: Term): factor is BracketTerm => factor.kind === 'bracket'
  if (factors.some((factor) => isBracket(factor) && !holds(factor.condition, values, meaning.rank))) return ring.zero
  return factors.reduce(
    (product, factor) => (isBracket(factor) ? product : ring.multiply(product, evaluate(factor, values, meaning))),
    ring.one,
  )
}

function holds(condition: Condition, values: Assignment, rank: number): boolean {
  const axes = Math.max(rank, 1)
  if (condition.kind === 'equal') {
    const left = evaluateIndex(condition.left, axes, values)
    const right = evaluateIndex(condition.right, axes, values)
    return left.every((entry, axis) => entry === right[axis])
  }
  const index = evaluateIndex(condition.index, axes, values)
  const extent = evaluateIndex(condition.extent, axes, values)
  return index.every((entry, axis) => entry >= 0 && entry < (extent[axis] ?? 0))
}

function evaluateSum<T>(term: SumTerm, values: Assignment, meaning: Interpretation<T>): T {
  const axes = term.sort === 'channel' ? 1 : meaning.rank
  const extent = meaning.extentOf(term, evaluateIndex(term.extent, axes, values))
  let total = meaning.ring.zero
  const inside = new Map(values)
  for (const position of positionsBelow(extent)) {
    inside.set(term.index, position)
    total = meaning.ring.add(total, evaluate(term.body, inside, meaning))
  }
  return total
}

/** All positions 0 ≤ p < extent, the last axis fastest; one empty position for rank 0. */
export function* positionsBelow(extent: readonly number[]): Generator<readonly number[]> {
  if (extent.some((entry) => entry <= 0)) return
  const position = extent.map(() => 0)
  for (;;) {
    yield [...position]
    let axis = extent.length - 1
    while (axis >= 0 && (position[axis] ?? 0) + 1 >= (extent[axis] ?? 0)) {
      position[axis] = 0
      axis -= 1
    }
    if (axis < 0) return
    position[axis] = (position[axis] ?? 0) + 1
  }
}
