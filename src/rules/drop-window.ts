/**
 * Rule drop-window: a padded layer reads zeros outside the inner layer's output. Where the inner layer sees only its own
 * padding there, its formula gives 0 as well, and the window may go.
 */
import type { Step } from '../proof/proof.ts'
import { multiply, within } from '../term/build.ts'
import {
  coefficientEntries,
  coefficientOf,
  constantOf,
  equalIndex,
  floorDivide,
  type Index,
  integer,
} from '../term/index-expression.ts'
import type { BracketTerm, Path, Term } from '../term/term.ts'
import { Rewriting, type StepOptions } from './rewriting.ts'
import type { Rule, Scene } from './rule.ts'
import { below, summandsOf } from './summand.ts'

export const dropWindow: Rule = {
  name: 'drop-window',
  title: 'the padding between the layers changes nothing',
  statement: '[0 \\le q < L_1]\\; x_{s q + \\delta i - p} = x_{s q + \\delta i - p}',
  condition: 'outside its output the inner layer, evaluated all the same, reads only samples outside the input',
  source: 'docs/theory.md §3',
  apply(term, scene) {
    const rewriting = new Rewriting(term)
    for (const summand of summandsOf(term)) {
      const body = below(summand.path, summand.sums.length)
      for (const window of summand.factors.filter(isWindow)) dropOne(rewriting, body, window, scene)
    }
    if (rewriting.steps.length === 0) return undefined
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      because: 'where the padding is read, the inner formula reads nothing but zeros outside the input',
    }
  },
}

function isWindow(factor: Term): factor is BracketTerm {
  return factor.kind === 'bracket' && factor.condition.kind === 'within'
}

/** [g in G]·…·x[h] → …·x[h]: show x's own support, drop the window that it implies, hide the support again. */
function dropOne(rewriting: Rewriting, path: Path, window: BracketTerm, scene: Scene): void {
  const product = rewriting.at(path)
  if (product.kind !== 'multiply' || window.condition.kind !== 'within') return
  const supports = new Map(
    scene.tensors.flatMap((t) => (t.support === undefined ? [] : [[t.name, t.support] as const])),
  )
  const place = product.factors.findIndex((factor) => factor.kind === 'element' && supports.has(factor.name))
  const read = product.factors[place]
  const position = read?.kind === 'element' ? read.at[read.at.length - 1] : undefined
  const support = read?.kind === 'element' ? supports.get(read.name) : undefined
  if (read === undefined || position === undefined || support === undefined) return
  const visible = within(position, support)
  const others = product.factors.filter((factor) => factor !== window && factor !== read)
  const trial = new Rewriting(rewriting.term)
  trial.step('support', [...path, place], multiply(visible, read))
  trial.step('ring', path, multiply(...others, window, visible, read))
  const step = acceptedStep(trial, path, multiply(...others, visible, read), reasons(position, window, scene), scene)
  if (step === undefined) return
  trial.take(step)
  trial.step('ring', path, multiply(...others, multiply(visible, read)))
  trial.step('support', others.length === 0 ? path : [...path, others.length], read, { reverse: true })
  for (const taken of trial.steps) rewriting.take(taken)
}

function acceptedStep(
  trial: Rewriting,
  path: Path,
  after: Term,
  tries: readonly StepOptions[],
  scene: Scene,
): Step | undefined {
  return tries
    .map((options) => trial.plan('bracket-implied', path, after, options))
    .find((step) => scene.accepts(trial.term, step))
}

/** Why the one range may imply the other: by the stride between the two positions, by 1, or by trying every value. */
function reasons(position: Index, window: BracketTerm, scene: Scene): readonly StepOptions[] {
  const stride = strideBetween(position, window, scene)
  const factors = stride === undefined || equalIndex(stride, integer(1)) ? [integer(1)] : [stride, integer(1)]
  return [...factors.map((factor) => ({ multipliers: [factor, factor] })), {}]
}

/** How far the input moves when the position in the window moves by one, where that is a whole number of samples. */
function strideBetween(position: Index, { condition }: BracketTerm, scene: Scene): Index | undefined {
  const [, n] = scene.parameters
  if (n === undefined || condition.kind !== 'within') return undefined
  const inner = coefficientOf(condition.index, n.name)
  const outer = coefficientOf(position, n.name)
  if (inner === undefined || outer === undefined || inner.length !== 1 || outer.length === 0) return undefined
  return quotient(outer, inner)
}

function quotient(product: Index, factor: Index): Index | undefined {
  const [left, right] = [constantOf(product), constantOf(factor)]
  if (left !== undefined && right !== undefined) {
    const rank = Math.max(coefficientEntries(left).length, coefficientEntries(right).length)
    const divisors = coefficientEntries(right, rank)
    const entries = coefficientEntries(left, rank).map((entry, axis) => {
      const divisor = divisors[axis] ?? 1
      return divisor === 0 ? 1 : entry / divisor
    })
    return entries.every((entry) => Number.isInteger(entry) && entry > 0) ? integer(entries) : undefined
  }
  const divided = floorDivide(product, factor)
  return divided.some(({ atoms }) => atoms.some((atom) => atom.kind === 'floor')) ? undefined : divided
}
