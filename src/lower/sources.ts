/** The tensors and definitions of a proof with their values, and what every name stands for. Never evaluates a term. */
import type { Checked } from '../checker/check.ts'
import { fail } from '../errors.ts'
import type { Proof } from '../proof/proof.ts'
import { symbolsOf } from '../scalar/polynomial.ts'
import { countElements, type TensorValues } from '../scalar/tensor-value.ts'
import type { Sources } from './exact-entry.ts'
import { concreteEntries, spaceOf } from './space.ts'

/** What the user calls a given tensor; for messages. */
export interface BoundName {
  readonly symbol: string
  readonly stateName: string
}

export interface SourcesInput {
  readonly checked: Checked
  /** The values of the given tensors by symbol, as bindWeights returns them. */
  readonly values: TensorValues
  readonly bindings?: readonly BoundName[]
}

/** The tensors and definitions of a proof with their values. @throws ConvolemmaError "lower/any-rank", "lower/shape" */
export function sourcesOf({ checked, values, bindings }: SourcesInput): Sources {
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

/** Whether symbols are left among the values. */
export function hasSymbols(values: TensorValues): boolean {
  return [...values.values()].some(
    (value) => value.kind === 'symbolic' && value.entries.some((entry) => symbolsOf(entry).length > 0),
  )
}
