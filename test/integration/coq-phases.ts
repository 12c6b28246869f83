/** Networks of several rates, inputs and windows as statements for certificates: true ones, and false ones made from them. */
import type { Box, FormalLayer, FormalMerge, FormalNet } from '../../src/lower/formal-net.ts'
import { constant, symbol, symbolsOf } from '../../src/scalar/polynomial.ts'
import { ONE, ZERO } from '../../src/scalar/rational.ts'
import { denseLayer, mergedAround, residues, type Shape } from '../coq/polyphase.ts'

export interface Case {
  readonly network: FormalNet
  readonly shape: Shape
  readonly supports?: readonly Box[]
  readonly outputs?: Box
}

export function statement({ network, shape, supports = [], outputs = [] }: Case): FormalMerge {
  const merged = mergedAround(network, shape)
  const names = new Set([...symbolNames(network), ...symbolNames(merged)])
  return { supports, outputs, network, merged, symbols: [...names], meanings: new Map() }
}

function symbolNames(net: FormalNet): readonly string[] {
  switch (net.kind) {
    case 'input':
      return []
    case 'sum':
      return net.parts.flatMap(symbolNames)
    case 'layer': {
      const { bias, taps } = net.layer
      const entries = [...bias, ...taps.flatMap(({ matrix }) => matrix.flat())]
      return [...entries.flatMap((entry) => [...symbolsOf(entry)]), ...symbolNames(net.before)]
    }
    case 'window':
    case 'spread':
      return symbolNames(net.before)
    default:
      return net satisfies never
  }
}

export function input(number: number, channels: number): FormalNet {
  return { kind: 'input', number, channels }
}

export function apply(layer: FormalLayer, before: FormalNet): FormalNet {
  return { kind: 'layer', layer, before }
}

export function spread(up: readonly number[], before: FormalNet): FormalNet {
  return { kind: 'spread', up, before }
}

export function within(box: Box, before: FormalNet): FormalNet {
  return { kind: 'window', box, before }
}

/** How one signal becomes another, with numbers that depend on `seed` or with symbols that begin with it. */
export interface Kind {
  readonly out: number
  readonly up: readonly number[]
  readonly down: readonly number[]
  readonly build: (seed: number | string, channels: number, before: FormalNet) => FormalNet
}

/** A convolution along one axis with bias. */
export function conv(out: number, kernel: number, stride = 1, padding = 0): Kind {
  const offsets = Array.from({ length: kernel }, (_, at) => [at - padding])
  return {
    out,
    up: [1],
    down: [stride],
    build: (seed, channels, before) =>
      apply(denseLayer(seed, { out, in: channels, stride: [stride], offsets }, symbol), before),
  }
}

/** A transposed convolution along one axis: output up⊙n + r takes input n + j with its tap r − up⊙j + padding. */
export function transposed(out: number, kernel: number, stride: number, padding = 0): Kind {
  const first = -Math.floor((kernel - 1) / stride) - 1
  const offsets = Array.from({ length: 2 - first + padding }, (_, at) => [first + at])
  return {
    out,
    up: [stride],
    down: [1],
    build: (seed, channels, before) => {
      const dense = denseLayer(
        seed,
        { out, in: channels, stride: [1], offsets: Array.from({ length: kernel }, (_, at) => [at]) },
        symbol,
      )
      const zero = Array.from({ length: channels }, () => constant(ZERO))
      const rows = residues([stride]).map(([r = 0]) => r)
      const taps = offsets.map((offset) => ({
        offset,
        matrix: Array.from({ length: out }, (_, o) =>
          rows.map((r) => dense.taps[r - stride * (offset[0] ?? 0) + padding]?.matrix[o] ?? zero),
        ).flat(),
      }))
      const bias = dense.bias.flatMap((entry) => rows.map(() => entry))
      return spread([stride], apply({ stride: [1], bias, taps }, before))
    },
  }
}

/** Blocks of channels become blocks of samples. */
export function shuffle(out: number, up: number): Kind {
  return { out, up: [up], down: [1], build: (_, __, before) => spread([up], before) }
}

