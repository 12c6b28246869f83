/** Polynomials in plain symbols as lists of integers times symbols, over one denominator. Never imports a parser. */
import { fail } from '../errors.ts'
import type { Polynomial, Term } from './atom.ts'
import { formatPolynomial } from './format.ts'
import { greatestCommonDivisor } from './rational.ts'

/** coefficient · Π symbols; a power is a repeated symbol. */
export interface IntegerTerm {
  readonly coefficient: bigint
  readonly symbols: readonly string[]
}

/** The least positive integer that makes every coefficient of all these polynomials an integer. */
export function commonDenominator(polynomials: readonly Polynomial[]): bigint {
  let common = 1n
  for (const { terms } of polynomials) {
    for (const { coefficient } of terms.values()) {
      const own = coefficient.denominator
      if (common % own !== 0n) common = (common / greatestCommonDivisor(common, own)) * own
    }
  }
  return common
}

/** True for a rational number times symbols: no root, no function, no inverse. */
export function isPlain({ root, factors }: Term): boolean {
  return root === undefined && factors.every(({ atom, power }) => atom.kind === 'symbol' && power > 0)
}

/** denominator · p. @throws ConvolemmaError "expression/not-polynomial" for roots, functions and negative powers */
export function integerTerms(p: Polynomial, denominator: bigint): readonly IntegerTerm[] {
  return Array.from(p.terms.values(), (term) => {
    if (!isPlain(term))
      fail({ code: 'expression/not-polynomial', what: `${formatPolynomial(p)} is not a polynomial in symbols` })
    const { coefficient, factors } = term
    return {
      coefficient: coefficient.numerator * (denominator / coefficient.denominator),
      symbols: factors.flatMap(({ atom, power }) =>
        new Array<string>(power).fill(atom.kind === 'symbol' ? atom.name : ''),
      ),
    }
  })
}
