/**
 * Random networks of every layer kind, in a row, in branches and in graphs, on inputs small enough for nested loops. The shapes
 * are those of the naive layers, so that nearly every network is valid. Knows nothing of the engine.
 */
import fc from 'fast-check'
import { concatLayer, sumLayer } from '../../src/net/graph.ts'
import type { GraphNode, NetworkNode } from '../../src/net/network.ts'
import { writeNetworkJson } from '../../src/read/network-json.ts'
import {
  type Building,
  buildPart,
  buildRow,
  drawingFrom,
  joinable,
  type PartSeed,
  type Signal,
} from './random-graph-build.ts'
import { FORMS } from './random-graph-layers.ts'

/** A node of a graph: a part that reads one signal, or without a part two signals joined. */
interface NodeSeed {
  readonly part: PartSeed | undefined
  readonly join: 'Sum' | 'Concat'
  readonly from: readonly [number, number]
  readonly numbers: readonly number[]
}

/** A network with the shapes of its inputs, channels first; a single input that has no name is "". */
export interface RandomGraph {
  readonly network: NetworkNode
  readonly inputs: ReadonlyMap<string, readonly number[]>
}

/** Layers that are drawn for one network; those that make branches fit each other come on top. */
const MOST_LAYERS = 6

/** Samples per axis of an input, by the rank. */
const INPUT_EXTENTS = [0, 9, 6, 4]

/** Networks of up to six layers, ranks 1 to 3. Shrinks to fewer and plainer layers and smaller inputs. */
export function randomGraph(): fc.Arbitrary<RandomGraph> {
  const rank = fc.oneof(
    { weight: 5, arbitrary: fc.constant(1) },
    { weight: 2, arbitrary: fc.constant(2) },
    fc.constant(3),
  )
  return rank.chain((axes) => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 4 }), extents(axes))
    const rows = fc.tuple(shape, fc.array(partSeed(), { minLength: 1, maxLength: MOST_LAYERS, size: 'max' }))
    const graphs = fc.tuple(
      fc.array(shape, { minLength: 1, maxLength: 2, size: 'max' }),
      fc.array(nodeSeed(), { minLength: 1, maxLength: MOST_LAYERS, size: 'max' }),
    )
    return fc.oneof(
      { withCrossShrink: true },
      { weight: 3, arbitrary: rows.map(([input, parts]) => inRow(axes, signalOf(input), parts)) },
      { weight: 2, arbitrary: graphs.map(([inputs, nodes]) => inGraph(axes, inputs.map(signalOf), nodes)) },
    )
  })
}

/** The network as JSON and its inputs, for a report. */
export function describeGraph({ network, inputs }: RandomGraph): string {
  const shapes = [...inputs].map(([name, shape]) => `${name === '' ? '' : `${name}=`}${shape.join('x')}`)
  return `${JSON.stringify(writeNetworkJson(network))} --input ${shapes.join(',')}`
}

function extents(rank: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 1, max: INPUT_EXTENTS[rank] ?? 1 }), { minLength: rank, maxLength: rank })
}

function numbers(): fc.Arbitrary<readonly number[]> {
  const all = fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 30, maxLength: 30 })
  return fc.oneof({ withCrossShrink: true }, { weight: 1, arbitrary: fc.constant([]) }, { weight: 4, arbitrary: all })
}

function partSeed(): fc.Arbitrary<PartSeed> {
  const form = fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: fc.constantFrom(...Object.keys(FORMS)) },
    { weight: 1, arbitrary: fc.constantFrom('conv', 'transposed-conv') },
  )
  const { part } = fc.letrec<{ part: PartSeed; row: PartSeed[] }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('layer'), form, numbers: numbers() }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('branches'),
          join: fc.constantFrom('Residual', 'Sum', 'Concat'),
          rows: fc.array(tie('row'), { minLength: 1, maxLength: 3, size: 'max' }),
          numbers: numbers(),
        }),
      },
    ),
    row: fc.array(tie('part'), { minLength: 1, maxLength: 3, size: 'max' }),
  }))
  return part
}

function nodeSeed(): fc.Arbitrary<NodeSeed> {
  const choice = fc.integer({ min: 0, max: 5 })
  return fc.record({
    part: fc.option(partSeed(), { nil: undefined, freq: 2 }),
    join: fc.constantFrom('Sum', 'Concat'),
    from: fc.tuple(choice, choice),
    numbers: numbers(),
  })
}

