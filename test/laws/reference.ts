/** Naive layers as nested loops over arrays, written independently of the engine, modulo a prime so that they are exact. */
import type { ParameterValue } from '../../src/net/network.ts'
import { addModulo, multiplyModulo, PRIME } from '../../src/scalar/modular.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import { CHANNELS } from './reference-channels.ts'
import { FILTERS } from './reference-filters.ts'
import { exact } from './reference-numbers.ts'
import { POOLS } from './reference-pools.ts'
import { RESAMPLE } from './reference-resample.ts'
import { extendReference } from './reference-resample-pad.ts'
import { perAxis } from './reference-resample-samples.ts'

/** A signal on a finite window: `at` is only called inside. */
export interface Signal {
  readonly channels: number
  readonly extent: readonly number[]
  readonly at: (channel: number, position: readonly number[]) => number
}

/** The entry of a parameter tensor at its indices, in PyTorch layout. */
export type TensorAt = (role: string, at: readonly number[]) => number

export interface ReferenceLayer {
  readonly type: string
  readonly parameters: Readonly<Record<string, ParameterValue>>
  readonly rank: number
  readonly tensor: TensorAt
  readonly rsqrt: (value: number) => number
}

/** One layer as nested loops; a joining layer has several inputs. */
export type Reference = (layer: ReferenceLayer, input: Signal, ...others: readonly Signal[]) => Signal

/** The output of one layer. */
export function applyReference(layer: ReferenceLayer, input: Signal, ...others: readonly Signal[]): Signal {
  const reference = { ...RESAMPLE, ...CHANNELS, ...FILTERS, ...POOLS }[layer.type]
  if (reference !== undefined) return reference(layer, input, ...others)
  if (layer.type.startsWith('Conv')) return convolve(layer, input)
  if (layer.type === 'Linear') return linear(layer, input)
  if (layer.type.startsWith('BatchNorm')) return pointwise(input, (channel, value) => normalise(layer, channel, value))
  if (layer.type === 'Scale') return pointwise(input, (channel, value) => scaleShift(layer, channel, value))
  if (INPUT.has(layer.type) || layer.type.includes('Dropout')) return input
  throw new TypeError(`there is no naive ${layer.type}`)
}

const INPUT: ReadonlySet<string> = new Set(['Identity', 'Flatten'])

function convolve(layer: ReferenceLayer, input: Signal): Signal {
  const { parameters: p, rank } = layer
  const kernel = perAxis(p.kernel_size, rank, 1)
  const stride = perAxis(p.stride, rank, 1)
  const dilation = perAxis(p.dilation, rank, 1)
  const same = p.padding === 'same'
  const total = kernel.map((taps, axis) => (dilation[axis] ?? 1) * (taps - 1))
  const start = same
    ? total.map((reach) => Math.floor(reach / 2))
    : perAxis(p.padding === 'valid' ? 0 : p.padding, rank, 0)
  const end = same ? total.map((reach, axis) => reach - (start[axis] ?? 0)) : start
  if (typeof p.padding_mode === 'string' && p.padding_mode !== 'zeros') {
    const unpadded = { ...layer, parameters: { ...p, padding: 0, padding_mode: 'zeros' } }
    return convolve(unpadded, extendReference(input, p.padding_mode, start, end))
  }
  const groups = Number(p.groups ?? 1)
  const out = Number(p.out_channels)
  const perGroupIn = Number(p.in_channels) / groups
  const perGroupOut = out / groups
  const extent = input.extent.map(
    (length, axis) =>
      Math.floor((length + (start[axis] ?? 0) + (end[axis] ?? 0) - (total[axis] ?? 0) - 1) / (stride[axis] ?? 1)) + 1,
  )
  const at = (o: number, n: readonly number[]): number => {
    let value = p.bias === false ? 0 : layer.tensor('bias', [o])
    const first = Math.floor(o / perGroupOut) * perGroupIn
    for (let c = 0; c < perGroupIn; c += 1) {
      for (const tap of positionsBelow(kernel)) {
        const q = n.map(
          (entry, axis) => entry * (stride[axis] ?? 1) + (tap[axis] ?? 0) * (dilation[axis] ?? 1) - (start[axis] ?? 0),
        )
        if (q.some((entry, axis) => entry < 0 || entry >= (input.extent[axis] ?? 0))) continue
        const used = p.mode === 'convolution' ? tap.map((entry, axis) => (kernel[axis] ?? 1) - 1 - entry) : tap
        value = addModulo(value, multiplyModulo(layer.tensor('weight', [o, c, ...used]), input.at(first + c, q)))
      }
    }
    return value
  }
  return { channels: out, extent, at }
}

function linear(layer: ReferenceLayer, input: Signal): Signal {
  const { parameters: p } = layer
  return {
    channels: Number(p.out_features),
    extent: input.extent,
    at(o, n) {
      let value = p.bias === false ? 0 : layer.tensor('bias', [o])
      for (let c = 0; c < Number(p.in_features); c += 1) {
        value = addModulo(value, multiplyModulo(layer.tensor('weight', [o, c]), input.at(c, n)))
      }
      return value
    },
  }
}

function pointwise(input: Signal, change: (channel: number, value: number) => number): Signal {
  return { ...input, at: (channel, position) => change(channel, input.at(channel, position)) }
}

function normalise(layer: ReferenceLayer, channel: number, value: number): number {
  const { eps } = layer.parameters
  const isName = typeof eps === 'string' && /^[a-z]/i.test(eps)
  const epsilon = isName ? layer.tensor('eps', []) : exact(eps ?? '1e-5')
  const inverse = layer.rsqrt(addModulo(layer.tensor('running_var', [channel]), epsilon))
  const centred = addModulo(value, PRIME - layer.tensor('running_mean', [channel]))
  const scaled = multiplyModulo(centred, inverse)
  if (layer.parameters.affine === false) return scaled
  return addModulo(multiplyModulo(layer.tensor('weight', [channel]), scaled), layer.tensor('bias', [channel]))
}

function scaleShift(layer: ReferenceLayer, channel: number, value: number): number {
  const scaled = multiplyModulo(layer.tensor('weight', [channel]), value)
  return layer.parameters.bias === false ? scaled : addModulo(scaled, layer.tensor('bias', [channel]))
}
