/** Transposed convolution of any rank: every input sample is spread over the output by the kernel. */
import { add, element, equals, multiply } from '../term/build.ts'
import {
  addIndex,
  coefficientEntries,
  constantOf,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  scaleIndex,
  subtractIndex,
} from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { channelsPerGroup, denseView, isDepthwise } from './conv-groups.ts'
import { convolutionTensors } from './conv-weights.ts'
import { defineLayer, type LocalDefinition, type MeaningContext, POINTWISE, summed } from './layer.ts'
import { inputOf, positionOf } from './resample-position.ts'
import type { Parameters } from './schema.ts'

/**
 * y[o, q] = b[o] + Σ_c Σ_i [q + p − δ⊙i = s⊙⌊(q + p − δ⊙i)/s⌋]·w[c, o, i]·x[c, ⌊(q + p − δ⊙i)/s⌋]
 * weight [inChannels, outChannels/groups, kernelSize], [C, L] → [C', (L − 1)s − 2p + δ(K − 1) + outputPadding + 1]
 */
export const transposedConv = defineLayer({
  name: 'transposed-conv',
  summary: 'Transposed convolution with channels, bias, stride, dilation, groups, padding and output padding',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html',
  notations: { ConvTranspose1d: [1], ConvTranspose2d: [2], ConvTranspose3d: [3], ConvTranspose: 'any' },
  schema: {
    inChannels: { kind: 'channels', summary: 'input channels' },
    outChannels: { kind: 'channels', summary: 'output channels' },
    kernelSize: { kind: 'size', summary: 'taps per axis' },
    stride: { kind: 'size', fallback: 1, summary: 'output samples from one input sample to the next' },
    padding: { kind: 'padding', fallback: 0, minimum: 0, summary: 'samples cut off at both ends of the output' },
    outputPadding: { kind: 'size', fallback: 0, minimum: 0, summary: 'further samples at the end of the output' },
    groups: { kind: 'channels', fallback: 1, summary: 'blocks of channels that do not mix' },
    bias: { kind: 'bias', fallback: true, summary: 'True, False, or the values' },
    dilation: { kind: 'size', fallback: 1, summary: 'output samples from one tap to the next' },
    paddingMode: { kind: 'choice', fallback: 'zeros', choices: ['zeros'], summary: 'only "zeros", as in PyTorch' },
    device: { kind: 'ignored', fallback: null, summary: 'ignored' },
    dtype: { kind: 'ignored', fallback: null, summary: 'ignored' },
    weight: {
      kind: 'taps',
      fallback: null,
      keywordOnly: true,
      summary:
        'a nested list of numbers and expressions, or one expression in the tap indices i, j, l (e and pi are numbers)',
    },
    origin: {
      kind: 'choice',
      fallback: 'center',
      choices: ['center', 'start'],
      keywordOnly: true,
      summary: 'where the tap indices i, j, l of a formula are 0',
    },
    name: { kind: 'name', fallback: null, keywordOnly: true, summary: "the kernel's symbol" },
  },
  takesKernelLetter: true,
  inputChannels: (p) => p.size('inChannels'),
  outputChannels: (p) => p.size('outChannels'),
  // Where the taps of an input sample go, the meaning says; every read of it may lie outside of the input.
  geometry: () => POINTWISE,
  rates: (p) => ({ up: p.size('stride'), down: integer(1) }),
  outputExtent: (p, inputs) => spreadExtent(p, inputOf(inputs).extent),
  tensors: (p, letter) => convolutionTensors(p, letter, [p.size('inChannels'), channelsPerGroup(p).output]),
  meaning(context) {
    const { parameters: p } = context
    checkOutputPadding(p)
    const kernel = kernelView(context)
    const signal = kernel.separate ? separate(context, kernel.symbol) : mixed(context, kernel.symbol)
    const body = p.flag('bias') ? add(element(context.symbol('bias'), context.channel), signal) : signal
    return { local: kernel.local, body }
  },
  examples: [
    { notation: 'ConvTranspose1d(2, 3, 3, stride=2)', summary: 'overlapping taps' },
    { notation: 'ConvTranspose1d(1, 2, 2, stride=3, bias=False)', summary: 'gaps between the taps' },
    { notation: 'ConvTranspose1d(2, 1, 3, padding=1)', summary: 'stride 1' },
    {
      notation: 'ConvTranspose2d(2, 4, (4, 3), stride=2, padding=1, output_padding=(0, 1), groups=2)',
      summary: 'grouped',
    },
    { notation: 'ConvTranspose2d(3, 3, (2, 1), stride=(2, 1), groups=3)', summary: 'depthwise, one axis as it is' },
    { notation: 'ConvTranspose2d(1, 2, 2, stride=(3, 2), dilation=(2, 3), output_padding=(2, 1))', summary: 'dilated' },
    { notation: 'ConvTranspose3d(2, 1, (1, 2, 3), stride=(2, 1, 2))', summary: 'three axes' },
  ],
})

