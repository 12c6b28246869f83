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
import { COQ_OPTIONS, type CoqRunner, prove, readCoqRunner, tellProved } from '../prove.ts'
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

/** One check by Coq: all of the command line is read, and coqc is found, before anything else happens. */
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
  const runner = readCoqRunner(call, isCoq)
  const job = runner && { path, runner, quiet, terminal, support }
  if (isCoq && job) return checkCoqFile(job)
  const { checked, report } = replay(path, terminal)
  const finish = (proved?: ProvedByCoq) => {
    if (quiet) return
    const options = { detail: 'story', collapsible: false, untrusted: true } as const
    const document = describe(checked, report, { ...options, ...(proved === undefined ? {} : { proved }) })
    terminal.write(findRenderer('text').render(document, { width, color: terminal.color }))
  }
  return job ? checkRecord(job, checked).then(finish) : finish()
}

function replay(path: string, terminal: Terminal): { readonly checked: Checked; readonly report: WitnessReport } {
  const verdict = parseProof(readText(path))
  if (!verdict.accepted) {
    const { code, reason, lemma, rule, step, path: place } = verdict.rejection
    const where = [
      ...(lemma === undefined ? [] : [`lemma ${lemma}`]),
      ...(rule === undefined ? [] : [`rule ${rule}`]),
      ...(step === undefined ? [] : [`step ${step}`]),
      ...(place === undefined ? [] : [place]),
    ]
    fail({ code: `proof/${code}`, what: `rejected: ${reason}`, where: [path, ...where].join(', ') })
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
  // What is emitted is held to the same language as a file from elsewhere.
  const file = at(job.path, () => readCoqFile(printCoqFile(emit(checked)), grammar))
  return proveAndTell(job, file, checked)
}

async function checkCoqFile(job: CoqJob): Promise<void> {
  const file = at(job.path, () => readCoqFile(readText(job.path), job.support.grammar))
  await proveAndTell(job, file, null)
}

async function proveAndTell(job: CoqJob, file: CoqFile, checked: Checked | null): Promise<ProvedByCoq> {
  const { path, runner, terminal, quiet, support } = job
  const proved = await prove(runner, file, checked, path, support.grammar)
  terminal.write(`${printable(path)}: ${tellProved(proved)}`)
  if (!quiet) terminal.write(statement(file))
  return proved
}

/** The claim as Coq was given it; long definitions are cut, and say so. */
function statement(file: CoqFile): string {
  const shown = file.claim.map((sentence) => {
    const line = sentence.replace(/\s+/g, ' ')
    const most = sentence === file.claim.at(-1) ? 4_000 : 300
    return line.length <= most ? `  ${line}` : `  ${line.slice(0, most)}… (${line.length} characters)`
  })
  return ['what it proves, with no assumption:', ...shown].join('\n')
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
