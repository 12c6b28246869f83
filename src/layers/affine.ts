/** One factor or one offset for all channels: Multiply, Add and Negate. */
import { parseRational } from '../scalar/rational.ts'
import { add, element, multiply, number } from '../term/build.ts'
import { integer } from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { defineLayer, type LayerKind, type LayerTensor, type MeaningContext, POINTWISE } from './layer.ts'
import { inputOf } from './resample-position.ts'
import type { Parameters } from './schema.ts'

const SCHEMA = {
  value: { kind: 'taps', summary: 'a number or an expression' },
  name: { kind: 'name', fallback: null, keywordOnly: true, summary: 'the symbol of an expression' },
} as const

type Shared = Pick<LayerKind, 'takesKernelLetter' | 'inputChannels' | 'outputChannels' | 'geometry'>

const SHARED: Shared = {
  takesKernelLetter: false,
  inputChannels: () => undefined,
  outputChannels: (_, inputs) => inputOf(inputs).channels,
  geometry: () => POINTWISE,
}

export const multiplyByValue = defineLayer({
  ...SHARED,
  name: 'multiply',
  isFlatReader: true,
  summary: 'Its input times one number or expression',
  source: 'https://onnx.ai/onnx/operators/onnx__Mul.html',
  notations: { Multiply: 'input' },
  schema: SCHEMA,
  tensors: (p) => valueTensor(p, 'alpha'),
  meaning: (context) => ({ local: [], body: multiply(valueTerm(context), read(context)) }),
  examples: [
    { notation: 'Multiply(0.5)', summary: 'half of it' },
    { notation: 'Multiply("1 - 2*a")', summary: 'a symbolic factor' },
  ],
})

export const addValue = defineLayer({
  ...SHARED,
  name: 'add',
  isFlatReader: true,
  summary: 'Its input plus one number or expression',
  source: 'https://onnx.ai/onnx/operators/onnx__Add.html',
  notations: { Add: 'input' },
  schema: SCHEMA,
  tensors: (p) => valueTensor(p, 'beta'),
  meaning: (context) => ({ local: [], body: add(valueTerm(context), read(context)) }),
  examples: [{ notation: 'Add(-1)', summary: 'one less' }],
})

export const negate = defineLayer({
  ...SHARED,
  name: 'negate',
  isFlatReader: true,
  summary: 'Minus its input',
  source: 'https://onnx.ai/onnx/operators/onnx__Neg.html',
  notations: { Negate: 'input' },
  schema: {},
  tensors: () => [],
  meaning: (context) => ({ local: [], body: multiply(number(-1), read(context)) }),
  examples: [{ notation: 'Negate()', summary: 'the other sign' }],
})

function read({ channel, position, read: readInput }: MeaningContext): Term {
  return readInput(channel, position)
}

/** A number is itself; an expression is the only entry of a tensor. */
function valueTensor(p: Parameters, symbol: string): readonly LayerTensor[] {
  const values = expressionOf(p)
  if (values === undefined) return []
  const axes = [{ sort: 'channel', extent: integer(1) }] as const
  return [{ role: 'value', symbol: p.text('name') ?? symbol, axes, values }]
}

function valueTerm({ parameters: p, symbol }: MeaningContext): Term {
  if (expressionOf(p) !== undefined) return element(symbol('value'), integer(0))
  return number(p.real('value'))
}

/** The value where it is not a number. @throws ConvolemmaError "layer/parameter" where it is a list */
function expressionOf(p: Parameters): string | undefined {
  const value = p.taps('value')
  if (value === undefined || typeof value === 'object') {
    return p.refuse('layer/parameter', 'value must be one number or expression', 'Scale for one factor per channel')
  }
  return parseRational(`${value}`) === undefined ? `${value}` : undefined
}
