/** The axiom that drops a range bracket which another one implies: by multipliers or by enumeration. Never imports the engine. */
import { fail } from '../errors.ts'
import { evaluate, isPositive, nonnegativeOn, splitLinear, withoutFloor } from './bounds.ts'
import { type Place, rangesOf, readIndex, type Scope } from './elaborate.ts'
import { type BracketExpression, type Expression, expressionKey } from './expression.ts'
import {
  add,
  constant,
  constantEntries,
  floorInteger,
  levelsOf,
  multiply,
  onAxis,
  type Polynomial,
  scale,
  subtract,
  weightOf,
} from './polynomial.ts'
import { spend, type Work } from './work.ts'

/** A product → the same product without a `within` bracket that one of the remaining brackets implies. */
export function checkImplied(before: Expression, after: Expression, place: Place): void {
  if (before.kind !== 'multiply') fail({ code: 'bracket-implied/shape', what: 'this is not a product' })
  const { factors } = before
  const droppable = placesLeftOut(factors, after).filter((number) => isRange(factors[number]))
  if (droppable.length === 0)
    fail({ code: 'bracket-implied/shape', what: 'the result is not the product without one of its range brackets' })
  const holds = droppable.some((number) => {
    spend(place.context.work, factors.length)
    const dropped = factors[number]
    if (!isRange(dropped)) return false
    return factors.some((kept, other) => {
      if (other === number || kept.kind !== 'bracket') return false
      return isRange(kept) ? implies(kept, dropped, place) : impliedByEquation(kept, dropped, place)
    })
  })
  if (holds) return
  fail({
    code: 'bracket-implied/condition',
    what: 'no remaining bracket provably implies the one that is dropped',
  })
}

/** The places of the factors without which the product is the given result; a product of one factor may be that factor. */
function placesLeftOut(factors: readonly Expression[], result: Expression): readonly number[] {
  const keys = factors.map(expressionKey)
  const readings = [...(result.kind === 'multiply' ? [result.factors] : []), [result]]
  return readings
    .filter((rest) => rest.length === keys.length - 1)
    .flatMap((rest) => {
      const kept = rest.map(expressionKey)
      const alike = (place: number, shift: number) => keys[place + shift] === kept[place]
      let head = 0
      while (head < kept.length && alike(head, 0)) head += 1
      let tail = kept.length
      while (tail > 0 && alike(tail - 1, 1)) tail -= 1
      return keys.map((_, place) => place).filter((place) => tail <= place && place <= head)
    })
}

function isRange(factor: Expression | undefined): factor is BracketExpression {
  return factor?.kind === 'bracket' && factor.condition === 'within'
}

/** True where [0 ≤ h < H] provably implies [0 ≤ g < G], with h, H of `kept` and g, G of `dropped`. */
function implies(kept: BracketExpression, dropped: BracketExpression, place: Place): boolean {
  if (kept.sort !== dropped.sort) return false
  const { multipliers } = place.step
  spend(place.context.work, 1)
  const axes = Array.from({ length: kept.axes }, (_, axis) => axis)
  if (multipliers === undefined) return axes.every((axis) => holdsByEnumeration(kept, dropped, axis, place))
  const [low, high] = multipliers.map((index) => readIndex(index, kept.sort, [], place.context))
  if (low === undefined || high === undefined || multipliers.length !== 2) return false
  if (![low, high].every((multiplier) => isPositive(multiplier, kept.axes, rangesOf([], place.context)))) return false
  return impliedByMultipliers(kept, dropped, low, high, place)
}

/**
 * On every axis: g ≤ −1 must give −1 − h ≥ 0, which holds if −1 − h ≥ low·(−1 − g);
 * g ≥ G must give h − H ≥ 0, which holds if h − H ≥ high·g − least, where high·g ≥ least.
 * Floors in −1 − h and h − H are removed first, as far as that changes nothing about being ≥ 0.
 * An axis on which g is the number 0 only needs G ≥ 1.
 */
