/** Puts the nodes of a graph in an order in which each stands after those that it reads. Looks into no node. */
import { fail, type Problem } from '../errors.ts'
import { nameHint } from './nearest-name.ts'
import type { GraphNode } from './network.ts'

/** A node of a graph with its name and the names of what it reads. */
export type GraphPart = GraphNode['nodes'][number]

/** Where the graph stands, or its node with this number in the list. */
export type PlaceOf = (node?: number) => string

/**
 * The nodes in an order in which each stands after those that it reads; as they are written where that is such an order.
 * Every node leads to the output, and every input is read.
 * @throws ConvolemmaError "graph/empty", "graph/twice", "graph/dangling", "graph/output", "graph/cycle", "graph/unused"
 */
export function orderGraph(graph: GraphNode, placeOf: PlaceOf): readonly GraphPart[] {
  const numbers = numberNames(graph, placeOf)
  const reads = graph.nodes.map((part, at) => readsOf(part, numbers, placeOf(at)))
  refuseUnknownOutput(graph, numbers, placeOf())
  const order = dependenciesFirst(graph, reads, placeOf)
  refuseUnused(graph, placeOf)
  return order.flatMap((at) => graph.nodes[at] ?? [])
}

/** The number of the node with a name; "input" for the name of an input. */
type Numbers = ReadonlyMap<string, number | 'input'>

/** @throws ConvolemmaError "graph/empty", "graph/twice" */
function numberNames({ inputs, nodes }: GraphNode, placeOf: PlaceOf): Numbers {
  if (inputs.length === 0) refuse('empty', 'the graph has no input', placeOf(), 'inputs: ["x"]')
  const numbers = new Map<string, number | 'input'>()
  const add = (name: string, number: number | 'input', where: string): void => {
    if (numbers.has(name)) {
      const what = `the name ${JSON.stringify(name)} is given twice`
      refuse('twice', what, where, 'every input and every node has a name of its own')
    }
    numbers.set(name, number)
  }
  for (const name of inputs) add(name, 'input', placeOf())
  nodes.forEach(({ name }, at) => {
    add(name, at, placeOf(at))
  })
  return numbers
}

/** The numbers of the nodes that a node reads. @throws ConvolemmaError "graph/dangling" */
function readsOf({ name, from }: GraphPart, numbers: Numbers, where: string): readonly number[] {
  if (from.length === 0) {
    refuse('dangling', `${JSON.stringify(name)} reads nothing`, where, 'from: the names of inputs and nodes')
  }
  return from.flatMap((source) => {
    const number = numbers.get(source)
    if (number === undefined) {
      const what = `${JSON.stringify(name)} reads ${JSON.stringify(source)}, which no input and no node is called`
      return refuse('dangling', what, where, namesMeant(source, numbers))
    }
    return number === 'input' ? [] : [number]
  })
}

/** @throws ConvolemmaError "graph/output" */
function refuseUnknownOutput({ output }: GraphNode, numbers: Numbers, where: string): void {
  if (numbers.has(output)) return
  const what = `the output is ${JSON.stringify(output)}, which no input and no node is called`
  refuse('output', what, where, namesMeant(output, numbers))
}

/** How many names a message shows. */
const SHOWN = 8

/** The name that was probably meant, and all names where they are few. */
function namesMeant(word: string, numbers: Numbers): readonly string[] {
  const names = [...numbers.keys()]
  return [...nameHint(word, names), ...(names.length <= SHOWN ? [`the names are ${names.join(', ')}`] : [])]
}

/**
 * Depth first, with the open nodes on a list instead of the call stack, which a long chain would overflow.
 * @throws ConvolemmaError "graph/cycle"
 */
function dependenciesFirst(
  graph: GraphNode,
  reads: readonly (readonly number[])[],
  placeOf: PlaceOf,
): readonly number[] {
  const order: number[] = []
  const state = new Map<number, 'open' | 'done'>()
  for (const start of reads.keys()) {
    if (state.has(start)) continue
    state.set(start, 'open')
    const open = [{ node: start, next: 0 }]
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const source = reads[top.node]?.[top.next++]
      if (source === undefined) {
        state.set(top.node, 'done')
        order.push(top.node)
        open.pop()
      } else if (!state.has(source)) {
        state.set(source, 'open')
        open.push({ node: source, next: 0 })
      } else if (state.get(source) === 'open') {
        const nodes = open.map((one) => one.node)
        refuseCycle(graph, nodes.slice(nodes.indexOf(source)), placeOf)
      }
    }
  }
  return order
}

/** `nodes` read each other, each the next one and the last the first; the message follows the signal instead. */
function refuseCycle(graph: GraphNode, nodes: readonly number[], placeOf: PlaceOf): never {
  const [first = 0, ...others] = nodes
  const names = [first, ...others.reverse(), first].map((at) => graph.nodes[at]?.name ?? '')
  const shown = names.length <= SHOWN ? names : [...names.slice(0, SHOWN - 2), '…', ...names.slice(-1)]
  return refuse(
    'cycle',
    `the graph has a cycle: ${shown.join(' → ')}`,
    placeOf(first),
    'a network is a graph without cycles',
  )
}

/** In a graph without cycles every node leads to one that nothing reads. @throws ConvolemmaError "graph/unused" */
function refuseUnused({ inputs, nodes, output }: GraphNode, placeOf: PlaceOf): void {
  const used = new Set([output, ...nodes.flatMap((part) => part.from)])
  const unused = nodes.findIndex(({ name }) => !used.has(name))
  const name = nodes[unused]?.name
  if (name !== undefined) {
    const what = `nothing reads ${JSON.stringify(name)}, and the one output is ${JSON.stringify(output)}`
    const fix = `remove ${JSON.stringify(name)}, or join it with ${JSON.stringify(output)} by a Sum or a Concat`
    refuse('unused', what, placeOf(unused), fix)
  }
  const input = inputs.find((one) => !used.has(one))
  if (input !== undefined) refuse('unused', `nothing reads the input ${JSON.stringify(input)}`, placeOf(), 'remove it')
}

function refuse(code: string, what: string, where: string, fix: Required<Problem>['fix']): never {
  return fail({ code: `graph/${code}`, what, where, ...(fix.length === 0 ? {} : { fix }) })
}
