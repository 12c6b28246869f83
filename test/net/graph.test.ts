import { describe, expect, it } from 'vitest'
import { graph, residual, residualLayers, residualOf, sum, sumLayer } from '../../src/net/graph.ts'
import { type BranchesNode, type NetworkNode, sequential } from '../../src/net/network.ts'
import { readNetworkJson } from '../../src/read/network-json.ts'
import { readNotation } from '../../src/read/notation.ts'
import { refusal } from '../read/hostile.ts'

const A: NetworkNode = { kind: 'layer', type: 'Identity', parameters: {} }
const B: NetworkNode = { kind: 'layer', type: 'ReLU', parameters: {} }

function withoutPlaces(node: NetworkNode): unknown {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'at' ? undefined : value)))
}

describe('the builders', () => {
  it('make what the notation makes', () => {
    const built = sequential(sum(A, B), residual(A, B), residual(B))
    const read = readNotation('Sequential(Sum(Identity(), ReLU()), Residual(Identity(), ReLU()), Residual(ReLU()))')
    expect(withoutPlaces(read)).toEqual(built)
  })

  it('make what JSON makes', () => {
    const nodes = [
      { name: 'a', node: A, from: ['x'] },
      { name: 's', node: sumLayer, from: ['a', 'x'] },
    ]
    const json =
      '{"graph": {"inputs": ["x"], "output": "s", "nodes": [{"name": "a", "layer": "Identity", "from": ["x"]}, {"name": "s", "layer": "Sum", "from": ["a", "x"]}]}}'
    expect(readNetworkJson(json)).toEqual(graph({ inputs: ['x'], nodes, output: 's' }))
  })

  it('refuse a residual connection around nothing', () => {
    expect(refusal(() => residual())).toMatchObject({ code: 'graph/empty', what: 'Residual has no layer' })
  })
})

describe('residualLayers undoes residualOf', () => {
  const labelled = (...labels: readonly string[]) => labels.map((label) => ({ label, node: B }))

  it.each([
    ['one layer', labelled('0')],
    ['a named layer', labelled('fn')],
    ['several layers', labelled('0', '1')],
    ['named layers', labelled('norm', 'fn')],
    ['a chain', [{ label: '0', node: sequential(A, B) }]],
    ['a chain of one layer without a label', [{ label: '', node: sequential(A) }]],
  ])('%s', (_, layers) => {
    expect(residualLayers(residualOf(layers))).toEqual(layers)
  })

  it.each<[string, BranchesNode]>([
    ['a sum of two', sum(A, B)],
    ['a sum of three', { ...sum(), children: [{ label: 'identity', node: A }, ...labelled('0', '1')] }],
    ['a concatenation', { ...residual(A), join: { kind: 'layer', type: 'Concat', parameters: {} } }],
    ['another first branch', { ...sum(), children: [{ label: 'identity', node: B }, ...labelled('0')] }],
    ['no branches', sum()],
  ])('and knows that %s is none', (_, node) => {
    expect(residualLayers(node)).toBeUndefined()
  })
})
