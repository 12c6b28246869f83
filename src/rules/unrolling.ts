/** Unfolding a definition at a place, writing sums out, deciding brackets between numbers. Shared by the expanded view's rules. */
import type { Definition } from '../proof/proof.ts'
import { add, number } from '../term/build.ts'
import { positionsBelow } from '../term/evaluate.ts'
import { type Coefficient, coefficientEntries, constantOf, integer } from '../term/index-expression.ts'
import type { Condition, Path, SumTerm, Term } from '../term/term.ts'
import { children, sidesOf, substitute } from '../term/walk.ts'
import type { Rewriting } from './rewriting.ts'
import type { Scene } from './rule.ts'

/** Replace the element at a place by the body of its definition. */
export function unfoldAt(rewriting: Rewriting, place: Path, definition: Definition): void {
  const read = rewriting.at(place)
  if (read.kind !== 'element') return
  const values = new Map(definition.parameters.map((parameter, at) => [parameter.name, read.at[at] ?? []]))
  rewriting.step('unfold', place, substitute(definition.body, values), { name: definition.name })
}

/** Write out every sum below a place, the inner ones first so that each is written out once. */
export function unrollAt(rewriting: Rewriting, place: Path, scene: Scene): void {
  for (let child = 0; child < children(rewriting.at(place)).length; child += 1)
    unrollAt(rewriting, [...place, child], scene)
  const now = rewriting.at(place)
  if (now.kind === 'sum') rewriting.step('sum-unroll', place, add(...summandsOfSum(now, scene)))
}

function summandsOfSum(sum: SumTerm, scene: Scene): readonly Term[] {
  const extent = constantOf(sum.extent)
  if (extent === undefined) return []
  const axes = sum.sort === 'channel' ? 1 : axesOf(extent, scene)
  return [...positionsBelow(coefficientEntries(extent, axes))].map((position) =>
    substitute(sum.body, new Map([[sum.index, integer(position.length === 1 ? (position[0] ?? 0) : position)]])),
  )
}

function axesOf(extent: Coefficient, scene: Scene): number {
  return typeof extent === 'number' ? scene.rank : extent.length
}

/** A bracket between numbers is 1 or 0. */
export function decide(rewriting: Rewriting, place: Path): void {
  const now = rewriting.at(place)
  const truth = now.kind === 'bracket' ? truthOf(now.condition) : undefined
  if (truth !== undefined) rewriting.step('bracket-decide', place, number(truth ? 1 : 0))
}

/** Whether a condition between numbers holds; undefined where an index is left in it. */
function truthOf(condition: Condition): boolean | undefined {
  const [first, second] = sidesOf(condition)
  const [left, right] = [constantOf(first), constantOf(second)]
  if (left === undefined || right === undefined) return undefined
  const rank = Math.max(coefficientEntries(left).length, coefficientEntries(right).length)
  const ends = coefficientEntries(right, rank)
  return coefficientEntries(left, rank).every((entry, axis) => {
    const end = ends[axis] ?? 0
    return condition.kind === 'equal' ? entry === end : entry >= 0 && entry < end
  })
}
