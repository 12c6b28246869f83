/** Naive padding and cropping: the input copied into a frame, or walked along to continue it. */
import type { ParameterValue } from '../../src/net/network.ts'
import { rationalModulo } from '../../src/scalar/modular.ts'
import { parseRational } from '../../src/scalar/rational.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import type { ReferenceLayer, Signal } from './reference.ts'
import { type Position, perAxis, Samples, samplesOf } from './reference-resample-samples.ts'

/** Start and end of every axis, out of PyTorch's order. */
function sidesOf(
  value: ParameterValue | undefined,
  rank: number,
): { readonly start: number[]; readonly end: number[] } {
  if (!Array.isArray(value)) return { start: perAxis(value, rank, 0), end: perAxis(value, rank, 0) }
  const pairs = Array.from({ length: rank }, (_, at) => [Number(value[2 * at]), Number(value[2 * at + 1])]).reverse()
  return { start: pairs.map(([start = 0]) => start), end: pairs.map(([, end = 0]) => end) }
}

export function constantOf(layer: ReferenceLayer): number {
  const { value } = layer.parameters
  const written = parseRational(`${value}`)
  if (written === undefined) return layer.tensor('value', [])
  return rationalModulo(written) ?? 0
}

/** The input put into a larger or smaller frame that is filled with a value; `sign` −1 takes away instead. */
export function surround(
  layer: ReferenceLayer,
  input: Signal,
  keyword: string,
  sign: 1 | -1,
  filling: () => number,
): Signal {
  const rank = input.extent.length
  const { start, end } = sidesOf(layer.parameters[keyword], rank)
  const output = new Samples(
    input.channels,
    input.extent.map((length, axis) => length + sign * ((start[axis] ?? 0) + (end[axis] ?? 0))),
  )
  const covered = new Set<string>()
  for (const [channel, position, value] of samplesOf(input)) {
    const target = position.map((entry, axis) => entry + sign * (start[axis] ?? 0))
    covered.add(`${target.join(',')}`)
    output.add(channel, target, value)
  }
  for (const position of positionsBelow(output.extent)) {
    if (covered.has(position.join(','))) continue
    for (let channel = 0; channel < input.channels; channel += 1) output.add(channel, position, filling())
  }
  return output
}

export function continued(layer: ReferenceLayer, input: Signal, mode: string): Signal {
  const { start, end } = sidesOf(layer.parameters.padding, input.extent.length)
  return extendReference(input, mode, start, end)
}

/**
 * The input with a border that continues it, walked sample by sample from the input's first one: "circular" jumps from end to
 * end, "reflect" turns round at the ends, "replicate" stays there.
 */
export function extendReference(input: Signal, mode: string, start: Position, end: Position): Signal {
  const sources = input.extent.map((length, axis) => {
    const forward = walk(length, end[axis] ?? 0, mode, length - 1, 1)
    const backward = walk(length, start[axis] ?? 0, mode, 0, -1)
    return [...backward.reverse(), ...Array.from({ length }, (_, place) => place), ...forward]
  })
  return {
    channels: input.channels,
    extent: sources.map((places) => places.length),
    at: (channel, position) =>
      input.at(
        channel,
        position.map((entry, axis) => sources[axis]?.[entry] ?? 0),
      ),
  }
}

/** The places that are passed in `count` steps from one end of an axis outwards. */
function walk(length: number, count: number, mode: string, from: number, outwards: 1 | -1): number[] {
  const places: number[] = []
  let place = from
  let step: number = mode === 'reflect' ? -outwards : outwards
  for (let done = 0; done < count; done += 1) {
    const next = place + step
    const isOutside = next < 0 || next >= length
    if (!isOutside) place = next
    else if (mode === 'circular') place = next < 0 ? length - 1 : 0
    else if (mode === 'reflect') {
      step = -step
      place += length === 1 ? 0 : step
    }
    places.push(place)
  }
  return places
}
