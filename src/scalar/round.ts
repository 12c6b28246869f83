/** The last step: rounding exact values to a storage format, to nearest, ties to even. Never rounds twice. */
import type { Polynomial } from './atom.ts'
import { cannotEnclose, intervalAt } from './enclosure.ts'
import { bitLength, type Rational } from './rational.ts'
import { asRational } from './ring.ts'

/** A binary format: `precision` counts the leading one, the exponents are those of the smallest and largest normal number. */
export interface StorageFormat {
  readonly name: 'float64' | 'float32' | 'float16' | 'bfloat16'
  readonly precision: number
  readonly minExponent: number
  readonly maxExponent: number
  readonly bytes: number
}

/** @source IEEE 754-2019 table 3.5; bfloat16 is binary32 without its last 16 bits */
export const FLOAT64: StorageFormat = {
  name: 'float64',
  precision: 53,
  minExponent: -1022,
  maxExponent: 1023,
  bytes: 8,
}
export const FLOAT32: StorageFormat = { name: 'float32', precision: 24, minExponent: -126, maxExponent: 127, bytes: 4 }
export const FLOAT16: StorageFormat = { name: 'float16', precision: 11, minExponent: -14, maxExponent: 15, bytes: 2 }
export const BFLOAT16: StorageFormat = { name: 'bfloat16', precision: 8, minExponent: -126, maxExponent: 127, bytes: 2 }

export const STORAGE_FORMATS: readonly StorageFormat[] = [FLOAT64, FLOAT32, FLOAT16, BFLOAT16]

/** The number in the format, held exactly by a binary64; ±Infinity where `overflow` is true. */
export interface Rounded {
  readonly value: number
  readonly overflow: boolean
}

/** The correctly rounded value; a negative value that rounds to zero gives −0, as IEEE 754 has it. */
export function roundRational(value: Rational, format: StorageFormat): Rounded {
  const negative = value.numerator < 0n
  return roundMagnitude(negative, negative ? -value.numerator : value.numerator, value.denominator, 0, format)
}

/** The correctly rounded value of mantissa · 2^exponent. */
export function roundDyadic(mantissa: bigint, exponent: number, format: StorageFormat): Rounded {
  const negative = mantissa < 0n
  return roundMagnitude(negative, negative ? -mantissa : mantissa, 1n, exponent, format)
}

const MAXIMAL_BITS = 16_384

/**
 * The correctly rounded value of a polynomial without free symbols: exactly where it is rational, otherwise by
 * enclosures of rising precision until both ends round alike.
 * @throws ConvolemmaError "number/free-symbols", "number/not-real", "number/too-large", "number/cannot-enclose"
 */
export function roundPolynomial(p: Polynomial, format: StorageFormat): Rounded {
  const exact = asRational(p)
  if (exact !== undefined) return roundRational(exact, format)
  for (let bits = 128; bits <= MAXIMAL_BITS; bits *= 2) {
    const interval = intervalAt(p, bits)
    if (interval === undefined) continue
    const lower = roundDyadic(interval.lower, -bits, format)
    const upper = roundDyadic(interval.upper, -bits, format)
    // Zeros of either sign agree; their sign is that of the value, so a tighter interval must show it.
    const showsSign = interval.lower >= 0n || interval.upper <= 0n || bits * 2 > MAXIMAL_BITS
    if (lower.value === upper.value && (lower.value !== 0 || showsSign)) return interval.upper <= 0n ? lower : upper
  }
  return cannotEnclose(p, MAXIMAL_BITS)
}

/** The binary64 number x rounded to the format; ±Infinity beyond its range. One rounding, no intermediate format. */
export function roundFloat64(x: number, format: StorageFormat): number {
  if (format.precision === 53) return x
  if (format.precision === 24) return Math.fround(x)
  const magnitude = Math.abs(x)
  const limit = 2 ** (format.maxExponent + 1)
  if (!(magnitude < limit)) return Number.isNaN(x) ? x : x < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const exponent = Math.max(exponentOf(magnitude), format.minExponent)
  // Adding 2^52 units in the last place makes the addition itself round to that place, ties to even.
  const magic = 2 ** (exponent - format.precision + 1 + 52)
  const rounded = magnitude + magic - magic
  const value = rounded < limit ? rounded : Number.POSITIVE_INFINITY
  return x < 0 || Object.is(x, -0) ? -value : value
}

/** Whether every number between two binary64 bounds rounds to one number of the format (−0 and 0 are two). */
export function roundsTheSame(lower: number, upper: number, format: StorageFormat): boolean {
  return Object.is(roundFloat64(lower, format), roundFloat64(upper, format))
}

/** The exponent of the leading bit of a positive finite number; Math.log2 may be off by one near powers of two. */
function exponentOf(magnitude: number): number {
  const guess = Math.floor(Math.log2(magnitude))
  if (2 ** guess > magnitude) return guess - 1
  return 2 ** (guess + 1) <= magnitude ? guess + 1 : guess
}

/** ±(numerator / denominator) · 2^exponent rounded once; numerator ≥ 0, denominator > 0. */
function roundMagnitude(
  negative: boolean,
  numerator: bigint,
  denominator: bigint,
  exponent: number,
  format: StorageFormat,
): Rounded {
  if (numerator === 0n) return { value: 0, overflow: false }
  const leading = floorLog2(numerator, denominator) + exponent
  const sign = negative ? -1 : 1
  if (leading > format.maxExponent) return { value: sign * Number.POSITIVE_INFINITY, overflow: true }
  const unit = Math.max(leading, format.minExponent) - format.precision + 1
  const shift = unit - exponent
  const scaled = shift < 0 ? numerator << BigInt(-shift) : numerator
  const divisor = shift > 0 ? denominator << BigInt(shift) : denominator
  const mantissa = divideToEven(scaled, divisor)
  if (mantissa === 1n << BigInt(format.precision) && leading === format.maxExponent) {
    return { value: sign * Number.POSITIVE_INFINITY, overflow: true }
  }
  return { value: sign * Number(mantissa) * 2 ** unit, overflow: false }
}

/** The largest e with 2^e ≤ numerator / denominator. */
function floorLog2(numerator: bigint, denominator: bigint): number {
  const guess = bitLength(numerator) - bitLength(denominator)
  const reached = guess >= 0 ? numerator >= denominator << BigInt(guess) : numerator << BigInt(-guess) >= denominator
  return reached ? guess : guess - 1
}

function divideToEven(n: bigint, d: bigint): bigint {
  const quotient = n / d
  const twice = 2n * (n - quotient * d)
  return twice > d || (twice === d && (quotient & 1n) === 1n) ? quotient + 1n : quotient
}
