/** Rule split-phases: every output position is up⊙n + r in one way; whole blocks leave the floors and the equations. */
import { equals } from '../term/build.ts'
import { addIndex, equalIndex, type Index, indexKey, scaleIndex, subtractIndex } from '../term/index-expression.ts'
import { type Extents, rangeOfIndex } from '../term/index-range.ts'
import type { Path, Term } from '../term/term.ts'
import { children, placesWhere } from '../term/walk.ts'
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
    const ranges = new Map(scene.parameters.slice(2).map(({ name, extent = [] }) => [name, extent] as const))
    for (const { place, plain } of withoutIdleFloors(rewriting.term, ranges)) {
      rewriting.step('same-index', place, plain)
    }
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

/** The entries that are read at floors with one value only, such as ⌊r/2⌋ for r < 2, and the same without those floors. */
function withoutIdleFloors(
  term: Term,
  extents: Extents,
  path: Path = [],
): readonly { readonly place: Path; readonly plain: Term }[] {
  if (term.kind === 'element') {
    const plain = { ...term, at: term.at.map((index) => decided(index, extents)) }
    return plain.at.every((index, place) => index === term.at[place]) ? [] : [{ place: path, plain }]
  }
  const inside = term.kind === 'sum' ? new Map([...extents, [term.index, term.extent] as const]) : extents
  return children(term).flatMap((child, step) => withoutIdleFloors(child, inside, [...path, step]))
}

/** The index with every floor that has one value replaced by it; the very same where there is none. */
function decided(index: Index, extents: Extents): Index {
  const values = index.map(({ atoms }) => {
    const [atom] = atoms
    const range =
      atoms.length === 1 && atom?.kind === 'floor' ? rangeOfIndex([{ coefficient: 1, atoms }], extents) : undefined
    return range !== undefined && equalIndex(range.low, range.high) ? range.low : undefined
  })
  if (values.every((value) => value === undefined)) return index
  return addIndex(
    ...index.map((monomial, place) => {
      const value = values[place]
      return value === undefined ? [monomial] : scaleIndex(monomial.coefficient, value)
    }),
  )
}
