/** convolemma check: replay a proof file with the standalone checker. */
import { describe, fail, findRenderer, parseProof, printable, witness } from '../../index.ts'
import { type Call, type CommandDescription, readCount } from '../arguments.ts'
import { readText } from '../files.ts'
import type { Terminal } from '../terminal.ts'

export const checkCommand: CommandDescription = {
  name: 'check',
  operands: 'PROOF.json',
  summary: 'Replay a proof with the standalone checker, evaluate it at random, and show what it proves.',
  options: {
    quiet: { summary: 'say only whether it is accepted' },
    width: { value: 'COLUMNS', summary: 'width of the text (the terminal, or 100)' },
  },
}

/** Run the command. @throws ConvolemmaError "proof/rejected" with the step and the reason */
export function runCheck(call: Call, terminal: Terminal): void {
  const [path, ...more] = call.operands
  if (path === undefined || more.length > 0) {
    fail({ code: 'usage/operands', what: 'expected one proof file', fix: 'convolemma check proof.json' })
  }
  const width = readCount(call, 'width', 40, 400) ?? terminal.width
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
  if (call.has('quiet')) return
  const document = describe(verdict.checked, report, { detail: 'story', collapsible: false, untrusted: true })
  terminal.write(findRenderer('text').render(document, { width, color: terminal.color }))
}
