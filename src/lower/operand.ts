/**
 * Operands of a product: a tensor read at loop variables. Lists the entries that are not zero together with linear functions
 * of the loop variables, and joins two operands by the variables that they share. Knows no arithmetic.
 */
import { countElements, rowMajorStrides } from '../scalar/tensor-value.ts'
import { positionsBelow } from '../term/evaluate.ts'
import type { Pairing } from './arithmetic.ts'
import { compileGuards, decides, type Guard, guardVariables, type Loop } from './plan.ts'
import { affineOf, type Bounds, compileIndex, type ScalarIndex, scalarVariables, staysWithin } from './scalar-index.ts'

/** tensor[position] over the loop variables, where the guards hold; `position` is row-major. */
export interface Operand<Tensor> {
  readonly tensor: Tensor
  readonly loops: readonly Loop[]
  readonly position: ScalarIndex
  readonly guards: readonly Guard[]
}

/** constant + Σ coefficient · variable, for the loop variables that it mentions. */
export interface LinearForm {
  readonly constant: number
  readonly coefficients: ReadonlyMap<string, number>
}

/** The entries of an operand that are not zero: where each stands, its key, and what it adds to the target. */
interface Columns {
  readonly at: Int32Array
  readonly key: Int32Array
  readonly out: Int32Array
}

const NOTHING: LinearForm = { constant: 0, coefficients: new Map() }

/**
 * Join two operands: products of entries that agree in the shared variables, adding up at `target`, which is linear.
 * The operand with more entries per key becomes the right one, because its rows are the inner loop.
 */
export function pair<Tensor>(
  a: Operand<Tensor>,
  b: Operand<Tensor>,
  target: LinearForm,
  depth: number,
  isZero: (tensor: Tensor, at: number) => boolean,
): Pairing<Tensor> {
  const shared = a.loops.filter((loop) => b.loops.some((other) => other.name === loop.name))
  const [left, right] = freeCount(a, shared) > freeCount(b, shared) ? [b, a] : [a, b]
  const key = rowMajorForm(shared)
  const own = new Set(left.loops.map((loop) => loop.name))
  const leftOut = { constant: target.constant, coefficients: only(target.coefficients, (name) => own.has(name)) }
  const rightOut = { constant: 0, coefficients: only(target.coefficients, (name) => !own.has(name)) }
  const rows = shared.reduce((product, loop) => product * loop.extent, 1)
  const from = listEntries(left, key, leftOut, isZero)
  const to = byKey(listEntries(right, key, rightOut, isZero), rows)
  return {
    left: left.tensor,
    leftAt: from.at,
    leftKey: from.key,
    leftOut: from.out,
    right: right.tensor,
    rightAt: to.at,
    rightOut: to.out,
    rowStart: to.rowStart,
    depth,
  }
}

/** The position in row-major order over loop variables. */
export function rowMajorForm(loops: readonly Loop[]): LinearForm {
  let stride = 1
  const coefficients = new Map<string, number>()
  for (const { name, extent } of loops.toReversed()) {
    coefficients.set(name, stride)
    stride *= extent
  }
  return loops.length === 0 ? NOTHING : { constant: 0, coefficients }
}

function freeCount(operand: Operand<unknown>, shared: readonly Loop[]): number {
  const isShared = (loop: Loop) => shared.some((other) => other.name === loop.name)
  return operand.loops.reduce((product, loop) => (isShared(loop) ? product : product * loop.extent), 1)
}

function only(coefficients: ReadonlyMap<string, number>, keep: (name: string) => boolean): ReadonlyMap<string, number> {
  return new Map([...coefficients].filter(([name]) => keep(name)))
}

/** Run through the loop variables, the last one fastest, and leave a branch as soon as a guard fails. */
function listEntries<Tensor>(
  operand: Operand<Tensor>,
  key: LinearForm,
  out: LinearForm,
  isZero: (tensor: Tensor, at: number) => boolean,
): Columns {
  const { tensor, loops } = operand
  const columns = growingColumns()
  const slots = new Map(loops.map(({ name }, slot) => [name, slot]))
  const values = new Int32Array(loops.length)
  const position = affineOf(operand.position)
  const readAt = position === undefined ? compileIndex(operand.position, slots) : undefined
  const steps = loops.map(({ name, extent }) => ({
    extent,
    at: position?.coefficients.get(name) ?? 0,
    key: key.coefficients.get(name) ?? 0,
    out: out.coefficients.get(name) ?? 0,
  }))
  const checks = loops.map((_, slot) => checksAt(slot, operand.guards, slots))
  const walk = (level: number, at: number, k: number, o: number): void => {
    const step = steps[level]
    if (step === undefined) {
      const place = readAt === undefined ? at : readAt(values)
      if (!isZero(tensor, place)) columns.push(place, k, o)
      return
    }
    const passes = checks[level]
    for (let value = 0; value < step.extent; value++) {
      values[level] = value
      if (passes === undefined || passes(values)) {
        walk(level + 1, at + value * step.at, k + value * step.key, o + value * step.out)
      }
    }
  }
  const fixed = checksAt(-1, operand.guards, slots)
  if (fixed === undefined || fixed(values)) walk(0, position?.constant ?? 0, key.constant, out.constant)
  return columns.finish()
}

