/** Rule distribute: multiply out and pull every sum to the front, until each summand is one product under sums. */
import { add, multiply } from '../term/build.ts'
import type { Path, Term } from '../term/term.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule } from './rule.ts'

/**
 * Terminates: every step either removes a sum or a product above an addition, or moves a product below a sum; both kinds of
 * inversion are finite in number and no step creates one.
 */
export const distribute: Rule = {
  name: 'distribute',
  title: 'multiply out and pull the sums to the front',
  statement: 'v\\,\\Bigl(b + \\sum_i k_i x_i\\Bigr) = v\\,b + \\sum_i v\\,k_i\\,x_i',
  condition: 'multiplication distributes over finite sums',
  source: 'docs/theory.md §1',
  apply(term) {
    const rewriting = new Rewriting(term)
    expand(rewriting, [])
    if (rewriting.steps.length === 0) return undefined
    return { term: rewriting.term, steps: rewriting.steps, because: 'multiplication distributes over finite sums' }
  },
}

function expand(rewriting: Rewriting, path: Path): void {
  const term = rewriting.at(path)
  if (term.kind === 'add') expandAdd(rewriting, path, term.terms.length)
  else if (term.kind === 'sum') expandSum(rewriting, path)
  else if (term.kind === 'multiply') expandProduct(rewriting, path, term.factors.length)
}

function expandAdd(rewriting: Rewriting, path: Path, count: number): void {
  for (let place = 0; place < count; place += 1) expand(rewriting, [...path, place])
  const now = rewriting.at(path)
  if (now.kind === 'add' && now.terms.some((part) => part.kind === 'add')) {
    rewriting.step('ring', path, add(...now.terms.flatMap((part) => (part.kind === 'add' ? part.terms : [part]))))
  }
}

function expandSum(rewriting: Rewriting, path: Path): void {
  expand(rewriting, [...path, 0])
  const now = rewriting.at(path)
  if (now.kind === 'sum' && now.body.kind === 'add') {
    rewriting.step('sum-add', path, add(...now.body.terms.map((body) => ({ ...now, body }))))
  }
}

function expandProduct(rewriting: Rewriting, path: Path, count: number): void {
  for (let place = 0; place < count; place += 1) expand(rewriting, [...path, place])
  const now = rewriting.at(path)
  if (now.kind !== 'multiply') return
  const summands = multiplyOut(now.factors)
  const flat = add(...summands.map((factors) => multiply(...factors)))
  if (summands.length > 1 || now.factors.some((factor) => factor.kind === 'multiply'))
    rewriting.step('ring', path, flat)
  if (summands.length > 1) {
    for (let place = 0; place < summands.length; place += 1) pullSums(rewriting, [...path, place])
  } else pullSums(rewriting, path)
}

/** The factors of every summand of a product of sums, nested products flattened. */
function multiplyOut(factors: readonly Term[]): readonly (readonly Term[])[] {
  return factors.reduce<readonly (readonly Term[])[]>(
    (products, factor) => {
      const choices = factor.kind === 'add' ? factor.terms : [factor]
      return products.flatMap((product) => choices.map((choice) => [...product, ...flatFactors(choice)]))
    },
    [[]],
  )
}

function flatFactors(term: Term): readonly Term[] {
  return term.kind === 'multiply' ? term.factors.flatMap(flatFactors) : [term]
}

/** c·Σ f = Σ c·f until no factor is a sum. */
function pullSums(rewriting: Rewriting, path: Path): void {
  const now = rewriting.at(path)
  if (now.kind !== 'multiply') return
  const inner = now.factors.find((factor) => factor.kind === 'sum')
  if (inner?.kind !== 'sum') return
  const others = now.factors.filter((factor) => factor !== inner)
  const body = multiply(...others.flatMap(flatFactors), ...flatFactors(inner.body))
  rewriting.step('sum-factor', path, { ...inner, body }, { reverse: true })
  pullSums(rewriting, [...path, 0])
}
