/** Compares a closed form with the finite sum, exactly, at small sizes. Never finds one. */
import { fail } from '../errors.ts'
import type { TensorBinding } from '../layers/layer.ts'
import { constant, equalPolynomial, multiply, type Polynomial, polynomialAccumulator } from '../scalar/polynomial.ts'
import { ONE, rational } from '../scalar/rational.ts'
import { constantOf, variablesOf } from '../term/index-expression.ts'
import type { ClosedFormula } from './closed-form.ts'
import { entriesAt } from './entries.ts'
import { multipliedOutAt, piecesAt } from './evaluate.ts'

const MOST_NAMES = 6
const MOST_TAPS = 512

/** Whether lengths like these are compared at all: not many names, no number that is too large. */
export function isComparable(bindings: readonly TensorBinding[]): boolean {
  const lengths = bindings.flatMap(({ axes }) => axes.map(({ extent }) => constantOf(extent)))
  const fixed = lengths.reduce<number>((sum, length) => sum + (typeof length === 'number' ? length : 0), 0)
  return namesIn(bindings).length <= MOST_NAMES && fixed <= MOST_TAPS
}

/**
 * Compare at every choice of small sizes and at every tap, and one beyond each end, as polynomials in all symbols: for all
 * ratios at once.
 * @returns the number of entries that were compared
 * @throws ConvolemmaError "closed/not-equal", a defect; "weights/…", "expression/…" where the taps cannot be computed
 */
export function compareWithSum(formula: ClosedFormula, bindings: readonly TensorBinding[], tap: string): number {
  let compared = 0
  for (const sizes of smallSizes(namesIn(bindings))) {
    const sum = bindings.map((binding) => entriesAt(binding, sizes)).reduce(convolve, [constant(ONE)])
    for (let m = -1; m <= sum.length; m += 1) {
      const numbers = new Map([...sizes, [tap, m] as const])
      const expected = multiply(sum[m] ?? constant(rational(0)), formula.divisor ?? constant(ONE))
      const isEqual = equalPolynomial(multipliedOutAt(formula, numbers, tap), expected)
      if (!isEqual || piecesAt(formula, numbers, tap).length > 1) refuse(numbers)
      compared += 1
    }
  }
  return compared
}

function refuse(numbers: ReadonlyMap<string, number>): never {
  return fail({
    code: 'closed/not-equal',
    what: 'a closed form differs from the finite sum that it stands for',
    where: [...numbers].map(([name, value]) => `${name} = ${value}`).join(', '),
    fix: 'this is a defect of the closed forms, not of the network; nothing was emitted',
  })
}

function namesIn(bindings: readonly TensorBinding[]): readonly string[] {
  return [...new Set(bindings.flatMap(({ axes }) => axes.flatMap(({ extent }) => variablesOf(extent))))]
}

/** All choices of small sizes; the more names, the smaller. */
function smallSizes(names: readonly string[]): readonly ReadonlyMap<string, number>[] {
  const most = names.length < 3 ? 5 : names.length === 3 ? 3 : 2
  return names.reduce<readonly ReadonlyMap<string, number>[]>(
    (choices, name) =>
      choices.flatMap((choice) => Array.from({ length: most }, (_, at) => new Map([...choice, [name, at + 1]]))),
    [new Map()],
  )
}

/** Σ_{i + j = m} b[j]·a[i], for every m. */
function convolve(a: readonly Polynomial[], b: readonly Polynomial[]): readonly Polynomial[] {
  return Array.from({ length: a.length + b.length - 1 }, (_, m) => {
    const sum = polynomialAccumulator()
    for (const [i, entry] of a.entries()) {
      const other = b[m - i]
      if (other !== undefined) sum.add(multiply(other, entry))
    }
    return sum.finish()
  })
}
