/** A linear map of the channels at every position: a 1×1 convolution, or torch.nn.Linear on a vector. */
import { add, element, multiply } from '../term/build.ts'
import { defineLayer, POINTWISE, summed } from './layer.ts'

export const linear = defineLayer({
  name: 'linear',
  summary: 'Linear map of the channels at every position (torch.nn.Linear on vectors, a 1×1 convolution on signals)',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html',
  notations: { Linear: 'input' },
  schema: {
    inFeatures: { kind: 'channels', summary: 'input channels' },
    outFeatures: { kind: 'channels', summary: 'output channels' },
    bias: { kind: 'bias', fallback: true, summary: 'True, False, or the values' },
    device: { kind: 'ignored', fallback: null, summary: 'ignored' },
    dtype: { kind: 'ignored', fallback: null, summary: 'ignored' },
    weight: { kind: 'taps', fallback: null, keywordOnly: true, summary: 'symbolic or numeric weights' },
    name: { kind: 'name', fallback: null, keywordOnly: true, summary: "the weight's symbol" },
  },
  takesKernelLetter: true,
  afterFlatten: 'FlattenLinear',
  inputChannels: (p) => p.size('inFeatures'),
  outputChannels: (p) => p.size('outFeatures'),
  geometry: () => POINTWISE,
  tensors(p, letter) {
    const out = { sort: 'channel', extent: p.size('outFeatures') } as const
    const weight = p.taps('weight')
    const bias = p.taps('bias')
    return [
      {
        role: 'weight',
        symbol: letter,
        axes: [out, { sort: 'channel', extent: p.size('inFeatures') }],
        ...(weight === undefined ? {} : { values: weight }),
      },
      ...(p.flag('bias')
        ? [{ role: 'bias', symbol: `b_${letter}`, axes: [out], ...(bias === undefined ? {} : { values: bias }) }]
        : []),
    ]
  },
  meaning(context) {
    const { parameters: p, channel, position } = context
    const signal = summed(context, 'c', 'channel', p.size('inFeatures'), (c) =>
      multiply(element(context.symbol('weight'), channel, c), context.read(c, position)),
    )
    return { local: [], body: p.flag('bias') ? add(element(context.symbol('bias'), channel), signal) : signal }
  },
  examples: [
    { notation: 'Linear(3, 2)', summary: 'on a vector' },
    { notation: 'Linear(2, 2, bias=False)', summary: 'without bias' },
  ],
})
