/**
 * The axioms, one function each: what `before` must look like and what `after` must then be. Never imports the engine. Longer than other
 * files, so that all that is trusted about a step is read in one place.
 */
import { fail } from '../errors.ts'
import type { AxiomName, Step } from '../proof/proof.ts'
import { equalRational, ONE, ZERO } from '../scalar/rational.ts'
import type { Sort } from '../term/term.ts'
import { isNonnegative, isPositive, isSomewhereAtLeast, isWithin, nonnegativeOn, type Ranges } from './bounds.ts'
import {
  axesOf,
  type Context,
  demand,
  type Place,
  type ProvedLemma,
  rangesOf,
  readIndex,
  type Scope,
} from './elaborate.ts'
import {
  type BracketExpression,
  type Expression,
  expressionKey,
  instantiate,
  isSame,
  isSameIndex,
  type SumExpression,
  variableWithin,
} from './expression.ts'
import { checkImplied } from './implied.ts'
import { add, constant, constantEntries, levelsOf, onAxis, type Polynomial, scale, subtract } from './polynomial.ts'
import { isRingEqual } from './ring.ts'
import { spend } from './work.ts'

type Axiom = (before: Expression, after: Expression, place: Place) => void

const AXIOM_CHECKS: { readonly [name in AxiomName]: Axiom } = {
  unfold: checkUnfold,
  lemma: checkLemmaUse,
  ring: checkRing,
  'sum-factor': checkFactor,
  'sum-add': checkAdd,
  'sum-exchange': checkExchange,
  'sum-reverse': checkReverse,
  'sum-unroll': checkUnroll,
  'one-point': checkOnePoint,
  'same-index': checkSameIndex,
  'bracket-decide': checkDecide,
  'bracket-implied': checkImplied,
  support: checkSupport,
}

const NOTHING: ReadonlyMap<number, Polynomial> = new Map()
const MOST_TERMS = 10_000

/** Verify that before = after in this place by the step's axiom, read from left to right. @throws ConvolemmaError with the reason */
export function checkAxiom(before: Expression, after: Expression, place: Place): void {
  AXIOM_CHECKS[place.step.axiom](before, after, place)
}

/** name[args] → body[parameters := args]. */
function checkUnfold(before: Expression, after: Expression, { scope, context, step }: Place): void {
  const body = context.definitions.get(step.name ?? '')
  demand(body !== undefined, 'unfold/unknown', `there is no definition "${step.name}"`)
  demand(before.kind === 'element' && before.name === step.name, 'unfold/shape', `this is no entry of "${step.name}"`)
  const unfolded = instantiate(body, new Map(before.at.entries()), scope.length, context.work)
  demand(isSame(unfolded, after), 'unfold/differs', `the result is not the body of "${step.name}"`)
}

/** An instance of an earlier lemma whose bounded parameters are provably within their ranges. */
function checkLemmaUse(before: Expression, after: Expression, { scope, context, step }: Place): void {
  const lemma = context.lemmas.get(step.name ?? '')
  demand(lemma !== undefined, 'lemma/unknown', `there is no earlier lemma "${step.name}"`)
  const { left, right, parameters } = lemma
  const shaped = before.kind === 'element' && before.name === left.name && before.at.length === left.at.length
  demand(shaped, 'lemma/shape', `this is not the left side of "${step.name}"`)
  const values = lemmaArguments(before.at, lemma, scope, context, step)
  const matches = isSame(instantiate(left, values, scope.length, context.work), before)
  demand(matches, 'lemma/shape', `this is not the left side of "${step.name}"`)
  const ranges = rangesOf(scope, context)
  for (const [level, { sort, extent }] of parameters.entries()) {
    const value = values.get(level)
    const inRange =
      extent === undefined || (value !== undefined && isWithin(value, extent, axesOf(sort, context), ranges))
    demand(inRange, 'lemma/condition', `an index is not provably in the range that "${step.name}" needs`)
  }
  const instance = instantiate(right, values, scope.length, context.work)
  demand(isSame(instance, after), 'lemma/differs', `the result is not the right side of "${step.name}"`)
}

/** The values of the parameters: those that the step gives, or else those that stand alone on the left side. */
function lemmaArguments(
  at: readonly Polynomial[],
  { left, parameters }: ProvedLemma,
  scope: Scope,
  context: Context,
  step: Step,
): ReadonlyMap<number, Polynomial> {
  if (step.arguments !== undefined) {
    demand(step.arguments.length === parameters.length, 'lemma/arguments', 'there is not one value for each parameter')
    return new Map(
      step.arguments.map((index, level) => [
        level,
        readIndex(index, parameters[level]?.sort ?? 'channel', scope, context),
      ]),
    )
  }
  const values = new Map<number, Polynomial>()
  for (const [place, pattern] of left.at.entries()) {
    const value = at[place]
    const level = levelOf(pattern)
    if (level !== undefined && value !== undefined && !values.has(level)) values.set(level, value)
  }
  demand(values.size === parameters.length, 'lemma/arguments', 'the left side does not give every parameter its value')
  return values
}

