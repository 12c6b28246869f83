/** Writes the formulas of a closed form in a notation. Knows no document. */
import {
  asRational,
  constant,
  equalPolynomial,
  isZero,
  multiply,
  negate,
  type Polynomial,
  power,
  symbol,
  symbolsOf,
  termCount,
} from '../scalar/polynomial.ts'
import { ONE, rational } from '../scalar/rational.ts'
import { constantOf, type Index, singleVariable, subtractIndex } from '../term/index-expression.ts'
import type { ClosedForm, Count, Piece, Power, Value } from './closed-form.ts'
import type { Notation } from './notation.ts'
import type { TapFunction } from './tap-function.ts'

/** "min(J, K)" */
export function writeCount(count: Count, notation: Notation): string {
  if (count.kind === 'index') return notation.index(count.index)
  return notation.extremum(count.kind, count.of.map(notation.index))
}

/** "r^(m + 1)·s"; what is 1 is left out. */
export function writePowers(powers: readonly Power[], notation: Notation): string {
  const factors = powers.filter(({ base, exponent }) => !isOne(base) && exponent.length > 0)
  return factors.length === 0 ? '1' : notation.product(factors.map((one) => writePower(one, notation)))
}

function writePower({ base, exponent }: Power, notation: Notation): string {
  const plain = writeFactor(base, notation)
  if (constantOf(exponent) === 1) return plain
  const isSimple = singleVariable(exponent) !== undefined || constantOf(exponent) !== undefined
  return notation.power(plain, notation.index(exponent), isSimple)
}

/** In parentheses unless it is a name or a natural number. */
function writeFactor(value: Polynomial, notation: Notation): string {
  const number = asRational(value)
  const [name] = symbolsOf(value)
  const isName = name !== undefined && equalPolynomial(value, symbol(name))
  const isNatural = number !== undefined && number.denominator === 1n && number.numerator >= 0n
  const text = notation.polynomial(value)
  return isName || isNatural ? text : notation.parentheses(text)
}

/** What the value of a piece is, without what stands before the brace. */
export function writeValue(value: Value, notation: Notation): string {
  switch (value.kind) {
    case 'count':
      return writeCount(value.count, notation)
    case 'difference':
      return `${writePowers(value.left, notation)}${notation.minus}${writePowers(value.right, notation)}`
    case 'binomial': {
      const own = notation.binomial(notation.index(value.order), notation.index(value.at))
      return notation.product([own, ...value.powers.map((one) => writePower(one, notation))])
    }
    default:
      return value satisfies never
  }
}

/** "0 ≤ m < min(J, K)" */
export function writeRange({ from, to }: Piece, tap: string, notation: Notation): string {
  return `${writeCount(from, notation)} ${notation.atMost} ${notation.name(tap)} < ${writeCount(to, notation)}`
}

/** scale · Π powers / divisor; undefined where it is 1. */
export function writeScale(
  form: Pick<ClosedForm, 'scale' | 'powers' | 'divisor'>,
  notation: Notation,
): string | undefined {
  const { scale, powers, divisor } = form
  const isNumber = powers.length === 0 && divisor === undefined && asRational(scale) !== undefined
  if (isNumber) return isOne(scale) ? undefined : notation.polynomial(scale)
  const { numerator, denominator } = fractionOf(scale)
  const above = writeNumerator(numerator, powers, notation)
  const below = [denominator, ...(divisor === undefined ? [] : [divisor])].filter((one) => !isOne(one))
  const [first] = below
  if (first === undefined) return above === '1' ? undefined : above
  const isSingle = below.length === 1
  const product = isSingle
    ? notation.polynomial(first)
    : notation.product(below.map((one) => writeFactor(one, notation)))
  return notation.fraction(above, product)
}

/** A sum stands in parentheses before other factors, and −1 is only a sign. */
function writeNumerator(numerator: Polynomial, powers: readonly Power[], notation: Notation): string {
  if (powers.length === 0) return notation.polynomial(numerator)
  const isNegative = isOne(negate(numerator))
  const isSum = termCount(numerator) > 1
  const text = notation.polynomial(numerator)
  const before = isOne(numerator) || isNegative ? [] : [isSum ? notation.parentheses(text) : text]
  const product = notation.product([...before, ...powers.map((one) => writePower(one, notation))])
  return isNegative ? `${notation.minus.trim()}${product}` : product
}

function isOne(value: Polynomial): boolean {
  return equalPolynomial(value, constant(ONE))
}

/** A term with negative powers, or a fraction, as what stands above and below the line. */
function fractionOf(value: Polynomial): { readonly numerator: Polynomial; readonly denominator: Polynomial } {
  const [term, ...others] = value.terms.values()
  if (term === undefined || others.length > 0) return { numerator: value, denominator: constant(ONE) }
  const below = term.factors.flatMap(({ atom, power: n }) =>
    n < 0 && atom.kind === 'symbol' ? [power(symbol(atom.name), -n)] : [],
  )
  const denominator = below.reduce(multiply, constant(rational(term.coefficient.denominator)))
  return { numerator: multiply(value, denominator), denominator }
}

/** The taps at an index: "c·r^i". */
export function writeTaps(taps: TapFunction, at: Index, notation: Notation): string {
  const { coefficient: scale } = taps
  if (taps.kind === 'geometric') {
    return writeScale({ scale, powers: isOne(taps.ratio) ? [] : [{ base: taps.ratio, exponent: at }] }, notation) ?? '1'
  }
  const { order, first, second } = taps
  const isPlain = equalPolynomial(first, second)
  const pair = isPlain
    ? [{ base: first, exponent: order }]
    : [
        { base: first, exponent: subtractIndex(order, at) },
        { base: second, exponent: at },
      ]
  const powers = pair.filter(({ base }) => !isOne(base))
  const own = writeValue({ kind: 'binomial', order, at, powers }, notation)
  const before = writeScale({ scale, powers: [] }, notation)
  return before === undefined ? own : notation.product([before, own])
}

/** "c·(f + s·z)^n", the polynomial whose coefficients the taps are. */
export function writeGenerating(
  {
    scale,
    order,
    first,
    second,
  }: {
    readonly scale: Polynomial
    readonly order: Index
    readonly first: Polynomial
    readonly second: Polynomial
  },
  variableName: string,
  notation: Notation,
): string {
  const z = notation.name(variableName)
  const isSubtracted = termCount(second) === 1 && (second.terms.values().next().value?.coefficient.numerator ?? 0n) < 0n
  const size = isSubtracted ? negate(second) : second
  const product = isOne(size) ? z : notation.product([writeFactor(size, notation), z])
  const base = isZero(second)
    ? notation.polynomial(first)
    : `${notation.polynomial(first)}${isSubtracted ? notation.minus : ' + '}${product}`
  const isSimple = singleVariable(order) !== undefined || constantOf(order) !== undefined
  const raised =
    constantOf(order) === 1
      ? notation.parentheses(base)
      : notation.power(notation.parentheses(base), notation.index(order), isSimple)
  const before = writeScale({ scale, powers: [] }, notation)
  return before === undefined ? raised : notation.product([before, raised])
}
