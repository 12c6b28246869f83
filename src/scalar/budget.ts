/** Keeps the expansion of an expression within bounds on terms, work and digits. Never imports a parser. */
import type { Polynomial } from './atom.ts'
import { bitLength, ONE } from './rational.ts'
import { constant, multiply, termCount } from './ring.ts'
import { type Reading, refuse, type SyntaxNode } from './syntax.ts'

const MAXIMAL_TERMS = 100_000
const MAXIMAL_WORK = 2_000_000
const MAXIMAL_BITS = 1n << 65_536n

/** a · b, refused where the sum of all products so far, or the result, is too large. */
export function multiplyWithin(a: Polynomial, b: Polynomial, node: SyntaxNode, reading: Reading): Polynomial {
  const products = termCount(a) * termCount(b)
  if (products > MAXIMAL_WORK) refuseSize(node, reading, products)
  reading.spent += products * Math.max(weightOf(a), weightOf(b))
  if (reading.spent > MAXIMAL_WORK) {
    const what = `expanding the expression takes more than ${MAXIMAL_WORK} products of terms`
    refuse(reading, node, 'expression/too-large', what)
  }
  const product = multiply(a, b)
  if (termCount(product) > MAXIMAL_TERMS) refuseSize(node, reading, termCount(product))
  return withinSize(product, node, reading)
}

/** p^n for n ≥ 0, refused before it is expanded where it has too many monomials. */
export function powerWithin(p: Polynomial, n: number, node: SyntaxNode, reading: Reading): Polynomial {
  const reached = binomial(termCount(p) + n - 1, n)
  if (reached > MAXIMAL_TERMS) refuseSize(node, reading, reached)
  let result = constant(ONE)
  for (let i = 0; i < n; i++) result = multiplyWithin(result, p, node, reading)
  return result
}

/** Products of exponentials print their arguments anew, so that long arguments make a product dear. */
function weightOf(p: Polynomial): number {
  let longest = 0
  for (const { factors } of p.terms.values()) {
    for (const { atom } of factors) if (atom.kind === 'function') longest = Math.max(longest, atom.key.length)
  }
  return 1 + Math.floor(longest / 10)
}

/** p, refused where a coefficient is too large. */
export function withinSize(p: Polynomial, node: SyntaxNode, reading: Reading): Polynomial {
  for (const { coefficient } of p.terms.values()) {
    const { numerator, denominator } = coefficient
    if (numerator < MAXIMAL_BITS && -numerator < MAXIMAL_BITS && denominator < MAXIMAL_BITS) continue
    const bits = Math.max(bitLength(numerator), bitLength(denominator))
    refuse(reading, node, 'expression/too-large', `a coefficient of ${bits} bits is too large`)
  }
  return p
}

function refuseSize(node: SyntaxNode, reading: Reading, terms: number): never {
  const what = `expanded, this has up to ${terms} terms, more than ${MAXIMAL_TERMS}`
  refuse(reading, node, 'expression/too-large', what, 'introduce a symbol for the repeated part')
}

/** The binomial coefficient n over k, which counts the monomials of a power; rounded beyond 2^53. */
function binomial(n: number, k: number): number {
  let result = 1
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i
  return Math.round(result)
}
