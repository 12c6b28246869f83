/** The merged layer as an npz archive: weight, bias and the geometry as integers. Never rounds. */

import {
  encodeInteger,
  encodeIntegers,
  encodeRounded,
  requireRounded,
  requireRoundedLayers,
  type WeightEmitter,
} from './emitter.ts'
import type { EncodedTensor } from './encoded-tensor.ts'
import { encodeNpz } from './format/npz.ts'
import { contentsOf } from './realised.ts'

export const npz: WeightEmitter = {
  name: 'npz',
  extension: 'npz',
  mediaType: 'application/zip',
  summary: 'NumPy archive: weight, bias, stride, dilation, padding, padding_end, groups',
  emit(weights) {
    const { layer, format } = requireRounded(weights, 'npz')
    const entries = new Map([
      ['weight', encodeRounded(layer.weight, format)],
      ['bias', encodeRounded(layer.bias, format)],
      ['stride', encodeIntegers(layer.stride)],
      ['dilation', encodeIntegers(layer.dilation)],
      ['padding', encodeIntegers(layer.padding)],
      ['padding_end', encodeIntegers(layer.paddingEnd)],
      ['groups', encodeInteger(layer.groups)],
    ])
    return [{ suffix: '.npz', bytes: encodeNpz(entries) }]
  },
  emitRealised(weights) {
    const { realised, format } = requireRoundedLayers(weights, 'npz')
    const { tensors, geometry, places } = contentsOf(realised)
    const entries = new Map<string, EncodedTensor>()
    for (const [key, tensor] of tensors) entries.set(key, encodeRounded(tensor, format))
    for (const [key, value] of [...geometry, ...places])
      entries.set(key, typeof value === 'number' ? encodeInteger(value) : encodeIntegers(value))
    return [{ suffix: '.npz', bytes: encodeNpz(entries) }]
  },
}
