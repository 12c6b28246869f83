/** One atomic step as one line of the proof script: the way to its place, what stands there afterwards, the axiom's tactic. */
import { identifier } from '../../coq/identifier.ts'
import type { AxiomName, Lemma, Step } from '../../proof/proof.ts'
import { equalRational, ONE } from '../../scalar/rational.ts'
import { multiply } from '../../term/build.ts'
import {
  addIndex,
  coefficientEntries,
  coefficientOf,
  constantOf,
  type Index,
  indexKey,
  integer,
  multiplyIndex,
  scaleIndex,
  singleVariable,
  substituteIndex,
  subtractIndex,
} from '../../term/index-expression.ts'
import type { BracketTerm, Path, SumTerm, Term } from '../../term/term.ts'
import { children, sidesOf } from '../../term/walk.ts'
import { nonnegativeTactic, onAxis, onEveryAxis, withinTactic } from './script-bounds.ts'
import { ringTactic } from './script-ring.ts'
import { bracketSort, type Declared, printArgument, printEntries, printTerm, type Scope } from './script-terms.ts'

/** Where a step is made. */
interface Place {
  readonly scope: Scope
  readonly declared: Declared
  readonly step: Step
}

/** The tactic that leads from one term to another by an axiom, read from left to right. */
type AxiomTactic = (before: Term, after: Term, place: Place) => string

const AXIOM_TACTICS: { readonly [name in AxiomName]: AxiomTactic } = {
  unfold: (_before, _after, { step }) => `by_definition unfold_${identifier('tensor', step.name ?? '')}`,
  lemma: lemmaTactic,
  ring: (before, after, { scope, declared }) => ringTactic(before, after, scope, declared),
  'sum-factor': factorTactic,
  'sum-add': () => 'by_sum_add',
  'sum-exchange': () => 'by_sum_exchange',
  'sum-reverse': () => 'by_sum_reverse',
  'sum-unroll': () => 'by_sum_unroll',
  'one-point': onePointTactic,
  'same-index': sameIndexTactic,
  'bracket-decide': decideTactic,
  'bracket-implied': impliedTactic,
  support: (before) => `by_support ${supportName(before.kind === 'element' ? before.name : '')}`,
}

/** The hypothesis that a tensor is zero outside its support. */
export function supportName(tensor: string): string {
  return `outside_${identifier('tensor', tensor)}`
}

/** The name of the hypothesis that a bound index is within its range. */
export function rangeName(index: string): string {
  return `range_${identifier('index', index)}`
}

/** The sentence for one step on the whole term `state`. */
export function printStep(state: Term, step: Step, parameters: Scope, declared: Declared): string {
  const { moves, scope, term } = goTo(state, step.path, parameters)
  const [from, to] = step.reverse ? [step.after, term] : [term, step.after]
  const tactic = AXIOM_TACTICS[step.axiom](from, to, { scope, declared, step })
  const next = `becomes (${printTerm(step.after, scope, declared)})%ring`
  return `step (${[...moves, next, ...(step.reverse ? ['symmetry'] : []), tactic].join('; ')}).`
}

/** A place in a term: the tactics that lead there, the variables around it, and what stands there. */
interface Reached {
  readonly moves: readonly string[]
  readonly scope: Scope
  readonly term: Term
}

/** Follow a path into a term whose free indices are the parameters. */
export function goTo(state: Term, path: Path, parameters: Scope): Reached {
  const moves: string[] = []
  let scope = parameters
  let term = state
  for (const number of path) {
    const parts = children(term)
    if (term.kind === 'sum') {
      scope = [...scope, { name: term.index, sort: term.sort, extent: term.extent }]
      moves.push(`under ${identifier('index', term.index)} ${rangeName(term.index)}`)
    } else if (term.kind === 'apply') moves.push('in_argument')
    else moves.push(...sidesTo(number, parts.length))
    term = parts[number] ?? term
  }
  return { moves, scope, term }
}

/** a + b + c stands for (a + b) + c. */
function sidesTo(number: number, count: number): readonly string[] {
  const steps = Array.from({ length: Math.max(count - 1 - Math.max(number, 1), 0) }, () => 'at_left')
  if (count < 2) return []
  return [...steps, number === 0 ? 'at_left' : 'at_right']
}

function lemmaTactic(before: Term, _after: Term, { scope, declared, step }: Place): string {
  const lemma = declared.proof.lemmas.find((one) => one.name === step.name)
  if (lemma === undefined || lemma.left.kind !== 'element' || before.kind !== 'element') return 'fail'
  const left = lemma.left.at
  const values = lemma.parameters.map(({ name, sort }) => {
    const place = left.findIndex((index) => singleVariable(index) === name)
    return printArgument(before.at[place] ?? [], sort, scope, declared)
  })
  return `by_lemma (${[lemmaName(lemma), ...values].join(' ')})`
}

