/** Turns drawn parts into layers and branches that fit the signal they read, by the shapes of the naive layers. Draws nothing itself. */
import { concat, residual, sum } from '../../src/net/graph.ts'
import { layersOf, type NetworkNode, sequential } from '../../src/net/network.ts'
import { type Draw, layer } from './random-draw.ts'
import { FORMS } from './random-graph-layers.ts'
import { applyReference } from './reference.ts'

/** A layer, or branches that are joined, as drawn; what it becomes depends on the signal that it reads. */
export type PartSeed =
  | { readonly kind: 'layer'; readonly form: string; readonly numbers: readonly number[] }
  | {
      readonly kind: 'branches'
      readonly join: 'Residual' | 'Sum' | 'Concat'
      readonly rows: readonly (readonly PartSeed[])[]
      readonly numbers: readonly number[]
    }

/** The shape of a signal, and whether a layer gives it. */
export interface Signal {
  readonly channels: number
  readonly extent: readonly number[]
  readonly isInner: boolean
}

/** What all parts of one network share; `layersLeft` counts down. `maySquash` where nothing but the row's end follows. */
export interface Building {
  readonly rank: number
  readonly maySquash: boolean
  layersLeft: number
}

interface Built {
  readonly node: NetworkNode
  readonly signal: Signal
}

const MOST_CHANNELS = 8
/** Samples per axis of any signal, by the rank. */
const MOST_EXTENT = [0, 20, 9, 5]

/** The drawn numbers, one by one, then the least. */
export function drawingFrom(numbers: readonly number[]): Draw {
  let count = 0
  const integer = (least: number, most: number): number => {
    const number = numbers[count] ?? 0
    count += 1
    return least + (number % (most - least + 1))
  }
  return {
    integer,
    flag: () => integer(0, 1) === 1,
    oneOf: (list) => list[integer(0, list.length - 1)] ?? list[0],
    perAxis: (rank, least, most) => Array.from({ length: rank }, () => integer(least, most)),
  }
}

/** One part after the other, as far as they fit. */
export function buildRow(
  parts: readonly PartSeed[],
  input: Signal,
  building: Building,
): { readonly nodes: readonly NetworkNode[]; readonly signal: Signal } {
  const nodes: NetworkNode[] = []
  let signal = input
  for (const part of parts) {
    const built = building.layersLeft > 0 ? buildPart(part, signal, building) : undefined
    if (built === undefined) continue
    nodes.push(built.node)
    signal = built.signal
    if (squashes(built.node)) break
  }
  return { nodes, signal }
}

/** A part for a signal; undefined where there is none, or the result is empty or too large. */
export function buildPart(part: PartSeed, signal: Signal, building: Building): Built | undefined {
  if (part.kind === 'branches') return buildBranches(part, signal, building)
  const { channels, extent, isInner } = signal
  const draw = drawingFrom(part.numbers)
  const node = FORMS[part.form]?.({ draw, rank: building.rank, channels, extent, isInner })
  if (node === undefined || (squashes(node) && !building.maySquash)) return undefined
  const result = shapeAfter(node, signal)
  if (!isSmall(result, building.rank)) return undefined
  building.layersLeft -= layersOf(node).length
  return { node, signal: result }
}

/** Branches of one size: each ends with what makes it as large as the first one, or as the input. */
function buildBranches(
  { join, rows, numbers }: PartSeed & { readonly kind: 'branches' },
  input: Signal,
  building: Building,
): Built | undefined {
  const inner: Building = { rank: building.rank, maySquash: false, layersLeft: building.layersLeft - 1 }
  const draw = drawingFrom(numbers)
  const branches: { readonly nodes: readonly NetworkNode[]; readonly signal: Signal }[] = []
  for (const row of join === 'Residual' ? rows.slice(0, 1) : rows) {
    const { nodes, signal } = buildRow(row, input, inner)
    const target = join === 'Residual' ? input : (branches[0]?.signal ?? signal)
    const fit = joinable(signal, target, join === 'Concat' ? 'Concat' : 'Sum', draw, building.rank)
    const all = fit === undefined ? nodes : [...nodes, fit.node]
    branches.push({ nodes: all.length === 0 ? [layer('Identity')] : all, signal: fit?.signal ?? signal })
  }
  const [first] = branches
  if (first === undefined) return undefined
  const channels =
    join === 'Concat' ? branches.reduce((total, { signal }) => total + signal.channels, 0) : first.signal.channels
  const signal = { channels, extent: first.signal.extent, isInner: true }
  if (!isSmall(signal, building.rank)) return undefined
  building.layersLeft = inner.layersLeft
  return {
    node: joinedBy(
      join,
      branches.map(({ nodes }) => nodes),
    ),
    signal,
  }
}

