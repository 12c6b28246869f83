/**
 * Channels into space and space into channels, in both orders. A shuffle is a (transposed) convolution whose taps are 0 or 1,
 * one for each pair of a channel and a phase, so nothing after it has to know of channels that become positions.
 */

import { ONE, type Rational, ZERO } from '../scalar/rational.ts'
import { element, multiply } from '../term/build.ts'
import {
  addIndex,
  coefficientEntries,
  constantOf,
  type Index,
  integer,
  multiplyIndex,
} from '../term/index-expression.ts'
import {
  defineLayer,
  type Geometry,
  type InputShape,
  type LayerTensor,
  type Meaning,
  type MeaningContext,
  POINTWISE,
  type Rates,
  summed,
} from './layer.ts'
import { inputOf, positionOf, splitPosition } from './resample-position.ts'
import type { Parameters } from './schema.ts'

/** Which of the deep channels goes to a phase: the wide channel is the slower index ("CRD") or the faster one ("DCR"). */
type Order = 'CRD' | 'DCR'

const MODES = ['DCR', 'CRD']
const PIXEL_SHUFFLE = 'https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html'
const PIXEL_UNSHUFFLE = 'https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html'

/** [C·r^d, L] → [C, r·L]: y[o, r⊙n + t] = x[o·r^d + t, n], with t counted in row-major order */
export const pixelShuffle = defineLayer({
  name: 'pixel-shuffle',
  summary: 'Channels into space, the phases of one output channel next to each other',
  source: PIXEL_SHUFFLE,
  notations: { PixelShuffle: [2], PixelShuffle1d: [1], PixelShuffle3d: [3] },
  schema: { upscaleFactor: { kind: 'size', summary: 'output samples per input sample and axis' } },
  ...widening('upscaleFactor', () => 'CRD'),
  examples: [
    { notation: 'PixelShuffle(2)', summary: 'four channels into one' },
    { notation: 'PixelShuffle1d(2)', summary: 'one axis' },
    { notation: 'PixelShuffle3d((1, 2, 2))', summary: 'three axes, one as it is' },
  ],
})

/** [C·b^d, L] → [C, b·L] in the order of `mode` */
export const depthToSpace = defineLayer({
  name: 'depth-to-space',
  summary: 'Channels into space in either order; "CRD" is PixelShuffle',
  source: 'https://onnx.ai/onnx/operators/onnx__DepthToSpace.html',
  notations: { DepthToSpace: [2], DepthToSpace1d: [1], DepthToSpace3d: [3] },
  schema: {
    blocksize: { kind: 'size', summary: 'output samples per input sample and axis' },
    mode: {
      kind: 'choice',
      fallback: 'DCR',
      choices: MODES,
      summary: 'the slower index of a channel: its phase in "DCR"',
    },
  },
  ...widening('blocksize', orderOf),
  examples: [
    { notation: 'DepthToSpace(2)', summary: 'the order of ONNX and TensorFlow' },
    { notation: 'DepthToSpace(2, mode="CRD")', summary: 'the order of PixelShuffle' },
    { notation: 'DepthToSpace1d(3)', summary: 'one axis' },
  ],
})

/** [C, r·L] → [C·r^d, L], the inverse of PixelShuffle */
export const pixelUnshuffle = defineLayer({
  name: 'pixel-unshuffle',
  summary: 'Space into channels, the phases of one input channel next to each other',
  source: PIXEL_UNSHUFFLE,
  notations: { PixelUnshuffle: [2], PixelUnshuffle1d: [1], PixelUnshuffle3d: [3] },
  schema: { downscaleFactor: { kind: 'size', summary: 'input samples per output sample and axis' } },
  ...deepening('downscaleFactor', () => 'CRD'),
  examples: [
    { notation: 'PixelUnshuffle((2, 5))', summary: 'ten channels out of one' },
    { notation: 'PixelUnshuffle1d(2)', summary: 'one axis' },
    { notation: 'PixelUnshuffle3d((3, 1, 2))', summary: 'three axes, one as it is' },
  ],
})

