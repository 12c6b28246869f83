/** Builders of networks that branch: sums, concatenations, residual connections and graphs. Check nothing but emptiness. */
import { type Excerpt, fail } from '../errors.ts'
import {
  type BranchesNode,
  type GraphNode,
  type LabelledNode,
  type LayerNode,
  type NetworkNode,
  type SequentialNode,
  sequential,
} from './network.ts'

/** The layer that adds what its node in a graph reads. */
export const sumLayer: LayerNode = { kind: 'layer', type: 'Sum', parameters: {} }

/** The layer that puts the channels of what its node in a graph reads one after the other. */
export const concatLayer: LayerNode = { kind: 'layer', type: 'Concat', parameters: {} }

/** [C, L…] → [C', L'…]: what the branches make of the one input, added; labelled 0, 1, 2, … */
export function sum(...branches: readonly NetworkNode[]): BranchesNode {
  return { kind: 'branches', join: sumLayer, children: sequential(...branches).children }
}

/** [C, L…] → [C1 + C2 + …, L'…]: what the branches make of the one input, channel after channel; labelled 0, 1, 2, … */
export function concat(...branches: readonly NetworkNode[]): BranchesNode {
  return { kind: 'branches', join: concatLayer, children: sequential(...branches).children }
}

/**
 * [C, L…] → [C, L…]: the input plus what the layers, one after the other, make of it; labelled 0, 1, 2, …
 * @throws ConvolemmaError "graph/empty" where no layer is given
 */
export function residual(...layers: readonly NetworkNode[]): BranchesNode {
  return residualOf(sequential(...layers).children)
}

/**
 * Any acyclic graph with one output; a node with several sources is a layer that joins them, such as sumLayer.
 * `graph({ inputs: ['x'], nodes: [{ name: 'a', node: conv, from: ['x'] }, { name: 's', node: sumLayer, from: ['a', 'x'] }],
 * output: 's' })`. The names of the nodes are the state-dict components. Whether the nodes fit is checked when it is used.
 */
export function graph(parts: Omit<GraphNode, 'kind'>): GraphNode {
  return { kind: 'graph', inputs: parts.inputs, nodes: parts.nodes, output: parts.output }
}

/** [C, L…] → [C, L…]: the layers `times` times over, always with the same tensors; labelled 0, 1, 2, … */
export function repeat(times: number, ...layers: readonly NetworkNode[]): SequentialNode {
  if (!Number.isSafeInteger(times) || times < 1 || times > MOST_REPEATS)
    fail({ code: 'graph/times', what: `a network cannot be repeated ${times} times`, fix: `1 … ${MOST_REPEATS}` })
  return { ...sequential(...layers), times }
}

/** More runs than this are refused. */
export const MOST_REPEATS = 1_000

/** The label of the branch of a residual connection that is its input. */
export const IDENTITY_LABEL = 'identity'

const IDENTITY: LabelledNode = { label: IDENTITY_LABEL, node: { kind: 'layer', type: 'Identity', parameters: {} } }

/**
 * The input plus what the labelled layers make of it; their labels stay the components of their state-dict names.
 * @throws ConvolemmaError "graph/empty"
 */
export function residualOf(layers: readonly LabelledNode[], at?: Excerpt): BranchesNode {
  const [first, ...others] = layers
  if (first === undefined) {
    const excerpt = at === undefined ? {} : { excerpt: at }
    return fail({ code: 'graph/empty', what: 'Residual has no layer', fix: 'Residual(Conv1d(1, 1, 1))', ...excerpt })
  }
  const branch: LabelledNode =
    others.length === 0 ? first : { label: '', node: { kind: 'sequential', children: layers } }
  return { kind: 'branches', join: at === undefined ? sumLayer : { ...sumLayer, at }, children: [IDENTITY, branch] }
}

/** The layers from which residualOf makes this node; undefined where it makes it from none. */
export function residualLayers({ join, children }: BranchesNode): readonly LabelledNode[] | undefined {
  const [identity, branch, third] = children
  if (identity === undefined || branch === undefined || third !== undefined) return undefined
  const isSum = join.type === sumLayer.type && Object.keys(join.parameters).length === 0
  if (!isSum || identity.label !== IDENTITY_LABEL || !isIdentity(identity.node)) return undefined
  const { label, node } = branch
  return label === '' && node.kind === 'sequential' && node.children.length > 1 ? node.children : [branch]
}

function isIdentity(node: NetworkNode): boolean {
  return node.kind === 'layer' && node.type === 'Identity' && Object.keys(node.parameters).length === 0
}
