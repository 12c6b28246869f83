/** From a derivation and the values of its tensors to a file for Coq: binds the weights and emits the certificate. */
import type { CoqFile } from '../coq/coq-file.ts'
import type { Derivation } from '../derive/derive.ts'
import { emitCoq, hasNumbersForSizes } from '../emit/coq/emit-coq.ts'
import { fail } from '../errors.ts'
import type { Proof } from '../proof/proof.ts'
import { bindValues, type MergeOptions } from './merge.ts'

/**
 * The claim of a derivation and its proof, for coqc: over the integers where all weights are rational numbers, otherwise with
 * symbols. Where sizes are symbolic it is the derivation itself, for all sizes and weights.
 * @throws ConvolemmaError "weights/…", "lower/…", "coq/…"
 * @source docs/coq.md
 */
export function certify(derivation: Derivation, options: Omit<MergeOptions, 'dtype'> = {}): CoqFile {
  const { checked } = derivation
  const { maxTerms } = options
  if (!hasNumbersForSizes(checked.proof)) {
    refuseValues(checked.proof, options)
    return emitCoq(checked)
  }
  const values = bindValues(derivation, options)
  return emitCoq(checked, { values, ...(maxTerms === undefined ? {} : { maxTerms }) })
}

/** @throws ConvolemmaError "coq/symbolic-size" */
function refuseValues({ sizes }: Proof, { weights, set }: MergeOptions): void {
  if (weights === undefined && (set?.size ?? 0) === 0) return
  const size = sizes.find(({ definition }) => definition === undefined)?.name
  fail({
    code: 'coq/symbolic-size',
    what: `a certificate for given weights needs numbers for all sizes, and ${size ?? 'the number of axes'} is not one`,
    fix:
      size === undefined
        ? 'Conv2d in place of Conv'
        : [`--set ${size}=…`, '--input CHANNELSxSAMPLES (option inputShape)'],
  })
}
