/** Rules and axiom steps of a lemma as step blocks: what changed by recorded path, why it is allowed, who vouches for it. */
import type { Checked } from '../../checker/check.ts'
import type { AxiomName, Lemma, RuleApplication, Step } from '../../proof/proof.ts'
import {
  addIndex,
  coefficientOf,
  constantOf,
  type Index,
  integer,
  subtractIndex,
  variable,
} from '../../term/index-expression.ts'
import type { Path, SumTerm, Term } from '../../term/term.ts'
import { freeIndices, placesWhere } from '../../term/walk.ts'
import type { CoqNames } from './coq-names.ts'
import type { Block, Certainty, Inline, StepBlock } from './document.ts'
import { counted, formulaOf, indexFormula, nameFormula } from './formula.ts'
import { hasSameUse, withUses } from './lemma-uses.ts'

/** How the steps of a document are shown, and what stands beside each. */
export interface ShownSteps {
  readonly detail: string
  readonly collapsible: boolean
  readonly certainty: readonly Certainty[]
  readonly names: CoqNames
}

/** A heading and one step block per rule. */
export function ruleBlocks(checked: Checked, lemma: Lemma, shown: ShownSteps): readonly Block[] {
  const states = checked.states[checked.proof.lemmas.indexOf(lemma)] ?? []
  const text = ['Lemma for ', { formula: formulaOf(lemma.left) }]
  const blocks: Block[] = [{ kind: 'heading', level: 3, text, anchor: anchorOf(lemma.name) }]
  let done = 0
  for (const [place, rule] of lemma.rules.entries()) {
    const own = states.slice(done, done + rule.steps.length + 1)
    done += rule.steps.length
    blocks.push(ruleBlock({ lemma, lemmas: checked.proof.lemmas, place, rule, states: own }, shown))
  }
  return blocks
}

/** A name that is safe as an anchor. */
export function anchorOf(name: string): string {
  return [...name].map((c) => (/[A-Za-z0-9_-]/.test(c) ? c : `-${c.codePointAt(0)?.toString(16)}-`)).join('')
}

/** A rule at its place in a lemma, with the whole terms before and after each of its steps. */
interface Applied {
  readonly lemma: Lemma
  /** All lemmas of the record. */
  readonly lemmas: readonly Lemma[]
  readonly place: number
  readonly rule: RuleApplication
  readonly states: readonly Term[]
}

function ruleBlock(applied: Applied, shown: ShownSteps): StepBlock {
  const { lemma, place, rule, states } = applied
  const common = commonPath(rule.steps.map((step) => step.path))
  const [before, after] = [states[0], states.at(-1)]
  const inner = shown.detail === 'atomic' || shown.collapsible ? atomicBlocks(applied, shown) : []
  return {
    kind: 'step',
    number: `${place + 1}`,
    anchor: `${anchorOf(lemma.name)}-${place + 1}`,
    count: rule.steps.length,
    name: rule.rule,
    title: rule.rule.replaceAll('-', ' '),
    before: before === undefined ? [] : formulaOf(before, [common]),
    after: after === undefined ? [] : formulaOf(after, [common]),
    changed: distinct(rule.steps.map((step) => WORDS[step.axiom](step))).join('; '),
    because: withUses(rule.because, rule.steps, applied.lemmas),
    conditions: rule.steps.flatMap(conditionsOf),
    certainty: shown.certainty,
    coqLemmas: shown.names.ofRule(lemma, place),
    inner: { summary: counted(rule.steps.length, 'atomic step'), steps: inner, isOpen: shown.detail === 'atomic' },
  }
}

