/** Rule exchange-sums: bring the sum over input channels, then a lone sum over taps, to the outside. */
import { singleVariable, variablesOf } from '../term/index-expression.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule, Scene } from './rule.ts'
import { moveSumOutwards, type SignalSummand, signalSummands } from './summand.ts'

export const exchangeSums: Rule = {
  name: 'exchange-sums',
  title: 'exchange the sums',
  statement: '\\sum_c \\sum_a f(c, a) = \\sum_a \\sum_c f(c, a)',
  condition: 'the sums are finite and neither range depends on the other index',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const rewriting = new Rewriting(term)
    for (const [number, found] of signalSummands(term, scene).entries()) bringOut(rewriting, found, number, scene)
    if (rewriting.steps.length === 0) return undefined
    return { term: rewriting.term, steps: rewriting.steps, because: 'finite sums with independent ranges commute' }
  },
}

function bringOut(rewriting: Rewriting, found: SignalSummand, number: number, scene: Scene): void {
  const [channel, position] = found.read.at
  let settled = 0
  const move = (name: string | undefined) => {
    const now = signalSummands(rewriting.term, scene)[number]?.summand.sums ?? []
    const from = now.findIndex((sum) => sum.index === name)
    if (from === -1) return
    moveSumOutwards(rewriting, found.summand.path, from, settled)
    settled += 1
  }
  move(channel === undefined ? undefined : singleVariable(channel))
  const taps = found.summand.sums.filter((sum) => position !== undefined && variablesOf(position).includes(sum.index))
  if (taps.length === 1) move(taps[0]?.index)
}
