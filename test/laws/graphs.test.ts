import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BORDERS } from '../../src/derive/border.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { LAYERS } from '../../src/layers/index.ts'
import { layersOf } from '../../src/net/network.ts'
import { type Comparison, comparisonOf, everyOutput, firstDifference } from './graphs-compare.ts'
import { type RandomGraph, randomGraph } from './random-graph.ts'
import { FORMS } from './random-graph-layers.ts'

type Borders = (typeof BORDERS)[number]

const IS_NIGHTLY = process.env.NIGHTLY === '1'
const SEED = 20_261_124
/** Networks per test, so that no test keeps its process busy for long. */
const BATCH = 100
const TIMEOUT = 120_000

/** What a network without a defect may be refused for. */
const REFUSALS: Readonly<Record<Borders, RegExp>> = {
  refuse: /^(border\/not-exact|network\/rates-differ)$/,
  exact: /^(border\/not-exact|network\/rates-differ)$/,
  interior: /^(border\/not-exact|border\/no-interior|network\/rates-differ)$/,
}

/** The outcomes of one batch, and how many of them there were. */
type Counts = Map<string, number>

/** Derive random networks and look at each derivation; counts what is refused. */
function sweep(borders: Borders, batch: number, look: (comparison: Comparison, graph: RandomGraph) => void): Counts {
  const counts: Counts = new Map()
  const count = (outcome: string): void => void counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const property = fc.property(randomGraph(), (graph) => {
    const refusal = attempt(borders, graph, look)
    count(refusal === undefined ? 'compared' : refusal)
  })
  fc.assert(property, { seed: SEED + batch, numRuns: BATCH })
  return counts
}

/** The code of the refusal, where it is one that has its reason in the network; undefined where there was none. */
function attempt(
  borders: Borders,
  graph: RandomGraph,
  look: (comparison: Comparison, graph: RandomGraph) => void,
): string | undefined {
  try {
    look(comparisonOf(graph.network, graph.inputs, borders), graph)
    return undefined
  } catch (error) {
    if (!(error instanceof ConvolemmaError) || !REFUSALS[borders].test(error.problem.code)) throw error
    if (borders === 'exact' && error.problem.code === 'border/not-exact') expect(continues(graph)).toBe(true)
    return error.problem.code
  }
}

/** Whether a layer reads samples that continue what another layer gives, which no single formula of the input is. */
function continues({ network }: RandomGraph): boolean {
  const layers = layersOf(network)
  return (
    layers.length > 1 &&
    layers.some(({ type, parameters: { padding_mode: padding, mode } }) => {
      const isContinued = padding !== undefined && padding !== 'zeros'
      return (
        isContinued || /^(Circular|Reflection|Replication)Pad|^UpsamplingBilinear/.test(type) || isSmooth(type, mode)
      )
    })
  )
}

function isSmooth(type: string, mode: unknown): boolean {
  return type === 'Upsample' && /linear|cubic/.test(`${mode}`)
}

function expectEqual(comparison: Comparison): void {
  expect(firstDifference(comparison, comparison.claimed)).toBeUndefined()
}

function expectEverywhere(comparison: Comparison): void {
  expect(comparison.claimed).toEqual(everyOutput(comparison))
  expectEqual(comparison)
}

/** The batches of one test: some hundreds of networks in all, or as many thousands every night. */
function batches(usual: number, nightly: number): readonly number[] {
  return Array.from({ length: IS_NIGHTLY ? nightly : usual }, (_, batch) => batch)
}

describe('random networks', () => {
  it('have layers of every kind', () => {
    const joins = LAYERS.filter((kind) => kind.joins === true).map((kind) => kind.name)
    expect([...Object.keys(FORMS), ...joins].sort()).toEqual(LAYERS.map((kind) => kind.name).sort())
  })

  it('are networks of several layers, with branches', () => {
    const networks = fc.sample(randomGraph(), { seed: SEED, numRuns: 100 }).map(({ network }) => layersOf(network))
    expect(networks.filter((layers) => layers.length >= 4).length).toBeGreaterThan(30)
    expect(networks.filter((layers) => layers.some(({ type }) => type === 'Sum')).length).toBeGreaterThan(20)
    expect(networks.filter((layers) => layers.some(({ type }) => type === 'Concat')).length).toBeGreaterThan(10)
  })
})

describe('a network and what is claimed of it agree exactly', () => {
  it.each(batches(3, 40))('at every output, borders "exact", batch %i', { timeout: TIMEOUT }, (batch) => {
    const counts = sweep('exact', batch, expectEverywhere)
    expect(counts.get('compared')).toBeGreaterThan(0.6 * BATCH)
  })

  it.each(batches(2, 40))('at every output where one kernel is claimed, batch %i', { timeout: TIMEOUT }, (batch) => {
    const counts = sweep('refuse', batch, (comparison) => {
      expect(comparison.derivation.checked.proof.claim.varies).toBeUndefined()
      expectEverywhere(comparison)
    })
    expect(counts.get('compared')).toBeGreaterThan(0.4 * BATCH)
  })

  it.each(batches(2, 40))('in the interior, batch %i', { timeout: TIMEOUT }, (batch) => {
    const counts = sweep('interior', batch, (comparison) => {
      expect(comparison.derivation.checked.proof.claim.varies).toBeUndefined()
      expectEqual(comparison)
    })
    expect(counts.get('compared')).toBeGreaterThan(0.5 * BATCH)
  })
})
