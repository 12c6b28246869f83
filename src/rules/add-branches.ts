/** Rule add-branches: sums over the same samples of one input are one sum, whose weights are added. */
import { add, multiply } from '../term/build.ts'
import { variable } from '../term/index-expression.ts'
import type { Path, SumTerm, Term } from '../term/term.ts'
import { substitute } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule } from './rule.ts'
import { type SignalSummand, signalGroups, summandsOf } from './summand.ts'

export const addBranches: Rule = {
  name: 'add-branches',
  title: 'overlay the kernels of the branches',
  statement: '\\sum_m u_m x_m + \\sum_m v_m x_m = \\sum_m (u_m + v_m)\\, x_m',
  condition: 'the branches read the same samples of the same input',
  source: 'docs/theory.md §2',
  apply(term, scene) {
    const groups = signalGroups(term, scene)
    if (groups.every((group) => group.length < 2)) return undefined
    const rewriting = new Rewriting(term)
    const signals = new Set(groups.flat().map((one) => one.summand.path.join()))
    const constants = summandsOf(term).filter(({ path }) => !signals.has(path.join()))
    const at = (path: Path): Term => rewriting.at(path)
    const gathered = groups.map((group) => add(...alike(group.map((one) => at(one.summand.path)))))
    const parts = [...constants.map(({ path }) => at(path)), ...gathered]
    rewriting.step('ring', [], add(...parts))
    groups.forEach((group, number) => {
      if (group.length < 2) return
      overlay(rewriting, parts.length === 1 ? [] : [constants.length + number], group)
    })
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      because: 'every branch reads the same samples, so their weights add up',
    }
  },
}

/** The terms with the bound indices of the first one. */
function alike(terms: readonly Term[]): readonly Term[] {
  const [first] = terms
  return terms.map((term) => (first === undefined ? term : renamed(term, first)))
}

function renamed(term: Term, like: Term): Term {
  if (term.kind !== 'sum' || like.kind !== 'sum') return term
  const body = substitute(term.body, new Map([[term.index, variable(like.index)]]))
  return { ...term, index: like.index, body: renamed(body, like.body) }
}

/** Σ f + Σ g → Σ (f + g) from the outside in, then u·x + v·x → (u + v)·x. */
function overlay(rewriting: Rewriting, path: Path, group: readonly SignalSummand[]): void {
  const sum = rewriting.at(path)
  if (sum.kind !== 'add') return
  const parts = sum.terms
  const outer = parts.filter((part): part is SumTerm => part.kind === 'sum')
  const [first] = outer
  if (first !== undefined && outer.length === parts.length) {
    rewriting.step('sum-add', path, { ...first, body: add(...outer.map((part) => part.body)) }, { reverse: true })
    overlay(rewriting, [...path, 0], group)
    return
  }
  const name = group[0]?.read.name
  const weights = parts.map((part) => weightOf(part, name))
  const [one] = weights
  if (one?.read !== undefined) {
    rewriting.step('ring', path, multiply(add(...weights.map((weight) => weight.factor)), one.read))
  }
}

function weightOf(part: Term, source: string | undefined): { readonly factor: Term; readonly read: Term | undefined } {
  const factors = part.kind === 'multiply' ? part.factors : [part]
  const read = factors.find((factor) => factor.kind === 'element' && factor.name === source)
  return { factor: multiply(...factors.filter((factor) => factor !== read)), read }
}
