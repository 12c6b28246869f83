/** Gives symbolic sizes of a network a number. What is a size, the schemas of the layers say; knows no particular layer. */
import { type LayerNode, layersOf, type NetworkNode, type ParameterValue } from '../net/network.ts'
import { findLayer } from './index.ts'
import { isSizeName, keywordOf, type Parameter } from './schema.ts'

/** The network with every size that is exactly one of the names replaced by its number. */
export function setSizes(node: NetworkNode, sizes: ReadonlyMap<string, number>): NetworkNode {
  if (sizes.size === 0) return node
  if (node.kind === 'sequential') {
    return { ...node, children: node.children.map((child) => ({ ...child, node: setSizes(child.node, sizes) })) }
  }
  const written = writtenSizes(node).map(([keyword, name]) => [keyword, sizes.get(name) ?? name] as const)
  return { ...node, parameters: { ...node.parameters, ...Object.fromEntries(written) } }
}

/** The names that stand where a size is expected. */
export function sizeNames(node: NetworkNode): ReadonlySet<string> {
  return new Set(layersOf(node).flatMap((layer) => writtenSizes(layer).map(([, name]) => name)))
}

/** The parameters of a layer that give a size by its name. */
function writtenSizes(layer: LayerNode): readonly (readonly [keyword: string, name: string])[] {
  const schema = findLayer(layer.type)?.kind.schema ?? {}
  return Object.entries(schema).flatMap(([name, parameter]) => {
    const keyword = keywordOf(name)
    const value = Object.hasOwn(layer.parameters, keyword) ? layer.parameters[keyword] : undefined
    return isNamedSize(parameter, value) ? [[keyword, value] as const] : []
  })
}

function isNamedSize({ kind }: Parameter, value: ParameterValue | undefined): value is string {
  if (!isSizeName(value)) return false
  return kind === 'channels' || kind === 'size' || (kind === 'padding' && value !== 'same' && value !== 'valid')
}
