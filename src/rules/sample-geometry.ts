/** Where one output reads its samples: S⊙n + D⊙m − P, with a name for each size that is a product. */
import type { SizeDeclaration } from '../proof/proof.ts'
import {
  coefficientOf,
  type Index,
  integer,
  multiplyIndex,
  substituteIndex,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import { nameSize, type Scene } from './rule.ts'

export interface SampleGeometry {
  /** Where tap 0 reads, S⊙n − P. */
  readonly start: Index
  readonly dilation: Index
  readonly sizes: readonly SizeDeclaration[]
}

/** Split a position into its part without taps, S⊙n − P, and the given dilation; long sizes get a name. */
export function sampleGeometry(
  position: Index,
  taps: readonly string[],
  dilation: Index,
  scene: Scene,
): SampleGeometry {
  const n = scene.parameters[1]?.name ?? ''
  const { suffix } = scene.wishes
  const fixed = new Map([n, ...taps].map((name) => [name, integer(0)] as const))
  const stride = nameSize(`S${suffix}`, coefficientOf(position, n) ?? [], scene)
  const padding = nameSize(`P${suffix}`, subtractIndex(integer(0), substituteIndex(position, fixed)), scene)
  const step = nameSize(`D${suffix}`, dilation, scene)
  return {
    start: subtractIndex(multiplyIndex(stride.index, variable(n)), padding.index),
    dilation: step.index,
    sizes: [...stride.sizes, ...padding.sizes, ...step.sizes],
  }
}