/** The guards whose last variable is the given one (-1: that have no variable), as one test; undefined for no guard. */
function checksAt(
  slot: number,
  guards: readonly Guard[],
  slots: ReadonlyMap<string, number>,
): ((values: Int32Array) => boolean) | undefined {
  const due = guards.filter(
    (guard) => Math.max(-1, ...guardVariables(guard).map((name) => slots.get(name) ?? 0)) === slot,
  )
  return compileGuards(due, slots)
}

function growingColumns() {
  let capacity = 1024
  let count = 0
  let columns: Columns = emptyColumns(capacity)
  return {
    push(at: number, key: number, out: number): void {
      if (count === capacity) {
        capacity *= 2
        const larger = emptyColumns(capacity)
        larger.at.set(columns.at)
        larger.key.set(columns.key)
        larger.out.set(columns.out)
        columns = larger
      }
      columns.at[count] = at
      columns.key[count] = key
      columns.out[count] = out
      count++
    },
    finish: (): Columns => ({
      at: columns.at.subarray(0, count),
      key: columns.key.subarray(0, count),
      out: columns.out.subarray(0, count),
    }),
  }
}

function emptyColumns(length: number): Columns {
  return { at: new Int32Array(length), key: new Int32Array(length), out: new Int32Array(length) }
}

/** The entries sorted by key, and where the row of each key starts. */
function byKey({ at, key, out }: Columns, rows: number): Columns & { readonly rowStart: Int32Array } {
  const rowStart = new Int32Array(rows + 1)
  for (const k of key) rowStart[k + 1] = (rowStart[k + 1] ?? 0) + 1
  for (let k = 0; k < rows; k++) rowStart[k + 1] = (rowStart[k + 1] ?? 0) + (rowStart[k] ?? 0)
  const next = rowStart.slice()
  const sorted = emptyColumns(at.length)
  for (let i = 0; i < at.length; i++) {
    const k = key[i] ?? 0
    const place = next[k] ?? 0
    next[k] = place + 1
    sorted.at[place] = at[i] ?? 0
    sorted.key[place] = k
    sorted.out[place] = out[i] ?? 0
  }
  return { ...sorted, rowStart }
}

/** The row-major position of a tensor read at `at`; undefined where some index may leave the shape though the guards hold. */
export function positionOf(
  at: readonly ScalarIndex[],
  shape: readonly number[],
  loops: readonly Loop[],
  guards: readonly Guard[],
): ScalarIndex | undefined {
  if (at.length !== shape.length) return undefined
  if (!at.every((index, axis) => isInside(index, shape[axis] ?? 0, loops, guards))) return undefined
  const strides = rowMajorStrides(shape)
  return at.flatMap((index, axis) =>
    index.map(({ coefficient, atoms }) => ({ coefficient: coefficient * (strides[axis] ?? 0), atoms })),
  )
}

/** Whether 0 ≤ index < extent for all values of the loop variables that pass the guards about them. */
function isInside(index: ScalarIndex, extent: number, loops: readonly Loop[], guards: readonly Guard[]): boolean {
  const affine = affineOf(index)
  const extents = new Map(loops.map((loop) => [loop.name, loop.extent]))
  if (affine !== undefined && staysWithin(affine, extent, extents)) return true
  const reach = reachOf(index, loops, guards)
  return reach !== undefined && (reach === 'nothing' || (reach.least >= 0 && reach.most < extent))
}

const MAXIMAL_TRIALS = 1_000_000

/**
 * The least and the largest value of an index over the loop variables that pass the guards about the index's own variables,
 * found by trying all; "nothing" where none passes, undefined where there are too many to try.
 */
function reachOf(index: ScalarIndex, loops: readonly Loop[], guards: readonly Guard[]): Bounds | 'nothing' | undefined {
  const names = scalarVariables(index)
  const own = loops.filter((loop) => names.includes(loop.name))
  const extents = own.map((loop) => loop.extent)
  if (countElements(extents) > MAXIMAL_TRIALS) return undefined
  const slots = new Map(own.map(({ name }, slot) => [name, slot]))
  const read = compileIndex(index, slots)
  const passes = compileGuards(
    guards.filter((guard) => decides(own, guard)),
    slots,
  )
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const place of positionsBelow(extents)) {
    const values = Int32Array.from(place)
    if (passes !== undefined && !passes(values)) continue
    const value = read(values)
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return most < least ? 'nothing' : { least, most }
}
