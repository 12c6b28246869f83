/** Random parameters for every layer kind, small enough for nested loops, from a seed. */
import { concat, sum } from '../../src/net/graph.ts'
import type { ParameterValue } from '../../src/net/network.ts'
import { anyRank, type Draw, extent, layer, type Parameters, type RandomCase, ranked } from './random-draw.ts'
import { RANDOM_RESAMPLE } from './random-resample.ts'

function fixed(type: string, parametersOf: (draw: Draw, rank: number) => Parameters) {
  return ranked(type, (draw, rank, channels) => {
    const isSame = draw.integer(0, 3) === 0
    const window = isSame
      ? { padding: 'same' }
      : { stride: draw.perAxis(rank, 1, 3), padding: draw.perAxis(rank, 0, 2) }
    return { channels, ...parametersOf(draw, rank), ...window }
  })
}

/** One random layer of each kind, by the kind's name. */
export const RANDOM_LAYERS: Readonly<Record<string, (draw: Draw) => RandomCase>> = {
  ...RANDOM_RESAMPLE,
  conv: ranked('Conv', (draw, rank, channels) => ({
    ...{ in_channels: channels, out_channels: channels * draw.integer(1, 2), groups: draw.oneOf([1, channels]) },
    ...{ kernel_size: draw.perAxis(rank, 1, 2), stride: draw.perAxis(rank, 1, 2), padding: draw.perAxis(rank, 0, 2) },
    ...{ dilation: draw.perAxis(rank, 1, 2), bias: draw.flag(), mode: draw.oneOf(['correlation', 'convolution']) },
  })),
  linear: anyRank('Linear', (draw, channels) => ({
    ...{ in_features: channels, out_features: draw.integer(1, 3), bias: draw.flag() },
  })),
  'flatten-linear': (draw) => {
    const shape = [draw.integer(1, 3), ...draw.perAxis(draw.integer(0, 3), 1, 4)]
    const count = shape.reduce((product, entry) => product * entry, 1)
    const parameters = { in_features: count, out_features: draw.integer(1, 2), bias: draw.flag() }
    return { network: layer('FlattenLinear', parameters), shape }
  },
  'batch-norm': ranked('BatchNorm', (draw, _, channels) => ({ num_features: channels, affine: draw.flag() })),
  scale: anyRank('Scale', (draw, channels) => ({ num_features: channels, bias: draw.flag() })),
  multiply: anyRank('Multiply', (draw) => ({
    value: draw.oneOf<ParameterValue>([draw.integer(-3, 3), '2/3', 'a + 1']),
  })),
  add: anyRank('Add', (draw) => ({ value: draw.oneOf<ParameterValue>([draw.integer(-3, 3), '-0.25', 'a']) })),
  'average-pool': ranked('AvgPool', (draw, rank) => {
    const kernel = draw.perAxis(rank, 1, 4)
    return {
      ...{ kernel_size: kernel, stride: draw.perAxis(rank, 1, 4), ceil_mode: draw.flag() },
      ...{ padding: kernel.map((taps) => draw.integer(0, Math.floor(taps / 2))), count_include_pad: draw.flag() },
      ...(draw.integer(0, 3) === 0 ? { divisor_override: draw.integer(1, 5) } : {}),
    }
  }),
  'adaptive-average-pool': (draw) => {
    const rank = draw.integer(1, 3)
    const output = draw.perAxis(rank, 1, 3)
    const shape = [draw.integer(1, 3), ...output.map((windows) => windows * draw.integer(1, 3))]
    return { network: layer(`AdaptiveAvgPool${rank}d`, { output_size: output }), shape }
  },
  'global-average-pool': anyRank('GlobalAvgPool', () => ({})),
  sum: (draw) => joined(draw, 'Sum'),
  concat: (draw) => joined(draw, 'Concat'),
  'channel-slice': anyRank(
    'ChannelSlice',
    (draw, channels) => {
      const start = draw.integer(0, channels - 1)
      return { start, stop: draw.integer(start + 1, channels) }
    },
    2,
  ),
  narrow: anyRank('Narrow', (draw, channels) => {
    const start = draw.integer(0, channels - 1)
    return { start, length: draw.integer(1, channels - start) }
  }),
  chunk: anyRank('Chunk', (draw, channels) => {
    const chunks = draw.integer(1, channels + 1)
    const parts = Math.ceil(channels / Math.ceil(channels / chunks))
    return { chunks, index: draw.integer(0, parts - 1) }
  }),
  split: anyRank('Split', (draw, channels) => {
    const size = draw.integer(1, channels)
    const rest = channels - size
    if (draw.flag() && rest > 0) return { split_size: [size, rest], index: draw.integer(0, 1) }
    return { split_size: size, index: draw.integer(0, Math.ceil(channels / size) - 1) }
  }),
  'channel-shuffle': (draw) => {
    const groups = draw.integer(1, 4)
    const channels = groups * draw.integer(1, 3)
    return { network: layer('ChannelShuffle', { groups }), shape: [channels, ...extent(draw, draw.integer(1, 2))] }
  },
  'channel-permutation': anyRank('ChannelPermutation', (draw, channels) => {
    const order: number[] = []
    for (let channel = 0; channel < channels; channel += 1) order.splice(draw.integer(0, channel), 0, channel)
    return { order }
  }),
  box: fixed('Box', (draw, rank) => ({ kernel_size: draw.perAxis(rank, 1, 3) })),
  binomial: fixed('Binomial', (draw, rank) => ({ kernel_size: draw.perAxis(rank, 1, 4) })),
  gaussian: fixed('Gaussian', (draw, rank) => ({ kernel_size: draw.perAxis(rank, 1, 3), sigma: '1.5' })),
  sobel: fixed('Sobel', (draw, rank) => ({ axis: draw.integer(0, rank - 1) })),
  laplacian: fixed('Laplacian', () => ({})),
  bilinear: fixed('Bilinear', (draw) => ({ factor: draw.integer(1, 2) })),
  gabor: (draw) => {
    const parameters = { channels: 1, kernel_size: draw.perAxis(2, 1, 3), sigma: 's', wavelength: 4 }
    return { network: layer('Gabor2d', parameters), shape: [1, ...extent(draw, 2)] }
  },
}

/** Two or three branches, at least one of which is a layer with weights. */
function joined(draw: Draw, type: 'Sum' | 'Concat'): RandomCase {
  const channels = draw.integer(1, 3)
  const branch = () => {
    const out_channels = type === 'Sum' ? channels : draw.integer(1, 3)
    return layer('Conv1d', { in_channels: channels, out_channels, kernel_size: 3, padding: 1, bias: draw.flag() })
  }
  const branches = [branch(), draw.flag() ? layer('Identity') : branch(), ...(draw.flag() ? [branch()] : [])]
  return { network: type === 'Sum' ? sum(...branches) : concat(...branches), shape: [channels, ...extent(draw, 1)] }
}
