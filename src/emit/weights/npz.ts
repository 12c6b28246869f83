/** The merged layer as an npz archive: weight, bias and the geometry as integers. Never rounds. */
import { encodeInteger, encodeIntegers, encodeRounded, requireRounded, type WeightEmitter } from './emitter.ts'
import { encodeNpz } from './format/npz.ts'

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
}