/** The axiom steps; equal consecutive ones are one block with a count. */
function atomicBlocks(applied: Applied, { certainty, names }: ShownSteps): readonly StepBlock[] {
  const { lemma, lemmas, rule, states } = applied
  const blocks: StepBlock[] = []
  let first = 0
  while (first < rule.steps.length) {
    const step = rule.steps[first]
    if (step === undefined) break
    let last = first
    while (isSameKind(rule.steps[last + 1], step)) last += 1
    const group = rule.steps.slice(first, last + 1)
    const [before, after] = [states[first], states[last + 1]]
    const common = commonPath(group.map((one) => one.path))
    const times = group.length === 1 ? '' : `, ${group.length} times`
    const number = `${applied.place + 1}.${blocks.length + 1}`
    blocks.push({
      kind: 'step',
      number,
      anchor: `${anchorOf(lemma.name)}-${number}`,
      count: group.length,
      name: step.axiom,
      title: `${TITLES[step.axiom]}${times}`,
      before: before === undefined ? [] : formulaOf(before, [common]),
      after: after === undefined ? [] : formulaOf(after, [common]),
      changed: distinct(group.map((one) => WORDS[one.axiom](one))).join('; '),
      because: [
        ...withUses(REASONS[step.axiom], [step], lemmas),
        ` (axiom ${step.axiom}${step.reverse ? ', read from right to left' : ''})`,
      ],
      conditions: group.flatMap(conditionsOf),
      certainty,
      coqLemmas: distinct(group.flatMap((one, at) => names.ofStep(lemma, states[first + at] ?? one.before, one))),
    })
    first = last + 1
  }
  return blocks
}

function isSameKind(next: Step | undefined, step: Step): boolean {
  if (next === undefined || next.axiom !== step.axiom || next.reverse !== step.reverse) return false
  return next.name === step.name && hasSameUse(next, step)
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter((word) => word !== ''))]
}

/** The innermost place that holds all the given places. */
export function commonPath(paths: readonly Path[]): Path {
  const [first = [], ...rest] = paths
  let length = first.length
  for (const path of rest) {
    let same = 0
    while (same < length && path[same] === first[same]) same += 1
    length = same
  }
  return first.slice(0, length)
}

const TITLES: Readonly<Record<AxiomName, string>> = {
  unfold: 'use a definition',
  lemma: 'use a lemma',
  ring: 'compute in the ring',
  'sum-factor': 'move a factor across a sum',
  'sum-add': 'split a sum',
  'sum-exchange': 'exchange two sums',
  'sum-reverse': 'count from the other end',
  'sum-unroll': 'write a sum out',
  'one-point': 'a sum with one term that is not 0',
  'same-index': 'write an index in another way',
  'bracket-decide': 'decide a condition',
  'bracket-implied': 'drop an implied condition',
  support: 'the input is 0 outside its range',
}

/** Why an axiom holds, as a clause. */
const REASONS: Readonly<Record<AxiomName, string>> = {
  unfold: 'this is what the name stands for',
  lemma: 'it is shown above for all values of its parameters',
  ring: 'both sides are the same polynomial in their sums and entries',
  'sum-factor': 'the factor does not depend on the index of the sum',
  'sum-add': 'a finite sum of sums may be added in any order',
  'sum-exchange': 'finite sums with independent ranges commute',
  'sum-reverse': 'counting from the other end meets the same terms',
  'sum-unroll': 'the range is a number',
  'one-point': 'the bracket is 1 for exactly one value of the index',
  'same-index': 'both have the same value wherever the indices are within their ranges',
  'bracket-decide': 'the ranges of the indices decide the condition',
  'bracket-implied': 'where the other condition holds, so does this one',
  support: 'the input is 0 outside its range',
}

/** What changed, in words; the formulas beside it mark the same place. */
const WORDS: Readonly<Record<AxiomName, (step: Step) => string>> = {
  unfold: (step) => (step.reverse ? `${step.name} named` : `${step.name} written out`),
  lemma: (step) => `${step.name} replaced by what its lemma says`,
  ring: () => 'products and terms rearranged',
  'sum-factor': (step) => `a factor moved ${step.reverse ? 'into' : 'out of'} the sum over ${sumIndex(step)}`,
  'sum-add': (step) => (step.reverse ? `sums over ${sumIndex(step)} joined` : `the sum over ${sumIndex(step)} split`),
  'sum-exchange': (step) => `the sums over ${sumIndices(step.before).slice(0, 2).join(' and ')} exchanged`,
  'sum-reverse': (step) => `the sum over ${sumIndex(step)} counted from the other end`,
  'sum-unroll': (step) => `the sum over ${sumIndex(step)} written out`,
  'one-point': (step) =>
    step.reverse
      ? `a sum over ${sumIndex(step)} with one term that is not 0 put in`
      : `the sum over ${sumIndex(step)} replaced by its one term`,
  'same-index': () => 'an index written in another way',
  'bracket-decide': (step) =>
    freeIndices(step.before).size + freeIndices(step.after).size === 0
      ? 'a condition between numbers decided'
      : 'a condition decided by the ranges of its indices',
  'bracket-implied': () => 'a condition dropped that another one implies',
  support: (step) => (step.reverse ? 'the range of the input hidden again' : 'the range of the input shown'),
}

