/** Definitions written by hand, with pseudo-random values for the tensors that they read: lowering without a derivation. */
import { environmentAt, type Formula } from '../../src/lower/evaluate.ts'
import { createExactEvaluation, type Sources } from '../../src/lower/exact-entry.ts'
import { loopsOf } from '../../src/lower/plan.ts'
import type { Definition, TensorDeclaration } from '../../src/proof/proof.ts'
import { constant, formatPolynomial } from '../../src/scalar/polynomial.ts'
import { rational } from '../../src/scalar/rational.ts'
import { countElements, type TensorValue } from '../../src/scalar/tensor-value.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import { type Index, integer } from '../../src/term/index-expression.ts'
import type { IndexVariable, Term } from '../../src/term/term.ts'

/** An axis with a range, or an unbounded position. */
export function channels(name: string, extent: number): IndexVariable {
  return { name, sort: 'channel', extent: integer(extent) }
}

export function positions(name: string, extent?: number | readonly number[]): IndexVariable {
  return extent === undefined ? { name, sort: 'position' } : { name, sort: 'position', extent: integer(extent) }
}

export function define(name: string, parameters: readonly IndexVariable[], body: Term): Definition {
  return { name, parameters, body, role: 'kernel' }
}

/** A tensor with the axes of the parameters. */
export function tensor(name: string, ...axes: readonly IndexVariable[]): TensorDeclaration {
  return { name, axes: axes.map(({ sort, extent }) => (extent === undefined ? { sort } : { sort, extent })) }
}

export function sourcesOf(
  rank: number,
  tensors: readonly TensorDeclaration[],
  definitions: readonly Definition[],
  kind: TensorValue['kind'] = 'symbolic',
): Sources {
  const space = { rank, sizes: new Map<string, Index>(), values: new Map<string, readonly number[]>() }
  const shapeOf = ({ axes, name }: TensorDeclaration): readonly number[] =>
    axes.flatMap((axis) => loopsOf({ name, ...axis }, space).map((loop) => loop.extent))
  const sorts = new Map([
    ...tensors.map(({ name, axes }) => [name, axes.map(({ sort }) => sort)] as const),
    ...definitions.map(({ name, parameters }) => [name, parameters.map(({ sort }) => sort)] as const),
  ])
  return {
    values: new Map(tensors.map((one, number) => [one.name, valuesOf(shapeOf(one), number + 1, kind)])),
    definitions: new Map(definitions.map((definition) => [definition.name, definition])),
    signatures: (name) => sorts.get(name) ?? [],
    space,
    names: new Map(),
  }
}

function valuesOf(shape: readonly number[], seed: number, kind: TensorValue['kind']): TensorValue {
  const entries = Array.from({ length: countElements(shape) }, (_, at) =>
    rational(2 * ((at * 7919 + seed * 104_729) % 23) - 23, kind === 'numeric' ? 4 : 1 + ((at + seed) % 4)),
  )
  if (kind === 'symbolic') return { kind, shape, entries: entries.map(constant) }
  return {
    kind,
    shape,
    data: Float64Array.from(entries, (entry) => Number(entry.numerator) / Number(entry.denominator)),
  }
}

/** Every entry of a formula, computed from the terms one by one. */
export function entryByEntry(formula: Formula, from: Sources): readonly string[] {
  const exactly = createExactEvaluation(from)
  const extents = formula.parameters.flatMap((parameter) => loopsOf(parameter, from.space).map((loop) => loop.extent))
  return [...positionsBelow(extents)].map((place) =>
    formatPolynomial(exactly(formula.body, environmentAt(formula.parameters, place, from))),
  )
}