function joinedBy(join: 'Residual' | 'Sum' | 'Concat', rows: readonly (readonly NetworkNode[])[]): NetworkNode {
  if (join === 'Residual') return residual(...(rows[0] ?? []))
  const branches = rows.map((row) => (row.length === 1 && row[0] !== undefined ? row[0] : sequential(...row)))
  return join === 'Sum' ? sum(...branches) : concat(...branches)
}

/** What makes a signal as large as another one, with as many channels for a sum; undefined where nothing is missing. */
export function joinable(
  signal: Signal,
  target: Signal,
  join: 'Sum' | 'Concat',
  draw: Draw,
  rank: number,
): Built | undefined {
  const nodes = [...resampled(signal, target, draw, rank), ...padded(signal, target, rank)]
  if (join === 'Sum' && signal.channels !== target.channels) {
    nodes.push(layer('Linear', { in_features: signal.channels, out_features: target.channels, bias: draw.flag() }))
  }
  const [first] = nodes
  if (first === undefined) return undefined
  const channels = join === 'Sum' ? target.channels : signal.channels
  return {
    node: nodes.length === 1 ? first : sequential(...nodes),
    signal: { channels, extent: target.extent, isInner: true },
  }
}

/** The rate changed where one extent is at least twice the other, and how long each axis is then. */
function rateTo(
  signal: Signal,
  target: Signal,
): readonly { readonly up: number; readonly down: number; readonly length: number }[] {
  return signal.extent.map((length, axis) => {
    const wanted = target.extent[axis] ?? 1
    const up = Math.max(1, Math.floor(wanted / length))
    const down = Math.max(1, Math.floor(length / wanted))
    return { up, down, length: Math.ceil((length * up) / down) }
  })
}

function resampled(signal: Signal, target: Signal, draw: Draw, rank: number): NetworkNode[] {
  const rates = rateTo(signal, target)
  const [up, down] = [rates.map((rate) => rate.up), rates.map((rate) => rate.down)]
  const nodes: NetworkNode[] = []
  if (up.some((factor) => factor > 1)) {
    const weights = { in_channels: signal.channels, out_channels: signal.channels, bias: false }
    const spread = layer(`ConvTranspose${rank}d`, { ...weights, kernel_size: up, stride: up })
    nodes.push(draw.flag() ? spread : layer('Upsample', { scale_factor: up }))
  }
  if (down.some((factor) => factor > 1)) nodes.push(layer('Subsample', { stride: down }))
  return nodes
}

/** Zeros before and behind, or samples cut off there. */
function padded(signal: Signal, target: Signal, rank: number): NetworkNode[] {
  const missing = rateTo(signal, target).map(({ length }, axis) => (target.extent[axis] ?? 1) - length)
  if (missing.every((count) => count === 0)) return []
  const sides = missing.map((count) => [Math.trunc(count / 2), count - Math.trunc(count / 2)])
  return [layer(`ZeroPad${rank}d`, { padding: sides.reverse().flat() })]
}

/** The shape that a layer, or a row of layers, gives; behind a Flatten a Linear takes all samples. */
function shapeAfter(node: NetworkNode, input: Signal): Signal {
  let signal = input
  let isFlat = false
  for (const { type, parameters } of layersOf(node)) {
    const seen = isFlat && type === 'Linear' ? 'FlattenLinear' : type
    const zeros = { channels: signal.channels, extent: signal.extent, at: () => 0 }
    const rank = signal.extent.length
    const output = applyReference({ type: seen, parameters, rank, tensor: () => 0, rsqrt: () => 0 }, zeros)
    signal = { channels: output.channels, extent: output.extent, isInner: true }
    isFlat ||= type === 'Flatten'
  }
  return signal
}

function isSmall({ channels, extent }: Signal, rank: number): boolean {
  const most = MOST_EXTENT[rank] ?? 1
  return channels <= MOST_CHANNELS && extent.every((length) => length >= 1 && length <= most)
}

/** True for a Flatten, behind which only a Linear stands. */
function squashes(node: NetworkNode): boolean {
  return layersOf(node).some(({ type }) => type === 'Flatten')
}
