/** Who vouches for which lines of a document: decided by what was really run on this very proof, and by nothing else. */
import { assertChecked, type Checked } from '../../checker/check.ts'
import { assertProvedByCoq, type ProvedByCoq } from '../../coq/verdict.ts'
import { fail } from '../../errors.ts'
import { assertWitnessed, type WitnessReport } from '../../proof/witness.ts'
import { hasNumbersForSizes } from '../coq/emit-coq.ts'
import type { Certainty } from './document.ts'

export interface Vouched {
  /** Of every rule, every atomic step and every line made of them. */
  readonly steps: readonly Certainty[]
  /** Of the one layer. */
  readonly result: readonly Certainty[]
}

/**
 * A derivation that Coq accepted step by step proves every line; a certificate proves only the one layer.
 * @throws ConvolemmaError "checker/not-checked", "witness/not-issued", "coq/not-proved", "coq/symbolic-size"
 */
export function vouchedFor(checked: Checked, witness: WitnessReport, proved?: ProvedByCoq): Vouched {
  assertChecked(checked)
  assertWitnessed(witness, checked.proof)
  const isEvaluated = witness.complete && witness.agrees && witness.vacuous === 0
  const own: readonly Certainty[] = isEvaluated ? ['replayed', 'evaluated'] : ['replayed']
  if (proved === undefined) return { steps: own, result: own }
  assertProvedByCoq(proved, checked)
  const withCoq: readonly Certainty[] = ['proved', ...own]
  if (proved.kind === 'derivation') return { steps: withCoq, result: withCoq }
  if (hasNumbersForSizes(checked.proof)) return { steps: own, result: withCoq }
  return fail({
    code: 'coq/symbolic-size',
    what: 'a certificate is about numbers for all sizes, and this proof has symbols',
    fix: 'have Coq run the derivation itself',
  })
}