function impliedByMultipliers(
  kept: BracketExpression,
  dropped: BracketExpression,
  low: Polynomial,
  high: Polynomial,
  { scope, context }: Place,
): boolean {
  const ranges = rangesOf(scope, context)
  const { work } = context
  return Array.from({ length: kept.axes }, (_, axis) => axis).every((axis) => {
    const [h, hEnd, g, gEnd] = indicesOn(axis, kept, dropped, work)
    const [sLow, sHigh] = [onAxis(low, axis, work), onAxis(high, axis, work)]
    if (g.length === 0) return nonnegativeOn(axis, subtract(gEnd, ONE), ranges)
    const before = floorless(subtract(scale(-1n, h), ONE), work)
    const outside = subtract(scale(-1n, g), ONE)
    if (!nonnegativeOn(axis, subtract(before, multiply(sLow, outside, work)), ranges)) return false
    const behind = floorless(subtract(h, hEnd), work)
    return leastMultiples(gEnd, sHigh, work).some((least) =>
      nonnegativeOn(axis, add(subtract(behind, multiply(sHigh, g, work)), least), ranges),
    )
  })
}

/**
 * True where [e = 0] provably implies [0 ≤ g < G]: with a scale s ≥ 1 for either side, s·g + s − 1 + t·e ≥ 0 means g > −1 where
 * e = 0, and s·(G − 1 − g) + s − 1 + t·e ≥ 0 means g < G, whatever t is.
 */
function impliedByEquation(kept: BracketExpression, dropped: BracketExpression, place: Place): boolean {
  const { scope, context, step } = place
  const { work } = context
  const ranges = rangesOf(scope, context)
  if (kept.sort !== dropped.sort || step.multipliers?.length !== 2) return false
  const scales = step.multipliers.map((index) => readIndex(index, kept.sort, [], context))
  if (!scales.every((factor) => isPositive(factor, kept.axes, rangesOf([], context)))) return false
  const axes = Array.from({ length: kept.axes }, (_, axis) => axis)
  return axes.every((axis) => {
    const at = (index: Polynomial) => onAxis(index, axis, work)
    const error = at(subtract(kept.left, kept.right))
    const [g, last] = [at(dropped.left), subtract(at(dropped.right), ONE)]
    return [g, subtract(last, g)].every((side, number) => {
      const factor = at(scales[number] ?? [])
      const slack = add(multiply(factor, side, work), subtract(factor, ONE))
      return multiplesOf(error, slack).some((multiple) =>
        nonnegativeOn(axis, add(slack, scale(multiple, error)), ranges),
      )
    })
  })
}

/** What the error may be multiplied by so that a floor of the slack goes away, ±1 in any case. */
function multiplesOf(error: Polynomial, slack: Polynomial): readonly bigint[] {
  const ratios = error.flatMap(({ key, atoms, entries: [own = 0n] }) => {
    const [other = 0n] = slack.find((monomial) => monomial.key === key)?.entries ?? []
    const hasFloor = atoms.some(({ kind }) => kind === 'floor')
    return hasFloor && own !== 0n && other !== 0n && other % own === 0n ? [-other / own] : []
  })
  return [...ratios, 1n, -1n]
}

/** An index that is ≥ 0 exactly where the given one is, without the floors that stand alone in it. */
function floorless(index: Polynomial, work: Work): Polynomial {
  const next = withoutFloor(index, work)
  return next === undefined ? index : floorless(next, work)
}

/** What both brackets say on one axis: h, H of the one that is kept and g, G of the one that is dropped. */
function indicesOn(axis: number, kept: BracketExpression, dropped: BracketExpression, work: Work) {
  const at = (index: Polynomial) => onAxis(index, axis, work)
  return [at(kept.left), at(kept.right), at(dropped.left), at(dropped.right)] as const
}

const ONE = constant([1n])

