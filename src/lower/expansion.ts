/** Arithmetic with exact polynomials: symbols stay, sums are expanded, and the number of products is bounded. */
import {
  constant,
  isZero,
  type Polynomial,
  type PolynomialAccumulator,
  polynomialAccumulator,
} from '../scalar/polynomial.ts'
import { fromFloat64, ZERO } from '../scalar/rational.ts'
import type { TensorValue } from '../scalar/tensor-value.ts'
import type { Accumulator, Arithmetic, Pairing } from './arithmetic.ts'
import { countTermProducts, type ExpansionBudget } from './cost.ts'

const NOTHING: Polynomial = constant(ZERO)

/** Polynomials that are expanded while the budget lasts. */
export function expansion(budget: ExpansionBudget): Arithmetic<readonly Polynomial[]> & Pick<ExpansionBudget, 'begin'> {
  return {
    begin: budget.begin,
    load: (value: TensorValue) =>
      value.kind === 'symbolic' ? value.entries : Array.from(value.data, (entry) => constant(fromFloat64(entry))),
    isZero: (tensor, at) => isZero(tensor[at] ?? NOTHING),
    accumulator: (size) => accumulator(size, budget),
  }
}

function accumulator(size: number, budget: ExpansionBudget): Accumulator<readonly Polynomial[]> {
  const sums = new Array<PolynomialAccumulator | undefined>(size).fill(undefined)
  return {
    add(pairing) {
      budget.spend(countTermProducts(pairing))
      addProducts(sums, pairing)
    },
    finish: () => sums.map((sum) => sum?.finish() ?? NOTHING),
  }
}

function addProducts(sums: (PolynomialAccumulator | undefined)[], pairing: Pairing<readonly Polynomial[]>): void {
  const { left, leftAt, leftKey, leftOut, right, rightAt, rightOut, rowStart } = pairing
  for (let l = 0; l < leftAt.length; l++) {
    const factor = left[leftAt[l] ?? 0] ?? NOTHING
    const base = leftOut[l] ?? 0
    const row = leftKey[l] ?? 0
    const end = rowStart[row + 1] ?? 0
    for (let r = rowStart[row] ?? 0; r < end; r++) {
      const out = base + (rightOut[r] ?? 0)
      const sum = sums[out] ?? polynomialAccumulator()
      sums[out] = sum
      sum.addProduct(factor, right[rightAt[r] ?? 0] ?? NOTHING)
    }
  }
}
