import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Borders } from '../../src/derive/border.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { layersOf, type NetworkNode } from '../../src/net/network.ts'
import { type Comparison, comparisonOf, everyOutput, firstDifference, neighbours } from './graphs-compare.ts'
import { type NetworkChoice, randomNetwork } from './random-network.ts'

const SEED = 20_261_123

function channelsOf(network: NetworkNode): number {
  for (const { parameters } of layersOf(network)) {
    const channels = parameters.in_channels ?? parameters.num_features ?? parameters.in_features
    if (typeof channels === 'number') return channels
  }
  return 1
}

/** Undefined where the derivation refuses because of the input size or the border. */
function attempt(network: NetworkNode, extent: readonly number[], borders: Borders): Comparison | undefined {
  try {
    return comparisonOf(network, new Map([['', [channelsOf(network), ...extent]]]), borders)
  } catch (error) {
    if (error instanceof ConvolemmaError && /^(border\/|network\/kernel-larger)/.test(error.problem.code))
      return undefined
    throw error
  }
}

interface Sweep {
  readonly choice: NetworkChoice
  readonly extent: readonly number[]
  readonly borders: Borders
  readonly runs: number
}

/** Look at random chains. @returns how many were derived */
function sweep({ choice, extent, borders, runs }: Sweep, look: (comparison: Comparison) => void): number {
  let derived = 0
  const property = fc.property(randomNetwork(choice), (network) => {
    const comparison = attempt(network, extent, borders)
    if (comparison === undefined) return
    derived += 1
    look(comparison)
  })
  fc.assert(property, { seed: SEED + choice.rank, numRuns: runs })
  return derived
}

function expectEverywhere(comparison: Comparison): void {
  expect(comparison.claimed).toEqual(everyOutput(comparison))
  expect(firstDifference(comparison, comparison.claimed)).toBeUndefined()
}

describe('a chain and its one kernel agree at every sample, borders included', () => {
  const ranks = [
    { rank: 1, extent: [23], runs: 60, atLeast: 30 },
    { rank: 2, extent: [9, 8], runs: 30, atLeast: 10 },
    { rank: 3, extent: [5, 6, 5], runs: 10, atLeast: 3 },
  ]
  it.each(ranks)('random chains of rank $rank', ({ rank, extent, runs, atLeast }) => {
    const derived = sweep({ choice: { rank, layers: 4 }, extent, borders: 'refuse', runs }, expectEverywhere)
    expect(derived).toBeGreaterThanOrEqual(atLeast)
  })

  const padded = { rank: 1, layers: 3, padLater: true }
  it('random chains with padding between the layers are exact where they are not refused', () => {
    const derived = sweep({ choice: padded, extent: [17], borders: 'refuse', runs: 200 }, expectEverywhere)
    expect(derived).toBeGreaterThanOrEqual(20)
  })

  it('random chains with padding between the layers are exact with kernels of their own at the borders', () => {
    const derived = sweep({ choice: padded, extent: [17], borders: 'exact', runs: 60 }, expectEverywhere)
    expect(derived).toBeGreaterThanOrEqual(40)
  })
})

describe('the interior', () => {
  const ranks = [
    { rank: 1, extent: [15], runs: 100, atLeast: 40 },
    { rank: 2, extent: [8, 9], runs: 25, atLeast: 10 },
  ]
  it.each(ranks)('of rank $rank is the largest box in which one kernel is right', ({ rank, extent, runs, atLeast }) => {
    const choice = { rank, layers: 3, padLater: true, biased: true }
    let bordered = 0
    sweep({ choice, extent, borders: 'interior', runs }, (comparison) => {
      expect(firstDifference(comparison, comparison.claimed)).toBeUndefined()
      for (const row of neighbours(comparison)) {
        expect(firstDifference(comparison, row), `outputs from ${row.first.join(', ')} on`).toBeDefined()
        bordered += 1
      }
    })
    expect(bordered).toBeGreaterThanOrEqual(atLeast)
  })
})
