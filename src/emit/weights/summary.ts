/** The merged layer, or the layers that are added, in words and numbers for a terminal. */
import type { LayerTensor, MergedLayer } from '../../kernel/merged-layer.ts'
import type { ConvLayer, ConvTransposeLayer } from '../../kernel/realisation.ts'
import type { MergeResult } from '../../lower/merge.ts'
import { formatPolynomial, type Polynomial } from '../../scalar/polynomial.ts'
import { layerType, realisedType } from './emitter.ts'
import { type BorderTable, contentsOf, type RealisedWeights } from './realised.ts'

/** Tensors with more entries are described by their shape. */
const MOST_ENTRIES = 48

/** What layer to construct, its weights where they are few, and how they were computed. */
export function summarizeMerged(result: MergeResult): string {
  const { weights, report } = result
  const { layer } = weights
  const format = weights.kind === 'exact' ? 'exact' : `${weights.format.name}, rounded once from the exact value`
  return [
    `One ${layerType(layer)}: ${geometry(layer)}`,
    `  ${tensorWords('weight', layer.weight)}`,
    `  ${tensorWords('bias', layer.bias)}`,
    `  values: ${format}; ${report.products.toLocaleString('en-US')} products`,
    ...(weights.kind === 'rounded'
      ? [
          `  ${report.direct} entries proved correctly rounded by the error bound, ${report.recomputed} computed again exactly`,
        ]
      : []),
  ].join('\n')
}

/** Which layers to construct and what to do with their outputs, with the weights where they are few. */
export function summarizeRealised({ realised }: RealisedWeights): string {
  const { realisation, border } = realised
  const { layers } = realisation
  const [only, ...others] = layers
  const isOne = only !== undefined && others.length === 0
  const described = layers.map((layer) => {
    const type = realisedType(realisation, layer)
    return isOne ? `One ${type}: ${geometry(layer)}` : `  of ${layer.input}, a ${type}: ${geometry(layer)}`
  })
  const tensors = contentsOf<Float64Array | readonly Polynomial[]>(realised).tensors
  const own = [...tensors].filter(([key]) => !key.startsWith(BORDER))
  return [
    ...(isOne ? [] : [`The sum of ${layers.length} layers:`]),
    ...described,
    ...(realisation.kind === 'conv-shuffle' ? [`  ${shuffleWords(realisation.up, realisation.crop)}`] : []),
    ...own.map(([key, tensor]) => `  ${tensorWords(key, tensor)}`),
    ...(border === undefined ? [] : [`  ${borderWords(border)}`]),
  ].join('\n')
}

const BORDER = 'border/'

function shuffleWords(up: readonly number[], crop: readonly number[] = []): string {
  const left = crop.some((count) => count !== 0) ? `; without the last ${axisWords(crop)} of its outputs` : ''
  return `then depth-to-space by ${axisWords(up)}, channels in the order of PixelShuffle${left}`
}

function borderWords({ classes, kernels, interior }: BorderTable<unknown>): string {
  const counts = classes.map((one) => new Set(one).size).join(' × ')
  const other = interior === undefined ? '' : 'other '
  return `near the border: ${kernels.length} ${other}kernels, for ${counts} classes of outputs`
}

function tensorWords(name: string, tensor: LayerTensor<Float64Array | readonly Polynomial[]>): string {
  const shape = `${name} [${tensor.shape.join(', ')}]`
  if (tensor.entries.length > MOST_ENTRIES) return `${shape}: ${tensor.entries.length} entries`
  return `${shape} = ${nested(Array.from<Polynomial | number, string>(tensor.entries, entryText), tensor.shape)}`
}

function entryText(entry: Polynomial | number): string {
  return typeof entry === 'number' ? `${entry}` : formatPolynomial(entry)
}

function axisWords(entries: readonly number[]): string {
  return entries.length === 1 ? `${entries[0]}` : `(${entries.join(', ')})`
}

/** Any of the layers that a result may consist of. */
type AnyLayer = ConvLayer<unknown> | ConvTransposeLayer<unknown> | MergedLayer<unknown>

/** The parameters by their names in PyTorch. */
function geometry(layer: AnyLayer): string {
  if (layer.rank === 0) return `in_features=${layer.inChannels}, out_features=${layer.outChannels}`
  return [
    `${layer.inChannels} → ${layer.outChannels} channels`,
    `kernel_size=${axisWords(layer.kernelSize)}`,
    `stride=${axisWords(layer.stride)}`,
    ...paddingWords(layer),
    `dilation=${axisWords(layer.dilation)}`,
    `groups=${layer.groups}`,
  ].join(', ')
}

/** The padding at the end is not known where the number of samples is not. */
function paddingWords(layer: AnyLayer): readonly string[] {
  const { padding, paddingEnd } = layer
  const extra = 'outputPadding' in layer ? layer.outputPadding : undefined
  const start = `padding=${axisWords(padding)}`
  if (extra !== undefined) return [start, `output_padding=${axisWords(extra)}`]
  if (paddingEnd === undefined) return [`${start} at the start`]
  const isEven = padding.every((entry, axis) => entry === paddingEnd[axis])
  return [isEven ? start : `${start} at the start, ${axisWords(paddingEnd)} at the end`]
}

/** Row-major entries as nested brackets. */
function nested(entries: readonly string[], shape: readonly number[]): string {
  const [first = 0, ...rest] = shape
  if (shape.length <= 1) return `[${entries.join(', ')}]`
  const size = rest.reduce((product, length) => product * length, 1)
  return `[${Array.from({ length: first }, (_, at) => nested(entries.slice(at * size, (at + 1) * size), rest)).join(', ')}]`
}
