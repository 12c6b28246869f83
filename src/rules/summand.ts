/** One summand of an expanded formula: its sums from outside in, and the product inside. Shared by the collecting rules. */
import type { ElementTerm, IndexVariable, Path, SumTerm, Term } from '../term/term.ts'
import type { Rewriting } from './rewriting.ts'
import type { Scene } from './rule.ts'

export interface Summand {
  readonly path: Path
  readonly sums: readonly SumTerm[]
  readonly factors: readonly Term[]
}

/** The summands of a sum of products under sums. */
export function summandsOf(term: Term): readonly Summand[] {
  const parts = term.kind === 'add' ? term.terms : [term]
  return parts.map((part, place) => summandAt(part, term.kind === 'add' ? [place] : []))
}

function summandAt(term: Term, path: Path): Summand {
  const sums: SumTerm[] = []
  let inside = term
  while (inside.kind === 'sum') {
    sums.push(inside)
    inside = inside.body
  }
  return { path, sums, factors: inside.kind === 'multiply' ? inside.factors : [inside] }
}

/** A summand that reads a source, and the place of that read among its factors. */
export interface SignalSummand {
  readonly summand: Summand
  readonly read: ElementTerm
  readonly place: number
}

/** The summands that read a source, in order. */
export function signalSummands(term: Term, scene: Pick<Scene, 'sources'>): readonly SignalSummand[] {
  return summandsOf(term).flatMap((summand) => {
    const place = summand.factors.findIndex((factor) => factor.kind === 'element' && scene.sources.has(factor.name))
    const read = summand.factors[place]
    return read?.kind === 'element' ? [{ summand, read, place }] : []
  })
}

/** The summands that read the same source, sources in the order in which they are first read. */
export function signalGroups(term: Term, scene: Pick<Scene, 'sources'>): readonly (readonly SignalSummand[])[] {
  const groups = new Map<string, SignalSummand[]>()
  for (const one of signalSummands(term, scene)) {
    const group = groups.get(one.read.name) ?? []
    groups.set(one.read.name, group)
    group.push(one)
  }
  return [...groups.values()]
}

/** The path of the body under the first `depth` sums of a summand. */
export function below(path: Path, depth: number): Path {
  return [...path, ...Array.from({ length: depth }, () => 0)]
}

/** Move the sum at `from` outwards to `to` by exchanging neighbours. */
export function moveSumOutwards(rewriting: Rewriting, path: Path, from: number, to: number): void {
  for (let depth = from; depth > to; depth -= 1) {
    const place = below(path, depth - 1)
    const outer = rewriting.at(place)
    if (outer.kind !== 'sum' || outer.body.kind !== 'sum') return
    const inner = outer.body
    rewriting.step('sum-exchange', place, { ...inner, body: { ...outer, body: inner.body } })
  }
}

/** The bound index of a sum as a variable with its range. */
export function rangeOf(sum: SumTerm): IndexVariable {
  return { name: sum.index, sort: sum.sort, extent: sum.extent }
}