/** Lower bounds of s·g for g ≥ G: s·G, and A + 1 + s·(r − 1) where G = ⌊A/s⌋ + r, since g − r + 1 > A/s. */
function leastMultiples(extent: Polynomial, high: Polynomial, work: Work): readonly Polynomial[] {
  const floors = extent.flatMap((monomial) => {
    const [atom] = monomial.atoms
    if (monomial.atoms.length !== 1 || atom?.kind !== 'floor' || monomial.entries.some((entry) => entry !== 1n))
      return []
    if (subtract(atom.denominator, high).length > 0) return []
    const rest = extent.filter((other) => other !== monomial)
    return [add(atom.numerator, ONE, multiply(high, subtract(rest, ONE), work))]
  })
  return [multiply(high, extent, work), ...floors]
}

const MOST_COMBINATIONS = 1_000_000

/** A variable to try, with its first and last value once the variables before it are known. */
interface Trial {
  readonly level: number
  readonly range: (values: ReadonlyMap<number, bigint>) => readonly [bigint, bigint]
}

/** True where every value of the variables on one axis that satisfies `kept` satisfies `dropped`; all sizes must be known. */
function holdsByEnumeration(kept: BracketExpression, dropped: BracketExpression, axis: number, place: Place): boolean {
  const { work } = place.context
  const [h, hEnd, g, gEnd] = indicesOn(axis, kept, dropped, work)
  if ([h, hEnd, g, gEnd].some(mentionsSize)) return false
  const trials = trialsOf([h, hEnd, g, gEnd], axis, place.scope, work)
  if (trials === undefined) return false
  const isIn = (index: Polynomial, end: Polynomial, values: ReadonlyMap<number, bigint>) => {
    const value = evaluate(index, values)
    return value >= 0n && value < evaluate(end, values)
  }
  const weight = [h, hEnd, g, gEnd].reduce((total, index) => total + weightOf(index) / 8, 0)
  let combinations = 0
  const visit = (number: number, values: Map<number, bigint>): boolean => {
    combinations += 1
    spend(work, weight)
    if (combinations > MOST_COMBINATIONS) return false
    const trial = trials[number]
    if (trial === undefined) return !isIn(h, hEnd, values) || isIn(g, gEnd, values)
    const [from, to] = trial.range(values)
    for (let value = from; value <= to; value++) {
      if (!visit(number + 1, values.set(trial.level, value))) return false
    }
    return true
  }
  return visit(0, new Map())
}

/** The variables that occur, at most one of them unbounded, which comes last and ranges over what 0 ≤ h < end allows. */
function trialsOf(
  indices: readonly Polynomial[],
  axis: number,
  scope: Scope,
  work: Work,
): readonly Trial[] | undefined {
  const [h, end] = indices
  const levels = [...new Set(indices.flatMap((index) => [...levelsOf(index)]))]
  const free = levels.filter((level) => scope[level]?.extent === undefined)
  const trials: Trial[] = []
  for (const level of levels) {
    const extent = scope[level]?.extent
    if (extent === undefined) continue
    const count = constantEntries(onAxis(extent, axis, work))
    if (count === undefined) return undefined
    trials.push({ level, range: () => [0n, (count[0] ?? 0n) - 1n] })
  }
  const [level] = free
  if (level === undefined || h === undefined || end === undefined) return trials
  const range = solutionsOf(h, end, level)
  return range === undefined || free.length > 1 ? undefined : [...trials, { level, range }]
}

/** The values of an unbounded variable for which 0 ≤ h < end, once the others are known; undefined where h does not say. */
function solutionsOf(h: Polynomial, end: Polynomial, free: number): Trial['range'] | undefined {
  const parts = splitLinear(h, free)
  const factor = parts === undefined ? undefined : constantEntries(parts.coefficient)?.[0]
  if (parts === undefined || factor === undefined || levelsOf(end).has(free)) return undefined
  return (values) => {
    const rest = evaluate(parts.rest, values)
    const last = evaluate(end, values) - 1n - rest
    if (factor > 0n) return [-floorInteger(rest, factor), floorInteger(last, factor)]
    return [-floorInteger(last, -factor), floorInteger(rest, -factor)]
  }
}

function mentionsSize(index: Polynomial): boolean {
  return index.some(({ atoms }) =>
    atoms.some(
      (a) => a.kind === 'size' || (a.kind === 'floor' && (mentionsSize(a.numerator) || mentionsSize(a.denominator))),
    ),
  )
}
