/** One layer of each kind for a signal of a given shape, from drawn numbers; small numbers make plain layers. Joins no signals. */
import { type NetworkNode, type ParameterValue, sequential } from '../../src/net/network.ts'
import { type Draw, layer, type Parameters } from './random-draw.ts'

/** What a layer is drawn for. */
export interface Place {
  readonly draw: Draw
  readonly rank: number
  readonly channels: number
  readonly extent: readonly number[]
  /** False where the signal is an input as it is given. */
  readonly isInner: boolean
}

/** Undefined where there is no such layer for the signal. */
type Form = (place: Place) => NetworkNode | undefined

const MOST_FLAT = 16

/** The kinds by their names in the registry, the plainest first; Sum and Concat join signals and stand elsewhere. */
export const FORMS: Readonly<Record<string, Form>> = {
  identity: () => layer('Identity'),
  dropout: () => layer('Dropout'),
  conv: (place) => ranked('Conv', place, { ...convolution(place), ...modes(place) }),
  'transposed-conv': transposed,
  linear: ({ draw, channels }) =>
    layer('Linear', { in_features: channels, out_features: draw.integer(1, 4), bias: draw.flag() }),
  scale: ({ draw, channels }) => layer('Scale', { num_features: channels, bias: draw.flag() }),
  'batch-norm': (place) => ranked('BatchNorm', place, { num_features: place.channels, affine: place.draw.flag() }),
  multiply: ({ draw }) => layer('Multiply', { value: draw.oneOf<ParameterValue>([2, '2/3', 'a + 1']) }),
  add: ({ draw }) => layer('Add', { value: draw.oneOf<ParameterValue>([1, '-0.25', 'a']) }),
  negate: () => layer('Negate'),
  'average-pool': averagePool,
  'adaptive-average-pool': (place) =>
    ranked('AdaptiveAvgPool', place, { output_size: place.extent.map((length) => oneOfDivisors(place.draw, length)) }),
  'global-average-pool': () => layer('GlobalAvgPool'),
  flatten: flattened,
  'flatten-linear': (place) => flatLinear('FlattenLinear', place),
  'zero-pad': (place) => ranked('ZeroPad', place, { padding: sides(place) }),
  'constant-pad': (place) =>
    ranked('ConstantPad', place, {
      padding: sides(place),
      value: place.draw.oneOf<ParameterValue>([1, '2/3', 'u']),
    }),
  crop: (place) => ranked('Crop', place, { cropping: cuts(place) }),
  'circular-pad': (place) => continued('CircularPad', place, 0),
  'reflection-pad': (place) => continued('ReflectionPad', place, 1),
  'replication-pad': (place) => continued('ReplicationPad', place, 0),
  'pixel-shuffle': (place) => widened('PixelShuffle', 'upscale_factor', place),
  'depth-to-space': (place) => widened('DepthToSpace', 'blocksize', place),
  'pixel-unshuffle': (place) => deepened('PixelUnshuffle', 'downscale_factor', place),
  'space-to-depth': (place) => deepened('SpaceToDepth', 'blocksize', place),
  upsample: upsampled,
  'upsampling-bilinear': ({ rank }) => (rank === 2 ? layer('UpsamplingBilinear2d') : undefined),
  'zero-insert': ({ draw, rank }) => layer('ZeroInsert', { factor: draw.perAxis(rank, 1, 3) }),
  subsample: ({ draw, extent }) =>
    layer('Subsample', {
      stride: extent.map(() => draw.integer(1, 3)),
      start: extent.map((length) => draw.integer(0, Math.min(length - 1, 2))),
    }),
  'channel-slice': ({ draw, channels }) => {
    const start = draw.integer(0, channels - 1)
    return layer('ChannelSlice', { start, stop: channels - draw.integer(0, channels - start - 1) })
  },
  narrow: ({ draw, channels }) => {
    const start = draw.integer(0, channels - 1)
    return layer('Narrow', { start, length: draw.integer(1, channels - start) })
  },
  chunk({ draw, channels }) {
    const chunks = draw.integer(1, channels)
    const parts = Math.ceil(channels / Math.ceil(channels / chunks))
    return layer('Chunk', { chunks, index: draw.integer(0, parts - 1) })
  },
  split({ draw, channels }) {
    const size = draw.integer(1, channels)
    const rest = channels - size
    if (draw.flag() && rest > 0) return layer('Split', { split_size: [size, rest], index: draw.integer(0, 1) })
    return layer('Split', { split_size: size, index: draw.integer(0, Math.ceil(channels / size) - 1) })
  },
  'channel-shuffle': ({ draw, channels }) => layer('ChannelShuffle', { groups: oneOfDivisors(draw, channels) }),
  'channel-permutation'({ draw, channels }) {
    const order: number[] = []
    for (let channel = 0; channel < channels; channel += 1) order.splice(draw.integer(0, channel), 0, channel)
    return layer('ChannelPermutation', { order })
  },
  box: (place) => filtered('Box', place, { kernel_size: place.draw.perAxis(place.rank, 1, 3) }),
  binomial: (place) => filtered('Binomial', place, { kernel_size: place.draw.perAxis(place.rank, 1, 4) }),
  gaussian: (place) => filtered('Gaussian', place, { kernel_size: place.draw.perAxis(place.rank, 1, 3), sigma: '1.5' }),
  sobel: (place) => filtered('Sobel', place, { axis: place.draw.integer(0, place.rank - 1) }),
  laplacian: (place) => filtered('Laplacian', place, {}),
  bilinear: (place) => filtered('Bilinear', place, { factor: place.draw.integer(1, 2) }),
  gabor: (place) =>
    place.rank === 2
      ? filtered('Gabor', place, { kernel_size: place.draw.perAxis(2, 1, 2), sigma: 's', wavelength: 4 })
      : undefined,
}

