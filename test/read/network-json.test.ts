import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LAYERS } from '../../src/layers/index.ts'
import { keywordOf } from '../../src/layers/schema.ts'
import { flattenNetwork } from '../../src/net/flatten.ts'
import { residual, sum } from '../../src/net/graph.ts'
import { type NetworkNode, sequential } from '../../src/net/network.ts'
import { readNetworkJson, writeNetworkJson } from '../../src/read/network-json.ts'
import { randomNetwork } from '../net/random-network.ts'
import { outcome, refusal } from './hostile.ts'

const ID = { layer: 'Identity' }
const IDENTITY: NetworkNode = { kind: 'layer', type: 'Identity', parameters: {} }

const read = (value: unknown): NetworkNode => readNetworkJson(JSON.stringify(value), 'net.json')
const paths = (value: unknown): readonly string[] =>
  flattenNetwork(read(value)).layers.map(({ path, type }) => `${path} ${type}`)

/** A network that is one graph with the input x. */
const graphOf = (nodes: unknown, output: unknown, inputs: unknown = ['x']): unknown => ({
  graph: { inputs, nodes, output },
})

describe('readNetworkJson reads', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['a layer', ID, [' Identity']],
    ['a sum', { layer: 'Sum', children: [ID, ID] }, ['0 Identity', '1 Identity', ' Sum']],
    [
      'labels',
      {
        layer: 'Concat',
        children: [
          { label: 'main', ...ID },
          { label: 'skip', layer: 'Sequential', children: [ID] },
        ],
      },
      ['main Identity', 'skip.0 Identity', ' Concat'],
    ],
    ['a residual connection', { layer: 'Residual', children: [ID] }, ['identity Identity', '0 Identity', ' Sum']],
    [
      'a residual connection around a chain',
      { layer: 'Residual', children: [ID, { layer: 'ReLU' }] },
      ['identity Identity', '0 Identity', '1 ReLU', ' Sum'],
    ],
    [
      'a graph',
      graphOf(
        [
          { name: 's', layer: 'Sum', from: ['a', 'x'] },
          { name: 'a', layer: 'Conv2d', in_channels: 1, out_channels: 1, kernel_size: 1, from: ['x'] },
        ],
        's',
      ),
      ['a Conv2d', 's Sum'],
    ],
    ['a graph of one node, which need not say what it reads', graphOf([{ name: 'a', ...ID }], 'a'), ['a Identity']],
    ['a graph of one node that reads both inputs', graphOf([{ name: 's', layer: 'Sum' }], 's', ['x', 'y']), ['s Sum']],
    [
      'a chain, branches and a graph as nodes of a graph',
      graphOf(
        [
          { name: 'c', layer: 'Sequential', children: [ID, ID], from: ['x'] },
          { name: 'b', layer: 'Sum', children: [ID, ID], from: ['c'] },
          { name: 'g', ...(graphOf([{ name: 'n', ...ID }], 'n') as object), from: ['b'] },
        ],
        'g',
      ),
      ['c.0 Identity', 'c.1 Identity', 'b.0 Identity', 'b.1 Identity', 'b Sum', 'g.n Identity'],
    ],
    [
      'a node that stands in a field of its own, because its layer has a parameter called name',
      graphOf(
        [
          {
            name: 'a',
            node: { layer: 'Conv1d', in_channels: 1, out_channels: 1, kernel_size: 1, name: 'v' },
            from: ['x'],
          },
        ],
        'a',
      ),
      ['a Conv1d'],
    ],
    [
      'a graph in a chain',
      { layer: 'Sequential', children: [ID, { label: 'g', ...(graphOf([{ name: 'n', ...ID }], 'n') as object) }] },
      ['0 Identity', 'g.n Identity'],
    ],
  ])('%s', (_, value, expected) => {
    expect(paths(value)).toEqual(expected)
  })
})

