import { describe, expect, it } from 'vitest'
import { INPUT_CHANNELS, RATE_LAYERS, type RateLayer, rateNetwork, takenExtent } from '../../docs/rates.ts'
import { derive } from '../../src/derive/derive.ts'
import { readNotation } from '../../src/read/notation.ts'
import { constantOf } from '../../src/term/index-expression.ts'
import { comparisonOf, everyOutput, firstDifference } from './graphs-compare.ts'

const PAIRS = RATE_LAYERS.flatMap((first) => RATE_LAYERS.map((then) => ({ first, then })))
const VARIANTS = [0, 1]

/** Derive with a kernel for every border, and evaluate every output of a small input. */
function expectExact(layers: readonly RateLayer[], variant: number): void {
  const notation = rateNetwork(layers, variant)
  const shape = [INPUT_CHANNELS, takenExtent(notation, 9)]
  const comparison = comparisonOf(readNotation(notation), new Map([['', shape]]), 'exact')
  expect(comparison.claimed, notation).toEqual(everyOutput(comparison))
  expect(firstDifference(comparison, comparison.claimed), notation).toBeUndefined()
}

describe('layers that change the rate are one layer, exact at every output', () => {
  it.each(PAIRS)('$first.name, then $then.name', ({ first, then }) => {
    for (const variant of VARIANTS) expectExact([first, then], variant)
  })
})

/** The layers of one direction by their factor. */
function named(...names: readonly string[]): readonly RateLayer[] {
  return names.flatMap((name) => RATE_LAYERS.find((one) => one.name === name) ?? [])
}

describe('three of them in a row', () => {
  const triples = [
    ['transposed 3', 'conv 2', 'transposed 2'],
    ['up-sample 3', 'conv 2', 'up-sample 2'],
    ['up-sample 3', 'unshuffle 2', 'shuffle 2'],
    ['conv 2', 'transposed 3', 'conv 4'],
    ['transposed 2', 'conv 3', 'transposed 2'],
  ]
  it.each(triples)('%s, %s, %s', (...names) => {
    const layers = named(...names)
    expect(layers).toHaveLength(3)
    for (const variant of VARIANTS) expectExact(layers, variant)
  })
})

describe('the rates', () => {
  it('of up 3, down 2, up 2 are 6 outputs for every 2 samples', () => {
    const network = readNotation(rateNetwork(named('up-sample 3', 'conv 2', 'up-sample 2'), 0))
    const { claim } = derive(network, { inputShape: [INPUT_CHANNELS, 9], borders: 'exact' }).checked.proof
    expect(constantOf(claim.phase?.extent ?? [])).toBe(6)
    expect(claim.signals.map(({ stride }) => constantOf(stride))).toEqual([2])
  })
})
