/** Has Coq prove the claim of a file: options, run and verdict, for every command that asks for it. */
import {
  type Checked,
  COQ_GRAMMAR,
  type CoqFile,
  type CoqGrammar,
  fail,
  hasFixedProof,
  judgeRun,
  type ProvedByCoq,
  trustedFiles,
} from '../index.ts'
import { type Call, type CommandDescription, readCount } from './arguments.ts'
import { type Coqc, findCoqc, runCoqc } from './coqc.ts'

/** The options of every command that can run Coq. */
export const COQ_OPTIONS: CommandDescription['options'] = {
  coqc: { value: 'PATH', summary: 'the coqc to use (the one on the PATH); implies --coq' },
  'coq-seconds': { value: 'SECONDS', summary: 'how long Coq may take (600); implies --coq' },
}

const DEFAULT_SECONDS = 600

/** That Coq is wanted, before coqc is looked for. */
export interface CoqRequest {
  /** The coqc that was named. */
  readonly program: string | undefined
  readonly seconds: number
}

/** The program to run and how long it may take. */
export interface CoqRunner {
  readonly coqc: Coqc
  readonly seconds: number
}

/** Whether the call asks for Coq, and how. @throws ConvolemmaError "usage/number" */
export function readCoqRequest(call: Call, isWanted: boolean): CoqRequest | undefined {
  const seconds = readCount(call, 'coq-seconds', 1, 1_000_000) ?? DEFAULT_SECONDS
  const isAsked = isWanted || ['coq', 'coqc', 'coq-seconds'].some((name) => call.has(name))
  return isAsked ? { program: call.text('coqc'), seconds } : undefined
}

/** @throws ConvolemmaError "coq/not-found" */
export function findCoqRunner({ program, seconds }: CoqRequest): CoqRunner {
  return { coqc: findCoqc(program, seconds), seconds }
}

/**
 * Run Coq on the claim, restated from the file's data; `checked` is the record that the file was made from, or null.
 * @throws ConvolemmaError "coq/rejected" and others with what Coq said
 */
export async function prove(
  { coqc, seconds: most }: CoqRunner,
  file: CoqFile,
  checked: Checked | null,
  where: string,
  grammar: CoqGrammar = COQ_GRAMMAR,
): Promise<ProvedByCoq> {
  const regenerated = hasFixedProof(file, grammar)
  const { runs, seconds } = await runCoqc(coqc, trustedFiles(file, { regenerated }), { seconds: most })
  const kind = regenerated ? 'certificate' : 'derivation'
  const verdict = judgeRun({ runs, version: coqc.version, seconds, kind, checked })
  if (verdict.accepted) return verdict.proved
  const { code, reason, fix } = verdict
  return fail({ code, what: reason, where, ...(fix === undefined ? {} : { fix }) })
}

/** "accepted by Coq 8.16.1 in 3.1 s, closed under the global context" */
export function tellProved({ version, seconds }: ProvedByCoq): string {
  return `accepted by Coq ${version} in ${seconds.toFixed(1)} s, closed under the global context`
}
