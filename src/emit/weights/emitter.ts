/** What a weight emitter is, and what several of them need. Knows no format. */
import { fail } from '../../errors.ts'
import type { LayerTensor, MergedLayer, MergedWeights, RoundedLayer } from '../../kernel/merged-layer.ts'
import { writeArray } from '../../scalar/encode.ts'
import { symbolsOf } from '../../scalar/polynomial.ts'
import type { StorageFormat } from '../../scalar/round.ts'
import type { EncodedTensor } from './encoded-tensor.ts'

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
}

/** "Conv2d", or "Linear" for a map of vectors. */
export function layerType(layer: MergedLayer<unknown>): string {
  return layer.rank === 0 ? 'Linear' : `Conv${layer.rank}d`
}

const SHOWN_SYMBOLS = 8

/** The rounded layer. @throws ConvolemmaError "weights/symbols-left" naming them, "weights/exact" */
export function requireRounded(weights: MergedWeights, emitter: string): RoundedLayer {
  if (weights.kind === 'rounded') return weights
  const { weight, bias } = weights.layer
  const symbols = new Set([...weight.entries, ...bias.entries].flatMap(symbolsOf))
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
