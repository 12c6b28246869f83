/** What a weight emitter is, and what several of them need. Knows no format. */
import { fail } from '../../errors.ts'
import type { LayerTensor, MergedWeights, RoundedLayer } from '../../kernel/merged-layer.ts'
import type { Realisation } from '../../kernel/realisation.ts'
import { writeArray } from '../../scalar/encode.ts'
import { type Polynomial, symbolsOf } from '../../scalar/polynomial.ts'
import type { StorageFormat } from '../../scalar/round.ts'
import type { EncodedTensor } from './encoded-tensor.ts'
import { contentsOf, type RealisedWeights } from './realised.ts'

/** A file to be written: its bytes and what its name ends in, with the dot. Several artifacts differ in the suffix. */
export interface WeightArtifact {
  readonly suffix: string
  readonly bytes: Uint8Array
}

/** One weight format. Adding one is one file with such an object and one line in index.ts. */
export interface WeightEmitter {
  readonly name: string
  /** Without the dot. */
  readonly extension: string
  readonly mediaType: string
  readonly summary: string
  /** @throws ConvolemmaError "weights/symbols-left", "weights/exact" where the format holds numbers of a storage format only */
  readonly emit: (weights: MergedWeights) => readonly WeightArtifact[]
  /** The same for layers of other kinds, several inputs, and kernels that differ near the border. @throws also "weights/border-…" */
  readonly emitRealised: (weights: RealisedWeights) => readonly WeightArtifact[]
}

/** "Conv2d", or "Linear" for a map of vectors. */
export function layerType({ rank }: { readonly rank: number }): string {
  return rank === 0 ? 'Linear' : `Conv${rank}d`
}

/** The type of each of the layers that are added: "Conv2d" or "ConvTranspose2d". */
export function realisedType({ kind }: Realisation<unknown>, layer: { readonly rank: number }): string {
  return kind === 'conv-transpose' ? `ConvTranspose${layer.rank}d` : layerType(layer)
}

const SHOWN_SYMBOLS = 8

/** The rounded layer. @throws ConvolemmaError "weights/symbols-left" naming them, "weights/exact" */
export function requireRounded(weights: MergedWeights, emitter: string): RoundedLayer {
  if (weights.kind === 'rounded') return weights
  const { weight, bias } = weights.layer
  return refuseExact([weight, bias], emitter)
}

/** The rounded layers. @throws ConvolemmaError "weights/symbols-left" naming them, "weights/exact" */
export function requireRoundedLayers(
  weights: RealisedWeights,
  emitter: string,
): RealisedWeights & { readonly kind: 'rounded' } {
  if (weights.kind === 'rounded') return weights
  return refuseExact([...contentsOf(weights.realised).tensors.values()], emitter)
}

function refuseExact(tensors: readonly LayerTensor<readonly Polynomial[]>[], emitter: string): never {
  const symbols = new Set(tensors.flatMap(({ entries }) => entries.flatMap(symbolsOf)))
  if (symbols.size === 0) {
    const what = `${emitter} cannot hold exact values`
    return fail({ code: 'weights/exact', what, fix: ['choose a dtype such as float32', 'write json'] })
  }
  const shown = [...symbols].slice(0, SHOWN_SYMBOLS).join(', ')
  const list = symbols.size > SHOWN_SYMBOLS ? `${shown}, … (${symbols.size} in all)` : shown
  return fail({
    code: 'weights/symbols-left',
    what: `${emitter} holds numbers only, and these symbols have no value: ${list}`,
    fix: [
      `give values to ${symbols.size === 1 ? 'it' : 'them'} or to the weights`,
      'write json, which holds expressions',
    ],
  })
}

/** Rounded entries as bytes. */
export function encodeRounded({ shape, entries }: LayerTensor<Float64Array>, format: StorageFormat): EncodedTensor {
  return { shape, dtype: format.name, bytes: writeArray(entries, format) }
}

/** A list of integers, one per axis. */
export function encodeIntegers(values: readonly number[]): EncodedTensor {
  return { shape: [values.length], dtype: 'int64', bytes: integerBytes(values) }
}

/** One integer without axes. */
export function encodeInteger(value: number): EncodedTensor {
  return { shape: [], dtype: 'int64', bytes: integerBytes([value]) }
}

function integerBytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length)
  const view = new DataView(bytes.buffer)
  values.forEach((value, at) => {
    view.setBigInt64(8 * at, BigInt(value), true)
  })
  return bytes
}
