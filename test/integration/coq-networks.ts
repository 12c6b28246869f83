/** Statements of random networks for certificates, symbolic and numeric in turn. */
import fc from 'fast-check'
import { derive } from '../../src/derive/derive.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { tensorExtents } from '../../src/layers/tensor-shape.ts'
import { formalMerge } from '../../src/lower/formal.ts'
import type { FormalMerge } from '../../src/lower/formal-net.ts'
import { layersOf, type NetworkNode } from '../../src/net/network.ts'
import type { StoredTensor } from '../../src/read/tensor.ts'
import { bindWeights } from '../../src/read/weights.ts'
import { randomNetwork } from '../laws/random-network.ts'

export interface RandomCertificate {
  readonly formal: FormalMerge
  readonly layers: number
  readonly isNumeric: boolean
}

const SEED = 20_261_123
const MOST_TERMS = 3_000
const EXTENTS = [40, 16, 11]
/** What a random network may be refused for: padding that one kernel cannot express, and size. */
const REFUSALS = /^(border|lower)\/|^layer\/kernel|^network\//

/** The first `count` networks of two or more layers that are one layer and small enough. */
export function randomCertificates(count: number): readonly RandomCertificate[] {
  const found: RandomCertificate[] = []
  for (let draw = 0; found.length < count; draw += 1) {
    if (draw > 40 * count) throw new Error(`only ${found.length} networks in ${draw} draws`)
    const rank = 1 + (draw % 3)
    const choice = { rank, layers: 6, padLater: draw % 2 === 0 }
    const [network] = fc.sample(randomNetwork(choice), { seed: SEED + draw, numRuns: 1 })
    if (network === undefined || layersOf(network).length < 2) continue
    const certificate = certificateOf(network, rank, draw % 4 < 2)
    if (certificate !== undefined) found.push(certificate)
  }
  return found
}

function certificateOf(network: NetworkNode, rank: number, isNumeric: boolean): RandomCertificate | undefined {
  try {
    const channels = channelsOf(network)
    const extent = EXTENTS[rank - 1] ?? 8
    const { checked, assembly } = derive(network, {
      inputShape: [channels, ...Array.from({ length: rank }, () => extent)],
    })
    const weights = isNumeric ? randomWeights(assembly.bindings, rank) : undefined
    const values = bindWeights(assembly.bindings, weights, { rank })
    const formal = formalMerge({ checked, values, maxTerms: MOST_TERMS })
    return { formal, layers: layersOf(network).length, isNumeric }
  } catch (error) {
    if (error instanceof ConvolemmaError && REFUSALS.test(error.problem.code)) return undefined
    throw error
  }
}

/** Multiples of 1/8 between −2 and 2, variances positive. */
function randomWeights(bindings: Parameters<typeof bindWeights>[0], rank: number): ReadonlyMap<string, StoredTensor> {
  const wanted = bindings.filter(({ axes, values }) => axes.length > 0 && values === undefined)
  return new Map(
    wanted.map((binding, at) => {
      const shape = tensorExtents(binding, rank, binding.stateName).flatMap((axis) => axis.extents)
      const length = shape.reduce((product, extent) => product * extent, 1)
      const [draws = []] = fc.sample(
        fc.array(fc.integer({ min: -16, max: 16 }), { minLength: length, maxLength: length }),
        {
          seed: SEED + at,
          numRuns: 1,
        },
      )
      const isVariance = binding.role === 'running_var'
      const data = Float64Array.from(draws, (draw) => (isVariance ? 1 + Math.abs(draw) : draw) / 8)
      return [binding.stateName, { name: binding.stateName, shape, dtype: 'float32', data }] as const
    }),
  )
}

function channelsOf(network: NetworkNode): number {
  for (const { parameters } of layersOf(network)) {
    const channels = parameters.in_channels ?? parameters.num_features ?? parameters.in_features
    if (typeof channels === 'number') return channels
  }
  return 1
}
