/** From a derivation and the values of its tensors to kernels: binds the weights and lowers the proved formula. */
import type { Derivation } from '../derive/derive.ts'
import { fail } from '../errors.ts'
import type { KernelResult } from '../lower/kernel-layout.ts'
import type { LoweringInput } from '../lower/lowering.ts'
import { type MergeResult, mergeWeights } from '../lower/merge.ts'
import { kernelsAt, mergeKernel } from '../lower/merge-kernel.ts'
import type { StoredTensor } from '../read/tensor.ts'
import { bindWeights } from '../read/weights.ts'
import { readExpression } from '../scalar/expression.ts'
import type { Polynomial } from '../scalar/polynomial.ts'
import type { StorageFormat } from '../scalar/round.ts'
import type { TensorValues } from '../scalar/tensor-value.ts'

/** How the values of the one layer may be given: exactly, or rounded once to a storage format. */
export const DTYPES = ['exact', 'float64', 'float32', 'float16', 'bfloat16'] as const satisfies readonly (
  | StorageFormat['name']
  | 'exact'
)[]
export type Dtype = (typeof DTYPES)[number]

export interface MergeOptions {
  /** "float64" unless given; where symbols are left the result stays exact. */
  readonly dtype?: Dtype
  /** Tensors by their state-dict names; without them every tensor that the notation does not give is made of symbols. */
  readonly weights?: ReadonlyMap<string, StoredTensor>
  /** What the weights came from, for messages. */
  readonly weightsName?: string
  /** Expressions for symbols, such as a → "1/4". */
  readonly set?: ReadonlyMap<string, string>
  /** Symbolic expansions beyond this many products are refused; 1,000,000 unless given. */
  readonly maxTerms?: number
}

/**
 * The weights of the one layer, lowered from the formula that was derived and checked.
 * weight [out, in/groups, k…], bias [out]
 * @throws ConvolemmaError "weights/…" (missing, extra, misshapen, not finite), "lower/…" (not one convolution, symbolic sizes,
 *   budget, overflow)
 * @source docs/theory.md §4
 */
export function merge(derivation: Derivation, options: MergeOptions = {}): MergeResult {
  return mergeWeights({ ...loweringInput(derivation, options), paddingEnd: derivation.paddingEnd })
}

/**
 * The phase kernel that the derivation states for every block of the output, and the one layer where it is a convolution.
 * weight [out, …up, in, k…] for each input, bias [out, …up]
 * @throws ConvolemmaError "weights/…", "lower/…" as merge does, "lower/varies" where the weights differ from place to place
 */
export function mergePhases(derivation: Derivation, options: MergeOptions = {}): KernelResult {
  return mergeKernel({ ...loweringInput(derivation, options), paddingEnd: derivation.paddingEnd })
}

/**
 * The phase kernel at any one block of the output, also where the weights differ from place to place.
 * @throws ConvolemmaError "weights/…", "lower/…" as merge does
 */
export function mergeAt(
  derivation: Derivation,
  options: MergeOptions = {},
): (block: readonly number[]) => KernelResult {
  return kernelsAt(loweringInput(derivation, options))
}

function loweringInput(derivation: Derivation, options: MergeOptions): LoweringInput {
  const { assembly, checked } = derivation
  return {
    checked,
    values: bindValues(derivation, options),
    dtype: options.dtype ?? 'float64',
    bindings: assembly.bindings,
    ...(options.maxTerms === undefined ? {} : { maxTerms: options.maxTerms }),
  }
}

/** The values of the derivation's tensors by their symbols. @throws ConvolemmaError "weights/…" */
export function bindValues({ assembly }: Derivation, options: Omit<MergeOptions, 'dtype'>): TensorValues {
  const set = new Map([...(options.set ?? [])].map(([name, text]) => [name, readSetting(name, text)] as const))
  return bindWeights(assembly.bindings, options.weights, {
    rank: assembly.rank,
    set,
    ...(options.weightsName === undefined ? {} : { fileName: options.weightsName }),
  })
}

function readSetting(name: string, text: string): Polynomial {
  if (text === '') fail({ code: 'weights/set', what: `${name} is set to nothing`, fix: `${name}=1/4` })
  return readExpression(text, { excerptName: `the value of ${name}` })
}
