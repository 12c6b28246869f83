/** convolemma derive: the one kernel of a network, with its proof. */
import { extname } from 'node:path'
import {
  BORDERS,
  certify,
  closedForm,
  DETAILS,
  type Derivation,
  type Detail,
  derive,
  describe,
  emitScript,
  encodeProof,
  fail,
  findRenderer,
  type MergeOptions,
  PROOF_RENDERERS,
  type ProvedByCoq,
  printCoqFile,
  renderClosedForm,
} from '../../index.ts'
import {
  BORDERS_SUMMARY,
  type Call,
  type CommandDescription,
  readChoice,
  readCount,
  SEGMENT_SUMMARY,
} from '../arguments.ts'
import { checkOutputs, writeFiles } from '../files.ts'
import { katexStylesheet } from '../katex-files.ts'
import { inputFiles, readInputShapes, readNetwork } from '../network.ts'
import { COQ_OPTIONS, findCoqRunner, prove, readCoqRequest, tellProved } from '../prove.ts'
import type { Terminal } from '../terminal.ts'
import { readWeights } from '../weights.ts'

const FORMATS = [...PROOF_RENDERERS.map((renderer) => renderer.name), 'json', 'coq', 'coq-derivation']

export const deriveCommand: CommandDescription = {
  name: 'derive',
  operands: 'NET',
  summary: 'Derive the one kernel that a network equals, check the proof, and show it.',
  options: {
    format: { value: 'FORMAT', summary: `${FORMATS.join(', ')} (text, or by the ending of --out)` },
    detail: { value: 'DETAIL', summary: `${DETAILS.join(', ')} (rules): how much is shown` },
    out: { value: 'FILE', summary: 'write there instead of standard output' },
    input: {
      value: 'SHAPE',
      summary: 'channels and samples of the input, 3x224x224 (x=…,w=… for several): checks that every kernel fits',
    },
    borders: { value: 'BORDERS', summary: BORDERS_SUMMARY },
    segment: { value: 'N', summary: SEGMENT_SUMMARY },
    set: { value: 'NAME=NUMBER', summary: 'give a symbolic size a number', multiple: true },
    weights: { value: 'FILE', summary: 'for --format coq: a certificate for these weights', multiple: true },
    'max-terms': {
      value: 'NUMBER',
      summary: 'for --format coq: refuse symbolic expansions beyond this many products (1000000)',
    },
    coq: { summary: 'have Coq prove it, and say so in the document (exit code 3 where coqc is missing)' },
    ...COQ_OPTIONS,
    fragment: { summary: 'LaTeX to include in a document instead of a whole one' },
    width: { value: 'COLUMNS', summary: 'width of the text (the terminal, or 100)' },
    'no-color': { summary: 'no colours on a terminal' },
  },
}

/** Run the command; a promise only where Coq runs. @throws ConvolemmaError for anything that is wrong with its input */
export function runDerive(call: Call, terminal: Terminal): void | Promise<void> {
  const out = call.text('out')
  const format = readFormat(call, out)
  const detail = readChoice<Detail>(call, 'detail', DETAILS, 'rules')
  const shapes = readInputShapes(call)
  const width = readCount(call, 'width', 40, 400)
  const maxTerms = readCount(call, 'max-terms', 1, 2 ** 31)
  const request = readCoqRequest(call, false)
  if (out !== undefined) checkOutputs([out], inputFiles(call))
  const runner = request && findCoqRunner(request)
  const { network, symbols } = readNetwork(call)
  if (format !== 'coq') refuseValues(call, symbols)
  const weights = readWeights(call.texts('weights'))
  const derivation = derive(network, {
    expanded: detail === 'expanded',
    borders: readChoice(call, 'borders', BORDERS, 'refuse'),
    ...shapes,
  })
  const values = {
    set: symbols,
    ...(weights === undefined ? {} : { weights, weightsName: call.texts('weights').join(', ') }),
    ...(maxTerms === undefined ? {} : { maxTerms }),
  }
  const finish = (proved?: ProvedByCoq): void => {
    const text = render(derivation, format, {
      detail,
      values,
      ...(proved === undefined ? {} : { proved }),
      standalone: !call.has('fragment'),
      width: width ?? (out === undefined ? terminal.width : 100),
      color: out === undefined && terminal.color && !call.has('no-color'),
    })
    if (proved !== undefined) terminal.note(tellProved(proved))
    if (out === undefined) terminal.write(text)
    else {
      writeFiles([{ path: out, data: text }])
      terminal.note(`${out}: ${derivation.checked.proof.title}, checked`)
    }
  }
  if (runner === undefined) return finish()
  const file = format === 'coq' ? certify(derivation, values) : emitScript(derivation.checked)
  return prove(runner, file, derivation.checked, 'the derivation').then(finish)
}

