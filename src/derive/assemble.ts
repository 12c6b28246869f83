/** From the network as written to declarations and definitions: what every layer means, before anything is rewritten. */
import { fail } from '../errors.ts'
import type { TensorBinding } from '../layers/layer.ts'
import { type Parameters, readParameters } from '../layers/schema.ts'
import { flattenNetwork } from '../net/flatten.ts'
import type { FlatNetwork, NetworkNode, PlacedLayer, Source } from '../net/network.ts'
import type { Definition, SizeDeclaration, TensorDeclaration } from '../proof/proof.ts'
import { type Index, integer, singleVariable } from '../term/index-expression.ts'
import { freeIndices } from '../term/walk.ts'
import { channelsOfInputs } from './input-channels.ts'
import { createNames } from './names.ts'
import {
  checkChannels,
  checkExtent,
  checkInputChannels,
  checkJoin,
  extentsOfInputs,
  type InputShapes,
  locate,
  networkRank,
  place,
  type ReadLayer,
  type Signal,
} from './shapes.ts'
import { type Building, buildStage, type Continuation, type Stage } from './stage.ts'

export type { Stage } from './stage.ts'

export interface Assembly {
  readonly rank: number | 'any'
  /** The inputs of the network, in order. */
  readonly inputs: readonly Signal[]
  /** The inputs that layers read beyond their ends, by the names of their continuations. */
  readonly continuations: ReadonlyMap<string, Continuation>
  /** The name of the phase of an output within its block. */
  readonly phase: string
  readonly sizes: readonly SizeDeclaration[]
  readonly tensors: readonly TensorDeclaration[]
  readonly definitions: readonly Definition[]
  readonly stages: readonly Stage[]
  readonly bindings: readonly TensorBinding[]
}

export interface AssembleOptions {
  /** Channels and samples per axis of the input, outermost first; checks that every kernel fits. */
  readonly inputShape?: readonly number[]
  /** The same for each input by its name, where there are several. */
  readonly inputShapes?: ReadonlyMap<string, readonly number[]>
  /** Signals have no end: padding between layers hides nothing. */
  readonly unbounded?: boolean
}

/** Read every layer, check that they fit, and say what each computes. @throws ConvolemmaError naming the layers at fault */
export function assemble(network: NetworkNode, options: AssembleOptions = {}): Assembly {
  const flat = flattenNetwork(network)
  if (flat.layers.length === 0)
    fail({ code: 'network/empty', what: 'the network has no layer', fix: 'Sequential(Conv1d(1, 1, 2))' })
  const shapes = shapesOf(flat, options)
  const located = locateAll(flat, network)
  const rank = networkRank(located, shapes.get(0) ?? [...shapes.values()][0])
  const read = located.map((one) => ({ ...one, parameters: readParameters(one.kind.schema, one.layer, rank) }))
  const sizes = declareSizes(read.map((one) => ({ layer: one.layer, parameters: one.parameters })))
  const sizeNames = sizes.map((size) => size.name)
  const names = createNames(sizeNames, read.length, flat.inputs)
  const channels = channelsOfInputs(read, flat, shapes, sizeNames)
  checkInputChannels(shapes, channels, read, flat)
  const extents = extentsOfInputs(flat, shapes, rank, located, new Set(sizeNames))
  const inputs = flat.inputs.map((_, number): Signal => {
    const [name = 'x', own = integer(1), extent = integer(1)] = [
      names.inputs[number],
      channels[number],
      extents[number],
    ]
    return { name, channels: own, extent, from: undefined, isFlat: false }
  })
  const building: Building = {
    rank,
    names,
    inputNames: new Set(names.inputs),
    unbounded: options.unbounded ?? false,
    views: new Map(),
    symbols: new Map(),
    continuations: new Map(),
    readsEnds: false,
  }
  const built = buildAll(read, inputs, building)
  const { continuations } = building
  return { rank, inputs, continuations, phase: names.phase, ...declare(built, sizes, inputs, building) }
}

/** The given shapes by the number of the input. @throws ConvolemmaError "network/input-shape" for an input that does not exist */
function shapesOf({ inputs }: FlatNetwork, { inputShape, inputShapes }: AssembleOptions): InputShapes {
  const shapes = new Map<number, readonly number[]>()
  if (inputShape !== undefined) {
    if (inputs.length > 1)
      fail({
        code: 'network/input-shape',
        what: `one shape is given, but the network has the inputs ${inputs.join(', ')}`,
        fix: `give each its shape: ${inputs.map((name) => `${name}=3x224x224`).join(',')}`,
      })
    shapes.set(0, inputShape)
  }
  for (const [name, shape] of inputShapes ?? []) {
    const number = inputs.indexOf(name)
    if (number === -1)
      fail({
        code: 'network/input-shape',
        what: `there is no input "${name}"`,
        fix: `the inputs are ${inputs.join(', ')}`,
      })
    shapes.set(number, shape)
  }
  return shapes
}

