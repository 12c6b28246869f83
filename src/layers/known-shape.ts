/** The channels and samples of an input as numbers, for layers that mean nothing without them. Knows no layer. */
import { type Coefficient, constantOf, type Index } from '../term/index-expression.ts'
import type { InputShape } from './layer.ts'
import { inputOf } from './resample-position.ts'
import type { Parameters } from './schema.ts'

/** @throws ConvolemmaError "layer/input-channels" where the number of channels has no value */
export function knownChannels(p: Parameters, inputs: readonly InputShape[]): number {
  const count = constantOf(inputOf(inputs).channels)
  if (typeof count === 'number') return count
  return p.refuse(
    'layer/input-channels',
    'it needs the number of channels of its input, which has no value',
    'give the shape of the input, such as --input 4x32x32, or a layer before it that gives its channels',
  )
}

/**
 * The samples per axis; `why` says what they are needed for.
 * @throws ConvolemmaError "layer/input-size" where they have no value
 */
export function knownExtent(p: Parameters, extent: Index, why: string): Coefficient {
  const value = constantOf(extent)
  if (value !== undefined) return value
  return p.refuse(
    'layer/input-size',
    `${why}, so it needs the size of its input, which has no value`,
    'give the shape of the input, such as --input 3x32x32',
  )
}
