/** From the network as written to declarations and definitions: what every layer means, before anything is rewritten. */
import { fail } from '../errors.ts'
import type { Geometry, LayerKind, TensorBinding } from '../layers/layer.ts'
import { type Parameters, readParameters } from '../layers/schema.ts'
import { layersOf, type NetworkNode, type PlacedLayer } from '../net/network.ts'
import type { Definition, SizeDeclaration, TensorDeclaration } from '../proof/proof.ts'
import { element, multiply, within } from '../term/build.ts'
import {
  addIndex,
  coefficientEntries,
  constantOf,
  type Index,
  integer,
  multiplyIndex,
  singleVariable,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import { freshName } from '../term/walk.ts'
import { createNames, type Names } from './names.ts'
import {
  checkChannels,
  checkInputChannels,
  firstChannels,
  inputExtentOf,
  locate,
  networkRank,
  nextExtent,
  pads,
  place,
  type ReadLayer,
  type Signal,
} from './shapes.ts'

/** One layer of the chain with the signal that it computes. */
export interface Stage {
  readonly layer: PlacedLayer
  readonly kind: LayerKind
  readonly signal: string
  readonly outputChannels: Index
  readonly geometry: Geometry
  /** o and, unless the rank is 0, n. */
  readonly parameters: readonly IndexVariable[]
  /** True where the output is the input, as for Identity. */
  readonly passThrough: boolean
  /** The number of samples per axis of this layer's input, where it is known or has a name. */
  readonly inputExtent: Index | undefined
}

export interface Assembly {
  readonly rank: number | 'any'
  readonly input: string
  readonly inputChannels: Index
  readonly sizes: readonly SizeDeclaration[]
  readonly tensors: readonly TensorDeclaration[]
  readonly definitions: readonly Definition[]
  readonly stages: readonly Stage[]
  readonly bindings: readonly TensorBinding[]
}

export interface AssembleOptions {
  /** Channels and samples per axis of the input, outermost first; checks that every kernel fits. */
  readonly inputShape?: readonly number[]
}

/** Read every layer, check that they fit, and say what each computes. @throws ConvolemmaError naming the layers at fault */
export function assemble(network: NetworkNode, options: AssembleOptions = {}): Assembly {
  const located = layersOf(network).map(locate)
  if (located.length === 0)
    fail({ code: 'network/empty', what: 'the network has no layer', fix: 'Sequential(Conv1d(1, 1, 2))' })
  const rank = networkRank(located, options.inputShape)
  const read = located.map((one) => ({ ...one, parameters: readParameters(one.kind.schema, one.layer, rank) }))
  const sizes = declareSizes(read.map((one) => ({ layer: one.layer, parameters: one.parameters })))
  const names = createNames(
    sizes.map((size) => size.name),
    read.length,
  )
  const inputChannels = firstChannels(read, options.inputShape)
  checkInputChannels(options.inputShape, inputChannels, read)
  const inputExtent = inputExtentOf(options.inputShape, rank, located)
  return chain({ read, rank, sizes, names, inputChannels, inputExtent })
}

/** The named sizes of all layers, each declared once. @throws ConvolemmaError "network/size-sort" */
function declareSizes(
  layers: readonly { readonly layer: PlacedLayer; readonly parameters: Parameters }[],
): readonly SizeDeclaration[] {
  const declared = new Map<string, SizeDeclaration>()
  for (const { layer, parameters } of layers) {
    for (const size of parameters.named) {
      const known = declared.get(size.name)
      if (known !== undefined && known.sort !== size.sort) {
        fail({
          code: 'network/size-sort',
          what: `${size.name} is a channel count in one layer and a size in another`,
          where: place(layer),
        })
      }
      declared.set(size.name, { ...size, minimum: known?.minimum === 1 || size.minimum === 1 ? 1 : 0 })
    }
  }
  return [...declared.values()]
}

interface Chain {
  readonly read: readonly ReadLayer[]
  readonly rank: number | 'any'
  readonly sizes: readonly SizeDeclaration[]
  readonly names: Names
  readonly inputChannels: Index
  readonly inputExtent: Index | undefined
}

function chain(network: Chain): Assembly {
  const { read, rank, names, inputChannels } = network
  const isPadded = read.map((one, at) => at > 0 && pads(one.kind.geometry(one.parameters)))
  const needsExtent = isPadded.some((padded) => padded)
  const lengthName = freshName('L', new Set(network.sizes.map((size) => size.name)))
  const inputExtent = network.inputExtent ?? (needsExtent ? variable(lengthName) : undefined)
  const undeclared = singleVariable(inputChannels) === 'C' && !network.sizes.some((size) => size.name === 'C')
  const sizes: readonly SizeDeclaration[] = [
    ...network.sizes,
    ...(undeclared ? [{ name: 'C', sort: 'channel', minimum: 1 } as const] : []),
    ...(needsExtent && network.inputExtent === undefined
      ? [{ name: lengthName, sort: 'position', minimum: 1 } as const]
      : []),
  ]
  const input: TensorDeclaration = {
    name: names.input,
    axes: [{ sort: 'channel', extent: inputChannels }, ...(rank === 0 ? [] : [{ sort: 'position' } as const])],
    ...(needsExtent && inputExtent !== undefined ? { support: inputExtent } : {}),
  }
  const tensors: TensorDeclaration[] = [input]
  const definitions: Definition[] = []
  const stages: Stage[] = []
  const bindings: TensorBinding[] = []
  let signal: Signal = { name: names.input, channels: inputChannels, extent: inputExtent, from: undefined }
  read.forEach((one, at) => {
    checkChannels(one, signal, inputChannels)
    const built = buildStage(one, signal, network, at)
    tensors.push(...built.tensors.filter((tensor) => !tensors.some((known) => known.name === tensor.name)))
    definitions.push(...built.definitions)
    bindings.push(...built.bindings)
    stages.push(built.stage)
    signal = {
      name: built.stage.signal,
      channels: built.stage.outputChannels,
      extent: nextExtent(one.layer, built.stage.geometry, signal.extent),
      from: one,
    }
  })
  return { rank, input: names.input, inputChannels, sizes, tensors, definitions, stages, bindings }
}

interface BuiltStage {
  readonly stage: Stage
  readonly tensors: readonly TensorDeclaration[]
  readonly definitions: readonly Definition[]
  readonly bindings: readonly TensorBinding[]
}

function buildStage(one: ReadLayer, signal: Signal, network: Chain, at: number): BuiltStage {
  const { kind, layer, parameters } = one
  const { names, rank } = network
  const outputChannels = kind.outputChannels(parameters, signal.channels)
  const letter = kind.takesKernelLetter ? (parameters.text('name') ?? names.kernelLetter()) : ''
  const symbols = new Map<string, string>()
  const layerTensors = kind.tensors(parameters, letter, signal.channels)
  for (const { role, symbol, axes } of layerTensors) {
    symbols.set(role, axes.length === 0 ? names.shared(symbol) : names.tensor(symbol))
  }
  const channel: IndexVariable = { name: names.channel, sort: 'channel', extent: outputChannels }
  const position: IndexVariable = { name: names.position, sort: 'position' }
  const own = rank === 0 ? [channel] : [channel, position]
  const geometry = kind.geometry(parameters)
  const meaning = kind.meaning({
    parameters,
    rank,
    inputChannels: signal.channels,
    symbol: (role) => symbols.get(role) ?? role,
    channel: variable(names.channel),
    position: rank === 0 ? undefined : variable(names.position),
    bound: (wish) => names.bound(wish, at === 0),
    index: names.index,
    local: names.tensor,
    read: (c, q) => readSignal(signal, geometry, at, rank, c, q),
  })
  const signalName = names.signal(at)
  const bindings = layerTensors.map((tensor) => ({
    ...tensor,
    symbol: symbols.get(tensor.role) ?? tensor.symbol,
    stateName: layer.path === '' ? tensor.role : `${layer.path}.${tensor.role}`,
    layer,
  }))
  return {
    stage: {
      layer,
      kind,
      signal: signalName,
      outputChannels,
      geometry,
      parameters: own,
      passThrough: meaning.body.kind === 'element',
      inputExtent: signal.extent,
    },
    tensors: bindings.map((binding) => ({ name: binding.symbol, axes: binding.axes })),
    definitions: [
      ...meaning.local.map((one) => ({
        name: one.symbol,
        parameters: one.parameters,
        body: one.body,
        role: 'weight' as const,
      })),
      { name: signalName, parameters: own, body: meaning.body, role: 'signal' as const },
    ],
    bindings,
  }
}

/** The input of a layer at a position; a padded later layer reads 0 outside of what the layer before it computes. */
function readSignal(
  signal: Signal,
  geometry: Geometry,
  at: number,
  rank: number | 'any',
  channel: Index,
  position: Index | undefined,
): Term {
  const value = position === undefined ? element(signal.name, channel) : element(signal.name, channel, position)
  if (at === 0 || position === undefined || signal.extent === undefined || !pads(geometry)) return value
  const mask = paddedAxes(geometry, rank)
  const rest = subtractIndex(integer(1), mask)
  return multiply(within(multiplyIndex(mask, position), addIndex(multiplyIndex(mask, signal.extent), rest)), value)
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
