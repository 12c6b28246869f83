/** What a block costs layer by layer and merged: layers, stored numbers, multiply–adds. Never reads the value of a weight. */
import type { Stage } from '../src/derive/stage.ts'
import type { RealisedWeights } from '../src/emit/weights/realised.ts'
import { type Derivation, derive, realise } from '../src/index.ts'
import { costOf } from '../src/kernel/cost.ts'
import { productOf } from '../src/kernel/position.ts'
import { coefficientEntries, constantOf, type Index } from '../src/term/index-expression.ts'

export interface BlockCost {
  readonly layers: number
  /** Numbers in the state dict. */
  readonly parameters: number
  /** For all channels of one output position, away from the border. */
  readonly multiplyAdds: number
}

/** Samples per axis of the input on which a layer is counted by itself; no kernel of a block is larger. */
const SAMPLES = 32

/**
 * The block as written. Each layer counts as the convolution that it is by itself; a layer that only joins signals or passes
 * one on computes no product. Meant for layers that all have one output per input sample.
 */
export function costOfLayers(derivation: Derivation): BlockCost {
  const { stages } = derivation.assembly
  const counted = stages.filter(({ kind, passThrough }) => kind.joins !== true && !passThrough)
  const products = counted.map((stage) => costOfStage(stage, axesOf(derivation)))
  return {
    layers: counted.length,
    parameters: storedNumbers(derivation),
    multiplyAdds: products.reduce((sum, one) => sum + one, 0),
  }
}

/** The layers that are left. */
export function costOfMerged({ realised }: RealisedWeights): BlockCost {
  const { multiplyAdds, outputs, parameters } = costOf<unknown>(realised.realisation)
  return { layers: realised.realisation.layers.length, parameters, multiplyAdds: multiplyAdds / outputs }
}

function costOfStage({ layer, inputs, rates }: Stage, axes: number): number {
  if (numberOf(rates.up) !== 1 || numberOf(rates.down) !== 1)
    throw new TypeError(`${layer.type} does not have one output per input sample`)
  const channels = numberOf(inputs[0]?.channels ?? [])
  const inputShape = [channels, ...Array.from({ length: axes }, () => SAMPLES)]
  const { type, parameters } = layer
  const { weights } = realise(derive({ kind: 'layer', type, parameters }, { inputShape }))
  return costOf<unknown>(weights.realised.realisation).multiplyAdds
}

function storedNumbers(derivation: Derivation): number {
  const { bindings } = derivation.assembly
  const stored = bindings.filter(({ constant, values }) => constant === undefined && values === undefined)
  const sizes = new Map(
    stored.map(({ stateName, axes }) => {
      const lengths = axes.flatMap(({ sort, extent }) => entriesOf(extent, sort === 'channel' ? 1 : axesOf(derivation)))
      return [stateName, productOf(lengths)] as const
    }),
  )
  return [...sizes.values()].reduce((sum, one) => sum + one, 0)
}

function axesOf({ assembly }: Derivation): number {
  if (assembly.rank === 'any') throw new TypeError('a block has a fixed number of axes')
  return assembly.rank
}

function numberOf(index: Index): number {
  return entriesOf(index, 1)[0] ?? 0
}

function entriesOf(index: Index, axes: number): readonly number[] {
  const value = constantOf(index)
  if (value === undefined) throw new TypeError('a block has fixed sizes')
  return coefficientEntries(value, axes)
}
