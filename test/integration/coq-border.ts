/** Changes a statement about two unpadded layers into one with zero padding between them. */
import type { FormalLayer, FormalNet } from '../../src/lower/formal-net.ts'
import { type Polynomial, substitute, symbol } from '../../src/scalar/polynomial.ts'

/** The last layer reads `padding` samples earlier, and zeros outside of 0 ≤ position < extent. */
export function paddedBy(network: FormalNet, padding: number, extent: number): FormalNet {
  if (network.kind !== 'layer') throw new Error('expected a layer')
  const before: FormalNet = { kind: 'window', extents: [extent], before: network.before }
  return { kind: 'layer', layer: shifted(network.layer, -padding), before }
}

export function shifted(layer: FormalLayer, by: number): FormalLayer {
  return { ...layer, taps: layer.taps.map((tap) => ({ ...tap, offset: tap.offset.map((entry) => entry + by) })) }
}

/** Other names for symbols, all at once. */
export function renamed(layer: FormalLayer, names: ReadonlyMap<string, string>): FormalLayer {
  const values = new Map([...names].map(([from, to]) => [from, symbol(to)] as const))
  const rename = (entry: Polynomial): Polynomial => substitute(entry, values)
  return {
    ...layer,
    bias: layer.bias.map(rename),
    taps: layer.taps.map((tap) => ({ ...tap, matrix: tap.matrix.map((row) => row.map(rename)) })),
  }
}
