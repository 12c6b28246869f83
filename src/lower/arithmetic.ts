/** What an arithmetic must offer so that a plan can be evaluated in it: tensors, and sums of products of their entries. */
import type { TensorValue } from '../scalar/tensor-value.ts'

/**
 * Products of a left and a right tensor's entries that are joined by a key:
 *   out[leftOut[l] + rightOut[r]] += left[leftAt[l]] · right[rightAt[r]]   for all l, and all r in the row leftKey[l].
 * Row k of the right entries is rowStart[k] ≤ r < rowStart[k + 1].
 */
export interface Pairing<Tensor> {
  readonly left: Tensor
  readonly leftAt: Int32Array
  readonly leftKey: Int32Array
  readonly leftOut: Int32Array
  readonly right: Tensor
  readonly rightAt: Int32Array
  readonly rightOut: Int32Array
  readonly rowStart: Int32Array
  /** How many products one entry of the output can receive. */
  readonly depth: number
}

/** Adds up products into the entries of one tensor; entries that receive no product are exactly zero. */
export interface Accumulator<Tensor> {
  readonly add: (pairing: Pairing<Tensor>) => void
  readonly finish: () => Tensor
}

export interface Arithmetic<Tensor> {
  /** The values in this arithmetic. */
  readonly load: (value: TensorValue) => Tensor
  /** Whether an entry is exactly zero, so that its products can be left out. */
  readonly isZero: (tensor: Tensor, at: number) => boolean
  readonly accumulator: (size: number) => Accumulator<Tensor>
}

/** How many products a pairing has. */
export function countProducts(pairing: Pairing<unknown>): number {
  const { leftKey, rowStart } = pairing
  let count = 0
  for (const key of leftKey) count += (rowStart[key + 1] ?? 0) - (rowStart[key] ?? 0)
  return count
}