/** The level of an index that is exactly one variable. */
function levelOf(index: Polynomial): number | undefined {
  const [only] = index
  const [atom] = only?.atoms ?? []
  const isOne = index.length === 1 && only?.atoms.length === 1 && only.entries.every((entry) => entry === 1n)
  return isOne && atom?.kind === 'variable' ? atom.level : undefined
}

function checkRing(before: Expression, after: Expression, { context }: Place): void {
  demand(isRingEqual(before, after, context), 'ring/differs', 'the two sides are different polynomials')
}

/** Σ g·f → g·Σ f, where g cannot mention the index since it stands outside. */
function checkFactor(before: Expression, after: Expression, { scope, context }: Place): void {
  demand(before.kind === 'sum', 'sum-factor/shape', 'this is not a sum')
  demand(after.kind === 'multiply', 'sum-factor/shape', 'the result is not a product')
  const inside = scope.length + 1
  const works = after.factors.some((sum, place) => {
    if (sum.kind !== 'sum' || !hasSameRange(before, sum)) return false
    spend(context.work, after.factors.length)
    const others = after.factors.filter((_, other) => other !== place)
    const moved = others.map((factor) => instantiate(factor, NOTHING, inside, context.work))
    return isRingEqual(before.body, { kind: 'multiply', factors: [...moved, sum.body] }, context)
  })
  demand(works, 'sum-factor/differs', 'no sum among the factors, times the others, is the sum')
}

function hasSameRange(a: SumExpression, b: SumExpression): boolean {
  return a.sort === b.sort && isSameIndex(a.extent, b.extent)
}

/** Σ (t₁ + … + tₙ) → Σ t₁ + … + Σ tₙ. */
function checkAdd(before: Expression, after: Expression, _place: Place): void {
  demand(before.kind === 'sum' && before.body.kind === 'add', 'sum-add/shape', 'this is not a sum of sums')
  demand(after.kind === 'add', 'sum-add/shape', 'the result is not a sum')
  const { terms } = before.body
  const counted = terms.length >= 2 && terms.length === after.terms.length
  demand(counted, 'sum-add/shape', 'the result has another number of terms')
  const works = terms.every((term, place) => {
    const sum = after.terms[place]
    return sum?.kind === 'sum' && hasSameRange(before, sum) && isSame(term, sum.body)
  })
  demand(works, 'sum-add/differs', 'the result is not the sums of the terms in order')
}

/** Σ_i Σ_j f → Σ_j Σ_i f. Each extent stands outside the other sum on one side, so neither mentions the other index. */
function checkExchange(before: Expression, after: Expression, { scope, context }: Place): void {
  demand(before.kind === 'sum' && before.body.kind === 'sum', 'sum-exchange/shape', 'this is not a double sum')
  demand(after.kind === 'sum' && after.body.kind === 'sum', 'sum-exchange/shape', 'the result is not a double sum')
  const inner = before.body
  const ranges = hasSameRange(before, after.body) && hasSameRange(inner, after)
  demand(ranges, 'sum-exchange/condition', 'the ranges are not those of the two sums, or one depends on the other')
  const depth = scope.length
  const swapped = new Map([
    [depth, variableWithin(depth + 1, before.axes, before.extent)],
    [depth + 1, variableWithin(depth, inner.axes, inner.extent)],
  ])
  const works = isSame(instantiate(inner.body, swapped, depth + 2, context.work), after.body.body)
  demand(works, 'sum-exchange/differs', 'the summand is not the same')
}

/** Σ_{i<E} f(i) → Σ_{i<E} f(E−1−i). */
function checkReverse(before: Expression, after: Expression, { scope, context }: Place): void {
  demand(before.kind === 'sum', 'sum-reverse/shape', 'this is not a sum')
  demand(
    after.kind === 'sum' && hasSameRange(before, after),
    'sum-reverse/shape',
    'the result is not a sum over this range',
  )
  const depth = scope.length
  const last = subtract(before.extent, constant(new Array<bigint>(before.axes).fill(1n)))
  const mirrored = subtract(last, variableWithin(depth, before.axes, before.extent))
  const turned = instantiate(before.body, new Map([[depth, mirrored]]), depth + 1, context.work)
  const works = isSame(turned, after.body)
  demand(works, 'sum-reverse/differs', 'the summand is not the mirrored one')
}

