/** Evaluates definitions in an arithmetic by their plans, each once and after what it mentions. Knows no layer kind. */
import { fail } from '../errors.ts'
import type { Definition } from '../proof/proof.ts'
import { constant, type Polynomial } from '../scalar/polynomial.ts'
import { ONE } from '../scalar/rational.ts'
import { countElements, type SymbolicTensor } from '../scalar/tensor-value.ts'
import { positionsBelow } from '../term/evaluate.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import { readsAt } from '../term/walk.ts'
import { type Arithmetic, countProducts } from './arithmetic.ts'
import { type ExpansionBudget, type TermCount, termCounting } from './cost.ts'
import { type Environment, type EvaluateExactly, givenValue, type Sources } from './exact-entry.ts'
import { type LinearForm, type Operand, pair, positionOf, rowMajorForm } from './operand.ts'
import { type Factor, type Guard, guardVariables, type Loop, loopsOf, type Plan, planOf, type Summand } from './plan.ts'
import { affineOf, combineScalar, scalarVariables, staysWithin } from './scalar-index.ts'
import { axesOf } from './space.ts'

/** A definition without a role; the claim's kernel and bias are such definitions, too. */
export type Formula = Omit<Definition, 'role'>

export interface Evaluation<Tensor> {
  /** All entries of a formula, in row-major order of its parameters. */
  readonly evaluate: (formula: Formula) => Tensor
  /** How many products of entries were added up so far. */
  readonly products: () => number
}

/** State with the lifetime of one lowering: every definition is evaluated once. */
export function createEvaluation<Tensor>(
  arithmetic: Arithmetic<Tensor> & Partial<Pick<ExpansionBudget, 'begin'>>,
  sources: Sources,
  exactly: EvaluateExactly,
): Evaluation<Tensor> {
  const known = new Map<string, Shaped<Tensor>>()
  const state: State<Tensor> = { arithmetic, sources, exactly, known, products: 0 }
  return {
    evaluate(formula) {
      arithmetic.begin?.(() => countExpansion(formula, sources, exactly))
      return evaluateFormula(formula, state)
    },
    products: () => state.products,
  }
}

/** What the expansion of a formula and of all definitions that it needs takes, without doing it. */
function countExpansion(formula: Formula, sources: Sources, exactly: EvaluateExactly): TermCount {
  const { arithmetic, result } = termCounting()
  createEvaluation(arithmetic, sources, exactly).evaluate(formula)
  return result()
}

interface Shaped<Tensor> {
  readonly tensor: Tensor
  readonly shape: readonly number[]
}

interface State<Tensor> {
  readonly arithmetic: Arithmetic<Tensor>
  readonly sources: Sources
  readonly exactly: EvaluateExactly
  readonly known: Map<string, Shaped<Tensor>>
  products: number
}

function evaluateFormula<Tensor>(formula: Formula, state: State<Tensor>): Tensor {
  const { parameters, body } = formula
  // A formula that only gives a tensor another name is that tensor, without a copy that could lose exactness.
  if (
    body.kind === 'element' &&
    readsAt(
      body,
      parameters.map((parameter) => parameter.name),
    )
  ) {
    return tensorOf({ kind: 'element', name: body.name, at: [] }, state).tensor
  }
  const plan = planOf(formula, state.sources.signatures, state.sources.space)
  refuseLarge(plan)
  const steps = plan.summands.map((summand) => readSummand(summand, plan, state))
  if (!steps.every((step) => step !== undefined)) {
    return state.arithmetic.load(everyEntry(formula.parameters, formula.body, state))
  }
  const sum = state.arithmetic.accumulator(plan.size)
  for (const { operands, target, depth } of steps) {
    const [a, b] = contractToTwo(operands, target, state)
    addUp(sum, pair(a, b, target, depth, state.arithmetic.isZero), state)
  }
  return sum.finish()
}

/** More entries than this are not computed: half a gigabyte of binary64 numbers. */
const MAXIMAL_ENTRIES = 2 ** 26

/** @throws ConvolemmaError "lower/too-large" */
function refuseLarge({ name, shape, size }: Plan): void {
  if (size <= MAXIMAL_ENTRIES) return
  const what = `${name} [${shape.join(', ')}] has ${size} entries, more than ${MAXIMAL_ENTRIES}`
  fail({ code: 'lower/too-large', what, fix: 'merge fewer layers at once' })
}

