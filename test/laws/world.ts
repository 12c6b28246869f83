/** Evaluates an assembled network and its merged kernel exactly, modulo a prime, at given tensors and input. */
import type { Assembly } from '../../src/derive/assemble.ts'
import type { Definition } from '../../src/proof/proof.ts'
import { addModulo, hashModulo, hashText, multiplyModulo, rationalModulo } from '../../src/scalar/modular.ts'
import { type Assignment, evaluate, type Interpretation } from '../../src/term/evaluate.ts'
import type { Term } from '../../src/term/term.ts'
import type { Signal } from './reference.ts'

export const rsqrt = (value: number): number => hashModulo(hashText('rsqrt'), [value])

/** A value for every tensor entry, by the symbol in the proof. */
export function tensorEntry(seed: number, symbol: string, at: readonly number[]): number {
  return hashModulo(seed ^ hashText(symbol), at)
}

/** An interpretation in which the input is `input` on its window and 0 outside. */
export function interpret(
  assembly: Assembly,
  definitions: readonly Definition[],
  input: Signal,
  rank: number,
  seed: number,
): Interpretation<number> {
  const byName = new Map(definitions.map((one) => [one.name, one]))
  const tensors = new Map(assembly.tensors.map((one) => [one.name, one]))
  const memory = new Map<string, number>()
  const meaning: Interpretation<number> = {
    rank,
    extentOf: (_, extent) => extent,
    ring: {
      zero: 0,
      one: 1,
      number: (value) => rationalModulo(value) ?? 0,
      add: addModulo,
      multiply: multiplyModulo,
      apply: (_, value) => rsqrt(value),
    },
    element(name, at) {
      const definition = byName.get(name)
      const axes = definition?.parameters ?? tensors.get(name)?.axes ?? []
      const place = axes.map((axis, argument) => at(argument, axis.sort === 'channel' ? 1 : rank))
      if (name === assembly.input) return readInput(input, place)
      if (definition === undefined) return tensorEntry(seed, name, place.flat())
      const key = `${name}:${place.join(';')}`
      const known = memory.get(key)
      if (known !== undefined) return known
      const values: Assignment = new Map(
        definition.parameters.map((parameter, argument) => [parameter.name, place[argument] ?? []]),
      )
      const value = evaluate(definition.body, values, meaning)
      memory.set(key, value)
      return value
    },
  }
  return meaning
}

function readInput(input: Signal, place: readonly (readonly number[])[]): number {
  const [channel = [0], position = []] = place
  const inside = position.every((entry, axis) => entry >= 0 && entry < (input.extent[axis] ?? 0))
  return inside ? input.at(channel[0] ?? 0, position) : 0
}

/** The value of a term at an output channel and position. */
export function valueAt(
  term: Term,
  channel: number,
  position: readonly number[],
  meaning: Interpretation<number>,
): number {
  return evaluate(
    term,
    new Map([
      ['o', [channel]],
      ['n', position],
    ]),
    meaning,
  )
}

/** A random-looking input on a window. */
export function randomInput(channels: number, extent: readonly number[], seed: number): Signal {
  return { channels, extent, at: (channel, position) => hashModulo(seed, [channel, ...position]) }
}
