/** The entry point: from a proof and the values of its tensors to the one merged layer. Knows no layer kind. */

import { assertChecked, type Checked } from '../checker/check.ts'
import { fail } from '../errors.ts'
import { countGroups, type DenseShape, positionsInGroups } from '../kernel/groups.ts'
import type { LayerTensor, MergedLayer, MergedWeights } from '../kernel/merged-layer.ts'
import type { Proof } from '../proof/proof.ts'
import { constant, isZero, type Polynomial, symbolsOf } from '../scalar/polynomial.ts'
import { ZERO } from '../scalar/rational.ts'
import { roundPolynomial, STORAGE_FORMATS, type StorageFormat } from '../scalar/round.ts'
import { countElements, nameElement, type TensorValues } from '../scalar/tensor-value.ts'
import type { Index } from '../term/index-expression.ts'
import { type ClaimForm, claimForm, densePositions } from './claim-form.ts'
import { expansionBudget } from './cost.ts'
import { createEvaluation, type Formula } from './evaluate.ts'
import { createExactEvaluation, type EvaluateExactly, type Sources } from './exact-entry.ts'
import { expansion } from './expansion.ts'
import { createRounding, whereRational } from './rounding.ts'
import { entryOf, scaledIntegers } from './scaled-integer.ts'
import { concreteEntries, spaceOf } from './space.ts'

export interface MergeInput {
  readonly checked: Checked
  /** The values of the given tensors by symbol, as bindWeights returns them. */
  readonly values: TensorValues
  /** The padding after the last sample, from the derivation; the padding before the first is in the claim. */
  readonly paddingEnd: Index
  /** A storage format, or "exact" for rationals, roots and polynomials. */
  readonly dtype: StorageFormat['name'] | 'exact'
  /** The most products of terms that symbols may be expanded into; 1,000,000 where it is not given. */
  readonly maxTerms?: number
  /** What the user calls each given tensor; for messages. */
  readonly bindings?: readonly { readonly symbol: string; readonly stateName: string }[]
}

/** How the result was computed. */
export interface MergeReport {
  /** Entries of weight and bias whose rounding the fast arithmetic proved. */
  readonly direct: number
  /** Entries that were computed again exactly, because the fast arithmetic left their rounding open. */
  readonly recomputed: number
  /** Products of entries that were added up. */
  readonly products: number
}

export interface MergeResult {
  /** Of kind "exact" where that was asked for, and where symbols without a value are left. */
  readonly weights: MergedWeights
  readonly report: MergeReport
}

/**
 * Lower the proved formula to the weights of the one layer.
 * @throws ConvolemmaError "lower/symbolic-size", "lower/any-rank", "lower/no-values", "lower/shape", "lower/too-many-terms",
 *   "lower/too-large", "lower/overflow", "number/not-real", "checker/not-checked"
 */
export function mergeWeights(input: MergeInput): MergeResult {
  assertChecked(input.checked)
  const { values, dtype } = input
  const { proof } = input.checked
  const sources = sourcesOf(input)
  const form = claimForm(proof, sources.space, input.paddingEnd)
  const exactly = createExactEvaluation(sources)
  const format = STORAGE_FORMATS.find(({ name }) => name === dtype)
  if (format !== undefined && !hasSymbols(values)) return mergeRounded(form, format, sources, exactly)
  const exact = mergeExact(form, sources, exactly, input.maxTerms)
  return format === undefined ? exact : roundWhereNumeric(exact, format)
}

/** The tensors and definitions of a proof with their values. @throws ConvolemmaError "lower/any-rank", "lower/shape" */
export function sourcesOf({ checked, values, bindings }: Pick<MergeInput, 'checked' | 'values' | 'bindings'>): Sources {
  const { proof } = checked
  const sources: Sources = {
    values,
    definitions: new Map(proof.definitions.map((definition) => [definition.name, definition])),
    signatures: signaturesOf(proof),
    space: spaceOf(proof),
    names: new Map((bindings ?? []).map(({ symbol, stateName }) => [symbol, stateName])),
  }
  checkShapes(proof, sources)
  return sources
}

