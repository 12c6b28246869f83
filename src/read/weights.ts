/** Gives every tensor of a network its values: its layer's own, from a file, from the notation, or as free symbols. Knows no layer kind. */
import { fail } from '../errors.ts'
import type { TensorBinding } from '../layers/layer.ts'
import { type AxisExtents, tensorExtents } from '../layers/tensor-shape.ts'
import { constant, type Polynomial, refusalOfName, substitute, symbol, symbolsOf } from '../scalar/polynomial.ts'
import { equalRational, fromFloat64, type Rational } from '../scalar/rational.ts'
import { countElements, type TensorValue, type TensorValues } from '../scalar/tensor-value.ts'
import { positionsBelow } from '../term/evaluate.ts'
import { checkStored, isStored, type WantedTensor as StoredShape } from './stored-weights.ts'
import { readTapValues } from './tap-values.ts'
import type { StoredTensor } from './tensor.ts'

export interface BindOptions {
  /** The number of spatial axes of the network. */
  readonly rank: number | 'any'
  /** Values for symbols, such as a = 1/4. */
  readonly set?: ReadonlyMap<string, Rational | Polynomial>
  /** The file that the stored tensors come from, for messages. */
  readonly fileName?: string
}

/** A tensor with its shape in formulas, axis by axis and as one list. */
interface WantedTensor extends StoredShape {
  readonly axes: readonly AxisExtents[]
  readonly shape: readonly number[]
}

/**
 * The values of every tensor by its symbol. Where there is a file, it holds the tensors of a state dict, and those that neither
 * the layer itself nor the notation gives must be in it, each in its exact shape; without a file they become free symbols such
 * as k_0_1_2.
 * @throws ConvolemmaError "weights/…" naming the tensors, and "expression/…" for values in the notation
 */
export function bindWeights(
  bindings: readonly TensorBinding[],
  stored: ReadonlyMap<string, StoredTensor> | undefined,
  options: BindOptions,
): TensorValues {
  const wanted = bindings.map((binding): WantedTensor => {
    const axes = tensorExtents(binding, options.rank, binding.stateName)
    const shape = axes.flatMap((axis) => axis.extents)
    return { binding, axes, shape, storedShape: binding.storedShape ?? shape }
  })
  if (stored !== undefined) checkStored(wanted, stored, options.fileName)
  const written = writtenValues(wanted)
  const generated = new GeneratedSymbols(written)
  const valueOfTensor = ({ binding, shape }: WantedTensor): TensorValue => {
    if (binding.constant !== undefined) return constantTensor(binding.constant, shape)
    const entries = written.get(binding.symbol)
    if (entries !== undefined) return { kind: 'symbolic', shape, entries }
    const file = isStored(binding) ? stored?.get(binding.stateName) : undefined
    if (file?.data instanceof Float64Array) return { kind: 'numeric', shape, data: file.data }
    return { kind: 'symbolic', shape, entries: generated.entries(binding, shape) }
  }
  const values = new Map<string, TensorValue>()
  for (const tensor of wanted) {
    // Layers that were given the same parameter by its name share it.
    const { symbol: name } = tensor.binding
    if (!values.has(name)) values.set(name, valueOfTensor(tensor))
  }
  return substituteAll(values, options.set ?? new Map())
}

/** The values that the notation gives, by symbol; they have the shape of the state dict, as files do. */
function writtenValues(wanted: readonly WantedTensor[]): ReadonlyMap<string, readonly Polynomial[]> {
  const written = new Map<string, readonly Polynomial[]>()
  for (const { binding, axes } of wanted) {
    const { symbol: name, stateName, values, fromStart, storedShape } = binding
    if (values === undefined) continue
    // Where the state dict has another shape, none of its axes is one of taps.
    const stored = storedShape?.map((extent) => ({ sort: 'channel', extents: [extent] }) as const)
    written.set(name, readTapValues(values, { name: stateName, axes: stored ?? axes, fromStart: fromStart === true }))
  }
  return written
}

