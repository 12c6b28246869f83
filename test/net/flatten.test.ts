import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/errors.ts'
import { flattenNetwork } from '../../src/net/flatten.ts'
import { concat, graph, residual, sum, sumLayer } from '../../src/net/graph.ts'
import { type FlatNetwork, type NetworkNode, type Source, sequential } from '../../src/net/network.ts'
import { refusal } from '../read/hostile.ts'
import { randomNetwork } from './random-network.ts'

const layer = (type: string): NetworkNode => ({ kind: 'layer', type, parameters: {} })
const [A, B, C] = [layer('A'), layer('B'), layer('C')]

/** One line per layer, "path: Type(what it reads)", and what is given. */
function show({ inputs, layers, output }: FlatNetwork): readonly string[] {
  const name = (source: Source): string =>
    source.kind === 'input' ? `input ${inputs[source.number]}`.trim() : `${source.place}`
  return [...layers.map(({ path, type, from }) => `${path}: ${type}(${from.map(name).join(', ')})`), name(output)]
}

const flat = (network: NetworkNode): readonly string[] => show(flattenNetwork(network))

/** A graph in one line: "a=A(x)" is the node a, a layer of type A that reads x. */
function written(inputs: string, nodes: readonly string[], output: string): NetworkNode {
  const parts = nodes.map((text) => {
    const [, name = '', type = '', from = ''] = /^(\w*)=(\w+)\((.*)\)$/.exec(text) ?? []
    return { name, node: layer(type), from: from.split(',').filter((one) => one !== '') }
  })
  return graph({ inputs: inputs.split(',').filter((one) => one !== ''), nodes: parts, output })
}

function problemOf(network: NetworkNode): Problem {
  return refusal(() => flattenNetwork(network))
}

describe('flattenNetwork', () => {
  it.each<[string, NetworkNode, readonly string[]]>([
    ['one layer', A, [': A(input)', '0']],
    ['a chain', sequential(A, sequential(B, C)), ['0: A(input)', '1.0: B(0)', '1.1: C(1)', '2']],
    ['nothing', sequential(sequential(), sequential()), ['input']],
    ['a sum', sequential(A, sum(B, C)), ['0: A(input)', '1.0: B(0)', '1.1: C(0)', '1: Sum(1, 2)', '3']],
    ['a sum of one', sum(A), ['0: A(input)', ': Sum(0)', '1']],
    ['an empty chain in a sum is the identity', sum(A, sequential()), ['0: A(input)', ': Sum(0, input)', '1']],
    [
      'a concatenation in a sum',
      sum(concat(A, B), C),
      ['0.0: A(input)', '0.1: B(input)', '0: Concat(0, 1)', '1: C(input)', ': Sum(2, 3)', '4'],
    ],
    ['a residual connection', residual(A), ['identity: Identity(input)', '0: A(input)', ': Sum(0, 1)', '2']],
    [
      'a residual connection around several layers',
      sequential(A, residual(B, C)),
      ['0: A(input)', '1.identity: Identity(0)', '1.0: B(0)', '1.1: C(2)', '1: Sum(1, 3)', '4'],
    ],
    [
      'a graph whose nodes stand in any order',
      written('x', ['s=Sum(b,a)', 'b=B(a)', 'a=A(x)'], 's'),
      ['a: A(input x)', 'b: B(0)', 's: Sum(1, 0)', '2'],
    ],
    [
      'a graph with two inputs, one read twice',
      written('x,y', ['s=Sum(y,x,y)'], 's'),
      ['s: Sum(input y, input x, input y)', '0'],
    ],
    ['a graph that gives its input', written('x', [], 'x'), ['input x']],
    ['a node that is read and also the output of nothing else', written('x', ['a=A(x)'], 'a'), ['a: A(input x)', '0']],
    [
      'a graph in a graph',
      graph({
        inputs: ['x', 'y'],
        nodes: [
          { name: 'g', node: written('u,v', ['s=Sum(u,v)'], 's'), from: ['y', 'x'] },
          { name: 'e', node: sequential(), from: ['g'] },
          { name: 'p', node: sum(A, B), from: ['e'] },
        ],
        output: 'p',
      }),
      ['g.s: Sum(input y, input x)', 'p.0: A(0)', 'p.1: B(0)', 'p: Sum(1, 2)', '3'],
    ],
    [
      'a chain whose first layer joins',
      graph({
        inputs: ['x', 'y'],
        nodes: [{ name: 'c', node: sequential(sumLayer, A), from: ['x', 'y'] }],
        output: 'c',
      }),
      ['c.0: Sum(input x, input y)', 'c.1: A(0)', '1'],
    ],
  ])('%s', (_, network, lines) => {
    expect(flat(network)).toEqual(lines)
  })

  it('keeps the order in which nodes are written where it can', () => {
    const network = written('x', ['c=C(x)', 'a=A(x)', 'b=B(c)', 's=Sum(a,b)'], 's')
    expect(flattenNetwork(network).layers.map((one) => one.path)).toEqual(['c', 'a', 'b', 's'])
  })

  it('takes chains of ten thousand layers, also as a graph written backwards', () => {
    const count = 10_000
    const nodes = Array.from({ length: count }, (_, at) => `n${at}=A(${at === 0 ? 'x' : `n${at - 1}`})`)
    for (const order of [nodes, nodes.toReversed()]) {
      const { layers, output } = flattenNetwork(written('x', order, `n${count - 1}`))
      expect(layers.every(({ path }, at) => path === `n${at}`)).toBe(true)
      expect(output).toEqual({ kind: 'layer', place: count - 1 })
    }
    expect(flattenNetwork(sequential(...Array.from({ length: count }, () => A))).layers).toHaveLength(count)
  })
})

