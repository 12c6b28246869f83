/**
 * From a proof and the values of its tensors to the phase kernel that it states: one for all blocks of the output, or, where
 * the weights differ from place to place, one for each block that is asked for. Knows no layer kind.
 */
import { fail } from '../errors.ts'
import { countElements } from '../scalar/tensor-value.ts'
import type { Index } from '../term/index-expression.ts'
import { denseShape } from './claim-form.ts'
import { MAXIMAL_ENTRIES } from './evaluate.ts'
import { type KernelResult, kernelOf } from './kernel-layout.ts'
import { createLowering, formAt, type Lowering, type LoweringInput } from './lowering.ts'
import { layerOf, onlyPart } from './merge.ts'

export interface KernelInput extends LoweringInput {
  /** The padding after the last sample; where it is given and the claim is one convolution, that layer is made as well. */
  readonly paddingEnd?: Index
}

/**
 * Lower the proved formula to the phase kernel that holds at every block of the output.
 * @throws ConvolemmaError "lower/varies" where there is no such kernel, "lower/symbolic-size", "lower/any-rank",
 *   "lower/no-values", "lower/shape", "lower/too-many-terms", "lower/too-large", "lower/overflow", "number/not-real",
 *   "checker/not-checked"
 */
export function mergeKernel(input: KernelInput): KernelResult {
  const { form, sources, proof, format, evaluate } = createKernelLowering(input)
  if (proof.claim.varies !== undefined) {
    fail({
      code: 'lower/varies',
      what: 'the weights differ from place to place',
      fix: 'ask for the kernel at a position',
    })
  }
  const entries = evaluate(form)
  const result = kernelOf(form, entries, format)
  const part = onlyPart(proof, form)
  if (part === undefined || input.paddingEnd === undefined) return result
  const { weights } = layerOf({ form, part, paddingEnd: input.paddingEnd, space: sources.space }, entries, format)
  return { ...result, layer: weights }
}

/**
 * The phase kernel at any block n of the output: that of output[o, up⊙n + r]. Wherever the weights are the same at every
 * block, so is the result. What several blocks share is evaluated once; state with the lifetime of one lowering.
 * @throws ConvolemmaError as mergeKernel does, also when a kernel is asked for
 */
export function kernelsAt(input: KernelInput): (block: readonly number[]) => KernelResult {
  const { form, proof, format, evaluate } = createKernelLowering(input)
  return (block) => {
    if (block.length !== form.rank) throw new TypeError(`the block has ${block.length} axes, not ${form.rank}`)
    return kernelOf(form, evaluate(formAt(form, proof, block)), format)
  }
}

/** The phase kernel at one block of the output; `kernelsAt` is for several. */
export function kernelAt(input: KernelInput, block: readonly number[]): KernelResult {
  return kernelsAt(input)(block)
}

/** @throws ConvolemmaError "lower/too-large" before anything is computed */
function createKernelLowering(input: KernelInput): Lowering {
  const lowering = createLowering(input)
  for (const part of lowering.form.parts) refuseLarge(part.kernel.name, denseShape(lowering.form, part))
  return lowering
}

function refuseLarge(name: string, shape: readonly number[]): void {
  const size = countElements(shape)
  if (size <= MAXIMAL_ENTRIES) return
  const what = `${name} [${shape.join(', ')}] has ${size} entries, more than ${MAXIMAL_ENTRIES}`
  fail({ code: 'lower/too-large', what, fix: 'merge fewer layers at once' })
}
