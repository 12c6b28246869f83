/** Naive re-sampling and padding layers: arrays filled by scattering and copying, written independently of the engine's terms. */
import type { ParameterValue } from '../../src/net/network.ts'
import { multiplyModulo, PRIME, rationalModulo } from '../../src/scalar/modular.ts'
import { rational } from '../../src/scalar/rational.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import type { ReferenceLayer, Signal } from './reference.ts'
import { constantOf, continued, surround } from './reference-resample-pad.ts'
import { type Position, perAxis, Samples, samplesOf } from './reference-resample-samples.ts'

type Reference = (layer: ReferenceLayer, input: Signal) => Signal

/** The layers by their class names. */
export const RESAMPLE: Readonly<Record<string, Reference>> = {
  ...forRanks('ConvTranspose', transposedConvolution),
  PixelShuffle: shuffle('upscale_factor', 'CRD'),
  PixelShuffle1d: shuffle('upscale_factor', 'CRD'),
  PixelShuffle3d: shuffle('upscale_factor', 'CRD'),
  DepthToSpace: shuffle('blocksize', 'DCR'),
  DepthToSpace1d: shuffle('blocksize', 'DCR'),
  DepthToSpace3d: shuffle('blocksize', 'DCR'),
  PixelUnshuffle: unshuffle('downscale_factor', 'CRD'),
  PixelUnshuffle1d: unshuffle('downscale_factor', 'CRD'),
  PixelUnshuffle3d: unshuffle('downscale_factor', 'CRD'),
  SpaceToDepth: unshuffle('blocksize', 'DCR'),
  SpaceToDepth1d: unshuffle('blocksize', 'DCR'),
  SpaceToDepth3d: unshuffle('blocksize', 'DCR'),
  Upsample: upsample,
  UpsamplingNearest2d: upsample,
  UpsamplingBilinear2d: (_, input) => input,
  ZeroInsert: zeroInsert,
  Subsample: subsample,
  ...forRanks('ZeroPad', (layer, input) => surround(layer, input, 'padding', 1, () => 0)),
  ...forRanks('ConstantPad', (layer, input) => surround(layer, input, 'padding', 1, () => constantOf(layer))),
  ...forRanks('Crop', (layer, input) => surround(layer, input, 'cropping', -1, () => 0)),
  ...forRanks('CircularPad', (layer, input) => continued(layer, input, 'circular')),
  ...forRanks('ReflectionPad', (layer, input) => continued(layer, input, 'reflect')),
  ...forRanks('ReplicationPad', (layer, input) => continued(layer, input, 'replicate')),
}

function forRanks(name: string, reference: Reference): Readonly<Record<string, Reference>> {
  return Object.fromEntries([name, `${name}1d`, `${name}2d`, `${name}3d`].map((type) => [type, reference]))
}

