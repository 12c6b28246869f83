/** Naive layers that join signals and move channels, as lists of channels, modulo a prime. */
import { addModulo, multiplyModulo, PRIME, rationalModulo } from '../../src/scalar/modular.ts'
import { parseRational } from '../../src/scalar/rational.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import type { Reference, ReferenceLayer, Signal } from './reference.ts'

/** The layers by their class names. */
export const CHANNELS: Readonly<Record<string, Reference>> = {
  Sum: (_, ...inputs) => ({
    ...first(inputs),
    at: (channel, position) => inputs.reduce((total, input) => addModulo(total, input.at(channel, position)), 0),
  }),
  Concat: (_, ...inputs) => gather(inputs, first(inputs).extent),
  ChannelSlice: (layer, input) => {
    const { start, stop } = layer.parameters
    return some(input, channelsOf(input).slice(Number(start), Number(stop)))
  },
  Narrow: (layer, input) => {
    const { start, length } = layer.parameters
    return some(input, channelsOf(input).splice(Number(start), Number(length)))
  },
  Chunk: (layer, input) => {
    const size = Math.ceil(input.channels / Number(layer.parameters.chunks))
    return some(input, partsOf(input, size)[Number(layer.parameters.index)] ?? [])
  },
  Split: (layer, input) => {
    const { split_size: size, index } = layer.parameters
    return some(input, partsOf(input, Array.isArray(size) ? size.map(Number) : Number(size))[Number(index)] ?? [])
  },
  ChannelShuffle: (layer, input) => {
    const groups = partsOf(input, input.channels / Number(layer.parameters.groups))
    const order = (groups[0] ?? []).flatMap((_, place) => groups.map((group) => group[place] ?? 0))
    return some(input, order)
  },
  ChannelPermutation: (layer, input) => {
    const { order } = layer.parameters
    return some(input, Array.isArray(order) ? order.map(Number) : [])
  },
  Multiply: (layer, input) => change(input, (value) => multiplyModulo(value, valueOfLayer(layer))),
  Add: (layer, input) => change(input, (value) => addModulo(value, valueOfLayer(layer))),
  Negate: (_, input) => change(input, (value) => (PRIME - value) % PRIME),
  FlattenLinear: flattenLinear,
}

function first(inputs: readonly Signal[]): Signal {
  const [input] = inputs
  if (input === undefined) throw new TypeError('no input')
  return input
}

/** All channels of several signals, as the list of where each comes from. */
function gather(inputs: readonly Signal[], extent: readonly number[]): Signal {
  const from = inputs.flatMap((input) => channelsOf(input).map((channel) => ({ input, channel })))
  return {
    channels: from.length,
    extent,
    at: (channel, position) => from[channel]?.input.at(from[channel].channel, position) ?? Number.NaN,
  }
}

function channelsOf(input: Signal): number[] {
  return Array.from({ length: input.channels }, (_, channel) => channel)
}

/** The channels in parts of one size, or of the given sizes. */
function partsOf(input: Signal, size: number | readonly number[]): readonly (readonly number[])[] {
  const parts: number[][] = []
  for (const channel of channelsOf(input)) {
    const last = parts.at(-1)
    const room = typeof size === 'number' ? size : (size[parts.length - 1] ?? 0)
    if (last === undefined || last.length === room) parts.push([channel])
    else last.push(channel)
  }
  return parts
}

function some(input: Signal, channels: readonly number[]): Signal {
  return {
    channels: channels.length,
    extent: input.extent,
    at: (channel, position) => input.at(channels[channel] ?? Number.NaN, position),
  }
}

function change(input: Signal, by: (value: number) => number): Signal {
  return { ...input, at: (channel, position) => by(input.at(channel, position)) }
}

function valueOfLayer(layer: ReferenceLayer): number {
  const value = parseRational(`${layer.parameters.value}`)
  return value === undefined ? layer.tensor('value', [0]) : (rationalModulo(value) ?? Number.NaN)
}

/** A matrix times the vector of all entries in row-major order; the weights are asked for as [out, C, L…]. */
function flattenLinear(layer: ReferenceLayer, input: Signal): Signal {
  const { parameters: p } = layer
  return {
    channels: Number(p.out_features),
    extent: input.extent.map(() => 1),
    at(o) {
      let value = p.bias === false ? 0 : layer.tensor('bias', [o])
      for (let c = 0; c < input.channels; c += 1) {
        for (const position of positionsBelow(input.extent)) {
          const weight = layer.tensor('weight', [o, c, ...position])
          value = addModulo(value, multiplyModulo(weight, input.at(c, position)))
        }
      }
      return value
    },
  }
}
