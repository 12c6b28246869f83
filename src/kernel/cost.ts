/** What a realisation costs: arithmetic for every block of outputs, and stored numbers. Never reads an entry. */
import { productOf } from './position.ts'
import type { Realisation } from './realisation.ts'

export interface RealisationCost {
  /** Products that are added up for one block, that is for all channels at `outputs` positions. */
  readonly multiplyAdds: number
  /** Output positions in a block, |up|. */
  readonly outputs: number
  /** Entries of the weights and of the one bias. */
  readonly parameters: number
}

/**
 * The cost of a realisation away from the borders. Every entry of a weight is used once per block: a convolution has one output
 * position of its own in a block, and a transposed one has one input position.
 */
export function costOf<Entries>(realisation: Realisation<Entries>): RealisationCost {
  const { layers } = realisation
  const multiplyAdds = layers.reduce((sum, layer) => sum + productOf(layer.weight.shape), 0)
  const biases = productOf(layers[0]?.bias.shape ?? [0])
  return { multiplyAdds, outputs: outputsOf(realisation), parameters: multiplyAdds + biases }
}

function outputsOf<Entries>(realisation: Realisation<Entries>): number {
  switch (realisation.kind) {
    case 'conv':
      return 1
    case 'conv-transpose':
      return productOf(realisation.layers[0]?.stride ?? [])
    case 'conv-shuffle':
      return productOf(realisation.up)
    default:
      return realisation satisfies never
  }
}
