/** The merged layer as a safetensors file: weight, bias, and the geometry as metadata. Never rounds. */
import { encodeRounded, layerType, requireRounded, type WeightEmitter } from './emitter.ts'
import { encodeSafetensors } from './format/safetensors.ts'

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
}
