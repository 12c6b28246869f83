/** Random networks of every kind of node: chains, branches and graphs inside each other. Says nothing about channels. */
import fc from 'fast-check'
import { concat, concatLayer, graph, residual, residualOf, sum, sumLayer } from '../../src/net/graph.ts'
import type { GraphNode, LabelledNode, LayerNode, NetworkNode, SequentialNode } from '../../src/net/network.ts'

const LABELS = ['a', 'conv1', 'b.c', 'left', 'right', 'x y']

const layer: fc.Arbitrary<LayerNode> = fc.oneof(
  fc
    .record(
      {
        in_channels: fc.constantFrom<number | string>(1, 2, 'C'),
        out_channels: fc.nat(5),
        kernel_size: fc.oneof(fc.constant('K'), fc.nat(3), fc.array(fc.nat(3), { minLength: 1, maxLength: 1 })),
        bias: fc.boolean(),
        name: fc.constant('v'),
      },
      { requiredKeys: ['in_channels', 'out_channels', 'kernel_size'] },
    )
    .map((parameters): LayerNode => ({ kind: 'layer', type: 'Conv1d', parameters })),
  fc.constantFrom('Identity', 'ReLU').map((type): LayerNode => ({ kind: 'layer', type, parameters: {} })),
)

function labelled(nodes: readonly NetworkNode[], isNumbered: boolean): readonly LabelledNode[] {
  return nodes.map((node, at) => ({ label: isNumbered ? `${at}` : (LABELS[at] ?? `${at}`), node }))
}

/** A graph in which every node reads earlier ones, and a last one adds what nobody has read; then in any order. */
function graphOf(nodes: readonly NetworkNode[], choices: readonly number[], isConcat: boolean): GraphNode {
  const names = ['x']
  const parts = nodes.map((node, at) => {
    const sources = [0, 1].map((one) => names[(choices[2 * at + one] ?? 0) % names.length] ?? 'x')
    const from = node.kind === 'layer' && node.type === 'Identity' ? sources : sources.slice(1)
    names.push(`n${at}`)
    return { name: `n${at}`, node: from.length === 1 ? node : sumLayer, from }
  })
  const read = new Set(parts.flatMap((part) => part.from))
  const loose = names.filter((name) => !read.has(name))
  const all = [...parts, { name: 'out', node: isConcat ? concatLayer : sumLayer, from: loose }]
  const order = all.map((part, at) => ({ part, key: choices[at] ?? 0 })).sort((one, other) => one.key - other.key)
  return graph({ inputs: ['x'], nodes: order.map(({ part }) => part), output: 'out' })
}

const tied = fc.letrec<{ node: NetworkNode }>((tie) => {
  const nodes = fc.array(tie('node'), { minLength: 1, maxLength: 4 })
  const choices = fc.array(fc.nat(20), { minLength: 8, maxLength: 8 })
  const chain = fc
    .tuple(fc.array(tie('node'), { maxLength: 4 }), fc.boolean())
    .map(([list, isNumbered]): SequentialNode => ({ kind: 'sequential', children: labelled(list, isNumbered) }))
  return {
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      layer,
      chain,
      nodes.map((list) => sum(...list)),
      nodes.map((list) => concat(...list)),
      nodes.map((list) => ({ ...sum(...list), children: labelled(list, false) })),
      nodes.map((list) => residual(...list)),
      nodes.map((list) => residualOf(labelled(list, false))),
      fc.tuple(nodes, choices, fc.boolean()).map(([list, keys, isConcat]) => graphOf(list, keys, isConcat)),
    ),
  }
})

/** Networks that flatten without an error. */
export const randomNetwork: fc.Arbitrary<NetworkNode> = tied.node
