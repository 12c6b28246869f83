/** What the names of a record are, as far as their printing depends on it. Knows no format. */
import type { Proof } from '../../proof/proof.ts'
import { constantOf, type Index } from '../../term/index-expression.ts'
import type { Sort } from '../../term/term.ts'
import { inputsOf } from '../inputs.ts'
import type { NameInfo } from './document.ts'

/** The given tensors, of which the inputs are signals, and the definitions. */
export function namesOf(proof: Proof): ReadonlyMap<string, NameInfo> {
  const axis = (one: { readonly sort: Sort; readonly extent?: Index }) => ({
    sort: one.sort,
    isSingle: one.extent !== undefined && constantOf(one.extent) === 1,
  })
  const inputs = new Set(inputsOf(proof).map(({ name }) => name))
  const tensors = proof.tensors.map((tensor): readonly [string, NameInfo] => [
    tensor.name,
    { role: inputs.has(tensor.name) ? 'signal' : 'tensor', axes: tensor.axes.map(axis) },
  ])
  const definitions = proof.definitions.map((one): readonly [string, NameInfo] => [
    one.name,
    { role: one.role === 'signal' || one.role === 'view' ? 'signal' : 'definition', axes: one.parameters.map(axis) },
  ])
  return new Map([...tensors, ...definitions])
}
