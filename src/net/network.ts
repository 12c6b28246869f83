/** The network as its user describes it: layers with their written parameters, in order. Knows no layer kind. */
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

/** Layers one after the other, each with its state-dict component. */
export interface SequentialNode {
  readonly kind: 'sequential'
  readonly children: readonly LabelledNode[]
}

/** A part of a Sequential; `label` is its state-dict component: "0", "conv1". */
export interface LabelledNode {
  readonly label: string
  readonly node: NetworkNode
}

export type NetworkNode = LayerNode | SequentialNode

/** A layer with the prefix of its tensors in a state dict, such as "1.0" (empty for a network that is one layer). */
export interface PlacedLayer extends LayerNode {
  readonly path: string
}

/** Layers one after the other, labelled 0, 1, 2, … as torch.nn.Sequential does. */
export function sequential(...nodes: readonly NetworkNode[]): SequentialNode {
  return { kind: 'sequential', children: nodes.map((node, place) => ({ label: `${place}`, node })) }
}

/** All layers from the input to the output. */
export function layersOf(node: NetworkNode, path = ''): readonly PlacedLayer[] {
  if (node.kind === 'layer') return [{ ...node, path }]
  return node.children.flatMap((child) => layersOf(child.node, path === '' ? child.label : `${path}.${child.label}`))
}

/** One layer as its user wrote it, or as it could have been written in PyTorch notation. */
export function describeLayer(layer: LayerNode): string {
  if (layer.at !== undefined) return layer.at.text.slice(layer.at.from, layer.at.to).replace(/\s+/g, ' ')
  const written = Object.entries(layer.parameters).map(([name, value]) => `${name}=${describeValue(value)}`)
  return `${layer.type}(${written.join(', ')})`
}

function describeValue(value: ParameterValue): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'object') return `(${value.map(describeValue).join(', ')}${value.length === 1 ? ',' : ''})`
  return `${value}`
}