/** Σ_{i<E} f(i) → f(0) + … + f(E−1) for a constant E, the last axis counting fastest. */
function checkUnroll(before: Expression, after: Expression, { scope, context }: Place): void {
  demand(before.kind === 'sum', 'sum-unroll/shape', 'this is not a sum')
  const extent = constantEntries(before.extent)
  const counted = extent !== undefined && extent.length > 0 && extent.every((entry) => entry >= 1n)
  demand(counted, 'sum-unroll/condition', 'the extent is not a positive constant')
  const count = extent.reduce((product, entry) => product * entry, 1n)
  const anyRank = before.sort === 'position' && context.rank === 'any'
  demand(!anyRank || count === 1n, 'sum-unroll/condition', 'the number of terms depends on the rank')
  demand(count <= MOST_TERMS, 'sum-unroll/condition', `more than ${MOST_TERMS} terms`)
  const terms = count === 1n ? [after] : after.kind === 'add' ? after.terms : []
  demand(BigInt(terms.length) === count, 'sum-unroll/shape', `the result does not have ${count} terms`)
  const works = terms.every((term, number) => {
    const value = new Map([[scope.length, constant(digits(BigInt(number), extent))]])
    return isSame(instantiate(before.body, value, scope.length, context.work), term)
  })
  demand(works, 'sum-unroll/differs', 'the terms are not the summands in order')
}

/** The mixed-radix digits of a number, most significant first. */
function digits(number: bigint, radices: readonly bigint[]): readonly bigint[] {
  let rest = number
  return radices
    .map((_, place) => radices[radices.length - 1 - place] ?? 1n)
    .map((radix) => {
      const digit = rest % radix
      rest /= radix
      return digit
    })
    .reverse()
}

/** Σ_{m<T} [m = e]·f(m) → f(e) where 0 ≤ e < T is provable, and [0 ≤ e < T]·f(e) in any case. */
function checkOnePoint(before: Expression, after: Expression, place: Place): void {
  demand(before.kind === 'sum', 'one-point/shape', 'this is not a sum')
  const factors = before.body.kind === 'multiply' ? before.body.factors : [before.body]
  const { scope, context } = place
  const points = factors.flatMap((factor, number) => {
    if (factor.kind === 'bracket') spend(context.work, factors.length)
    const others = () => factors.filter((_, other) => other !== number)
    return factor.kind === 'bracket' ? solvedFor(before, factor).map((point) => ({ point, others: others() })) : []
  })
  demand(points.length > 0, 'one-point/condition', 'no bracket says that the index is something without it')
  const outcomes = points.map(({ point, others }) => {
    const body: Expression = { kind: 'multiply', factors: others }
    const value = instantiate(body, new Map([[scope.length, point]]), scope.length, context.work)
    const { sort, axes, extent } = before
    const range: Expression = { kind: 'bracket', condition: 'within', sort, axes, left: point, right: extent }
    if (isRingEqual({ kind: 'multiply', factors: [range, value] }, after, context)) return 'equal'
    if (!isRingEqual(value, after, context)) return 'differs'
    return isWithin(point, extent, axes, rangesOf(scope, context)) ? 'equal' : 'condition'
  })
  if (outcomes.includes('equal')) return
  const open = outcomes.includes('condition')
  demand(!open, 'one-point/condition', 'the point is not provably within the range of the sum')
  fail({ code: 'one-point/differs', what: 'the result is not the summand at the point' })
}

/** Each e for which the bracket says index = e on every axis; two where the index can only be 0. */
function solvedFor(sum: SumExpression, bracket: BracketExpression): readonly Polynomial[] {
  if (bracket.condition !== 'equal' || bracket.sort !== sum.sort) return []
  const index = variableWithin(sum.level, sum.axes, sum.extent)
  const difference = subtract(bracket.left, bracket.right)
  return [subtract(index, difference), add(index, difference)].filter((point) => !levelsOf(point).has(sum.level))
}

/**
 * An entry → the same entry at indices that are provably equal on every axis; likewise a bracket. In a product each factor may
 * do so, with the help of a range bracket that is among the factors on both sides.
 */
function checkSameIndex(before: Expression, after: Expression, place: Place): void {
  const isProduct = before.kind === 'multiply' && after.kind === 'multiply'
  const [from, to] = isProduct ? [before.factors, after.factors] : [[before], [after]]
  demand(from.length === to.length, 'same-index/shape', 'the result has another number of factors')
  const isKept = from.map((factor, number) => expressionKey(factor) === expressionKey(to[number] ?? factor))
  spend(place.context.work, from.length)
  const ranges = from.filter((factor, number): factor is BracketExpression => {
    return isKept[number] === true && factor.kind === 'bracket' && factor.condition === 'within'
  })
  for (const [number, factor] of from.entries()) {
    const other = to[number]
    if (isKept[number] === true || other === undefined) continue
    checkSameEntry(factor, other, ranges, place)
  }
}

