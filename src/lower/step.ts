/**
 * A summand of a plan as operands of a product: reads its tensors, decides its guards, and finds where the products land.
 * Knows no arithmetic.
 */
import { ONE } from '../scalar/rational.ts'
import { countElements } from '../scalar/tensor-value.ts'
import { type LinearForm, type Operand, positionOf, rowMajorForm } from './operand.ts'
import { decides, type Factor, type Guard, guardVariables, type Loop, type Plan, type Summand } from './plan.ts'
import { affineOf, combineScalar, scalarVariables, staysWithin } from './scalar-index.ts'
import { unrollFloors } from './unroll.ts'

/** All entries of a tensor, in row-major order. */
export interface Shaped<Tensor> {
  readonly tensor: Tensor
  readonly shape: readonly number[]
}

/** The entries that a factor reads; a number has the shape []. */
export type ReadTensor<Tensor> = (factor: Factor) => Shaped<Tensor>

export interface Step<Tensor> {
  readonly operands: readonly Operand<Tensor>[]
  readonly target: LinearForm
  /** How many products one entry can receive. */
  readonly depth: number
}

/**
 * The steps that add a summand up: one where its positions are affine, otherwise one for each value of the positions in its
 * floors. Undefined where an index may leave its tensor, or a guard or a target has no shape of a step.
 */
export function stepsOf<Tensor>(
  summand: Summand,
  plan: Plan,
  read: ReadTensor<Tensor>,
): readonly Step<Tensor>[] | undefined {
  const whole = readSummand(summand, plan, read)
  if (whole !== undefined) return [whole]
  const steps = unrollFloors(summand)?.map((copy) => readSummand(copy, plan, read))
  return steps?.every((step) => step !== undefined) ? steps : undefined
}

/** The operands of a summand; undefined where it has no linear target or an index that may leave its tensor. */
function readSummand<Tensor>(summand: Summand, plan: Plan, read: ReadTensor<Tensor>): Step<Tensor> | undefined {
  const landing = targetOf(summand, plan)
  if (landing === undefined) return undefined
  const guards = [...summand.guards, ...landing.guards]
  const factors: Operand<Tensor>[] = []
  for (const factor of summand.factors) {
    const operand = operandOf(factor, summand.loops, guards, read)
    if (operand === undefined) return undefined
    factors.push(operand)
  }
  const operands = decidingAll(factors, summand.loops, guards, read)?.map((operand) => ({
    ...operand,
    guards: guards.filter((guard) => decides(operand.loops, guard)),
  }))
  return operands && { operands, target: landing.target, depth: depthOf(summand, plan) }
}

/** More values than this of the loops of one guard are not listed. */
const MAXIMAL_GUARDED = 2 ** 22

/** The factors, and ones over the loops that no factor reads and over those of every guard that no factor decides alone. */
function decidingAll<Tensor>(
  factors: readonly Operand<Tensor>[],
  loops: readonly Loop[],
  guards: readonly Guard[],
  read: ReadTensor<Tensor>,
): readonly Operand<Tensor>[] | undefined {
  const complete = (operands: readonly Operand<Tensor>[]): readonly Operand<Tensor>[] => {
    const used = new Set(operands.flatMap((operand) => operand.loops.map((loop) => loop.name)))
    const unread = loops.filter((loop) => !used.has(loop.name))
    const all = unread.length > 0 ? [...operands, unit(unread, read)] : operands
    return [...all, ...Array.from({ length: 2 - Math.min(all.length, 2) }, () => unit([], read))]
  }
  const plain = complete(factors)
  const undecided = guards.filter((guard) => !plain.some((operand) => decides(operand.loops, guard)))
  const deciding: Operand<Tensor>[] = []
  for (const guard of undecided) {
    if (deciding.some((operand) => decides(operand.loops, guard))) continue
    const own = loops.filter((loop) => guardVariables(guard).includes(loop.name))
    if (countElements(own.map((loop) => loop.extent)) > MAXIMAL_GUARDED) return undefined
    deciding.push(unit(own, read))
  }
  return deciding.length === 0 ? plain : complete([...factors, ...deciding])
}

interface Landing {
  readonly target: LinearForm
  /** Where an equation gives a parameter, the value must lie in the parameter's range. */
  readonly guards: readonly Guard[]
}

/** Where the products land, in row-major order; undefined where this is not linear. */
function targetOf({ target, loops }: Summand, plan: Plan): Landing | undefined {
  const extents = new Map(loops.map(({ name, extent }) => [name, extent]))
  const guards: Guard[] = []
  for (const [axis, index] of target.entries()) {
    const extent = plan.shape[axis] ?? 0
    const affine = affineOf(index)
    if (affine === undefined) return undefined
    if (!staysWithin(affine, extent, extents)) guards.push({ index, extent: [{ coefficient: extent, atoms: [] }] })
  }
  const strides = rowMajorForm(plan.axes).coefficients
  const combined = combineScalar(target.map((index, axis) => [strides.get(plan.axes[axis]?.name ?? '') ?? 0, index]))
  const linear = affineOf(combined)
  return linear && { target: linear, guards }
}

/** The values of the summed variables, except one per equation φ = m: it is determined by the others. */
function depthOf({ loops, target }: Summand, plan: Plan): number {
  const parameters = new Set(plan.axes.map((axis) => axis.name))
  const summed = new Map(loops.filter((loop) => !parameters.has(loop.name)).map((loop) => [loop.name, loop.extent]))
  for (const index of target) {
    const coefficients = affineOf(index)?.coefficients ?? new Map<string, number>()
    const own = [...coefficients].flatMap(([name, factor]) => (factor !== 0 && summed.has(name) ? [name] : []))
    const longest = own.sort((a, b) => (summed.get(b) ?? 0) - (summed.get(a) ?? 0))[0]
    if (longest !== undefined) summed.delete(longest)
  }
  return [...summed.values()].reduce((product, extent) => product * extent, 1)
}

function operandOf<Tensor>(
  factor: Factor,
  loops: readonly Loop[],
  guards: readonly Guard[],
  read: ReadTensor<Tensor>,
): Operand<Tensor> | undefined {
  const { tensor, shape } = read(factor)
  if (factor.kind === 'number') return { tensor, loops: [], position: [], guards: [] }
  const own = loops.filter((loop) => factor.at.some((index) => scalarVariables(index).includes(loop.name)))
  const position = positionOf(factor.at, shape, own, guards)
  return position && { tensor, loops: own, position, guards: [] }
}

/** The number 1 for all values of some loop variables. */
function unit<Tensor>(loops: readonly Loop[], read: ReadTensor<Tensor>): Operand<Tensor> {
  return { tensor: read({ kind: 'number', value: ONE }).tensor, loops, position: [], guards: [] }
}
