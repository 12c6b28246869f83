/** Whether layers fit together: known kinds, one rank, equal channel counts, kernels within the input. */
import { fail } from '../errors.ts'
import { findLayer } from '../layers/index.ts'
import type { Geometry, InputShape, LayerKind } from '../layers/layer.ts'
import { isNonLinear } from '../layers/non-linear.ts'
import type { Parameters } from '../layers/schema.ts'
import { linearSegments, partsOf } from '../layers/segments.ts'
import { describeLayer, type FlatNetwork, type NetworkNode, type PlacedLayer } from '../net/network.ts'
import { formatIndex } from '../term/format-index.ts'
import {
  coefficientEntries,
  constantOf,
  equalIndex,
  type Index,
  integer,
  singleVariable,
  variable,
} from '../term/index-expression.ts'
import { freshName } from '../term/walk.ts'

export interface Located {
  readonly layer: PlacedLayer
  readonly kind: LayerKind
  readonly ranks: readonly number[] | 'any' | 'input'
}

export function locate(layer: PlacedLayer, network: NetworkNode): Located {
  const found = findLayer(layer.type)
  if (found !== undefined) return { layer, ...found }
  const isBarrier = isNonLinear(layer.type)
  return fail({
    code: 'network/unknown-layer',
    what: `${layer.type} is not a layer that can be merged${isBarrier ? ': it is not linear' : ''}`,
    where: place(layer),
    fix: isBarrier ? segmentsAround(network) : 'the supported layers are listed by: convolemma layers',
    ...(layer.at === undefined ? {} : { excerpt: layer.at }),
  })
}

