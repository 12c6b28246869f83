/**
 * Definitions that are read at positions without extent, made finite: one copy for each position that is read, in which the
 * position is a number. Copies at positions that no bracket tells apart are one copy. Never evaluates an entry.
 */
import { fail } from '../errors.ts'
import type { Definition } from '../proof/proof.ts'
import { add, equals, multiply, number } from '../term/build.ts'
import { positionsBelow } from '../term/evaluate.ts'
import {
  addIndex,
  constantOf,
  type Index,
  integer,
  scaleIndex,
  subtractIndex,
  variable,
  variablesOf,
} from '../term/index-expression.ts'
import type { Condition, ElementTerm, IndexVariable, SumTerm, Term } from '../term/term.ts'
import { children, mentions, substitute } from '../term/walk.ts'
import type { Formula } from './evaluate.ts'
import type { Sources } from './exact-entry.ts'
import { type Guard, guardsOf, loopsOf } from './plan.ts'
import { boundsOf } from './scalar-index.ts'
import { concreteEntries, type Space } from './space.ts'

export interface Specialisation {
  /** The formula over copies of the definitions that it reads at positions without extent; unchanged where there are none. */
  readonly specialise: (formula: Formula) => Formula
  /** The definitions and, as formulas need them, the copies. */
  readonly definitions: ReadonlyMap<string, Definition>
}

/** State with the lifetime of one lowering: formulas share copies. @throws ConvolemmaError "lower/symbolic-size", "lower/too-large" */
export function createSpecialisation({ definitions, space }: Pick<Sources, 'definitions' | 'space'>): Specialisation {
  const varying = new Set<string>()
  for (const { name, parameters, body } of definitions.values()) {
    if (parameters.some(({ extent }) => extent === undefined) || mentions(body, varying)) varying.add(name)
  }
  const state: State = { given: definitions, space, varying, made: new Map(definitions), names: new Map() }
  return { specialise: (formula) => specialise(formula, state), definitions: state.made }
}

interface State {
  readonly given: ReadonlyMap<string, Definition>
  readonly space: Space
  /** The definitions that have a position without extent, or read one that does. */
  readonly varying: ReadonlySet<string>
  readonly made: Map<string, Definition>
  /** The names of copies, by what is copied and by what the copies say. */
  readonly names: Map<string, string>
}

function specialise<T extends Formula>(formula: T, state: State): T {
  if (!mentions(formula.body, state.varying)) return formula
  const body = substitute(formula.body, state.space.sizes)
  const open = openNames(body, state)
  const own = formula.parameters.filter(({ name }) => open.has(name))
  const rest = formula.parameters.filter(({ name }) => !open.has(name))
  const cases = valuesOf(own, formula.name, state.space).map((values) => {
    const conditions = [...values].map(([name, value]) => equals(variable(name), value))
    return product([...conditions, concrete(substitute(body, values), rest, state)])
  })
  return { ...formula, body: total(cases) }
}

/** More cases than this are not written out. */
const MAXIMAL_CASES = 2 ** 12

/** All values of some indices. @throws ConvolemmaError "lower/too-large" */
function valuesOf(
  indices: readonly IndexVariable[],
  where: string,
  space: Space,
): readonly ReadonlyMap<string, Index>[] {
  const loops = indices.map((index) => loopsOf(index, space).map((loop) => loop.extent))
  const count = loops.flat().reduce((product, extent) => product * extent, 1)
  if (count > MAXIMAL_CASES) {
    const what = `${where} reads weights that differ from place to place at ${count} places, more than ${MAXIMAL_CASES}`
    fail({ code: 'lower/too-large', what, fix: 'merge fewer layers at once' })
  }
  return Array.from(positionsBelow(loops.flat()), (place) => {
    let from = 0
    const values = indices.map(({ name }, at): [string, Index] => {
      const own = place.slice(from, from + (loops[at]?.length ?? 0))
      from += own.length
      return [name, integer(own)]
    })
    return new Map(values)
  })
}

/** The free indices in positions at which the term reads a definition without extent. */
function openNames(term: Term, state: State): ReadonlySet<string> {
  if (term.kind === 'element') {
    const definition = state.given.get(term.name)
    const places = term.at.filter((_, place) => definition?.parameters[place]?.extent === undefined)
    return new Set(definition === undefined ? [] : places.flatMap(variablesOf))
  }
  const names = new Set(children(term).flatMap((child) => [...openNames(child, state)]))
  if (term.kind === 'sum') names.delete(term.index)
  return names
}

/** The term with copies in place of what they are copied from; a sum over positions of such reads is written out. */
function concrete(term: Term, scope: readonly IndexVariable[], state: State): Term {
  switch (term.kind) {
    case 'number':
      return term
    case 'bracket':
      return decided(term.condition, scope, state.space)
    case 'element':
      return copied(term, state)
    case 'sum':
      return concreteSum(term, scope, state)
    case 'add':
      return total(term.terms.map((part) => concrete(part, scope, state)))
    case 'multiply': {
      // Brackets first: where one fails nothing needs a copy.
      const brackets = term.factors.filter((factor) => factor.kind === 'bracket')
      const others = term.factors.filter((factor) => factor.kind !== 'bracket')
      const conditions = brackets.map((bracket) => concrete(bracket, scope, state))
      if (conditions.some(isNothing)) return NOTHING
      return product([...conditions, ...others.map((factor) => concrete(factor, scope, state))])
    }
    case 'apply':
      return { ...term, argument: concrete(term.argument, scope, state) }
    default:
      return term satisfies never
  }
}

