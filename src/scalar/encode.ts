/** Storage formats as bits and bytes, little endian; numbers must already be rounded. Never rounds. */
import { fail } from '../errors.ts'
import { FLOAT64, roundFloat64, type StorageFormat } from './round.ts'

/**
 * The bits of a number of the format, as an unsigned integer.
 * @throws ConvolemmaError "number/not-representable"
 */
export function encode(value: number, format: StorageFormat): bigint {
  const view = new DataView(writeArray(Float64Array.of(value), format).buffer)
  switch (format.bytes) {
    case 8:
      return view.getBigUint64(0, true)
    case 4:
      return BigInt(view.getUint32(0, true))
    default:
      return BigInt(view.getUint16(0, true))
  }
}

/**
 * The numbers as consecutive little-endian words of the format.
 * @throws ConvolemmaError "number/not-representable" for a number that the format does not hold
 */
export function writeArray(values: Float64Array, format: StorageFormat): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * format.bytes)
  const view = new DataView(bytes.buffer)
  const write = writerOf(view, format)
  values.forEach((value, i) => {
    if (!representable(value, format)) {
      const what = `entry ${i}, ${value}, is not a ${format.name} number`
      fail({ code: 'number/not-representable', what, fix: `round to ${format.name} first` })
    }
    write(i * format.bytes, value)
  })
  return bytes
}

/** The number that 16 bits of IEEE binary16 stand for. */
export function decodeFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (0x400 + fraction) * 2 ** (exponent - 25)
}

/** The number that 16 bits of bfloat16 stand for. */
export function decodeBfloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 7) & 0xff
  const fraction = bits & 0x7f
  if (exponent === 0xff) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  if (exponent === 0) return sign * fraction * 2 ** -133
  return sign * (0x80 + fraction) * 2 ** (exponent - 134)
}

function representable(value: number, format: StorageFormat): boolean {
  return format.name === FLOAT64.name || Number.isNaN(value) || roundFloat64(value, format) === value
}

function writerOf(view: DataView, format: StorageFormat): (offset: number, value: number) => void {
  switch (format.name) {
    case 'float64':
      return (offset, value) => view.setFloat64(offset, value, true)
    case 'float32':
      return (offset, value) => view.setFloat32(offset, value, true)
    case 'float16':
      return (offset, value) => view.setUint16(offset, float16Bits(value), true)
    case 'bfloat16': {
      const scratch = new DataView(new ArrayBuffer(4))
      return (offset, value) => {
        scratch.setFloat32(0, value)
        view.setUint16(offset, scratch.getUint16(0), true)
      }
    }
    default:
      return format.name satisfies never
  }
}

/** The bits of a number that binary16 holds exactly. */
function float16Bits(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const magnitude = Math.abs(value)
  if (magnitude === Number.POSITIVE_INFINITY) return sign | 0x7c00
  if (magnitude < 2 ** -14) return sign | (magnitude * 2 ** 24)
  const exponent = Math.floor(Math.log2(magnitude))
  return sign | ((exponent + 15) << 10) | (magnitude * 2 ** (10 - exponent) - 0x400)
}