function signaturesOf(proof: Proof): Sources['signatures'] {
  const sorts = new Map([
    ...proof.tensors.map(({ name, axes }) => [name, axes.map((axis) => axis.sort)] as const),
    ...proof.definitions.map(({ name, parameters }) => [name, parameters.map((parameter) => parameter.sort)] as const),
  ])
  return (name) => sorts.get(name) ?? []
}

/** @throws ConvolemmaError "lower/shape" where the values of a tensor are not what the proof declares */
function checkShapes(proof: Proof, { values, space, names }: Sources): void {
  for (const { name, axes } of proof.tensors) {
    const value = values.get(name)
    if (value === undefined) continue
    const shape = axes.flatMap(({ sort, extent }) => (extent === undefined ? [] : concreteEntries(extent, sort, space)))
    const entries = value.kind === 'numeric' ? value.data.length : value.entries.length
    if (`${shape}` === `${value.shape}` && entries === countElements(shape)) continue
    const what = `the values are [${value.shape.join(', ')}] with ${entries} entries, expected [${shape.join(', ')}]`
    fail({ code: 'lower/shape', what, where: names.get(name) ?? name })
  }
}

function hasSymbols(values: TensorValues): boolean {
  return [...values.values()].some(
    (value) => value.kind === 'symbolic' && value.entries.some((entry) => symbolsOf(entry).length > 0),
  )
}

function mergeRounded(form: ClaimForm, format: StorageFormat, sources: Sources, exactly: EvaluateExactly): MergeResult {
  const rounding = createRounding(format, sources, exactly)
  const kernel = rounding.round(form.kernel)
  const bias = form.bias === undefined ? undefined : rounding.round(form.bias)
  const pick = (positions: Int32Array): Float64Array => Float64Array.from(positions, (at) => kernel.values[at] ?? 0)
  const layer = arrange(form, (at) => (kernel.isZero[at] ?? 1) === 1, pick, bias?.values ?? zeros(form))
  refuseOverflow(layer, format)
  const report = {
    direct: kernel.direct + (bias?.direct ?? 0),
    recomputed: kernel.recomputed + (bias?.recomputed ?? 0),
    products: rounding.products(),
  }
  return { weights: { kind: 'rounded', format, layer }, report }
}

function zeros({ geometry }: ClaimForm): Float64Array {
  return new Float64Array(geometry.outChannels)
}

/** Rationals by integer arithmetic where all values are rational, otherwise expanded polynomials. */
function mergeExact(
  form: ClaimForm,
  sources: Sources,
  exactly: EvaluateExactly,
  maxTerms: number | undefined,
): MergeResult {
  const { kernel, bias, products } = exactEntries(form, sources, exactly, maxTerms)
  const pick = (positions: Int32Array): Polynomial[] => Array.from(positions, (at) => kernel[at] ?? NOTHING)
  const noBias = Array.from({ length: form.geometry.outChannels }, () => NOTHING)
  const layer = arrange(form, (at) => isZero(kernel[at] ?? NOTHING), pick, bias ?? noBias)
  return { weights: { kind: 'exact', layer }, report: { direct: 0, recomputed: 0, products } }
}

/** The entries of the claimed kernel, in the claim's own layout, and of its bias. @throws ConvolemmaError "lower/too-many-terms" */
export function exactEntries(
  form: ClaimForm,
  sources: Sources,
  exactly: EvaluateExactly,
  maxTerms: number | undefined,
): ExactEntries {
  const isNumeric = !hasSymbols(sources.values)
  return (isNumeric ? whereRational(() => rationals(sources, exactly, form)) : undefined) ?? expanded()

  function expanded(): ExactEntries {
    const evaluation = createEvaluation(expansion(expansionBudget(maxTerms)), sources, exactly)
    return both(form, evaluation.evaluate, evaluation.products)
  }
}

const NOTHING: Polynomial = constant(ZERO)

interface ExactEntries {
  readonly kernel: readonly Polynomial[]
  readonly bias: readonly Polynomial[] | undefined
  readonly products: number
}

