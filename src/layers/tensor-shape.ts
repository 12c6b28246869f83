/** The shape of a layer's tensor in numbers. Knows no layer. */
import { fail } from '../errors.ts'
import { countElements } from '../scalar/tensor-value.ts'
import { coefficientEntries, constantOf, variablesOf } from '../term/index-expression.ts'
import type { LayerTensor } from './layer.ts'

/** The extents of one axis of a formula: one for channels, one per spatial axis for taps. */
export interface AxisExtents {
  readonly sort: 'channel' | 'position'
  readonly extents: readonly number[]
}

/** More entries than this are not made out of the notation or of a layer's own formula. */
const MAXIMAL_WRITTEN = 2 ** 22

/**
 * The extents of a tensor's axes; `rank` is the number of spatial axes of the network.
 * @throws ConvolemmaError "weights/symbolic-size", "weights/any-rank", "weights/too-many-values" naming the tensor
 */
export function tensorExtents(tensor: LayerTensor, rank: number | 'any', name: string): readonly AxisExtents[] {
  const axes = readExtents(tensor, rank, name)
  const count = countElements(axes.flatMap((axis) => axis.extents))
  if (tensor.values !== undefined && count > MAXIMAL_WRITTEN) {
    const what = `the values in the notation would be for ${count} entries, more than ${MAXIMAL_WRITTEN}`
    fail({ code: 'weights/too-many-values', what, where: name, fix: 'give the weights in a file' })
  }
  if (tensor.constant !== undefined && count > MAXIMAL_WRITTEN) {
    const what = `the layer itself would have ${count} entries, more than ${MAXIMAL_WRITTEN}`
    fail({ code: 'weights/too-many-values', what, where: name, fix: 'fewer channels' })
  }
  return axes
}

function readExtents(tensor: LayerTensor, rank: number | 'any', name: string): readonly AxisExtents[] {
  return tensor.axes.map(({ sort, extent }) => {
    const size = constantOf(extent)
    if (size === undefined) {
      const free = variablesOf(extent)[0] ?? 'its size'
      const what = `the size ${free} has no value, so the tensor has no shape`
      fail({ code: 'weights/symbolic-size', what, where: name, fix: `give ${free} a number` })
    }
    if (sort === 'channel') return { sort, extents: coefficientEntries(size) }
    if (rank === 'any' && typeof size === 'number') {
      const what = 'the network is for any number of axes, so the tensor has no shape'
      fail({ code: 'weights/any-rank', what, where: name, fix: 'name the number of axes, for example Conv2d' })
    }
    return { sort, extents: coefficientEntries(size, rank === 'any' ? 1 : rank) }
  })
}
