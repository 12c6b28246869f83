/** How many products of terms an expansion takes, counted before it is done, and the limit that refuses it. */
import { fail } from '../errors.ts'
import { type Polynomial, termCount } from '../scalar/polynomial.ts'
import type { Pairing } from './arithmetic.ts'

/** What an expansion may cost by default, in products of terms. */
export const DEFAULT_MAX_TERMS = 1_000_000

/** A limit that is used up. State with the lifetime of one expansion. */
export interface ExpansionBudget {
  /** Announce products. @throws ConvolemmaError "lower/too-many-terms" before they are computed */
  readonly spend: (products: number) => void
}

export function expansionBudget(maxTerms: number = DEFAULT_MAX_TERMS): ExpansionBudget {
  let spent = 0
  return {
    spend(products) {
      spent += products
      if (spent <= maxTerms) return
      fail({
        code: 'lower/too-many-terms',
        what: `writing out the symbolic weights takes ${spent} products of terms, more than ${maxTerms}`,
        fix: ['give the weights as numbers', 'use fewer channels or smaller kernels', `allow more: maxTerms ${spent}`],
      })
    },
  }
}

/** Σ over the joined entries of the products of their numbers of terms; exact. */
export function countTermProducts(pairing: Pairing<readonly Polynomial[]>): number {
  const { left, leftAt, leftKey, right, rightAt, rowStart } = pairing
  const rowTerms = new Float64Array(rowStart.length)
  for (let row = 0; row + 1 < rowStart.length; row++) {
    for (let r = rowStart[row] ?? 0; r < (rowStart[row + 1] ?? 0); r++) {
      rowTerms[row] = (rowTerms[row] ?? 0) + termsAt(right, rightAt[r])
    }
  }
  let count = 0
  for (let l = 0; l < leftAt.length; l++) count += termsAt(left, leftAt[l]) * (rowTerms[leftKey[l] ?? 0] ?? 0)
  return count
}

function termsAt(tensor: readonly Polynomial[], at: number | undefined): number {
  const entry = tensor[at ?? 0]
  return entry === undefined ? 0 : termCount(entry)
}
