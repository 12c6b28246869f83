/**
 * Arithmetic in pairs of binary64 numbers, about 106 bits, with a proved error radius for every entry. Decides the rounding
 * to binary64 itself, which plain binary64 cannot. Never rounds to a storage format.
 */
import { enclose } from '../scalar/enclosure.ts'
import { asRational, type Polynomial } from '../scalar/polynomial.ts'
import {
  addRational,
  compareRational,
  fromFloat64,
  multiplyRational,
  type Rational,
  rational,
  subtractRational,
} from '../scalar/rational.ts'
import { FLOAT64, roundRational } from '../scalar/round.ts'
import type { TensorValue } from '../scalar/tensor-value.ts'
import type { Accumulator, Arithmetic, Pairing } from './arithmetic.ts'
import { isPowerOfTwo, isSafe, type Magnitudes, magnitudesOf } from './magnitude.ts'

/** |exact − (high[i] + low[i])| ≤ radius[i], |low| at most half a unit in the last place of high. */
export interface PairTensor {
  readonly high: Float64Array
  /** Undefined where it is zero everywhere. */
  readonly low: Float64Array | undefined
  readonly radius: Float64Array | undefined
  readonly magnitudes: Magnitudes
}

/** The square of the unit roundoff of binary64. */
const U2 = 2 ** -106

/** Covers the rounding of the bounds themselves. */
const SLACK = 1 + 2 ** -20

export const doubleDoubles: Arithmetic<PairTensor> = {
  load(value: TensorValue): PairTensor {
    if (value.kind === 'numeric') {
      return { high: value.data, low: undefined, radius: undefined, magnitudes: magnitudesOf(value.data) }
    }
    const entries = value.entries.map(split)
    return tensorOf(
      Float64Array.from(entries, ([high]) => high),
      Float64Array.from(entries, ([, low]) => low),
      Float64Array.from(entries, ([, , radius]) => radius),
    )
  },
  isZero: (tensor, at) => tensor.high[at] === 0 && (tensor.low?.[at] ?? 0) === 0 && (tensor.radius?.[at] ?? 0) === 0,
  accumulator,
}

function tensorOf(high: Float64Array, low: Float64Array, radius: Float64Array): PairTensor {
  return {
    high,
    low: low.every((value) => value === 0) ? undefined : low,
    radius: radius.every((value) => value === 0) ? undefined : radius,
    magnitudes: magnitudesOf(high),
  }
}

/** The value as high + low ± radius. */
function split(p: Polynomial): readonly [number, number, number] {
  const exact = asRational(p)
  const { lower, upper } = exact === undefined ? enclose(p, 130) : { lower: exact, upper: exact }
  const middle = multiplyRational(addRational(lower, upper), HALF)
  const high = roundRational(middle, FLOAT64).value
  if (!Number.isFinite(high)) return [high, 0, Number.POSITIVE_INFINITY]
  const low = roundRational(subtractRational(middle, fromFloat64(high)), FLOAT64).value
  const held = addRational(fromFloat64(high), fromFloat64(low))
  const below = subtractRational(held, lower)
  const above = subtractRational(upper, held)
  const distance = compareRational(below, above) > 0 ? below : above
  if (distance.numerator === 0n) return [high, low, 0]
  return [high, low, roundRational(distance, FLOAT64).value * SLACK + Number.MIN_VALUE]
}

const HALF: Rational = rational(1n, 2n)

interface Sums {
  readonly high: Float64Array
  readonly low: Float64Array
  /** Σ |left · right|, which bounds the rounding errors. */
  readonly absolute: Float64Array
  /** Errors that the factors bring along; undefined while all factors are exact. */
  radius: Float64Array | undefined
  quantum: number
  /** How many numbers an entry adds up, at most. */
  additions: number
  /** Whether some product may be rounded. */
  isRounded: boolean
  isSafe: boolean
}

function accumulator(size: number): Accumulator<PairTensor> {
  const sums: Sums = {
    high: new Float64Array(size),
    low: new Float64Array(size),
    absolute: new Float64Array(size),
    radius: undefined,
    quantum: Number.POSITIVE_INFINITY,
    additions: 0,
    isRounded: false,
    isSafe: true,
  }
  return { add: (pairing) => addPairing(sums, pairing), finish: () => finish(sums) }
}

function addPairing(sums: Sums, pairing: Pairing<PairTensor>): void {
  const { left, right, depth } = pairing
  const isSingle = left.low === undefined && right.low === undefined
  const quantum = isSingle ? left.magnitudes.quantum + right.magnitudes.quantum : Number.NEGATIVE_INFINITY
  sums.quantum = Math.min(sums.quantum, quantum)
  sums.additions += depth
  sums.isRounded ||= !isPowerOfTwo(left.magnitudes) && !isPowerOfTwo(right.magnitudes)
  sums.isSafe &&= isSafe(left.magnitudes, right.magnitudes, depth)
  if (left.radius !== undefined || right.radius !== undefined) {
    sums.radius ??= new Float64Array(sums.high.length)
    addRadii(sums.radius, pairing)
  }
  addProducts(sums, pairing)
}

