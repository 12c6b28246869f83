/**
 * Rule drop-window: a padded layer reads zeros outside the inner layer's output. Where the inner layer sees only its own
 * padding there, its formula gives 0 as well, and the window may go.
 */
import { multiply, within } from '../term/build.ts'
import type { BracketTerm, Path, Term } from '../term/term.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule, Scene } from './rule.ts'
import { below, summandsOf } from './summand.ts'

export const dropWindow: Rule = {
  name: 'drop-window',
  title: 'the padding between the layers changes nothing',
  statement: '[0 \\le q < L_1]\\; x_{s q + \\delta i - p} = x_{s q + \\delta i - p}',
  condition: 'outside its output the inner layer, evaluated all the same, reads only samples outside the input',
  source: 'docs/theory.md §3',
  apply(term, scene) {
    const rewriting = new Rewriting(term)
    for (const summand of summandsOf(term)) {
      const window = summand.factors.find(isWindow)
      const body = below(summand.path, summand.sums.length)
      if (window !== undefined) dropOne(rewriting, body, window, scene)
    }
    if (rewriting.steps.length === 0) return undefined
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      because: 'where the padding is read, the inner formula reads nothing but zeros outside the input',
    }
  },
}

function isWindow(factor: Term): factor is BracketTerm {
  return factor.kind === 'bracket' && factor.condition.kind === 'within'
}

/** [g in G]·…·x[h] → …·x[h]: show x's own support, drop the window that it implies, hide the support again. */
function dropOne(rewriting: Rewriting, path: Path, window: BracketTerm, scene: Scene): void {
  const product = rewriting.at(path)
  const support = scene.tensors.find((tensor) => tensor.name === scene.input)?.support
  if (product.kind !== 'multiply' || support === undefined || window.condition.kind !== 'within') return
  const place = product.factors.findIndex((factor) => factor.kind === 'element' && factor.name === scene.input)
  const read = product.factors[place]
  const position = read?.kind === 'element' ? read.at[read.at.length - 1] : undefined
  if (read === undefined || position === undefined) return
  const visible = within(position, support)
  const others = product.factors.filter((factor) => factor !== window && factor !== read)
  rewriting.step('support', [...path, place], multiply(visible, read))
  rewriting.step('ring', path, multiply(...others, window, visible, read))
  const proof = scene.tryEveryPosition ? {} : { multipliers: [scene.innerStride, scene.innerStride] }
  rewriting.step('bracket-implied', path, multiply(...others, visible, read), proof)
  rewriting.step('ring', path, multiply(...others, multiply(visible, read)))
  rewriting.step('support', [...path, others.length], read, { reverse: true })
}
