/** The stretches of a network between its non-linear layers, each of which can be merged alone. Knows no particular layer. */
import { pathBelow } from '../net/flatten.ts'
import { type LabelledNode, type LayerNode, layersOf, type NetworkNode } from '../net/network.ts'
import { findLayer } from './index.ts'
import { isNonLinear } from './non-linear.ts'

/** The parts with the numbers from ≤ number < to of those that partsOf gives, as a network of their own. */
export interface LinearSegment {
  readonly from: number
  readonly to: number
  readonly network: NetworkNode
}

/** What the network runs one after the other, each part with its whole state-dict prefix, such as "1.0", as its label. */
export function partsOf(network: NetworkNode, path = ''): readonly LabelledNode[] {
  if (network.kind !== 'sequential' || network.times !== undefined) return [{ label: path, node: network }]
  return network.children.flatMap((child) => partsOf(child.node, pathBelow(path, child.label)))
}

/**
 * The longest runs of parts in which every layer is known to be linear, in order; tensors keep their state-dict names.
 * Sums, concatenations and graphs are one part each, and stand outside where a layer in them is not linear.
 */
export function linearSegments(network: NetworkNode): readonly LinearSegment[] {
  const parts = partsOf(network)
  const barriers = parts.flatMap((part, at) => (layersOf(part.node).every(isLinear) ? [] : [at]))
  return [...barriers, parts.length].flatMap((to, number) => {
    const from = number === 0 ? 0 : (barriers[number - 1] ?? 0) + 1
    return from === to ? [] : [{ from, to, network: { kind: 'sequential', children: parts.slice(from, to) } }]
  })
}

function isLinear({ type }: LayerNode): boolean {
  return findLayer(type) !== undefined && !isNonLinear(type)
}
