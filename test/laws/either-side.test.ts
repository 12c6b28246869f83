import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/derive/assemble.ts'
import { type Derivation, derive } from '../../src/derive/derive.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { LAYERS } from '../../src/layers/index.ts'
import { type LayerNode, layersOf, type NetworkNode, sequential } from '../../src/net/network.ts'
import { readNotation } from '../../src/read/notation.ts'
import { constantOf } from '../../src/term/index-expression.ts'

/** Every example of a layer with one input and numbers for its sizes. */
const EXAMPLES = LAYERS.filter(({ joins }) => joins !== true).flatMap((kind) =>
  kind.examples.map((example) => ({ kind: kind.name, ...example })),
)

/** What an example reads and gives on an input of eight samples per axis, where it can be merged with its neighbours at all. */
interface Sides {
  readonly layer: NetworkNode
  readonly rank: number
  readonly inputs: number
  readonly outputs: number
}

function sidesOf(notation: string): Sides | undefined {
  const layer = readNotation(notation)
  try {
    const { rank, inputs } = shapeOf(layer)
    const sized = assemble(layer, { inputShape: [inputs, ...samples(rank)] })
    const outputs = constantOf(sized.stages.at(-1)?.outputChannels ?? [])
    return typeof outputs === 'number' ? { layer, rank, inputs, outputs } : undefined
  } catch (error) {
    // An example for a vector, or for another number of samples, has no convolution beside it here.
    if (error instanceof ConvolemmaError) return undefined
    throw error
  }
}

/** The axes and channels that a layer asks for; one axis and eight channels where it takes any, or does not say before it is sized. */
function shapeOf(layer: NetworkNode): { readonly rank: number; readonly inputs: number } {
  for (const inputShape of [undefined, [8, 8], [8, 8, 8], [8, 8, 8, 8]]) {
    try {
      const open = assemble(layer, inputShape === undefined ? {} : { inputShape })
      const rank = typeof open.rank === 'number' ? Math.max(open.rank, 1) : 1
      return { rank, inputs: channels(constantOf(open.inputs[0]?.channels ?? [])) }
    } catch (error) {
      if (!(error instanceof ConvolemmaError)) throw error
    }
  }
  return { rank: 1, inputs: 8 }
}

function channels(count: number | readonly number[] | undefined): number {
  return typeof count === 'number' ? count : 8
}

function samples(rank: number): readonly number[] {
  return Array.from({ length: rank }, () => 8)
}

function conv(rank: number, from: number, to: number): LayerNode {
  const parameters = { in_channels: from, out_channels: to, kernel_size: 3, padding: 1, bias: false }
  return { kind: 'layer', type: `Conv${rank}d`, parameters }
}

/** Exactly at every output, or away from the border where the layer continues its input. */
function merged(network: NetworkNode, inputShape: readonly number[]): Derivation {
  try {
    return derive(network, { inputShape, borders: 'exact' })
  } catch (error) {
    if (!(error instanceof ConvolemmaError) || error.problem.code !== 'border/not-exact') throw error
    return derive(network, { inputShape, borders: 'interior' })
  }
}

const POSSIBLE = EXAMPLES.flatMap((example) => {
  const sides = sidesOf(example.notation)
  return sides === undefined ? [] : [{ ...example, sides }]
})

describe('every layer merges with a convolution on either side, with a proof', () => {
  it('is tried for nearly every kind', () => {
    const tried = new Set(POSSIBLE.map(({ kind }) => kind))
    const left = LAYERS.filter(({ name, joins }) => joins !== true && !tried.has(name)).map(({ name }) => name)
    expect(left).toEqual(['flatten-linear'])
  })

  it.each(POSSIBLE)('$notation', ({ sides: { layer, rank, inputs, outputs } }) => {
    const before = merged(sequential(conv(rank, 2, inputs), layer), [2, ...samples(rank)])
    expect(before.witness.agrees).toBe(true)
    if (layersOf(layer).some(({ type }) => type === 'Flatten')) return
    const after = merged(sequential(layer, conv(rank, outputs, 2)), [inputs, ...samples(rank)])
    expect(after.witness.agrees).toBe(true)
  })
})
