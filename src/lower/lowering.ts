/** What every lowering starts from: a checked proof with values, its claim as formulas, and how to evaluate them. */
import { assertChecked } from '../checker/check.ts'
import type { Proof } from '../proof/proof.ts'
import { STORAGE_FORMATS, type StorageFormat } from '../scalar/round.ts'
import { integer, subtractIndex } from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { substitute } from '../term/walk.ts'
import { type ClaimForm, claimForm } from './claim-form.ts'
import { createExactEvaluation, type Sources } from './exact-entry.ts'
import { createFormEvaluation, type EvaluateForm } from './form-entries.ts'
import { type SourcesInput, sourcesOf } from './sources.ts'
import { createSpecialisation } from './specialise.ts'

export interface LoweringInput extends SourcesInput {
  /** A storage format, or "exact" for rationals, roots and polynomials. */
  readonly dtype: StorageFormat['name'] | 'exact'
  /** The most products of terms that symbols may be expanded into; 1,000,000 where it is not given. */
  readonly maxTerms?: number
}

export interface Lowering {
  readonly proof: Proof
  readonly sources: Sources
  readonly form: ClaimForm
  /** Undefined where exact values are asked for. */
  readonly format: StorageFormat | undefined
  /** The entries of a form over the definitions of the proof. */
  readonly evaluate: EvaluateForm
}

/**
 * State with the lifetime of one lowering.
 * @throws ConvolemmaError "lower/symbolic-size", "lower/any-rank", "lower/shape", "checker/not-checked"
 */
export function createLowering(input: LoweringInput): Lowering {
  assertChecked(input.checked)
  const { proof } = input.checked
  const sources = sourcesOf(input)
  const format = STORAGE_FORMATS.find(({ name }) => name === input.dtype)
  const evaluate = createVaryingEvaluation(format, sources, input.maxTerms)
  return { proof, sources, form: claimForm(proof, sources.space), format, evaluate }
}

/**
 * Evaluates forms that may read definitions at positions without extent; what several forms share is evaluated once.
 * State with the lifetime of one lowering.
 */
export function createVaryingEvaluation(
  format: StorageFormat | undefined,
  sources: Sources,
  maxTerms: number | undefined,
): EvaluateForm {
  const { specialise, definitions } = createSpecialisation(sources)
  const all: Sources = {
    ...sources,
    definitions,
    signatures: (name) => definitions.get(name)?.parameters.map(({ sort }) => sort) ?? sources.signatures(name),
  }
  const evaluate = createFormEvaluation(format, all, createExactEvaluation(all), maxTerms)
  return (form) =>
    evaluate({
      ...form,
      parts: form.parts.map((part) => ({ ...part, kernel: specialise(part.kernel) })),
      bias: form.bias && specialise(form.bias),
    })
}

/** The formulas at one block: the position of the claim is the block less the claim's first. */
export function formAt(form: ClaimForm, { claim }: Proof, block: readonly number[]): ClaimForm {
  if (claim.position === undefined) return form
  const position = subtractIndex(integer(block), claim.first ?? [])
  const values = new Map([[claim.position, position]])
  const at = <T extends { readonly body: Term }>(formula: T): T => ({
    ...formula,
    body: substitute(formula.body, values),
  })
  return {
    ...form,
    parts: form.parts.map((part) => ({ ...part, kernel: at(part.kernel) })),
    bias: form.bias && at(form.bias),
  }
}
