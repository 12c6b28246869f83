/** Prints polynomials as plain text that can be read back; the text of an argument is also the identity of its atom. */
import type { Factor, Polynomial, Term } from './atom.ts'
import { formatRational, type Rational } from './rational.ts'

/** "1 - 2*a", "1/3*a^2*b", "exp(-1/2*sigma^-2)": terms by degree, then by name, digits compared as numbers. */
export function formatPolynomial(p: Polynomial): string {
  if (p.terms.size === 0) return '0'
  return sortedTerms(p)
    .map((term, position) => signed(term, position === 0, formatMagnitude(term)))
    .join('')
}

/** The terms in the order in which they are printed; it depends on the value only, not on how it was computed. */
export function sortedTerms(p: Polynomial): readonly Term[] {
  const terms = [...p.terms.values()]
  if (terms.length < 2) return terms
  const degrees = new Map(terms.map((term) => [term, degreeOf(term)]))
  return terms.sort((a, b) => (degrees.get(a) ?? 0) - (degrees.get(b) ?? 0) || compareTerms(a, b))
}

/** Put the sign of the term before its magnitude: "-x" at the start, " - x" or " + x" later. */
export function signed(term: Term, first: boolean, magnitude: string): string {
  const negative = term.coefficient.numerator < 0n
  if (first) return negative ? `-${magnitude}` : magnitude
  return negative ? ` - ${magnitude}` : ` + ${magnitude}`
}

/** |a|. */
export function absolute(a: Rational): Rational {
  return a.numerator < 0n ? { numerator: -a.numerator, denominator: a.denominator } : a
}

function degreeOf(term: Term): number {
  return term.factors.reduce((sum, factor) => sum + factor.power, 0)
}

function compareTerms(a: Term, b: Term): number {
  const length = Math.min(a.factors.length, b.factors.length)
  for (let i = 0; i < length; i++) {
    const order = compareFactors(a.factors[i], b.factors[i])
    if (order !== 0) return order
  }
  if (a.factors.length !== b.factors.length) return a.factors.length - b.factors.length
  const difference = (a.root?.radicand ?? 0n) - (b.root?.radicand ?? 0n)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function compareFactors(a: Factor | undefined, b: Factor | undefined): number {
  if (a === undefined || b === undefined) return 0
  if (a.atom.order !== b.atom.order) return a.atom.order < b.atom.order ? -1 : 1
  return b.power - a.power
}

function formatMagnitude(term: Term): string {
  const parts = term.factors.map(({ atom, power }) => (power === 1 ? atom.key : `${atom.key}^${power}`))
  if (term.root !== undefined) parts.unshift(`sqrt(${term.root.radicand})`)
  const coefficient = formatRational(absolute(term.coefficient))
  if (coefficient !== '1' || parts.length === 0) parts.unshift(coefficient)
  return parts.join('*')
}