describe('flattenNetwork refuses', () => {
  it.each<[string, NetworkNode, string, string]>([
    [
      'a cycle, which it follows',
      written('x', ['a=Sum(x,b)', 'b=B(a)'], 'b'),
      'graph/cycle',
      'the graph has a cycle: a → b → a',
    ],
    ['a node that reads itself', written('x', ['a=Sum(x,a)'], 'a'), 'graph/cycle', 'the graph has a cycle: a → a'],
    [
      'a cycle beside the way to the output',
      written('x', ['a=A(x)', 'b=B(d)', 'c=C(b)', 'd=A(c)'], 'a'),
      'graph/cycle',
      'the graph has a cycle: b → c → d → b',
    ],
    [
      'a long cycle, of which it shows the beginning',
      written('x', ['a=A(l)', ...[...'bcdefghijkl'].map((name, at) => `${name}=A(${'abcdefghijk'[at]})`)], 'l'),
      'graph/cycle',
      'the graph has a cycle: a → b → c → d → e → f → … → a',
    ],
    [
      'a dangling input',
      written('x', ['conv=A(x)', 's=Sum(conv,cnov)'], 's'),
      'graph/dangling',
      '"s" reads "cnov", which no input and no node is called',
    ],
    ['a node that reads nothing', written('x', ['a=A()'], 'a'), 'graph/dangling', '"a" reads nothing'],
    ['a name given twice', written('x', ['a=A(x)', 'a=B(a)'], 'a'), 'graph/twice', 'the name "a" is given twice'],
    ['a node named as an input', written('x', ['x=A(x)'], 'x'), 'graph/twice', 'the name "x" is given twice'],
    ['an input named twice', written('x,x', ['a=A(x)'], 'a'), 'graph/twice', 'the name "x" is given twice'],
    [
      'an unknown output',
      written('x', ['a=A(x)'], 'b'),
      'graph/output',
      'the output is "b", which no input and no node is called',
    ],
    [
      'no output',
      written('x', ['a=A(x)'], ''),
      'graph/output',
      'the output is "", which no input and no node is called',
    ],
    [
      'two outputs',
      written('x', ['a=A(x)', 'b=B(a)', 'c=C(a)'], 'b'),
      'graph/unused',
      'nothing reads "c", and the one output is "b"',
    ],
    [
      'a node behind the output',
      written('x', ['a=A(x)', 'b=B(a)'], 'a'),
      'graph/unused',
      'nothing reads "b", and the one output is "a"',
    ],
    ['an input that nothing reads', written('x,y', ['a=A(y)'], 'a'), 'graph/unused', 'nothing reads the input "x"'],
    ['a graph without inputs', written('', ['a=A(a)'], 'a'), 'graph/empty', 'the graph has no input'],
    ['a sum of nothing', sequential(sum()), 'graph/empty', 'Sum() has nothing to join'],
    [
      'a graph with two inputs in a chain',
      sequential(written('x,y', ['s=Sum(x,y)'], 's')),
      'graph/inputs',
      'the graph has 2 inputs (x, y), but reads 1',
    ],
    [
      'two sources of a chain that has no layers',
      graph({ inputs: ['x', 'y'], nodes: [{ name: 'e', node: sequential(), from: ['x', 'y'] }], output: 'e' }),
      'graph/inputs',
      'a Sequential without layers gives what it reads, but it reads 2 signals',
    ],
    [
      'two layers of one name',
      {
        kind: 'sequential',
        children: [
          { label: '1.0', node: A },
          { label: '1', node: sequential(B) },
        ],
      },
      'graph/twice',
      'the name "1.0" is given twice, also to B()',
    ],
  ])('%s', (_, network, code, what) => {
    expect(problemOf(network)).toMatchObject({ code, what })
  })

  it('with a name that was probably meant, and with the place', () => {
    const network = sequential(A, written('x', ['conv1=A(x)', 's=Sum(conv1,cnov1)'], 's'))
    const fix = ['did you mean conv1?', 'the names are x, conv1, s']
    expect(problemOf(network)).toMatchObject({ where: 'network, part 1.s', fix })
    expect(problemOf(written('x', ['a=A(x)'], 'b'))).toMatchObject({ where: 'network', fix: ['the names are x, a'] })
    const many = Array.from({ length: 9 }, (_, at) => `n${at}=A(x)`)
    expect(problemOf(written('x', many, 'quite another'))).not.toHaveProperty('fix')
  })

  it('networks too deep to walk, and small ones that stand for too large ones', () => {
    const nested = (depth: number, wrap: (node: NetworkNode) => NetworkNode, inner: NetworkNode): NetworkNode =>
      Array.from({ length: depth }).reduce<NetworkNode>((node) => wrap(node), inner)
    expect(flattenNetwork(nested(1_000, (node) => sequential(node), A)).layers).toHaveLength(1)
    expect(problemOf(nested(1_001, (node) => sequential(node), A)).code).toBe('graph/too-deep')
    expect(problemOf(nested(100_000, (node) => sum(node), A)).code).toBe('graph/too-deep')
    expect(problemOf(nested(60, (node) => sum(node, node), A)).code).toBe('graph/too-large')
    expect(problemOf(nested(60, (node) => sequential(node, node), sequential())).code).toBe('graph/too-large')
  })
})

