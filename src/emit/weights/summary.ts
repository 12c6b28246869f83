/** The merged layer in words and numbers for a terminal. */
import type { LayerTensor } from '../../kernel/merged-layer.ts'
import type { MergeResult } from '../../lower/merge.ts'
import { formatPolynomial, type Polynomial } from '../../scalar/polynomial.ts'
import { layerType } from './emitter.ts'

/** Tensors with more entries are described by their shape. */
const MOST_ENTRIES = 48

/** What layer to construct, its weights where they are few, and how they were computed. */
export function summarizeMerged(result: MergeResult): string {
  const { weights, report } = result
  const { layer } = weights
  const format = weights.kind === 'exact' ? 'exact' : `${weights.format.name}, rounded once from the exact value`
  const formatEntry = (entry: Polynomial | number) => (typeof entry === 'number' ? `${entry}` : formatPolynomial(entry))
  const rows = (name: string, tensor: LayerTensor<Float64Array | readonly Polynomial[]>): string => {
    const shape = `${name} [${tensor.shape.join(', ')}]`
    if (tensor.entries.length > MOST_ENTRIES) return `${shape}: ${tensor.entries.length} entries`
    return `${shape} = ${nested(Array.from(tensor.entries, formatEntry), tensor.shape)}`
  }
  return [
    `One ${layerType(layer)}: ${geometry(layer)}`,
    `  ${rows('weight', layer.weight)}`,
    `  ${rows('bias', layer.bias)}`,
    `  values: ${format}; ${report.products.toLocaleString('en-US')} products`,
    ...(weights.kind === 'rounded'
      ? [
          `  ${report.direct} entries proved correctly rounded by the error bound, ${report.recomputed} computed again exactly`,
        ]
      : []),
  ].join('\n')
}

function geometry(layer: MergeResult['weights']['layer']): string {
  if (layer.rank === 0) return `in_features=${layer.inChannels}, out_features=${layer.outChannels}`
  const axes = (entries: readonly number[]) => (entries.length === 1 ? `${entries[0]}` : `(${entries.join(', ')})`)
  const isEven = layer.padding.every((entry, axis) => entry === layer.paddingEnd[axis])
  return [
    `${layer.inChannels} → ${layer.outChannels} channels`,
    `kernel_size=${axes(layer.kernelSize)}`,
    `stride=${axes(layer.stride)}`,
    isEven
      ? `padding=${axes(layer.padding)}`
      : `padding=${axes(layer.padding)} at the start, ${axes(layer.paddingEnd)} at the end`,
    `dilation=${axes(layer.dilation)}`,
    `groups=${layer.groups}`,
  ].join(', ')
}

/** Row-major entries as nested brackets. */
function nested(entries: readonly string[], shape: readonly number[]): string {
  const [first = 0, ...rest] = shape
  if (shape.length <= 1) return `[${entries.join(', ')}]`
  const size = rest.reduce((product, length) => product * length, 1)
  return `[${Array.from({ length: first }, (_, at) => nested(entries.slice(at * size, (at + 1) * size), rest)).join(', ')}]`
}
