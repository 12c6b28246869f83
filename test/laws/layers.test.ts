import { describe, expect, it } from 'vitest'
import { type AssembleOptions, type Assembly, assemble } from '../../src/derive/assemble.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { findLayer, LAYERS } from '../../src/layers/index.ts'
import { type LayerNode, layersOf, type NetworkNode, sequential } from '../../src/net/network.ts'
import { readNotation } from '../../src/read/notation.ts'
import { evaluateIndex, positionsBelow } from '../../src/term/evaluate.ts'
import { variable } from '../../src/term/index-expression.ts'
import { drawing } from './random-draw.ts'
import { RANDOM_LAYERS } from './random-layer.ts'
import { applyNetwork } from './reference-network.ts'
import { interpret, randomInput, valueAt } from './world.ts'

const EXAMPLES = LAYERS.flatMap((kind) => kind.examples.map((example) => ({ kind: kind.name, ...example })))
const MOST_SAMPLES = 60

describe('every layer means what nested loops compute', () => {
  it('has an example of every kind', () => {
    expect(new Set(EXAMPLES.map((example) => example.kind)).size).toBe(LAYERS.length)
  })

  it.each(EXAMPLES)('$kind: $notation ($summary)', ({ notation }) => {
    const network = readNotation(notation)
    const shapes = shapesFor(network)
    expect(shapes.length).toBeGreaterThan(0)
    for (const shape of shapes) compareAt(network, shape)
  })
})

/** Kinds whose parameters change nothing. */
const WITHOUT_PARAMETERS = ['flatten', 'negate', 'upsampling-bilinear', 'identity', 'dropout']

describe('the same with random parameters', () => {
  it('of every kind', () => {
    const names = LAYERS.map((kind) => kind.name)
    expect(names.filter((name) => RANDOM_LAYERS[name] === undefined)).toEqual(WITHOUT_PARAMETERS)
  })

  it.each(Object.keys(RANDOM_LAYERS))('%s', (kind) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { network, shape } = RANDOM_LAYERS[kind]?.(drawing(seed)) ?? { network: readNotation('?'), shape: [] }
      try {
        compareAt(network, shape)
      } catch (error) {
        throw new Error(`seed ${seed}, input ${shape.join('x')}: ${JSON.stringify(layersOf(network))}`, {
          cause: error,
        })
      }
    }
  })
})

/** Channels that suit the examples of layers that take any number, and are divisible where they must be. */
const CHANNELS = [2, 4, 12]

/** One shape of each rank that the network takes. */
function shapesFor(network: NetworkNode): readonly (readonly number[])[] {
  const ranks = layersOf(network).map(({ type }) => findLayer(type)?.ranks ?? [])
  const numbers = [...new Set(ranks.flatMap((allowed) => (typeof allowed === 'string' ? [] : allowed)))]
  return (numbers.length > 0 ? numbers : [0, 1, 2]).flatMap((rank) => {
    const extent = Array.from({ length: rank }, (_, axis) => 6 - axis)
    const own = assembled(network)?.inputs[0]?.channels ?? []
    const [given] = own.length === 1 && own[0]?.atoms.length === 0 ? [own[0].coefficient] : []
    const channels = typeof given === 'number' ? [given] : CHANNELS
    const accepted = channels.find((count) => assembled(network, { inputShape: [count, ...extent] }) !== undefined)
    return accepted === undefined ? [] : [[accepted, ...extent]]
  })
}

/** Undefined where the layer does not take such an input, or not one of unknown size. */
function assembled(network: NetworkNode, options: AssembleOptions = {}): Assembly | undefined {
  try {
    return assemble(network, options)
  } catch (error) {
    if (error instanceof ConvolemmaError) return undefined
    throw error
  }
}

/** Every sample more by 1: a layer that is not 0 outside of its samples, so that whoever reads there is found out. */
const OFFSET: LayerNode = { kind: 'layer', type: 'Add', parameters: { value: 1 } }

/**
 * Compare on the input of the network and behind another layer, with the size of the input as a number, and as a symbol where
 * the layer can do without the number.
 */
function compareAt(layer: NetworkNode, shape: readonly number[]): void {
  const rank = shape.length - 1
  for (const network of [layer, sequential(OFFSET, layer)]) {
    compare(assemble(network, { inputShape: shape }), shape)
    const symbolic = assembled(network)
    if (symbolic !== undefined && (symbolic.rank === rank || symbolic.rank === 'any')) compare(symbolic, shape)
  }
}

function compare(assembly: Assembly, [channels = 1, ...extent]: readonly number[]): void {
  const rank = extent.length
  const input = randomInput(channels, extent, 7)
  const expected = applyNetwork(assembly, [input], rank, 3)
  const world = interpret(assembly, assembly.definitions, input, rank, 3)
  const output = assembly.stages.at(-1)
  if (output === undefined) throw new TypeError('a network without layers')
  if (rank > 0) expect(evaluateIndex(output.extent, rank, world.sizes)).toEqual(expected.extent)
  expect(evaluateIndex(output.outputChannels, 1, world.sizes)).toEqual([expected.channels])
  const at = output.parameters.map((parameter) => variable(parameter.name))
  let compared = 0
  for (const position of positionsBelow(expected.extent)) {
    if (compared >= MOST_SAMPLES) break
    for (let channel = 0; channel < expected.channels; channel += 1) {
      const value = valueAt({ kind: 'element', name: output.signal, at }, channel, position, world)
      expect(value, `channel ${channel}, position ${position.join(',')}`).toBe(expected.at(channel, position))
      compared += 1
    }
  }
  expect(compared).toBeGreaterThan(0)
}