/** The name of the emitted lemma that says left = right. */
export function lemmaName(lemma: Pick<Lemma, 'name'>): string {
  return identifier('lemma', lemma.name)
}

/** Σ c·f → c·Σ f. Where several factors are sums over the range, each is tried. */
function factorTactic(before: Term, after: Term, { scope, declared }: Place): string {
  if (before.kind !== 'sum' || after.kind !== 'multiply') return 'fail'
  const tactics = after.factors.flatMap((sum, place) => {
    if (sum.kind !== 'sum' || sum.sort !== before.sort) return []
    const others = after.factors.filter((_, other) => other !== place)
    const factor = printTerm(multiply(...others), scope, declared)
    return [`by_sum_factor (${factor})%ring ${lambda(sum, sum.body, scope, declared)}`]
  })
  return firstOf(tactics)
}

function firstOf(tactics: readonly string[]): string {
  return tactics.length === 1 ? (tactics[0] ?? 'fail') : `first [${tactics.join(' | ')}]`
}

/** fun index => body */
function lambda(sum: SumTerm, body: Term, scope: Scope, declared: Declared): string {
  const inner: Scope = [...scope, { name: sum.index, sort: sum.sort, extent: sum.extent }]
  return `(fun ${identifier('index', sum.index)} => ${printTerm(body, inner, declared)})%ring`
}

/** Σ_m [m = e]·f(m) → f(e), or [0 ≤ e < T]·f(e) where the result has one more range bracket. */
function onePointTactic(before: Term, after: Term, { scope, declared }: Place): string {
  if (before.kind !== 'sum') return 'fail'
  const factors = before.body.kind === 'multiply' ? before.body.factors : [before.body]
  const tactics = factors.flatMap((factor, number) => {
    const point = factor.kind === 'bracket' ? solvedFor(before, factor, declared) : undefined
    if (point === undefined) return []
    const others = multiply(...factors.filter((_, other) => other !== number))
    const entries = printEntries(point, before.sort, scope, declared)
    const summand = lambda(before, others, scope, declared)
    if (countRanges(after) > countRanges(others)) return [`by_one_point_within ${entries} ${summand}`]
    const side = withinTactic(point, before.extent, before.sort, scope, declared)
    return [`by_one_point ${entries} ${summand} (${side})`]
  })
  return firstOf(tactics)
}

function countRanges(term: Term): number {
  const factors = term.kind === 'multiply' ? term.factors : [term]
  return factors.filter((factor) => factor.kind === 'bracket' && factor.condition.kind === 'within').length
}

/** The e for which the bracket says index = e, without the index in it. */
function solvedFor(sum: SumTerm, { condition }: BracketTerm, declared: Declared): Index | undefined {
  if (condition.kind !== 'equal') return undefined
  const difference = subtractIndex(condition.left, condition.right)
  const coefficient = constantOf(coefficientOf(difference, sum.index) ?? [])
  const extent = constantOf(substituteIndex(sum.extent, declared.expansions)) ?? 2
  if (coefficient === undefined) return undefined
  const axes = Math.max(coefficientEntries(coefficient).length, coefficientEntries(extent).length)
  const ends = coefficientEntries(extent, axes)
  const signs = coefficientEntries(coefficient, axes).filter((_, axis) => (ends[axis] ?? ends[0]) !== 1)
  const sign = signs[0] ?? coefficientEntries(coefficient)[0] ?? 1
  if (signs.some((one) => one !== sign) || Math.abs(sign) !== 1) return undefined
  const rest = substituteIndex(difference, new Map([[sum.index, integer(0)]]))
  return scaleIndex(-sign, rest)
}

/** The same entry at equal indices. In a product with range brackets these may be what makes the indices equal. */
function sameIndexTactic(before: Term, after: Term, { scope, declared }: Place): string {
  if (before.kind !== 'multiply' || after.kind !== 'multiply') return 'same'
  const key = (term: Term) => printTerm(term, scope, declared)
  const isKept = before.factors.map((factor, number) => key(factor) === key(after.factors[number] ?? factor))
  const isKnown = (factor: Term, number: number): factor is BracketTerm =>
    isKept[number] === true && factor.kind === 'bracket' && factor.condition.kind === 'within'
  const known = before.factors.filter(isKnown)
  const [from, to] = [before, after].map(({ factors }) => factors.filter((factor, number) => !isKnown(factor, number)))
  return known.reduceRight((side, range, number) => {
    const [index, extent] = sidesOf(range.condition)
    const sort = bracketSort(range.condition, scope, declared)
    const entries = [index, extent].map((one) => printEntries(one, sort, scope, declared)).join(' ')
    const more = known.slice(number + 1)
    const factors = [from, to].map((rest = []) => `(${key(multiply(...more, ...rest))})%ring`).join(' ')
    return `by_same_index_within ${entries} ${factors} (${side})`
  }, 'same')
}

