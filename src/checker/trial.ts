/** Tells an engine beforehand whether one step would be accepted. Issues nothing: only a whole record can be checked. */
import { ConvolemmaError } from '../errors.ts'
import type { Lemma, Proof, Step } from '../proof/proof.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import { declare, type OpenContext, readParameters } from './declarations.ts'
import { checkStep, readStatement } from './lemmas.ts'
import { startWork } from './work.ts'

/** What the step may refer to. */
export type Surroundings = Pick<Proof, 'rank' | 'sizes' | 'tensors' | 'definitions'>

/**
 * A test of single steps on terms of one lemma with the given parameters, where `lemmas` are taken for granted; every step has
 * the work of a whole record.
 */
export function createTrial(
  surroundings: Surroundings,
  lemmas: readonly Lemma[],
  parameters: readonly IndexVariable[],
): (term: Term, step: Step) => boolean {
  let context: OpenContext | undefined
  return (term, step) => {
    try {
      context ??= declare(surroundings, () => undefined)
      const fresh = { ...context, work: startWork() }
      const used = lemmas.find(({ name }) => step.axiom === 'lemma' && name === step.name)
      if (used !== undefined) fresh.lemmas.set(used.name, readStatement(used, fresh))
      checkStep(term, step, readParameters(parameters, fresh), fresh)
      return true
    } catch (error) {
      if (error instanceof ConvolemmaError) return false
      throw error
    }
  }
}
