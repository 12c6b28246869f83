/** The network as its user describes it: layers with their written parameters, and how they are joined. Knows no layer kind. */
import type { Excerpt } from '../errors.ts'

/** A parameter as written: a size may be a name; null is Python's None. */
export type ParameterValue = number | string | boolean | null | readonly ParameterValue[]

/** One layer: its class name, its parameters by PyTorch's keywords, and where it stands in the user's text. */
export interface LayerNode {
  readonly kind: 'layer'
  readonly type: string
  readonly parameters: Readonly<Record<string, ParameterValue>>
  readonly at?: Excerpt
}

/** Layers one after the other, each with its state-dict component; all of them `times` times over, with the same tensors. */
export interface SequentialNode {
  readonly kind: 'sequential'
  readonly children: readonly LabelledNode[]
  readonly times?: number
}

/** Branches that all take the same input; `join` is the layer that puts their outputs together, in order. */
export interface BranchesNode {
  readonly kind: 'branches'
  readonly join: LayerNode
  readonly children: readonly LabelledNode[]
}

/**
 * Any acyclic graph. A node takes what the inputs and other nodes in `from` give, in this order; nodes may stand in any order.
 * A node with several sources is a layer that joins them, such as Sum or Concat.
 */
export interface GraphNode {
  readonly kind: 'graph'
  readonly inputs: readonly string[]
  readonly nodes: readonly { readonly name: string; readonly node: NetworkNode; readonly from: readonly string[] }[]
  readonly output: string
}

/** A part of a network; `label` is its state-dict component: "0", "conv1". */
export interface LabelledNode {
  readonly label: string
  readonly node: NetworkNode
}

export type NetworkNode = LayerNode | SequentialNode | BranchesNode | GraphNode

/** What a layer reads: an input of the network by its number, or the output of an earlier layer by its place in the list. */
export type Source =
  | { readonly kind: 'input'; readonly number: number }
  | { readonly kind: 'layer'; readonly place: number }

/** A layer with the prefix of its tensors in a state dict, such as "1.0" (empty for a network that is one layer). */
export interface PlacedLayer extends LayerNode {
  readonly path: string
  readonly from: readonly Source[]
}

/** The network without nesting: every layer after those that it reads; the last source is the output. */
export interface FlatNetwork {
  /** The names of the inputs, empty for the one input of a network that does not name it. */
  readonly inputs: readonly string[]
  readonly layers: readonly PlacedLayer[]
  readonly output: Source
}

/** Layers one after the other, labelled 0, 1, 2, … as torch.nn.Sequential does. */
export function sequential(...nodes: readonly NetworkNode[]): SequentialNode {
  return { kind: 'sequential', children: nodes.map((node, place) => ({ label: `${place}`, node })) }
}

/** All layers as written, in the order in which they are written. */
export function layersOf(node: NetworkNode): readonly LayerNode[] {
  switch (node.kind) {
    case 'layer':
      return [node]
    case 'sequential':
      return node.children.flatMap((child) => layersOf(child.node))
    case 'branches':
      return [...node.children.flatMap((child) => layersOf(child.node)), node.join]
    case 'graph':
      return node.nodes.flatMap((child) => layersOf(child.node))
    default:
      return node satisfies never
  }
}

/** One layer as its user wrote it, or as it could have been written in PyTorch notation. */
export function describeLayer(layer: LayerNode): string {
  if (layer.at !== undefined) return oneLine(layer.at.text.slice(layer.at.from, layer.at.to))
  const written = Object.entries(layer.parameters).map(([name, value]) => `${name}=${describeValue(value)}`)
  return `${layer.type}(${written.join(', ')})`
}

/** The text without line breaks, as if it had been written on one line. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/,? \)/g, ')')
}

function describeValue(value: ParameterValue): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'object') return `(${value.map(describeValue).join(', ')}${value.length === 1 ? ',' : ''})`
  return `${value}`
}
