/** Evaluates definitions in an arithmetic by their plans, each once and after what it mentions. Knows no layer kind. */
import { fail } from '../errors.ts'
import type { Definition } from '../proof/proof.ts'
import { constant, type Polynomial } from '../scalar/polynomial.ts'
import type { SymbolicTensor, TensorValue } from '../scalar/tensor-value.ts'
import { positionsBelow } from '../term/evaluate.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import { readsAt } from '../term/walk.ts'
import { type Arithmetic, countProducts, type Pairing } from './arithmetic.ts'
import { contractToTwo } from './contract.ts'
import { type ExpansionBudget, type TermCount, termCounting } from './cost.ts'
import { type Environment, type EvaluateExactly, givenValue, type Sources } from './exact-entry.ts'
import { pair } from './operand.ts'
import { type AppliedTensor, type Factor, loopsOf, type Plan, planOf } from './plan.ts'
import { axesOf } from './space.ts'
import { type Shaped, type Step, stepsOf } from './step.ts'

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
  const state: State<Tensor> = { arithmetic, sources, exactly, known: new Map(), applied: new Map(), products: 0 }
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

interface State<Tensor> {
  readonly arithmetic: Arithmetic<Tensor>
  readonly sources: Sources
  readonly exactly: EvaluateExactly
  readonly known: Map<string, Shaped<Tensor>>
  readonly applied: Map<AppliedTensor, Shaped<Tensor>>
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
    return tensorOf(body.name, state).tensor
  }
  const plan = planOf(formula, state.sources.signatures, state.sources.space)
  refuseLarge(plan)
  return evaluatePlan(plan, state) ?? state.arithmetic.load(everyEntry(parameters, body, state))
}

/** The sum of all summands as products of tensors; undefined where one of them has no such shape. */
function evaluatePlan<Tensor>(plan: Plan, state: State<Tensor>): Tensor | undefined {
  const steps: Step<Tensor>[] = []
  for (const summand of plan.summands) {
    const own = stepsOf(summand, plan, (factor) => readFactor(factor, state))
    if (own === undefined) return undefined
    steps.push(...own)
  }
  const { isZero } = state.arithmetic
  const contract = (pairing: Pairing<Tensor>, size: number): Tensor => {
    const part = state.arithmetic.accumulator(size)
    addUp(part, pairing, state)
    return part.finish()
  }
  const sum = state.arithmetic.accumulator(plan.size)
  for (const { operands, target, depth } of steps) {
    const [a, b] = contractToTwo(operands, target, isZero, contract)
    addUp(sum, pair(a, b, target, depth, isZero), state)
  }
  return sum.finish()
}

/** More entries than this are not computed: half a gigabyte of binary64 numbers. */
export const MAXIMAL_ENTRIES = 2 ** 26

/** @throws ConvolemmaError "lower/too-large" */
function refuseLarge({ name, shape, size }: Plan): void {
  if (size <= MAXIMAL_ENTRIES) return
  const what = `${name} [${shape.join(', ')}] has ${size} entries, more than ${MAXIMAL_ENTRIES}`
  fail({ code: 'lower/too-large', what, fix: 'merge fewer layers at once' })
}

function addUp<Tensor>(
  sum: ReturnType<Arithmetic<Tensor>['accumulator']>,
  pairing: Pairing<Tensor>,
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

/** The entries that a factor reads, each tensor evaluated once. */
function readFactor<Tensor>(factor: Factor, state: State<Tensor>): Shaped<Tensor> {
  switch (factor.kind) {
    case 'number':
      return loaded({ kind: 'symbolic', shape: [], entries: [constant(factor.value)] }, state)
    case 'applied':
      return appliedTensor(factor.applied, state)
    case 'element':
      return tensorOf(factor.name, state)
    default:
      return factor satisfies never
  }
}

function loaded<Tensor>(value: TensorValue, { arithmetic }: State<Tensor>): Shaped<Tensor> {
  return { tensor: arithmetic.load(value), shape: value.shape }
}

function tensorOf<Tensor>(name: string, state: State<Tensor>): Shaped<Tensor> {
  const { sources, known } = state
  const found = known.get(name)
  if (found !== undefined) return found
  const definition = sources.definitions.get(name)
  const shaped = definition === undefined ? loaded(givenValue(name, sources.values), state) : derived(definition, state)
  known.set(name, shaped)
  return shaped
}

function appliedTensor<Tensor>(applied: AppliedTensor, state: State<Tensor>): Shaped<Tensor> {
  const found = state.applied.get(applied)
  if (found !== undefined) return found
  const shaped = loaded(everyEntry(applied.parameters, applied.term, state), state)
  state.applied.set(applied, shaped)
  return shaped
}

function derived<Tensor>(definition: Definition, state: State<Tensor>): Shaped<Tensor> {
  const shape = definition.parameters.flatMap((parameter) => loopsOf(parameter, state.sources.space))
  return { tensor: evaluateFormula(definition, state), shape: shape.map((loop) => loop.extent) }
}
