/** Rule substitute-inner: put the kernel already found for the inner layers in the place of their signal. */
import type { Lemma } from '../proof/proof.ts'
import {
  floorDivide,
  type Index,
  multiplyIndex,
  singleVariable,
  substituteIndex,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { ElementTerm, Term } from '../term/term.ts'
import { children, freeIndices, placesWhere, substitute, withChildren } from '../term/walk.ts'
import { dropIdleFloors } from './idle-floors.ts'
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
    const rewriting = new Rewriting(term)
    openContinuations(rewriting, lemmas, scene)
    if (rewriting.steps.length > 0) dropIdleFloors(rewriting, scene)
    const places = placesWhere(rewriting.term, (part) => part.kind === 'element' && lemmas.has(part.name))
    for (const place of places) {
      const read = rewriting.at(place)
      const lemma = read.kind === 'element' ? lemmas.get(read.name) : undefined
      if (read.kind !== 'element' || lemma === undefined) continue
      const values = argumentsOf(lemma, read.at)
      const isPlain = readsAtParameters(lemma)
      const after = instance(lemma, values, boundNames(rewriting.term), scene)
      const step = rewriting.plan('lemma', place, after, {
        name: lemma.name,
        ...(isPlain ? {} : { arguments: values }),
      })
      // A lemma about some outputs may be used for those only; the checker knows whether the place is one of them.
      if (!isLimited(lemma) || scene.accepts(rewriting.term, step)) rewriting.take(step)
    }
    if (rewriting.steps.length === 0) return undefined
    return { term: rewriting.term, steps: rewriting.steps, because: 'the inner layers are already one kernel' }
  },
}

/** Unfold every signal that is only another one continued, until those that layers compute are read. */
function openContinuations(rewriting: Rewriting, lemmas: ReadonlyMap<string, Lemma>, scene: Scene): void {
  const isContinuation = (name: string) => !lemmas.has(name) && !scene.sources.has(name)
  const definitions = new Map(
    scene.definitions.filter((one) => one.role === 'signal' && isContinuation(one.name)).map((one) => [one.name, one]),
  )
  for (;;) {
    const [place] = placesWhere(rewriting.term, (part) => part.kind === 'element' && definitions.has(part.name))
    const read = place === undefined ? undefined : rewriting.at(place)
    const definition = read?.kind === 'element' ? definitions.get(read.name) : undefined
    if (place === undefined || read?.kind !== 'element' || definition === undefined) return
    const values = new Map(definition.parameters.map((parameter, at) => [parameter.name, read.at[at] ?? []]))
    rewriting.step('unfold', place, substitute(definition.body, values), { name: definition.name })
  }
}

function isLimited({ parameters }: Lemma): boolean {
  return parameters[1]?.extent !== undefined
}

/** True where the left side is the signal at the parameters themselves. */
function readsAtParameters({ left, parameters }: Lemma): boolean {
  return (
    left.kind === 'element' &&
    left.at.length === parameters.length &&
    left.at.every((index, place) => singleVariable(index) === parameters[place]?.name)
  )
}

/** Channel, block and phase of the place that is read: position = up⊙(n + first) + r gives n = ⌊position/up⌋ − first. */
function argumentsOf(lemma: Lemma, at: readonly Index[]): readonly Index[] {
  const [, n, r] = lemma.parameters
  const [channel = [], position] = at
  if (n === undefined || position === undefined) return at
  const written = lemma.left.kind === 'element' ? (lemma.left.at[1] ?? []) : []
  const up = r?.extent
  const start = substituteIndex(written, new Map([n.name, r?.name ?? ''].map((name) => [name, []] as const)))
  if (up === undefined) return [channel, subtractIndex(position, start)]
  const block = floorDivide(subtractIndex(position, start), up)
  const phase = subtractIndex(subtractIndex(position, start), multiplyIndex(up, block))
  return [channel, block, phase]
}

/** The lemma's right side at the given arguments, with its bound indices called as in the inner layer: a, i. */
function instance(lemma: Lemma, at: readonly Index[], taken: ReadonlySet<string>, scene: Scene): Term {
  const values = new Map(lemma.parameters.map((parameter, place) => [parameter.name, at[place] ?? []]))
  const read: ElementTerm = { kind: 'element', name: '', at }
  const free = new Set([...freeIndices(read), ...taken])
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
