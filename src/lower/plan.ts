/**
 * A definition as loops: every summand is a product of tensor entries over integer loop variables, one per axis, and lands
 * at a target that is an index in these variables. Knows no layer kind and no arithmetic.
 */
import type { Definition } from '../proof/proof.ts'
import type { Rational } from '../scalar/rational.ts'
import { countElements } from '../scalar/tensor-value.ts'
import { type Index, variable, variablesOf } from '../term/index-expression.ts'
import type { ApplyTerm, Condition, IndexVariable, Sort, Term } from '../term/term.ts'
import { freeIndices, freshName, sidesOf, substitute } from '../term/walk.ts'
import {
  axisName,
  combineScalar,
  compileIndex,
  onAxis,
  type ScalarIndex,
  type Scope,
  scalarVariables,
} from './scalar-index.ts'
import { axesOf, concreteEntries, type Space } from './space.ts'

/** An integer loop variable, 0 ≤ value < extent. */
export interface Loop {
  readonly name: string
  readonly sort: Sort
  readonly extent: number
}

/**
 * What a summand multiplies: an entry of a tensor, one index per axis; a function of a term, as a tensor of the indices
 * that the term mentions; or a number.
 */
export type Factor =
  | { readonly kind: 'element'; readonly name: string; readonly at: readonly ScalarIndex[] }
  | { readonly kind: 'applied'; readonly applied: AppliedTensor; readonly at: readonly ScalarIndex[] }
  | { readonly kind: 'number'; readonly value: Rational }

/** A function of a term for all values of the parameters. */
export interface AppliedTensor {
  readonly term: ApplyTerm
  readonly parameters: readonly IndexVariable[]
}

/** 0 ≤ index < extent, with both read at the loop variables; an equation is 0 ≤ left − right < 1. */
export interface Guard {
  readonly index: ScalarIndex
  readonly extent: ScalarIndex
}

/** target += Π factors for all values of the loop variables that pass the guards. */
export interface Summand {
  readonly loops: readonly Loop[]
  readonly factors: readonly Factor[]
  readonly guards: readonly Guard[]
  readonly target: readonly ScalarIndex[]
}

/** The entries of a definition: one loop per axis of its parameters, and the summands that add up. */
export interface Plan {
  readonly name: string
  readonly axes: readonly Loop[]
  readonly shape: readonly number[]
  readonly size: number
  readonly summands: readonly Summand[]
}

/** The sorts of the axes of a tensor or definition by its name. */
export type Signatures = (name: string) => readonly Sort[]

/** @throws ConvolemmaError "lower/symbolic-size" */
export function planOf(definition: Omit<Definition, 'role'>, signatures: Signatures, space: Space): Plan {
  const axes = definition.parameters.flatMap((parameter) => loopsOf(parameter, space))
  const taken = new Set([...definition.parameters.map((parameter) => parameter.name), ...freeIndices(definition.body)])
  const products = flatten(definition.body, taken)
  const shape = axes.map((loop) => loop.extent)
  const planning: Planning = { definition, axes, signatures, space }
  const summands = products.map((product) => summandOf(product, planning))
  return { name: definition.name, axes, shape, size: countElements(shape), summands }
}

interface Planning {
  readonly definition: Omit<Definition, 'role'>
  readonly axes: readonly Loop[]
  readonly signatures: Signatures
  readonly space: Space
}

/** Σ over the bound indices of a product of terms that are neither sums nor products. */
interface Product {
  readonly bound: readonly IndexVariable[]
  readonly factors: readonly Term[]
}

/** The loop variables of a parameter or bound index. @throws TypeError where it has no extent, as for positions of signals */
export function loopsOf({ name, sort, extent }: IndexVariable, space: Space): readonly Loop[] {
  if (extent === undefined) throw new TypeError(`the index ${name} has no extent`)
  const entries = concreteEntries(extent, sort, space)
  return entries.map((entry, axis) => ({ name: axisName(name, sort, axis), sort, extent: entry }))
}

/** The term as a sum of products; a bound index that is already in use gets a new name. */
function flatten(term: Term, taken: Set<string>): readonly Product[] {
  switch (term.kind) {
    case 'add':
      return term.terms.flatMap((part) => flatten(part, taken))
    case 'multiply':
      return term.factors.reduce<readonly Product[]>(
        (products, factor) => {
          const next = flatten(factor, taken)
          return products.flatMap((a) =>
            next.map((b) => ({ bound: [...a.bound, ...b.bound], factors: [...a.factors, ...b.factors] })),
          )
        },
        [{ bound: [], factors: [] }],
      )
    case 'sum': {
      const index = freshName(term.index, taken)
      taken.add(index)
      const body = index === term.index ? term.body : substitute(term.body, new Map([[term.index, variable(index)]]))
      const own: IndexVariable = { name: index, sort: term.sort, extent: term.extent }
      return flatten(body, taken).map(({ bound, factors }) => ({ bound: [own, ...bound], factors }))
    }
    case 'number':
    case 'element':
    case 'bracket':
    case 'apply':
      return [{ bound: [], factors: [term] }]
    default:
      return term satisfies never
  }
}

