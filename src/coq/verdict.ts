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
  /** What was compiled, so that a refusal can say where in it. */
  readonly text?: string
  /** Why it was ended from outside. */
  readonly stopped?: 'time' | 'output'
}

export type CoqVerdict =
  | { readonly accepted: true; readonly proved: ProvedByCoq }
  | { readonly accepted: false; readonly code: string; readonly reason: string; readonly fix?: string }

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
  if (failed !== undefined) return { accepted: false, ...failure(failed, version, kind) }
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
  readonly fix?: string
}

function failure(run: CoqRun, version: string, kind: CoqProofKind): Refusal {
  if (run.stopped === 'time') {
    const reason = `Coq ${version} did not finish ${PARTS.get(run.name) ?? 'this'} in time; nothing is decided`
    return { code: 'coq/too-slow', reason, fix: 'give it more time: --coq-seconds SECONDS' }
  }
  if (run.stopped === 'output') return { code: 'coq/too-much-output', reason: `Coq ${version} printed without end` }
  const error = errorOf(run.stderr)
  if (OUT_OF_MEMORY.test(error)) {
    const reason = `Coq ${version} ran out of memory over ${PARTS.get(run.name) ?? 'this'}; nothing is decided`
    const fix = 'run it where there is more memory (at most 16 GiB are used), or prove a smaller network'
    return { code: 'coq/too-much-memory', reason, fix }
  }
  const said = shorten(run.stderr.trim() === '' ? 'it ended without a message' : error)
  if (run.name === LIBRARY_NAME)
    return { code: 'coq/library-refused', reason: `Coq ${version} refuses the library: ${said}` }
  if (kind === 'certificate' && UNEQUAL.test(error)) {
    const reason = `rejected by Coq ${version}: the merged layer is not what the network computes, as far as the library's checker can tell`
    return { code: 'coq/rejected', reason }
  }
  const as = run.name === CERTIFICATE_NAME ? '' : ' as a proof of this claim'
  return { code: 'coq/rejected', reason: `rejected by Coq ${version}${as}${placeOf(run)}: ${said}` }
}

/** What the user knows of the files of a run, which have names of their own only here. */
const PARTS: ReadonlyMap<string, string> = new Map([
  [LIBRARY_NAME, 'the library'],
  [CERTIFICATE_NAME, 'the proof'],
  [STATEMENT_NAME, 'the claim'],
])

/** As Coq says it, and as the run-time system of its language does. */
const OUT_OF_MEMORY = /\b(?:out of memory|Out_of_memory|cannot allocate memory)\b/i

/** The last step of a certificate: the library's checker was to say `true`. */
const UNEQUAL = /The term "eq_refl" has type "true = true"/

/** The lemma in which the error stands, and the line, as the user can find them; temporary files are not named. */
function placeOf({ stderr, text }: CoqRun): string {
  // Of several places the last, which is the error's; warnings come before it.
  const line = [...stderr.matchAll(/^File "[^"\n]*", line (\d+)/gm)].at(-1)?.[1]
  if (line === undefined) return ''
  if (text === undefined) return ` at line ${line}`
  const lines = text.split('\n', Number(line))
  const opening = lines.findLast((one) => /^(?:Lemma|Theorem)\s/.test(one)) ?? ''
  const [, word = '', name] = /^(Lemma|Theorem)\s+([\w']+)/.exec(opening) ?? []
  const place = name === undefined ? '' : ` in ${word.toLowerCase()} ${shorten(name)}`
  return `${place} at ${JSON.stringify(shorten(lines.at(-1) ?? '', LONGEST_LINE))}`
}

/** Warnings come first, the error last; it begins at its own "Error:". */
function errorOf(stderr: string): string {
  const at = Math.max(stderr.lastIndexOf('Error:'), stderr.lastIndexOf('Fatal error:'))
  return at < 0 ? stderr : stderr.slice(at)
}

function unlike(stdout: string): Refusal {
  const at = /^(?:Axioms|Section Variables|Opaque constants|Transparent constants|Theory):/m.exec(stdout)?.index
  if (at === 0) return { code: 'coq/assumptions', reason: `the proof rests on assumptions: ${shorten(stdout)}` }
  const said = stdout === '' ? 'nothing' : shorten(stdout)
  return { code: 'coq/output', reason: `expected exactly "${CLOSED}" from Coq, got ${said}` }
}

const LONGEST_MESSAGE = 400

const LONGEST_LINE = 80

function shorten(text: string, longest = LONGEST_MESSAGE): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return printable(line.length > longest ? `${line.slice(0, longest - 1)}…` : line)
}
