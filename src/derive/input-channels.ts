/** How many channels the inputs of a network have: what the first layers want, what is given, or a symbol. */
import type { FlatNetwork, Source } from '../net/network.ts'
import { equalIndex, type Index, integer, variable } from '../term/index-expression.ts'
import { freshName } from '../term/walk.ts'
import type { InputShapes, ReadLayer } from './shapes.ts'

/** The channels of each input, in order. */
export function channelsOfInputs(
  read: readonly ReadLayer[],
  { inputs }: FlatNetwork,
  shapes: InputShapes,
  sizeNames: readonly string[],
): readonly Index[] {
  const wanted = wantedChannels(read)
  const taken = new Set(sizeNames)
  return inputs.map((name, number) => {
    const own = wanted.get(number)
    const [given] = shapes.get(number) ?? []
    if (own !== undefined) return own
    if (given !== undefined) return integer(given)
    return variable(freshSize(name, taken))
  })
}

/** C, or C_x for an input that has a name. A network that calls a size C means that one. */
function freshSize(name: string, taken: ReadonlySet<string>): string {
  return name === '' ? 'C' : freshName(`C_${name}`, taken)
}

/** What the layers want that read an input, directly or through layers that keep the number of channels. */
function wantedChannels(read: readonly ReadLayer[]): ReadonlyMap<number, Index> {
  const wanted = new Map<number, Index>()
  /** The inputs whose channels each layer's output has. */
  const origins: (readonly number[])[] = []
  for (const one of read) {
    const sources = one.layer.from.flatMap((source: Source) =>
      source.kind === 'input' ? [source.number] : (origins[source.place] ?? []),
    )
    const channels = one.kind.inputChannels(one.parameters)
    for (const input of sources) if (channels !== undefined && !wanted.has(input)) wanted.set(input, channels)
    origins.push(channels === undefined && keepsChannels(one) ? sources : [])
  }
  return wanted
}

/** True where the output has as many channels as the input, whatever their number. */
function keepsChannels({ kind, parameters, layer }: ReadLayer): boolean {
  const probe = integer(PROBE)
  const shapes = layer.from.map(() => ({ channels: probe, extent: integer(PROBE) }))
  try {
    return equalIndex(kind.outputChannels(parameters, shapes), probe)
  } catch {
    // A layer that refuses the probe changes the channels in some way.
    return false
  }
}

/** A number of channels that many shuffles and groups divide. */
const PROBE = 5040
