/** Prints runs of sums, with an equality between their indices as a condition under them. Never imports the walker. */
import { singleVariable, variablesOf } from '../../../term/index-expression.ts'
import type { Condition, SumTerm, Term } from '../../../term/term.ts'
import { indexPiece } from './index-notation.ts'
import { child, fixed, type Place } from './place.ts'
import type { PrintedRange } from './style.ts'
import { join, type Piece, type Token } from './token.ts'

/** Sums directly inside one another, and what they sum. */
export interface SumRun {
  readonly sums: readonly { readonly sum: SumTerm; readonly place: Place }[]
  readonly body: Term
  readonly bodyPlace: Place
  /** The equality that stands under the last `grouped` sums instead of at the head of the body. */
  readonly condition: EqualCondition | undefined
  readonly isConditional: boolean
  readonly grouped: number
}

type EqualCondition = Condition & { readonly kind: 'equal' }

/** The run of sums that starts here. */
export function sumRunOf(term: SumTerm, start: Place): SumRun {
  const sums: { readonly sum: SumTerm; readonly place: Place }[] = []
  let body: Term = term
  let place = start
  while (body.kind === 'sum') {
    const sum: SumTerm = body
    sums.push({ sum, place })
    place = { ...child(place, 0), bound: new Set([...place.bound, sum.index]) }
    body = sum.body
  }
  const condition = headCondition(body, place)
  const grouped = condition === undefined ? 0 : countGrouped(sums, condition)
  return {
    sums,
    body,
    bodyPlace: place,
    condition: grouped === 0 ? undefined : condition,
    isConditional: grouped > 0,
    grouped,
  }
}

/** The equality at the head of the body, unless it or the whole body is what has changed. */
function headCondition(body: Term, place: Place): EqualCondition | undefined {
  const head = body.kind === 'multiply' ? body.factors[0] : body
  if (head?.kind !== 'bracket' || head.condition.kind !== 'equal') return undefined
  const isChanged = place.marks.has(place.path) || (body !== head && place.marks.has(child(place, 0).path))
  return isChanged ? undefined : head.condition
}

/**
 * How many of the innermost sums belong to the condition: those whose index occurs in it. The index that the condition
 * defines, m in i + j = m, keeps a sum of its own, and so does what lies outside of a changed part.
 */
function countGrouped(sums: SumRun['sums'], condition: EqualCondition): number {
  const names = [...variablesOf(condition.left), ...variablesOf(condition.right)]
  const defined = singleVariable(condition.right) ?? singleVariable(condition.left)
  let count = 0
  for (const { sum, place } of [...sums].reverse()) {
    const isDefined = sum.index === defined
    if (!names.includes(sum.index) || (isDefined && count > 0)) break
    count += 1
    if (isDefined || place.marks.has(place.path)) break
  }
  return count
}

/** Σ for each sum; those that share the condition have one Σ. */
export function sumTokens(run: SumRun): readonly Token[] {
  const single = run.sums.slice(0, run.sums.length - run.grouped)
  const shared = run.sums.slice(run.sums.length - run.grouped)
  const tokens = single.flatMap(({ sum, place }) => sigma([{ sum, place }], undefined, place))
  const [first] = shared
  const under = run.condition
  if (first === undefined || under === undefined) return [...withoutFirstBreak(tokens)]
  return withoutFirstBreak([...tokens, ...sigma(shared, conditionPiece(under, run.bodyPlace), first.place)])
}

function sigma(sums: SumRun['sums'], condition: Piece | undefined, place: Place): readonly Token[] {
  return place.style
    .sum(
      sums.map((one) => range(one.sum, one.place)),
      condition,
    )
    .map((piece, at) => ({
      ...fixed(piece, place),
      breakBefore: 1,
      depth: place.depth + (at === 0 ? 0 : 4),
    }))
}

/** The break before the whole run is offered by what stands before it. */
function withoutFirstBreak(tokens: readonly Token[]): readonly Token[] {
  const [first, ...rest] = tokens
  return first === undefined ? tokens : [{ ...first, breakBefore: 0 }, ...rest]
}

function range(sum: SumTerm, place: Place): PrintedRange {
  return {
    index: place.names.print(sum.index),
    extent: indexPiece(sum.extent, place.names.scope(place.bound), 'tight'),
  }
}

function conditionPiece(condition: EqualCondition, place: Place): Piece {
  const scope = place.names.scope(place.bound)
  return join(
    [indexPiece(condition.left, scope, 'loose'), indexPiece(condition.right, scope, 'loose')],
    place.style.index.equals,
  )
}
