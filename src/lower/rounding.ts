/**
 * Correctly rounded entries of a formula: fast arithmetic with proved errors first, and exact arithmetic for every entry that
 * it leaves open. Knows no layer kind.
 */
import { ConvolemmaError } from '../errors.ts'
import { isZero } from '../scalar/polynomial.ts'
import { roundPolynomial, roundRational, type StorageFormat } from '../scalar/round.ts'
import { indexAt } from '../scalar/tensor-value.ts'
import { type Decision, decide } from './decide.ts'
import { doubleDoubles } from './double-double.ts'
import { createEvaluation, environmentAt, type Formula } from './evaluate.ts'
import type { EvaluateExactly, Sources } from './exact-entry.ts'
import { loopsOf } from './plan.ts'
import { entryOf, type IntegerTensor, scaledIntegers } from './scaled-integer.ts'

/** The entries of a formula in a storage format; ±Infinity beyond its range. */
interface RoundedEntries {
  readonly values: Float64Array
  /** 1 where the exact value is zero. */
  readonly isZero: Uint8Array
  /** How many entries the fast arithmetic decided, and how many were computed again exactly. */
  readonly direct: number
  readonly recomputed: number
}

export interface Rounding {
  readonly round: (formula: Formula) => RoundedEntries
  readonly products: () => number
}

/** State with the lifetime of one lowering. */
export function createRounding(format: StorageFormat, sources: Sources, exactly: EvaluateExactly): Rounding {
  const fast = createEvaluation(doubleDoubles, sources, exactly)
  const integers = createEvaluation(scaledIntegers, sources, exactly)
  return {
    products: () => fast.products() + integers.products(),
    round(formula) {
      const decision = decide(fast.evaluate(formula), format)
      const { values, isZero: zeros, undecided } = decision
      const exact = undecided.length <= FEW ? undefined : whereRational(() => integers.evaluate(formula))
      if (exact === undefined) recomputeEntries(decision, formula, format, sources, exactly)
      else recomputeAll(decision, exact, format)
      return { values, isZero: zeros, direct: values.length - undecided.length, recomputed: undecided.length }
    },
  }
}

/** Up to this many entries are recomputed one by one rather than all together. */
const FEW = 64

/** The result of an exact computation; undefined where it meets an irrational number. */
export function whereRational<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (cause) {
    if (cause instanceof ConvolemmaError && cause.problem.code === 'lower/not-rational') return undefined
    throw cause
  }
}

function recomputeAll(
  { values, isZero: zeros, undecided }: Decision,
  exact: IntegerTensor,
  format: StorageFormat,
): void {
  for (const at of undecided) {
    const value = entryOf(exact, at)
    values[at] = roundRational(value, format).value
    zeros[at] = value.numerator === 0n ? 1 : 0
  }
}

function recomputeEntries(
  { values, isZero: zeros, undecided }: Decision,
  formula: Formula,
  format: StorageFormat,
  sources: Sources,
  exactly: EvaluateExactly,
): void {
  const shape = formula.parameters.flatMap((parameter) => loopsOf(parameter, sources.space)).map((loop) => loop.extent)
  for (const at of undecided) {
    const value = exactly(formula.body, environmentAt(formula.parameters, indexAt(at, shape), sources))
    values[at] = roundPolynomial(value, format).value
    zeros[at] = isZero(value) ? 1 : 0
  }
}
