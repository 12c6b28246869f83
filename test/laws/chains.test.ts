import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derive } from '../../src/derive/derive.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { layersOf, type NetworkNode } from '../../src/net/network.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import { randomNetwork } from './random-network.ts'
import { applyReference, type Signal } from './reference.ts'
import { interpret, randomInput, rsqrt, tensorEntry, valueAt } from './world.ts'

const SEED = 20_261_123
const MOST_SAMPLES = 24

/** Compare the merged kernel with the layers one by one, at every output sample up to a bound. @returns samples compared */
function compareEverywhere(network: NetworkNode, extent: readonly number[]): number {
  const { assembly, checked } = derive(network, { inputShape: [channelsOf(network), ...extent] })
  const rank = extent.length
  const input = randomInput(channelsOf(network), extent, 5)
  const expected = memoised(
    layersOf(network).reduce((signal, layer) => {
      const symbols = new Map(
        assembly.bindings.filter((one) => one.layer.path === layer.path).map((one) => [one.role, one.symbol]),
      )
      const tensor = (role: string, at: readonly number[]) => tensorEntry(9, symbols.get(role) ?? '?', at)
      return memoised(applyReference({ type: layer.type, parameters: layer.parameters, rank, tensor, rsqrt }, signal))
    }, input),
  )
  const { proof } = checked
  const merged = proof.lemmas.find((lemma) => lemma.name === proof.claim.lemma)?.right
  const meaning = interpret(assembly, proof.definitions, input, rank, 9)
  let compared = 0
  for (const position of positionsBelow(expected.extent)) {
    if (compared >= MOST_SAMPLES || merged === undefined) break
    for (let channel = 0; channel < expected.channels; channel += 1) {
      expect(valueAt(merged, channel, position, meaning)).toBe(expected.at(channel, position))
      compared += 1
    }
  }
  return compared
}

function memoised(signal: Signal): Signal {
  const memory = new Map<string, number>()
  const at = (channel: number, position: readonly number[]): number => {
    const key = `${channel};${position.join(',')}`
    const value = memory.get(key) ?? signal.at(channel, position)
    memory.set(key, value)
    return value
  }
  return { ...signal, at }
}

function channelsOf(network: NetworkNode): number {
  for (const { parameters } of layersOf(network)) {
    const channels = parameters.in_channels ?? parameters.num_features ?? parameters.in_features
    if (typeof channels === 'number') return channels
  }
  return 1
}

/** Run one network; a refusal because of the input size or the border is no failure, but is counted. */
function attempt(network: NetworkNode, extent: readonly number[]): 'compared' | 'refused' {
  try {
    return compareEverywhere(network, extent) > 0 ? 'compared' : 'refused'
  } catch (error) {
    if (error instanceof ConvolemmaError && /^(border\/not-exact|network\/kernel-larger)/.test(error.problem.code))
      return 'refused'
    throw error
  }
}

describe('a chain and its one kernel agree at every sample, borders included', () => {
  const ranks = [
    { rank: 1, extent: [23], runs: 60, atLeast: 30 },
    { rank: 2, extent: [13, 11], runs: 30, atLeast: 10 },
    { rank: 3, extent: [9, 8, 7], runs: 10, atLeast: 3 },
  ]
  it.each(ranks)('random chains of rank $rank', ({ rank, extent, runs, atLeast }) => {
    let compared = 0
    const property = fc.property(randomNetwork({ rank, layers: 4 }), (network) => {
      if (attempt(network, extent) === 'compared') compared += 1
    })
    fc.assert(property, { seed: SEED + rank, numRuns: runs })
    expect(compared).toBeGreaterThanOrEqual(atLeast)
  })

  it('random chains with padding between the layers are exact where they are not refused', () => {
    let compared = 0
    const property = fc.property(randomNetwork({ rank: 1, layers: 3, padLater: true }), (network) => {
      if (attempt(network, [17]) === 'compared') compared += 1
    })
    fc.assert(property, { seed: SEED, numRuns: 250 })
    expect(compared).toBeGreaterThanOrEqual(20)
  })
})
