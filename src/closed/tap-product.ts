/** A product of powers in the tap index, and the tap function that it is. Never reads text. */
import {
  add,
  constant,
  functionOf,
  isZero,
  multiply,
  negativePowerIn,
  type Polynomial,
  power,
  scale,
  symbol,
} from '../scalar/polynomial.ts'
import { ONE, rational } from '../scalar/rational.ts'
import {
  addIndex,
  coefficientOf,
  constantOf,
  equalIndex,
  type Index,
  integer,
  multiplyIndex,
  scaleIndex,
  singleVariable,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { TapFunction } from './tap-function.ts'

/** The name of the tap index in expressions. */
export const TAP = 'i'

/** As in expressions: a larger power of a sum would be too long. */
const MAXIMAL_EXPONENT = 64

/** The length that the taps have, and whether i counts from the first tap or from the centre. */
export interface FormulaTarget {
  readonly taps: Index
  readonly fromStart: boolean
}

/** coefficient · exp(rate · i) · Π base^exponent · binomial(order, i) */
export interface Product {
  readonly coefficient: Polynomial
  readonly rate: Polynomial
  readonly powers: readonly { readonly base: Polynomial; readonly exponent: Index }[]
  readonly order?: Index
}

/** Whether a power is one that an expression may have. */
export function isSmall(exponent: number): boolean {
  return Math.abs(exponent) <= MAXIMAL_EXPONENT
}

/** base^(step·i + turns·order + fixed) with numbers step, turns and fixed. */
interface SteppedPower {
  readonly base: Polynomial
  readonly step: number
  readonly turns: number
  readonly fixed: number
}

/** @returns undefined where the product is neither geometric nor binomial with order + 1 taps */
export function classify(product: Product, { taps, fromStart }: FormulaTarget): TapFunction | undefined {
  const { order } = product
  if (isZero(product.coefficient)) return undefined
  if (order !== undefined && !equalIndex(addIndex(order, integer(1)), taps)) return undefined
  if (!fromStart && (order !== undefined || product.powers.length > 0)) return undefined
  const stepped = product.powers.flatMap((one) => stepsOf(one.base, one.exponent, order) ?? [])
  if (stepped.length !== product.powers.length) return undefined
  const raise = (exponentOf: (one: SteppedPower) => number): Polynomial =>
    stepped.map((one) => power(one.base, exponentOf(one))).reduce(multiply, constant(ONE))
  const ratio = multiply(
    raise((one) => one.step),
    functionOf('exp', product.rate),
  )
  const start = fromStart ? constant(rational(0)) : centreOffset(taps)
  if (start === undefined) return undefined
  const offset = functionOf('exp', multiply(product.rate, start))
  const coefficient = [product.coefficient, raise((one) => one.fixed), offset].reduce(multiply)
  if (order === undefined) return isPolynomial(ratio) ? { kind: 'geometric', taps, coefficient, ratio } : undefined
  const first = raise((one) => one.turns)
  const second = multiply(first, ratio)
  return isPolynomial(first) && isPolynomial(second)
    ? { kind: 'binomial', order, coefficient, first, second }
    : undefined
}

function isPolynomial(value: Polynomial): boolean {
  return negativePowerIn(value) === undefined
}

/** −(taps − 1)/2, the index of the first tap when the centre is 0. */
function centreOffset(taps: Index): Polynomial | undefined {
  const length = lengthAsNumber(taps)
  return length === undefined ? undefined : scale(add(length, constant(rational(-1))), rational(-1, 2))
}

function lengthAsNumber(taps: Index): Polynomial | undefined {
  const value = constantOf(taps)
  const name = singleVariable(taps)
  if (typeof value === 'number') return constant(rational(value))
  return name === undefined ? undefined : symbol(name)
}

function stepsOf(base: Polynomial, exponent: Index, order: Index | undefined): SteppedPower | undefined {
  const slope = coefficientOf(exponent, TAP)
  const step = slope === undefined ? undefined : constantOf(slope)
  if (slope === undefined || typeof step !== 'number' || !isSmall(step)) return undefined
  const rest = subtractIndex(exponent, multiplyIndex(slope, variable(TAP)))
  for (const turns of order === undefined ? [0] : [0, 1, -1]) {
    const fixed = constantOf(subtractIndex(rest, scaleIndex(turns, order ?? integer(0))))
    if (typeof fixed === 'number' && isSmall(fixed)) return { base, step, turns, fixed }
  }
  return undefined
}
