/** A tensor that is already rounded to its storage format, and the check every byte format starts with. Imports only errors. */
import { fail, printable } from '../../errors.ts'

/** The element types that are written. */
export type EncodedDtype = 'float64' | 'float32' | 'float16' | 'bfloat16' | 'int64'

/** `bytes` holds the elements in row-major order, little-endian, without gaps. */
export interface EncodedTensor {
  readonly shape: readonly number[]
  readonly dtype: EncodedDtype
  readonly bytes: Uint8Array
}

/** Bytes per element. */
export const ENCODED_BYTES: Readonly<Record<EncodedDtype, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
}

/** Refuse a tensor whose bytes are not its elements. @throws ConvolemmaError "weights/size-differs" */
export function checkEncoded(tensor: EncodedTensor, where: string): void {
  const { shape, dtype, bytes } = tensor
  const needed = shape.reduce((product, extent) => product * extent, ENCODED_BYTES[dtype])
  const isShape = shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)
  if (!isShape || needed !== bytes.byteLength) {
    const what = `shape [${shape.join(', ')}] of ${dtype} needs ${needed} bytes, there are ${bytes.byteLength}`
    fail({ code: 'weights/size-differs', what, where })
  }
}

/** Refuse a tensor name that no reader gives back as it was. @throws ConvolemmaError "weights/name" */
export function checkName(name: string): void {
  if (name === '' || printable(name) !== name || /\p{Surrogate}/u.test(name)) {
    fail({ code: 'weights/name', what: `${JSON.stringify(name)} cannot be the name of a tensor` })
  }
}

/** Entries by name in code unit order, which is the same on every machine. */
export function sortedEntries<T>(entries: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
