/** Arithmetic modulo the prime 2³¹ − 1 in plain numbers, for random exact evaluation. */
import type { Rational } from './rational.ts'

/** 2³¹ − 1. Two different polynomials of degree d agree at a random point with probability at most d/PRIME. */
export const PRIME = 2_147_483_647

/** a·b mod PRIME for 0 ≤ a, b < PRIME, exact although the product exceeds 2⁵³. */
export function multiplyModulo(a: number, b: number): number {
  const high = Math.floor(b / 65_536)
  const low = b % 65_536
  return (((((a * high) % PRIME) * 65_536) % PRIME) + ((a * low) % PRIME)) % PRIME
}

export function addModulo(a: number, b: number): number {
  const total = a + b
  return total >= PRIME ? total - PRIME : total
}

/** A rational number modulo PRIME; undefined where PRIME divides the denominator. */
export function rationalModulo(value: Rational): number | undefined {
  const prime = BigInt(PRIME)
  const numerator = Number(((value.numerator % prime) + prime) % prime)
  const denominator = Number(value.denominator % prime)
  return denominator === 0 ? undefined : multiplyModulo(numerator, powerModulo(denominator, PRIME - 2))
}

function powerModulo(base: number, exponent: number): number {
  let result = 1
  let square = base
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiplyModulo(result, square)
    square = multiplyModulo(square, square)
  }
  return result
}

/** A number in [0, PRIME) that looks random and depends on the seed and every integer of the list. */
export function hashModulo(seed: number, entries: readonly number[]): number {
  let state = mix(seed ^ 0x9e3779b9)
  for (const entry of entries) state = mix(state ^ mix(entry | 0) ^ (Math.floor(entry / 4_294_967_296) | 0))
  return ((state >>> 0) * 2 + (mix(state) & 1)) % PRIME
}

function mix(value: number): number {
  let state = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
  return state ^ (state >>> 16)
}

/** A seed from a text. */
export function hashText(text: string): number {
  let state = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  return mix(state)
}
