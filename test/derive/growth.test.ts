import { describe, expect, it } from 'vitest'
import { derive } from '../../src/derive/derive.ts'
import { convNd } from '../../src/layers/builders.ts'
import { sequential } from '../../src/net/network.ts'

/** A chain of symbolic layers, each with its own sizes. */
function chain(layers: number) {
  const nodes = Array.from({ length: layers }, (_, at) =>
    convNd({
      inChannels: `C_${at}`,
      outChannels: `C_${at + 1}`,
      kernelSize: `K_${at + 1}`,
      stride: `s_${at + 1}`,
      dilation: `d_${at + 1}`,
      ...(at === 0 ? { padding: 'p_1' } : {}),
    }),
  )
  return sequential(...nodes)
}

function steps(layers: number): number {
  const { proof } = derive(chain(layers)).checked
  const own = proof.lemmas.filter((lemma) => lemma.parameters.some((parameter) => parameter.extent === undefined))
  return own.flatMap((lemma) => lemma.rules).reduce((total, rule) => total + rule.steps.length, 0)
}

describe('how a proof grows', () => {
  it('the number of steps is linear in the number of layers', () => {
    const counts = [2, 3, 4, 6, 10].map((layers) => ({ layers, steps: steps(layers) }))
    const [first, second] = counts
    const perLayer = (second?.steps ?? 0) - (first?.steps ?? 0)
    for (const count of counts) expect(count.steps).toBe((first?.steps ?? 0) + (count.layers - 2) * perLayer)
    expect(perLayer).toBeLessThan(40)
  })
})
