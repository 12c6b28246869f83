/** Adaptive average pooling where its windows are equal: an average pool whose window and stride are the quotient of the sizes. */
import { multiply, number } from '../term/build.ts'
import {
  addIndex,
  type Coefficient,
  coefficientEntries,
  constantOf,
  type Index,
  integer,
  multiplyIndex,
  zipCoefficients,
} from '../term/index-expression.ts'
import { knownExtent } from './known-shape.ts'
import { defineLayer, type Geometry, type Meaning, type MeaningContext, reciprocal, summed } from './layer.ts'
import { inputOf } from './resample-position.ts'
import type { Parameters } from './schema.ts'

export const adaptiveAveragePool = defineLayer({
  name: 'adaptive-average-pool',
  summary: 'Adaptive average pooling where the output size divides the input size',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html',
  notations: { AdaptiveAvgPool1d: [1], AdaptiveAvgPool2d: [2], AdaptiveAvgPool3d: [3] },
  schema: { outputSize: { kind: 'size', summary: 'samples per axis of the output' } },
  takesKernelLetter: false,
  inputChannels: () => undefined,
  outputChannels: (_, inputs) => inputOf(inputs).channels,
  geometry: (p, { extent }) => geometry(p, extent, p.size('outputSize')),
  tensors: () => [],
  meaning: (context) => average(context, context.parameters.size('outputSize')),
  examples: [
    { notation: 'AdaptiveAvgPool1d(2)', summary: 'two windows, for an input of an even size' },
    { notation: 'AdaptiveAvgPool2d((3, 1))', summary: 'three windows by one' },
  ],
})

export const globalAveragePool = defineLayer({
  name: 'global-average-pool',
  summary: 'The average of each channel',
  source: 'https://onnx.ai/onnx/operators/onnx__GlobalAveragePool.html',
  notations: { GlobalAvgPool: 'input', GlobalAvgPool1d: [1], GlobalAvgPool2d: [2], GlobalAvgPool3d: [3] },
  schema: {},
  takesKernelLetter: false,
  inputChannels: () => undefined,
  outputChannels: (_, inputs) => inputOf(inputs).channels,
  geometry: (p, { extent }) => geometry(p, extent, integer(1)),
  tensors: () => [],
  meaning: (context) => average(context, integer(1)),
  examples: [{ notation: 'GlobalAvgPool2d()', summary: 'one window' }],
})

function geometry(p: Parameters, extent: Index, outputSize: Index): Geometry {
  const kernel = integer(windowOf(p, extent, outputSize))
  return { kernel, stride: kernel, dilation: integer(1), padding: { start: integer(0), end: integer(0) } }
}

/** @throws ConvolemmaError "layer/input-size", "layer/adaptive-windows" where the windows would overlap or differ */
function windowOf(p: Parameters, extent: Index, outputSize: Index): Coefficient {
  const wanted = constantOf(outputSize)
  if (wanted === undefined) {
    return p.refuse('layer/adaptive-windows', 'the output size must be a number', 'output_size as integers')
  }
  const length = knownExtent(p, extent, 'its window depends on the size')
  return zipCoefficients(length, wanted, (samples, windows) => {
    if (samples % windows === 0 && samples > 0) return samples / windows
    const what = `${samples} samples cannot be divided into ${windows} equal windows`
    return p.refuse('layer/adaptive-windows', what, 'an output size that divides the input size, or an AvgPool')
  })
}

/** Σ_i x[o, K⊙n + i]/K */
function average(context: MeaningContext, outputSize: Index): Meaning {
  const { parameters: p, inputs, rank, position = integer(0) } = context
  const window = windowOf(p, inputOf(inputs).extent, outputSize)
  const count = coefficientEntries(window, rank === 'any' ? 1 : rank).reduce((product, taps) => product * taps, 1)
  const body = summed(context, 'i', 'position', integer(window), (i) =>
    multiply(
      number(reciprocal(count)),
      context.read(context.channel, addIndex(multiplyIndex(integer(window), position), i)),
    ),
  )
  return { local: [], body }
}
