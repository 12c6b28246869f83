/** Rule unwrap-circular: a periodic continuation has the same value whole turns further on. */
import { element } from '../term/build.ts'
import type { Index } from '../term/index-expression.ts'
import type { ElementTerm, Term } from '../term/term.ts'
import { placesWhere, substitute } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule, Scene } from './rule.ts'

export const unwrapCircular: Rule = {
  name: 'unwrap-circular',
  title: 'whole turns change nothing',
  statement: '\\tilde x_{q - L \\lfloor t / L \\rfloor} = \\tilde x_q',
  condition: 'the continuation reads x at q − L⌊q/L⌋, and whole turns leave the floor',
  source: 'docs/theory.md §3',
  apply(term, scene) {
    const rewriting = new Rewriting(term)
    for (const place of placesWhere(term, (part) => part.kind === 'element')) {
      const read = rewriting.at(place)
      const turn = read.kind === 'element' ? turnOf(read, scene) : undefined
      if (turn === undefined) continue
      rewriting.step('unfold', place, turn.open, { name: turn.straight.name })
      rewriting.step('unfold', place, turn.straight, { name: turn.straight.name, reverse: true })
    }
    if (rewriting.steps.length === 0) return undefined
    return { term: rewriting.term, steps: rewriting.steps, because: 'the continuation repeats after L samples' }
  },
}

/** The read of a periodic continuation without whole turns, and the sample of the input that both are. */
function turnOf(read: ElementTerm, scene: Scene): { readonly straight: ElementTerm; readonly open: Term } | undefined {
  const view = scene.definitions.find((one) => one.name === read.name && one.role === 'view')
  if (view?.body.kind !== 'element') return undefined
  const unfolded = (at: readonly Index[]): Term =>
    substitute(view.body, new Map(view.parameters.map((parameter, place) => [parameter.name, at[place] ?? []])))
  const [channel = [], position = []] = read.at
  const straight = position.filter(({ atoms }) => atoms.every((atom) => atom.kind !== 'floor'))
  const open = unfolded(read.at)
  const isSame = JSON.stringify(open) === JSON.stringify(unfolded([channel, straight]))
  return straight.length < position.length && isSame
    ? { straight: element(read.name, channel, straight), open }
    : undefined
}
