/** Rule decide-window: at these outputs a range or an equation always holds, or never; put 1 or 0 in its place. */
import { multiply, number } from '../term/build.ts'
import type { Path, Term } from '../term/term.ts'
import { placesWhere, subterm } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule, Scene } from './rule.ts'

export const decideWindow: Rule = {
  name: 'decide-window',
  title: 'these outputs do not reach the border',
  statement: '[0 \\le q < L] = 1 \\quad\\text{where } 0 \\le q < L',
  condition: 'the ranges of all indices say that the condition holds, or that it fails',
  source: 'docs/theory.md §3',
  apply(term, scene) {
    const rewriting = new Rewriting(term)
    // A product that has a decided factor gets shorter, so places are looked for again after every step.
    for (;;) {
      const decided = firstDecided(rewriting, scene)
      if (decided === undefined) break
      rewriting.step('bracket-decide', decided.path, number(decided.value))
      absorb(rewriting, decided.path.slice(0, -1))
    }
    if (rewriting.steps.length === 0) return undefined
    return { term: rewriting.term, steps: rewriting.steps, because: 'the range of the output position decides it' }
  },
}

function firstDecided(rewriting: Rewriting, scene: Scene): { readonly path: Path; readonly value: 0 | 1 } | undefined {
  for (const path of placesWhere(rewriting.term, (part) => part.kind === 'bracket')) {
    for (const value of [1, 0] as const) {
      if (scene.accepts(rewriting.term, rewriting.plan('bracket-decide', path, number(value)))) return { path, value }
    }
  }
  return undefined
}

/** A factor 1 is left out; a factor 0 makes the product 0, and a sum of zeros is left out of what it is added to. */
function absorb(rewriting: Rewriting, path: Path): void {
  const product = rewriting.at(path)
  if (product.kind !== 'multiply') return
  const isNumber = (factor: Term, value: bigint) =>
    factor.kind === 'number' && factor.value.numerator === value && factor.value.denominator === 1n
  const isZero = product.factors.some((factor) => isNumber(factor, 0n))
  const rest = isZero ? number(0) : multiply(...product.factors.filter((factor) => !isNumber(factor, 1n)))
  rewriting.step('ring', path, rest)
  if (isZero) dropZero(rewriting, path)
}

/** Σ 0 → 0, and a + 0 → a, as far up as it goes. */
function dropZero(rewriting: Rewriting, path: Path): void {
  const parent = path.slice(0, -1)
  if (path.length === 0) return
  const node = subterm(rewriting.term, parent)
  if (node.kind === 'sum') {
    // Σ 0·0 = 0·Σ 0: what does not mention the index stands before the sum.
    rewriting.step('ring', path, multiply(number(0), number(0)))
    rewriting.step('sum-factor', parent, multiply(number(0), { ...node, body: number(0) }))
    rewriting.step('ring', parent, number(0))
    dropZero(rewriting, parent)
  } else if (node.kind === 'add') {
    const kept = node.terms.filter((_, place) => place !== path.at(-1))
    rewriting.step('ring', parent, kept.length === 1 ? (kept[0] ?? number(0)) : { kind: 'add', terms: kept })
  }
}
