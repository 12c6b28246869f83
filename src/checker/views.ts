/** Checks that a view only chooses: each of its values is one sample of an input, 1 or 0. Never imports the engine. */
import type { Proof } from '../proof/proof.ts'
import { isSomewhereAtLeast, type Ranges } from './bounds.ts'
import { type Context, demand } from './elaborate.ts'
import { type BracketExpression, type Expression, isSameIndex, variableWithin } from './expression.ts'
import { add, constant, type Polynomial, scale, subtract } from './polynomial.ts'
import { spend } from './work.ts'

/** The sorts of what can be an input: a channel and, unless the rank is 0, a position. */
export function inputSorts(rank: Proof['rank']): string {
  return rank === 0 ? 'channel' : 'channel,position'
}

/**
 * Every definition with the role of a view is a sum of [range]·x[channel, anywhere], x a given tensor or a view, of which at
 * most one is not 0 anywhere. @throws ConvolemmaError "claim/view", "claim/view-overlap"
 */
export function checkViews(
  { tensors, definitions, rank }: Pick<Proof, 'tensors' | 'definitions' | 'rank'>,
  context: Context,
): void {
  const views = definitions.filter(({ role }) => role === 'view').map(({ name }) => name)
  const sources = new Set(
    [...tensors.map(({ name }) => name), ...views].filter(
      (name) => context.signatures.get(name)?.join() === inputSorts(rank),
    ),
  )
  for (const name of views) {
    const body = context.definitions.get(name)
    const terms = body?.kind === 'add' ? body.terms : body === undefined ? [] : [body]
    const chooses = terms.every((term) => isChoice(term, sources))
    demand(chooses, 'claim/view', `"${name}" does more than choose samples`)
    const places = terms.map(bracketsOf)
    const isApart = places.every((one, at) => places.slice(0, at).every((other) => excludes(one, other, context)))
    demand(isApart, 'claim/view-overlap', `"${name}" may add up two samples`)
  }
}

function factorsOf(term: Expression): readonly Expression[] {
  return term.kind === 'multiply' ? term.factors : [term]
}

function bracketsOf(term: Expression): readonly BracketExpression[] {
  return factorsOf(term).filter((factor) => factor.kind === 'bracket')
}

/** [range]·…·x[channel, anywhere], or the brackets alone. */
function isChoice(term: Expression, sources: ReadonlySet<string>): boolean {
  const others = factorsOf(term).filter((factor) => factor.kind !== 'bracket')
  const [read] = others
  if (read === undefined) return true
  if (others.length > 1 || read.kind !== 'element' || !sources.has(read.name)) return false
  return isSameIndex(read.at[0] ?? [], variableWithin(0, 1, undefined))
}

/** True where some bracket of one and some bracket of the other provably never hold together. */
function excludes(left: readonly BracketExpression[], right: readonly BracketExpression[], { work }: Context): boolean {
  const ranges: Ranges = { extents: [], work }
  return left.some((a) =>
    right.some((b) => {
      spend(work, 1)
      if (a.sort !== b.sort) return false
      // Where both hold, both indices are ≥ 0 on every axis, and so is their sum.
      const sums = boundsOf(a).flatMap((x) => boundsOf(b).map((y) => add(x, y)))
      return sums.some((sum) => isSomewhereAtLeast(1n, scale(-1n, sum), a.axes, ranges))
    }),
  )
}

/** What is ≥ 0 on every axis where the bracket holds. */
function boundsOf({ condition, axes, left, right }: BracketExpression): readonly Polynomial[] {
  const difference = subtract(right, left)
  if (condition === 'equal') return [difference, scale(-1n, difference)]
  return [left, subtract(difference, constant(new Array<bigint>(axes).fill(1n)))]
}
