/** From notation and values to the merged layer, for tests. */
import { type Checked, checkProof } from '../../src/checker/check.ts'
import { type AssembleOptions, type Assembly, assemble } from '../../src/derive/assemble.ts'
import type { Borders } from '../../src/derive/border.ts'
import { endPadding } from '../../src/derive/end-padding.ts'
import { mergeAll } from '../../src/derive/strategy.ts'
import type { MergedLayer } from '../../src/kernel/merged-layer.ts'
import { type MergeInput, type MergeResult, mergeWeights } from '../../src/lower/merge.ts'
import type { NetworkNode } from '../../src/net/network.ts'
import { encodeProof } from '../../src/proof/json.ts'
import { readNotation } from '../../src/read/notation.ts'
import { constant, type Polynomial } from '../../src/scalar/polynomial.ts'
import type { Rational } from '../../src/scalar/rational.ts'
import { countElements, type TensorValue, type TensorValues } from '../../src/scalar/tensor-value.ts'
import { constantOf } from '../../src/term/index-expression.ts'

export interface Lowered {
  readonly assembly: Assembly
  readonly checked: Checked
}

export interface PrepareOptions extends AssembleOptions {
  readonly borders?: Borders
}

export function prepare(network: NetworkNode | string, options: PrepareOptions = {}): Lowered {
  const { borders = 'refuse', ...shapes } = options
  const assembly = assemble(typeof network === 'string' ? readNotation(network) : network, shapes)
  const verdict = checkProof(encodeProof(mergeAll(assembly, 'test', borders)))
  if (!verdict.accepted) throw new Error(`not accepted: ${JSON.stringify(verdict.rejection)}`)
  return { assembly, checked: verdict.checked }
}

export function lower(
  { assembly, checked }: Lowered,
  values: TensorValues,
  dtype: MergeInput['dtype'],
  maxTerms?: number,
): MergeResult {
  const paddingEnd = endPadding(assembly, checked.proof.claim)
  const { bindings } = assembly
  return mergeWeights({ checked, values, paddingEnd, dtype, bindings, ...(maxTerms === undefined ? {} : { maxTerms }) })
}

/** Shapes by state name, in the order of the layers. */
export function shapesOf({ assembly }: Lowered): ReadonlyMap<string, readonly number[]> {
  const rank = assembly.rank === 'any' ? 1 : assembly.rank
  return new Map(
    assembly.bindings.map(({ stateName, axes }) => [
      stateName,
      axes.flatMap(({ sort, extent }) => {
        const size = constantOf(extent) ?? 1
        if (typeof size !== 'number') return size
        return Array.from({ length: sort === 'channel' ? 1 : rank }, () => size)
      }),
    ]),
  )
}

/** Values by symbol, from a function of the state name and the position of the entry. */
export function valuesFrom(
  lowered: Lowered,
  entry: (stateName: string, position: number) => Rational | number,
): TensorValues {
  const shapes = shapesOf(lowered)
  return new Map(
    lowered.assembly.bindings.map(({ symbol, stateName }): [string, TensorValue] => {
      const shape = shapes.get(stateName) ?? []
      const entries = Array.from({ length: countElements(shape) }, (_, position) => entry(stateName, position))
      if (entries.every((value) => typeof value === 'number')) {
        return [symbol, { kind: 'numeric', shape, data: Float64Array.from(entries) }]
      }
      const exact = entries.flatMap((value) => (typeof value === 'number' ? [] : [constant(value)]))
      return [symbol, { kind: 'symbolic', shape, entries: exact }]
    }),
  )
}

export function roundedLayer({ weights }: MergeResult): MergedLayer<Float64Array> {
  if (weights.kind !== 'rounded') throw new Error('expected rounded weights')
  return weights.layer
}

export function exactLayer({ weights }: MergeResult): MergedLayer<readonly Polynomial[]> {
  if (weights.kind !== 'exact') throw new Error('expected exact weights')
  return weights.layer
}
