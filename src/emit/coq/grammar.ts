/** What an emitted Coq file may hold beside the library; whoever reads one from elsewhere holds it to this. */
import { CLAIM_DATA } from '../../coq/certificate-claim.ts'
import type { CoqGrammar } from '../../coq/read-coq-file.ts'
import { SCRIPT_SENTENCES } from '../../coq/script-sentences.ts'
import { CERTIFICATE_PROOF } from './certificate.ts'

export const COQ_GRAMMAR: CoqGrammar = {
  definitions: [...CLAIM_DATA, 'claim'],
  fixedProofs: [CERTIFICATE_PROOF],
  sentences: SCRIPT_SENTENCES,
}
