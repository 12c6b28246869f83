/** Tensors of a merged layer: rounding exact ones where no symbol is left, and refusing what a format cannot hold. */
import { fail } from '../errors.ts'
import type { LayerTensor } from '../kernel/merged-layer.ts'
import { constant, type Polynomial, symbolsOf } from '../scalar/polynomial.ts'
import { ZERO } from '../scalar/rational.ts'
import { roundPolynomial, type StorageFormat } from '../scalar/round.ts'
import { nameElement } from '../scalar/tensor-value.ts'

/** As many exact zeros. */
export function exactZeros(count: number): readonly Polynomial[] {
  return Array.from({ length: count }, () => NOTHING)
}

const NOTHING: Polynomial = constant(ZERO)

/** The tensors rounded to a format; undefined where an entry has a symbol left. */
export function roundTensors(
  tensors: readonly LayerTensor<readonly Polynomial[]>[],
  format: StorageFormat,
): readonly LayerTensor<Float64Array>[] | undefined {
  if (tensors.some(({ entries }) => entries.some((entry) => symbolsOf(entry).length > 0))) return undefined
  return tensors.map(({ shape, entries }) => ({
    shape,
    entries: Float64Array.from(entries, (entry) => roundPolynomial(entry, format).value),
  }))
}

export interface NamedTensor {
  readonly name: string
  readonly tensor: LayerTensor<Float64Array>
}

/** @throws ConvolemmaError "lower/overflow" naming the first entry beyond the format */
export function refuseOverflow(tensors: readonly NamedTensor[], format: StorageFormat): void {
  for (const { name, tensor } of tensors) {
    const at = tensor.entries.findIndex((value) => !Number.isFinite(value))
    if (at === -1) continue
    const largest = (2 - 2 ** (1 - format.precision)) * 2 ** format.maxExponent
    fail({
      code: 'lower/overflow',
      what: `${nameElement(name, at, tensor.shape)} of the merged layer is beyond ${format.name}, whose largest number is ${largest}`,
      fix: format.name === 'float64' ? 'dtype exact' : 'a wider dtype, such as float64',
    })
  }
}
