/** convolemma check: replay a proof file with the standalone checker, and have Coq prove it again where that is asked for. */
import {
  type Checked,
  COQ_GRAMMAR,
  ConvolemmaError,
  type CoqFile,
  type CoqGrammar,
  describe,
  emitScript,
  fail,
  findRenderer,
  type ProvedByCoq,
  parseProof,
  printable,
  printCoqFile,
  readCoqFile,
  type WitnessReport,
  witness,
} from '../../index.ts'
import { type Call, type CommandDescription, readCount } from '../arguments.ts'
import { readText } from '../files.ts'
import { COQ_OPTIONS, type CoqRunner, findCoqRunner, prove, readCoqRequest, tellProved } from '../prove.ts'
import type { Terminal } from '../terminal.ts'

export const checkCommand: CommandDescription = {
  name: 'check',
  operands: 'PROOF',
  summary: 'Replay proof.json with the standalone checker, or run proof.v in Coq, and show what it proves.',
  options: {
    coq: { summary: 'after the replay, have Coq prove proof.json as well (exit code 3 where coqc is missing)' },
    ...COQ_OPTIONS,
    quiet: { summary: 'say only whether it is accepted' },
    width: { value: 'COLUMNS', summary: 'width of the text (the terminal, or 100)' },
  },
}

/** How Coq files are made, and what they may hold. */
export interface CoqSupport {
  readonly emit: (checked: Checked) => CoqFile
  readonly grammar: CoqGrammar
}

const COQ: CoqSupport = { emit: emitScript, grammar: COQ_GRAMMAR }

/** One check by Coq, for which coqc is found. */
interface CoqJob {
  readonly path: string
  readonly runner: CoqRunner
  readonly quiet: boolean
  readonly terminal: Terminal
  readonly support: CoqSupport
}

/**
 * Run the command; a promise only where Coq runs.
 * @throws ConvolemmaError "proof/…" with the step and the reason, "coq/…"
 */
export function runCheck(call: Call, terminal: Terminal, support: CoqSupport = COQ): void | Promise<void> {
  const [path, ...more] = call.operands
  if (path === undefined || more.length > 0) {
    fail({ code: 'usage/operands', what: 'expected one proof file', fix: 'convolemma check proof.json' })
  }
  const width = readCount(call, 'width', 40, 400) ?? terminal.width
  const quiet = call.has('quiet')
  const isCoq = path.endsWith('.v')
  const request = readCoqRequest(call, isCoq)
  if (isCoq && request) return checkCoqFile({ path, runner: findCoqRunner(request), quiet, terminal, support })
  // The replay needs no Coq, so that its verdict is told also where there is none.
  const { checked, report } = replay(path, terminal)
  const finish = (proved?: ProvedByCoq) => {
    if (quiet) return
    const options = { detail: 'story', collapsible: false, untrusted: true } as const
    const document = describe(checked, report, { ...options, ...(proved === undefined ? {} : { proved }) })
    terminal.write(findRenderer('text').render(document, { width, color: terminal.color }))
  }
  if (request === undefined) return finish()
  return checkRecord({ path, runner: findCoqRunner(request), quiet, terminal, support }, checked).then(finish)
}

