/** Exact rational numbers over bigint, always in lowest terms with a positive denominator. Never imports a term. */
import { fail } from '../errors.ts'

/** `numerator / denominator` in lowest terms, denominator > 0. */
export interface Rational {
  readonly numerator: bigint
  readonly denominator: bigint
}

export const ZERO: Rational = { numerator: 0n, denominator: 1n }
export const ONE: Rational = { numerator: 1n, denominator: 1n }

/** numerator / denominator in lowest terms. @throws ConvolemmaError "number/division-by-zero" */
export function rational(numerator: bigint | number, denominator: bigint | number = 1n): Rational {
  const n = BigInt(numerator)
  const d = BigInt(denominator)
  if (d === 0n) fail({ code: 'number/division-by-zero', what: `${n} / 0 is not a number` })
  if (d === 1n) return { numerator: n, denominator: 1n }
  const g = greatestCommonDivisor(n, d)
  const sign = d < 0n ? -1n : 1n
  return { numerator: (sign * n) / g, denominator: (sign * d) / g }
}

/** The non-negative greatest common divisor; gcd(0, 0) = 0. */
export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a
  let y = b < 0n ? -b : b
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

export function addRational(a: Rational, b: Rational): Rational {
  if (a.denominator === b.denominator) return rational(a.numerator + b.numerator, a.denominator)
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
}

export function negateRational(a: Rational): Rational {
  return { numerator: -a.numerator, denominator: a.denominator }
}

export function subtractRational(a: Rational, b: Rational): Rational {
  return addRational(a, negateRational(b))
}

export function multiplyRational(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator)
}

/** a / b. @throws ConvolemmaError "number/division-by-zero" */
export function divideRational(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator)
}

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compareRational(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function equalRational(a: Rational, b: Rational): boolean {
  return a.numerator === b.numerator && a.denominator === b.denominator
}

export function isZeroRational(a: Rational): boolean {
  return a.numerator === 0n
}

/** "p" or "p/q". */
export function formatRational(a: Rational): string {
  return a.denominator === 1n ? `${a.numerator}` : `${a.numerator}/${a.denominator}`
}

const RATIONAL_TEXT = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?(?:\/(\d+))?$/

/**
 * Read "3", "-3/4", "0.1" or "1e-5"; a decimal means exactly what it says, so "0.1" is 1/10.
 * @returns undefined where the text is none of these
 */
export function parseRational(text: string): Rational | undefined {
  const match = RATIONAL_TEXT.exec(text.startsWith('.') ? `0${text}` : text)
  if (match === null || text.length > 10_000) return undefined
  const [, sign, whole = '0', fraction = '', exponentText = '0', denominator] = match
  if (denominator !== undefined && BigInt(denominator) === 0n) return undefined
  const exponent = Number(exponentText) - fraction.length
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n)
  const scaled = exponent >= 0 ? rational(digits * 10n ** BigInt(exponent)) : rational(digits, 10n ** BigInt(-exponent))
  return denominator === undefined ? scaled : divideRational(scaled, rational(BigInt(denominator)))
}

/** The exact value of a finite binary64 number. @throws ConvolemmaError "number/not-finite" */
export function fromFloat64(value: number): Rational {
  if (!Number.isFinite(value)) fail({ code: 'number/not-finite', what: `${value} is not a finite number` })
  if (Number.isInteger(value)) return { numerator: BigInt(value), denominator: 1n }
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n
  const exponent = Math.max(biased, 1) - 1075
  const signed = bits >> 63n === 0n ? mantissa : -mantissa
  return exponent >= 0 ? rational(signed << BigInt(exponent)) : rational(signed, 1n << BigInt(-exponent))
}

/** How many binary digits |n| has; 0 for 0. */
export function bitLength(n: bigint): number {
  const hex = (n < 0n ? -n : n).toString(16)
  return hex === '0' ? 0 : 4 * hex.length - Math.clz32(Number.parseInt(hex.charAt(0), 16)) + 28
}

/** mantissa · 2^exponent in lowest terms, without the general greatest common divisor. */
export function fromDyadic(mantissa: bigint, exponent: number): Rational {
  if (exponent >= 0) return { numerator: mantissa << BigInt(exponent), denominator: 1n }
  if (mantissa === 0n) return ZERO
  const zeros = BigInt(Math.min(bitLength(mantissa & -mantissa) - 1, -exponent))
  return { numerator: mantissa >> zeros, denominator: 1n << (BigInt(-exponent) - zeros) }
}
