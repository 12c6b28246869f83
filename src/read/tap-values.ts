/** Values of a tensor as its user wrote them: nested lists, one expression in the tap indices, or one number. */
import { ConvolemmaError, fail } from '../errors.ts'
import type { TapValues } from '../layers/schema.ts'
import type { AxisExtents } from '../layers/tensor-shape.ts'
import { readExpression } from '../scalar/expression.ts'
import type { Polynomial } from '../scalar/polynomial.ts'
import { formatRational, type Rational, rational } from '../scalar/rational.ts'
import { countElements } from '../scalar/tensor-value.ts'
import { positionsBelow } from '../term/evaluate.ts'

/** What is known about the tensor that the values are for. */
export interface TapTarget {
  /** Such as "0.weight", for messages. */
  readonly name: string
  readonly axes: readonly AxisExtents[]
  /** True where the tap indices count from the first tap instead of the kernel's centre. */
  readonly fromStart: boolean
}

/**
 * The entries in row-major order. A list has the tensor's shape, leading axes of one entry may be left out; a text is an
 * expression in the tap indices i, j, l, one for each axis and the same for all channels; a single
 * number is every entry.
 * @throws ConvolemmaError "weights/values-shape", "expression/…"
 */
export function readTapValues(values: TapValues, target: TapTarget): readonly Polynomial[] {
  const shape = target.axes.flatMap((axis) => axis.extents)
  if (typeof values === 'object') return readList(values, shape, target)
  if (typeof values === 'number') return everyEntry(readEntry(values, new Map(), target), shape)
  return readFormula(values, shape, target)
}

/** One expression for all entries; it is read once for all entries that agree in the indices that it mentions. */
function readFormula(text: string, shape: readonly number[], target: TapTarget): readonly Polynomial[] {
  const words = new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])
  const known = new Map<string, Polynomial>()
  const entries: Polynomial[] = []
  for (const place of positionsBelow(shape)) {
    const indices = new Map([...indicesAt(place, target)].filter(([name]) => words.has(name)))
    const key = [...indices.values()].map(formatRational).join(' ')
    const entry = known.get(key) ?? readEntry(text, indices, target)
    known.set(key, entry)
    entries.push(entry)
  }
  return entries
}

const TAP_INDICES = ['i', 'j', 'l'] as const

/** The values of the indices at an entry; taps count from the kernel's centre (K − 1)/2 unless the layer says otherwise. */
function indicesAt(place: readonly number[], { axes, fromStart }: TapTarget): ReadonlyMap<string, Rational> {
  const indices = new Map<string, Rational>()
  let at = 0
  for (const { sort, extents } of axes) {
    extents.forEach((extent, axis) => {
      const value = place[at++] ?? 0
      if (sort === 'channel') return
      indices.set(TAP_INDICES[axis] ?? '', fromStart ? rational(value) : rational(2 * value - extent + 1, 2))
    })
  }
  indices.delete('')
  return indices
}

function everyEntry(entry: Polynomial, shape: readonly number[]): readonly Polynomial[] {
  return Array.from({ length: countElements(shape) }, () => entry)
}

function readEntry(value: string | number, indices: ReadonlyMap<string, Rational>, target: TapTarget): Polynomial {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    fail({ code: 'weights/not-finite', what: `${value} is not a finite number`, where: target.name })
  }
  try {
    return readExpression(`${value}`, { indices, excerptName: target.name })
  } catch (cause) {
    if (!(cause instanceof ConvolemmaError) || cause.problem.where !== undefined) throw cause
    return fail({ ...cause.problem, where: target.name }, cause)
  }
}

function readList(values: readonly TapValues[], shape: readonly number[], target: TapTarget): readonly Polynomial[] {
  const written = shapeOf(values, target)
  const omitted = shape.length - written.length
  const fits =
    omitted >= 0 &&
    shape.slice(0, omitted).every((extent) => extent === 1) &&
    written.every((extent, axis) => extent === shape[omitted + axis])
  if (!fits) {
    const what = `the values have the shape ${showShape(written)}, expected ${showShape(shape)}`
    fail({ code: 'weights/values-shape', what, where: target.name, fix: 'leading axes of one entry may be left out' })
  }
  const entries: Polynomial[] = []
  collect(values, target, entries)
  return entries
}

/** The shape of nested lists. @throws ConvolemmaError "weights/values-shape" where they are ragged */
function shapeOf(values: TapValues, target: TapTarget): readonly number[] {
  if (typeof values !== 'object') return []
  const [first, ...others] = values.map((part) => shapeOf(part, target))
  if (others.some((other) => `${other}` !== `${first}`)) {
    const what = `the values are nested unevenly: ${showShape(first ?? [])} beside ${showShape(others.find((other) => `${other}` !== `${first}`) ?? [])}`
    fail({ code: 'weights/values-shape', what, where: target.name })
  }
  return [values.length, ...(first ?? [])]
}

function collect(values: TapValues, target: TapTarget, entries: Polynomial[]): void {
  if (typeof values === 'object') for (const part of values) collect(part, target, entries)
  else entries.push(readEntry(values, new Map(), target))
}

export function showShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}
