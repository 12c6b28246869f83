/** The closed form of composed taps: a trapezoid, a geometric sum, a binomial. Never reads a record. */
import {
  asRational,
  constant,
  equalPolynomial,
  multiply,
  type Polynomial,
  reciprocal,
  subtract,
} from '../scalar/polynomial.ts'
import { ONE } from '../scalar/rational.ts'
import { addIndex, constantOf, type Index, integer, subtractIndex, variable } from '../term/index-expression.ts'
import type { ClosedFormula, Count, Piece, Power } from './closed-form.ts'
import { type BinomialTaps, type GeometricTaps, type TapFunction, withPair } from './tap-function.ts'

/**
 * The formula for Σ over i_1 + … + i_n = m of the products of the taps; each factor is given by the functions that it is.
 * @param tap the name of m, which no size has
 * @returns undefined where no closed form is known, and for two kernels that can be written out; then the finite sum is the
 *   answer
 */
export function composeTaps(factors: readonly (readonly TapFunction[])[], tap: string): ClosedFormula | undefined {
  if (factors.length < 2) return undefined
  const geometric = factors.flatMap((functions) => functions.find((one) => one.kind === 'geometric') ?? [])
  const binomial = factors.flatMap((functions) => functions.find((one) => one.kind === 'binomial') ?? [])
  const [inner, outer] = geometric
  const isSymbolic = geometric.some(({ taps }) => constantOf(taps) === undefined)
  const isLong = factors.length > 2 || binomial.some(({ order }) => constantOf(order) === undefined)
  const joined = isLong && binomial.length === factors.length ? composeBinomials(binomial, tap) : undefined
  if (joined !== undefined) return joined
  if (geometric.length !== 2 || factors.length !== 2 || inner === undefined || outer === undefined) return undefined
  return isSymbolic ? composeGeometric(inner, outer, tap) : undefined
}

function composeBinomials(factors: readonly BinomialTaps[], tap: string): ClosedFormula | undefined {
  const pair = factors.find(({ order }) => constantOf(order) === undefined) ?? factors[0]
  if (pair === undefined) return undefined
  const same = factors.flatMap((one) => withPair(one, pair, numberOf(one.order)) ?? [])
  if (same.length !== factors.length) return undefined
  const order = addIndex(...same.map((one) => one.order))
  const { first, second } = pair
  const at = variable(tap)
  const isPlain = equalPolynomial(first, second)
  const own = isPlain ? [] : powers([first, subtractIndex(order, at)], [second, at])
  return {
    theorem: 'vandermonde',
    scale: same.map((one) => one.coefficient).reduce(multiply),
    powers: isPlain ? powers([first, order]) : [],
    pieces: [{ from: ZERO, to: exactly(order, 1), value: { kind: 'binomial', order, at, powers: own } }],
    taken: same,
  }
}

function numberOf(index: Index): number | undefined {
  const value = constantOf(index)
  return typeof value === 'number' ? value : undefined
}

function composeGeometric(inner: GeometricTaps, outer: GeometricTaps, tap: string): ClosedFormula {
  const scale = multiply(outer.coefficient, inner.coefficient)
  const [r, s] = [inner.ratio, outer.ratio]
  const taken = [inner, outer]
  if (equalPolynomial(r, s)) {
    const isConstant = equalPolynomial(r, constant(ONE))
    return {
      theorem: isConstant ? 'box_box' : 'geometric_geometric_same_ratio',
      scale,
      powers: powers([r, variable(tap)]),
      pieces: countPieces(inner.taps, outer.taps, tap),
      taken,
    }
  }
  const pieces = differencePieces(inner, outer, tap)
  const divisor = subtract(r, s)
  if (asRational(divisor) !== undefined) {
    return { theorem: 'geometric_geometric', scale: multiply(scale, reciprocal(divisor)), powers: [], pieces, taken }
  }
  return { theorem: 'geometric_geometric', scale, powers: [], divisor, unequal: [r, s], pieces, taken }
}

/** How two lengths compare, for all values of the sizes in them. */
export type Order = 'less' | 'equal' | 'greater' | 'unknown'

/** Sizes are not negative, so a difference whose coefficients have one sign has that sign. */
export function compareLengths(a: Index, b: Index): Order {
  const signs = subtractIndex(a, b).map(({ coefficient }) => Math.sign(Number(coefficient)))
  if (signs.length === 0) return 'equal'
  if (signs.every((sign) => sign === 1)) return 'greater'
  return signs.every((sign) => sign === -1) ? 'less' : 'unknown'
}

