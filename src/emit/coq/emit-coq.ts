/** A proof as a Coq file: a certificate where every size is a number, the derivation itself where sizes are symbols. */
import { assertChecked, type Checked } from '../../checker/check.ts'
import type { CoqFile } from '../../coq/coq-file.ts'
import type { Proof } from '../../proof/proof.ts'
import type { TensorValues } from '../../scalar/tensor-value.ts'
import { emitCertificate } from './certificate.ts'
import { emitScript } from './script.ts'
import { symbolicValues } from './symbolic-values.ts'

export interface EmitCoqOptions {
  /** The values of the given tensors by symbol; without them every entry is a symbol. A script is for all values. */
  readonly values?: TensorValues
  /** The most products of terms that symbols may be expanded into; 1,000,000 where it is not given. */
  readonly maxTerms?: number
}

/**
 * The file for coqc.
 * @throws ConvolemmaError "lower/…", "coq/…" where the certificate would be too large; "checker/not-checked"
 */
export function emitCoq(checked: Checked, { values, maxTerms }: EmitCoqOptions = {}): CoqFile {
  assertChecked(checked)
  if (!hasNumbersForSizes(checked.proof)) return emitScript(checked)
  return emitCertificate({
    checked,
    values: values ?? symbolicValues(checked.proof),
    ...(maxTerms === undefined ? {} : { maxTerms }),
  })
}

/** True where the rank and every size that is not defined by others is a number. */
export function hasNumbersForSizes({ rank, sizes }: Proof): boolean {
  return rank !== 'any' && sizes.every(({ definition }) => definition !== undefined)
}
