/** Square roots of rational numbers, grouped into square classes without factoring. Never imports a polynomial. */
import { fail } from '../errors.ts'
import { bitLength, formatRational, greatestCommonDivisor, ONE, type Rational, rational, ZERO } from './rational.ts'

/**
 * √radicand, the radicand a positive integer that is not a perfect square.
 * Two radicands are in one class iff their product is a perfect square; members of a class share `key`, because the
 * quadratic characters modulo fixed primes (`nonResidues`, and `zeros` where the prime divides) depend on the class only.
 */
export interface Root {
  readonly radicand: bigint
  readonly nonResidues: number
  readonly zeros: number
  readonly key: string
}

/** scale · root, or scale alone. */
export interface ScaledRoot {
  readonly scale: Rational
  readonly root: Root | undefined
}

/** √value = scale · root. @throws ConvolemmaError "number/not-real" for a negative value */
export function squareRoot(value: Rational): ScaledRoot {
  const { numerator, denominator } = value
  if (numerator < 0n) fail({ code: 'number/not-real', what: `sqrt(${formatRational(value)}) is not a real number` })
  if (numerator === 0n) return { scale: ZERO, root: undefined }
  const { outside, inside } = extractSquares(numerator * denominator)
  const scale = rational(outside, denominator)
  return { scale, root: inside === 1n ? undefined : rootOf(inside, undefined) }
}

/** √a · √b = scale · root; a missing root is 1. */
export function multiplyRoots(a: Root | undefined, b: Root | undefined): ScaledRoot {
  if (a === undefined || b === undefined) return { scale: ONE, root: a ?? b }
  if (a.radicand === b.radicand) return { scale: rational(a.radicand), root: undefined }
  const common = greatestCommonDivisor(a.radicand, b.radicand)
  const product = (a.radicand / common) * (b.radicand / common)
  const whole = exactSquareRoot(product)
  if (whole !== undefined) return { scale: rational(common * whole), root: undefined }
  if ((a.zeros & b.zeros) !== 0) return { scale: rational(common), root: rootOf(product, undefined) }
  const zeros = a.zeros | b.zeros
  const symbols = { zeros, nonResidues: (a.nonResidues ^ b.nonResidues) & ~zeros }
  return { scale: rational(common), root: rootOf(product, symbols) }
}

/** √b / √a where that is rational, that is where a and b are in one square class. */
export function rootRatio(a: Root, b: Root): Rational | undefined {
  const whole = a.key === b.key ? exactSquareRoot(a.radicand * b.radicand) : undefined
  return whole === undefined ? undefined : rational(whole, a.radicand)
}

/** The largest integer whose square is at most n ≥ 0. */
export function integerSquareRoot(n: bigint): bigint {
  if (n < 1n) return 0n
  if (n < 1n << 52n) return BigInt(Math.floor(Math.sqrt(Number(n))))
  let guess = 1n << BigInt((bitLength(n) + 1) >> 1)
  for (;;) {
    const next = (guess + n / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}

/** The integer square root of n where n is a perfect square. */
export function exactSquareRoot(n: bigint): bigint | undefined {
  if (!mayBeSquare(n)) return undefined
  const root = integerSquareRoot(n)
  return root * root === n ? root : undefined
}

/** Cheap necessary condition: a square modulo 64, 63, 65 and 11. */
function mayBeSquare(n: bigint): boolean {
  if (!SQUARES_MODULO_64.has(Number(n & 63n))) return false
  const rest = Number(n % 45045n)
  return [63, 65, 11].every((m) => SQUARES_MODULO.get(m)?.has(rest % m))
}

const squaresModulo = (m: number): ReadonlySet<number> => new Set(Array.from({ length: m }, (_, i) => (i * i) % m))
const SQUARES_MODULO_64 = squaresModulo(64)
const SQUARES_MODULO: ReadonlyMap<number, ReadonlySet<number>> = new Map([63, 65, 11].map((m) => [m, squaresModulo(m)]))

const PRIMES: readonly number[] = primesBelow(1250)

/** The primes whose quadratic characters tell square classes apart: one per bit of a 32-bit mask. */
const WITNESSES: readonly number[] = PRIMES.slice(-32)

function primesBelow(bound: number): number[] {
  const primes: number[] = []
  for (let n = 2; n < bound; n++) if (primes.every((p) => n % p !== 0)) primes.push(n)
  return primes
}

/** n = outside² · inside; takes out the squares of small primes and a cofactor that is a perfect square. */
function extractSquares(n: bigint): { readonly outside: bigint; readonly inside: bigint } {
  let outside = 1n
  let inside = 1n
  let cofactor = n
  for (const small of PRIMES) {
    const p = BigInt(small)
    if (p * p > cofactor) break
    while (cofactor % p === 0n) {
      cofactor /= p
      if (inside % p !== 0n) inside *= p
      else {
        inside /= p
        outside *= p
      }
    }
  }
  const whole = exactSquareRoot(cofactor)
  if (whole !== undefined) return { outside: outside * whole, inside }
  return { outside, inside: inside * cofactor }
}

interface Symbols {
  readonly nonResidues: number
  readonly zeros: number
}

function rootOf(radicand: bigint, known: Symbols | undefined): Root {
  const { nonResidues, zeros } = known ?? quadraticSymbols(radicand)
  return { radicand, nonResidues, zeros, key: `#${(nonResidues >>> 0).toString(36)}.${(zeros >>> 0).toString(36)}` }
}

/** The Legendre symbol of n for each witness; the square of no witness may divide n. */
function quadraticSymbols(n: bigint): Symbols {
  let nonResidues = 0
  let zeros = 0
  WITNESSES.forEach((p, bit) => {
    const rest = Number(n % BigInt(p))
    if (rest === 0) zeros |= 1 << bit
    else if (powerModulo(rest, (p - 1) / 2, p) !== 1) nonResidues |= 1 << bit
  })
  return { nonResidues, zeros }
}

/** base^exponent modulo a number below 2^26. */
function powerModulo(base: number, exponent: number, modulus: number): number {
  let result = 1
  for (let b = base, e = exponent; e > 0; e >>= 1, b = (b * b) % modulus) if (e & 1) result = (result * b) % modulus
  return result
}
