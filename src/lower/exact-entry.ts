/**
 * The exact value of single entries, read off the terms one index at a time. Slow, and right for every term: it decides
 * what rounding left open and evaluates what has no shape of a plan. Knows no layer kind.
 */
import { ConvolemmaError, fail } from '../errors.ts'
import type { Definition } from '../proof/proof.ts'
import {
  add,
  constant,
  functionOf,
  isZero,
  multiply,
  type Polynomial,
  polynomialAccumulator,
} from '../scalar/polynomial.ts'
import { fromFloat64, ONE, ZERO } from '../scalar/rational.ts'
import { nameElement, rowMajorStrides, type TensorValue, type TensorValues } from '../scalar/tensor-value.ts'
import { type Assignment, evaluateIndex, positionsBelow } from '../term/evaluate.ts'
import type { Index } from '../term/index-expression.ts'
import type { ApplyTerm, Condition, Sort, SumTerm, Term } from '../term/term.ts'
import { children, freeIndices, sidesOf } from '../term/walk.ts'
import type { Signatures } from './plan.ts'
import { axesOf, concreteEntries, type Space } from './space.ts'

/** The value of every index and size in scope: one integer for a channel, one per axis for a position. */
export type Environment = Assignment

/** Where the tensors of a formula come from. */
export interface Sources {
  readonly values: TensorValues
  readonly definitions: ReadonlyMap<string, Definition>
  readonly signatures: Signatures
  readonly space: Space
  /** What the user calls a given tensor, such as "1.running_var", by its symbol; for messages. */
  readonly names: ReadonlyMap<string, string>
}

export type EvaluateExactly = (term: Term, at: Environment) => Polynomial

/**
 * A function that evaluates terms exactly and remembers the entries of definitions; `apply` is what functions are worth.
 * State with the lifetime of one lowering.
 */
export function createExactEvaluation(sources: Sources, apply: typeof functionOf = functionOf): EvaluateExactly {
  const known = new Map<string, Polynomial>()
  const evaluation: Evaluation = { sources, apply, known, splits: new Map() }
  return (term, at) => evaluate(term, at, evaluation)
}

interface Evaluation {
  readonly sources: Sources
  readonly apply: typeof functionOf
  readonly known: Map<string, Polynomial>
  readonly splits: Map<SumTerm, SplitBody>
}

const NOTHING: Polynomial = constant(ZERO)
const UNIT: Polynomial = constant(ONE)

function evaluate(term: Term, at: Environment, evaluation: Evaluation): Polynomial {
  switch (term.kind) {
    case 'number':
      return constant(term.value)
    case 'bracket':
      return holds(term.condition, at, evaluation) ? UNIT : NOTHING
    case 'element':
      return evaluateElement(term.name, term.at, at, evaluation)
    case 'add':
      return term.terms.reduce<Polynomial>((sum, part) => add(sum, evaluate(part, at, evaluation)), NOTHING)
    case 'multiply':
      return evaluateProduct(term.factors, at, evaluation)
    case 'sum':
      return evaluateSum(term, at, evaluation)
    case 'apply':
      return evaluateFunction(term, at, evaluation)
    default:
      return term satisfies never
  }
}

/** Brackets first: most pairs of taps do not meet. */
function evaluateProduct(factors: readonly Term[], at: Environment, evaluation: Evaluation): Polynomial {
  for (const factor of factors) {
    if (factor.kind === 'bracket' && !holds(factor.condition, at, evaluation)) return NOTHING
  }
  let product = UNIT
  for (const factor of factors) {
    if (factor.kind === 'bracket') continue
    const value = evaluate(factor, at, evaluation)
    if (isZero(value)) return NOTHING
    product = product === UNIT ? value : multiply(product, value)
  }
  return product
}

/** What does not mention the index stands before the sum: where it is zero, so is everything. */
function evaluateSum(term: SumTerm, at: Environment, evaluation: Evaluation): Polynomial {
  const { outside, inside } = splitBody(term, evaluation)
  const factor = evaluateProduct(outside, at, evaluation)
  if (isZero(factor)) return NOTHING
  const extents = concreteEntries(term.extent, term.sort, evaluation.sources.space)
  const sum = polynomialAccumulator()
  const scope = new Map(at)
  for (const value of positionsBelow(extents)) {
    scope.set(term.index, value)
    const summand = evaluateProduct(inside, scope, evaluation)
    if (!isZero(summand)) sum.addProduct(factor, summand)
  }
  return sum.finish()
}

