/** What becomes of a mutant: refused, the same record, commentary, still true by exact evaluation, or accepted and false. */
import { checkProof } from '../../src/checker/check.ts'
import { encodeProof, type Json } from '../../src/proof/json.ts'
import type { Proof } from '../../src/proof/proof.ts'
import { witness } from '../../src/proof/witness.ts'
import { fieldAt } from './fields.ts'
import type { Mutant } from './mutate.ts'

/** Fields that say nothing about what is proved, and why they need not. */
export const COMMENTARY: { readonly [field: string]: string } = {
  'proof.title': 'a heading; no step and no claim refers to it',
  'proof.network': 'what the user wrote, repeated for readers; the definitions say what was understood',
  'rule.rule': 'the name of the rule that suggested the steps; the steps are replayed without it',
  'rule.because': 'the reason that a reader is given; the checker finds its own',
  'definition.role':
    'says how to print a name; that the claimed output is a signal and that a view only chooses samples is checked',
  'tensor.axes.extent': 'how long a weight is; the proof holds for entries at all integers, which is more',
  'variable.extent':
    "of a definition's parameter: the definition holds at all integers, which is more; that of a lemma and of the claimed output's channel are checked",
}

export const OUTCOMES = ['rejected', 'same record', 'commentary', 'still true', 'accepted and false'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface Judgement {
  readonly outcome: Outcome
  /** The field that was changed, as the schema calls it. */
  readonly field: string
  /** The code of the rejection. */
  readonly code?: string
}

const SEEDS = [1, 2, 3]
/** A mutant may have a longer kernel than its proof; its evaluation is not cut off for that. */
const BUDGET = 20_000_000

/** Judge a mutant of a record whose text is `original`. */
export function judge(mutant: Mutant, record: Json, original: string): Judgement {
  const field = fieldOf(mutant, record)
  const verdict = checkProof(mutant.make())
  if (!verdict.accepted) return { outcome: 'rejected', field, code: verdict.rejection.code }
  const { proof } = verdict.checked
  if (JSON.stringify(encodeProof(proof)) === original) return { outcome: 'same record', field }
  if (!isTrue(proof)) return { outcome: 'accepted and false', field }
  return { outcome: isCommentary(mutant, field) ? 'commentary' : 'still true', field }
}

/** A field left out of an object or added to it is the changed field. */
export function fieldOf({ path, change }: Mutant, record: Json): string {
  const [, left] = /^without ([a-zA-Z]+)$/.exec(change) ?? []
  return fieldAt(record, left === undefined ? path : [...path, left])
}

/** The claim, every lemma and every step, evaluated at several choices of sizes and values. */
function isTrue(proof: Proof): boolean {
  return SEEDS.every((seed) => {
    const { agrees, complete, comparisons } = witness(proof, { seed, trials: 2, budget: BUDGET })
    return agrees && complete && comparisons > 0
  })
}

function isCommentary({ path }: Mutant, field: string): boolean {
  return field in COMMENTARY && (field !== 'variable.extent' || path[0] === 'definitions')
}
