/** Gives symbolic sizes of a network a number. What is a size, the schemas of the layers say; knows no particular layer. */
import { type LayerNode, layersOf, type NetworkNode, type ParameterValue } from '../net/network.ts'
import { findLayer } from './index.ts'
import { keywordOf, type Parameter } from './schema.ts'
import { isSizeName } from './schema-sizes.ts'

/** The network with every size that is exactly one of the names replaced by its number. */
export function setSizes(node: NetworkNode, sizes: ReadonlyMap<string, number>): NetworkNode {
  if (sizes.size === 0) return node
  const inside = <T extends { readonly node: NetworkNode }>(child: T): T => ({
    ...child,
    node: setSizes(child.node, sizes),
  })
  switch (node.kind) {
    case 'layer':
      return setLayerSizes(node, sizes)
    case 'sequential':
      return { ...node, children: node.children.map(inside) }
    case 'branches':
      return { ...node, children: node.children.map(inside), join: setLayerSizes(node.join, sizes) }
    case 'graph':
      return { ...node, nodes: node.nodes.map(inside) }
    default:
      return node satisfies never
  }
}

/** The names that stand where a size is expected. */
export function sizeNames(node: NetworkNode): ReadonlySet<string> {
  return new Set(layersOf(node).flatMap((layer) => writtenSizes(layer).flatMap(({ value }) => namesIn(value))))
}

function setLayerSizes(layer: LayerNode, sizes: ReadonlyMap<string, number>): LayerNode {
  const written = writtenSizes(layer).map(({ keyword, value }) => [keyword, replaceNames(value, sizes)] as const)
  return { ...layer, parameters: { ...layer.parameters, ...Object.fromEntries(written) } }
}

/** The parameters of a layer that give a size by its name, alone or in a list. */
function writtenSizes(layer: LayerNode): readonly { readonly keyword: string; readonly value: ParameterValue }[] {
  const schema = findLayer(layer.type)?.kind.schema ?? {}
  return Object.entries(schema).flatMap(([name, parameter]) => {
    const keyword = keywordOf(name)
    const value = Object.hasOwn(layer.parameters, keyword) ? layer.parameters[keyword] : undefined
    return value !== undefined && namesSizes(parameter, value) ? [{ keyword, value }] : []
  })
}

function namesSizes({ kind }: Parameter, value: ParameterValue): boolean {
  if (kind === 'padding' && (value === 'same' || value === 'valid')) return false
  return SIZES.has(kind) && namesIn(value).length > 0
}

const SIZES: ReadonlySet<Parameter['kind']> = new Set(['channels', 'size', 'padding', 'pads'])

function namesIn(value: ParameterValue): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  return typeof value === 'string' && isSizeName(value) ? [value] : []
}

function replaceNames(value: ParameterValue, sizes: ReadonlyMap<string, number>): ParameterValue {
  if (Array.isArray(value)) return value.map((entry) => replaceNames(entry, sizes))
  return typeof value === 'string' ? (sizes.get(value) ?? value) : value
}
