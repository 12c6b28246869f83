/** From a nested network to a list of layers in which each stands after those that it reads. Knows no layer kind. */
import { fail } from '../errors.ts'
import {
  type BranchesNode,
  describeLayer,
  type FlatNetwork,
  type GraphNode,
  type LayerNode,
  type NetworkNode,
  type PlacedLayer,
  type Source,
} from './network.ts'
import { orderGraph } from './order.ts'

/** Deeper nesting overflows the stack of whoever walks the network. */
const MAX_DEPTH = 1_000

/** A node that stands in several places counts several times, so that a small network can stand for too large a one. */
const MAX_NODES = 200_000

/**
 * The network without nesting; no layers where the network has none.
 * @throws ConvolemmaError naming the nodes: "graph/cycle", "graph/dangling", "graph/output", "graph/unused", "graph/twice",
 *   "graph/inputs", "graph/empty", and "graph/too-deep", "graph/too-large"
 */
export function flattenNetwork(network: NetworkNode): FlatNetwork {
  const inputs = network.kind === 'graph' ? network.inputs : ['']
  const flat: Flattening = { layers: [], paths: new Set(), nodes: 0 }
  const from = inputs.map((_, number): Source => ({ kind: 'input', number }))
  const output = place(network, { from, path: '', depth: 0 }, flat)
  return { inputs, layers: flat.layers, output }
}

/** The state-dict prefix of a part; an empty label adds nothing. */
export function pathBelow(path: string, label: string): string {
  return path === '' ? label : label === '' ? path : `${path}.${label}`
}

/** What has been placed so far. */
interface Flattening {
  readonly layers: PlacedLayer[]
  readonly paths: Set<string>
  nodes: number
}

/** Where a node stands: what it reads, its state-dict prefix, and how many nodes are around it. */
interface Standing {
  readonly from: readonly Source[]
  readonly path: string
  readonly depth: number
  /** True where the layers have been run before, with the same tensors. */
  readonly isAgain?: boolean
}

/** Append the layers of a node; the answer is what the node gives. */
function place(node: NetworkNode, at: Standing, flat: Flattening): Source {
  refuseTooMuch(at, flat)
  switch (node.kind) {
    case 'layer':
      if (at.isAgain !== true) refuseTwice(node, at, flat)
      return append(node, at, flat)
    case 'sequential': {
      let from = at.from
      for (let run = 0; run < (node.times ?? 1); run += 1) {
        const standing = run === 0 ? at : { ...at, isAgain: true }
        for (const child of node.children) from = [place(child.node, inside(standing, child.label, from), flat)]
      }
      return onlySource(from, at)
    }
    case 'branches':
      return placeBranches(node, at, flat)
    case 'graph':
      return placeGraph(node, at, flat)
    default:
      return node satisfies never
  }
}

function append(layer: LayerNode, { path, from }: Standing, flat: Flattening): Source {
  flat.layers.push({ ...layer, path, from })
  return { kind: 'layer', place: flat.layers.length - 1 }
}

function inside(at: Standing, label: string, from: readonly Source[]): Standing {
  return { ...at, from, path: pathBelow(at.path, label), depth: at.depth + 1 }
}

/** @throws ConvolemmaError "graph/empty" */
function placeBranches(node: BranchesNode, at: Standing, flat: Flattening): Source {
  const { join, children } = node
  if (children.length === 0) {
    const excerpt = join.at === undefined ? {} : { excerpt: join.at }
    fail({
      code: 'graph/empty',
      what: `${describeLayer(join)} has nothing to join`,
      where: placeText(at.path),
      ...excerpt,
    })
  }
  const from = children.map((child) => place(child.node, inside(at, child.label, at.from), flat))
  return append(join, { ...at, from }, flat)
}

/** @throws ConvolemmaError "graph/inputs", and what orderGraph throws */
function placeGraph(graph: GraphNode, at: Standing, flat: Flattening): Source {
  const where = placeText(at.path)
  if (graph.inputs.length !== at.from.length && graph.inputs.length > 0) {
    const what = `the graph has ${graph.inputs.length} inputs (${graph.inputs.join(', ')}), but reads ${at.from.length}`
    const fix = 'inside another graph, "from" lists what it reads, input by input'
    fail({ code: 'graph/inputs', what, where, fix })
  }
  const known = new Map<string, Source>()
  for (const [number, source] of at.from.entries()) known.set(graph.inputs[number] ?? '', source)
  const nameOf = (node: number): string => graph.nodes[node]?.name ?? ''
  const ordered = orderGraph(graph, (node) =>
    node === undefined ? where : placeText(pathBelow(at.path, nameOf(node))),
  )
  for (const part of ordered) {
    const from = part.from.flatMap((name) => known.get(name) ?? [])
    known.set(part.name, place(part.node, inside(at, part.name, from), flat))
  }
  return onlySource(
    [known.get(graph.output)].flatMap((source) => source ?? []),
    at,
  )
}

/** @throws ConvolemmaError "graph/inputs" for an empty Sequential that reads several sources */
function onlySource(sources: readonly Source[], at: Standing): Source {
  const [source] = sources
  if (source !== undefined && sources.length === 1) return source
  const what = `a Sequential without layers gives what it reads, but it reads ${sources.length} signals`
  return fail({ code: 'graph/inputs', what, where: placeText(at.path), fix: 'join them by a Sum or a Concat' })
}

/** Two layers with one state-dict prefix could not get weights of their own. @throws ConvolemmaError "graph/twice" */
function refuseTwice(layer: LayerNode, { path }: Standing, flat: Flattening): void {
  if (flat.paths.has(path)) {
    const what = `the name ${JSON.stringify(path)} is given twice, also to ${describeLayer(layer)}`
    const excerpt = layer.at === undefined ? {} : { excerpt: layer.at }
    fail({ code: 'graph/twice', what, fix: 'every layer has a name of its own', ...excerpt })
  }
  flat.paths.add(path)
}

/** @throws ConvolemmaError "graph/too-deep", "graph/too-large" */
function refuseTooMuch({ depth, path }: Standing, flat: Flattening): void {
  flat.nodes++
  if (depth > MAX_DEPTH) {
    const what = `more than ${MAX_DEPTH} networks inside each other`
    fail({ code: 'graph/too-deep', what, where: `${placeText(path).slice(0, 60)}…` })
  }
  if (flat.nodes > MAX_NODES) fail({ code: 'graph/too-large', what: `the network has more than ${MAX_NODES} parts` })
}

function placeText(path: string): string {
  return path === '' ? 'network' : `network, part ${path}`
}
