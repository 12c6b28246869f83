/** Rule name-bias: what does not meet the input is the merged bias; give it a name. */
import type { Definition } from '../proof/proof.ts'
import { add, element } from '../term/build.ts'
import { variable } from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { freeIndices, mentions, readsAt } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import { freshTensorName, type Rule } from './rule.ts'

export const nameBias: Rule = {
  name: 'name-bias',
  title: 'name the merged bias',
  statement: 'B_o := b^v_o + \\sum_c \\sum_j v_{o,c,j}\\, b^k_c',
  condition: 'by definition of the name',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const [output, ...others] = scene.parameters
    if (term.kind !== 'add' || output === undefined) return undefined
    const constant = term.terms.filter((part) => !mentions(part, scene.sources))
    const signal = term.terms.filter((part) => mentions(part, scene.sources))
    const rewriting = new Rewriting(term)
    const gathered: Term = add(...constant)
    const isGathered = constant.length === 1 && term.terms[0] === constant[0]
    if (!isGathered) rewriting.step('ring', [], add(gathered, ...signal))
    const definitions: Definition[] = []
    if (constant.length > 0 && !readsAt(gathered, [output.name])) {
      const name = freshTensorName(scene.wishes.bias, scene)
      const mentioned = freeIndices(gathered)
      const parameters = [output, ...others.filter((one) => mentioned.has(one.name))]
      definitions.push({ name, parameters, body: gathered, role: 'bias' })
      const entry = element(name, ...parameters.map((parameter) => variable(parameter.name)))
      rewriting.step('unfold', signal.length === 0 ? [] : [0], entry, { name, reverse: true })
    }
    if (rewriting.steps.length === 0) return undefined
    return { term: rewriting.term, steps: rewriting.steps, definitions, because: 'the biases never meet the input' }
  },
}
