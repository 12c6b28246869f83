/** Rule name-kernel: what stands before the input sample is the merged kernel; give it a name. */
import type { Definition } from '../proof/proof.ts'
import { element } from '../term/build.ts'
import { singleVariable, variable } from '../term/index-expression.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import { freeIndices } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import { freshTensorName, type Rule, type Scene } from './rule.ts'
import { below, rangeOf, type SignalSummand, signalSummands } from './summand.ts'

export const nameKernel: Rule = {
  name: 'name-kernel',
  title: 'name the merged kernel',
  statement: 'M_{o,a,m} := \\sum_c \\sum_{\\substack{i,\\, j \\\\ \\varphi(i,j) = m}} v_{o,c,j}\\, k_{c,a,i}',
  condition: 'by definition of the name',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const rewriting = new Rewriting(term)
    const definitions: Definition[] = []
    const found = signalSummands(term, scene)
    for (const one of found) {
      const wish = found.length === 1 ? scene.wishes.kernel : `${scene.wishes.kernel}_${one.read.name}`
      const definition = nameOne(rewriting, one, wish, {
        ...scene,
        definitions: [...scene.definitions, ...definitions],
      })
      if (definition !== undefined) definitions.push(definition)
    }
    if (rewriting.steps.length === 0) return undefined
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      definitions,
      because: 'it depends on the output channel, the input channel and the tap only',
    }
  },
}

function nameOne(
  rewriting: Rewriting,
  { summand, place }: SignalSummand,
  wish: string,
  scene: Scene,
): Definition | undefined {
  const weight = summand.factors.find((_, at) => at !== place)
  const [output, ...others] = scene.parameters
  if (weight === undefined || output === undefined) return undefined
  // Where the weights differ from phase to phase, or from position to position, the kernel has those indices as well.
  const mentioned = freeIndices(weight)
  const varying = others
    .filter(({ name }) => mentioned.has(name))
    .map(({ name, sort, extent }) =>
      name === scene.parameters[1]?.name || extent === undefined ? { name, sort } : { name, sort, extent },
    )
  const parameters: readonly IndexVariable[] = [output, ...varying, ...summand.sums.map(rangeOf)]
  if (isEntryOf(weight, parameters)) return undefined
  const name = freshTensorName(wish, scene)
  const path = [...below(summand.path, summand.sums.length), summand.factors.indexOf(weight)]
  rewriting.step('unfold', path, element(name, ...parameters.map((p) => variable(p.name))), { name, reverse: true })
  return { name, parameters, body: weight, role: 'kernel' }
}

/** True where the factor is already one entry of a tensor, read at these indices or at 0. */
function isEntryOf(weight: Term, parameters: readonly IndexVariable[]): boolean {
  if (weight.kind !== 'element') return false
  const names = new Set(parameters.map((parameter) => parameter.name))
  return weight.at.every((index) => index.length === 0 || names.has(singleVariable(index) ?? ''))
}