/** [C, b·L] → [C·b^d, L], the inverse of DepthToSpace in the same order */
export const spaceToDepth = defineLayer({
  name: 'space-to-depth',
  summary: 'Space into channels in either order; "CRD" is PixelUnshuffle',
  source: 'https://onnx.ai/onnx/operators/onnx__SpaceToDepth.html',
  notations: { SpaceToDepth: [2], SpaceToDepth1d: [1], SpaceToDepth3d: [3] },
  schema: {
    blocksize: { kind: 'size', summary: 'input samples per output sample and axis' },
    mode: {
      kind: 'choice',
      fallback: 'DCR',
      choices: MODES,
      summary: 'the slower index of a channel: its phase in "DCR"',
    },
  },
  ...deepening('blocksize', orderOf),
  examples: [
    { notation: 'SpaceToDepth1d(3)', summary: 'the order of ONNX and TensorFlow' },
    { notation: 'SpaceToDepth1d(2, mode="CRD")', summary: 'the order of PixelUnshuffle' },
    { notation: 'SpaceToDepth((3, 5))', summary: 'two axes' },
  ],
})

function orderOf(p: Parameters): Order {
  return p.text('mode') === 'CRD' ? 'CRD' : 'DCR'
}

/** y[o, q] = Σ_c S[c, o, q − r⊙⌊q/r⌋]·x[c, ⌊q/r⌋], where S[c, o, t] is 1 if the phase t of channel o is in channel c */
function widening(keyword: string, order: (p: Parameters) => Order) {
  const wideChannels = (p: Parameters, input: InputShape): number => divideByPhases(p, keyword, input)
  return {
    takesKernelLetter: false,
    inputChannels: () => undefined,
    outputChannels: (p: Parameters, inputs: readonly InputShape[]) => integer(wideChannels(p, inputOf(inputs))),
    geometry: () => POINTWISE,
    rates: (p: Parameters): Rates => ({ up: p.size(keyword), down: integer(1) }),
    outputExtent: (p: Parameters, inputs: readonly InputShape[]) =>
      multiplyIndex(inputOf(inputs).extent, p.size(keyword)),
    tensors(p: Parameters, _letter: string, inputs: readonly InputShape[]): readonly LayerTensor[] {
      const input = inputOf(inputs)
      const wide = wideChannels(p, input)
      const channelAt = deepChannel(factorsOf(p, keyword), wide, order(p))
      return [
        {
          role: 'shuffle',
          symbol: 'S',
          axes: [
            { sort: 'channel', extent: input.channels },
            { sort: 'channel', extent: integer(wide) },
            { sort: 'position', extent: p.size(keyword) },
          ],
          constant: ([c, o, ...phase]) => indicator(c === channelAt(o ?? 0, phase)),
        },
      ]
    },
    meaning(context: MeaningContext): Meaning {
      const { block, phase } = splitPosition(positionOf(context), context.parameters.size(keyword))
      const body = summed(context, 'c', 'channel', inputOf(context.inputs).channels, (c) =>
        multiply(
          element(context.symbol('shuffle'), c, context.channel, phase),
          context.read(c, block, { reach: 'inside' }),
        ),
      )
      return { local: [], body }
    },
  }
}