function replay(path: string, terminal: Terminal): { readonly checked: Checked; readonly report: WitnessReport } {
  const text = readText(path)
  if (text.trimStart().startsWith('From Coq Require')) {
    const what = 'is a Coq file, and the name of a Coq file must end in .v'
    fail({ code: 'coq/file-name', what, where: path, fix: 'rename it, for example to proof.v' })
  }
  const verdict = parseProof(text)
  if (!verdict.accepted) {
    const { code, reason, lemma, rule, step, path: place } = verdict.rejection
    const where = [
      ...(lemma === undefined ? [] : [`lemma ${lemma}`]),
      ...(rule === undefined ? [] : [`rule ${rule}`]),
      ...(step === undefined ? [] : [`step ${step}`]),
      ...(place === undefined ? [] : [place]),
    ]
    fail({
      code: `proof/${code}`,
      what: `rejected: ${reason}`,
      where: [path, ...where].filter((part) => part !== '').join(', '),
    })
  }
  const report = witness(verdict.checked.proof)
  if (!report.agrees) {
    const { lemma, step } = report.disagreement ?? { lemma: '?', step: 0 }
    fail({
      code: 'proof/witness',
      what: 'rejected: exact evaluation contradicts it',
      where: `${path}, lemma ${lemma}, step ${step}`,
    })
  }
  const steps = verdict.checked.proof.lemmas
    .flatMap((one) => one.rules)
    .reduce((total, rule) => total + rule.steps.length, 0)
  terminal.write(`${printable(path)}: accepted, ${steps} steps replayed, ${report.comparisons} comparisons evaluated`)
  return { checked: verdict.checked, report }
}

// Coq

async function checkRecord(job: CoqJob, checked: Checked): Promise<ProvedByCoq> {
  const { emit, grammar } = job.support
  const text = printCoqFile(emit(checked))
  // What is emitted is held to the same language as a file from elsewhere.
  const file = at(job.path, () => readCoqFile(text, grammar))
  return proveAndTell(job, file, text, checked)
}

async function checkCoqFile(job: CoqJob): Promise<void> {
  const text = readText(job.path)
  const file = at(job.path, () => readCoqFile(text, job.support.grammar))
  await proveAndTell(job, file, text, null)
}

async function proveAndTell(job: CoqJob, file: CoqFile, text: string, checked: Checked | null): Promise<ProvedByCoq> {
  const { path, runner, terminal, quiet, support } = job
  const proved = await prove(runner, file, checked, path, support.grammar)
  terminal.write(`${printable(path)}: ${tellProved(proved)}`)
  if (!quiet) terminal.write(showClaim(file, text, checked === null ? path : undefined))
  return proved
}

/** Longer claims are cut, and say so. */
const MOST_LINES = 200
const FIRST_LINES = 40

/** The claim with the line breaks of the text that `file` was read from, which lies at `path` or nowhere. */
function showClaim(file: CoqFile, text: string, path: string | undefined): string {
  const { from, to } = claimPlace(file, text)
  const lines = text.slice(from, to).split('\n')
  const shown = lines.length <= MOST_LINES ? lines : lines.slice(0, FIRST_LINES)
  const more = lines.length - shown.length
  const last = text.slice(0, to).split('\n').length
  const place =
    path === undefined
      ? 'convolemma derive NET --format coq-derivation writes them all'
      : `lines ${last - more + 1}–${last} of ${printable(path)}`
  return [
    'what it proves, with no assumption:',
    ...shown.map(showLine),
    ...(more === 0 ? [] : [`  … ${more} more lines: ${place}`, showLine(file.claim.at(-1) ?? '')]),
  ].join('\n')
}

const MOST_CHARACTERS = 4_000

function showLine(line: string): string {
  const text = `  ${line}`.trimEnd()
  return line.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}… (${line.length} characters)`
}

/** Where the claim stands in the text that `file` was read from: after the library, its sentences one after the other. */
function claimPlace(file: CoqFile, text: string): { readonly from: number; readonly to: number } {
  const [empty, full] = [
    printCoqFile({ ...file, claim: [], proof: [] }),
    printCoqFile({ ...file, claim: ['.'], proof: [] }),
  ]
  let end = 0
  while (empty[end] === full[end]) end += 1
  const from = text.indexOf(file.claim[0] ?? '', end)
  const to = file.claim.reduce((after, sentence) => text.indexOf(sentence, after) + sentence.length, from)
  return { from, to }
}

function at<T>(path: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof ConvolemmaError) || !error.problem.code.startsWith('coq/')) throw error
    const where = error.problem.where === undefined ? path : `${path}, ${error.problem.where}`
    throw new ConvolemmaError({ ...error.problem, where }, { cause: error })
  }
}
