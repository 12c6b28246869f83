import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/derive/assemble.ts'
import { LAYERS } from '../../src/layers/index.ts'
import { layersOf } from '../../src/net/network.ts'
import { readNotation } from '../../src/read/notation.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import { applyReference } from './reference.ts'
import { interpret, randomInput, rsqrt, tensorEntry, valueAt } from './world.ts'

const EXAMPLES = LAYERS.flatMap((kind) => kind.examples.map((example) => ({ kind: kind.name, ...example })))

describe('every layer means what nested loops compute', () => {
  it('has an example of every kind', () => {
    expect(new Set(EXAMPLES.map((example) => example.kind)).size).toBe(LAYERS.length)
  })

  it.each(EXAMPLES)('$kind: $notation ($summary)', ({ notation }) => {
    const network = readNotation(notation)
    const [layer] = layersOf(network)
    const assembly = assemble(network)
    const rank = typeof assembly.rank === 'number' ? assembly.rank : 1
    const channels = inputChannels(assembly.inputChannels)
    const input = randomInput(
      channels,
      Array.from({ length: rank }, (_, axis) => 6 - axis),
      7,
    )
    const symbols = new Map(assembly.bindings.map((binding) => [binding.stateName, binding.symbol]))
    const tensor = (role: string, at: readonly number[]) => tensorEntry(3, symbols.get(role) ?? '?', at)
    const parameters = layer?.parameters ?? {}
    const expected = applyReference({ type: layer?.type ?? '', parameters, rank, tensor, rsqrt }, input)
    const meaning = interpret(assembly, assembly.definitions, input, rank, 3)
    const output = {
      kind: 'element',
      name: 'y',
      at: assembly.stages[0]?.parameters.map((p) => variable(p.name)) ?? [],
    } as const
    let compared = 0
    for (let channel = 0; channel < expected.channels; channel += 1) {
      for (const position of positionsBelow(expected.extent)) {
        expect(valueAt(output, channel, position, meaning)).toBe(expected.at(channel, position))
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(0)
  })
})

function variable(name: string) {
  return [{ coefficient: 1, atoms: [{ kind: 'variable', name } as const] }]
}

function inputChannels(
  index: readonly { readonly coefficient: number | readonly number[]; readonly atoms: readonly unknown[] }[],
): number {
  const [only] = index
  return only !== undefined && only.atoms.length === 0 && typeof only.coefficient === 'number' ? only.coefficient : 2
}
