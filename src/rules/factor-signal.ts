/** Rule factor-signal: pull the input sample out of every sum that does not move it. */
import { multiply } from '../term/build.ts'
import type { Term } from '../term/term.ts'
import { freeIndices } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule } from './rule.ts'
import { below, type SignalSummand, signalSummands } from './summand.ts'

export const factorSignal: Rule = {
  name: 'factor-signal',
  title: 'pull the input sample out',
  statement: '\\sum_i w_i\\, x_m = \\Bigl(\\sum_i w_i\\Bigr)\\, x_m',
  condition: 'the sample does not depend on the index of the sum',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const rewriting = new Rewriting(term)
    for (const found of signalSummands(term, scene)) pullOut(rewriting, found)
    if (rewriting.steps.length === 0) return undefined
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      because: 'the sample is the same for every term of these sums',
    }
  },
}

function pullOut(rewriting: Rewriting, { summand, read, place }: SignalSummand): void {
  if (summand.factors.length < 2) return
  const moving = freeIndices(read)
  const depth = summand.sums.length
  let weight: Term = multiply(...summand.factors.filter((_, at) => at !== place))
  let level = depth
  while (level > 0 && !moving.has(summand.sums[level - 1]?.index ?? '')) {
    const sum = summand.sums[level - 1]
    if (sum === undefined) break
    weight = { ...sum, body: weight }
    level -= 1
    rewriting.step('sum-factor', below(summand.path, level), multiply(weight, read))
  }
  if (level === depth && (place !== 1 || summand.factors.length !== 2)) {
    rewriting.step('ring', below(summand.path, depth), multiply(weight, read))
  }
}
