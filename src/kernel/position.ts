/** Positions of a box in row-major order, and the arithmetic of integer lists. Never imports anything. */

/** All positions with 0 ≤ position < extent, in row-major order; at rank 0 the one empty position. */
export function positionsBelow(extent: readonly number[]): readonly (readonly number[])[] {
  return extent.reduce<readonly (readonly number[])[]>(
    (positions, size) => positions.flatMap((position) => Array.from({ length: size }, (_, at) => [...position, at])),
    [[]],
  )
}

/** The product of the entries; 1 for none. */
export function productOf(entries: readonly number[]): number {
  return entries.reduce((product, entry) => product * entry, 1)
}

/** Negative, zero or positive as a stands before, with or after b in lexicographic order; both have the same length. */
export function compareLexicographic(a: readonly number[], b: readonly number[]): number {
  for (const [axis, entry] of a.entries()) {
    const difference = entry - (b[axis] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The remainder of n by d > 0, in 0 … d − 1. */
export function floorModulo(n: number, d: number): number {
  return n - d * Math.floor(n / d)
}

/** The non-negative greatest common divisor; gcd(0, 0) = 0. */
export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b)
}