function ranked(type: string, { rank }: Place, parameters: Parameters): NetworkNode {
  return layer(`${type}${rank}d`, parameters)
}

/** A window with what makes up for it on a flag, so that branches often keep their size. */
function convolution({ draw, rank, channels }: Place): Parameters {
  const kernel = draw.perAxis(rank, 1, 3)
  const dilation = draw.perAxis(rank, 1, 2)
  const groups = oneOfDivisors(draw, channels)
  const isSame = draw.flag()
  const window = isSame ? { padding: 'same' } : { padding: draw.perAxis(rank, 0, 2), stride: draw.perAxis(rank, 1, 3) }
  return {
    ...{ in_channels: channels, out_channels: groups * draw.integer(1, groups > 1 ? 2 : 4), groups },
    ...{ kernel_size: kernel, dilation, bias: draw.flag(), ...window },
  }
}

/** The kernel flipped, and padding that continues the signal, by less than there is; seldom on an inner signal. */
function modes({ draw, isInner, extent }: Place): Parameters {
  const mode = draw.flag() ? { mode: 'convolution' } : {}
  const least = isInner ? 11 : 2
  if (draw.integer(0, least) < least) return mode
  const padding = extent.map((length) => draw.integer(0, Math.min(length - 1, 2)))
  return { ...mode, padding, padding_mode: draw.oneOf(['circular', 'reflect', 'replicate']) }
}

function transposed(place: Place): NetworkNode {
  const { draw, rank, channels } = place
  const stride = draw.perAxis(rank, 1, 3)
  const groups = oneOfDivisors(draw, channels)
  return ranked('ConvTranspose', place, {
    ...{ in_channels: channels, out_channels: groups * draw.integer(1, groups > 1 ? 2 : 4), groups, stride },
    ...{ kernel_size: draw.perAxis(rank, 1, 3), padding: draw.perAxis(rank, 0, 2), bias: draw.flag() },
    ...{ dilation: draw.perAxis(rank, 1, 2), output_padding: stride.map((step) => draw.integer(0, step - 1)) },
  })
}

function averagePool(place: Place): NetworkNode {
  const { draw, rank } = place
  const kernel = draw.perAxis(rank, 1, 4)
  return ranked('AvgPool', place, {
    ...{ kernel_size: kernel, stride: draw.perAxis(rank, 1, 3), ceil_mode: draw.flag() },
    ...{ padding: kernel.map((taps) => draw.integer(0, Math.floor(taps / 2))), count_include_pad: !draw.flag() },
    ...(draw.integer(0, 3) === 3 ? { divisor_override: draw.integer(1, 5) } : {}),
  })
}

