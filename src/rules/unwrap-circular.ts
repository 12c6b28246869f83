/** Rule unwrap-circular: a periodic continuation has the same value whole turns further on. */
import { element } from '../term/build.ts'
import {
  constantOf,
  equalIndex,
  type Index,
  integer,
  subtractIndex,
  zipCoefficients,
} from '../term/index-expression.ts'
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
  const straight = nearStart(
    position.filter(({ atoms }) => atoms.every((atom) => atom.kind !== 'floor')),
    view.body,
  )
  const open = unfolded(read.at)
  const isSame = JSON.stringify(open) === JSON.stringify(unfolded([channel, straight]))
  return !equalIndex(straight, position) && isSame
    ? { straight: element(read.name, channel, straight), open }
    : undefined
}

/** The position as many whole turns back as leave tap 0 in the turn before the first sample, where L is a number. */
function nearStart(position: Index, { at }: ElementTerm): Index {
  const lengths = (at[1] ?? []).flatMap(({ atoms }) =>
    atoms.flatMap((atom) => (atom.kind === 'floor' ? [constantOf(atom.denominator)] : [])),
  )
  const [length] = lengths
  const start = constantOf(position.filter(({ atoms }) => atoms.length === 0))
  if (length === undefined || start === undefined) return position
  const turns = zipCoefficients(start, length, (entry, turn) => turn * Math.ceil(entry / turn))
  return subtractIndex(position, integer(turns))
}