function rationals(sources: Sources, exactly: EvaluateExactly, form: ClaimForm): ExactEntries {
  const evaluation = createEvaluation(scaledIntegers, sources, exactly)
  const evaluate = (formula: Formula): readonly Polynomial[] => {
    const tensor = evaluation.evaluate(formula)
    return tensor.numerators.map((_, at) => constant(entryOf(tensor, at)))
  }
  return both(form, evaluate, evaluation.products)
}

function both(
  form: ClaimForm,
  evaluate: (formula: Formula) => readonly Polynomial[],
  products: () => number,
): ExactEntries {
  const kernel = evaluate(form.kernel)
  const bias = form.bias === undefined ? undefined : evaluate(form.bias)
  return { kernel, bias, products: products() }
}

/** The layer with as many groups as its zeros allow. `pick` reads kernel entries by position, -1 being a zero. */
function arrange<Entries>(
  form: ClaimForm,
  isZeroAt: (position: number) => boolean,
  pick: (positions: Int32Array) => Entries,
  bias: Entries,
): MergedLayer<Entries> {
  const { geometry } = form
  const { rank, inChannels, outChannels, kernelSize } = geometry
  const { groups, positions } = form.isSeparate ? separate(form) : grouped(form, isZeroAt)
  const weight: LayerTensor<Entries> = {
    shape: [outChannels, inChannels / groups, ...(rank === 0 ? [] : kernelSize)],
    entries: pick(positions),
  }
  return { ...geometry, groups, weight, bias: { shape: [outChannels], entries: bias } }
}

function separate({ geometry, kernelShape }: ClaimForm) {
  return {
    groups: geometry.outChannels,
    positions: Int32Array.from({ length: countElements(kernelShape) }, (_, at) => at),
  }
}

function grouped(form: ClaimForm, isZeroAt: (position: number) => boolean) {
  const { rank, inChannels, outChannels, kernelSize } = form.geometry
  const shape: DenseShape = { outChannels, inChannels, taps: countElements(kernelSize) }
  const dense = densePositions(form)
  const isDenseZero = (at: number) => {
    const position = dense(at)
    return position < 0 || isZeroAt(position)
  }
  const groups = rank === 0 ? 1 : countGroups(shape, isDenseZero)
  return { groups, positions: positionsInGroups(shape, groups).map(dense) }
}

/** @throws ConvolemmaError "lower/overflow" naming the first entry beyond the format */
function refuseOverflow(layer: MergedLayer<Float64Array>, format: StorageFormat): void {
  for (const [name, { shape, entries }] of [['weight', layer.weight] as const, ['bias', layer.bias] as const]) {
    const at = entries.findIndex((value) => !Number.isFinite(value))
    if (at === -1) continue
    const largest = (2 - 2 ** (1 - format.precision)) * 2 ** format.maxExponent
    fail({
      code: 'lower/overflow',
      what: `${nameElement(name, at, shape)} of the merged layer is beyond ${format.name}, whose largest number is ${largest}`,
      fix: format.name === 'float64' ? 'dtype exact' : 'a wider dtype, such as float64',
    })
  }
}

/** Round an exact layer in which no symbol is left; with symbols it stays exact. */
function roundWhereNumeric(result: MergeResult, format: StorageFormat): MergeResult {
  const { weights } = result
  if (weights.kind !== 'exact') return result
  const { weight, bias } = weights.layer
  const all = [...weight.entries, ...bias.entries]
  if (all.some((entry) => symbolsOf(entry).length > 0)) return result
  const round = ({ shape, entries }: LayerTensor<readonly Polynomial[]>): LayerTensor<Float64Array> => ({
    shape,
    entries: Float64Array.from(entries, (entry) => roundPolynomial(entry, format).value),
  })
  const layer = { ...weights.layer, weight: round(weight), bias: round(bias) }
  refuseOverflow(layer, format)
  return { weights: { kind: 'rounded', format, layer }, report: { ...result.report, recomputed: all.length } }
}
