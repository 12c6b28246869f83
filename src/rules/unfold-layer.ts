/** Rule unfold-layer: write out what the outer layer computes. */
import { substitute } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule } from './rule.ts'

export const unfoldLayer: Rule = {
  name: 'unfold-layer',
  title: 'write the outer layer',
  statement: 'y_{o,n} = b_o + \\sum_c \\sum_j v_{o,c,j}\\, z_{c,\\,s n + \\delta j - p}',
  condition: 'the definition of the layer',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const definition = term.kind === 'element' ? scene.definitions.find((d) => d.name === term.name) : undefined
    if (term.kind !== 'element' || definition === undefined) return undefined
    const values = new Map(definition.parameters.map((parameter, place) => [parameter.name, term.at[place] ?? []]))
    const rewriting = new Rewriting(term)
    rewriting.step('unfold', [], substitute(definition.body, values), { name: definition.name })
    return { term: rewriting.term, steps: rewriting.steps, because: 'this is what the layer computes' }
  },
}