/** The entries that a layer gives itself; as numbers where binary64 holds every one of them exactly. */
function constantTensor(entryAt: (at: readonly number[]) => Rational, shape: readonly number[]): TensorValue {
  const entries = [...positionsBelow(shape)].map(entryAt)
  const data = Float64Array.from(entries, ({ numerator, denominator }) => Number(numerator) / Number(denominator))
  const isExact = entries.every((entry, at) => {
    const value = data[at] ?? Number.NaN
    return Number.isFinite(value) && equalRational(fromFloat64(value), entry)
  })
  return isExact ? { kind: 'numeric', shape, data } : { kind: 'symbolic', shape, entries: entries.map(constant) }
}

const MAXIMAL_SYMBOLS = 1_000_000

/** Free symbols for tensors without values; no name is given twice. State with the lifetime of one binding. */
class GeneratedSymbols {
  /** Who uses a name: the symbols of the user's own expressions, then every generated one. */
  private readonly users = new Map<string, string>()

  constructor(written: ReadonlyMap<string, readonly Polynomial[]>) {
    for (const [name, entries] of written) {
      for (const used of new Set(entries.flatMap(symbolsOf))) this.users.set(used, `the values of ${name}`)
    }
  }

  /** @throws ConvolemmaError "weights/symbol-taken", "weights/too-many-symbols", "weights/name" */
  entries({ symbol: base, stateName }: TensorBinding, shape: readonly number[]): readonly Polynomial[] {
    const count = countElements(shape)
    if (this.users.size + count > MAXIMAL_SYMBOLS) {
      const what = `it would need ${count} free symbols, more than ${MAXIMAL_SYMBOLS} in all`
      fail({ code: 'weights/too-many-symbols', what, where: stateName, fix: 'give the weights in a file' })
    }
    const refusal = refusalOfName(base)
    if (refusal !== undefined && count === 1) fail({ code: 'weights/name', what: refusal, where: stateName })
    const entries: Polynomial[] = []
    for (const place of positionsBelow(shape)) entries.push(symbol(this.claim(base, place, shape, stateName)))
    return entries
  }

  private claim(base: string, place: readonly number[], shape: readonly number[], stateName: string): string {
    const name = [base, ...place.filter((_, axis) => shape[axis] !== 1)].join('_')
    const user = this.users.get(name)
    if (user !== undefined) {
      fail({
        code: 'weights/symbol-taken',
        what: `its entry would be called ${name}, which is also a symbol in ${user}`,
        where: stateName,
        fix: `rename one of the two; name="…" names the tensor`,
      })
    }
    this.users.set(name, stateName)
    return name
  }
}

/** Put values for symbols into every symbolic entry. @throws ConvolemmaError "weights/unknown-symbol" */
function substituteAll(values: TensorValues, set: ReadonlyMap<string, Rational | Polynomial>): TensorValues {
  if (set.size === 0) return values
  const replacements = new Map(
    [...set].map(([name, value]) => [name, 'terms' in value ? value : constant(value)] as const),
  )
  const known = new Set<string>()
  for (const value of values.values()) {
    if (value.kind === 'symbolic')
      for (const entry of value.entries) for (const name of symbolsOf(entry)) known.add(name)
  }
  const unknown = [...set.keys()].filter((name) => !known.has(name))
  if (unknown.length > 0) {
    const shown = [...known].slice(0, 12).join(', ')
    const fix = known.size === 0 ? 'there are no symbols' : `the symbols are ${shown}${known.size > 12 ? ', …' : ''}`
    fail({ code: 'weights/unknown-symbol', what: `there is no symbol ${unknown.join(', ')} to set`, fix })
  }
  return new Map([...values].map(([name, value]) => [name, substituteTensor(value, replacements)]))
}

function substituteTensor(value: TensorValue, replacements: ReadonlyMap<string, Polynomial>): TensorValue {
  if (value.kind === 'numeric') return value
  return { ...value, entries: value.entries.map((entry) => substitute(entry, replacements)) }
}
