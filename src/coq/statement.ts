/** The files that are really given to Coq: our own library, the certificate, and our own statement of the claim. Runs nothing. */
import { type CoqFile, LIBRARY_FILE, prelude, printLibrary } from './coq-file.ts'

export interface TrustedFile {
  readonly name: string
  readonly text: string
}

/** The logical folder that the files are compiled into; no folder of Coq's own has this name. */
export const LOGICAL_FOLDER = 'Trusted'

export const LIBRARY_NAME = `${LIBRARY_FILE}.v`
export const CERTIFICATE_NAME = 'Certificate.v'
export const STATEMENT_NAME = 'Statement.v'

export interface TrustedOptions {
  /**
   * True only where this program wrote the proof itself, from data or because the text is one of its fixed proofs. The
   * statement then holds the proof, and large literals are parsed once instead of twice.
   */
  readonly regenerated: boolean
}

/**
 * The files in the order of compilation. The statement makes the claim from its own literals before the certificate comes in,
 * and never imports the certificate, so that nothing in there can change what is stated. Both use one compiled library:
 * Coq's conversion decides whether the certificate proves this very claim.
 */
export function trustedFiles(file: CoqFile, options: TrustedOptions): readonly TrustedFile[] {
  const head = names(file)
  const library = { name: LIBRARY_NAME, text: `${printLibrary(file.modules)}\n` }
  if (options.regenerated) {
    const text = lines([...head, ...file.claim, ...file.proof, ...restate('certificate')])
    return [library, { name: STATEMENT_NAME, text }]
  }
  const certificate = { name: CERTIFICATE_NAME, text: lines([...head, ...file.claim, ...file.proof]) }
  const bring = `From ${LOGICAL_FOLDER} Require Certificate.`
  const text = lines([...head, ...file.claim, bring, ...restate(`${LOGICAL_FOLDER}.Certificate.certificate`)])
  return [library, certificate, { name: STATEMENT_NAME, text }]
}

/** A definition by a term, not a theorem by tactics: a certificate may add tactics, but none to the language of terms. */
function restate(proof: string): readonly string[] {
  return [`Definition restated : claim := ${proof}.`, 'Print Assumptions restated.']
}

/** What the one-file form has in force when its claim begins. */
function names(file: CoqFile): readonly string[] {
  const [standard = ''] = printLibrary(file.modules).split('\n\n', 1)
  return [standard, `From ${LOGICAL_FOLDER} Require Import ${LIBRARY_FILE}.`, prelude(file.modules)]
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
