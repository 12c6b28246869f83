import { describe, expect, it } from 'vitest'
import { costOfLayers, costOfMerged } from '../../docs/block-cost.ts'
import { BLOCKS, type Block } from '../../docs/blocks.ts'
import { deriveExample, networkOf, reproduction } from '../../docs/example.ts'
import { parseProof } from '../../src/checker/check.ts'
import type { Derivation } from '../../src/derive/derive.ts'
import { applyMerged } from '../../src/merge/apply.ts'
import { realise } from '../../src/merge/realise.ts'
import { flattenNetwork } from '../../src/net/flatten.ts'
import { encodeProof } from '../../src/proof/json.ts'
import type { StoredTensor } from '../../src/read/tensor.ts'
import { applyLayers, type Image, randomNumber, randomState, range } from './float-layers.ts'

const SEED = 20_260
const EXTENT = [7, 6] as const
/** Far above what rounding does to sums of a few hundred products, far below any weight. */
const TOLERANCE = 1e-11

/** One convolution of the input with [out, in/groups, rows, columns] weights, padded so that the image keeps its size. */
const ONE_CONVOLUTION: readonly (readonly [string, readonly number[], number])[] = [
  ['repvgg', [2, 2, 3, 3], 1],
  ['acnet', [3, 2, 3, 3], 1],
  ['diverse-branch', [2, 2, 3, 3], 1],
  ['mobileone', [2, 2, 3, 3], 1],
  ['inception', [2, 3, 5, 5], 1],
  ['sesr', [2, 2, 3, 3], 1],
  ['expandnet', [3, 2, 3, 3], 1],
  ['depthwise-separable', [4, 3, 3, 3], 1],
  ['fastvit', [3, 1, 3, 3], 3],
  ['unireplknet', [2, 1, 9, 9], 2],
]

function blockOf(name: string): Block {
  const block = BLOCKS.find((one) => one.name === name)
  if (block === undefined) throw new TypeError(`there is no block ${name}`)
  return block
}

/** For an image of the size that is tested. */
function deriveSized(block: Block): Derivation {
  return deriveExample({ ...block, input: [channelsOf(block), ...EXTENT] })
}

function channelsOf(block: Block): number {
  const reader = flattenNetwork(networkOf(block)).layers.find(({ type }) => type === 'Conv2d')
  return Number(reader?.parameters.in_channels)
}

function outputs(
  block: Block,
  state: ReadonlyMap<string, StoredTensor>,
): readonly [readonly number[], readonly number[]] {
  const channels = channelsOf(block)
  const input: Image = range(channels).map((c) =>
    range(EXTENT[0]).map((row) => range(EXTENT[1]).map((column) => randomNumber(SEED, 'x', [c, row, column]))),
  )
  const derivation = deriveSized(block)
  const merged = realise(derivation, { weights: state })
  const inputs = new Map([['x', { shape: [channels, ...EXTENT], data: input.flat(2) }]])
  const applied = applyMerged(derivation, merged, inputs, {
    zero: 0,
    add: (a, b) => a + b,
    multiply: (a, b) => a * b,
    weight: (value) => (typeof value === 'number' ? value : Number.NaN),
  })
  return [applied.data, applyLayers(networkOf(block), state, input).flat(2)]
}

describe.each(BLOCKS.map((block) => [block.name, block] as const))('%s', (_, block) => {
  it('is derived, and the checker accepts its record read back from JSON', () => {
    const { checked, witness } = deriveExample(block)
    expect(witness.agrees).toBe(true)
    expect(parseProof(JSON.stringify(encodeProof(checked.proof))).accepted).toBe(true)
  })

  it('gives the same as its layers one after the other, at every output', () => {
    const [merged, byLayers] = outputs(block, randomState(networkOf(block), SEED))
    expect(merged.length).toBe(byLayers.length)
    const differences = merged.map((value, at) => Math.abs(value - (byLayers[at] ?? Number.NaN)))
    expect(Math.max(...differences)).toBeLessThan(TOLERANCE)
  })

  it('is reproduced by a command that names its file', () => {
    expect(reproduction(block)).toContain(`docs/examples/${block.name}.txt`)
  })
})

describe('what the blocks are merged into', () => {
  it('every block that needs no table and no further signal is in the list', () => {
    const others = BLOCKS.filter(({ borders }) => borders === undefined).map(({ name }) => name)
    expect(ONE_CONVOLUTION.map(([name]) => name)).toEqual(others)
  })

  it.each(ONE_CONVOLUTION)('%s is one convolution with weights %j in %d groups', (name, shape, groups) => {
    const { weights, validity } = realise(deriveSized(blockOf(name)))
    const { realisation, border } = weights.realised
    const padding = shape.slice(2).map((taps) => (taps - 1) / 2)
    expect([realisation.kind, border, validity.kind]).toEqual(['conv', undefined, 'everywhere'])
    expect(realisation.layers.map(({ weight }) => weight.shape)).toEqual([shape])
    expect(realisation.layers[0]).toMatchObject({
      groups,
      stride: [1, 1],
      dilation: [1, 1],
      padding,
      paddingEnd: padding,
    })
  })

  it('zeros between the layers of a diverse branch block hide a shift, so that one convolution is refused', () => {
    const { borders: _, ...block } = blockOf('diverse-branch-zeros')
    expect(() => deriveExample(block)).toThrow('not one convolution everywhere')
    expect(deriveExample({ ...block, borders: 'exact' }).checked.proof.claim.signals.length).toBeGreaterThan(1)
  })

  it('costs are counted from the layers', () => {
    const derivation = deriveSized(blockOf('repvgg'))
    expect(costOfLayers(derivation)).toEqual({
      layers: 5,
      parameters: 36 + 4 + 3 * 4 * 2,
      multiplyAdds: 36 + 4 + 3 * 2,
    })
    expect(costOfMerged(realise(derivation).weights)).toEqual({ layers: 1, parameters: 36 + 2, multiplyAdds: 36 })
  })
})
