/** What is known about the sizes of binary64 numbers: a common unit, the largest and the smallest. Never rounds. */

/** Every number is a multiple of 2^quantum, and 0 or between `smallest` and `largest` in magnitude. */
export interface Magnitudes {
  readonly quantum: number
  readonly smallest: number
  readonly largest: number
}

/** Of an empty list, and of zeros only, the quantum and the smallest are infinite. */
export function magnitudesOf(values: Float64Array): Magnitudes {
  const view = new DataView(new ArrayBuffer(8))
  let quantum = Number.POSITIVE_INFINITY
  let smallest = Number.POSITIVE_INFINITY
  let largest = 0
  for (const value of values) {
    if (value === 0) continue
    const magnitude = Math.abs(value)
    if (magnitude < smallest) smallest = magnitude
    // A number that is no number makes `largest` infinite, so that nothing is concluded from it.
    if (!(magnitude <= largest)) largest = Number.isNaN(magnitude) ? Number.POSITIVE_INFINITY : magnitude
    view.setFloat64(0, value)
    quantum = Math.min(quantum, lastBit(view.getUint32(0), view.getUint32(4)))
  }
  return { quantum, smallest, largest }
}

/** The exponent of the last bit that is set in a binary64 number, given as two words. */
function lastBit(high: number, low: number): number {
  const biased = (high >>> 20) & 0x7ff
  const top = (high & 0xfffff) | (biased === 0 ? 0 : 0x100000)
  const zeros = low === 0 ? 32 + trailingZeros(top) : trailingZeros(low)
  return Math.max(biased, 1) - 1075 + zeros
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word)
}

/** Within these bounds products neither overflow nor lose bits to underflow, not even in their rounding errors. */
const LARGEST_PRODUCT = 2 ** 900
const SMALLEST_PRODUCT = 2 ** -800

/** Whether `depth` products of such numbers can be added up without overflow or underflow. */
export function isSafe(left: Magnitudes, right: Magnitudes, depth: number): boolean {
  if (left.largest === 0 || right.largest === 0) return true
  const most = left.largest * right.largest * depth
  return (
    most < LARGEST_PRODUCT &&
    left.smallest * right.smallest > SMALLEST_PRODUCT &&
    Math.max(left.largest, right.largest) < LARGEST_PRODUCT &&
    depth < 2 ** 40
  )
}

/** Whether all numbers that are not zero are ± one power of two, so that a product with them is exact. */
export function isPowerOfTwo({ quantum, largest }: Magnitudes): boolean {
  return largest === 2 ** quantum
}
