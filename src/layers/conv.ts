/** Convolution of any rank: channels, bias, stride, dilation, groups, every kind of padding, and the flipped kernel. */
import { add, element, multiply } from '../term/build.ts'
import {
  addIndex,
  constantOf,
  type Index,
  integer,
  multiplyIndex,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { channelsPerGroup, denseView, isDepthwise } from './conv-groups.ts'
import { convolutionTensors } from './conv-weights.ts'
import {
  defineLayer,
  type Geometry,
  type InputShape,
  type LocalDefinition,
  type MeaningContext,
  resolvePadding,
  summed,
} from './layer.ts'
import { checkExtension, extensionOf } from './pad-extension.ts'
import type { Parameters } from './schema.ts'

const PADDING_MODES = ['zeros', 'reflect', 'replicate', 'circular']

/** The layer as one object. @source docs/decisions/05-layers.md */
export const conv = defineLayer({
  name: 'conv',
  summary: 'Convolution (cross-correlation) with channels, bias, stride, dilation, groups and padding',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html',
  notations: { Conv1d: [1], Conv2d: [2], Conv3d: [3], Conv: 'any' },
  schema: {
    inChannels: { kind: 'channels', summary: 'input channels' },
    outChannels: { kind: 'channels', summary: 'output channels' },
    kernelSize: { kind: 'size', summary: 'taps per axis' },
    stride: { kind: 'size', fallback: 1, summary: 'samples from one output to the next' },
    padding: {
      kind: 'padding',
      fallback: 0,
      minimum: 0,
      summary: 'samples around the input; "same" or "valid" also work',
    },
    dilation: { kind: 'size', fallback: 1, summary: 'samples from one tap to the next' },
    groups: { kind: 'channels', fallback: 1, summary: 'blocks of channels that do not mix' },
    bias: { kind: 'bias', fallback: true, summary: 'True, False, or the values' },
    paddingMode: { kind: 'choice', fallback: 'zeros', choices: PADDING_MODES, summary: 'what the padding holds' },
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
    mode: {
      kind: 'choice',
      fallback: 'correlation',
      choices: ['correlation', 'convolution'],
      keywordOnly: true,
      summary: '"convolution" flips the kernel',
    },
    name: { kind: 'name', fallback: null, keywordOnly: true, summary: "the kernel's symbol" },
  },
  takesKernelLetter: true,
  inputChannels: (p) => p.size('inChannels'),
  outputChannels: (p) => p.size('outChannels'),
  geometry,
  tensors: (p, letter) => convolutionTensors(p, letter, [p.size('outChannels'), channelsPerGroup(p).input]),
  meaning(context) {
    const { parameters: p } = context
    const kernel = kernelView(context)
    const signal = kernel.separate ? separate(context, kernel.symbol) : mixed(context, kernel.symbol)
    const body = p.flag('bias') ? add(element(context.symbol('bias'), context.channel), signal) : signal
    return { local: kernel.local, body }
  },
  examples: [
    { notation: 'Conv1d(2, 3, 3, stride=2, padding=1)', summary: 'strided, padded' },
    { notation: 'Conv2d(2, 4, (2, 3), dilation=(1, 2), groups=2)', summary: 'dilated, grouped' },
    { notation: 'Conv2d(3, 3, 2, groups=3, bias=False)', summary: 'depthwise' },
    { notation: 'Conv3d(1, 2, (1, 2, 2))', summary: 'three axes' },
    { notation: 'Conv1d(1, 1, 3, mode="convolution", bias=False)', summary: 'flipped kernel' },
    { notation: 'Conv1d(2, 2, 4, padding="same")', summary: 'uneven padding' },
    { notation: 'Conv1d(2, 1, 4, stride=2, padding=3, padding_mode="circular")', summary: 'periodic' },
    { notation: 'Conv2d(1, 2, 3, padding=(1, 2), padding_mode="reflect")', summary: 'reflected' },
    { notation: 'Conv3d(2, 2, 2, padding=1, groups=2, padding_mode="replicate")', summary: 'its border repeated' },
  ],
})

/** @throws ConvolemmaError "layer/same-padding" with a stride, "layer/padding-too-long" for the input */
function geometry(p: Parameters, input: InputShape): Geometry {
  const window = windowOf(p)
  const extension = extensionOf(p.text('paddingMode'))
  if (extension !== undefined) checkExtension(p, extension, window.padding, input.extent)
  if (p.padding('padding') === 'same' && constantOf(p.size('stride')) !== 1) {
    p.refuse('layer/same-padding', 'padding="same" goes with stride 1 only', 'give the padding as numbers')
  }
  return window
}

function windowOf(p: Parameters): Geometry {
  const kernel = p.size('kernelSize')
  const dilation = p.size('dilation')
  return { kernel, stride: p.size('stride'), dilation, padding: resolvePadding(p.padding('padding'), kernel, dilation) }
}

interface KernelView {
  readonly symbol: string
  /** True where every output channel reads only the input channel of its own number. */
  readonly separate: boolean
  readonly local: readonly LocalDefinition[]
}

/** The weights as the formula reads them: [o, a, i], flipped and spread over all channels where the layer says so. */
function kernelView(context: MeaningContext): KernelView {
  const { parameters: p } = context
  const weight = context.symbol('weight')
  const flipped = p.text('mode') === 'convolution' ? flippedView(context, weight) : undefined
  const symbol = flipped?.symbol ?? weight
  const local = flipped === undefined ? [] : [flipped]
  const groups = p.size('groups')
  if (constantOf(groups) === 1) return { symbol, separate: false, local }
  const perGroup = channelsPerGroup(p)
  if (isDepthwise(perGroup)) return { symbol, separate: true, local }
  const dense = denseView(
    context,
    symbol,
    { wish: 'o', channels: p.size('outChannels'), perGroup: perGroup.output },
    { wish: 'c', channels: p.size('inChannels'), perGroup: perGroup.input },
  )
  return { symbol: dense.symbol, separate: false, local: [...local, dense] }
}

function flippedView(context: MeaningContext, weight: string): LocalDefinition {
  const p = context.parameters
  const kernel = p.size('kernelSize')
  const names = { o: context.index('o'), c: context.index('c'), i: context.index('i') }
  const mirrored = subtractIndex(subtractIndex(kernel, integer(1)), variable(names.i))
  return {
    symbol: context.local(`flip_${weight}`),
    parameters: [
      { name: names.o, sort: 'channel', extent: p.size('outChannels') },
      { name: names.c, sort: 'channel', extent: channelsPerGroup(p).input },
      { name: names.i, sort: 'position', extent: kernel },
    ],
    body: element(weight, variable(names.o), variable(names.c), mirrored),
  }
}

/** The input at s⊙n + δ⊙i − p, counted from its first sample; the padding goes on as padding_mode says. */
function sampleOf(context: MeaningContext, channel: Index, tap: Index): Term {
  const p = context.parameters
  const { stride, dilation, padding } = windowOf(p)
  const from = addIndex(multiplyIndex(stride, context.position ?? integer(0)), multiplyIndex(dilation, tap))
  const position = subtractIndex(from, padding.start)
  const extension = extensionOf(p.text('paddingMode'))
  const pads = [padding.start, padding.end].some((index) => constantOf(index) !== 0)
  return extension === undefined || !pads
    ? context.read(channel, position)
    : context.readExtended(extension, padding, channel, position)
}

/** Σ_c Σ_i kernel[o, c, i]·x[c, s⊙n + δ⊙i − p] */
function mixed(context: MeaningContext, kernel: string): Term {
  const p = context.parameters
  return summed(context, 'c', 'channel', p.size('inChannels'), (c) =>
    summed(context, 'i', 'position', p.size('kernelSize'), (i) =>
      multiply(element(kernel, context.channel, c, i), sampleOf(context, c, i)),
    ),
  )
}

/** Σ_i kernel[o, 0, i]·x[o, s⊙n + δ⊙i − p] */
function separate(context: MeaningContext, kernel: string): Term {
  return summed(context, 'i', 'position', context.parameters.size('kernelSize'), (i) =>
    multiply(element(kernel, context.channel, integer(0), i), sampleOf(context, context.channel, i)),
  )
}
