/** Rule name-kernel: what stands before the input sample is the merged kernel; give it a name. */
import type { Definition } from '../proof/proof.ts'
import { element } from '../term/build.ts'
import { singleVariable, variable } from '../term/index-expression.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import { Rewriting } from './rewriting.ts'
import { freshTensorName, type Rule } from './rule.ts'
import { below, rangeOf, signalSummand } from './summand.ts'

export const nameKernel: Rule = {
  name: 'name-kernel',
  title: 'name the merged kernel',
  statement: 'M_{o,a,m} := \\sum_c \\sum_{\\substack{i,\\, j \\\\ \\varphi(i,j) = m}} v_{o,c,j}\\, k_{c,a,i}',
  condition: 'by definition of the name',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const found = signalSummand(term, scene)
    const [output] = scene.parameters
    if (found === undefined || output === undefined) return undefined
    const { summand, place } = found
    const weight = summand.factors.find((_, at) => at !== place)
    const parameters: readonly IndexVariable[] = [output, ...summand.sums.map(rangeOf)]
    if (weight === undefined || isEntryOf(weight, parameters)) return undefined
    const name = freshTensorName(scene.wishes.kernel, scene)
    const definition: Definition = { name, parameters, body: weight, role: 'kernel' }
    const rewriting = new Rewriting(term)
    const path = [...below(summand.path, summand.sums.length), summand.factors.indexOf(weight)]
    rewriting.step('unfold', path, element(name, ...parameters.map((p) => variable(p.name))), { name, reverse: true })
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      definitions: [definition],
      because: 'it depends on the output channel, the input channel and the tap only',
    }
  },
}

/** True where the factor is already one entry of a tensor, read at these indices or at 0. */
function isEntryOf(weight: Term, parameters: readonly IndexVariable[]): boolean {
  if (weight.kind !== 'element') return false
  const names = new Set(parameters.map((parameter) => parameter.name))
  return weight.at.every((index) => index.length === 0 || names.has(singleVariable(index) ?? ''))
}
