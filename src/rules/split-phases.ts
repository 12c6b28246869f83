/** Rule split-phases: every output position is up⊙n + r in one way; whole blocks leave the floors and the equations. */
import { equals } from '../term/build.ts'
import { addIndex, type Index, indexKey, subtractIndex } from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { placesWhere } from '../term/walk.ts'
import { dropIdleFloors } from './idle-floors.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule } from './rule.ts'

export const splitPhases: Rule = {
  name: 'split-phases',
  title: 'one kernel for every phase',
  statement:
    '[\\,s n + r + t = s \\lfloor (s n + r + t)/s \\rfloor\\,] = [\\,r + t = s \\lfloor (r + t)/s \\rfloor\\,]',
  condition: 'q = s n + r with 0 ≤ r < s is a division with remainder, and ⌊n + t⌋ = n + ⌊t⌋',
  source: 'docs/theory.md §2',
  apply(term, scene) {
    const rewriting = new Rewriting(term)
    for (const place of placesWhere(term, (part) => cancelled(part) !== undefined)) {
      const bracket = cancelled(rewriting.at(place))
      if (bracket !== undefined) rewriting.step('ring', place, bracket)
    }
    dropIdleFloors(rewriting, scene)
    if (rewriting.steps.length === 0) return undefined
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      because: 'a whole block stands on both sides, so only the phase decides',
    }
  },
}

/** An equation without what stands on both sides; undefined where nothing does. */
function cancelled(term: Term): Term | undefined {
  if (term.kind !== 'bracket' || term.condition.kind !== 'equal') return undefined
  const { left, right } = term.condition
  const keys = new Set(right.map((monomial) => indexKey([monomial])))
  const common: Index = left.filter((monomial) => monomial.atoms.length > 0 && keys.has(indexKey([monomial])))
  if (common.length === 0) return undefined
  return equals(subtractIndex(left, addIndex(common)), subtractIndex(right, addIndex(common)))
}
