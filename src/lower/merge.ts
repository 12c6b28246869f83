/** From a proof and the values of its tensors to the one merged layer, where the claim is one convolution. Knows no layer kind. */
import { fail } from '../errors.ts'
import { countGroups, type DenseShape, positionsInGroups } from '../kernel/groups.ts'
import type { MergedLayer, MergedWeights } from '../kernel/merged-layer.ts'
import type { Proof } from '../proof/proof.ts'
import type { StorageFormat } from '../scalar/round.ts'
import { countElements } from '../scalar/tensor-value.ts'
import type { Index } from '../term/index-expression.ts'
import { type ClaimForm, densePositions, type PartForm } from './claim-form.ts'
import type { ExactForm, MergeReport, Pickable, RoundedForm } from './form-entries.ts'
import { exactZeros, refuseOverflow, roundTensors } from './layer-tensors.ts'
import { createLowering, type LoweringInput } from './lowering.ts'
import { concreteEntries, type Space } from './space.ts'

export type { MergeReport } from './form-entries.ts'

export interface MergeInput extends LoweringInput {
  /** The padding after the last sample, from the derivation; the padding before the first is in the claim. */
  readonly paddingEnd: Index
}

export interface MergeResult {
  /** Of kind "exact" where that was asked for, and where symbols without a value are left. */
  readonly weights: MergedWeights
  readonly report: MergeReport
}

/**
 * Lower the proved formula to the weights of the one layer.
 * @throws ConvolemmaError "lower/not-one-convolution", "lower/symbolic-size", "lower/any-rank", "lower/no-values",
 *   "lower/shape", "lower/too-many-terms", "lower/too-large", "lower/overflow", "number/not-real", "checker/not-checked"
 */
export function mergeWeights(input: MergeInput): MergeResult {
  const { proof, sources, form, format, evaluate } = createLowering(input)
  const part = onlyPart(proof, form) ?? refuseSeveral(proof)
  return layerOf({ form, part, paddingEnd: input.paddingEnd, space: sources.space }, evaluate(form), format)
}

/** The one input that a convolution reads; undefined where the claim is no such layer. */
export function onlyPart({ claim }: Proof, form: ClaimForm): PartForm | undefined {
  const isConvolution = form.parts.length === 1 && form.up.every((rate) => rate === 1) && claim.varies === undefined
  return isConvolution ? form.parts[0] : undefined
}

/** @throws ConvolemmaError "lower/not-one-convolution" always */
function refuseSeveral({ claim }: Proof): never {
  const what =
    claim.varies !== undefined
      ? 'the weights differ from place to place'
      : claim.signals.length > 1
        ? `the output reads ${claim.signals.length} inputs`
        : claim.signals.length === 0
          ? 'the output reads no input'
          : 'every phase of the output has a kernel of its own'
  return fail({ code: 'lower/not-one-convolution', what: `${what}, so the network is not one convolution` })
}

export interface LayerForm {
  readonly form: ClaimForm
  readonly part: PartForm
  readonly paddingEnd: Index
  readonly space: Space
}

/** The convolution with these entries, rounded where no symbol is left. */
export function layerOf(
  layerForm: LayerForm,
  entries: RoundedForm | ExactForm,
  format: StorageFormat | undefined,
): MergeResult {
  const { report } = entries
  if (entries.kind === 'rounded') {
    const layer = arrange(layerForm, entries.kernels[0], entries.bias, (count) => new Float64Array(count))
    refuseOverflow(namedTensors(layer), entries.format)
    return { weights: { kind: 'rounded', format: entries.format, layer }, report }
  }
  const layer = arrange(layerForm, entries.kernels[0], entries.bias, exactZeros)
  const rounded = format === undefined ? undefined : roundTensors([layer.weight, layer.bias], format)
  const [weight, bias] = rounded ?? []
  if (format === undefined || weight === undefined || bias === undefined) {
    return { weights: { kind: 'exact', layer }, report }
  }
  const narrow = { ...layer, weight, bias }
  refuseOverflow(namedTensors(narrow), format)
  const recomputed = weight.entries.length + bias.entries.length
  return { weights: { kind: 'rounded', format, layer: narrow }, report: { ...report, recomputed } }
}

function namedTensors({ weight, bias }: MergedLayer<Float64Array>) {
  return [{ name: 'weight', tensor: weight } as const, { name: 'bias', tensor: bias } as const]
}

/** The layer with as many groups as its zeros allow; `zeros` makes the entries of a bias that is not there. */
function arrange<Entries>(
  { form, part, paddingEnd, space }: LayerForm,
  kernel: Pickable<Entries> | undefined,
  bias: Pickable<Entries> | undefined,
  zeros: (count: number) => Entries,
): MergedLayer<Entries> {
  if (kernel === undefined) throw new TypeError('a convolution has a kernel')
  const { rank, outChannels } = form
  const { inChannels, kernelSize, down, dilation, padding } = part
  const { groups, positions } = part.isSeparate ? separate(form, part) : grouped(form, part, kernel.isZeroAt)
  const shape = [outChannels, inChannels / groups, ...(rank === 0 ? [] : kernelSize)]
  return {
    rank,
    inChannels,
    outChannels,
    kernelSize,
    stride: down,
    dilation,
    padding,
    paddingEnd: concreteEntries(paddingEnd, 'position', space),
    groups,
    weight: { shape, entries: kernel.pick(positions) },
    bias: { shape: [outChannels], entries: bias === undefined ? zeros(outChannels) : bias.pick() },
  }
}

function separate({ outChannels }: ClaimForm, { kernelShape }: PartForm) {
  return {
    groups: outChannels,
    positions: Int32Array.from({ length: countElements(kernelShape) }, (_, at) => at),
  }
}

function grouped(form: ClaimForm, part: PartForm, isZeroAt: (position: number) => boolean) {
  const { rank, outChannels } = form
  const shape: DenseShape = { outChannels, inChannels: part.inChannels, taps: countElements(part.kernelSize) }
  const dense = densePositions(form, part)
  const isDenseZero = (at: number) => {
    const position = dense?.(at) ?? at
    return position < 0 || isZeroAt(position)
  }
  const groups = rank === 0 ? 1 : countGroups(shape, isDenseZero)
  const positions = positionsInGroups(shape, groups)
  return { groups, positions: dense === undefined ? positions : positions.map(dense) }
}
