/** Rule write-out: replace every signal by what its layer computes, with all sums written out. For small concrete sizes. */
import { add, multiply } from '../term/build.ts'
import type { Term } from '../term/term.ts'
import { placesWhere } from '../term/walk.ts'
import { expandedSummands } from './expanded.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule, Scene } from './rule.ts'
import { decide, unfoldAt, unrollAt } from './unrolling.ts'

export const writeOut: Rule = {
  name: 'write-out',
  title: 'put the layer in its place and write the sums out',
  statement: '\\sum_{j<2} v_j\\, z_{n+j} = v_0\\, z_n + v_1\\, z_{n+1}',
  condition: 'the sizes are numbers',
  source: 'docs/gallery/01-two-kernels.md',
  apply(term, scene) {
    const name = nextSignal(term, scene)
    const definition = scene.definitions.find((one) => one.name === name)
    if (definition === undefined) return undefined
    const rewriting = new Rewriting(term)
    for (const place of placesWhere(term, (part) => part.kind === 'element' && part.name === name)) {
      unfoldAt(rewriting, place, definition)
      unrollAt(rewriting, place, scene)
    }
    openViews(rewriting, scene)
    return { term: rewriting.term, steps: rewriting.steps, because: `this is what the layer of ${name} computes` }
  },
}

/** The last defined signal that the term mentions. */
function nextSignal(term: Term, scene: Scene): string | undefined {
  const signals = scene.definitions
    .filter((definition) => definition.role === 'signal')
    .map((definition) => definition.name)
  return signals
    .filter((name) => placesWhere(term, (part) => part.kind === 'element' && part.name === name).length > 0)
    .at(-1)
}

/** Grouped and flipped kernels are views of the given weights: look through them, and decide their brackets. */
function openViews(rewriting: Rewriting, scene: Scene): void {
  const views = new Map(
    scene.definitions.filter((one) => one.role === 'weight' && one.body.kind !== 'apply').map((one) => [one.name, one]),
  )
  const start = rewriting.steps.length
  for (const place of placesWhere(rewriting.term, (part) => part.kind === 'element' && views.has(part.name))) {
    const read = rewriting.at(place)
    const view = read.kind === 'element' ? views.get(read.name) : undefined
    if (view !== undefined) unfoldAt(rewriting, place, view)
    for (const inner of placesWhere(rewriting.at(place), (part) => part.kind === 'bracket'))
      decide(rewriting, [...place, ...inner])
  }
  if (rewriting.steps.length === start) return
  const summands = expandedSummands(rewriting.term)
  rewriting.step('ring', [], add(...summands.map((summand) => multiply(...summand))))
}
