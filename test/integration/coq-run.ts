/** Runs coqc as the command line does; a missing coqc is a failure, never a skip. */
import { findCoqc, runCoqc } from '../../src/cli/coqc.ts'
import type { TrustedFile } from '../../src/coq/statement.ts'
import { type CoqVerdict, judgeRun } from '../../src/coq/verdict.ts'

/** The verdict on the files of a trusted run, which is about no record. */
export async function verdictOf(files: readonly TrustedFile[], regenerated = false): Promise<CoqVerdict> {
  const coqc = findCoqc()
  const { runs, seconds } = await runCoqc(coqc, files, { seconds: 120 })
  const kind = regenerated ? 'certificate' : 'derivation'
  return judgeRun({ runs, version: coqc.version, seconds, kind, checked: null })
}

/** What one file makes coqc do, without any of our precautions: what a trusting person would look at. */
export async function alone(text: string): Promise<{ readonly exitCode: number | null; readonly says: string }> {
  const { runs } = await runCoqc(findCoqc(), [{ name: 'Alone.v', text }], { seconds: 120 })
  return { exitCode: runs[0]?.exitCode ?? null, says: runs[0]?.stdout.trim() ?? '' }
}
