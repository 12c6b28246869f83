/** The registry of layer kinds: one line each. */
import { averagePool } from './average-pool.ts'
import { batchNorm } from './batch-norm.ts'
import { conv } from './conv.ts'
import { dropout, identity } from './identity.ts'
import type { LayerKind } from './layer.ts'
import { linear } from './linear.ts'
import { scale } from './scale.ts'

/** Every layer kind that Convolemma knows. */
export const LAYERS: readonly LayerKind[] = [conv, linear, batchNorm, scale, averagePool, identity, dropout]

/** The layer kind behind a class name such as "Conv2d", with the ranks that the name allows. */
export function findLayer(
  type: string,
): { readonly kind: LayerKind; readonly ranks: readonly number[] | 'any' | 'input' } | undefined {
  for (const kind of LAYERS) {
    const ranks = Object.hasOwn(kind.notations, type) ? kind.notations[type] : undefined
    if (ranks !== undefined) return { kind, ranks }
  }
  return undefined
}