/** Every sample is multiplied by every tap and added where the tap lies. */
function transposedConvolution(layer: ReferenceLayer, input: Signal): Signal {
  const { parameters: p } = layer
  const rank = input.extent.length
  const kernel = perAxis(p.kernel_size, rank, 1)
  const stride = perAxis(p.stride, rank, 1)
  const dilation = perAxis(p.dilation, rank, 1)
  const padding = perAxis(p.padding, rank, 0)
  const more = perAxis(p.output_padding, rank, 0)
  const groups = Number(p.groups ?? 1)
  const out = Number(p.out_channels)
  const extent = input.extent.map((length, axis) => {
    const full = (length - 1) * (stride[axis] ?? 1) + (dilation[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) + 1
    return full - 2 * (padding[axis] ?? 0) + (more[axis] ?? 0)
  })
  const output = new Samples(out, extent)
  for (const [c, position, value] of samplesOf(input)) {
    const group = Math.floor(c / (input.channels / groups))
    for (const tap of positionsBelow(kernel)) {
      const target = position.map(
        (entry, axis) => entry * (stride[axis] ?? 1) + (tap[axis] ?? 0) * (dilation[axis] ?? 1) - (padding[axis] ?? 0),
      )
      for (let o = 0; o < out / groups; o += 1) {
        output.add((group * out) / groups + o, target, multiplyModulo(layer.tensor('weight', [c, o, ...tap]), value))
      }
    }
  }
  if (p.bias !== false) {
    for (const position of positionsBelow(extent)) {
      for (let o = 0; o < out; o += 1) output.add(o, position, layer.tensor('bias', [o]))
    }
  }
  return output
}

/** The orders as numpy has them: split the channels into an array, move its axes, join them. */
function splitChannel(
  channel: number,
  wide: number,
  factors: Position,
  order: ParameterValue,
): { readonly channel: number; readonly phase: Position } {
  const sizes = order === 'DCR' ? [...factors, wide] : [wide, ...factors]
  const digits: number[] = []
  let rest = channel
  for (const size of [...sizes].reverse()) {
    digits.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return order === 'DCR'
    ? { channel: digits[factors.length] ?? 0, phase: digits.slice(0, factors.length) }
    : { channel: digits[0] ?? 0, phase: digits.slice(1) }
}

function product(factors: Position): number {
  return factors.reduce((total, factor) => total * factor, 1)
}

function shuffle(keyword: string, fallback: string): Reference {
  return ({ parameters }, input) => {
    const factors = perAxis(parameters[keyword], input.extent.length, 1)
    const wide = input.channels / product(factors)
    const output = new Samples(
      wide,
      input.extent.map((length, axis) => length * (factors[axis] ?? 1)),
    )
    for (const [deep, position, value] of samplesOf(input)) {
      const { channel, phase } = splitChannel(deep, wide, factors, parameters.mode ?? fallback)
      const target = position.map((entry, axis) => entry * (factors[axis] ?? 1) + (phase[axis] ?? 0))
      output.add(channel, target, value)
    }
    return output
  }
}

function unshuffle(keyword: string, fallback: string): Reference {
  return ({ parameters }, input) => {
    const factors = perAxis(parameters[keyword], input.extent.length, 1)
    const channels = input.channels * product(factors)
    const output = new Samples(
      channels,
      input.extent.map((length, axis) => Math.floor(length / (factors[axis] ?? 1))),
    )
    for (const position of positionsBelow(output.extent)) {
      for (let deep = 0; deep < channels; deep += 1) {
        const { channel, phase } = splitChannel(deep, input.channels, factors, parameters.mode ?? fallback)
        const source = position.map((entry, axis) => entry * (factors[axis] ?? 1) + (phase[axis] ?? 0))
        output.add(deep, position, input.at(channel, source))
      }
    }
    return output
  }
}

/** One axis after the other. */
function upsample({ parameters: p }: ReferenceLayer, input: Signal): Signal {
  const rank = input.extent.length
  const factors =
    p.size === undefined || p.size === null
      ? perAxis(p.scale_factor, rank, 1)
      : perAxis(p.size, rank, 1).map((size, axis) => size / (input.extent[axis] ?? 1))
  const mode = `${p.mode ?? 'nearest'}`
  return factors.reduce((signal, factor, axis) => upsampleAxis(signal, axis, factor, mode), input)
}

function upsampleAxis(input: Signal, axis: number, factor: number, mode: string): Signal {
  const length = input.extent[axis] ?? 0
  const output = new Samples(
    input.channels,
    input.extent.map((entry, at) => (at === axis ? entry * factor : entry)),
  )
  for (const position of positionsBelow(output.extent)) {
    const q = position[axis] ?? 0
    for (const { sample, share } of sharesOf(q, factor, mode)) {
      const clamped = Math.min(Math.max(sample, 0), length - 1)
      const source = position.map((entry, at) => (at === axis ? clamped : entry))
      for (let c = 0; c < input.channels; c += 1) {
        output.add(c, position, multiplyModulo(share, input.at(c, source)))
      }
    }
  }
  return output
}

/** What every sample contributes to output q, whose centre is at (q + 1/2)/s − 1/2, in units of 1/2s. */
function sharesOf(
  q: number,
  factor: number,
  mode: string,
): readonly { readonly sample: number; readonly share: number }[] {
  if (mode.startsWith('nearest')) return [{ sample: Math.floor(q / factor), share: 1 }]
  const unit = 2 * factor
  const centre = 2 * q + 1 - factor
  const near = Math.floor(centre / unit)
  const kernel = mode === 'bicubic' ? cubicKernel : triangle
  return [-2, -1, 0, 1, 2, 3].map((step) => {
    const distance = Math.abs(centre - (near + step) * unit)
    return { sample: near + step, share: kernel(distance, unit) }
  })
}

/** max(1 − |t|, 0) for t = distance/unit */
function triangle(distance: number, unit: number): number {
  return distance >= unit ? 0 : fraction(unit - distance, unit)
}

/** (5t³ − 9t² + 4)/4 for t ≤ 1, (−3t³ + 15t² − 24t + 12)/4 for 1 < t < 2, 0 beyond: cubic convolution with a = −3/4. */
function cubicKernel(distance: number, unit: number): number {
  const [t, u] = [distance, unit]
  if (t >= 2 * u) return 0
  const numerator =
    t <= u ? 5 * t ** 3 - 9 * t ** 2 * u + 4 * u ** 3 : -3 * t ** 3 + 15 * t ** 2 * u - 24 * t * u ** 2 + 12 * u ** 3
  return fraction(numerator, 4 * u ** 3)
}

function fraction(numerator: number, denominator: number): number {
  const residue = rationalModulo(rational(numerator, denominator))
  if (residue === undefined) throw new TypeError(`${numerator}/${denominator} has no residue modulo ${PRIME}`)
  return residue
}

function zeroInsert({ parameters }: ReferenceLayer, input: Signal): Signal {
  const factors = perAxis(parameters.factor, input.extent.length, 1)
  const output = new Samples(
    input.channels,
    input.extent.map((length, axis) => (length - 1) * (factors[axis] ?? 1) + 1),
  )
  for (const [channel, position, value] of samplesOf(input)) {
    output.add(
      channel,
      position.map((entry, axis) => entry * (factors[axis] ?? 1)),
      value,
    )
  }
  return output
}

/** The samples start, start + s, … that there are. */
function subsample({ parameters }: ReferenceLayer, input: Signal): Signal {
  const stride = perAxis(parameters.stride, input.extent.length, 1)
  const start = perAxis(parameters.start, input.extent.length, 0)
  const kept = input.extent.map((length, axis) => {
    const all = Array.from({ length }, (_, place) => place)
    return all.filter(
      (place) => place >= (start[axis] ?? 0) && (place - (start[axis] ?? 0)) % (stride[axis] ?? 1) === 0,
    )
  })
  return {
    channels: input.channels,
    extent: kept.map((places) => places.length),
    at: (channel, position) =>
      input.at(
        channel,
        position.map((entry, axis) => kept[axis]?.[entry] ?? 0),
      ),
  }
}