function concreteSum(term: SumTerm, scope: readonly IndexVariable[], state: State): Term {
  const { index, sort, extent, body } = term
  const own: IndexVariable = { name: index, sort, extent }
  if (!openNames(body, state).has(index)) {
    const inside = concrete(body, [...scope.filter(({ name }) => name !== index), own], state)
    return isNothing(inside) ? NOTHING : { ...term, body: inside }
  }
  const cases = valuesOf([own], `the sum over ${index}`, state.space)
  return total(cases.map((values) => concrete(substitute(body, values), scope, state)))
}

const NOTHING: Term = number(0)
const UNIT: Term = number(1)

function isNumber(term: Term, value: bigint): boolean {
  return term.kind === 'number' && term.value.denominator === 1n && term.value.numerator === value
}

function isNothing(term: Term): boolean {
  return isNumber(term, 0n)
}

/** The sum of what is not 0. */
function total(terms: readonly Term[]): Term {
  return add(...terms.filter((term) => !isNothing(term)))
}

/** The product without factors 1. */
function product(factors: readonly Term[]): Term {
  return factors.some(isNothing) ? NOTHING : multiply(...factors.filter((factor) => !isNumber(factor, 1n)))
}

/** 1 or 0 where the indices in scope cannot change it; otherwise the bracket without the axes on which it always holds. */
function decided(condition: Condition, scope: readonly IndexVariable[], space: Space): Term {
  const extents = new Map(scope.flatMap((index) => loopsOf(index, space)).map(({ name, extent }) => [name, extent]))
  const guards = guardsOf(condition, new Map(scope.map(({ name, sort }) => [name, sort])), space)
  const verdicts = guards.map((guard) => verdictOf(guard, extents))
  if (verdicts.includes('never')) return NOTHING
  if (verdicts.every((verdict) => verdict === 'always')) return UNIT
  const keep = integer(verdicts.map((verdict) => (verdict === 'always' ? 0 : 1)))
  const mask = constantOf(keep) ?? 1
  const onOpenAxes = (index: Index): Index => scaleIndex(mask, index)
  if (condition.kind === 'equal') return equals(onOpenAxes(condition.left), onOpenAxes(condition.right))
  const extent = addIndex(onOpenAxes(condition.extent), subtractIndex(integer(1), keep))
  return { kind: 'bracket', condition: { kind: 'within', index: onOpenAxes(condition.index), extent } }
}

function verdictOf({ index, extent }: Guard, extents: ReadonlyMap<string, number>): 'always' | 'never' | 'open' {
  const value = boundsOf(index, extents)
  const limit = boundsOf(extent, extents)
  if (value === undefined || limit === undefined) return 'open'
  if (value.least >= 0 && value.most < limit.least) return 'always'
  return value.most < 0 || value.least >= limit.most ? 'never' : 'open'
}

/** The element of the copy for the positions at which it reads. */
function copied(element: ElementTerm, state: State): Term {
  const definition = state.given.get(element.name)
  if (definition === undefined || !state.varying.has(element.name)) return element
  const { parameters } = definition
  const positions = new Map<string, readonly number[]>()
  parameters.forEach(({ name, sort, extent }, place) => {
    if (extent === undefined) positions.set(name, concreteEntries(element.at[place] ?? [], sort, state.space))
  })
  const at = element.at.filter((_, place) => parameters[place]?.extent !== undefined)
  return { kind: 'element', name: copyOf(definition, positions, state), at }
}

/** The name of the copy of a definition at positions: "M@2,0". */
function copyOf(definition: Definition, positions: ReadonlyMap<string, readonly number[]>, state: State): string {
  const name = `${definition.name}@${[...positions.values()].join(';')}`
  const known = state.names.get(name)
  if (known !== undefined) return known
  const values = new Map([...positions].map(([parameter, entries]) => [parameter, integer(entries)] as const))
  const parameters = definition.parameters.filter((parameter) => !positions.has(parameter.name))
  const copy = specialise({ ...definition, name, parameters, body: settle(definition, values, state) }, state)
  const text = JSON.stringify([definition.name, copy.body], (_, value) =>
    typeof value === 'bigint' ? `${value}` : value,
  )
  const chosen = state.names.get(text) ?? name
  if (chosen === name) state.made.set(name, copy)
  state.names.set(text, chosen)
  state.names.set(name, chosen)
  return chosen
}

/** The body at the positions, with brackets decided even where it reads nothing that varies. */
function settle(definition: Definition, values: ReadonlyMap<string, Index>, state: State): Term {
  const body = substitute(definition.body, new Map([...state.space.sizes, ...values]))
  if (mentions(body, state.varying)) return body
  const parameters = definition.parameters.filter(({ name }) => !values.has(name))
  return concrete(body, parameters, state)
}