/** What a network computes, as a formula without names: every layer is a function symbol. Exponential, and independent of lists. */
function formula(node: NetworkNode, inputs: readonly string[]): string {
  switch (node.kind) {
    case 'layer':
      return `${node.type}(${inputs.join(',')})`
    case 'sequential':
      return node.children.reduce((now, child) => [formula(child.node, now)], inputs).join(',')
    case 'branches':
      return formula(
        node.join,
        node.children.map((child) => formula(child.node, inputs)),
      )
    case 'graph': {
      const signalOf = (name: string): string => {
        const part = node.nodes.find((one) => one.name === name)
        return part === undefined
          ? (inputs[node.inputs.indexOf(name)] ?? '?')
          : formula(part.node, part.from.map(signalOf))
      }
      return signalOf(node.output)
    }
    default:
      return node satisfies never
  }
}

it('the list computes what the nested network does, each layer after those that it reads, and all are read', () => {
  fc.assert(
    fc.property(randomNetwork, (network) => {
      const { inputs, layers, output } = flattenNetwork(network)
      const values: string[] = []
      const signalOf = (source: Source): string =>
        (source.kind === 'input' ? inputs[source.number] : values[source.place]) ?? 'not yet there'
      for (const { type, from } of layers) values.push(`${type}(${from.map(signalOf).join(',')})`)
      expect(signalOf(output)).toBe(formula(network, inputs))
      const read = new Set([output, ...layers.flatMap((one) => one.from)].map((source) => JSON.stringify(source)))
      expect(layers.every((_, place) => read.has(JSON.stringify({ kind: 'layer', place })))).toBe(true)
    }),
    { seed: 4, numRuns: 500 },
  )
})