/** Which stretches of the network are linear, and how to merge one of them. */
function segmentsAround(network: NetworkNode): readonly string[] {
  const parts = partsOf(network)
  const names = linearSegments(network).map(({ from, to }) => {
    const labels = parts.slice(from, to).map(({ label }) => label)
    return labels.length === 1 ? `${labels[0]}` : `${labels[0]} … ${labels.at(-1)}`
  })
  if (names.length === 0) return ['nothing in this network is linear']
  return [
    `merge a stretch without it: the linear stretches are layers ${names.join(' and ')}`,
    `--segment 1 takes the first of them (linearSegments in the API)`,
  ]
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

/** A signal of the network: an input, or what a layer gives. */
export interface Signal extends InputShape {
  readonly name: string
  readonly from: ReadLayer | undefined
  /** True after a Flatten: the next linear layer covers all samples. */
  readonly isFlat: boolean
}

/** Channels and samples per axis, outermost first, by the number of the input; of those that are given. */
export type InputShapes = ReadonlyMap<number, readonly number[]>

/** @throws ConvolemmaError "network/input-channels" where a given input has another number of channels */
export function checkInputChannels(
  shapes: InputShapes,
  wanted: readonly Index[],
  read: readonly ReadLayer[],
  { inputs }: FlatNetwork,
): void {
  for (const [number, shape] of shapes) {
    const [given] = shape
    const count = constantOf(wanted[number] ?? [])
    if (given === undefined || count === undefined || count === given) continue
    const reader = read.find(({ layer }) => layer.from.some((one) => one.kind === 'input' && one.number === number))
    const name = inputs[number] === '' ? '' : `${inputs[number]} `
    fail({
      code: 'network/input-channels',
      what: `the input ${name}${shape.join('x')} has ${given} channels, but the network takes ${show(wanted[number] ?? [])}`,
      where: reader === undefined ? 'the network' : place(reader.layer),
      fix: 'the channels come first, then one size per axis: 3x224x224',
    })
  }
}

/** The samples per axis of each input: given, or the size L (L_x where the inputs have names); 1 at rank 0. */
export function extentsOfInputs(
  { inputs }: FlatNetwork,
  shapes: InputShapes,
  rank: number | 'any',
  located: readonly Located[],
  taken: ReadonlySet<string>,
): readonly Index[] {
  return inputs.map((name, number) => {
    const shape = shapes.get(number)
    if (shape === undefined)
      return rank === 0 ? integer(1) : variable(freshName(name === '' ? 'L' : `L_${name}`, taken))
    if (rank === 'any' || shape.length !== rank + 1) {
      fail({
        code: 'network/input-shape',
        what: `the input shape ${shape.join('x')} has ${shape.length - 1} axes after the channels, but the network has ${rank}`,
        where: located[0] === undefined ? 'the network' : place(located[0].layer),
        fix: 'give the channels and one size per axis, for example 3x224x224',
      })
    }
    return rank === 0 ? integer(1) : integer(shape.slice(1))
  })
}

/** True for a layer that takes the vector whole, or every entry of it alike. */
function readsFlat({ kind }: ReadLayer): boolean {
  return kind.isFlatReader === true || kind.flattens === true
}

/** @throws ConvolemmaError "network/channels-differ" naming both layers, "network/flattened" */
export function checkChannels(one: ReadLayer, source: Signal): void {
  if (source.isFlat && !readsFlat(one)) {
    fail({
      code: 'network/flattened',
      what: 'takes channels and positions, but the signal before it is flattened to one vector',
      where: place(one.layer),
      fix: 'put a Linear behind the Flatten',
      ...(one.layer.at === undefined ? {} : { excerpt: one.layer.at }),
    })
  }
  const wanted = one.kind.inputChannels(one.parameters)
  // What a flattened signal has is known to the layer behind it only.
  if (wanted === undefined || source.isFlat || equalIndex(wanted, source.channels)) return
  const giver =
    source.from === undefined
      ? `the input has ${show(source.channels)}`
      : `${describeLayer(source.from.layer)} gives ${show(source.channels)}, as [${shapeOf(source)}]`
  fail({
    code: 'network/channels-differ',
    what: `takes ${show(wanted)} channels, but ${giver}`,
    where: place(one.layer),
    fix: 'make the two channel counts equal',
    ...(one.layer.at === undefined ? {} : { excerpt: one.layer.at }),
  })
}

/** Channels and samples per axis: "3, 224, 224". */
function shapeOf({ channels, extent }: Signal): string {
  const samples = constantOf(extent)
  const isVector = samples === undefined && singleVariable(extent) === undefined && extent.length === 0
  return isVector
    ? show(channels)
    : `${show(channels)}, ${samples === undefined ? formatIndex(extent) : coefficientEntries(samples).join(', ')}`
}

/** @throws ConvolemmaError "network/several-inputs", "network/extents-differ" naming the branches */
export function checkJoin(one: ReadLayer, sources: readonly Signal[]): void {
  if (sources.length > 1 && one.kind.joins !== true) {
    fail({
      code: 'network/several-inputs',
      what: `takes one input, but ${sources.length} lead to it`,
      where: place(one.layer),
      fix: 'join them by Sum or Concat',
    })
  }
  const [first, ...others] = sources
  for (const other of others) {
    if (first === undefined || equalIndex(first.extent, other.extent)) continue
    fail({
      code: 'network/extents-differ',
      what: `${nameOf(first)} gives ${show(first.extent)} samples per axis, but ${nameOf(other)} gives ${show(other.extent)}`,
      where: place(one.layer),
      fix: 'make the branches of one size: the same strides, and padding that makes up for the kernels',
    })
  }
}

function nameOf(signal: Signal): string {
  return signal.from === undefined ? `the input ${signal.name}` : describeLayer(signal.from.layer)
}

function show(size: Index): string {
  const value = constantOf(size)
  if (value !== undefined) return coefficientEntries(value).join('×')
  return singleVariable(size) ?? formatIndex(size)
}

/** @throws ConvolemmaError "network/kernel-larger-than-input" */
export function checkExtent(
  layer: PlacedLayer,
  { extent, geometry }: { readonly extent: Index; readonly geometry: Geometry },
  sources: readonly Signal[],
): void {
  const value = constantOf(extent)
  if (value === undefined || coefficientEntries(value).every((entry) => entry >= 1)) return
  fail({
    code: 'network/kernel-larger-than-input',
    what: `its kernel of ${show(geometry.kernel)} taps does not fit into the ${show(sources[0]?.extent ?? [])} samples that it gets`,
    where: place(layer),
    fix: 'a larger input, a smaller kernel, or padding',
  })
}
