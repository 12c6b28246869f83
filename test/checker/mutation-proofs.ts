/** The proofs whose every field is changed: written by hand and derived. Never imports the checker itself. */
import { encodeProof, type Json } from '../../src/proof/json.ts'
import type { Proof } from '../../src/proof/proof.ts'
import { CLAIM_PROOFS } from './claim-proofs.ts'
import { DERIVED_PROOFS } from './derived-proofs.ts'
import { EXAMPLE_PROOFS } from './example-proofs.ts'

const PROOFS: { readonly [name: string]: () => Proof } = { ...EXAMPLE_PROOFS, ...CLAIM_PROOFS, ...DERIVED_PROOFS }

/** The records by the name of their proof. */
export const MUTATED: readonly { readonly name: string; readonly record: () => Json }[] = Object.entries(PROOFS).map(
  ([name, make]) => ({ name, record: () => encodeProof(make()) }),
)
