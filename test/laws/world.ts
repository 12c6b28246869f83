/** Evaluates an assembled network and its merged kernel exactly, modulo a prime, at given tensors and inputs. */
import type { Assembly } from '../../src/derive/assemble.ts'
import type { Definition } from '../../src/proof/proof.ts'
import { addModulo, hashModulo, hashText, multiplyModulo, PRIME, rationalModulo } from '../../src/scalar/modular.ts'
import { type Assignment, evaluate, type Interpretation } from '../../src/term/evaluate.ts'
import { type Index, singleVariable } from '../../src/term/index-expression.ts'
import type { Term } from '../../src/term/term.ts'
import type { Signal } from './reference.ts'

export const rsqrt = (value: number): number => hashModulo(hashText('rsqrt'), [value])

/** 1/value modulo the prime, by Fermat's little theorem; 0 for 0. */
export function reciprocal(value: number): number {
  let result = 1
  let square = value
  for (let exponent = PRIME - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = multiplyModulo(result, square)
    square = multiplyModulo(square, square)
  }
  return result
}

/** A value for every tensor entry, by the symbol in the proof. */
export function tensorEntry(seed: number, symbol: string, at: readonly number[]): number {
  return hashModulo(seed ^ hashText(symbol), at)
}

/** An interpretation, and the numbers that the sizes of the inputs stand for. */
export interface World extends Interpretation<number> {
  readonly sizes: Assignment
}

/** A world in which every input is its signal on its window and 0 outside. */
export function interpret(
  assembly: Assembly,
  definitions: readonly Definition[],
  input: Signal | readonly Signal[],
  rank: number,
  seed: number,
): World {
  const signals = 'channels' in input ? [input] : input
  const inputs = new Map(assembly.inputs.map(({ name }, number) => [name, signals[number]]))
  const byName = new Map(definitions.map((one) => [one.name, one]))
  const tensors = new Map(assembly.tensors.map((one) => [one.name, one]))
  const constants = new Map(assembly.bindings.map((one) => [one.symbol, one.constant]))
  const memory = new Map<string, number>()
  const sizes = sizesOf(assembly, signals)
  const world: World = {
    rank,
    sizes,
    extentOf: (_, extent) => extent,
    ring: {
      zero: 0,
      one: 1,
      number: (value) => rationalModulo(value) ?? 0,
      add: addModulo,
      multiply: multiplyModulo,
      apply: (name, value) => (name === 'reciprocal' ? reciprocal(value) : rsqrt(value)),
    },
    element(name, at) {
      const definition = byName.get(name)
      const axes = definition?.parameters ?? tensors.get(name)?.axes ?? []
      const place = axes.map((axis, argument) => at(argument, axis.sort === 'channel' ? 1 : rank))
      const signal = inputs.get(name)
      if (signal !== undefined) return readInput(signal, place)
      if (definition === undefined) {
        const constant = constants.get(name)
        return constant === undefined
          ? tensorEntry(seed, name, place.flat())
          : (rationalModulo(constant(place.flat())) ?? 0)
      }
      const key = `${name}:${place.join(';')}`
      const known = memory.get(key)
      if (known !== undefined) return known
      const own = definition.parameters.map((parameter, argument) => [parameter.name, place[argument] ?? []] as const)
      const value = evaluate(definition.body, new Map([...sizes, ...own]), world)
      memory.set(key, value)
      return value
    },
  }
  return world
}

/** The sizes that are the channels or the extent of an input. */
function sizesOf(assembly: Assembly, signals: readonly Signal[]): Assignment {
  const sizes = new Map<string, readonly number[]>()
  const set = (index: Index, value: readonly number[]): void => {
    const name = singleVariable(index)
    if (name !== undefined) sizes.set(name, value)
  }
  assembly.inputs.forEach(({ channels, extent }, number) => {
    const signal = signals[number]
    if (signal === undefined) return
    set(channels, [signal.channels])
    set(extent, signal.extent)
  })
  return sizes
}

function readInput(input: Signal, place: readonly (readonly number[])[]): number {
  const [channel = [0], position = []] = place
  const inside = position.every((entry, axis) => entry >= 0 && entry < (input.extent[axis] ?? 0))
  return inside ? input.at(channel[0] ?? 0, position) : 0
}

/** The value of a term at an output channel and position. */
export function valueAt(term: Term, channel: number, position: readonly number[], world: World): number {
  return evaluate(term, new Map([...world.sizes, ['o', [channel]], ['n', position]]), world)
}

/** A random-looking input on a window. */
export function randomInput(channels: number, extent: readonly number[], seed: number): Signal {
  return { channels, extent, at: (channel, position) => hashModulo(seed, [channel, ...position]) }
}
