/** The merged weight as an npy file, and the bias as a second one. Never rounds. */
import { encodeRounded, requireRounded, type WeightEmitter } from './emitter.ts'
import { encodeNpy } from './format/npy.ts'

export const npy: WeightEmitter = {
  name: 'npy',
  extension: 'npy',
  mediaType: 'application/octet-stream',
  summary: 'NumPy array of the weight, and a second one, .bias.npy, of the bias',
  emit(weights) {
    const { layer, format } = requireRounded(weights, 'npy')
    return [
      { suffix: '.npy', bytes: encodeNpy(encodeRounded(layer.weight, format), 'weight') },
      { suffix: '.bias.npy', bytes: encodeNpy(encodeRounded(layer.bias, format), 'bias') },
    ]
  },
}
