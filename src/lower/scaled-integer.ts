/** Exact rational arithmetic: integers over one common denominator for each tensor. Never rounds. */
import { fail } from '../errors.ts'
import { toDyadics } from '../scalar/dyadic.ts'
import { asRational } from '../scalar/polynomial.ts'
import { fromDyadic, greatestCommonDivisor, type Rational, rational } from '../scalar/rational.ts'
import type { TensorValue } from '../scalar/tensor-value.ts'
import type { Accumulator, Arithmetic, Pairing } from './arithmetic.ts'

/** The exact values numerators[i] / denominator, denominator > 0. */
export interface IntegerTensor {
  readonly numerators: readonly bigint[]
  readonly denominator: bigint
}

export const scaledIntegers: Arithmetic<IntegerTensor> = {
  load(value: TensorValue): IntegerTensor {
    if (value.kind === 'numeric') {
      const { mantissas, exponent } = toDyadics(value.data)
      if (exponent <= 0) return { numerators: mantissas, denominator: 1n << BigInt(-exponent) }
      return { numerators: mantissas.map((mantissa) => mantissa << BigInt(exponent)), denominator: 1n }
    }
    const values = value.entries.map((entry) => asRational(entry) ?? irrational())
    const denominator = values.reduce((common, { denominator: own }) => commonMultiple(common, own), 1n)
    return { numerators: values.map((one) => one.numerator * (denominator / one.denominator)), denominator }
  },
  isZero: (tensor, at) => tensor.numerators[at] === 0n,
  accumulator,
}

/** The exact value of one entry. */
export function entryOf({ numerators, denominator }: IntegerTensor, at: number): Rational {
  const numerator = numerators[at] ?? 0n
  const isDyadic = (denominator & (denominator - 1n)) === 0n
  return isDyadic ? fromDyadic(numerator, 1 - denominator.toString(2).length) : rational(numerator, denominator)
}

function irrational(): never {
  return fail({ code: 'lower/not-rational', what: 'an entry is not a rational number' })
}

function commonMultiple(a: bigint, b: bigint): bigint {
  return a === b ? a : (a / greatestCommonDivisor(a, b)) * b
}

function accumulator(size: number): Accumulator<IntegerTensor> {
  const sums = new Array<bigint>(size).fill(0n)
  let denominator = 1n
  return {
    add(pairing) {
      const own = pairing.left.denominator * pairing.right.denominator
      const common = commonMultiple(denominator, own)
      const growth = common / denominator
      if (growth !== 1n) for (let i = 0; i < size; i++) sums[i] = (sums[i] ?? 0n) * growth
      denominator = common
      addProducts(sums, pairing, common / own)
    },
    finish: () => ({ numerators: sums, denominator }),
  }
}

/** sums += scale · left · right. */
function addProducts(sums: bigint[], pairing: Pairing<IntegerTensor>, scale: bigint): void {
  const { left, leftAt, leftKey, leftOut, right, rightAt, rightOut, rowStart } = pairing
  const values = Array.from(rightAt, (at) => right.numerators[at] ?? 0n)
  for (let l = 0; l < leftAt.length; l++) {
    const factor = scale * (left.numerators[leftAt[l] ?? 0] ?? 0n)
    const base = leftOut[l] ?? 0
    const row = leftKey[l] ?? 0
    const end = rowStart[row + 1] ?? 0
    for (let r = rowStart[row] ?? 0; r < end; r++) {
      // The casts hold because rows and offsets lie within their arrays; a default value would slow the loop down.
      const out = base + (rightOut[r] as number)
      sums[out] = (sums[out] as bigint) + factor * (values[r] as bigint)
    }
  }
}
