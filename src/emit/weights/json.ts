/** The merged layer as JSON; the only format that holds exact values and expressions. Never rounds. */
import type { MergedLayer, MergedWeights } from '../../kernel/merged-layer.ts'
import { formatPolynomial } from '../../scalar/polynomial.ts'
import { layerType, type WeightEmitter } from './emitter.ts'

/** The version of the file's schema. */
const KERNEL_FORMAT = 'convolemma-kernel'
const KERNEL_VERSION = 1

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
    const { weight, bias } = entryTexts(weights)
    const { layer } = weights
    const fields = [
      ['format', JSON.stringify(KERNEL_FORMAT)],
      ['version', `${KERNEL_VERSION}`],
      ['layer', JSON.stringify(describe(layer))],
      ['dtype', JSON.stringify(weights.kind === 'rounded' ? weights.format.name : 'exact')],
      ['weight', nest(weight, layer.weight.shape)],
      ['bias', nest(bias, layer.bias.shape)],
    ]
    const text = `{\n${fields.map(([name, value]) => `  "${name}": ${value}`).join(',\n')}\n}\n`
    return [{ suffix: '.json', bytes: new TextEncoder().encode(text) }]
  },
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

function entryTexts(weights: MergedWeights): { readonly weight: readonly string[]; readonly bias: readonly string[] } {
  if (weights.kind === 'rounded') {
    const { weight, bias } = weights.layer
    return { weight: Array.from(weight.entries, numberText), bias: Array.from(bias.entries, numberText) }
  }
  const { weight, bias } = weights.layer
  const text = (entry: (typeof weight.entries)[number]): string => JSON.stringify(formatPolynomial(entry))
  return { weight: weight.entries.map(text), bias: bias.entries.map(text) }
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