/** y[o, n] = Σ_c Σ_i U[o, c, i]·x[c, r⊙n + i], where U[o, c, i] is 1 if channel o holds the phase i of channel c */
function deepening(keyword: string, order: (p: Parameters) => Order) {
  return {
    takesKernelLetter: false,
    inputChannels: () => undefined,
    outputChannels: (p: Parameters, inputs: readonly InputShape[]) =>
      integer(deepChannels(p, keyword, inputOf(inputs))),
    geometry(p: Parameters, input: InputShape): Geometry {
      checkWholeBlocks(p, keyword, input.extent)
      return { ...POINTWISE, kernel: p.size(keyword), stride: p.size(keyword) }
    },
    tensors(p: Parameters, _letter: string, inputs: readonly InputShape[]): readonly LayerTensor[] {
      const input = inputOf(inputs)
      const channelAt = deepChannel(factorsOf(p, keyword), channelCount(p, input), order(p))
      return [
        {
          role: 'unshuffle',
          symbol: 'U',
          axes: [
            { sort: 'channel', extent: integer(deepChannels(p, keyword, input)) },
            { sort: 'channel', extent: input.channels },
            { sort: 'position', extent: p.size(keyword) },
          ],
          constant: ([o, c, ...phase]) => indicator(o === channelAt(c ?? 0, phase)),
        },
      ]
    },
    meaning(context: MeaningContext): Meaning {
      const factor = context.parameters.size(keyword)
      const first = multiplyIndex(factor, positionOf(context))
      const body = summed(context, 'c', 'channel', inputOf(context.inputs).channels, (c) =>
        summed(context, 'i', 'position', factor, (i) =>
          multiply(
            element(context.symbol('unshuffle'), context.channel, c, i),
            context.read(c, addIndex(first, i), { reach: 'inside' }),
          ),
        ),
      )
      return { local: [], body }
    },
  }
}

function indicator(holds: boolean): Rational {
  return holds ? ONE : ZERO
}

/** The deep channel that holds a phase of a wide channel; `wide` is the number of wide channels. */
function deepChannel(
  factors: readonly number[],
  wide: number,
  order: Order,
): (channel: number, phase: readonly number[]) => number {
  const phases = countPhases(factors)
  return (channel, phase) => {
    const place = factors.reduce((total, factor, axis) => total * factor + (phase[axis] ?? 0), 0)
    return order === 'CRD' ? channel * phases + place : place * wide + channel
  }
}

function countPhases(factors: readonly number[]): number {
  return factors.reduce((product, factor) => product * factor, 1)
}

/** The factor of each axis. @throws ConvolemmaError "layer/shuffle-size" where it or the number of axes is not known */
function factorsOf(p: Parameters, keyword: string): readonly number[] {
  const factor = constantOf(p.size(keyword))
  if (factor === undefined || typeof p.rank !== 'number') {
    const what = 'how many channels become one depends on the factor and the number of axes, which must be numbers'
    return p.refuse('layer/shuffle-size', what, 'the factor as an integer')
  }
  return coefficientEntries(factor, p.rank)
}

/** @throws ConvolemmaError "layer/shuffle-channels" where the channels have no number */
function channelCount(p: Parameters, input: InputShape): number {
  const channels = constantOf(input.channels)
  if (typeof channels === 'number') return channels
  const what = 'which channel goes where depends on the number of channels, which is not known'
  return p.refuse(
    'layer/shuffle-channels',
    what,
    'the input channels as a number, in a layer before it or with --input',
  )
}

function deepChannels(p: Parameters, keyword: string, input: InputShape): number {
  return channelCount(p, input) * countPhases(factorsOf(p, keyword))
}

/** @throws ConvolemmaError "layer/shuffle-channels" where the phases do not divide the channels */
function divideByPhases(p: Parameters, keyword: string, input: InputShape): number {
  const channels = channelCount(p, input)
  const phases = countPhases(factorsOf(p, keyword))
  if (channels % phases === 0) return channels / phases
  return p.refuse(
    'layer/shuffle-channels',
    `its input has ${channels} channels, but ${phases} of them make one output channel`,
    `a multiple of ${phases} channels`,
  )
}

/** @throws ConvolemmaError "layer/shuffle-extent" where the input ends within a block */
function checkWholeBlocks(p: Parameters, keyword: string, inputExtent: Index): void {
  const extent = constantOf(inputExtent)
  if (extent === undefined) return
  const factors = factorsOf(p, keyword)
  coefficientEntries(extent, factors.length).forEach((samples, axis) => {
    const factor = factors[axis] ?? 1
    if (samples % factor === 0) return
    p.refuse(
      'layer/shuffle-extent',
      `its input has ${samples} samples on axis ${axis}, which are no whole blocks of ${factor}`,
      `a multiple of ${factor} samples on this axis`,
    )
  })
}