function checkSameEntry(
  before: Expression,
  after: Expression,
  known: readonly BracketExpression[],
  { scope, context }: Place,
): void {
  const [from, to] = [indicesOf(before, context), indicesOf(after, context)]
  const alike = from !== undefined && to !== undefined && from.head === to.head && from.at.length === to.at.length
  demand(alike, 'same-index/shape', 'the two sides are not entries of one tensor or brackets of one kind')
  const ranges = rangesOf(scope, context)
  const works = from.at.every(({ index, sort }, place) => {
    const difference = subtract(index, to.at[place]?.index ?? [])
    const axes = Array.from({ length: axesOf(sort, context) }, (_, axis) => axis)
    return axes.every((axis) =>
      isZeroOn(
        axis,
        difference,
        known.filter((one) => one.sort === sort),
        ranges,
      ),
    )
  })
  demand(works, 'same-index/condition', 'the indices are not provably equal')
}

/** True where the index is provably 0 on the axis: from the ranges alone, or with 0 ≤ g and g ≤ G − 1 of a range bracket. */
function isZeroOn(axis: number, difference: Polynomial, known: readonly BracketExpression[], ranges: Ranges): boolean {
  const { work } = ranges
  const own = onAxis(difference, axis, work)
  if (own.length === 0) return true
  const opposite = scale(-1n, own)
  const isNonnegativeWith = (index: Polynomial, helps: readonly Polynomial[]) =>
    [[], ...helps].some((help) => nonnegativeOn(axis, subtract(index, help), ranges))
  const least = known.map(({ left }) => onAxis(left, axis, work))
  const room = known.map(({ left, right }) =>
    subtract(onAxis(right, axis, work), add(onAxis(left, axis, work), ONE_ENTRY)),
  )
  const helps = [...least, ...room]
  return isNonnegativeWith(own, helps) && isNonnegativeWith(opposite, helps)
}

const ONE_ENTRY = constant([1n])

/** What is read, and the index expressions with their sorts; undefined for other terms. */
function indicesOf(
  term: Expression,
  context: Context,
): { readonly head: string; readonly at: readonly { readonly index: Polynomial; readonly sort: Sort }[] } | undefined {
  if (term.kind === 'element') {
    const sorts = context.signatures.get(term.name) ?? []
    return {
      head: JSON.stringify(term.name),
      at: term.at.map((index, place) => ({ index, sort: sorts[place] ?? 'channel' })),
    }
  }
  if (term.kind !== 'bracket') return undefined
  const { sort, left, right } = term
  return { head: `${term.condition} ${sort}`, at: [left, right].map((index) => ({ index, sort })) }
}

/** A bracket → 1 or 0, whichever is provable. */
function checkDecide(before: Expression, after: Expression, { scope, context }: Place): void {
  demand(before.kind === 'bracket', 'bracket-decide/shape', 'this is not a bracket')
  demand(after.kind === 'number', 'bracket-decide/shape', 'the result is not a number')
  const ranges = rangesOf(scope, context)
  const { condition, left, right, axes } = before
  const difference = subtract(left, right)
  const opposite = scale(-1n, difference)
  const somewhere = (least: 0n | 1n, index: Polynomial) => isSomewhereAtLeast(least, index, axes, ranges)
  if (equalRational(after.value, ONE)) {
    const holds =
      condition === 'equal'
        ? isNonnegative(difference, axes, ranges) && isNonnegative(opposite, axes, ranges)
        : isNonnegative(left, axes, ranges) && isPositive(opposite, axes, ranges)
    demand(holds, 'bracket-decide/condition', 'the bracket is not provably true')
    return
  }
  demand(
    equalRational(after.value, ZERO),
    'bracket-decide/shape',
    'a bracket is neither more than 1 nor between 0 and 1',
  )
  const fails =
    condition === 'equal'
      ? somewhere(1n, difference) || somewhere(1n, opposite)
      : somewhere(1n, scale(-1n, left)) || somewhere(0n, difference)
  demand(fails, 'bracket-decide/condition', 'the bracket is not provably false')
}

/** t[…, q] → [0 ≤ q < support]·t[…, q]. */
function checkSupport(before: Expression, after: Expression, { context }: Place): void {
  const support = before.kind === 'element' ? context.supports.get(before.name) : undefined
  const last = before.kind === 'element' ? before.at.at(-1) : undefined
  demand(support !== undefined && last !== undefined, 'support/shape', 'this is no entry of a tensor with a support')
  const { sort, extent } = support
  const axes = axesOf(sort, context)
  const range: Expression = { kind: 'bracket', condition: 'within', sort, axes, left: last, right: extent }
  const works = isSame({ kind: 'multiply', factors: [range, before] }, after)
  demand(works, 'support/differs', 'the result is not the entry times the bracket of its support')
}