/** A bracket → 1 or 0. */
function decideTactic(before: Term, after: Term, { scope, declared }: Place): string {
  if (before.kind !== 'bracket') return 'fail'
  const { condition } = before
  const sort = bracketSort(condition, scope, declared)
  const [left, right] = sidesOf(condition)
  if (after.kind === 'number' && equalRational(after.value, ONE)) {
    if (condition.kind === 'equal') return `by_bracket_true (${onEveryAxis(sort, declared, () => 'linear')})`
    return `by_bracket_true (${withinTactic(left, right, sort, scope, declared)})`
  }
  const axes = sort === 'channel' || declared.proof.rank === 'any' ? 1 : declared.proof.rank
  const differences =
    condition.kind === 'equal'
      ? [subtractIndex(left, right), subtractIndex(right, left)].map((one) => subtractIndex(one, integer(1)))
      : [subtractIndex(scaleIndex(-1, left), integer(1)), subtractIndex(left, right)]
  const tactics = Array.from({ length: axes }, (_, axis) => {
    const here = { ...declared, axis: `${axis}%nat` }
    const proofs = differences.map((one) => nonnegativeTactic(one, axis, scope, here))
    return `by_bracket_false ${here.axis} (apart (${firstOf([...new Set(proofs)])}))`
  })
  return firstOf(tactics)
}

/** A product → the product without a range bracket that another one implies. */
function impliedTactic(before: Term, after: Term, { scope, declared, step }: Place): string {
  if (before.kind !== 'multiply') return 'fail'
  const key = (term: Term) => printTerm(term, scope, declared)
  const isRange = (term: Term): term is BracketTerm => term.kind === 'bracket' && term.condition.kind === 'within'
  const tactics = before.factors.flatMap((dropped, number) => {
    const others = before.factors.filter((_, other) => other !== number)
    if (!isRange(dropped) || key(multiply(...others)) !== key(after)) return []
    return others.flatMap((kept, place) => {
      if (!isRange(kept)) return []
      const sort = bracketSort(kept.condition, scope, declared)
      const [h, hEnd] = sidesOf(kept.condition)
      const [g, gEnd] = sidesOf(dropped.condition)
      const entries = [h, hEnd, g, gEnd].map((one) => printEntries(one, sort, scope, declared)).join(' ')
      const rest = key(multiply(...others.filter((_, other) => other !== place)))
      const side = onEveryAxis(sort, declared, (axis, here) => {
        const sides = [h, hEnd, g, gEnd].map((one) => onAxis(substituteIndex(one, declared.expansions), axis))
        return impliedSide(sides, step.multipliers ?? [], axis, scope, here)
      })
      return [`by_implied ${entries} (${rest})%ring (${side})`]
    })
  })
  return firstOf(tactics)
}

/** 0 ≤ h < hEnd → 0 ≤ g < gEnd on one axis. */
function impliedSide(
  [h = [], hEnd = [], g = [], gEnd = []]: readonly Index[],
  multipliers: readonly Index[],
  axis: number,
  scope: Scope,
  declared: Declared,
): string {
  const [low, high] = multipliers.map((one) => onAxis(substituteIndex(one, declared.expansions), axis))
  if (low === undefined || high === undefined || g.length === 0) return 'intros; linear'
  const print = (one: Index) => printEntries(one, 'channel', scope, declared)
  const below = addIndex(multiplyIndex(low, g), scaleIndex(-1, h), low, integer(-1))
  const lower = nonnegativeTactic(below, axis, scope, declared)
  const remainder = subtractIndex(subtractIndex(h, multiplyIndex(high, g)), hEnd)
  const floor = gEnd.find(
    ({ coefficient, atoms: [atom, ...more] }) =>
      coefficient === 1 && more.length === 0 && atom?.kind === 'floor' && indexKey(atom.denominator) === indexKey(high),
  )
  const [atom] = floor?.atoms ?? []
  if (floor === undefined || atom?.kind !== 'floor') {
    const upper = nonnegativeTactic(addIndex(remainder, multiplyIndex(high, gEnd)), axis, scope, declared)
    return `implied_by ${print(low)} ${print(high)} (${lower}) (${upper})`
  }
  const rest = gEnd.filter((one) => one !== floor)
  const least = addIndex(atom.numerator, integer(1), multiplyIndex(high, subtractIndex(rest, integer(1))))
  const upper = nonnegativeTactic(addIndex(remainder, least), axis, scope, declared)
  const parts = [low, atom.numerator, high, rest].map(print).join(' ')
  return `implied_by_floor ${parts} (${lower}) (${upper})`
}