const ZERO: Count = { kind: 'index', index: integer(0) }

function exactly(index: Index, more = 0): Count {
  return { kind: 'index', index: addIndex(index, integer(more)) }
}

/** The shorter and the longer of two lengths. */
function bounds(a: Index, b: Index): { readonly short: Count; readonly long: Count; readonly order: Order } {
  const order = compareLengths(a, b)
  if (order === 'unknown') {
    return { short: { kind: 'least', of: [a, b] }, long: { kind: 'greatest', of: [a, b] }, order }
  }
  return order === 'greater'
    ? { short: exactly(b), long: exactly(a), order }
    : { short: exactly(a), long: exactly(b), order }
}

/** What holds of m on a range: whether it is at least the inner length, and at least the outer length. */
interface Region {
  readonly from: Count
  readonly to: Count
  readonly isPastInner: boolean
  readonly isPastOuter: boolean
}

/** The ranges of m for two lengths: before both, between them, past both. Where the order is unknown there are two between. */
function regionsOf(inner: Index, outer: Index): readonly Region[] {
  const { short, long, order } = bounds(inner, outer)
  const end = exactly(addIndex(inner, outer), -1)
  const [first, second] = [exactly(inner), exactly(outer)]
  const mayBe = (one: Order): boolean => order === one || order === 'unknown'
  return [
    { from: ZERO, to: short, isPastInner: false, isPastOuter: false },
    ...(mayBe('less') ? [{ from: first, to: second, isPastInner: true, isPastOuter: false }] : []),
    ...(mayBe('greater') ? [{ from: second, to: first, isPastInner: false, isPastOuter: true }] : []),
    { from: long, to: end, isPastInner: true, isPastOuter: true },
  ]
}

/** The number of pairs i + j = m: it rises, stays, falls. What is between the lengths is one range, whichever is shorter. */
function countPieces(inner: Index, outer: Index, tap: string): readonly Piece[] {
  const { short, long, order } = bounds(inner, outer)
  const pieces = regionsOf(inner, outer).map((region): Piece => {
    const pairs = pairsIn(region, inner, outer, tap)
    const count = exactly(subtractIndex(pairs.high, pairs.low), 1)
    return { from: region.from, to: region.to, value: { kind: 'count', count }, pairs }
  })
  if (order !== 'unknown') return pieces
  const between: Piece = { from: short, to: long, value: { kind: 'count', count: short } }
  return [...pieces.slice(0, 1), between, ...pieces.slice(-1)]
}

/** (r − s)·Σ r^i·s^(m − i) from i = low to high is r^(high + 1)·s^(m − high) − r^low·s^(m − low + 1). */
function differencePieces(inner: GeometricTaps, outer: GeometricTaps, tap: string): readonly Piece[] {
  const m = variable(tap)
  const one = integer(1)
  const [r, s] = [inner.ratio, outer.ratio]
  return regionsOf(inner.taps, outer.taps).map((region) => {
    const pairs = pairsIn(region, inner.taps, outer.taps, tap)
    const { low, high } = pairs
    const left = powers([r, addIndex(high, one)], [s, subtractIndex(m, high)])
    const right = powers([r, low], [s, addIndex(subtractIndex(m, low), one)])
    return { from: region.from, to: region.to, value: { kind: 'difference', left, right }, pairs }
  })
}

/** The i of the pairs i + j = m, 0 ≤ i < inner, 0 ≤ j < outer: low ≤ i ≤ high. */
function pairsIn({ isPastInner, isPastOuter }: Region, inner: Index, outer: Index, tap: string) {
  const m = variable(tap)
  return {
    low: isPastOuter ? addIndex(subtractIndex(m, outer), integer(1)) : integer(0),
    high: isPastInner ? addIndex(inner, integer(-1)) : m,
  }
}

/** The powers that are not 1 whatever the index is. */
function powers(...factors: readonly (readonly [base: Polynomial, exponent: Index])[]): readonly Power[] {
  return factors.flatMap(([base, exponent]) =>
    exponent.length === 0 || equalPolynomial(base, constant(ONE)) ? [] : [{ base, exponent }],
  )
}