/** Blocks of samples become blocks of channels. */
export function unshuffle(channels: number, down: number): Kind {
  const rows = Array.from({ length: channels * down }, (_, row) => row)
  const layer: FormalLayer = {
    stride: [down],
    bias: rows.map(() => constant(ZERO)),
    taps: residues([down]).map(([r = 0]) => ({
      offset: [r],
      matrix: rows.map((row) =>
        Array.from({ length: channels }, (_, c) => constant(row === c * down + r ? ONE : ZERO)),
      ),
    })),
  }
  return { out: channels * down, up: [1], down: [down], build: (_, __, before) => apply(layer, before) }
}

/** Every sample several times. */
export function repeat(channels: number, up: number): Kind {
  const rows = Array.from({ length: channels * up }, (_, row) => row)
  const matrix = rows.map((row) =>
    Array.from({ length: channels }, (_, c) => constant(Math.floor(row / up) === c ? ONE : ZERO)),
  )
  const layer: FormalLayer = { stride: [1], bias: rows.map(() => constant(ZERO)), taps: [{ offset: [0], matrix }] }
  return { out: channels, up: [up], down: [1], build: (_, __, before) => spread([up], apply(layer, before)) }
}

/** The kinds one after the other, and the rates of the whole, by docs/theory.md §2. */
export function chain(channels: number, kinds: readonly Kind[], symbolic = false): Case {
  let network = input(0, channels)
  let [up, down, now] = [1, 1, channels]
  kinds.forEach((kind, place) => {
    network = kind.build(symbolic ? `w${place}` : place + 1, now, network)
    const [outerUp = 1] = kind.up
    const [outerDown = 1] = kind.down
    const common = leastCommonMultiple(up, outerDown)
    ;[up, down, now] = [outerUp * (common / outerDown), down * (common / up), kind.out]
  })
  return { network, shape: { channels: now, inputs: [channels], up: [up], down: [[down]] } }
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y > 0) [x, y] = [y, x % y]
  return (a / x) * b
}

/** Statements with the merged network of a true one, with one thing changed that changes what it does. */
export function falseMergers(formal: FormalMerge): readonly FormalMerge[] {
  return MUTATIONS.flatMap((mutate) => {
    const merged = mutate(formal.merged)
    return merged === undefined ? [] : [{ ...formal, merged }]
  })
}

type Mutation = (net: FormalNet) => FormalNet | undefined

const MUTATIONS: readonly Mutation[] = [
  onLayers((layer) => ({
    ...layer,
    bias: rotated(layer.bias),
    taps: layer.taps.map((tap) => ({ ...tap, matrix: rotated(tap.matrix) })),
  })),
  onLayers((layer) => ({ ...layer, taps: moved(layer.taps, 1) })),
  onLayers((layer) => ({ ...layer, taps: moved(layer.taps, -1) })),
  onLayers((layer) => ({ ...layer, stride: layer.stride.map((step) => step + 1) })),
  onLayers((layer) => ({ ...layer, taps: layer.taps.slice(1) })),
  (net) => (net.kind === 'spread' ? { ...net, up: net.up.map((rate) => rate + 1) } : undefined),
  (net) => (net.kind === 'spread' ? net.before : spread([2], net)),
  (net) => (net.kind === 'spread' && net.up.length > 1 ? { ...net, up: [...net.up].reverse() } : undefined),
  (net) => onInputs(net, (number) => number + 1),
]

function rotated<T>(rows: readonly T[]): readonly T[] {
  return [...rows.slice(1), ...rows.slice(0, 1)]
}

function moved(taps: FormalLayer['taps'], by: number): FormalLayer['taps'] {
  return taps.map(({ offset, matrix }) => ({
    matrix,
    offset: offset.map((entry, axis) => (axis === 0 ? entry + by : entry)),
  }))
}

function onLayers(change: (layer: FormalLayer) => FormalLayer): Mutation {
  const visit = (net: FormalNet): FormalNet => {
    switch (net.kind) {
      case 'input':
        return net
      case 'layer':
        return apply(change(net.layer), net.before)
      case 'sum':
        return { ...net, parts: net.parts.map(visit) }
      case 'window':
      case 'spread':
        return { ...net, before: visit(net.before) }
      default:
        return net satisfies never
    }
  }
  return visit
}

function onInputs(net: FormalNet, change: (number: number) => number): FormalNet {
  switch (net.kind) {
    case 'input':
      return { ...net, number: change(net.number) }
    case 'sum':
      return { ...net, parts: net.parts.map((part) => onInputs(part, change)) }
    case 'layer':
    case 'window':
    case 'spread':
      return { ...net, before: onInputs(net.before, change) }
    default:
      return net satisfies never
  }
}
