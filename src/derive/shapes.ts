/** Whether layers fit together: known kinds, one rank, equal channel counts, kernels within the input. */
import { fail } from '../errors.ts'
import { findLayer } from '../layers/index.ts'
import { type Geometry, type LayerKind, outputExtent } from '../layers/layer.ts'
import { isNonLinear } from '../layers/non-linear.ts'
import type { Parameters } from '../layers/schema.ts'
import { describeLayer, type PlacedLayer } from '../net/network.ts'
import {
  coefficientEntries,
  constantOf,
  equalIndex,
  type Index,
  integer,
  singleVariable,
  variable,
} from '../term/index-expression.ts'

export interface Located {
  readonly layer: PlacedLayer
  readonly kind: LayerKind
  readonly ranks: readonly number[] | 'any' | 'input'
}

export function locate(layer: PlacedLayer): Located {
  const found = findLayer(layer.type)
  if (found !== undefined) return { layer, ...found }
  return fail({
    code: 'network/unknown-layer',
    what: `${layer.type} is not a layer that can be merged${isNonLinear(layer.type) ? ': it is not linear' : ''}`,
    where: place(layer),
    fix: isNonLinear(layer.type)
      ? 'merge the layers before it and the layers after it, each on their own'
      : 'the supported layers are listed by: convolemma layers',
    ...(layer.at === undefined ? {} : { excerpt: layer.at }),
  })
}

/** "layer 2 (1.0): Conv2d(…)" for messages. */
export function place(layer: PlacedLayer): string {
  return layer.path === '' ? describeLayer(layer) : `layer ${layer.path}, ${describeLayer(layer)}`
}

/** The one rank that all layers and the input's shape, if it is given, allow. @throws ConvolemmaError "network/ranks-differ" naming two layers */
export function networkRank(located: readonly Located[], inputShape: readonly number[] | undefined): number | 'any' {
  let allowed: readonly number[] = []
  let by: Located | undefined
  for (const one of located) {
    const { ranks } = one
    if (typeof ranks === 'string') continue
    const both = by === undefined ? ranks : allowed.filter((rank) => ranks.includes(rank))
    if (both.length === 0 && by !== undefined) refuseRanks(one, ranks, by, allowed)
    allowed = both
    by = one
  }
  const given = inputShape === undefined ? undefined : inputShape.length - 1
  if (given !== undefined && (allowed.includes(given) || allowed.length === 0)) return given
  if (allowed.length > 0) return Math.max(...allowed)
  return located.some((one) => one.ranks === 'any') ? 'any' : 0
}

function refuseRanks(one: Located, ranks: readonly number[], by: Located, allowed: readonly number[]): never {
  return fail({
    code: 'network/ranks-differ',
    what: `it has ${ranks.join(' or ')} axes, but ${describeLayer(by.layer)} has ${allowed.join(' or ')}`,
    where: place(one.layer),
    fix: 'use layers of one rank, such as Conv2d with BatchNorm2d',
    ...(one.layer.at === undefined ? {} : { excerpt: one.layer.at }),
  })
}

export interface ReadLayer extends Located {
  readonly parameters: Parameters
}

export interface Signal {
  readonly name: string
  readonly channels: Index
  readonly extent: Index | undefined
  readonly from: ReadLayer | undefined
}

export function firstChannels(read: readonly ReadLayer[], inputShape: readonly number[] | undefined): Index {
  for (const one of read) {
    const channels = one.kind.inputChannels(one.parameters)
    if (channels !== undefined) return channels
  }
  const [channels] = inputShape ?? []
  return channels === undefined ? variable('C') : integer(channels)
}

/** @throws ConvolemmaError "network/input-channels" where the given input has another number of channels */
export function checkInputChannels(
  shape: readonly number[] | undefined,
  wanted: Index,
  read: readonly ReadLayer[],
): void {
  const [given] = shape ?? []
  const count = constantOf(wanted)
  if (given === undefined || count === undefined || count === given) return
  fail({
    code: 'network/input-channels',
    what: `the input ${(shape ?? []).join('x')} has ${given} channels, but the network takes ${show(wanted)}`,
    where: read[0] === undefined ? 'the network' : place(read[0].layer),
    fix: 'the channels come first, then one size per axis: 3x224x224',
  })
}

export function inputExtentOf(
  shape: readonly number[] | undefined,
  rank: number | 'any',
  located: readonly Located[],
): Index | undefined {
  if (shape === undefined) return undefined
  if (rank === 'any' || shape.length !== rank + 1) {
    fail({
      code: 'network/input-shape',
      what: `the input shape ${shape.join('x')} has ${shape.length - 1} axes after the channels, but the network has ${rank}`,
      where: located[0] === undefined ? 'the network' : place(located[0].layer),
      fix: 'give the channels and one size per axis, for example 3x224x224',
    })
  }
  return rank === 0 ? undefined : integer(shape.slice(1))
}

export function pads(geometry: Geometry): boolean {
  return [geometry.padding.start, geometry.padding.end].some((index) => constantOf(index) !== 0)
}

/** @throws ConvolemmaError "network/channels-differ" naming both layers */
export function checkChannels(one: ReadLayer, signal: Signal, inputChannels: Index): void {
  const wanted = one.kind.inputChannels(one.parameters)
  if (wanted === undefined || equalIndex(wanted, signal.channels)) return
  const giver =
    signal.from === undefined
      ? `the input has ${show(inputChannels)}`
      : `${describeLayer(signal.from.layer)} gives ${show(signal.channels)}`
  fail({
    code: 'network/channels-differ',
    what: `takes ${show(wanted)} channels, but ${giver}`,
    where: place(one.layer),
    fix: `make the two channel counts equal`,
    ...(one.layer.at === undefined ? {} : { excerpt: one.layer.at }),
  })
}

function show(size: Index): string {
  const value = constantOf(size)
  return value === undefined
    ? (singleVariable(size) ?? 'a symbolic number of')
    : `${coefficientEntries(value).join('×')}`
}

/** @throws ConvolemmaError "network/kernel-larger-than-input" */
export function nextExtent(layer: PlacedLayer, geometry: Geometry, inputExtent: Index | undefined): Index | undefined {
  if (inputExtent === undefined) return undefined
  const extent = outputExtent(geometry, inputExtent)
  const value = constantOf(extent)
  if (value !== undefined && coefficientEntries(value).some((entry) => entry < 1)) {
    fail({
      code: 'network/kernel-larger-than-input',
      what: `its kernel of ${show(geometry.kernel)} taps does not fit into the ${show(inputExtent)} samples that it gets`,
      where: place(layer),
      fix: 'a larger input, a smaller kernel, or padding',
    })
  }
  return extent
}
