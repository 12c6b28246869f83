/** The end of a document: what was run and counted, and what the words beside the lines mean. */
import type { ProvedByCoq } from '../../coq/verdict.ts'
import type { Proof } from '../../proof/proof.ts'
import { WITNESS_PRIME, type WitnessReport } from '../../proof/witness.ts'
import type { CoqNames } from './coq-names.ts'
import type { Block, Certainty } from './document.ts'
import { counted } from './formula.ts'
import type { Vouched } from './vouched.ts'

/** What a document is the end of. */
export interface Closed {
  readonly proof: Proof
  readonly witness: WitnessReport
  readonly proved: ProvedByCoq | undefined
  readonly vouched: Vouched
  readonly names: CoqNames
}

/** The paragraphs after the given blocks. */
export function closingBlocks(closed: Closed, blocks: readonly Block[]): readonly Block[] {
  return [
    { kind: 'paragraph', text: [countsOf(closed, listedIn(blocks))] },
    { kind: 'paragraph', text: [legend(closed, hasCoqNames(blocks))] },
  ]
}

/** How many rules and atomic steps of the record stand in a document, unfolded or folded. */
interface Listed {
  readonly rules: number
  readonly steps: number
}

function listedIn(blocks: readonly Block[]): Listed {
  let [rules, steps] = [0, 0]
  for (const block of blocks) {
    if (block.kind === 'details') {
      const inside = listedIn(block.blocks)
      rules += inside.rules
      steps += inside.steps
    }
    if (block.kind === 'step') {
      rules += 1
      steps += block.inner?.steps.reduce((total, step) => total + step.count, 0) ?? 0
    }
  }
  return { rules, steps }
}

function countsOf({ proof, witness, proved }: Closed, listed: Listed): string {
  const rules = proof.lemmas.flatMap((lemma) => lemma.rules)
  const steps = rules.reduce((total, rule) => total + rule.steps.length, 0)
  const isWhole = listed.rules === rules.length && listed.steps === steps
  const isNone = listed.rules === 0 && listed.steps === 0
  const some = isNone ? 'none' : `${counted(listed.rules, 'rule')} and ${counted(listed.steps, 'atomic step')}`
  const listing = isWhole ? '' : ` Of these rules and steps ${some} are listed here.`
  const partly = witness.complete ? '' : ' (cut off there)'
  return `${counted(rules.length, 'rule')} and ${counted(steps, 'atomic step')}, replayed by the checker; ${counted(witness.comparisons, 'comparison')} by exact evaluation at random sizes and values modulo ${WITNESS_PRIME}${partly}.${coqRun(proved)}${listing}`
}

function coqRun(proved: ProvedByCoq | undefined): string {
  if (proved === undefined) return ''
  return proved.kind === 'derivation'
    ? ` Coq ${proved.version} accepted the same rules and steps as a proof script.`
    : ` Coq ${proved.version} computed that the layers and the one layer are the same.`
}

/** The meaning of each word that stands beside some line. */
function legend({ vouched, proved, names }: Closed, hasNames: boolean): string {
  const meanings = vouched.result.map((certainty) => meaningOf(certainty, vouched, proved))
  const inCoq = names.isScript
    ? 'In Coq: the lemma of a rule in the Coq script of this proof, and the lemma of the library behind an atomic step'
    : 'In Coq: the lemma of the library that states the law of a rule or an atomic step'
  return [...meanings, ...(hasNames ? [inCoq] : [])].map((words) => `${words}.`).join(' ')
}

function hasCoqNames(blocks: readonly Block[]): boolean {
  return blocks.some((block) => {
    if (block.kind === 'details') return hasCoqNames(block.blocks)
    return block.kind === 'step' && (block.coqLemmas?.length ?? 0) > 0
  })
}

function meaningOf(certainty: Certainty, { steps }: Vouched, proved: ProvedByCoq | undefined): string {
  switch (certainty) {
    case 'proved': {
      const where = steps.includes('proved') ? '' : ' (the one layer only)'
      return `Proved${where}: accepted by Coq ${proved?.version ?? ''}, which found it closed under the global context`
    }
    case 'replayed':
      return 'Replayed: the checker, which trusts nothing but its axioms, accepted every step'
    case 'evaluated':
      return 'Evaluated: both sides of every step had the same value'
    default:
      return certainty satisfies never
  }
}
