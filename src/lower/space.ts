/** Sizes as numbers: the rank, the extents of axes, and the refusal of a size that is still a name. Never imports a tensor. */
import { fail } from '../errors.ts'
import type { Proof } from '../proof/proof.ts'
import type { Assignment } from '../term/evaluate.ts'
import {
  coefficientEntries,
  constantOf,
  type Index,
  substituteIndex,
  variable,
  variablesOf,
} from '../term/index-expression.ts'
import type { Sort } from '../term/term.ts'

/** The number of spatial axes, and what every size is worth. */
export interface Space {
  readonly rank: number
  readonly sizes: ReadonlyMap<string, Index>
  /** Those that are numbers, one entry per axis. */
  readonly values: Assignment
}

/** The rank and the sizes of a proof. @throws ConvolemmaError "lower/any-rank" */
export function spaceOf(proof: Proof): Space {
  if (proof.rank === 'any') {
    fail({
      code: 'lower/any-rank',
      what: 'the network is for any number of axes, so its weights have no shape',
      fix: 'name the number of axes, for example Conv2d in place of Conv',
    })
  }
  const sizes = new Map<string, Index>()
  for (const { name, definition } of proof.sizes) {
    if (definition !== undefined) sizes.set(name, substituteIndex(definition, sizes))
  }
  return { rank: proof.rank, sizes, values: valuesOf(proof, sizes) }
}

function valuesOf(proof: Proof, sizes: ReadonlyMap<string, Index>): Assignment {
  const rank = proof.rank === 'any' ? 1 : proof.rank
  const values = new Map<string, readonly number[]>()
  for (const { name, sort } of proof.sizes) {
    const value = constantOf(sizes.get(name) ?? variable(name))
    if (value !== undefined) values.set(name, coefficientEntries(value, sort === 'channel' ? 1 : rank))
  }
  return values
}

/** The number of integers that an index of a sort consists of. */
export function axesOf(sort: Sort, space: Space): number {
  return sort === 'channel' ? 1 : space.rank
}

/** The integers of a size, one per axis. @throws ConvolemmaError "lower/symbolic-size" naming the size */
export function concreteEntries(index: Index, sort: Sort, space: Space): readonly number[] {
  const value = constantOf(substituteIndex(index, space.sizes))
  if (value !== undefined) return coefficientEntries(value, axesOf(sort, space))
  return refuseSize(variablesOf(substituteIndex(index, space.sizes))[0] ?? 'a size')
}

/** @throws ConvolemmaError "lower/symbolic-size" always */
export function refuseSize(name: string): never {
  return fail({
    code: 'lower/symbolic-size',
    what: `the size ${name} has no value, so the weights have no shape`,
    fix: `give ${name} a number`,
  })
}
