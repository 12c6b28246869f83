/** Flatten, and the linear layer behind it: a convolution whose kernel covers the whole input. */
import { add, element, multiply } from '../term/build.ts'
import {
  addIndex,
  type Coefficient,
  coefficientEntries,
  constantOf,
  type Index,
  integer,
  singleVariable,
} from '../term/index-expression.ts'
import { knownChannels, knownExtent } from './known-shape.ts'
import { defineLayer, type InputShape, type LayerTensor, type MeaningContext, POINTWISE, summed } from './layer.ts'
import { linear } from './linear.ts'
import { inputOf } from './resample-position.ts'
import type { Parameters } from './schema.ts'

export const flatten = defineLayer({
  name: 'flatten',
  summary: 'Its input; a Linear layer behind it takes all channels and samples at once',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html',
  notations: { Flatten: 'input' },
  schema: {
    startDim: { kind: 'integers', fallback: 1, summary: 'must be 1' },
    endDim: { kind: 'integers', fallback: -1, summary: 'must be -1' },
  },
  takesKernelLetter: false,
  flattens: true,
  inputChannels: () => undefined,
  outputChannels: (_, inputs) => inputOf(inputs).channels,
  geometry(p) {
    if (p.integers('startDim') !== 1 || p.integers('endDim') !== -1) {
      p.refuse('layer/flatten', 'only the flattening of all axes but the batch is supported', 'Flatten()')
    }
    return POINTWISE
  },
  tensors: () => [],
  meaning: (context) => ({ local: [], body: context.read(context.channel, context.position) }),
  examples: [{ notation: 'Flatten()', summary: 'before a Linear layer' }],
})

export const flattenLinear = defineLayer({
  name: 'flatten-linear',
  isFlatReader: true,
  summary: 'Linear map of all channels and samples at once, what Linear is after Flatten',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html',
  notations: { FlattenLinear: 'input' },
  schema: linear.schema,
  takesKernelLetter: true,
  inputChannels: () => undefined,
  outputChannels: (p) => p.size('outFeatures'),
  geometry: (p, { extent }) => ({ ...POINTWISE, kernel: integer(kernelOf(p, extent)) }),
  tensors,
  meaning(context) {
    const { parameters: p, inputs, channel, position } = context
    checkFeatures(context)
    const { channels, extent } = inputOf(inputs)
    const signal = summed(context, 'c', 'channel', channels, (c) =>
      summed(context, 'i', 'position', integer(kernelOf(p, extent)), (i) =>
        multiply(
          element(context.symbol('weight'), channel, c, i),
          context.read(c, position === undefined ? undefined : addIndex(position, i)),
        ),
      ),
    )
    return { local: [], body: p.flag('bias') ? add(element(context.symbol('bias'), channel), signal) : signal }
  },
  examples: [
    { notation: 'FlattenLinear(12, 2)', summary: 'for 2 channels of 6 samples' },
    { notation: 'FlattenLinear(12, 1, bias=False)', summary: 'without bias' },
  ],
})

/** The samples per axis. @throws ConvolemmaError "layer/input-size" */
function kernelOf(p: Parameters, extent: Index): Coefficient {
  return p.rank === 0 ? 1 : knownExtent(p, extent, 'its kernel covers the whole input')
}

/** The weights of the state dict [out, C·ΠL] as [out, C, L]. */
function tensors(p: Parameters, letter: string, inputs: readonly InputShape[]): readonly LayerTensor[] {
  const { channels, extent } = inputOf(inputs)
  const out = { sort: 'channel', extent: p.size('outFeatures') } as const
  const weight = p.taps('weight')
  const bias = p.taps('bias')
  const counts = [p.size('outFeatures'), p.size('inFeatures')].map(constantOf)
  const storedShape = counts.flatMap((count) => (typeof count === 'number' ? [count] : []))
  return [
    {
      role: 'weight',
      symbol: letter,
      axes: [out, { sort: 'channel', extent: channels }, { sort: 'position', extent: integer(kernelOf(p, extent)) }],
      ...(storedShape.length === 2 ? { storedShape } : {}),
      ...(weight === undefined ? {} : { values: weight }),
    },
    ...(p.flag('bias')
      ? [{ role: 'bias', symbol: `b_${letter}`, axes: [out], ...(bias === undefined ? {} : { values: bias }) }]
      : []),
  ]
}

/** @throws ConvolemmaError "layer/flatten-features" where in_features is not the number of all entries of the input */
function checkFeatures({ parameters: p, inputs, rank }: MeaningContext): void {
  const count = knownChannels(p, inputs)
  const features = constantOf(p.size('inFeatures'))
  const samples = coefficientEntries(kernelOf(p, inputOf(inputs).extent), rank === 'any' ? 1 : rank)
  const total = samples.reduce((product, entry) => product * entry, count)
  if (features === total) return
  p.refuse(
    'layer/flatten-features',
    `it takes ${features ?? singleVariable(p.size('inFeatures'))} features, but its input ${[count, ...samples].join('×')} has ${total}`,
    `in_features=${total}, the number of channels times the samples of all axes`,
  )
}