interface SplitBody {
  readonly outside: readonly Term[]
  readonly inside: readonly Term[]
}

function splitBody(term: SumTerm, { splits }: Evaluation): SplitBody {
  const known = splits.get(term)
  if (known !== undefined) return known
  const factors = term.body.kind === 'multiply' ? term.body.factors : [term.body]
  const mentionsIndex = (factor: Term) => freeIndices(factor).has(term.index)
  const split = {
    outside: factors.filter((factor) => !mentionsIndex(factor)),
    inside: factors.filter(mentionsIndex),
  }
  splits.set(term, split)
  return split
}

function evaluateElement(name: string, at: readonly Index[], env: Environment, evaluation: Evaluation): Polynomial {
  const { values, definitions, signatures, space } = evaluation.sources
  const place = placeOf(at, signatures(name), env, space)
  const definition = definitions.get(name)
  if (definition === undefined) return givenEntry(givenValue(name, values), place.flat(), name)
  const key = `${name} ${place.join(' ')}`
  const known = evaluation.known.get(key)
  if (known !== undefined) return known
  const inside = new Map(space.values)
  definition.parameters.forEach((parameter, axis) => {
    inside.set(parameter.name, place[axis] ?? [])
  })
  const value = evaluate(definition.body, inside, evaluation)
  evaluation.known.set(key, value)
  return value
}

/** @throws ConvolemmaError "lower/no-values" */
export function givenValue(name: string, values: TensorValues): TensorValue {
  const value = values.get(name)
  if (value !== undefined) return value
  return fail({ code: 'lower/no-values', what: `there are no values for the tensor ${name}` })
}

function givenEntry(value: TensorValue, at: readonly number[], name: string): Polynomial {
  const { shape } = value
  const outside = at.length !== shape.length || at.some((entry, axis) => entry < 0 || entry >= (shape[axis] ?? 0))
  if (outside) throw new TypeError(`${name}[${at.join(', ')}] is outside of the shape [${shape.join(', ')}]`)
  const position = rowMajorStrides(shape).reduce((sum, stride, axis) => sum + stride * (at[axis] ?? 0), 0)
  if (value.kind === 'symbolic') return value.entries[position] ?? NOTHING
  return constant(fromFloat64(value.data[position] ?? 0))
}

/** @throws ConvolemmaError "number/not-real" naming the entries that the argument reads */
function evaluateFunction(term: ApplyTerm, at: Environment, evaluation: Evaluation): Polynomial {
  const argument = evaluate(term.argument, at, evaluation)
  try {
    return evaluation.apply(term.function, argument)
  } catch (cause) {
    if (!(cause instanceof ConvolemmaError)) throw cause
    const where = describeArgument(term.argument, at, evaluation)
    return fail({ ...cause.problem, ...(where === '' ? {} : { where }) }, cause)
  }
}

/** "1.running_var[2]": the given entries that a term reads at these indices. */
function describeArgument(term: Term, at: Environment, evaluation: Evaluation): string {
  const { values, signatures, space, names } = evaluation.sources
  if (term.kind !== 'element') {
    const parts = children(term).map((child) => describeArgument(child, at, evaluation))
    return parts.filter((part) => part !== '').join(', ')
  }
  const value = values.get(term.name)
  if (value === undefined) return ''
  const place = placeOf(term.at, signatures(term.name), at, space).flat()
  const position = rowMajorStrides(value.shape).reduce((sum, stride, axis) => sum + stride * (place[axis] ?? 0), 0)
  return nameElement(names.get(term.name) ?? term.name, position, value.shape)
}

function holds(condition: Condition, at: Environment, { sources }: Evaluation): boolean {
  const [first, second] = sidesOf(condition)
  // On the axes of a position, a channel index has its one value everywhere.
  const axes = Math.max(sources.space.rank, 1)
  const left = evaluateIndex(first, axes, at)
  const right = evaluateIndex(second, axes, at)
  if (condition.kind === 'equal') return left.every((entry, axis) => entry === right[axis])
  return left.every((entry, axis) => entry >= 0 && entry < (right[axis] ?? 0))
}

/** The indices on all axes of the sorts. */
function placeOf(at: readonly Index[], sorts: readonly Sort[], env: Environment, space: Space): readonly number[][] {
  return at.map((index, axis) => [...evaluateIndex(index, axesOf(sorts[axis] ?? 'channel', space), env)])
}
