/** Convolution of any rank: channels, bias, stride, dilation, groups, zero padding, and the flipped kernel. */
import { add, element, equals, multiply } from '../term/build.ts'
import {
  addIndex,
  constantOf,
  equalIndex,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  singleVariable,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import {
  defineLayer,
  type Geometry,
  type LocalDefinition,
  type MeaningContext,
  resolvePadding,
  summed,
} from './layer.ts'
import { keywordOf, type Parameters } from './schema.ts'

const PADDING_MODES = ['zeros', 'reflect', 'replicate', 'circular']

/** The layer as one object. @source docs/decisions/05-layers.md */
export const conv = defineLayer({
  name: 'conv',
  summary: 'Convolution (cross-correlation) with channels, bias, stride, dilation, groups and zero padding',
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
      summary: 'zeros around the input; "same" or "valid" also work',
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
  tensors: (p, letter) => [
    {
      role: 'weight',
      symbol: letter,
      axes: [
        { sort: 'channel', extent: p.size('outChannels') },
        { sort: 'channel', extent: channelsPerGroup(p).input },
        { sort: 'position', extent: p.size('kernelSize') },
      ],
      ...valuesOf(p, 'weight'),
      fromStart: p.text('origin') === 'start',
    },
    ...(p.flag('bias')
      ? [
          {
            role: 'bias',
            symbol: `b_${letter}`,
            axes: [{ sort: 'channel' as const, extent: p.size('outChannels') }],
            ...valuesOf(p, 'bias'),
          },
        ]
      : []),
  ],
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
  ],
})

function valuesOf(p: Parameters, name: string): { readonly values?: NonNullable<ReturnType<Parameters['taps']>> } {
  const values = p.taps(name)
  return values === undefined ? {} : { values }
}

function geometry(p: Parameters): Geometry {
  const kernel = p.size('kernelSize')
  const dilation = p.size('dilation')
  const padding = resolvePadding(p.padding('padding'), kernel, dilation)
  const pads = [padding.start, padding.end].some((index) => constantOf(index) !== 0)
  if (pads && p.text('paddingMode') !== 'zeros') {
    p.refuse(
      'layer/padding-mode',
      `padding_mode="${p.text('paddingMode')}" is not zero padding, and its border is not one convolution`,
      'padding_mode="zeros", or no padding',
    )
  }
  if (p.padding('padding') === 'same' && constantOf(p.size('stride')) !== 1) {
    p.refuse('layer/same-padding', 'padding="same" goes with stride 1 only', 'give the padding as numbers')
  }
  return { kernel, stride: p.size('stride'), dilation, padding }
}

/** Input and output channels of one group. @throws ConvolemmaError "layer/groups" where they do not divide */
function channelsPerGroup(p: Parameters): { readonly input: Index; readonly output: Index } {
  return { input: divideChannels(p, 'inChannels'), output: divideChannels(p, 'outChannels') }
}

function divideChannels(p: Parameters, name: 'inChannels' | 'outChannels'): Index {
  const channels = p.size(name)
  const groups = p.size('groups')
  if (equalIndex(channels, groups)) return integer(1)
  const count = constantOf(groups)
  if (count === 1) return channels
  const total = constantOf(channels)
  const keyword = keywordOf(name)
  if (typeof count !== 'number') {
    return p.refuse(
      'layer/groups',
      `groups=${singleVariable(groups)} with ${keyword}=${shown(channels)}: a symbolic number of groups is not supported unless it equals in_channels and out_channels`,
      'groups as an integer, or the same name for groups, in_channels and out_channels',
    )
  }
  if (typeof total !== 'number') {
    return p.refuse(
      'layer/groups',
      `${keyword}=${shown(channels)} has no value, so whether it is divisible by groups=${count} is not known`,
      `${keyword} as an integer, or groups=1`,
    )
  }
  if (total % count === 0) return integer(total / count)
  return p.refuse(
    'layer/groups',
    `${keyword}=${total} is not divisible by groups=${count}`,
    `choose groups that divide ${keyword}`,
  )
}

function shown(size: Index): string {
  return `${constantOf(size) ?? singleVariable(size) ?? 'a symbolic size'}`
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
  if (constantOf(perGroup.input) === 1 && constantOf(perGroup.output) === 1) return { symbol, separate: true, local }
  const dense = denseView(context, symbol, perGroup)
  return { symbol: dense.symbol, separate: false, local: [...local, dense] }
}

function flippedView(context: MeaningContext, weight: string): LocalDefinition {
  const p = context.parameters
  const kernel = p.size('kernelSize')
  const { names, at } = viewIndices(context)
  const mirrored = subtractIndex(subtractIndex(kernel, integer(1)), at.i)
  return {
    symbol: context.local(`flip_${weight}`),
    parameters: [
      { name: names.o, sort: 'channel', extent: p.size('outChannels') },
      { name: names.c, sort: 'channel', extent: channelsPerGroup(p).input },
      { name: names.i, sort: 'position', extent: kernel },
    ],
    body: element(weight, at.o, at.c, mirrored),
  }
}

/** dense[o, c, i] := [⌊o/out⌋ = ⌊c/in⌋]·weight[o, c − in·⌊c/in⌋, i] with out, in channels per group. */
function denseView(
  context: MeaningContext,
  weight: string,
  perGroup: { readonly input: Index; readonly output: Index },
): LocalDefinition {
  const p = context.parameters
  const { names, at } = viewIndices(context)
  const group = floorDivide(at.c, perGroup.input)
  const within = subtractIndex(at.c, multiplyIndex(perGroup.input, group))
  return {
    symbol: context.local(`dense_${weight}`),
    parameters: [
      { name: names.o, sort: 'channel', extent: p.size('outChannels') },
      { name: names.c, sort: 'channel', extent: p.size('inChannels') },
      { name: names.i, sort: 'position', extent: p.size('kernelSize') },
    ],
    body: multiply(equals(floorDivide(at.o, perGroup.output), group), element(weight, at.o, within, at.i)),
  }
}

/** The indices of a view of the weights: output channel, input channel, tap. */
function viewIndices(context: MeaningContext) {
  const names = { o: context.index('o'), c: context.index('c'), i: context.index('i') }
  return { names, at: { o: variable(names.o), c: variable(names.c), i: variable(names.i) } }
}

/** s⊙n + δ⊙i − p, counted from the input's first sample. */
function samplePosition(context: MeaningContext, tap: Index): Index {
  const { stride, dilation, padding } = geometry(context.parameters)
  const position = context.position ?? integer(0)
  return subtractIndex(addIndex(multiplyIndex(stride, position), multiplyIndex(dilation, tap)), padding.start)
}

/** Σ_c Σ_i kernel[o, c, i]·x[c, s⊙n + δ⊙i − p] */
function mixed(context: MeaningContext, kernel: string): Term {
  const p = context.parameters
  return summed(context, 'c', 'channel', p.size('inChannels'), (c) =>
    summed(context, 'i', 'position', p.size('kernelSize'), (i) =>
      multiply(element(kernel, context.channel, c, i), context.read(c, samplePosition(context, i))),
    ),
  )
}

/** Σ_i kernel[o, 0, i]·x[o, s⊙n + δ⊙i − p] */
function separate(context: MeaningContext, kernel: string): Term {
  return summed(context, 'i', 'position', context.parameters.size('kernelSize'), (i) =>
    multiply(
      element(kernel, context.channel, integer(0), i),
      context.read(context.channel, samplePosition(context, i)),
    ),
  )
}
