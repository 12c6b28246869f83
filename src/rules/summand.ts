/** One summand of an expanded formula: its sums from outside in, and the product inside. Shared by the collecting rules. */
import type { IndexVariable, Path, SumTerm, Term } from '../term/term.ts'
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

/** The summand that reads the input, and the place of that read among its factors. */
export function signalSummand(
  term: Term,
  scene: Scene,
): { readonly summand: Summand; readonly read: Term & { kind: 'element' }; readonly place: number } | undefined {
  for (const summand of summandsOf(term)) {
    const place = summand.factors.findIndex((factor) => factor.kind === 'element' && factor.name === scene.input)
    const read = summand.factors[place]
    if (read?.kind === 'element') return { summand, read, place }
  }
  return undefined
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