/** The factor that splits a binary64 number into two halves of 26 bits. @source Dekker 1971, Veltkamp's splitting */
const SPLITTER = 2 ** 27 + 1

function addProducts({ high, low, absolute }: Sums, pairing: Pairing<PairTensor>): void {
  const { left, leftAt, leftKey, leftOut, right, rightAt, rightOut, rowStart } = pairing
  const values = gather(right.high, rightAt)
  const lows = gather(right.low, rightAt)
  const heads = values.map(headOf)
  for (let l = 0; l < leftAt.length; l++) {
    const at = leftAt[l] ?? 0
    const factor = left.high[at] ?? 0
    const factorLow = left.low?.[at] ?? 0
    const head = headOf(factor)
    const tail = factor - head
    const base = leftOut[l] ?? 0
    const row = leftKey[l] ?? 0
    const end = rowStart[row + 1] ?? 0
    for (let r = rowStart[row] ?? 0; r < end; r++) {
      // The casts hold because rows and offsets lie within their arrays; a default value would slow the loop down.
      const out = base + (rightOut[r] as number)
      const value = values[r] as number
      const valueHead = heads[r] as number
      const valueTail = value - valueHead
      const product = factor * value
      // The error of the product, exactly, and what the low parts add to it.
      const error = head * valueHead - product + head * valueTail + tail * valueHead + tail * valueTail
      const cross = factor * (lows[r] as number) + factorLow * value
      const before = high[out] as number
      const after = before + product
      const shift = after - before
      // The error of the sum, exactly. @source Knuth, The Art of Computer Programming 2, 4.2.2, theorem B
      const lost = before - (after - shift) + (product - shift)
      high[out] = after
      low[out] = (low[out] as number) + (lost + (error + cross))
      absolute[out] = (absolute[out] as number) + Math.abs(product)
    }
  }
}

/** The upper 26 bits of a number. */
function headOf(value: number): number {
  const spread = SPLITTER * value
  return spread - (spread - value)
}

/** |l·r − l̂·r̂| ≤ |l̂|·ρr + ρl·(|r̂| + ρr), where twice the high part bounds high + low. */
function addRadii(radius: Float64Array, pairing: Pairing<PairTensor>): void {
  const { left, leftAt, leftKey, leftOut, right, rightAt, rightOut, rowStart } = pairing
  const rightRadius = gather(right.radius, rightAt)
  const reach = gather(right.high, rightAt).map((value, r) => 2 * Math.abs(value) + (rightRadius[r] ?? 0))
  for (let l = 0; l < leftAt.length; l++) {
    const at = leftAt[l] ?? 0
    const magnitude = 2 * Math.abs(left.high[at] ?? 0)
    const own = left.radius?.[at] ?? 0
    const base = leftOut[l] ?? 0
    const row = leftKey[l] ?? 0
    const end = rowStart[row + 1] ?? 0
    for (let r = rowStart[row] ?? 0; r < end; r++) {
      // The casts hold because rows and offsets lie within their arrays; a default value would slow the loop down.
      const out = base + (rightOut[r] as number)
      radius[out] = (radius[out] as number) + magnitude * (rightRadius[r] as number) + own * (reach[r] as number)
    }
  }
}

function gather(values: Float64Array | undefined, at: Int32Array): Float64Array {
  const gathered = new Float64Array(at.length)
  if (values !== undefined) for (let i = 0; i < at.length; i++) gathered[i] = values[at[i] ?? 0] ?? 0
  return gathered
}

/**
 * With n products the low part loses at most u²·(2n + 8)²·Σ|products|: 2n error terms of at most n·u·Σ|products| in all
 * are added up with relative error 2n·u, and products of low parts are left out.
 * @source Ogita, Rump, Oishi: Accurate sum and dot product, 2005
 */
function finish(sums: Sums): PairTensor {
  const { high, low, absolute, radius, quantum, additions, isRounded, isSafe: safe } = sums
  const isCopy = additions <= 1 && !isRounded
  const bound = isCopy ? 0 : U2 * (2 * additions + 8) ** 2
  // Multiples of 2^quantum whose error terms add up to less than 2^(53 + quantum) were added up exactly.
  const exactBelow = safe && quantum >= -1074 ? 2 ** Math.min(105 + quantum, 1000) / (additions + 2) : 0
  const errors = new Float64Array(high.length)
  for (let i = 0; i < high.length; i++) {
    const total = absolute[i] ?? 0
    const brought = radius?.[i] ?? 0
    errors[i] = safe ? (brought + (total < exactBelow ? 0 : bound * total)) * SLACK : Number.POSITIVE_INFINITY
    const a = high[i] ?? 0
    const b = low[i] ?? 0
    const sum = a + b
    const shift = sum - a
    high[i] = sum
    low[i] = a - (sum - shift) + (b - shift)
  }
  return tensorOf(high, low, errors)
}