describe('readNetworkJson refuses', () => {
  it.each<[string, unknown, string, string, string]>([
    ['a list', [], 'network-json/object', 'net.json', 'expected an object'],
    ['no layer', {}, 'network-json/layer', 'net.json', 'the field "layer" must name a layer'],
    [
      'a sum of nothing',
      { layer: 'Sequential', children: [{ layer: 'Sum', children: [] }] },
      'network-json/empty',
      'net.json.children[0]',
      'Sum needs at least one layer',
    ],
    [
      'a sum that joins nothing',
      { layer: 'Sequential', children: [ID, { layer: 'Sum' }] },
      'network-json/children',
      'net.json.children[1]',
      'the field "children" must be a list of layers',
    ],
    [
      'a sum in a graph whose chain gives it one signal',
      graphOf([{ name: 'a', layer: 'Sequential', children: [ID, { layer: 'Concat' }] }], 'a'),
      'network-json/children',
      'net.json.graph.nodes[0].children[1]',
      'the field "children" must be a list of layers',
    ],
    [
      'a residual connection around nothing',
      { layer: 'Residual', children: [] },
      'network-json/empty',
      'net.json',
      'Residual needs at least one layer',
    ],
    [
      'the label of the input itself',
      { layer: 'Residual', children: [ID, { label: 'identity', ...ID }] },
      'network-json/twice',
      'net.json.children[1]',
      'the label identity is that of the input itself',
    ],
    [
      'a label given twice',
      { layer: 'Sum', children: [{ label: '1', ...ID }, ID] },
      'network-json/twice',
      'net.json.children[1]',
      'the label "1" is given twice',
    ],
    [
      'a label that is no string',
      { layer: 'Sum', children: [{ label: 1, ...ID }] },
      'network-json/label',
      'net.json.children[0]',
      'the field "label" must be a string',
    ],
    [
      'a parameter that Sum has not',
      { layer: 'Sum', dim: 1, children: [ID] },
      'network-json/unknown-field',
      'net.json',
      'Sum has no field "dim"',
    ],
    [
      'a parameter that Sequential has not',
      { layer: 'Sequential', child: [ID] },
      'network-json/unknown-field',
      'net.json',
      'Sequential has no field "child"',
    ],
    [
      'children of a layer',
      { layer: 'Identity', children: [ID] },
      'network-json/unknown-container',
      'net.json',
      'Identity is not a container that can be read',
    ],
    [
      'children of an unknown container',
      { layer: 'Block', children: [ID] },
      'network-json/unknown-container',
      'net.json',
      'Block is not a container that can be read',
    ],
    [
      'a field beside a graph',
      { graph: {}, layer: 'Sum' },
      'network-json/unknown-field',
      'net.json',
      'a graph has no field "layer"',
    ],
    [
      'a field that a graph has not',
      { graph: { input: 'x' } },
      'network-json/unknown-field',
      'net.json.graph',
      'a graph has no field "input"',
    ],
    ['a graph that is a list', { graph: [] }, 'network-json/object', 'net.json.graph', 'expected an object'],
    [
      'inputs that are no list',
      graphOf([], 'x', 'x'),
      'network-json/inputs',
      'net.json.graph',
      'the field "inputs" must be a list of names',
    ],
    [
      'an input without a name',
      graphOf([], 'x', [1]),
      'network-json/inputs',
      'net.json.graph.inputs[0]',
      'expected a name',
    ],
    [
      'nodes that are no list',
      graphOf({}, 'x'),
      'network-json/nodes',
      'net.json.graph',
      'the field "nodes" must be a list of nodes',
    ],
    [
      'no output',
      graphOf([], undefined),
      'network-json/output',
      'net.json.graph',
      'the field "output" must name a node',
    ],
    [
      'a node without a name',
      graphOf([ID], 'a'),
      'network-json/name',
      'net.json.graph.nodes[0]',
      'the field "name" must name the node',
    ],
    [
      'one of two nodes that does not say what it reads',
      graphOf(
        [
          { name: 'a', ...ID },
          { name: 'b', ...ID, from: ['a'] },
        ],
        'b',
      ),
      'network-json/from',
      'net.json.graph.nodes[0]',
      'the field "from" must be a list of names',
    ],
    [
      'a source that is no name',
      graphOf([{ name: 'a', ...ID, from: ['x', 2] }], 'a'),
      'network-json/from',
      'net.json.graph.nodes[0].from[1]',
      'expected a name',
    ],
    [
      'a field beside a node in a field of its own',
      graphOf([{ name: 'a', node: ID, stride: 1 }], 'a'),
      'network-json/unknown-field',
      'net.json.graph.nodes[0]',
      'a node with a field "node" has no field "stride"',
    ],
    [
      'a bad value in a nested graph',
      graphOf([{ name: 'g', ...(graphOf([{ name: 'c', layer: 'Conv1d', stride: [{}] }], 'c') as object) }], 'g'),
      'network-json/value',
      'net.json.graph.nodes[0].graph.nodes[0].stride[0]',
      'expected a number, a string, true, false, null or a list of these',
    ],
    [
      'a cycle',
      graphOf(
        [
          { name: 'a', layer: 'Sum', from: ['x', 'b'] },
          { name: 'b', ...ID, from: ['a'] },
        ],
        'b',
      ),
      'graph/cycle',
      'net.json.graph.nodes[0]',
      'the graph has a cycle: a → b → a',
    ],
    [
      'a dangling input, in a graph in a chain',
      { layer: 'Sequential', children: [ID, graphOf([{ name: 'a', ...ID, from: ['z'] }], 'a')] },
      'graph/dangling',
      'net.json.children[1].graph.nodes[0]',
      '"a" reads "z", which no input and no node is called',
    ],
    [
      'two outputs',
      graphOf(
        [
          { name: 'a', ...ID, from: ['x'] },
          { name: 'b', ...ID, from: ['x'] },
        ],
        'b',
      ),
      'graph/unused',
      'net.json.graph.nodes[0]',
      'nothing reads "a", and the one output is "b"',
    ],
  ])('%s', (_, value, code, where, what) => {
    expect(refusal(() => read(value))).toMatchObject({ code, where, what })
  })

  it('more than 200 networks inside each other', () => {
    const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown =>
      Array.from({ length: depth }).reduce(wrap, ID)
    const chain = (inner: unknown): unknown => ({ layer: 'Sequential', children: [inner] })
    const graph = (inner: unknown): unknown => graphOf([{ name: 'a', ...(inner as object) }], 'a')
    for (const wrap of [chain, graph]) {
      expect(paths(nested(200, wrap))).toHaveLength(1)
      expect(refusal(() => read(nested(201, wrap))).code).toBe('network-json/too-deep')
    }
  })
})

