/** Judges what Coq answered; only here is something marked as proved by Coq. Pure: never runs a program, never reads a clock. */
import { assertChecked, type Checked } from '../checker/check.ts'
import { fail, printable } from '../errors.ts'
import { CERTIFICATE_NAME, LIBRARY_NAME, STATEMENT_NAME } from './statement.ts'

const BRAND: unique symbol = Symbol('proved by Coq')

/** A certificate is proved by computation; a derivation step by step. */
export type CoqProofKind = 'certificate' | 'derivation'

/** A run that this module has judged: Coq accepted the restated claim, which rests on no assumption. */
export interface ProvedByCoq {
  readonly [BRAND]: true
  readonly version: string
  readonly seconds: number
  readonly kind: CoqProofKind
  /** The record that the statement was made from; null where it came from a .v file. */
  readonly checked: Checked | null
}

/** What one call of coqc did. */
export interface CoqRun {
  /** The file that was compiled. */
  readonly name: string
  /** Null where it did not end by itself. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** Why it was ended from outside. */
  readonly stopped?: 'time' | 'output'
}

export type CoqVerdict =
  | { readonly accepted: true; readonly proved: ProvedByCoq }
  | { readonly accepted: false; readonly code: string; readonly reason: string }

export interface CoqRuns {
  /** In the order in which they were made; all files of the trusted run, unless one of them failed. */
  readonly runs: readonly CoqRun[]
  readonly version: string
  readonly seconds: number
  readonly kind: CoqProofKind
  readonly checked: Checked | null
}

/** The only answer that counts. */
const CLOSED = 'Closed under the global context'

const ISSUED = new WeakSet<object>()

/** Judge a whole run. @throws ConvolemmaError "checker/not-checked" where `checked` is not the checker's */
export function judgeRun({ runs, version, seconds, kind, checked }: CoqRuns): CoqVerdict {
  if (checked !== null) assertChecked(checked)
  const failed = runs.find((run) => run.exitCode !== 0 || run.stopped !== undefined)
  if (failed !== undefined) return { accepted: false, ...failure(failed, version) }
  const statement = runs.at(-1)
  const compiled = runs.map((run) => run.name).join(' ')
  if (statement === undefined || !COMPLETE.has(compiled)) {
    return { accepted: false, code: 'coq/incomplete', reason: `Coq was given ${compiled || 'nothing'}` }
  }
  if (statement.stdout.trim() !== CLOSED) return { accepted: false, ...unlike(statement.stdout.trim()) }
  const proved: ProvedByCoq = { [BRAND]: true, version, seconds, kind, checked }
  ISSUED.add(Object.freeze(proved))
  return { accepted: true, proved }
}

const COMPLETE: ReadonlySet<string> = new Set([
  `${LIBRARY_NAME} ${CERTIFICATE_NAME} ${STATEMENT_NAME}`,
  `${LIBRARY_NAME} ${STATEMENT_NAME}`,
])

/**
 * Stop unless this module issued the object, for this very record.
 * @throws ConvolemmaError "coq/not-proved"
 */
export function assertProvedByCoq(value: unknown, checked: Checked): asserts value is ProvedByCoq {
  if (typeof value === 'object' && value !== null && ISSUED.has(value)) {
    // Only judgeRun adds to ISSUED, and only what it made.
    if ((value as ProvedByCoq).checked === checked) return
  }
  fail({ code: 'coq/not-proved', what: 'this is not the verdict of a run of Coq on this proof' })
}

interface Refusal {
  readonly code: string
  readonly reason: string
}

function failure(run: CoqRun, version: string): Refusal {
  if (run.stopped === 'time')
    return { code: 'coq/too-slow', reason: `Coq ${version} did not finish ${run.name} in time` }
  if (run.stopped === 'output') return { code: 'coq/too-much-output', reason: `Coq ${version} printed without end` }
  const said = shorten(run.stderr.trim() === '' ? 'it ended without a message' : errorOf(run.stderr))
  if (run.name === LIBRARY_NAME)
    return { code: 'coq/library-refused', reason: `Coq ${version} refuses the library: ${said}` }
  if (run.name === CERTIFICATE_NAME) return { code: 'coq/rejected', reason: `rejected by Coq ${version}: ${said}` }
  return { code: 'coq/rejected', reason: `rejected by Coq ${version} as a proof of this claim: ${said}` }
}

/** Warnings come first, the error last; it begins at its own "Error:". */
function errorOf(stderr: string): string {
  const at = stderr.lastIndexOf('Error:')
  return at < 0 ? stderr : stderr.slice(at)
}

function unlike(stdout: string): Refusal {
  const at = /^(?:Axioms|Section Variables|Opaque constants|Transparent constants|Theory):/m.exec(stdout)?.index
  if (at === 0) return { code: 'coq/assumptions', reason: `the proof rests on assumptions: ${shorten(stdout)}` }
  const said = stdout === '' ? 'nothing' : shorten(stdout)
  return { code: 'coq/output', reason: `expected exactly "${CLOSED}" from Coq, got ${said}` }
}

const LONGEST_MESSAGE = 400

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return printable(line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE - 1)}…` : line)
}
