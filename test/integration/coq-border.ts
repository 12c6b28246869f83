/** Changes a statement about two unpadded layers into one with zero padding between them. */
import type { FormalLayer, FormalNet } from '../../src/lower/formal-net.ts'
import { type Polynomial, substitute, symbol } from '../../src/scalar/polynomial.ts'

/** The last layer reads `padding` samples earlier, and zeros outside of 0 ≤ position < extent. */
export function paddedBy(network: FormalNet, padding: number, extent: number): FormalNet {
  if (network.kind !== 'layer') throw new Error('expected a layer')
  const before: FormalNet = { kind: 'window', box: [{ from: 0, to: extent }], before: network.before }
  return shifted({ ...network, before }, -padding)
}

/** The network with its last layer reading `by` samples later. */
export function shifted(network: FormalNet, by: number): FormalNet {
  return onLastLayer(network, (layer) => ({
    ...layer,
    taps: layer.taps.map((tap) => ({ ...tap, offset: tap.offset.map((entry) => entry + by) })),
  }))
}

/** Other names for symbols of the last layer, all at once. */
export function renamed(network: FormalNet, names: ReadonlyMap<string, string>): FormalNet {
  const values = new Map([...names].map(([from, to]) => [from, symbol(to)] as const))
  const rename = (entry: Polynomial): Polynomial => substitute(entry, values)
  return onLastLayer(network, (layer) => ({
    ...layer,
    bias: layer.bias.map(rename),
    taps: layer.taps.map((tap) => ({ ...tap, matrix: tap.matrix.map((row) => row.map(rename)) })),
  }))
}

function onLastLayer(network: FormalNet, change: (layer: FormalLayer) => FormalLayer): FormalNet {
  if (network.kind !== 'layer') throw new Error('expected a layer')
  return { ...network, layer: change(network.layer) }
}
