/** What a run of Coq that accepts would have given; no Coq is run. */
import type { Checked } from '../../../src/checker/check.ts'
import { type CoqProofKind, judgeRun, type ProvedByCoq } from '../../../src/coq/verdict.ts'

const FILES = ['Convolemma.v', 'Certificate.v', 'Statement.v']

/** The brand for this record, as if Coq 8.16.1 had said yes. */
export function acceptedByCoq(checked: Checked | null, kind: CoqProofKind): ProvedByCoq {
  const runs = FILES.map((name) => {
    return { name, exitCode: 0, stdout: name === 'Statement.v' ? 'Closed under the global context\n' : '', stderr: '' }
  })
  const verdict = judgeRun({ runs, version: '8.16.1', seconds: 1, kind, checked })
  if (!verdict.accepted) throw new Error(verdict.reason)
  return verdict.proved
}
