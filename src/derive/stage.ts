/** One layer of the network with the signal that it computes: reads its parameters in their place and asks for its meaning. */
import { fail } from '../errors.ts'
import {
  type Extension,
  type Geometry,
  type LayerKind,
  outputExtent,
  type Rates,
  type ReadOptions,
  type TensorBinding,
} from '../layers/layer.ts'
import type { PlacedLayer } from '../net/network.ts'
import type { Definition, TensorDeclaration } from '../proof/proof.ts'
import { element, multiply, number, within } from '../term/build.ts'
import {
  addIndex,
  coefficientEntries,
  constantOf,
  equalIndex,
  type Index,
  integer,
  multiplyIndex,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import { readsAt } from '../term/walk.ts'
import type { Names } from './names.ts'
import type { ReadLayer, Signal } from './shapes.ts'
import { viewOf } from './views.ts'

/** One layer with the signal that it computes. */
export interface Stage {
  readonly layer: PlacedLayer
  readonly kind: LayerKind
  readonly inputs: readonly Signal[]
  readonly signal: string
  readonly outputChannels: Index
  /** Samples per axis of the output; 1 at rank 0. */
  readonly extent: Index
  readonly geometry: Geometry
  readonly rates: Rates
  /** o and, unless the rank is 0, n. */
  readonly parameters: readonly IndexVariable[]
  /** True where the output is the input, as for Identity. */
  readonly passThrough: boolean
}

/** What all stages of one network share; `views` grows while they are built. State with the lifetime of one assembly. */
export interface Building {
  readonly rank: number | 'any'
  readonly names: Names
  readonly inputNames: ReadonlySet<string>
  /** True where signals have no end: then nothing is padded, and every position is inside. */
  readonly unbounded: boolean
  /** Continued signals by what they continue, so that each is defined once. */
  readonly views: Map<string, readonly Definition[]>
  /** The symbols of tensors by their state-dict names: a layer that is run again has the same ones. */
  readonly symbols: Map<string, string>
  /** What each continued input is. */
  readonly continuations: Map<string, Continuation>
  /** True once something depends on where the input ends. */
  readsEnds: boolean
}

/** An input of the network as it goes on outside of its samples; "ones" is 1 on its samples and 0 outside. */
export interface Continuation {
  readonly input: string
  readonly extension: Extension | 'ones'
}

export interface BuiltStage {
  readonly stage: Stage
  readonly tensors: readonly TensorDeclaration[]
  readonly definitions: readonly Definition[]
  readonly bindings: readonly TensorBinding[]
}

/** The stage of the layer at a place in the list. @throws ConvolemmaError "layer/…" */
export function buildStage(one: ReadLayer, inputs: readonly Signal[], building: Building, at: number): BuiltStage {
  const { kind, layer, parameters } = one
  const { names, rank } = building
  const [first] = inputs
  if (first === undefined) throw new TypeError('a layer without input reached the strategy')
  const geometry = kind.geometry(parameters, first)
  const rates = kind.rates?.(parameters, first) ?? { up: integer(1), down: geometry.stride }
  const outputChannels = kind.outputChannels(parameters, inputs)
  const extent =
    rank === 0 ? integer(1) : (kind.outputExtent?.(parameters, inputs) ?? outputExtent(geometry, first.extent))
  const isAgain = building.symbols.has(stateNameOf(layer, 'weight'))
  const letter = kind.takesKernelLetter && !isAgain ? (parameters.text('name') ?? names.kernelLetter()) : ''
  const symbols = new Map<string, string>()
  const layerTensors = kind.tensors(parameters, letter, inputs)
  for (const { role, symbol, axes } of layerTensors) {
    const stateName = stateNameOf(layer, role)
    const own = building.symbols.get(stateName) ?? (axes.length === 0 ? names.shared(symbol) : names.tensor(symbol))
    building.symbols.set(stateName, own)
    symbols.set(role, own)
  }
  const views: Definition[] = []
  const reading: Reading = { inputs, geometry, building, views }
  const meaning = kind.meaning({
    parameters,
    rank,
    inputs,
    outputExtent: extent,
    symbol: (role) => symbols.get(role) ?? role,
    channel: variable(names.channel),
    position: rank === 0 ? undefined : variable(names.position),
    bound: (wish) => names.bound(wish, readsOnlyInputs(inputs, building)),
    index: names.index,
    local: names.tensor,
    read: (channel, position, options = {}) => readSignal(reading, channel, position, options),
    readExtended: (extension, padding, channel, position) =>
      readExtended(reading, { extension, padding }, channel, position),
    inside: (position, samples) => (building.unbounded ? number(1) : readEnds(building, within(position, samples))),
  })
  const signalName = names.signal(at)
  const channel: IndexVariable = { name: names.channel, sort: 'channel', extent: outputChannels }
  const own = rank === 0 ? [channel] : [channel, { name: names.position, sort: 'position' } as const]
  const bindings = layerTensors.map((tensor) => ({
    ...tensor,
    symbol: symbols.get(tensor.role) ?? tensor.symbol,
    stateName: stateNameOf(layer, tensor.role),
    layer,
  }))
  return {
    stage: {
      layer,
      kind,
      inputs,
      signal: signalName,
      outputChannels,
      extent,
      geometry,
      rates,
      parameters: own,
      passThrough: isInputItself(meaning.body, own, equalIndex(outputChannels, first.channels)),
    },
    tensors: bindings.map((binding) => ({ name: binding.symbol, axes: binding.axes })),
    definitions: [
      ...views,
      ...meaning.local.map((local) => ({
        name: local.symbol,
        parameters: local.parameters,
        body: local.body,
        role: 'weight' as const,
      })),
      { name: signalName, parameters: own, body: meaning.body, role: 'signal' as const },
    ],
    bindings,
  }
}

/** True where output[o, n] is the input at the very o and n, for all of its channels. */
function isInputItself(body: Term, parameters: readonly IndexVariable[], keepsChannels: boolean): boolean {
  const names = parameters.map(({ name }) => name)
  return keepsChannels && readsAt(body, names)
}

function stateNameOf({ path }: PlacedLayer, role: string): string {
  return path === '' ? role : `${path}.${role}`
}

interface Reading {
  readonly inputs: readonly Signal[]
  readonly geometry: Geometry
  readonly building: Building
  /** Definitions of continued signals that this layer is the first to read. */
  readonly views: Definition[]
}

function readsOnlyInputs(inputs: readonly Signal[], { inputNames }: Building): boolean {
  return inputs.every((input) => inputNames.has(input.name))
}

function readEnds(building: Building, term: Term): Term {
  building.readsEnds = true
  return term
}

/** A signal at a position; where that may lie outside of what a layer computes, 0 is read there. */
function readSignal(reading: Reading, channel: Index, position: Index | undefined, options: ReadOptions): Term {
  const { inputs, geometry, building } = reading
  const { from = 0, reach = 'padding' } = options
  const signal = inputs[from]
  if (signal === undefined) throw new TypeError(`the layer has no input ${from}`)
  const value = position === undefined ? element(signal.name, channel) : element(signal.name, channel, position)
  // An input of the network is 0 outside of its samples by convention.
  if (position === undefined || building.inputNames.has(signal.name) || reach === 'inside') return value
  if (building.unbounded) return value
  if (reach === 'padding' && !pads(geometry)) return value
  const mask = reach === 'anywhere' ? integer(1) : paddedAxes(geometry, building.rank)
  const rest = subtractIndex(integer(1), mask)
  const window = within(multiplyIndex(mask, position), addIndex(multiplyIndex(mask, signal.extent), rest))
  return readEnds(building, multiply(window, value))
}

function readExtended(
  { inputs, building, views }: Reading,
  { extension, padding }: { readonly extension: Extension; readonly padding: Geometry['padding'] },
  channel: Index,
  position: Index,
): Term {
  const [signal] = inputs
  const { rank, names, inputNames } = building
  if (signal === undefined || rank === 'any' || rank === 0) {
    return fail({
      code: 'layer/padding-mode',
      what: `${extension} padding is described axis by axis, and the number of axes is not known`,
      fix: 'name the number of axes, for example Conv2d',
    })
  }
  if (building.unbounded) return element(signal.name, channel, position)
  const key = JSON.stringify([signal.name, extension, padding])
  const isInput = inputNames.has(signal.name)
  const view = building.views.get(key) ?? viewOf({ extension, signal, padding, rank, isInput, names })
  if (!building.views.has(key)) views.push(...view)
  building.views.set(key, view)
  const name = view.at(-1)?.name ?? signal.name
  if (isInput) building.continuations.set(name, { input: signal.name, extension })
  return readEnds(building, element(name, channel, position))
}

export function pads(geometry: Geometry): boolean {
  return [geometry.padding.start, geometry.padding.end].some((index) => constantOf(index) !== 0)
}

/** 1 on the axes that are padded, 0 on the others, where nothing outside is ever read. */
function paddedAxes(geometry: Geometry, rank: number | 'any'): Index {
  const start = constantOf(geometry.padding.start)
  const end = constantOf(geometry.padding.end)
  if (start === undefined || end === undefined || rank === 'any') return integer(1)
  const starts = coefficientEntries(start, rank)
  const ends = coefficientEntries(end, rank)
  return integer(starts.map((entry, axis) => (entry !== 0 || ends[axis] !== 0 ? 1 : 0)))
}