/** The derivation is the same for all values of the taps. @throws ConvolemmaError "usage/set", "usage/weights" */
function refuseValues(call: Call, symbols: ReadonlyMap<string, string>): void {
  const [name] = symbols.keys()
  if (name !== undefined)
    fail({ code: 'usage/set', what: `${name} is not a size of this network`, fix: 'convolemma merge NET --set …' })
  if (call.texts('weights').length === 0) return
  fail({
    code: 'usage/weights',
    what: 'a derivation is the same for all weights; only a Coq certificate has them in it',
    fix: ['--format coq', 'convolemma merge NET --weights …'],
  })
}

export interface Rendering {
  readonly detail: Detail
  readonly values?: Omit<MergeOptions, 'dtype'>
  readonly proved?: ProvedByCoq
  readonly standalone: boolean
  readonly width: number
  readonly color: boolean
}

/** The derivation as a text in one of the formats. */
export function render(derivation: Derivation, format: string, options: Rendering): string {
  const { checked, witness } = derivation
  if (format === 'json') return `${JSON.stringify(encodeProof(checked.proof), undefined, 1)}\n`
  if (format === 'coq') return printCoqFile(certify(derivation, options.values))
  if (format === 'coq-derivation') return printCoqFile(emitScript(checked))
  const renderer = findRenderer(format)
  const document = describe(checked, witness, {
    detail: options.detail,
    collapsible: renderer.collapsible,
    ...(options.proved === undefined ? {} : { proved: options.proved }),
  })
  const stylesheet = renderer.name === 'html' ? katexStylesheet() : ''
  const shown = renderer.render(document, { ...options, stylesheet })
  const style = renderer.name === 'text' || renderer.name === 'markdown' ? renderer.name : undefined
  const form = style === undefined ? undefined : closedForm(derivation)
  return style === undefined || form === undefined ? shown : `${shown}\n${renderClosedForm(form, style)}\n`
}

const ENDINGS: Readonly<Record<string, string>> = {
  '': 'text',
  '.txt': 'text',
  '.tex': 'latex',
  '.html': 'html',
  '.htm': 'html',
  '.md': 'markdown',
  '.json': 'json',
  '.v': 'coq',
}

/** The format by --format, or by the ending of --out. @throws ConvolemmaError "usage/format", "usage/fragment" */
function readFormat(call: Call, out: string | undefined): string {
  const ending = extname(out ?? '').toLowerCase()
  const byEnding = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined
  if (call.text('format') === undefined && byEnding === undefined) {
    const known = Object.keys(ENDINGS).filter((one) => one !== '')
    fail({
      code: 'usage/format',
      what: `no format goes with the ending ${JSON.stringify(ending)}`,
      where: out ?? '',
      fix: [`an ending of ${known.join(', ')}`, `--format ${FORMATS.join('|')}`],
    })
  }
  const format = readChoice(call, 'format', FORMATS, byEnding ?? 'text')
  if (call.has('fragment') && format !== 'latex') {
    fail({ code: 'usage/fragment', what: `--fragment goes with LaTeX, not with ${format}`, fix: '--format latex' })
  }
  return format
}