function addUp<Tensor>(
  sum: ReturnType<Arithmetic<Tensor>['accumulator']>,
  pairing: ReturnType<typeof pair<Tensor>>,
  state: State<Tensor>,
): void {
  state.products += countProducts(pairing)
  sum.add(pairing)
}

/** Every entry by itself: for functions, and for terms that are not sums of products of independently read tensors. */
function everyEntry<Tensor>(parameters: readonly IndexVariable[], term: Term, state: State<Tensor>): SymbolicTensor {
  const { space } = state.sources
  const shape = parameters.flatMap((parameter) => loopsOf(parameter, space).map((loop) => loop.extent))
  const entries: Polynomial[] = []
  for (const place of positionsBelow(shape))
    entries.push(state.exactly(term, environmentAt(parameters, place, state.sources)))
  return { kind: 'symbolic', shape, entries }
}

/** The values of parameters whose axes, one after the other, have the given values. */
export function environmentAt(
  parameters: readonly IndexVariable[],
  place: readonly number[],
  { space }: Sources,
): Environment {
  const environment = new Map(space.values)
  let from = 0
  for (const { name, sort } of parameters) {
    const own = place.slice(from, from + axesOf(sort, space))
    environment.set(name, own)
    from += own.length
  }
  return environment
}

interface Step<Tensor> {
  readonly operands: readonly Operand<Tensor>[]
  readonly target: LinearForm
  /** How many products one entry can receive. */
  readonly depth: number
}

/** The operands of a summand; undefined where it has no linear target or a guard that no operand decides alone. */
function readSummand<Tensor>(summand: Summand, plan: Plan, state: State<Tensor>): Step<Tensor> | undefined {
  const target = targetOf(summand, plan)
  if (target === undefined) return undefined
  const operands: Operand<Tensor>[] = []
  for (const factor of summand.factors) {
    const operand = operandOf(factor, summand.loops, state)
    if (operand === undefined) return undefined
    operands.push(operand)
  }
  const read = new Set(operands.flatMap((operand) => operand.loops.map((loop) => loop.name)))
  const unread = summand.loops.filter((loop) => !read.has(loop.name))
  if (unread.length > 0 || operands.length < 2) operands.push(unit(unread, state))
  const guarded = operands.map((operand) => ({
    ...operand,
    guards: summand.guards.filter((guard) => decides(operand, guard)),
  }))
  const isDecided = summand.guards.every((guard) => guarded.some((operand) => operand.guards.includes(guard)))
  return isDecided ? { operands: guarded, target, depth: depthOf(summand, plan) } : undefined
}

function decides(operand: Operand<unknown>, guard: Guard): boolean {
  return guardVariables(guard).every((name) => operand.loops.some((loop) => loop.name === name))
}

/** Where the products land, in row-major order; undefined where this is not linear or may leave the shape. */
function targetOf({ target, loops }: Summand, plan: Plan): LinearForm | undefined {
  const extents = new Map(loops.map(({ name, extent }) => [name, extent]))
  const isInside = target.every((index, axis) => {
    const affine = affineOf(index)
    return affine !== undefined && staysWithin(affine, plan.shape[axis] ?? 0, extents)
  })
  if (!isInside) return undefined
  const strides = rowMajorForm(plan.axes).coefficients
  return affineOf(combineScalar(target.map((index, axis) => [strides.get(plan.axes[axis]?.name ?? '') ?? 0, index])))
}

/** The values of the summed variables, except one per equation φ = m: it is determined by the others. */
function depthOf({ loops, target }: Summand, plan: Plan): number {
  const parameters = new Set(plan.axes.map((axis) => axis.name))
  const summed = new Map(loops.filter((loop) => !parameters.has(loop.name)).map((loop) => [loop.name, loop.extent]))
  for (const index of target) {
    const own = scalarVariables(index).filter((name) => summed.has(name))
    const longest = own.sort((a, b) => (summed.get(b) ?? 0) - (summed.get(a) ?? 0))[0]
    if (longest !== undefined) summed.delete(longest)
  }
  return [...summed.values()].reduce((product, extent) => product * extent, 1)
}

