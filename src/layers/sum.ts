/** The sum of several signals of one shape. */
import { add } from '../term/build.ts'
import { defineLayer, POINTWISE } from './layer.ts'
import { inputOf } from './resample-position.ts'

export const sum = defineLayer({
  name: 'sum',
  isFlatReader: true,
  summary: 'The sum of its inputs',
  source: 'https://onnx.ai/onnx/operators/onnx__Sum.html',
  notations: { Sum: 'input' },
  schema: {},
  takesKernelLetter: false,
  joins: true,
  inputChannels: () => undefined,
  outputChannels: (_, inputs) => inputOf(inputs).channels,
  geometry: () => POINTWISE,
  tensors: () => [],
  meaning: ({ inputs, channel, position, read }) => ({
    local: [],
    body: add(...inputs.map((_, from) => read(channel, position, { from, reach: 'inside' }))),
  }),
  examples: [{ notation: 'Sum(Conv1d(2, 2, 1), Identity())', summary: 'two branches' }],
})
