/** The merged layer as a safetensors file: weight, bias, and the geometry as metadata. Never rounds. */

import {
  encodeIntegers,
  encodeRounded,
  layerType,
  realisedType,
  requireRounded,
  requireRoundedLayers,
  type WeightEmitter,
} from './emitter.ts'
import type { EncodedTensor } from './encoded-tensor.ts'
import { encodeSafetensors } from './format/safetensors.ts'
import { contentsOf, prefixOf } from './realised.ts'

export const safetensors: WeightEmitter = {
  name: 'safetensors',
  extension: 'safetensors',
  mediaType: 'application/octet-stream',
  summary: 'weight and bias in the layout of PyTorch; the geometry as JSON in the metadata',
  emit(weights) {
    const { layer, format } = requireRounded(weights, 'safetensors')
    const tensors = new Map([
      ['weight', encodeRounded(layer.weight, format)],
      ['bias', encodeRounded(layer.bias, format)],
    ])
    const metadata = new Map([
      // Readers look here for the framework whose layout the tensors have.
      ['format', 'pt'],
      ['type', layerType(layer)],
      ['kernel_size', JSON.stringify(layer.kernelSize)],
      ['stride', JSON.stringify(layer.stride)],
      ['dilation', JSON.stringify(layer.dilation)],
      ['padding', JSON.stringify(layer.padding)],
      ['padding_end', JSON.stringify(layer.paddingEnd)],
      ['groups', JSON.stringify(layer.groups)],
    ])
    return [{ suffix: '.safetensors', bytes: encodeSafetensors(tensors, metadata) }]
  },
  emitRealised(weights) {
    const { realised, format } = requireRoundedLayers(weights, 'safetensors')
    const { tensors, geometry, places } = contentsOf(realised)
    const encoded = new Map<string, EncodedTensor>()
    for (const [key, tensor] of tensors) encoded.set(key, encodeRounded(tensor, format))
    for (const [key, value] of places) encoded.set(key, encodeIntegers(value))
    const metadata = new Map([
      ['format', 'pt'],
      ['realisation', realised.realisation.kind],
    ])
    for (const layer of realised.realisation.layers) {
      const start = prefixOf(layer, realised.realisation.layers)
      metadata.set(`${start}type`, realisedType(realised.realisation, layer))
      metadata.set(`${start}kernel_size`, JSON.stringify(layer.kernelSize))
    }
    for (const [key, value] of geometry) metadata.set(key, JSON.stringify(value))
    return [{ suffix: '.safetensors', bytes: encodeSafetensors(encoded, metadata) }]
  },
}
