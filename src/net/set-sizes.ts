/** Gives symbolic sizes of a network a number. Knows no layer kind. */
import { layersOf, type NetworkNode, type ParameterValue } from './network.ts'

/** Parameters that name something else than a size. */
const NOT_SIZES: ReadonlySet<string> = new Set(['name', 'weight', 'bias', 'mode', 'origin', 'padding_mode', 'eps'])

/** The network with every size that is exactly one of the names replaced by its number. */
export function setSizes(node: NetworkNode, sizes: ReadonlyMap<string, number>): NetworkNode {
  if (sizes.size === 0) return node
  if (node.kind === 'sequential') {
    return { ...node, children: node.children.map((child) => ({ ...child, node: setSizes(child.node, sizes) })) }
  }
  const parameters = Object.entries(node.parameters).map(
    ([name, value]) => [name, NOT_SIZES.has(name) ? value : setOne(value, sizes)] as const,
  )
  return { ...node, parameters: Object.fromEntries(parameters) }
}

function setOne(value: ParameterValue, sizes: ReadonlyMap<string, number>): ParameterValue {
  return typeof value === 'string' ? (sizes.get(value) ?? value) : value
}

/** The names that stand where a size is expected. */
export function sizeNames(node: NetworkNode): ReadonlySet<string> {
  const parameters = layersOf(node).flatMap((layer) => Object.entries(layer.parameters))
  return new Set(
    parameters.flatMap(([name, value]) => (!NOT_SIZES.has(name) && typeof value === 'string' ? [value] : [])),
  )
}
