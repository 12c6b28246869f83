/** Definitions with floors of the output position, by blocks: at each phase of a block what they read is linear. Knows no layer kind. */
import { greatestCommonDivisor } from '../kernel/position.ts'
import type { Definition } from '../proof/proof.ts'
import { equals } from '../term/build.ts'
import {
  addIndex,
  type Index,
  type IndexAtom,
  integer,
  multiplyIndex,
  subtractIndex,
  variable,
  variablesOf,
} from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { children, sidesOf, substitute, withChildren } from '../term/walk.ts'
import { concreteEntries, type Space } from './space.ts'

/** The length of a block on each axis: after so many positions every floor has moved by a whole number. */
export function periodOf({ parameters, body }: Definition, space: Space): readonly number[] {
  const position = parameters[1]?.name
  const ones = Array.from({ length: space.rank }, () => 1)
  if (position === undefined) return ones
  const ofIndices = (indices: readonly Index[]): readonly number[] =>
    indices
      .flat()
      .flatMap(({ atoms }) => atoms.map(ofAtom))
      .reduce(leastCommon, ones)
  const ofAtom = (atom: IndexAtom): readonly number[] => {
    if (atom.kind === 'variable' || !variablesOf(atom.numerator).includes(position)) return ones
    const inside = ofIndices([atom.numerator])
    return concreteEntries(atom.denominator, 'position', space).map((entry, axis) => entry * (inside[axis] ?? 1))
  }
  const ofTerm = (term: Term): readonly number[] => {
    const own = term.kind === 'element' ? term.at : term.kind === 'bracket' ? sidesOf(term.condition) : []
    return children(term).map(ofTerm).reduce(leastCommon, ofIndices(own))
  }
  return ofTerm(body)
}

/** The body at the position period⊙m + phase, where m has the name of the position; equations with all on one side. */
export function atPhase(
  { parameters, body }: Definition,
  period: readonly number[],
  phase: readonly number[],
  { sizes }: Space,
): Term {
  const position = parameters[1]?.name
  if (position === undefined || period.every((count) => count === 1)) return body
  const block = multiplyIndex(integer(period), variable(position))
  return oneSided(substitute(body, new Map([...sizes, [position, addIndex(block, integer(phase))]])))
}

/** a = b as a − b = 0, so that a block on both sides is gone. */
function oneSided(term: Term): Term {
  if (term.kind === 'bracket' && term.condition.kind === 'equal') {
    return equals(subtractIndex(term.condition.left, term.condition.right), [])
  }
  const parts = children(term)
  return parts.length === 0 ? term : withChildren(term, parts.map(oneSided))
}

function leastCommon(first: readonly number[], second: readonly number[]): readonly number[] {
  return first.map((a, axis) => {
    const b = second[axis] ?? 1
    return (a / greatestCommonDivisor(a, b)) * b
  })
}
