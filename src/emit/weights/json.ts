/** The merged layer as JSON; the only format that holds exact values and expressions. Never rounds. */
import type { LayerTensor, MergedLayer } from '../../kernel/merged-layer.ts'
import type { ConvLayer, ConvTransposeLayer, Realisation } from '../../kernel/realisation.ts'
import { formatPolynomial, type Polynomial } from '../../scalar/polynomial.ts'
import { layerType, realisedType, type WeightArtifact, type WeightEmitter } from './emitter.ts'
import { type BorderTable, contentsOf, layerGeometry, type Realised } from './realised.ts'

/** The versions of the file's schema: one layer, and layers of any kind with their border. */
const KERNEL_FORMAT = 'convolemma-kernel'
const LAYER_VERSION = 1
const REALISED_VERSION = 2

/**
 * One field per line. Rounded entries are numbers that read back as the same binary64; exact entries are texts such as "1/3"
 * or "1 - 2*a".
 */
export const json: WeightEmitter = {
  name: 'json',
  extension: 'json',
  mediaType: 'application/json',
  summary: 'the layer with its weight and bias as nested lists; the only format for exact values and symbols',
  emit(weights) {
    const [weight, bias] =
      weights.kind === 'rounded'
        ? [numbers(weights.layer.weight), numbers(weights.layer.bias)]
        : [expressions(weights.layer.weight), expressions(weights.layer.bias)]
    return file([
      ['format', JSON.stringify(KERNEL_FORMAT)],
      ['version', `${LAYER_VERSION}`],
      ['layer', JSON.stringify(describe(weights.layer))],
      ['dtype', JSON.stringify(weights.kind === 'rounded' ? weights.format.name : 'exact')],
      ['weight', weight],
      ['bias', bias],
    ])
  },
  emitRealised(weights) {
    const body =
      weights.kind === 'rounded'
        ? realisedFields(weights.realised, numbers)
        : realisedFields(weights.realised, expressions)
    return file([
      ['format', JSON.stringify(KERNEL_FORMAT)],
      ['version', `${REALISED_VERSION}`],
      ['realisation', JSON.stringify(weights.realised.realisation.kind)],
      ['dtype', JSON.stringify(weights.kind === 'rounded' ? weights.format.name : 'exact')],
      ...body,
    ])
  },
}

type Field = readonly [name: string, text: string]

/** A tensor as nested JSON lists. */
type Write<Entries> = (tensor: LayerTensor<Entries>) => string

function file(fields: readonly Field[]): readonly WeightArtifact[] {
  const text = `{\n${fields.map(([name, value]) => `  "${name}": ${value}`).join(',\n')}\n}\n`
  return [{ suffix: '.json', bytes: new TextEncoder().encode(text) }]
}

function describe(layer: MergedLayer<unknown>): object {
  return {
    type: layerType(layer),
    in_channels: layer.inChannels,
    out_channels: layer.outChannels,
    kernel_size: layer.kernelSize,
    stride: layer.stride,
    dilation: layer.dilation,
    padding: layer.padding,
    padding_end: layer.paddingEnd,
    groups: layer.groups,
  }
}

function realisedFields<Entries>(realised: Realised<Entries>, write: Write<Entries>): readonly Field[] {
  const { realisation, border } = realised
  // Refuses a table that is not about these layers.
  const { tensors } = contentsOf(realised)
  const bias = tensors.get('bias')
  const shuffle: readonly Field[] =
    realisation.kind === 'conv-shuffle'
      ? [
          ['shuffle', JSON.stringify(realisation.up)],
          ...(realisation.crop === undefined ? [] : [['crop', JSON.stringify(realisation.crop)] as const]),
        ]
      : []
  return [
    ...shuffle,
    ['layers', list(realisation.layers.map((layer) => realisedLayer(realisation, layer, write)))],
    ...(bias === undefined ? [] : [['bias', write(bias)] as const]),
    ...(border === undefined ? [] : [['border', borderText(border, write)] as const]),
  ]
}

function realisedLayer<Entries>(
  realisation: Realisation<Entries>,
  layer: ConvLayer<Entries> | ConvTransposeLayer<Entries>,
  write: Write<Entries>,
): string {
  const description = {
    input: layer.input,
    type: realisedType(realisation, layer),
    in_channels: layer.inChannels,
    out_channels: layer.outChannels,
    kernel_size: layer.kernelSize,
    ...Object.fromEntries(layerGeometry(layer)),
  }
  return `{"layer":${JSON.stringify(description)},"weight":${write(layer.weight)}}`
}

function borderText<Entries>({ classes, interior, kernels }: BorderTable<Entries>, write: Write<Entries>): string {
  const texts = kernels.map(({ classes: at, layers }) => {
    const [first] = layers
    const bias = first === undefined ? '' : `,"bias":${write(first.bias)}`
    const weights = layers.map(({ groups, weight }) => `{"groups":${groups},"weight":${write(weight)}}`)
    return `{"classes":${JSON.stringify(at)}${bias},"layers":${list(weights)}}`
  })
  const inside = interior === undefined ? '' : `"interior":${JSON.stringify(interior)},`
  return `{"classes":${JSON.stringify(classes)},${inside}"kernels":${list(texts)}}`
}

function list(texts: readonly string[]): string {
  return `[${texts.join(',')}]`
}

function numbers({ entries, shape }: LayerTensor<Float64Array>): string {
  return nest(Array.from(entries, numberText), shape)
}

function expressions({ entries, shape }: LayerTensor<readonly Polynomial[]>): string {
  return nest(
    entries.map((entry) => JSON.stringify(formatPolynomial(entry))),
    shape,
  )
}

/** The shortest text that reads back as the same number; negative zero keeps its sign. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0.0' : `${value}`
}

/** Texts in row-major order as nested JSON lists. */
function nest(texts: readonly string[], shape: readonly number[]): string {
  return (
    shape.reduceRight<readonly string[]>((parts, extent) => {
      const count = extent === 0 ? 0 : parts.length / extent
      return Array.from({ length: count }, (_, at) => `[${parts.slice(at * extent, (at + 1) * extent).join(',')}]`)
    }, texts)[0] ?? '[]'
  )
}
