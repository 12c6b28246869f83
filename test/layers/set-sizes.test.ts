import { describe, expect, it } from 'vitest'
import { setSizes, sizeNames } from '../../src/layers/set-sizes.ts'
import { layersOf, type ParameterValue } from '../../src/net/network.ts'
import { readNetworkJson } from '../../src/read/network-json.ts'
import { readNotation } from '../../src/read/notation.ts'

/** The parameters of the only layer after K and C have got their numbers. */
function after(notation: string): Readonly<Record<string, ParameterValue>> {
  const sizes = new Map([
    ['K', 3],
    ['C', 4],
    ['same', 5],
    ['valid', 6],
  ])
  return layersOf(setSizes(readNotation(notation), sizes))[0]?.parameters ?? {}
}

describe('setSizes', () => {
  it.each([
    ['Conv1d(C, 2, K, padding=K)', { in_channels: 4, out_channels: 2, kernel_size: 3, padding: 3 }],
    ['Conv1d(1, 1, same, padding="same")', { in_channels: 1, out_channels: 1, kernel_size: 5, padding: 'same' }],
    ['AvgPool1d(2, padding="valid")', { kernel_size: 2, padding: 'valid' }],
    ['Conv1d(1, 1, 2, name=K, bias=K)', { in_channels: 1, out_channels: 1, kernel_size: 2, name: 'K', bias: 'K' }],
    ['BatchNorm1d(C, eps=K)', { num_features: 4, eps: 'K' }],
    ['Linear(C, 2, weight="K")', { in_features: 4, out_features: 2, weight: 'K' }],
  ])('%s', (notation, parameters) => {
    expect(after(notation)).toEqual(parameters)
  })

  it('reaches into containers, and leaves layers alone that nobody knows', () => {
    const network = readNotation('Sequential(Sequential(Conv1d(C, 1, 2)), ReLU())')
    expect(layersOf(setSizes(network, new Map([['C', 4]]))).map((layer) => layer.parameters)).toEqual([
      { in_channels: 4, out_channels: 1, kernel_size: 2 },
      {},
    ])
  })
})

const BRANCHED = `{"graph": {"inputs": ["x"], "output": "s", "nodes": [
  {"name": "a", "layer": "Conv1d", "in_channels": "C", "out_channels": "C", "kernel_size": "K", "from": ["x"]},
  {"name": "r", "layer": "Residual", "children": [{"layer": "BatchNorm1d", "num_features": "C"}], "from": ["a"]},
  {"name": "s", "layer": "Sum", "children": [{"layer": "AvgPool1d", "kernel_size": "D"}], "from": ["r"]}]}}`

describe('in branches and graphs', () => {
  it('setSizes changes the sizes and nothing else', () => {
    const sizes = new Map([
      ['C', 4],
      ['K', 3],
      ['D', 2],
    ])
    const text = BRANCHED.replaceAll('"C"', '4').replaceAll('"K"', '3').replaceAll('"D"', '2')
    expect(setSizes(readNetworkJson(BRANCHED), sizes)).toEqual(readNetworkJson(text))
  })

  it('sizeNames finds the names', () => {
    expect([...sizeNames(readNetworkJson(BRANCHED))].sort()).toEqual(['C', 'D', 'K'])
  })
})

it('sizeNames are the names that stand where a size is expected', () => {
  const network = readNotation('Sequential(Conv1d(C, D, K, padding="same", name=v), BatchNorm1d(D, eps=e))')
  expect([...sizeNames(network)].sort()).toEqual(['C', 'D', 'K'])
})
