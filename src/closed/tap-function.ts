/** Taps as functions of their index, as data: geometric and binomial sequences of symbolic or numeric length. Never reads text. */
import {
  asRational,
  constant,
  equalPolynomial,
  isZero,
  multiply,
  negativePowerIn,
  type Polynomial,
  power,
  reciprocal,
  scale,
  termCount,
} from '../scalar/polynomial.ts'
import { ONE, type Rational, rational } from '../scalar/rational.ts'
import { type Index, integer } from '../term/index-expression.ts'

/** coefficient · ratio^i for 0 ≤ i < taps; a constant has ratio 1. */
export interface GeometricTaps {
  readonly kind: 'geometric'
  readonly taps: Index
  readonly coefficient: Polynomial
  readonly ratio: Polynomial
}

/** coefficient · binomial(order, i) · first^(order − i) · second^i for 0 ≤ i ≤ order. */
export interface BinomialTaps {
  readonly kind: 'binomial'
  readonly order: Index
  readonly coefficient: Polynomial
  readonly first: Polynomial
  readonly second: Polynomial
}

export type TapFunction = GeometricTaps | BinomialTaps

/** The functions that these entries are, each checked entry by entry: none, a geometric one, a binomial one, or both. */
export function recogniseTaps(entries: readonly Polynomial[]): readonly TapFunction[] {
  const [first, second] = entries
  if (first === undefined || second === undefined || isZero(first)) return []
  const quotient = divide(second, first)
  return [geometricOf(entries, first, quotient), binomialOf(entries, first, quotient)].flatMap((found) => found ?? [])
}

function geometricOf(
  entries: readonly Polynomial[],
  coefficient: Polynomial,
  ratio: Polynomial | undefined,
): TapFunction | undefined {
  if (ratio === undefined || isZero(ratio)) return undefined
  let expected = coefficient
  for (const entry of entries) {
    if (!equalPolynomial(entry, expected)) return undefined
    expected = multiply(expected, ratio)
  }
  return { kind: 'geometric', taps: integer(entries.length), coefficient, ratio }
}

/** Two taps are binomial whatever they are; more have the ratio order·second/first between the first two. */
function binomialOf(
  entries: readonly Polynomial[],
  head: Polynomial,
  quotient: Polynomial | undefined,
): TapFunction | undefined {
  const order = entries.length - 1
  const [, next] = entries
  if (quotient === undefined) {
    if (order !== 1 || next === undefined) return undefined
    return { kind: 'binomial', order: integer(1), coefficient: constant(ONE), first: head, second: next }
  }
  const second = scale(quotient, rational(1, order))
  let expected = head
  for (const [at, entry] of entries.entries()) {
    if (!equalPolynomial(entry, expected)) return undefined
    expected = scale(multiply(expected, second), rational(order - at, at + 1))
  }
  return { kind: 'binomial', order: integer(order), coefficient: head, first: constant(ONE), second }
}

/** a / b where that is a polynomial, found without division of sums: b is one term. */
function divide(a: Polynomial, b: Polynomial): Polynomial | undefined {
  if (equalPolynomial(a, b)) return constant(ONE)
  if (termCount(b) !== 1) return undefined
  const quotient = multiply(a, reciprocal(b))
  return negativePowerIn(quotient) === undefined ? quotient : undefined
}

/** The same taps with the pair (first, second) of another binomial; undefined where the pairs do not allow it. */
export function withPair(taps: BinomialTaps, pair: BinomialTaps, order: number | undefined): BinomialTaps | undefined {
  const { first, second } = pair
  const factor = proportion(taps, pair)
  if (factor === undefined) return undefined
  const isSame = factor.numerator === factor.denominator
  if (isSame) return taps
  if (order === undefined) return undefined
  return { ...taps, first, second, coefficient: multiply(taps.coefficient, power(constant(factor), order)) }
}

/** The number that the other pair is multiplied by to give this one. */
function proportion(taps: BinomialTaps, pair: BinomialTaps): Rational | undefined {
  const [own] = taps.first.terms.values()
  const [other] = pair.first.terms.values()
  if (own === undefined || other === undefined) return undefined
  const factor = asRational(multiply(constant(own.coefficient), reciprocal(constant(other.coefficient))))
  if (factor === undefined) return undefined
  const fits = (a: Polynomial, b: Polynomial): boolean => equalPolynomial(a, scale(b, factor))
  return fits(taps.first, pair.first) && fits(taps.second, pair.second) ? factor : undefined
}
