/** The merged weight as an npy file, and the bias as a second one. Never rounds. */
import { fail } from '../../errors.ts'
import { encodeRounded, requireRounded, requireRoundedLayers, type WeightEmitter } from './emitter.ts'
import { encodeNpy } from './format/npy.ts'
import { contentsOf } from './realised.ts'

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
  emitRealised(weights) {
    const { realised, format } = requireRoundedLayers(weights, 'npy')
    const { tensors } = contentsOf(realised)
    const [weight, bias] = [tensors.get('weight'), tensors.get('bias')]
    if (weight === undefined || bias === undefined || realised.border !== undefined)
      return fail({
        code: 'npy/several-weights',
        what: 'an npy file holds one array, and there are several kernels',
        fix: 'write npz',
      })
    return [
      { suffix: '.npy', bytes: encodeNpy(encodeRounded(weight, format), 'weight') },
      { suffix: '.bias.npy', bytes: encodeNpy(encodeRounded(bias, format), 'bias') },
    ]
  },
}
