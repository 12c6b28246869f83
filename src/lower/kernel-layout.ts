/** The entries of a claim's formulas as a phase kernel: dense, in the layout of its parts. Never evaluates a formula. */
import type { LayerTensor, MergedWeights } from '../kernel/merged-layer.ts'
import type { PhaseKernel, PhasePart } from '../kernel/phase-kernel.ts'
import type { Polynomial } from '../scalar/polynomial.ts'
import type { StorageFormat } from '../scalar/round.ts'
import { countElements } from '../scalar/tensor-value.ts'
import { type ClaimForm, densePositions, denseShape } from './claim-form.ts'
import type { ExactForm, MergeReport, Pickable, RoundedForm } from './form-entries.ts'
import { exactZeros, refuseOverflow, roundTensors } from './layer-tensors.ts'

/** The numbers of a storage format, or exact values: rationals, roots, and polynomials in the symbols that are left. */
export type KernelWeights =
  | { readonly kind: 'rounded'; readonly format: StorageFormat; readonly kernel: PhaseKernel<Float64Array> }
  | { readonly kind: 'exact'; readonly kernel: PhaseKernel<readonly Polynomial[]> }

export interface KernelResult {
  /** Of kind "exact" where that was asked for, and where symbols without a value are left. */
  readonly weights: KernelWeights
  /** The claim as one convolution, where it is one and its padding is known. */
  readonly layer?: MergedWeights
  readonly report: MergeReport
}

/** The phase kernel with these entries, rounded where no symbol is left. @throws ConvolemmaError "lower/overflow" */
export function kernelOf(
  form: ClaimForm,
  entries: RoundedForm | ExactForm,
  format: StorageFormat | undefined,
): KernelResult {
  const { report } = entries
  if (entries.kind === 'rounded') {
    const kernel = arrange(form, entries.kernels, entries.bias, (count) => new Float64Array(count))
    refuseOverflow(namedTensors(form, kernel), entries.format)
    return { weights: { kind: 'rounded', format: entries.format, kernel }, report }
  }
  const kernel = arrange(form, entries.kernels, entries.bias, exactZeros)
  const tensors = format === undefined ? undefined : roundTensors([kernel.bias, ...weightsOf(kernel)], format)
  const [bias, ...weights] = tensors ?? []
  if (format === undefined || bias === undefined) return { weights: { kind: 'exact', kernel }, report }
  const parts = kernel.parts.map((part, number) => ({ ...part, weight: weights[number] ?? missing() }))
  const rounded = { ...kernel, parts, bias }
  refuseOverflow(namedTensors(form, rounded), format)
  const recomputed = [bias, ...weights].reduce((sum, tensor) => sum + tensor.entries.length, 0)
  return { weights: { kind: 'rounded', format, kernel: rounded }, report: { ...report, recomputed } }
}

function weightsOf<Entries>({ parts }: PhaseKernel<Entries>): readonly LayerTensor<Entries>[] {
  return parts.map((part) => part.weight)
}

function missing(): never {
  throw new TypeError('a part has no weight')
}

function namedTensors(form: ClaimForm, kernel: PhaseKernel<Float64Array>) {
  const weights = weightsOf(kernel).map((tensor, number) => ({
    name: form.parts[number]?.kernel.name ?? 'weight',
    tensor,
  }))
  return [...weights, { name: 'bias', tensor: kernel.bias }]
}

/** The entries in the layout of the phase kernel; `zeros` makes those of a bias that is not there. */
function arrange<Entries>(
  form: ClaimForm,
  kernels: readonly Pickable<Entries>[],
  bias: Pickable<Entries> | undefined,
  zeros: (count: number) => Entries,
): PhaseKernel<Entries> {
  const { rank, outChannels, up } = form
  const parts = form.parts.map((part, number): PhasePart<Entries> => {
    const { input, inChannels, down, dilation, padding, kernelSize } = part
    const shape = denseShape(form, part)
    const kernel = kernels[number] ?? missing()
    const positionOf = densePositions(form, part)
    const entries =
      positionOf === undefined
        ? kernel.pick()
        : kernel.pick(Int32Array.from({ length: countElements(shape) }, (_, at) => positionOf(at)))
    return { input, inChannels, down, dilation, padding, kernelSize, weight: { shape, entries } }
  })
  const shape = [outChannels, ...up]
  return { rank, outChannels, up, parts, bias: { shape, entries: bias?.pick() ?? zeros(countElements(shape)) } }
}
