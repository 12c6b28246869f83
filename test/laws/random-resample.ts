/** Random parameters for the layers that re-sample, pad and crop. */
import { type Draw, extent, layer, type Parameters, type RandomCase, ranked } from './random-draw.ts'

type Random = (draw: Draw) => RandomCase

/** One random layer of each kind, by the kind's name. */
export const RANDOM_RESAMPLE: Readonly<Record<string, Random>> = {
  'transposed-conv': ranked('ConvTranspose', (draw, rank, channels) => {
    const stride = draw.perAxis(rank, 1, 3)
    return {
      ...{ in_channels: channels, out_channels: channels * draw.integer(1, 2), groups: draw.oneOf([1, channels]) },
      ...{ kernel_size: draw.perAxis(rank, 1, 3), stride, padding: draw.perAxis(rank, 0, 1), bias: draw.flag() },
      ...{ dilation: draw.perAxis(rank, 1, 2), output_padding: stride.map((step) => draw.integer(0, step - 1)) },
    }
  }),
  'pixel-shuffle': shuffle('PixelShuffle', 'upscale_factor', 'widen'),
  'pixel-unshuffle': shuffle('PixelUnshuffle', 'downscale_factor', 'deepen'),
  'depth-to-space': shuffle('DepthToSpace', 'blocksize', 'widen'),
  'space-to-depth': shuffle('SpaceToDepth', 'blocksize', 'deepen'),
  upsample(draw) {
    const rank = draw.integer(1, 3)
    const mode = draw.oneOf(['nearest', ['linear', 'bilinear', 'trilinear'][rank - 1] ?? 'linear'])
    const factor = draw.perAxis(rank, 1, 3)
    return {
      network: layer('Upsample', { scale_factor: factor, mode }),
      shape: [draw.integer(1, 2), ...extent(draw, rank)],
    }
  },
  'zero-insert': (draw) => axes(draw, 'ZeroInsert', (rank) => ({ factor: draw.perAxis(rank, 1, 3) })),
  subsample: (draw) =>
    axes(draw, 'Subsample', (rank) => ({ stride: draw.perAxis(rank, 1, 3), start: draw.perAxis(rank, 0, 3) })),
  'zero-pad': ranked('ZeroPad', (draw, rank) => ({ padding: draw.perAxis(2 * rank, -1, 2) })),
  'constant-pad': ranked('ConstantPad', (draw, rank) => ({ padding: draw.perAxis(2 * rank, -1, 2), value: '2/3' })),
  'circular-pad': ranked('CircularPad', (draw, rank) => ({ padding: draw.perAxis(2 * rank, 0, 4) })),
  'reflection-pad': ranked('ReflectionPad', (draw, rank) => ({ padding: draw.perAxis(2 * rank, 0, 3) })),
  'replication-pad': ranked('ReplicationPad', (draw, rank) => ({ padding: draw.perAxis(2 * rank, 0, 3) })),
  crop: ranked('Crop', (draw, rank) => ({ cropping: draw.perAxis(2 * rank, 0, 1) })),
}

function axes(draw: Draw, type: string, parametersOf: (rank: number) => Parameters): RandomCase {
  const rank = draw.integer(1, 3)
  return { network: layer(type, parametersOf(rank)), shape: [draw.integer(1, 2), ...extent(draw, rank)] }
}

/** A factor for each axis that divides what becomes space, or the space that becomes channels. */
function shuffle(type: string, keyword: string, what: 'widen' | 'deepen'): Random {
  return (draw) => {
    const rank = draw.integer(1, 3)
    const factor = draw.perAxis(rank, 1, rank === 3 ? 2 : 3)
    const phases = factor.reduce((product, entry) => product * entry, 1)
    const space = factor.map((entry) => (what === 'widen' ? 1 : entry) * draw.integer(1, 3))
    const channels = draw.integer(1, 2) * (what === 'widen' ? phases : 1)
    const mode = keyword === 'blocksize' ? { mode: draw.oneOf(['DCR', 'CRD']) } : {}
    return {
      network: layer(rank === 2 ? type : `${type}${rank}d`, { [keyword]: factor, ...mode }),
      shape: [channels, ...space],
    }
  }
}
