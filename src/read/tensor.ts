/** A tensor as a file stores it, widened exactly, and the checks that every weight reader shares. Never imports a network. */
import { fail } from '../errors.ts'
import { decodeBfloat16, decodeFloat16 } from '../scalar/encode.ts'

/** The element types that can be read. */
export type StoredDtype =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool'

/** Elements in row-major order: 64-bit integers as bigint, everything else widened exactly to binary64. */
export type TensorData = Float64Array | BigInt64Array | BigUint64Array

/** One named array; `data.length` is the product of `shape`, and `dtype` is the type in the file. */
export interface StoredTensor {
  readonly name: string
  readonly dtype: StoredDtype
  readonly shape: readonly number[]
  readonly data: TensorData
}

/** Who reports a problem: the first half of its code, and the file and tensor it is about. */
export interface Place {
  readonly area: 'npy' | 'npz' | 'safetensors'
  readonly where: string
}

/** Bytes per element. */
export const ELEMENT_BYTES: Readonly<Record<StoredDtype, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  bool: 1,
}

const MAX_AXES = 64
const MAX_QUOTED = 120

/** A name from a file in quotes, cut to a length that fits into a message. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > MAX_QUOTED ? `${name.slice(0, MAX_QUOTED)}…` : name)
}

/**
 * The product of a shape; 1 for a scalar.
 * @throws ConvolemmaError "…/shape": an extent is not a non-negative safe integer, the product or the number of axes is too large
 */
export function elementCount(shape: readonly number[], place: Place): number {
  const code = `${place.area}/shape`
  if (shape.length > MAX_AXES) {
    fail({ code, what: `the shape has ${shape.length} axes, at most ${MAX_AXES} can be read`, where: place.where })
  }
  return shape.reduce((product, extent) => {
    if (!Number.isSafeInteger(extent) || extent < 0 || Object.is(extent, -0)) {
      fail({ code, what: `the extent ${extent} is not a whole number from 0 to 2^53 - 1`, where: place.where })
    }
    const next = product * extent
    if (!Number.isSafeInteger(next)) {
      fail({ code, what: `the shape [${shape.join(', ')}] has more than 2^53 - 1 elements`, where: place.where })
    }
    return next
  }, 1)
}

/**
 * The number of elements, once it is certain that `available` bytes hold exactly these elements.
 * @throws ConvolemmaError "…/shape", "…/size-differs"
 */
export function checkSize(dtype: StoredDtype, shape: readonly number[], available: number, place: Place): number {
  const count = elementCount(shape, place)
  const needed = count * ELEMENT_BYTES[dtype]
  if (needed !== available) {
    const what = `shape [${shape.join(', ')}] of ${dtype} needs ${needed} bytes, the file holds ${available}`
    fail({ code: `${place.area}/size-differs`, what, where: place.where })
  }
  return count
}

/**
 * All elements in file order; `bytes` holds exactly these elements (see checkSize).
 * @throws ConvolemmaError "…/bool": a byte of a bool tensor is neither 0 nor 1
 */
export function decodeElements(bytes: Uint8Array, dtype: StoredDtype, littleEndian: boolean, place: Place): TensorData {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = ELEMENT_BYTES[dtype]
  const count = bytes.byteLength / size
  if (dtype === 'int64' || dtype === 'uint64') {
    const whole = dtype === 'int64' ? new BigInt64Array(count) : new BigUint64Array(count)
    for (let i = 0; i < count; i++) {
      whole[i] = dtype === 'int64' ? view.getBigInt64(8 * i, littleEndian) : view.getBigUint64(8 * i, littleEndian)
    }
    return whole
  }
  if (dtype === 'bool') checkBooleans(bytes, place)
  const read = READ[dtype]
  const numbers = new Float64Array(count)
  for (let i = 0; i < count; i++) numbers[i] = read(view, size * i, littleEndian)
  return numbers
}

type Read = (view: DataView, offset: number, littleEndian: boolean) => number

const READ: Readonly<Record<Exclude<StoredDtype, 'int64' | 'uint64'>, Read>> = {
  float64: (view, offset, little) => view.getFloat64(offset, little),
  float32: (view, offset, little) => view.getFloat32(offset, little),
  float16: (view, offset, little) => decodeFloat16(view.getUint16(offset, little)),
  bfloat16: (view, offset, little) => decodeBfloat16(view.getUint16(offset, little)),
  int8: (view, offset) => view.getInt8(offset),
  int16: (view, offset, little) => view.getInt16(offset, little),
  int32: (view, offset, little) => view.getInt32(offset, little),
  uint8: (view, offset) => view.getUint8(offset),
  uint16: (view, offset, little) => view.getUint16(offset, little),
  uint32: (view, offset, little) => view.getUint32(offset, little),
  bool: (view, offset) => view.getUint8(offset),
}

function checkBooleans(bytes: Uint8Array, place: Place): void {
  const index = bytes.findIndex((byte) => byte > 1)
  if (index !== -1) {
    const what = `element ${index} of a bool tensor is the byte ${bytes[index]}, expected 0 or 1`
    fail({ code: `${place.area}/bool`, what, where: place.where })
  }
}
