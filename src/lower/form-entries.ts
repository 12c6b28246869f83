/** The entries of the formulas of a claim, exact or correctly rounded, in the layout of the formulas. Knows no layer kind. */
import { constant, isZero, type Polynomial } from '../scalar/polynomial.ts'
import { ZERO } from '../scalar/rational.ts'
import type { StorageFormat } from '../scalar/round.ts'
import type { ClaimForm } from './claim-form.ts'
import { expansionBudget } from './cost.ts'
import { createEvaluation, type Evaluation, type Formula } from './evaluate.ts'
import type { EvaluateExactly, Sources } from './exact-entry.ts'
import { expansion } from './expansion.ts'
import { createRounding, whereRational } from './rounding.ts'
import { entryOf, scaledIntegers } from './scaled-integer.ts'
import { hasSymbols } from './sources.ts'

/** How the result was computed. */
export interface MergeReport {
  /** Entries of weight and bias whose rounding the fast arithmetic proved. */
  readonly direct: number
  /** Entries that were computed again exactly, because the fast arithmetic left their rounding open. */
  readonly recomputed: number
  /** Products of entries that were added up. */
  readonly products: number
}

/** The entries of a form: a kernel for each part, and the bias where there is one. */
interface Entries<T> {
  readonly kernels: readonly T[]
  readonly bias: T | undefined
  readonly report: MergeReport
}

/** Entries that can be put into the layout of a layer. */
export interface Pickable<T> {
  readonly isZeroAt: (position: number) => boolean
  /** The entries at the positions, -1 being a zero; all of them in order where no positions are given. */
  readonly pick: (positions?: Int32Array) => T
}

export interface RoundedForm extends Entries<Pickable<Float64Array>> {
  readonly kind: 'rounded'
  readonly format: StorageFormat
}

export interface ExactForm extends Entries<Pickable<readonly Polynomial[]>> {
  readonly kind: 'exact'
}

/** The entries of a form; rounded where a format is given and the values have no symbols. */
export type EvaluateForm = (form: ClaimForm) => RoundedForm | ExactForm

/** State with the lifetime of one lowering: definitions that several forms share are evaluated once. */
export function createFormEvaluation(
  format: StorageFormat | undefined,
  sources: Sources,
  exactly: EvaluateExactly,
  maxTerms: number | undefined,
): EvaluateForm {
  if (format === undefined || hasSymbols(sources.values)) return exactForms(sources, exactly, maxTerms)
  const rounding = createRounding(format, sources, exactly)
  return (form) => {
    const before = rounding.products()
    const kernels = form.parts.map((part) => rounding.round(part.kernel))
    const bias = form.bias === undefined ? undefined : rounding.round(form.bias)
    const all = bias === undefined ? kernels : [...kernels, bias]
    const report = {
      direct: all.reduce((sum, { direct }) => sum + direct, 0),
      recomputed: all.reduce((sum, { recomputed }) => sum + recomputed, 0),
      products: rounding.products() - before,
    }
    const pickable = ({ values, isZero: zeros }: (typeof all)[number]): Pickable<Float64Array> => ({
      isZeroAt: (at) => (zeros[at] ?? 1) === 1,
      pick: (positions) => (positions === undefined ? values : Float64Array.from(positions, (at) => values[at] ?? 0)),
    })
    return { kind: 'rounded', format, kernels: kernels.map(pickable), bias: bias && pickable(bias), report }
  }
}

function exactForms(sources: Sources, exactly: EvaluateExactly, maxTerms: number | undefined): EvaluateForm {
  const evaluate = createExactFormulas(sources, exactly, maxTerms)
  return (form) => {
    const { entries, products } = evaluate([
      ...form.parts.map((part) => part.kernel),
      ...(form.bias === undefined ? [] : [form.bias]),
    ])
    const pickables = entries.map(
      (own): Pickable<readonly Polynomial[]> => ({
        isZeroAt: (at) => isZero(own[at] ?? NOTHING),
        pick: (positions) => (positions === undefined ? own : Array.from(positions, (at) => own[at] ?? NOTHING)),
      }),
    )
    const count = form.parts.length
    const report = { direct: 0, recomputed: 0, products }
    return { kind: 'exact', kernels: pickables.slice(0, count), bias: pickables[count], report }
  }
}

const NOTHING: Polynomial = constant(ZERO)

interface ExactFormulas {
  readonly entries: readonly (readonly Polynomial[])[]
  readonly products: number
}

/**
 * The exact entries of formulas: by integer arithmetic where all values are rational, otherwise as expanded polynomials.
 * State with the lifetime of one lowering. @throws ConvolemmaError "lower/too-many-terms"
 */
export function createExactFormulas(
  sources: Sources,
  exactly: EvaluateExactly,
  maxTerms: number | undefined,
): (formulas: readonly Formula[]) => ExactFormulas {
  const integers = createEvaluation(scaledIntegers, sources, exactly)
  const expanding = createEvaluation(expansion(expansionBudget(maxTerms)), sources, exactly)
  let isRational = !hasSymbols(sources.values)
  const rational = (formula: Formula): readonly Polynomial[] => {
    const tensor = integers.evaluate(formula)
    return tensor.numerators.map((_, at) => constant(entryOf(tensor, at)))
  }
  return (formulas) => {
    const found = isRational ? whereRational(() => counted(integers, () => formulas.map(rational))) : undefined
    isRational &&= found !== undefined
    return found ?? counted(expanding, () => formulas.map(expanding.evaluate))
  }
}

function counted(evaluation: Evaluation<unknown>, evaluate: () => readonly (readonly Polynomial[])[]): ExactFormulas {
  const before = evaluation.products()
  const entries = evaluate()
  return { entries, products: evaluation.products() - before }
}