describe('writeNetworkJson', () => {
  it('writes residual connections as such', () => {
    expect(writeNetworkJson(residual(IDENTITY))).toEqual({ layer: 'Residual', children: [ID] })
    expect(writeNetworkJson(sum(IDENTITY, residual(IDENTITY, IDENTITY)))).toEqual({
      layer: 'Sum',
      children: [ID, { layer: 'Residual', children: [ID, ID] }],
    })
  })

  it('does not nest deeper than the network was', () => {
    const deep = Array.from({ length: 200 }).reduce<NetworkNode>((node) => residual(node, IDENTITY), sequential())
    expect(read(writeNetworkJson(deep))).toEqual(deep)
  })

  it('is undone by readNetworkJson', () => {
    fc.assert(
      fc.property(randomNetwork, (network) => {
        expect(read(writeNetworkJson(network))).toEqual(network)
      }),
      { seed: 4, numRuns: 500 },
    )
  })
})

it('no layer has a parameter called like a field that says where the layer stands', () => {
  const fields = ['layer', 'children', 'label', 'graph']
  const clashes = LAYERS.filter(({ schema }) => Object.keys(schema).some((name) => fields.includes(keywordOf(name))))
  expect(clashes.map((kind) => kind.name)).toEqual([])
})

it('every change of a part of the JSON is read or refused', () => {
  const value = fc.constantFrom<unknown>(null, 1, 'x', 'Sum', [], {}, [ID], ['x'], { name: 'a' }, graphOf([], 'x'))
  fc.assert(
    fc.property(randomNetwork, fc.nat(30), value, (network, place, other) => {
      let at = 0
      const text = JSON.stringify(writeNetworkJson(network), (_, part: unknown) => (at++ === place ? other : part))
      outcome(() => flattenNetwork(readNetworkJson(text)))
    }),
    { seed: 5, numRuns: 1_000 },
  )
})
