/** What one output position reads along one axis, from the definitions alone: which samples, and which ranges hold. Proves nothing. */
import { evaluateIndex } from '../term/evaluate.ts'
import {
  coefficientEntries,
  constantOf,
  type Index,
  type IndexAtom,
  substituteIndex,
} from '../term/index-expression.ts'
import type { Condition, Term } from '../term/term.ts'
import { sidesOf } from '../term/walk.ts'
import type { Definition, Proof } from './proof.ts'

/** One entry of a signal, or of weights that differ from place to place. */
export interface AxisRead {
  readonly name: string
  /** Where it is read on the axis; undefined where a signal is no more than its ranges. */
  readonly position: number | undefined
  /** True where all ranges around it hold; what they hide counts as 0. */
  readonly inside: boolean
  /** The term and the values of the bound indices that lead to this read. */
  readonly way: string
}

/** The definitions as they look along one axis of a network whose sizes are numbers. */
export interface AxisWorld {
  readonly axis: number
  readonly rank: number
  readonly sizes: ReadonlyMap<string, readonly number[]>
  /** The definitions with a position: signals, and weights that differ from place to place. */
  readonly definitions: ReadonlyMap<string, Definition>
  /** The given signals. */
  readonly sources: ReadonlySet<string>
}

/** The world along each axis; undefined where the rank or a size of positions is symbolic. */
export function axisWorlds(
  { rank, sizes: declared, definitions: all }: Pick<Proof, 'rank' | 'sizes' | 'definitions'>,
  sources: ReadonlySet<string>,
): readonly AxisWorld[] | undefined {
  if (rank === 'any') return undefined
  const sizes = new Map<string, readonly number[]>()
  const known = new Map<string, Index>()
  for (const { name, sort, definition } of declared) {
    const index = definition === undefined ? undefined : substituteIndex(definition, known)
    const value = index === undefined ? undefined : constantOf(index)
    if (value === undefined && sort === 'position') return undefined
    if (index !== undefined) known.set(name, index)
    if (value !== undefined) sizes.set(name, coefficientEntries(value, sort === 'channel' ? 1 : rank))
  }
  const definitions = new Map(all.filter((one) => positionPlace(one) !== -1).map((one) => [one.name, one] as const))
  return Array.from({ length: rank }, (_, axis) => ({ axis, rank, sizes, definitions, sources }))
}

/** Everything that the definition reads at a position of the axis. */
export function readsAt(definition: Definition, position: number, world: AxisWorld): readonly AxisRead[] {
  const parameter = definition.parameters[positionPlace(definition)]
  const values = new Map(parameter === undefined ? [] : [[parameter.name, position] as const])
  return [...collect(definition.body, values, world, '')]
}

type Values = ReadonlyMap<string, number>

function* collect(term: Term, values: Values, world: AxisWorld, way: string): Generator<AxisRead> {
  switch (term.kind) {
    case 'number':
      return
    case 'element':
      if (world.definitions.has(term.name) || world.sources.has(term.name)) yield readOf(term, values, world, way)
      return
    case 'bracket':
      yield { name: '', position: undefined, inside: holds(term.condition, values, world), way }
      return
    case 'apply':
      yield* collect(term.argument, values, world, way)
      return
    case 'add':
      for (const [place, part] of term.terms.entries()) yield* collect(part, values, world, `${way}+${place}`)
      return
    case 'multiply':
      yield* collectProduct(term.factors, values, world, way)
      return
    case 'sum': {
      if (term.sort === 'channel') {
        yield* collect(term.body, values, world, way)
        return
      }
      const count = valueAt(term.extent, values, world) ?? 0
      for (let value = 0; value < count; value += 1)
        yield* collect(term.body, new Map([...values, [term.index, value]]), world, `${way}:${value}`)
      return
    }
    default:
      return term satisfies never
  }
}

/** An equation that fails makes the product 0 for good; a range that fails hides what the product reads. */
function* collectProduct(factors: readonly Term[], values: Values, world: AxisWorld, way: string): Generator<AxisRead> {
  const conditions = factors.flatMap((factor) => (factor.kind === 'bracket' ? [factor.condition] : []))
  if (conditions.some((condition) => condition.kind === 'equal' && !holds(condition, values, world))) return
  const inside = conditions.every((condition) => holds(condition, values, world))
  const rest = factors.filter((factor) => factor.kind !== 'bracket')
  if (rest.length === 0) {
    yield { name: '', position: undefined, inside, way }
    return
  }
  for (const [place, factor] of rest.entries()) {
    for (const read of collect(factor, values, world, `${way}*${place}`)) {
      yield { ...read, inside: read.inside && inside }
    }
  }
}

function readOf(term: Term & { kind: 'element' }, values: Values, world: AxisWorld, way: string): AxisRead {
  const definition = world.definitions.get(term.name)
  const place = definition === undefined ? 1 : positionPlace(definition)
  return { name: term.name, position: valueAt(term.at[place] ?? [], values, world), inside: true, way }
}

/** The number of the parameter that is a position anywhere; -1 where there is none. */
export function positionPlace({ parameters }: Definition): number {
  return parameters.findIndex((one) => one.sort === 'position' && one.extent === undefined)
}

/** Undefined where a channel decides. */
function valueAt(index: Index, values: Values, { axis, sizes }: AxisWorld): number | undefined {
  const isKnown = (atom: IndexAtom): boolean =>
    atom.kind === 'variable'
      ? values.has(atom.name) || sizes.has(atom.name)
      : [...atom.numerator, ...atom.denominator].every(({ atoms }) => atoms.every(isKnown))
  if (!index.every(({ atoms }) => atoms.every(isKnown))) return undefined
  const entries = new Map<string, readonly number[]>([...values].map(([name, value]) => [name, [value]] as const))
  for (const [name, size] of sizes) entries.set(name, [size[axis] ?? size[0] ?? 0])
  return evaluateIndex(alongAxis(index, axis), 1, entries)[0]
}

/** Vectors of integers by their entry on the axis. */
function alongAxis(index: Index, axis: number): Index {
  return index.map(({ coefficient, atoms }) => ({
    coefficient: typeof coefficient === 'number' ? coefficient : (coefficientEntries(coefficient)[axis] ?? 0),
    atoms: atoms.map((atom) =>
      atom.kind === 'variable'
        ? atom
        : { ...atom, numerator: alongAxis(atom.numerator, axis), denominator: alongAxis(atom.denominator, axis) },
    ),
  }))
}

function holds(condition: Condition, values: Values, world: AxisWorld): boolean {
  const [first, second] = sidesOf(condition).map((side) => valueAt(side, values, world))
  // What a channel decides is not about this axis.
  if (first === undefined || second === undefined) return true
  return condition.kind === 'equal' ? first === second : first >= 0 && first < second
}
