/** Positions in layers whose output has another rate than their input. Knows no layer. */
import { floorDivide, type Index, integer, multiplyIndex, subtractIndex } from '../term/index-expression.ts'
import type { InputShape, MeaningContext } from './layer.ts'

/** The one input of a layer that does not join. */
export function inputOf(inputs: readonly InputShape[]): InputShape {
  return inputs[0] ?? { channels: integer(1), extent: integer(1) }
}

/** The output position of a layer that needs samples. @throws ConvolemmaError "layer/no-axes" on a vector */
export function positionOf(context: MeaningContext): Index {
  return (
    context.position ??
    context.parameters.refuse(
      'layer/no-axes',
      'works on the samples of a signal, but its input is a vector',
      'a network with at least one axis, such as one with a Conv1d',
    )
  )
}

/** q = factor⊙block + phase, with 0 ≤ phase < factor. */
export function splitPosition(position: Index, factor: Index): { readonly block: Index; readonly phase: Index } {
  const block = floorDivide(position, factor)
  return { block, phase: subtractIndex(position, multiplyIndex(factor, block)) }
}
