/** The shape of a layer's tensor in numbers. Knows no layer. */
import { fail } from '../errors.ts'
import { coefficientEntries, constantOf, variablesOf } from '../term/index-expression.ts'
import type { LayerTensor } from './layer.ts'

/** The extents of one axis of a formula: one for channels, one per spatial axis for taps. */
export interface AxisExtents {
  readonly sort: 'channel' | 'position'
  readonly extents: readonly number[]
}

/**
 * The extents of a tensor's axes; `rank` is the number of spatial axes of the network.
 * @throws ConvolemmaError "weights/symbolic-size", "weights/any-rank" naming the tensor
 */
export function tensorExtents(tensor: LayerTensor, rank: number | 'any', name: string): readonly AxisExtents[] {
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