function operandOf<Tensor>(factor: Factor, loops: readonly Loop[], state: State<Tensor>): Operand<Tensor> | undefined {
  if (factor.kind === 'number') {
    const entries = [constant(factor.value)]
    return {
      tensor: state.arithmetic.load({ kind: 'symbolic', shape: [], entries }),
      loops: [],
      position: [],
      guards: [],
    }
  }
  const own = loops.filter((loop) => factor.at.some((index) => scalarVariables(index).includes(loop.name)))
  const { tensor, shape } = tensorOf(factor, state)
  const position = positionOf(factor.at, shape, own)
  return position === undefined ? undefined : { tensor, loops: own, position, guards: [] }
}

/** The number 1 for all values of some loop variables. */
function unit<Tensor>(loops: readonly Loop[], state: State<Tensor>): Operand<Tensor> {
  const tensor = state.arithmetic.load({ kind: 'symbolic', shape: [], entries: [constant(ONE)] })
  return { tensor, loops, position: [], guards: [] }
}

function tensorOf<Tensor>(factor: Exclude<Factor, { kind: 'number' }>, state: State<Tensor>): Shaped<Tensor> {
  const { arithmetic, sources, known } = state
  if (factor.kind === 'applied') {
    const value = everyEntry(factor.parameters, factor.term, state)
    return { tensor: arithmetic.load(value), shape: value.shape }
  }
  const found = known.get(factor.name)
  if (found !== undefined) return found
  const definition = sources.definitions.get(factor.name)
  const shaped = definition === undefined ? given(factor.name, state) : derived(definition, state)
  known.set(factor.name, shaped)
  return shaped
}

function given<Tensor>(name: string, { arithmetic, sources }: State<Tensor>): Shaped<Tensor> {
  const value = givenValue(name, sources.values)
  return { tensor: arithmetic.load(value), shape: value.shape }
}

function derived<Tensor>(definition: Definition, state: State<Tensor>): Shaped<Tensor> {
  const shape = definition.parameters.flatMap((parameter) => loopsOf(parameter, state.sources.space))
  return { tensor: evaluateFormula(definition, state), shape: shape.map((loop) => loop.extent) }
}

/** Contract the pair with the smallest result until two operands are left. */
function contractToTwo<Tensor>(
  operands: readonly Operand<Tensor>[],
  target: LinearForm,
  state: State<Tensor>,
): readonly [Operand<Tensor>, Operand<Tensor>] {
  const [a, b, ...more] = operands
  if (a === undefined || b === undefined) throw new TypeError('a summand has fewer than two operands')
  if (more.length === 0) return [a, b]
  const [first, second] = cheapestPair(operands)
  const rest = operands.filter((operand) => operand !== first && operand !== second)
  const needed = new Set([...target.coefficients.keys(), ...rest.flatMap(({ loops }) => loops.map(({ name }) => name))])
  const all = unionOf(first.loops, second.loops)
  const kept = all.filter((loop) => needed.has(loop.name))
  const form = rowMajorForm(kept)
  const depth = countElements(all.filter((loop) => !needed.has(loop.name)).map((loop) => loop.extent))
  const sum = state.arithmetic.accumulator(countElements(kept.map((loop) => loop.extent)))
  addUp(sum, pair(first, second, form, depth, state.arithmetic.isZero), state)
  const position = [...form.coefficients].map(([name, coefficient]) => ({
    coefficient,
    atoms: [{ kind: 'variable', name } as const],
  }))
  return contractToTwo([{ tensor: sum.finish(), loops: kept, position, guards: [] }, ...rest], target, state)
}

function cheapestPair<Tensor>(operands: readonly Operand<Tensor>[]): readonly [Operand<Tensor>, Operand<Tensor>] {
  const pairs = operands.flatMap((a, at) => operands.slice(at + 1).map((b) => [a, b] as const))
  const cost = ([a, b]: readonly [Operand<Tensor>, Operand<Tensor>]): number =>
    countElements(unionOf(a.loops, b.loops).map((loop) => loop.extent))
  return pairs.reduce((best, next) => (cost(next) < cost(best) ? next : best))
}

function unionOf(a: readonly Loop[], b: readonly Loop[]): readonly Loop[] {
  return [...a, ...b.filter((loop) => a.every((other) => other.name !== loop.name))]
}
