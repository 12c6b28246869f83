/** From a derivation to the closed form of its kernel, where one is known. Never prints. */
import type { Derivation } from '../derive/derive.ts'
import { ConvolemmaError } from '../errors.ts'
import type { TensorBinding } from '../layers/layer.ts'
import { constantOf } from '../term/index-expression.ts'
import type { ClosedForm, KnownFactor } from './closed-form.ts'
import { compareWithSum, isComparable } from './compare.ts'
import { composeTaps } from './compose.ts'
import { entriesAt } from './entries.ts'
import { composedKernel } from './kernel-factors.ts'
import { readTapFormula } from './tap-formula.ts'
import { recogniseTaps, type TapFunction } from './tap-function.ts'

/**
 * The kernel as a formula in its tap index, where the layers are one-channel filters of one axis whose taps are functions of
 * their index. It has been compared with the finite sum.
 * @returns undefined where no closed form is known: the finite sum in the derivation is the answer
 * @throws ConvolemmaError "closed/not-equal", a defect
 */
export function closedForm({ checked, assembly }: Derivation): ClosedForm | undefined {
  const composed = composedKernel(checked.proof)
  if (composed === undefined) return undefined
  const bindings = composed.factors.flatMap((name) => assembly.bindings.find(({ symbol }) => symbol === name) ?? [])
  if (bindings.length !== composed.factors.length || !bindings.every(isOneChannel) || !isComparable(bindings)) {
    return undefined
  }
  const names = new Set([composed.tap, ...checked.proof.sizes.map(({ name }) => name)])
  if (bindings.some((binding) => mentions(binding, names))) return undefined
  const known = bindings.map((binding) => ifReadable(() => functionsOf(binding)) ?? [])
  const formula = composeTaps(known, composed.tap)
  if (formula === undefined) return undefined
  const compared = ifReadable(() => compareWithSum(formula, bindings, composed.tap))
  if (compared === undefined) return undefined
  const { taken, ...rest } = formula
  const factors = bindings.flatMap((binding, at): readonly KnownFactor[] => {
    const [values, taps] = [taken[at], binding.axes.at(-1)?.extent]
    return values === undefined || taps === undefined ? [] : [{ name: binding.symbol, taps, values }]
  })
  const { kernel, tap } = composed
  return { ...rest, kernel, tap, factors, compared }
}

function isOneChannel({ axes }: TensorBinding): boolean {
  const last = axes.at(-1)
  return last?.sort === 'position' && axes.slice(0, -1).every(({ extent }) => constantOf(extent) === 1)
}

/** Whether taps that the user wrote hold a symbol with one of the names: it is another thing with the same name. */
function mentions({ values, layer }: TensorBinding, names: ReadonlySet<string>): boolean {
  const isOwn = typeof values === 'string' && !Object.values(layer.parameters).includes(values)
  return !isOwn && namesIn(values).some((name) => names.has(name))
}

function namesIn(values: TensorBinding['values']): readonly string[] {
  if (typeof values === 'object') return values.flatMap(namesIn)
  return typeof values === 'string' ? (values.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []) : []
}

/** All functions that the taps are known to be: by their formula, and by their entries where their number is known. */
function functionsOf(binding: TensorBinding): readonly TapFunction[] {
  const taps = binding.axes.at(-1)?.extent
  const { values, fromStart } = binding
  if (taps === undefined || (values === undefined && binding.constant === undefined)) return []
  if (typeof constantOf(taps) === 'number') return recogniseTaps(entriesAt(binding, new Map()))
  if (typeof values === 'object' || values === undefined) return []
  const read = readTapFormula(`${values}`, { taps, fromStart: fromStart === true })
  return read === undefined ? [] : [read]
}

/** Taps that cannot be computed have no closed form; why not is said where their values are needed. A defect is not hidden. */
function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof ConvolemmaError && !cause.problem.code.startsWith('closed/')) return undefined
    throw cause
  }
}
