/**
 * The JSON form of a network: {"layer": "Sequential", "children": […]}, the same for Sum, Concat and Residual,
 * {"layer": "Conv1d", "in_channels": 1, …}, and {"graph": {"inputs": […], "nodes": […], "output": "…"}}. Evaluates nothing.
 */
import { fail, type Problem } from '../errors.ts'
import { findLayer } from '../layers/index.ts'
import { keywordOf } from '../layers/schema.ts'
import { IDENTITY_LABEL, MOST_REPEATS, residualLayers, residualOf } from '../net/graph.ts'
import { nameHint } from '../net/nearest-name.ts'
import type { GraphNode, LabelledNode, LayerNode, NetworkNode, ParameterValue } from '../net/network.ts'
import { type GraphPart, orderGraph } from '../net/order.ts'

const MAX_DEPTH = 200

/**
 * Read a network from JSON text.
 * @throws ConvolemmaError "network-json/…", or "graph/…" for a graph that is none, naming the place as a JSON path
 */
export function readNetworkJson(text: string, name = 'network'): NetworkNode {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    fail(
      { code: 'network-json/syntax', what: cause instanceof Error ? cause.message : 'this is not JSON', where: name },
      cause,
    )
  }
  return readNode(fieldsOf(value, name), { where: name, depth: 0, mayJoin: false })
}

/** The network as a JSON value that readNetworkJson reads back. */
export function writeNetworkJson(node: NetworkNode): object {
  switch (node.kind) {
    case 'layer':
      return { layer: node.type, ...node.parameters }
    case 'sequential':
      return node.times === undefined
        ? { layer: 'Sequential', children: writeChildren(node.children) }
        : { layer: 'Repeat', times: node.times, children: writeChildren(node.children) }
    case 'branches': {
      const layers = residualLayers(node)
      if (layers !== undefined) return { layer: 'Residual', children: writeChildren(layers) }
      return { layer: node.join.type, ...node.join.parameters, children: writeChildren(node.children) }
    }
    case 'graph':
      return { graph: { inputs: node.inputs, nodes: node.nodes.map(writePart), output: node.output } }
    default:
      return node satisfies never
  }
}

function writeChildren(children: readonly LabelledNode[]): readonly object[] {
  const isNumbered = children.every((child, at) => child.label === `${at}`)
  return children.map((child) => ({ ...(isNumbered ? {} : { label: child.label }), ...writeNetworkJson(child.node) }))
}

/** A layer whose parameters are called like the fields of a node, such as a kernel's name, stands in a field of its own. */
function writePart({ name, node, from }: GraphPart): object {
  const isLayer = node.kind === 'layer'
  const clashes = isLayer && PART_FIELDS.some((field) => Object.hasOwn(node.parameters, field))
  return clashes ? { name, node: writeNetworkJson(node), from } : { name, ...writeNetworkJson(node), from }
}

const PART_FIELDS = ['name', 'from', 'node']

type Fields = Readonly<Record<string, unknown>>

/** Where a node stands; `mayJoin` where it may read several signals at once. */
interface Place {
  readonly where: string
  readonly depth: number
  readonly mayJoin: boolean
}

function readNode(fields: Fields, place: Place): NetworkNode {
  const { where, depth, mayJoin } = place
  if (depth > MAX_DEPTH) refuse('too-deep', `more than ${MAX_DEPTH} networks inside each other`, where)
  if (Object.hasOwn(fields, 'graph')) return readGraph(fields, place)
  const { layer, children, ...rest } = fields
  if (typeof layer !== 'string') {
    return refuse('layer', 'the field "layer" must name a layer', where, '{"layer": "Conv1d", …}')
  }
  if (layer === 'Sequential') {
    refuseUnknown(rest, layer, ['layer', 'children'], where)
    return { kind: 'sequential', children: readChildren(children, layer, place) }
  }
  if (layer === 'Repeat') {
    const { times, ...others } = rest
    refuseUnknown(others, layer, ['layer', 'times', 'children'], where)
    if (typeof times !== 'number' || !Number.isInteger(times) || times < 1 || times > MOST_REPEATS)
      return refuse('times', `"times" must be a whole number from 1 to ${MOST_REPEATS}`, where)
    return { kind: 'sequential', children: readChildren(children, layer, place), times }
  }
  if (layer === 'Residual') {
    refuseUnknown(rest, layer, ['layer', 'children'], where)
    return readResidual(children, place)
  }
  if (findLayer(layer)?.kind.joins !== true) {
    if (children === undefined) return readLayer(layer, rest, where)
    const fix = '"children" are those of a Sequential, Sum, Concat or Residual'
    return refuse('unknown-container', `${layer} is not a container that can be read`, where, fix)
  }
  const join = readLayer(layer, rest, where)
  if (children === undefined && mayJoin) return join
  return { kind: 'branches', join, children: readBranches(children, layer, place) }
}

function readLayer(type: string, fields: Fields, where: string): LayerNode {
  const known = findLayer(type)
  if (known !== undefined) refuseUnknown(fields, type, Object.keys(known.kind.schema).map(keywordOf), where)
  const parameters = Object.entries(fields).map(
    ([name, entry]) => [name, readValue(entry, `${where}.${name}`, 0)] as const,
  )
  return { kind: 'layer', type, parameters: Object.fromEntries(parameters) }
}