/** The padding on either side. @throws ConvolemmaError "layer/transposed-padding" for a text, which PyTorch does not take either */
function paddingOf(p: Parameters): { readonly start: Index; readonly end: Index } {
  const padding = p.padding('padding')
  if (padding !== 'same') return padding
  return p.refuse(
    'layer/transposed-padding',
    'padding="same" is not defined for a transposed convolution',
    'the padding as numbers',
  )
}

/** (L − 1)s − p − p′ + δ(K − 1) + outputPadding + 1 */
function spreadExtent(p: Parameters, inputExtent: Index): Index {
  const one = integer(1)
  const padding = paddingOf(p)
  const last = multiplyIndex(subtractIndex(inputExtent, one), p.size('stride'))
  const reach = multiplyIndex(p.size('dilation'), subtractIndex(p.size('kernelSize'), one))
  const cut = scaleIndex(-1, addIndex(padding.start, padding.end))
  return addIndex(last, cut, reach, p.size('outputPadding'), one)
}

/** @throws ConvolemmaError "layer/output-padding" where it is neither smaller than the stride nor than the dilation */
function checkOutputPadding(p: Parameters): void {
  const [more, stride, dilation] = [p.size('outputPadding'), p.size('stride'), p.size('dilation')].map(constantOf)
  if (more === undefined || stride === undefined || dilation === undefined) return
  const rank = Math.max(...[more, stride, dilation].map((value) => coefficientEntries(value).length))
  const strides = coefficientEntries(stride, rank)
  const dilations = coefficientEntries(dilation, rank)
  coefficientEntries(more, rank).forEach((entry, axis) => {
    const limit = Math.max(strides[axis] ?? 1, dilations[axis] ?? 1)
    if (entry < limit) return
    p.refuse(
      'layer/output-padding',
      `output_padding is ${entry} on axis ${axis}, where stride and dilation are ${strides[axis]} and ${dilations[axis]}`,
      `output_padding below ${limit} on this axis`,
    )
  })
}

interface KernelView {
  readonly symbol: string
  /** True where every output channel reads only the input channel of its own number. */
  readonly separate: boolean
  readonly local: readonly LocalDefinition[]
}

/** The weights as the formula reads them: [c, o, i], spread over all channels where there are groups. */
function kernelView(context: MeaningContext): KernelView {
  const { parameters: p } = context
  const symbol = context.symbol('weight')
  if (constantOf(p.size('groups')) === 1) return { symbol, separate: false, local: [] }
  const perGroup = channelsPerGroup(p)
  if (isDepthwise(perGroup)) return { symbol, separate: true, local: [] }
  const dense = denseView(
    context,
    symbol,
    { wish: 'c', channels: p.size('inChannels'), perGroup: perGroup.input },
    { wish: 'o', channels: p.size('outChannels'), perGroup: perGroup.output },
  )
  return { symbol: dense.symbol, separate: false, local: [dense] }
}

/** Σ_c Σ_i (what reaches the output from channel c by tap i) */
function mixed(context: MeaningContext, kernel: string): Term {
  const p = context.parameters
  return summed(context, 'c', 'channel', p.size('inChannels'), (c) =>
    summed(context, 'i', 'position', p.size('kernelSize'), (i) =>
      spread(context, i, (sample) => [
        element(kernel, c, context.channel, i),
        context.read(c, sample, { reach: 'anywhere' }),
      ]),
    ),
  )
}

/** Σ_i (what reaches the output from the channel of its own number by tap i) */
function separate(context: MeaningContext, kernel: string): Term {
  return summed(context, 'i', 'position', context.parameters.size('kernelSize'), (i) =>
    spread(context, i, (sample) => [
      element(kernel, context.channel, integer(0), i),
      context.read(context.channel, sample, { reach: 'anywhere' }),
    ]),
  )
}

/** The product of `factors` at the sample that tap i carries to the output, and 0 where it carries none there. */
function spread(context: MeaningContext, tap: Index, factors: (sample: Index) => readonly Term[]): Term {
  const p = context.parameters
  const stride = p.size('stride')
  const reached = subtractIndex(
    addIndex(positionOf(context), paddingOf(p).start),
    multiplyIndex(p.size('dilation'), tap),
  )
  if (constantOf(stride) === 1) return multiply(...factors(reached))
  const sample = floorDivide(reached, stride)
  return multiply(equals(reached, multiplyIndex(stride, sample)), ...factors(sample))
}
