/** One factor and one offset for every channel. */
import { add, element, multiply } from '../term/build.ts'
import { defineLayer, POINTWISE } from './layer.ts'

export const scale = defineLayer({
  name: 'scale',
  summary: 'Per-channel scale and shift: weight[c]·x + bias[c]',
  source: 'https://onnx.ai/onnx/operators/onnx__Mul.html',
  notations: { Scale: 'input' },
  schema: {
    numFeatures: { kind: 'channels', summary: 'channels' },
    bias: { kind: 'bias', fallback: true, summary: 'whether there is a shift, or its values' },
    weight: { kind: 'taps', fallback: null, keywordOnly: true, summary: 'symbolic or numeric factors' },
    name: { kind: 'name', fallback: null, keywordOnly: true, summary: "the factor's symbol" },
  },
  takesKernelLetter: false,
  inputChannels: (p) => p.size('numFeatures'),
  outputChannels: (p) => p.size('numFeatures'),
  geometry: () => POINTWISE,
  tensors(p) {
    const symbol = p.text('name') ?? 'alpha'
    const axes = [{ sort: 'channel', extent: p.size('numFeatures') }] as const
    const weight = p.taps('weight')
    const bias = p.taps('bias')
    return [
      { role: 'weight', symbol, axes, ...(weight === undefined ? {} : { values: weight }) },
      ...(p.flag('bias')
        ? [{ role: 'bias', symbol: `b_${symbol}`, axes, ...(bias === undefined ? {} : { values: bias }) }]
        : []),
    ]
  },
  meaning(context) {
    const { parameters: p, channel, position } = context
    const scaled = multiply(element(context.symbol('weight'), channel), context.read(channel, position))
    return { local: [], body: p.flag('bias') ? add(element(context.symbol('bias'), channel), scaled) : scaled }
  },
  examples: [
    { notation: 'Scale(3)', summary: 'scale and shift' },
    { notation: 'Scale(2, bias=False)', summary: 'scale only' },
  ],
})