/** The first layer of a Sequential and all branches read what the node around them reads. */
function readChildren(children: unknown, layer: string, place: Place): readonly LabelledNode[] {
  const isChain = layer === 'Sequential' || layer === 'Residual'
  const labels = new Set<string>()
  return listOf(children, 'children', 'layers', place.where).map((child, at) => {
    const where = `${place.where}.children[${at}]`
    const { label = `${at}`, ...fields } = fieldsOf(child, where)
    if (typeof label !== 'string') return refuse('label', 'the field "label" must be a string', where)
    if (labels.has(label)) refuse('twice', `the label ${JSON.stringify(label)} is given twice`, where)
    labels.add(label)
    const mayJoin = place.mayJoin && (!isChain || at === 0)
    return { label, node: readNode(fields, { where, depth: place.depth + 1, mayJoin }) }
  })
}

function readBranches(children: unknown, layer: string, place: Place): readonly LabelledNode[] {
  const branches = readChildren(children, layer, place)
  if (branches.length > 0) return branches
  return refuse('empty', `${layer} needs at least one layer`, place.where, '"children": [{"layer": "Conv1d", …}]')
}

function readResidual(children: unknown, place: Place): NetworkNode {
  const layers = readBranches(children, 'Residual', place)
  const taken = layers.findIndex((child) => child.label === IDENTITY_LABEL)
  if (taken >= 0) {
    const what = `the label ${IDENTITY_LABEL} is that of the input itself`
    refuse('twice', what, `${place.where}.children[${taken}]`, 'Residual adds its input; give only the layers')
  }
  return residualOf(layers)
}

function readGraph(fields: Fields, place: Place): GraphNode {
  const { graph, ...beside } = fields
  refuseUnknown(beside, 'a graph', ['graph'], place.where)
  const where = `${place.where}.graph`
  const { inputs, nodes, output, ...rest } = fieldsOf(graph, where)
  refuseUnknown(rest, 'a graph', ['inputs', 'nodes', 'output'], where)
  const names = namesOf(inputs, 'inputs', where)
  const list = listOf(nodes, 'nodes', 'nodes', where)
  if (typeof output !== 'string') return refuse('output', 'the field "output" must name a node', where, '"output": "y"')
  const parts = list.map((node, at) => {
    const from = list.length === 1 ? names : undefined
    return readPart(node, from, { where: `${where}.nodes[${at}]`, depth: place.depth + 1, mayJoin: true })
  })
  const read: GraphNode = { kind: 'graph', inputs: names, nodes: parts, output }
  orderGraph(read, (node) => (node === undefined ? where : `${where}.nodes[${node}]`))
  return read
}

/** A node of a graph; `only` is what it reads unless it says so, where it is the only node. */
function readPart(value: unknown, only: readonly string[] | undefined, place: Place): GraphPart {
  const { where } = place
  const { name, from = only, node, ...fields } = fieldsOf(value, where)
  if (typeof name !== 'string' || name === '') {
    return refuse('name', 'the field "name" must name the node', where, '{"name": "a", "layer": "Conv1d", …}')
  }
  const sources = namesOf(from, 'from', where)
  if (node === undefined) return { name, from: sources, node: readNode(fields, place) }
  refuseUnknown(fields, 'a node with a field "node"', ['name', 'from', 'node'], where)
  const inner = `${where}.node`
  return { name, from: sources, node: readNode(fieldsOf(node, inner), { ...place, where: inner }) }
}

function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  return refuse('object', 'expected an object', where, '{"layer": "Conv1d", …}')
}

function listOf(value: unknown, field: string, of: string, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  const fix = of === 'names' ? `"${field}": ["x"]` : `"${field}": [{"layer": "Conv1d", …}]`
  return refuse(field, `the field "${field}" must be a list of ${of}`, where, fix)
}

function namesOf(value: unknown, field: string, where: string): readonly string[] {
  return listOf(value, field, 'names', where).map((name, at) =>
    typeof name === 'string' ? name : refuse(field, 'expected a name', `${where}.${field}[${at}]`),
  )
}

/** @throws ConvolemmaError "network-json/unknown-field" */
function refuseUnknown(fields: Fields, whose: string, allowed: readonly string[], where: string): void {
  const unknown = Object.keys(fields).find((name) => !allowed.includes(name))
  if (unknown === undefined) return
  const all = allowed.length === 0 ? 'it has no fields but "layer"' : `its fields are ${allowed.join(', ')}`
  refuse('unknown-field', `${whose} has no field ${JSON.stringify(unknown)}`, where, [
    ...nameHint(unknown, allowed),
    all,
  ])
}

function readValue(value: unknown, where: string, depth: number): ParameterValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  // A number that is not an integer is kept as text: as in the notation, a decimal means exactly what it says.
  if (typeof value === 'number') return Number.isInteger(value) ? value : `${value}`
  if (Array.isArray(value) && depth < 16)
    return value.map((entry, at) => readValue(entry, `${where}[${at}]`, depth + 1))
  return refuse('value', 'expected a number, a string, true, false, null or a list of these', where)
}

function refuse(code: string, what: string, where: string, fix?: Problem['fix']): never {
  return fail({ code: `network-json/${code}`, what, where, ...(fix === undefined ? {} : { fix }) })
}