/** The index of the sum that the axiom speaks of: it stands on the axiom's left side, which is `after` when read in reverse. */
function sumIndex(step: Step): string {
  const { left, right } = sidesOf(step)
  return sumIndices(left)[0] ?? sumIndices(right)[0] ?? ''
}

/** The two sides in the order in which the axiom states them. */
function sidesOf(step: Step): { readonly left: Term; readonly right: Term } {
  return step.reverse ? { left: step.after, right: step.before } : { left: step.before, right: step.after }
}

function sumIndices(term: Term): readonly string[] {
  if (term.kind === 'sum') return [term.index, ...sumIndices(term.body)]
  const parts = term.kind === 'multiply' ? term.factors : term.kind === 'add' ? term.terms : []
  return parts.flatMap(sumIndices)
}

/** The side condition of a step as a line of its own; the checker has verified it. */
function conditionsOf(step: Step): readonly (readonly Inline[])[] {
  if (step.axiom === 'one-point') return onePointCondition(step)
  if (step.axiom === 'sum-exchange')
    return [[`the ranges of ${sumIndices(step.before).slice(0, 2).join(' and ')} do not depend on each other`]]
  if (step.axiom === 'bracket-implied') return [['outside the window the remaining condition is false as well']]
  return []
}

/** Σ_m [φ = m]·f(m): 0 ≤ φ ≤ T − 1, unless the other side keeps a bracket that says so. */
function onePointCondition(step: Step): readonly (readonly Inline[])[] {
  const { left: sum, right: single } = sidesOf(step)
  if (sum.kind !== 'sum') return []
  const points = pointsOf(sum)
  const isBounded = (point: Index) => placesWhere(single, (part) => isWithin(part, point, sum.extent)).length > 0
  if (points.some(isBounded)) {
    return [['where ', { formula: nameFormula(sum.index) }, ' is out of its range, the bracket is 0']]
  }
  const [point, ...others] = points
  if (point === undefined || others.length > 0) return []
  const bound = subtractIndex(sum.extent, integer(1))
  const atMost = { kind: 'relation' as const, relation: '≤' as const }
  const parts = [integer(0), point, bound].map((index) => indexFormula(index, sum.sort))
  return [[{ formula: parts.flatMap((part, at) => (at === 0 ? part : [atMost, ...part])) }]]
}

/** What the brackets say that the sum's own index is: φ for [φ = m], [m = φ] and [m + e = φ + e]. */
function pointsOf(sum: SumTerm): readonly Index[] {
  const factors = sum.body.kind === 'multiply' ? sum.body.factors : [sum.body]
  return factors.flatMap((factor) => {
    if (factor.kind !== 'bracket' || factor.condition.kind !== 'equal') return []
    const difference = subtractIndex(factor.condition.left, factor.condition.right)
    const coefficient = constantOf(coefficientOf(difference, sum.index) ?? [])
    if (coefficient === 1) return [subtractIndex(variable(sum.index), difference)]
    return coefficient === -1 ? [addIndex(variable(sum.index), difference)] : []
  })
}

function isWithin(part: Term, index: Index, extent: Index): boolean {
  if (part.kind !== 'bracket' || part.condition.kind !== 'within') return false
  return isSame(part.condition.index, index) && isSame(part.condition.extent, extent)
}

/** Also where a record does not write its indices in the usual order. */
function isSame(left: Index, right: Index): boolean {
  return constantOf(subtractIndex(left, right)) === 0
}
