/** Binary floating-point numbers as integers with one common exponent, for exact sums of products. Never rounds. */
import { fail } from '../errors.ts'
import { bitLength } from './rational.ts'

/** The values mantissas[i] · 2^exponent; `bits` is the length of the largest mantissa. */
export interface Dyadics {
  readonly mantissas: readonly bigint[]
  readonly exponent: number
  readonly bits: number
}

/**
 * The exact values with the largest common exponent for which every mantissa is an integer; exponent 0 if all are zero.
 * @throws ConvolemmaError "number/not-finite"
 */
export function toDyadics(values: Float64Array): Dyadics {
  const parts = decompose(values)
  let exponent = Number.POSITIVE_INFINITY
  values.forEach((value, i) => {
    if (value !== 0) exponent = Math.min(exponent, parts.exponents[i] ?? 0)
  })
  if (exponent === Number.POSITIVE_INFINITY) exponent = 0
  let bits = 0
  const mantissas = Array.from(values, (value, i) => {
    if (value === 0) return 0n
    const mantissa = BigInt(parts.mantissas[i] ?? 0)
    const shifted = mantissa << BigInt((parts.exponents[i] ?? 0) - exponent)
    bits = Math.max(bits, bitLength(shifted))
    return shifted
  })
  return { mantissas, exponent, bits }
}

/** value = mantissa · 2^exponent, the mantissa an odd integer (or 0) that binary64 holds exactly. */
function decompose(values: Float64Array): { readonly mantissas: Float64Array; readonly exponents: Int32Array } {
  const mantissas = new Float64Array(values.length)
  const exponents = new Int32Array(values.length)
  const scratch = new DataView(new ArrayBuffer(8))
  values.forEach((value, i) => {
    if (!Number.isFinite(value))
      fail({ code: 'number/not-finite', what: `entry ${i} is ${value}, not a finite number` })
    if (value === 0) return
    scratch.setFloat64(0, value)
    const high = scratch.getUint32(0)
    const low = scratch.getUint32(4)
    const biased = (high >>> 20) & 0x7ff
    const top = (high & 0xfffff) | (biased === 0 ? 0 : 0x100000)
    const zeros = low === 0 ? 32 + trailingZeros(top) : trailingZeros(low)
    const magnitude = (top * 2 ** 32 + low) / 2 ** zeros
    mantissas[i] = value < 0 ? -magnitude : magnitude
    exponents[i] = Math.max(biased, 1) - 1075 + zeros
  })
  return { mantissas, exponents }
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word)
}
