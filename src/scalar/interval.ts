/** Rigorous interval arithmetic in fixed point: bounds are integers in units of 2^−bits. Never imports a polynomial. */
import { bitLength, type Rational } from './rational.ts'
import { integerSquareRoot } from './root.ts'

/** Every value x with lower ≤ x · 2^bits ≤ upper; `bits` is known from the context. */
export interface Interval {
  readonly lower: bigint
  readonly upper: bigint
}

/** The magnitude up to which exp is computed; far beyond the range of every storage format. */
export const EXP_LIMIT = 1n << 17n

export function intervalOf({ numerator, denominator }: Rational, bits: number): Interval {
  const scaled = numerator << BigInt(bits)
  return { lower: floorDivide(scaled, denominator), upper: ceilDivide(scaled, denominator) }
}

export function addIntervals(a: Interval, b: Interval): Interval {
  return { lower: a.lower + b.lower, upper: a.upper + b.upper }
}

export function multiplyIntervals(a: Interval, b: Interval, bits: number): Interval {
  const corners = [a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper]
  const lower = corners.reduce((x, y) => smaller(x, y))
  const upper = corners.reduce((x, y) => larger(x, y))
  return { lower: floorShift(lower, bits), upper: ceilShift(upper, bits) }
}

/** factor · a, rounded once. */
export function scaleInterval(a: Interval, { numerator, denominator }: Rational): Interval {
  const [low, high] = numerator < 0n ? [a.upper, a.lower] : [a.lower, a.upper]
  return { lower: floorDivide(low * numerator, denominator), upper: ceilDivide(high * numerator, denominator) }
}

/** 1 / a; undefined where a holds zero. */
export function invertInterval(a: Interval, bits: number): Interval | undefined {
  if (a.lower <= 0n && a.upper >= 0n) return undefined
  const one = 1n << BigInt(2 * bits)
  return { lower: floorDivide(one, a.upper), upper: ceilDivide(one, a.lower) }
}

/** √a for the part of a that is not negative; a.upper ≥ 0. */
export function squareRootInterval(a: Interval, bits: number): Interval {
  const lower = integerSquareRoot((a.lower < 0n ? 0n : a.lower) << BigInt(bits))
  return { lower, upper: integerSquareRoot(a.upper << BigInt(bits)) + 1n }
}

/** e^a; a ≤ EXP_LIMIT. */
export function expInterval(a: Interval, bits: number): Interval {
  return { lower: expAt(a.lower, bits).lower, upper: expAt(a.upper, bits).upper }
}

/** log a; a.lower > 0. */
export function logInterval(a: Interval, bits: number): Interval {
  return { lower: logAt(a.lower, bits).lower, upper: logAt(a.upper, bits).upper }
}

export function sineInterval(a: Interval, bits: number): Interval {
  return rotate(a, bits, 0)
}

/** cos x = sin(x + π/2). */
export function cosineInterval(a: Interval, bits: number): Interval {
  return rotate(a, bits, 1)
}

/** π = 16 arctan(1/5) − 4 arctan(1/239). */
export function piInterval(bits: number): Interval {
  const guard = 8
  const five = arctanOfInverse(5n, bits + guard)
  const other = arctanOfInverse(239n, bits + guard)
  return coarsen({ lower: 16n * five.lower - 4n * other.upper, upper: 16n * five.upper - 4n * other.lower }, guard)
}

/** Taylor series at x / 2^s with x ≥ 0, then s squarings; 1 / e^−x for negative x. */
function expAt(x: bigint, bits: number): Interval {
  const one = 1n << BigInt(bits)
  if (x < 0n) {
    // e^−bits is below 2^−bits, one unit.
    if (-x >> BigInt(bits) >= BigInt(bits)) return { lower: 0n, upper: 1n }
    const inverse = invertInterval(expAt(-x, bits), bits)
    return inverse ?? { lower: 0n, upper: one }
  }
  const halvings = bitLength(x >> BigInt(bits)) + 8 + Math.floor(Math.sqrt(bits) / 4)
  const guard = 2 * halvings + 8
  const work = bits + guard
  // x · 2^guard / 2^halvings is exact because guard ≥ halvings.
  let { lower, upper } = expSeries(x << BigInt(guard - halvings), work)
  for (let i = 0; i < halvings; i++) {
    lower = floorShift(lower * lower, work)
    upper = ceilShift(upper * upper, work)
  }
  return coarsen({ lower, upper }, guard)
}

/** Σ rⁿ/n! for 0 ≤ r < 2^−8; what is left out after a term of at most one unit is less than one unit. */
function expSeries(r: bigint, work: number): Interval {
  let low = 1n << BigInt(work)
  let high = low
  let lower = low
  let upper = high
  for (let n = 1n; high > 1n; n++) {
    low = floorShift(low * r, work) / n
    high = ceilDivide(ceilShift(high * r, work), n)
    lower += low
    upper += high
  }
  return { lower, upper: upper + 1n }
}

/** log x = 2 artanh((y − 1)/(y + 1)) + k log 2 with x = 2^k y, 1 ≤ y < 2. */
function logAt(x: bigint, bits: number): Interval {
  const top = bitLength(x) - 1
  const k = BigInt(top - bits)
  const guard = 16 + bitLength(k)
  const work = bits + guard
  const leading = 1n << BigInt(top)
  const mantissa = artanh(x - leading, x + leading, work)
  const two = artanh(1n, 3n, work)
  const [low, high] = k < 0n ? [two.upper, two.lower] : [two.lower, two.upper]
  return coarsen({ lower: 2n * (mantissa.lower + k * low), upper: 2n * (mantissa.upper + k * high) }, guard)
}

