/** Rule substitute-inner: put the kernel already found for the inner layers in the place of their signal. */
import type { Lemma } from '../proof/proof.ts'
import { type Index, variable } from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { children, freeIndices, placesWhere, substitute, withChildren } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import { freshIndexName, type Rule, type Scene } from './rule.ts'

export const substituteInner: Rule = {
  name: 'substitute-inner',
  title: 'put the inner layer in its place',
  statement: 'z_{c,q} = b_c + \\sum_a \\sum_i k_{c,a,i}\\, x_{a,\\,s q + \\delta i - p}',
  condition: 'shown for the inner layers, for every channel and position',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const lemmas = new Map(scene.lemmas.flatMap((l) => (l.left.kind === 'element' ? [[l.left.name, l] as const] : [])))
    const places = placesWhere(term, (part) => part.kind === 'element' && lemmas.has(part.name))
    if (places.length === 0) return undefined
    const rewriting = new Rewriting(term)
    for (const place of places) {
      const read = rewriting.at(place)
      const lemma = read.kind === 'element' ? lemmas.get(read.name) : undefined
      if (read.kind !== 'element' || lemma === undefined) continue
      rewriting.step('lemma', place, instance(lemma, read.at, boundNames(term), scene), { name: lemma.name })
    }
    return { term: rewriting.term, steps: rewriting.steps, because: 'the inner layers are already one kernel' }
  },
}

/** The lemma's right side at the given arguments, with its bound indices called as in the inner layer: a, i. */
function instance(lemma: Lemma, at: readonly Index[], taken: ReadonlySet<string>, scene: Scene): Term {
  const values = new Map(lemma.parameters.map((parameter, place) => [parameter.name, at[place] ?? []]))
  const free = new Set([
    ...at.flatMap((index) => [...freeIndices({ kind: 'element', name: '', at: [index] })]),
    ...taken,
  ])
  return substitute(renameBound(lemma.right, free, scene), values)
}

function renameBound(term: Term, taken: ReadonlySet<string>, scene: Scene): Term {
  const next = withChildren(
    term,
    children(term).map((child) => renameBound(child, taken, scene)),
  )
  if (next.kind !== 'sum') return next
  const inside = next.body
  const wish = next.sort === 'channel' ? 'a' : 'i'
  const index = freshIndexName(wish, scene, [...taken, ...boundNames(inside)])
  if (index === next.index) return next
  return { ...next, index, body: substitute(inside, new Map([[next.index, variable(index)]])) }
}

function boundNames(term: Term): ReadonlySet<string> {
  const own = term.kind === 'sum' ? [term.index] : []
  return new Set([...own, ...children(term).flatMap((child) => [...boundNames(child)])])
}
