/** convolemma merge: the weights of the one layer that a network equals. */
import { extname } from 'node:path'
import {
  BORDERS,
  type Derivation,
  DTYPES,
  derive,
  fail,
  findWeightEmitter,
  type MergedNetwork,
  type MergeOptions,
  merge,
  realise,
  summarizeMerged,
  summarizeRealised,
  WEIGHT_EMITTERS,
  type WeightArtifact,
  type WeightEmitter,
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
import { inputFiles, readInputShapes, readNetwork } from '../network.ts'
import type { Terminal } from '../terminal.ts'
import { readWeights } from '../weights.ts'

const FORMATS = WEIGHT_EMITTERS.map((emitter) => emitter.name)

export const mergeCommand: CommandDescription = {
  name: 'merge',
  operands: 'NET',
  summary: 'Write the weights of the one layer that a network equals.',
  options: {
    weights: {
      value: 'FILE',
      summary: 'safetensors, npz, or npy files called NAME.npy, with state-dict names',
      multiple: true,
    },
    out: { value: 'FILE', summary: `where to write: ${FORMATS.map((name) => `.${name}`).join(', ')}` },
    format: { value: 'FORMAT', summary: `${FORMATS.join(', ')} (by the ending of --out)` },
    dtype: { value: 'DTYPE', summary: `${DTYPES.join(', ')} (float64; exact for .json and where symbols are left)` },
    set: { value: 'NAME=VALUE', summary: 'give a symbol or a symbolic size a value: a=1/4, K=3', multiple: true },
    input: {
      value: 'SHAPE',
      summary: 'channels and samples of the input, 3x224x224 (x=…,w=… for several): checks that every kernel fits',
    },
    borders: { value: 'BORDERS', summary: BORDERS_SUMMARY },
    segment: { value: 'N', summary: SEGMENT_SUMMARY },
    'max-terms': { value: 'NUMBER', summary: 'refuse symbolic expansions beyond this many products (1000000)' },
  },
}

/** Run the command. @throws ConvolemmaError for anything that is wrong with its input; then nothing is written */
export function runMerge(call: Call, terminal: Terminal): void {
  const out = call.text('out')
  const emitter = findEmitter(call, out)
  const maxTerms = readCount(call, 'max-terms', 1, 2 ** 31)
  const shapes = readInputShapes(call)
  if (out !== undefined && emitter !== undefined) {
    const sides = (SIDE_SUFFIXES[emitter.name] ?? []).map((suffix) => `${stemOf(out)}${suffix}`)
    checkOutputs([out, ...sides], inputFiles(call))
  }
  const { network, symbols } = readNetwork(call)
  const weights = readWeights(call.texts('weights'))
  const derivation = derive(network, {
    borders: readChoice(call, 'borders', BORDERS, 'refuse'),
    ...shapes,
  })
  const merged = mergeAs(derivation, emitter, {
    dtype: readChoice(
      call,
      'dtype',
      DTYPES,
      emitter?.name === 'json' && call.text('dtype') === undefined ? 'exact' : 'float64',
    ),
    set: symbols,
    ...(weights === undefined ? {} : { weights, weightsName: call.texts('weights').join(', ') }),
    ...(maxTerms === undefined ? {} : { maxTerms }),
  })
  refuseSymbolsInDtype(call, merged.isExact)
  if (out !== undefined) {
    const files = merged.artifacts().map((artifact, at) => ({
      path: at === 0 ? out : `${stemOf(out)}${artifact.suffix}`,
      data: artifact.bytes,
    }))
    writeFiles(files)
  }
  const written = out === undefined ? '' : `${out}: `
  terminal.write(`${written}${merged.summary}`)
}

/** What is done with the result, whatever layers it consists of. */
interface Outcome {
  readonly summary: string
  readonly isExact: boolean
  readonly artifacts: () => readonly WeightArtifact[]
}

/** One ordinary convolution as such; everything else as the layers that it is, with where they are right. */
function mergeAs(derivation: Derivation, emitter: WeightEmitter | undefined, options: MergeOptions): Outcome {
  const { claim } = derivation.checked.proof
  const isPlain =
    claim.signals.length === 1 &&
    claim.phase === undefined &&
    claim.varies === undefined &&
    claim.first === undefined &&
    !derivation.continuations.has(claim.signals[0]?.input ?? '')
  if (isPlain) {
    const result = merge(derivation, options)
    return {
      summary: summarizeMerged(result),
      isExact: result.weights.kind === 'exact',
      artifacts: () => emitter?.emit(result.weights) ?? [],
    }
  }
  const merged = realise(derivation, options)
  return {
    summary: [summarizeRealised(merged.weights), ...remarks(derivation, merged)].join('\n'),
    isExact: merged.weights.kind === 'exact',
    artifacts: () => emitter?.emitRealised(merged.weights) ?? [],
  }
}

/** Where the layers are right, what their inputs are, and what else they could be. */
function remarks({ continuations }: Derivation, { validity, kinds, up }: MergedNetwork): readonly string[] {
  const continued = [...continuations].map(([name, { input, extension }]) =>
    extension === 'ones'
      ? `  ${name} is one channel: 1 on every sample of ${input}, 0 in the padding`
      : `  ${name} is ${input} with padding_mode="${extension}"`,
  )
  const others = kinds.slice(1).map((kind) => `  also: ${KIND_WORDS[kind]}`)
  if (validity.kind !== 'interior') return [...continued, ...others]
  const { count } = validity
  if (count === undefined)
    return [
      ...continued,
      ...others,
      '  right in the interior only: convolemma derive says for which outputs of every size',
    ]
  const box = validity.first.map((first, axis) => {
    const rate = up[axis] ?? 1
    return `${rate * first} … ${rate * (first + (count[axis] ?? 0)) - 1}`
  })
  return [...continued, ...others, `  right in the interior only: outputs ${box.join(' × ')}`]
}

const KIND_WORDS: { readonly [kind in MergedNetwork['kinds'][number]]: string } = {
  conv: 'one convolution',
  'conv-transpose': 'one transposed convolution',
  'conv-shuffle': 'one convolution, then depth-to-space',
}

/** What is written beside --out, known before there is anything to write. */
const SIDE_SUFFIXES: Readonly<Record<string, readonly string[]>> = { npy: ['.bias.npy'] }

function stemOf(path: string): string {
  return path.slice(0, path.length - extname(path).length)
}

function findEmitter(call: Call, out: string | undefined) {
  if (out === undefined) {
    const format = call.text('format')
    if (format === undefined) return undefined
    const what = `--format ${format} says how to write a file, but there is no --out`
    return fail({ code: 'usage/format', what, fix: '--out merged.npz' })
  }
  const ending = extname(out).slice(1).toLowerCase()
  if (call.text('format') === undefined && !FORMATS.includes(ending)) {
    const what =
      ending === '' ? 'has no ending that says the weight format' : `${JSON.stringify(ending)} is not a weight format`
    const endings = `an ending of ${FORMATS.map((name) => `.${name}`).join(', ')}`
    fail({ code: 'usage/format', what, where: out, fix: [endings, `--format ${FORMATS.join('|')}`] })
  }
  return findWeightEmitter(readChoice(call, 'format', FORMATS, ending))
}

/** @throws ConvolemmaError "merge/symbols-left" where a storage format was asked for and symbols have no value */
function refuseSymbolsInDtype(call: Call, isExact: boolean): void {
  const dtype = call.text('dtype')
  if (dtype === undefined || dtype === 'exact' || !isExact) return
  const what = `the weights cannot be rounded to ${dtype}: symbols are left in them`
  fail({ code: 'merge/symbols-left', what, fix: ['give them values: --set a=1/4, or --weights FILE', '--dtype exact'] })
}
