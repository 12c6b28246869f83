/** Floors that have one value for all indices in scope, such as ⌊r/2⌋ for r < 2: they are replaced by it. No rule by itself. */
import { addIndex, equalIndex, type Index, scaleIndex } from '../term/index-expression.ts'
import { type Extents, rangeOfIndex } from '../term/index-range.ts'
import type { Path, Term } from '../term/term.ts'
import { children } from '../term/walk.ts'
import type { Rewriting } from './rewriting.ts'
import type { Scene } from './rule.ts'

/** Read every entry without the floors that the ranges of the parameters and sums decide. */
export function dropIdleFloors(rewriting: Rewriting, { parameters }: Scene): void {
  const ranges = new Map(
    parameters.flatMap(({ name, extent }) => (extent === undefined ? [] : [[name, extent] as const])),
  )
  for (const { place, plain } of withoutIdleFloors(rewriting.term, ranges)) rewriting.step('same-index', place, plain)
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