/** Two integers per axis, the last axis first: up to 2 of padding, or −1 to crop where samples are left. */
function sides({ draw, extent }: Place): readonly number[] {
  return [...extent].reverse().flatMap((length) => {
    const least = length > 2 ? -1 : 0
    // 0 comes first and −1 last, so that nothing is cut off in the smallest case.
    return [draw.integer(0, 2 - least), draw.integer(0, 2 - least)].map((side) => (side > 2 ? -1 : side))
  })
}

/** Samples cut off at the ends, of axes where some are left. */
function cuts({ draw, extent }: Place): readonly number[] {
  return [...extent].reverse().flatMap((length) => {
    const most = length > 2 ? 1 : 0
    return [draw.integer(0, most), draw.integer(0, most)]
  })
}

/** At most as much as there is; seldom on an inner signal, where one kernel is right in the interior only. */
function continued(type: string, place: Place, less: number): NetworkNode | undefined {
  const { draw, rank, extent, isInner } = place
  if (isInner && draw.integer(0, 3) < 3) return undefined
  const most = [...extent].reverse().flatMap((length) => [length, length])
  const padding = Array.from({ length: 2 * rank }, (_, side) => draw.integer(0, Math.min((most[side] ?? 1) - less, 3)))
  return ranked(type, place, { padding })
}

function shuffleName(type: string, rank: number): string {
  return rank === 2 ? type : `${type}${rank}d`
}

function orderOf(keyword: string, draw: Draw): Parameters {
  return keyword === 'blocksize' ? { mode: draw.oneOf(['DCR', 'CRD']) } : {}
}

/** Factors whose product divides the channels. */
function widened(type: string, keyword: string, { draw, rank, channels }: Place): NetworkNode | undefined {
  let rest = channels
  const factors = Array.from({ length: rank }, () => {
    const factor = oneOfDivisors(draw, rest)
    rest /= factor
    return factor
  })
  return layer(shuffleName(type, rank), { [keyword]: factors, ...orderOf(keyword, draw) })
}

/** Factors that divide the extents. */
function deepened(type: string, keyword: string, { draw, rank, extent }: Place): NetworkNode | undefined {
  const factors = extent.map((length) => oneOfDivisors(draw, length, 3))
  return layer(shuffleName(type, rank), { [keyword]: factors, ...orderOf(keyword, draw) })
}

/** Interpolations repeat the border, so they are seldom drawn for inner signals. */
function upsampled({ draw, rank, isInner }: Place): NetworkNode {
  const factor = draw.perAxis(rank, 1, 3)
  const isInterpolated = draw.integer(0, isInner ? 7 : 1) === (isInner ? 7 : 1)
  const modes = ['linear', 'bilinear', 'trilinear']
  const smooth = rank === 2 && draw.flag() ? 'bicubic' : (modes[rank - 1] ?? 'linear')
  const mode = isInterpolated ? smooth : draw.oneOf(['nearest', 'nearest-exact'])
  return layer('Upsample', { scale_factor: factor, mode })
}

function flattened(place: Place): NetworkNode | undefined {
  const dense = flatLinear('Linear', place)
  return dense === undefined ? undefined : sequential(layer('Flatten'), dense)
}

function flatLinear(type: string, { draw, channels, extent }: Place): NetworkNode | undefined {
  const count = extent.reduce((product, length) => product * length, channels)
  if (count > MOST_FLAT) return undefined
  return layer(type, { in_features: count, out_features: draw.integer(1, 3), bias: draw.flag() })
}

function filtered(type: string, place: Place, parameters: Parameters): NetworkNode {
  const { draw, rank, channels } = place
  const window = draw.flag()
    ? { padding: 'same' }
    : { stride: draw.perAxis(rank, 1, 2), padding: draw.perAxis(rank, 0, 2) }
  return ranked(type, place, { channels, ...parameters, ...window })
}

/** 1 first. */
function oneOfDivisors(draw: Draw, value: number, most = value): number {
  const divisors = Array.from({ length: value }, (_, before) => before + 1).filter((one) => value % one === 0)
  const allowed = divisors.filter((one) => one <= most)
  return allowed[draw.integer(0, allowed.length - 1)] ?? 1
}
