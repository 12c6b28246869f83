/** How many products of terms an expansion takes, counted before it is done, and the limit that refuses it. */
import { fail } from '../errors.ts'
import { type Polynomial, termCount } from '../scalar/polynomial.ts'
import type { TensorValue } from '../scalar/tensor-value.ts'
import { type Arithmetic, countProducts, type Pairing } from './arithmetic.ts'

/** What an expansion may cost by default, in products of terms. */
export const DEFAULT_MAX_TERMS = 1_000_000

/** A larger limit is not suggested: no computer at hand works it off, and the command line does not take it. */
const LARGEST_MAX_TERMS = 2 ** 31

/** What the expansion of a formula takes where like terms are counted apart: never less than it really takes. */
export interface TermCount {
  readonly products: number
  /** False where counting stopped before the end. */
  readonly complete: boolean
}

/** A limit for the expansion of each formula. State with the lifetime of one lowering. */
export interface ExpansionBudget {
  /** Start with a formula; `count` counts the whole of it and is called only where the limit does not suffice. */
  readonly begin: (count: () => TermCount) => void
  /** Announce products. @throws ConvolemmaError "lower/too-many-terms" before they are computed */
  readonly spend: (products: number) => void
}

export function expansionBudget(maxTerms: number = DEFAULT_MAX_TERMS): ExpansionBudget {
  let spent = 0
  let count = (): TermCount => ({ products: 0, complete: false })
  return {
    begin(countFormula) {
      spent = 0
      count = countFormula
    },
    spend(products) {
      spent += products
      if (spent <= maxTerms) return
      const whole = count()
      refuseExpansion({ ...whole, products: Math.max(whole.products, spent) }, maxTerms)
    },
  }
}

function refuseExpansion({ products, complete }: TermCount, maxTerms: number): never {
  const total = formatCount(products)
  return fail({
    code: 'lower/too-many-terms',
    what: `writing out the symbolic weights takes ${complete ? '' : 'at least '}${total} products of terms, more than ${maxTerms}`,
    fix: [
      'give the weights as numbers',
      'use fewer channels or smaller kernels',
      ...(complete && products <= LARGEST_MAX_TERMS ? [`allow more: --max-terms ${total} (option maxTerms)`] : []),
    ],
  })
}

function formatCount(count: number): string {
  return Number.isSafeInteger(count) ? `${count}` : count.toExponential(2)
}

/** More products than this are not distributed over entries just to count what follows from them. */
const MAXIMAL_COUNTED = 2 ** 26

/** The number of terms of each entry, computed where it is asked for: the last formula's entries never are. */
type TermCounts = () => Float64Array

/** An arithmetic that evaluates nothing and counts the products of terms. State with the lifetime of one count. */
export function termCounting(): { readonly arithmetic: Arithmetic<TermCounts>; readonly result: () => TermCount } {
  let products = 0
  let work = 0
  const addCounts = (counts: Float64Array, pairing: Pairing<TermCounts>): void => {
    work += countProducts(pairing)
    if (work <= MAXIMAL_COUNTED) distributeCounts(counts, pairing)
  }
  const arithmetic: Arithmetic<TermCounts> = {
    load: (value) => once(() => termsOf(value)),
    isZero: (tensor, at) => tensor()[at] === 0,
    accumulator(size) {
      const pairings: Pairing<TermCounts>[] = []
      const counts = once(() => {
        const sums = new Float64Array(size)
        for (const pairing of pairings) addCounts(sums, pairing)
        return sums
      })
      return {
        add(pairing) {
          products += sumOfProducts(pairing, pairing.left(), pairing.right())
          pairings.push(pairing)
        },
        finish: () => counts,
      }
    },
  }
  return { arithmetic, result: () => ({ products, complete: work <= MAXIMAL_COUNTED }) }
}

function once(compute: () => Float64Array): TermCounts {
  let known: Float64Array | undefined
  return () => {
    known ??= compute()
    return known
  }
}

function termsOf(value: TensorValue): Float64Array {
  if (value.kind === 'symbolic') return Float64Array.from(value.entries, termCount)
  return value.data.map((entry) => (entry === 0 ? 0 : 1))
}

function distributeCounts(counts: Float64Array, pairing: Pairing<TermCounts>): void {
  const { leftAt, leftKey, leftOut, rightAt, rightOut, rowStart } = pairing
  const left = pairing.left()
  const right = pairing.right()
  for (let l = 0; l < leftAt.length; l++) {
    const factor = left[leftAt[l] ?? 0] ?? 0
    const base = leftOut[l] ?? 0
    const row = leftKey[l] ?? 0
    const end = rowStart[row + 1] ?? 0
    for (let r = rowStart[row] ?? 0; r < end; r++) {
      const out = base + (rightOut[r] ?? 0)
      counts[out] = (counts[out] ?? 0) + factor * (right[rightAt[r] ?? 0] ?? 0)
    }
  }
}

/** Σ over the joined entries of the products of their numbers of terms; exact. */
export function countTermProducts(pairing: Pairing<readonly Polynomial[]>): number {
  return sumOfProducts(pairing, Float64Array.from(pairing.left, termCount), Float64Array.from(pairing.right, termCount))
}

function sumOfProducts(pairing: Pairing<unknown>, left: Float64Array, right: Float64Array): number {
  const { leftAt, leftKey, rightAt, rowStart } = pairing
  const rowTerms = new Float64Array(rowStart.length)
  for (let row = 0; row + 1 < rowStart.length; row++) {
    for (let r = rowStart[row] ?? 0; r < (rowStart[row + 1] ?? 0); r++) {
      rowTerms[row] = (rowTerms[row] ?? 0) + (right[rightAt[r] ?? 0] ?? 0)
    }
  }
  let count = 0
  for (let l = 0; l < leftAt.length; l++) count += (left[leftAt[l] ?? 0] ?? 0) * (rowTerms[leftKey[l] ?? 0] ?? 0)
  return count
}
