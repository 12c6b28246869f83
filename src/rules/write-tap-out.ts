/** Rule write-tap-out: one entry of the merged kernel as the products that it is made of. For small concrete sizes. */
import type { DefinitionRole } from '../proof/proof.ts'
import { add, multiply } from '../term/build.ts'
import { placesWhere } from '../term/walk.ts'
import { expandedSummands } from './expanded.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule } from './rule.ts'
import { decide, unfoldAt, unrollAt } from './unrolling.ts'

export const writeTapOut: Rule = {
  name: 'write-tap-out',
  title: 'write one tap out',
  statement: 'M_1 = v_0 k_1 + v_1 k_0',
  condition: 'the sizes are numbers',
  source: 'docs/gallery/01-two-kernels.md',
  apply(term, scene) {
    const definition = term.kind === 'element' ? scene.definitions.find((one) => one.name === term.name) : undefined
    if (definition === undefined) return undefined
    const rewriting = new Rewriting(term)
    unfoldAt(rewriting, [], definition)
    unrollAt(rewriting, [], scene)
    for (const place of placesWhere(rewriting.term, (part) => part.kind === 'bracket')) decide(rewriting, place)
    rewriting.step('ring', [], add(...expandedSummands(rewriting.term).map((summand) => multiply(...summand))))
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      because: reasonFor(definition.role),
    }
  },
}

function reasonFor(role: DefinitionRole): string {
  return role === 'kernel'
    ? 'these are the pairs of taps whose offsets add up to this one'
    : 'this is what the view of the kernel shows there'
}