/** Every layer with its kind; behind a Flatten a kind may stand for another one, and any rank will do. */
function locateAll({ layers }: FlatNetwork, network: NetworkNode) {
  const flat = new Set<number>()
  return layers.map((layer, number) => {
    const isFlat = layer.from.some((source) => source.kind === 'layer' && flat.has(source.place))
    const found = locate(layer, network)
    const instead =
      isFlat && found.kind.afterFlatten !== undefined ? { ...layer, type: found.kind.afterFlatten } : layer
    const one = instead === layer ? found : { ...locate(instead, network), layer: instead }
    if (isFlat || one.kind.flattens === true) flat.add(number)
    return isFlat ? { ...one, ranks: 'input' as const } : one
  })
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

type Built = ReturnType<typeof buildStage>

function buildAll(read: readonly ReadLayer[], inputs: readonly Signal[], building: Building): readonly Built[] {
  const built: Built[] = []
  const signals: Signal[] = []
  const signalOf = (source: Source): Signal => {
    const signal = source.kind === 'input' ? inputs[source.number] : signals[source.place]
    if (signal === undefined) throw new TypeError('a layer reads what is not there')
    return signal
  }
  read.forEach((one, at) => {
    const sources = one.layer.from.map(signalOf)
    checkJoin(one, sources)
    for (const source of sources) checkChannels(one, source)
    const next = buildStage(one, sources, building, at)
    checkExtent(one.layer, next.stage, sources)
    built.push(next)
    const { signal: name, outputChannels: channels, extent } = next.stage
    const isFlat = one.kind.flattens === true || (next.stage.passThrough && sources.some((source) => source.isFlat))
    signals.push({ name, channels, extent, from: one, isFlat })
  })
  return built
}

/** Everything that the proof declares; the size of an input only where something depends on it. */
function declare(
  built: readonly Built[],
  sizes: readonly SizeDeclaration[],
  inputs: readonly Signal[],
  building: Building,
): Omit<Assembly, 'rank' | 'inputs' | 'continuations' | 'phase'> {
  const definitions = built.flatMap((one) => one.definitions)
  const known = new Set(sizes.map((size) => size.name))
  const mentioned = new Set(definitions.flatMap(({ body }) => [...freeIndices(body)]))
  const channelSizes = inputs.flatMap(({ channels }) => newName(channels, known))
  const extentSizes = inputs.flatMap(({ extent }) =>
    newName(extent, known).filter((name) => building.readsEnds || mentioned.has(name)),
  )
  const tensors = inputs.map(({ name, channels, extent }): TensorDeclaration => {
    const isSized = building.readsEnds && building.rank !== 0
    return {
      name,
      axes: [{ sort: 'channel', extent: channels }, ...(building.rank === 0 ? [] : [{ sort: 'position' } as const])],
      ...(isSized ? { support: extent } : {}),
    }
  })
  for (const tensor of built.flatMap((one) => one.tensors)) {
    if (!tensors.some((other) => other.name === tensor.name)) tensors.push(tensor)
  }
  return {
    sizes: [
      ...sizes,
      ...channelSizes.map((name) => ({ name, sort: 'channel', minimum: 1 }) as const),
      ...extentSizes.map((name) => ({ name, sort: 'position', minimum: 1 }) as const),
    ],
    tensors,
    definitions,
    stages: built.map((one) => one.stage),
    bindings: uniqueBindings(built.flatMap((one) => one.bindings)),
  }
}

/** Each tensor once: a layer that is run again has the tensors that it had before. */
function uniqueBindings(bindings: readonly TensorBinding[]): readonly TensorBinding[] {
  const known = new Set<string>()
  return bindings.filter(({ stateName }) => {
    const isNew = !known.has(stateName)
    known.add(stateName)
    return isNew
  })
}

/** The name that a size of an input is, unless a layer has declared it. */
function newName(size: Index, known: ReadonlySet<string>): readonly string[] {
  const name = singleVariable(size)
  return name === undefined || known.has(name) ? [] : [name]
}
