/** Rule name-bias: what does not meet the input is the merged bias; give it a name. */
import type { Definition } from '../proof/proof.ts'
import { add, element } from '../term/build.ts'
import { variable } from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { mentions, readsAt } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import { freshTensorName, type Rule } from './rule.ts'

export const nameBias: Rule = {
  name: 'name-bias',
  title: 'name the merged bias',
  statement: 'B_o := b^v_o + \\sum_c \\sum_j v_{o,c,j}\\, b^k_c',
  condition: 'by definition of the name',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const [output] = scene.parameters
    if (term.kind !== 'add' || output === undefined) return undefined
    const input = new Set([scene.input])
    const constant = term.terms.filter((part) => !mentions(part, input))
    const signal = term.terms.filter((part) => mentions(part, input))
    const rewriting = new Rewriting(term)
    const gathered: Term = add(...constant)
    const isGathered = constant.length === 1 && term.terms[0] === constant[0]
    if (!isGathered) rewriting.step('ring', [], add(gathered, ...signal))
    const definitions: Definition[] = []
    if (constant.length > 0 && !readsAt(gathered, [output.name])) {
      const name = freshTensorName(scene.wishes.bias, scene)
      definitions.push({ name, parameters: [output], body: gathered, role: 'bias' })
      rewriting.step('unfold', [0], element(name, variable(output.name)), { name, reverse: true })
    }
    if (rewriting.steps.length === 0) return undefined
    return { term: rewriting.term, steps: rewriting.steps, definitions, because: 'the biases never meet the input' }
  },
}