function summandOf(product: Product, planning: Planning): Summand {
  const { definition, axes, space } = planning
  const variables = [...definition.parameters, ...product.bound]
  const scope: Scope = new Map(variables.map(({ name, sort }) => [name, sort]))
  const conditions: Condition[] = []
  const factors: Factor[] = []
  for (const factor of product.factors) {
    if (factor.kind === 'bracket') conditions.push(factor.condition)
    else factors.push(factorOf(factor, variables, scope, planning))
  }
  const guards = conditions.flatMap((condition) => guardsOf(condition, scope, space))
  const solved = solve(guards, factors, axes)
  const loops = [...axes, ...product.bound.flatMap((bound) => loopsOf(bound, space))]
  return {
    loops: loops.filter((loop) => !solved.values.has(loop.name)),
    factors,
    guards: solved.guards,
    target: axes.map(({ name }) => solved.values.get(name) ?? onlyVariable(name)),
  }
}

function factorOf(term: Term, variables: readonly IndexVariable[], scope: Scope, planning: Planning): Factor {
  if (term.kind === 'number') return { kind: 'number', value: term.value }
  if (term.kind === 'apply') {
    const free = freeIndices(term)
    const parameters = variables.filter(({ name }) => free.has(name))
    const at = parameters
      .flatMap((parameter) => loopsOf(parameter, planning.space))
      .map(({ name }) => onlyVariable(name))
    return { kind: 'applied', applied: { term, parameters }, at }
  }
  if (term.kind !== 'element') throw new TypeError(`${term.kind} is not a factor`)
  const sorts = planning.signatures(term.name)
  const at = term.at.flatMap((index, axis) => scalarAxes(index, sorts[axis] ?? 'channel', scope, planning.space))
  return { kind: 'element', name: term.name, at }
}

/** The index on every axis of its sort. */
function scalarAxes(index: Index, sort: Sort, scope: Scope, space: Space): readonly ScalarIndex[] {
  return Array.from({ length: axesOf(sort, space) }, (_, axis) => onAxis(index, axis, scope, space))
}

/** One guard for each axis of what the condition compares. */
export function guardsOf(condition: Condition, scope: Scope, space: Space): readonly Guard[] {
  const [left, right] = sidesOf(condition)
  const names = [...variablesOf(left), ...variablesOf(right)]
  const sort = names.some((name) => scope.get(name) === 'channel') ? 'channel' : 'position'
  const first = scalarAxes(left, sort, scope, space)
  const second = scalarAxes(right, sort, scope, space)
  return first.map((index, axis) => {
    const other = second[axis] ?? []
    if (condition.kind === 'within') return { index, extent: other }
    return {
      index: combineScalar([
        [1, index],
        [-1, other],
      ]),
      extent: ONE,
    }
  })
}

const ONE: ScalarIndex = [{ coefficient: 1, atoms: [] }]

function onlyVariable(name: string): ScalarIndex {
  return [{ coefficient: 1, atoms: [{ kind: 'variable', name }] }]
}

/** An equation that gives a parameter which nothing else mentions says where the product lands; the others stay guards. */
function solve(
  guards: readonly Guard[],
  factors: readonly Factor[],
  axes: readonly Loop[],
): { readonly guards: readonly Guard[]; readonly values: ReadonlyMap<string, ScalarIndex> } {
  const values = new Map<string, ScalarIndex>()
  const read = new Set(factors.flatMap(factorVariables))
  const left = guards.filter((guard, at) => {
    if (guard.extent !== ONE) return true
    const others = new Set(guards.flatMap((other, place) => (place === at ? [] : guardVariables(other))))
    const target = axes.find(({ name }) => !read.has(name) && !others.has(name) && isIsolated(guard.index, name))
    if (target === undefined) return true
    const sign = guard.index.find((monomial) => isJust(monomial, target.name))?.coefficient ?? 1
    const rest = guard.index.filter((monomial) => !isJust(monomial, target.name))
    values.set(target.name, combineScalar([[-sign, rest]]))
    return false
  })
  return { guards: left, values }
}

function isJust(monomial: ScalarIndex[number], name: string): boolean {
  const [atom] = monomial.atoms
  return monomial.atoms.length === 1 && atom?.kind === 'variable' && atom.name === name
}

/** Whether the index is ±name plus something that does not mention it. */
function isIsolated(index: ScalarIndex, name: string): boolean {
  const mentioning = index.filter((monomial) => scalarVariables([monomial]).includes(name))
  const [only] = mentioning
  return mentioning.length === 1 && only !== undefined && isJust(only, name) && Math.abs(only.coefficient) === 1
}

/** The loop variables that a factor reads. */
function factorVariables(factor: Factor): readonly string[] {
  return factor.kind === 'number' ? [] : factor.at.flatMap(scalarVariables)
}

/** Whether the values of the loop variables say if the guard holds. */
export function decides(loops: readonly Loop[], guard: Guard): boolean {
  return guardVariables(guard).every((name) => loops.some((loop) => loop.name === name))
}

/** The guards as one test of the loop variables' values, `slots` saying where each stands; undefined for no guard. */
export function compileGuards(
  guards: readonly Guard[],
  slots: ReadonlyMap<string, number>,
): ((values: Int32Array) => boolean) | undefined {
  if (guards.length === 0) return undefined
  const tests = guards.map((guard) => {
    const index = compileIndex(guard.index, slots)
    const extent = compileIndex(guard.extent, slots)
    return (values: Int32Array) => {
      const value = index(values)
      return value >= 0 && value < extent(values)
    }
  })
  return (values) => tests.every((test) => test(values))
}

export function guardVariables(guard: Guard): readonly string[] {
  return [...scalarVariables(guard.index), ...scalarVariables(guard.extent)]
}