/** artanh(p/q) = Σ (p/q)^(2n+1)/(2n+1) for 0 ≤ p/q ≤ 1/3; the terms fall at least ninefold. */
function artanh(p: bigint, q: bigint, work: number): Interval {
  if (p === 0n) return { lower: 0n, upper: 0n }
  const z = { lower: (p << BigInt(work)) / q, upper: ceilDivide(p << BigInt(work), q) }
  const square = { lower: floorShift(z.lower * z.lower, work), upper: ceilShift(z.upper * z.upper, work) }
  let { lower: low, upper: high } = z
  let lower = low
  let upper = high
  for (let n = 3n; high > 1n; n += 2n) {
    low = floorShift(low * square.lower, work)
    high = ceilShift(high * square.upper, work)
    lower += low / n
    upper += ceilDivide(high, n)
  }
  return { lower, upper: upper + 1n }
}

/** arctan(1/q) = Σ (−1)ⁿ q^−(2n+1)/(2n+1): the error is less than the first term left out, which is below one unit. */
function arctanOfInverse(q: bigint, work: number): Interval {
  const one = 1n << BigInt(work)
  let low = one / q
  let high = low + 1n
  let sum: Interval = { lower: low, upper: high }
  for (let n = 3n, positive = false; high > 1n; n += 2n, positive = !positive) {
    low = low / (q * q)
    high = ceilDivide(high, q * q)
    sum = addAlternating(sum, { lower: low / n, upper: ceilDivide(high, n) }, positive)
  }
  return { lower: sum.lower - 1n, upper: sum.upper + 1n }
}

/** sin(a + quarters · π/2): a is brought near zero by the nearest multiple of π/2. */
function rotate(a: Interval, bits: number, quarters: number): Interval {
  const guard = 16 + Math.max(0, bitLength(a.lower) - bits, bitLength(a.upper) - bits)
  const work = bits + guard
  const pi = piInterval(work)
  const low = a.lower << BigInt(guard)
  const high = a.upper << BigInt(guard)
  const k = floorDivide(2n * (low + high) + pi.lower, 2n * pi.lower)
  const [below, above] = k < 0n ? [k * pi.upper, k * pi.lower] : [k * pi.lower, k * pi.upper]
  const lower = low - ceilShift(above, 1)
  const upper = high - floorShift(below, 1)
  const one = 1n << BigInt(work)
  if (upper - lower > one) return { lower: -(1n << BigInt(bits)), upper: 1n << BigInt(bits) }
  const middle = (lower + upper) >> 1n
  // sin and cos change no faster than their argument.
  const spread = upper - middle + 1n
  const turn = Number((((k + BigInt(quarters)) % 4n) + 4n) % 4n)
  const value = turn % 2 === 0 ? sineSeries(middle, work) : cosineSeries(middle, work)
  const turned = turn < 2 ? value : { lower: -value.upper, upper: -value.lower }
  const clamped = { lower: larger(turned.lower - spread, -one), upper: smaller(turned.upper + spread, one) }
  return coarsen(clamped, guard)
}

function sineSeries(x: bigint, work: number): Interval {
  const magnitude = x < 0n ? -x : x
  const value = alternatingSeries(magnitude, magnitude, 2n, work)
  return x < 0n ? { lower: -value.upper, upper: -value.lower } : value
}

function cosineSeries(x: bigint, work: number): Interval {
  return alternatingSeries(x, 1n << BigInt(work), 1n, work)
}

/** first − first·x²/(n(n+1)) + …, |x| < √2 so that the terms fall; the error is less than the first term left out. */
function alternatingSeries(x: bigint, first: bigint, start: bigint, work: number): Interval {
  const square = { lower: floorShift(x * x, work), upper: ceilShift(x * x, work) }
  let low = first
  let high = first
  let sum: Interval = { lower: first, upper: first }
  for (let n = start, positive = false; high > 1n; n += 2n, positive = !positive) {
    low = floorShift(low * square.lower, work) / (n * (n + 1n))
    high = ceilDivide(ceilShift(high * square.upper, work), n * (n + 1n))
    sum = addAlternating(sum, { lower: low, upper: high }, positive)
  }
  return { lower: sum.lower - 1n, upper: sum.upper + 1n }
}

function addAlternating(sum: Interval, term: Interval, positive: boolean): Interval {
  if (positive) return addIntervals(sum, term)
  return { lower: sum.lower - term.upper, upper: sum.upper - term.lower }
}

/** The same interval in units larger by 2^shift, rounded outwards. */
function coarsen(a: Interval, shift: number): Interval {
  return { lower: floorShift(a.lower, shift), upper: ceilShift(a.upper, shift) }
}

function floorShift(n: bigint, shift: number): bigint {
  return n >> BigInt(shift)
}

function ceilShift(n: bigint, shift: number): bigint {
  return -(-n >> BigInt(shift))
}

function floorDivide(n: bigint, d: bigint): bigint {
  const quotient = n / d
  return n % d !== 0n && n < 0n !== d < 0n ? quotient - 1n : quotient
}

function ceilDivide(n: bigint, d: bigint): bigint {
  return -floorDivide(-n, d)
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
