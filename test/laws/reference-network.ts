/** A whole network layer by layer, each naive, modulo a prime. */
import type { Assembly } from '../../src/derive/assemble.ts'
import type { Source } from '../../src/net/network.ts'
import { applyReference, type Signal } from './reference.ts'
import { rsqrt, tensorEntry } from './world.ts'

/** What the layers of an assembled network give for its inputs, one by one; the last is the output. */
export function applyNetwork(assembly: Assembly, inputs: readonly Signal[], rank: number, seed: number): Signal {
  const signals: Signal[] = []
  const signalOf = (source: Source): Signal => {
    const signal = source.kind === 'input' ? inputs[source.number] : signals[source.place]
    if (signal === undefined) throw new TypeError('a layer reads what is not there')
    return signal
  }
  for (const { layer } of assembly.stages) {
    const symbols = new Map(
      assembly.bindings.filter((one) => one.layer.path === layer.path).map((one) => [one.role, one.symbol]),
    )
    const tensor = (role: string, at: readonly number[]) => tensorEntry(seed, symbols.get(role) ?? '?', at)
    const [first, ...others] = layer.from.map(signalOf)
    if (first === undefined) throw new TypeError('a layer without input')
    const { type, parameters } = layer
    signals.push(memoised(applyReference({ type, parameters, rank, tensor, rsqrt }, first, ...others)))
  }
  const output = signals.at(-1)
  if (output === undefined) throw new TypeError('a network without layers')
  return output
}

/** Every sample is computed once. */
export function memoised(signal: Signal): Signal {
  const memory = new Map<string, number>()
  const at = (channel: number, position: readonly number[]): number => {
    const key = `${channel};${position.join(',')}`
    const value = memory.get(key) ?? signal.at(channel, position)
    memory.set(key, value)
    return value
  }
  return { channels: signal.channels, extent: signal.extent, at }
}