function signalOf([channels, extent]: readonly [number, readonly number[]]): Signal {
  return { channels, extent, isInner: false }
}

function inRow(rank: number, input: Signal, parts: readonly PartSeed[]): RandomGraph {
  const { nodes } = buildRow(parts, input, { rank, layersLeft: MOST_LAYERS, maySquash: true })
  const children = nodes.length === 0 ? [IDENTITY] : nodes
  return reported({
    network: { kind: 'sequential', children: children.map((node, at) => ({ label: `${at}`, node })) },
    inputs: new Map([['', [input.channels, ...input.extent]]]),
  })
}

const IDENTITY: NetworkNode = { kind: 'layer', type: 'Identity', parameters: {} }

/** A signal of a graph under its name. */
interface Named {
  readonly name: string
  readonly signal: Signal
}

/** The graph as it grows. State with the lifetime of one network. */
interface Growing {
  readonly nodes: GraphNode['nodes'][number][]
  readonly signals: Named[]
  readonly used: Set<string>
  readonly building: Building
}

function inGraph(rank: number, inputs: readonly Signal[], seeds: readonly NodeSeed[]): RandomGraph {
  const named = inputs.map((signal, number): Named => ({ name: ['x', 'w'][number] ?? 'x', signal }))
  const building = { rank, layersLeft: MOST_LAYERS, maySquash: false }
  const growing: Growing = { nodes: [], signals: [...named], used: new Set(), building }
  for (const seed of seeds) {
    if (building.layersLeft > 0) growNode(seed, growing)
  }
  const loose = growing.signals.filter(({ name }) => !growing.used.has(name))
  const [first] = loose
  if (first !== undefined && loose.length > 1) joinNamed(loose, seeds[0]?.join ?? 'Sum', [], growing)
  else if (first !== undefined && growing.nodes.length === 0) append(IDENTITY, [first], first.signal, growing)
  const network: GraphNode = {
    kind: 'graph',
    inputs: named.map(({ name }) => name),
    nodes: growing.nodes,
    output: growing.nodes.at(-1)?.name ?? '',
  }
  return reported({
    network,
    inputs: new Map(named.map(({ name, signal }) => [name, [signal.channels, ...signal.extent]])),
  })
}

function growNode({ part, join, from, numbers: drawn }: NodeSeed, growing: Growing): void {
  const [source, other] = from.map((back) => growing.signals.at(-1 - (back % growing.signals.length)))
  if (source === undefined) return
  if (part === undefined) {
    if (other === undefined || other === source) return
    growing.building.layersLeft -= 1
    joinNamed([source, other], join, drawn, growing)
    return
  }
  const built = buildPart(part, source.signal, growing.building)
  if (built !== undefined) append(built.node, [source], built.signal, growing)
}

/** The sources, each after what makes it as large as the first, joined. */
function joinNamed(
  sources: readonly Named[],
  join: 'Sum' | 'Concat',
  drawn: readonly number[],
  growing: Growing,
): void {
  const [first] = sources
  if (first === undefined) return
  const draw = drawingFrom(drawn)
  const fitting = sources.map((source) => {
    const fit = joinable(source.signal, first.signal, join, draw, growing.building.rank)
    return fit === undefined ? source : append(fit.node, [source], fit.signal, growing)
  })
  const channels =
    join === 'Sum' ? first.signal.channels : fitting.reduce((total, { signal }) => total + signal.channels, 0)
  const joined = { ...first.signal, channels, isInner: true }
  append(join === 'Sum' ? sumLayer : concatLayer, fitting, joined, growing)
}

function append(node: NetworkNode, from: readonly Named[], signal: Signal, growing: Growing): Named {
  const named = { name: `n${growing.nodes.length}`, signal }
  growing.nodes.push({ name: named.name, node, from: from.map(({ name }) => name) })
  for (const { name } of from) growing.used.add(name)
  growing.signals.push(named)
  return named
}

/** With a text that fast-check prints for the smallest network. */
function reported(graph: RandomGraph): RandomGraph {
  return Object.assign(graph, { [fc.toStringMethod]: () => describeGraph(graph) })
}
