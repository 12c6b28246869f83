/** Multiplying out completely: a term without sums as a list of products. Shared by the rules of the expanded view. */
import { isZeroRational, multiplyRational, ONE, type Rational } from '../scalar/rational.ts'
import { number } from '../term/build.ts'
import type { Term } from '../term/term.ts'

/** The products whose sum the term is, each as its factors in order; numbers are collected in front, zero products left out. */
export function expandedSummands(term: Term): readonly (readonly Term[])[] {
  return products(term)
    .map(({ factor, factors }) => ({ factor, factors }))
    .filter(({ factor }) => !isZeroRational(factor))
    .map(({ factor, factors }) => (isOne(factor) ? factors : [number(factor), ...factors]))
}

interface Product {
  readonly factor: Rational
  readonly factors: readonly Term[]
}

function products(term: Term): readonly Product[] {
  if (term.kind === 'number') return [{ factor: term.value, factors: [] }]
  if (term.kind === 'add') return term.terms.flatMap(products)
  if (term.kind !== 'multiply') return [{ factor: ONE, factors: [term] }]
  return term.factors
    .map(products)
    .reduce<readonly Product[]>(
      (left, right) =>
        left.flatMap((a) =>
          right.map((b) => ({ factor: multiplyRational(a.factor, b.factor), factors: [...a.factors, ...b.factors] })),
        ),
      [{ factor: ONE, factors: [] }],
    )
}

function isOne(value: Rational): boolean {
  return value.numerator === value.denominator
}
