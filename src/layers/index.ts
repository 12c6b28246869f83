/** The registry of layer kinds: one line each. */
import { addValue, multiplyByValue, negate } from './affine.ts'
import { averagePool } from './average-pool.ts'
import { adaptiveAveragePool, globalAveragePool } from './average-pool-adaptive.ts'
import { batchNorm } from './batch-norm.ts'
import { channelSlice, chunk, narrow, split } from './channel-slice.ts'
import { channelPermutation, channelShuffle } from './channels.ts'
import { concat } from './concat.ts'
import { conv } from './conv.ts'
import { bilinear, binomial, box, laplacian, sobel } from './filter.ts'
import { gabor, gaussian } from './filter-formula.ts'
import { flatten, flattenLinear } from './flatten.ts'
import { dropout, identity } from './identity.ts'
import type { LayerKind } from './layer.ts'
import { linear } from './linear.ts'
import { circularPad, constantPad, crop, reflectionPad, replicationPad, zeroPad } from './pad.ts'
import { subsample, zeroInsert } from './resample.ts'
import { scale } from './scale.ts'
import { depthToSpace, pixelShuffle, pixelUnshuffle, spaceToDepth } from './shuffle.ts'
import { sum } from './sum.ts'
import { transposedConv } from './transposed-conv.ts'
import { upsample, upsamplingBilinear } from './upsample.ts'

/** Every layer kind that Convolemma knows. */
export const LAYERS: readonly LayerKind[] = [
  ...[conv, transposedConv, linear, flatten, flattenLinear, batchNorm],
  ...[scale, multiplyByValue, addValue, negate],
  ...[averagePool, adaptiveAveragePool, globalAveragePool],
  ...[zeroPad, constantPad, circularPad, reflectionPad, replicationPad, crop],
  ...[pixelShuffle, pixelUnshuffle, depthToSpace, spaceToDepth],
  ...[upsample, upsamplingBilinear, zeroInsert, subsample],
  ...[sum, concat, channelSlice, narrow, chunk, split, channelShuffle, channelPermutation],
  ...[box, binomial, gaussian, sobel, laplacian, gabor, bilinear],
  ...[identity, dropout],
]

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
