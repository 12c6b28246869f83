/** PyTorch constructor notation to a network: names the positional arguments by the layer's schema. Evaluates nothing. */
import { type Excerpt, fail } from '../errors.ts'
import { findLayer } from '../layers/index.ts'
import { keywordOf, type Schema } from '../layers/schema.ts'
import { IDENTITY_LABEL, MOST_REPEATS, residualOf } from '../net/graph.ts'
import { nameHint } from '../net/nearest-name.ts'
import type { LabelledNode, LayerNode, NetworkNode, ParameterValue } from '../net/network.ts'
import { parsePython } from './python-syntax.ts'
import type { Argument, CallNode, Span, SyntaxNode } from './python-tree.ts'

interface Source {
  readonly text: string
  readonly name: string
}

/**
 * Read `Sequential(Conv1d(1, 1, 2), …)`, or what print(model) shows; Sum(a, b, …), Concat(a, b, …) and Residual(a, …) branch.
 * @throws ConvolemmaError "syntax/…" or "notation/…" pointing at the place
 */
export function readNotation(text: string, name = 'network'): NetworkNode {
  const source = { text, name }
  return readNode(parsePython(text, name), source)
}

function readNode(node: SyntaxNode, source: Source): NetworkNode {
  if (node.kind !== 'call') {
    return refuse(
      source,
      node,
      'notation/not-a-layer',
      'expected a layer',
      'a network looks like Sequential(Conv1d(1, 1, 2), …)',
    )
  }
  if (node.name === 'Sequential') return { kind: 'sequential', children: readChildren(node, source) }
  if (node.name === 'Residual') return readResidual(node, source)
  if (node.name === 'Repeat') return readRepeat(node, source)
  const known = findLayer(node.name)
  if (known?.kind.joins === true) return readBranches(node, source)
  const parameters = known === undefined ? {} : readArguments(node, known.kind.schema, source)
  if (known === undefined && node.arguments.some((argument) => argument.label !== undefined)) {
    const fix = `write Sequential(…) for ${node.name} if its forward only runs its children in this order`
    refuse(source, node, 'notation/unknown-container', `${node.name} is not a container that can be read`, fix)
  }
  return { kind: 'layer', type: node.name, parameters, at: excerpt(source, node) }
}

/** Sum(a, b, …), Concat(a, b, …): the layer that joins, and a branch for each argument. */
function readBranches(node: CallNode, source: Source): NetworkNode {
  refuseEmpty(node, source)
  const join: LayerNode = { kind: 'layer', type: node.name, parameters: {}, at: excerpt(source, node) }
  return { kind: 'branches', join, children: readChildren(node, source) }
}

/** Residual(f, g, …): the input plus what the layers make of it, one after the other. */
function readResidual(node: CallNode, source: Source): NetworkNode {
  refuseEmpty(node, source)
  const children = readChildren(node, source)
  const taken = node.arguments.find((_, at) => children[at]?.label === IDENTITY_LABEL)
  if (taken !== undefined) {
    const what = `the label ${IDENTITY_LABEL} is that of the input itself`
    refuse(source, taken, 'notation/twice', what, 'Residual(…) adds its input; write only the layers')
  }
  return residualOf(children, excerpt(source, node))
}

/** Repeat(f, g, …, T): the layers T times over, with the same tensors each time. */
function readRepeat(node: CallNode, source: Source): NetworkNode {
  const last = node.arguments.at(-1)
  const times = last?.value.kind === 'number' ? Number(last.value.text) : Number.NaN
  const layers = node.arguments.slice(0, -1)
  if (!Number.isInteger(times) || times < 1 || times > MOST_REPEATS || layers.length === 0) {
    const what = `Repeat takes layers, and how often they are run, from 1 to ${MOST_REPEATS}`
    refuse(source, last?.value ?? node, 'notation/repeat', what, 'Repeat(Conv1d(1, 1, 3), 4)')
  }
  return { kind: 'sequential', children: readChildren({ ...node, arguments: layers }, source), times }
}

function refuseEmpty(node: CallNode, source: Source): void {
  if (node.arguments.length > 0) return
  const fix = `${node.name}(Conv1d(1, 1, 1), …)`
  refuse(source, node, 'notation/empty', `${node.name} needs at least one layer`, fix)
}

/** The label of a child is that of the printout, the keyword where keywords name branches, or else its number. */
function readChildren(node: CallNode, source: Source): readonly LabelledNode[] {
  const labels = new Set<string>()
  return node.arguments.map((argument, at) => {
    if (argument.keyword !== undefined && node.name === 'Sequential') {
      refuse(source, argument, 'notation/keyword', 'Sequential takes layers, not keywords')
    }
    const label = argument.label ?? argument.keyword ?? `${at}`
    if (labels.has(label)) refuse(source, argument, 'notation/twice', `the label ${label} is given twice`)
    labels.add(label)
    return { label, node: readNode(argument.value, source) }
  })
}

function readArguments(node: CallNode, schema: Schema, source: Source): Readonly<Record<string, ParameterValue>> {
  const keywords = Object.keys(schema).map(keywordOf)
  const positional = Object.entries(schema).filter(([, parameter]) => parameter.keywordOnly !== true)
  const values = new Map<string, ParameterValue>()
  node.arguments.forEach((argument, at) => {
    const name = argument.keyword ?? keywordOf(positional[at]?.[0] ?? '')
    if (name === '') {
      const what = `${node.name} takes at most ${positional.length} positional arguments`
      refuse(source, argument, 'notation/too-many-arguments', what, `its arguments are ${keywords.join(', ')}`)
    }
    if (argument.label !== undefined || !keywords.includes(name)) {
      const unknown = argument.label ?? name
      const what = `${node.name} has no argument ${JSON.stringify(unknown)}`
      const all = keywords.length === 0 ? 'it has no arguments' : `its arguments are ${keywords.join(', ')}`
      refuse(source, argument, 'notation/unknown-argument', what, [...nameHint(unknown, keywords), all])
    }
    if (values.has(name)) refuse(source, argument, 'notation/twice', `${node.name} is given ${name} twice`)
    values.set(name, readValue(argument, argument.value, source))
  })
  return Object.fromEntries(values)
}

function readValue(argument: Argument, value: SyntaxNode, source: Source): ParameterValue {
  switch (value.kind) {
    case 'number':
      return /^[+-]?\d{1,15}$/.test(value.text) ? Number(value.text) : value.text
    case 'string':
      return value.value
    case 'boolean':
      return value.value
    case 'none':
      return null
    case 'name':
      return value.name
    case 'sequence':
      return value.items.map((item) => readValue(argument, item, source))
    case 'call':
      return refuse(source, value, 'notation/not-a-value', `${value.name}(…) is not a value; nothing is ever evaluated`)
    default:
      return value satisfies never
  }
}

function excerpt(source: Source, span: Span): Excerpt {
  return { text: source.text, from: span.from, to: span.to, name: source.name }
}

function refuse(source: Source, span: Span, code: string, what: string, fix?: string | readonly string[]): never {
  return fail({ code, what, excerpt: excerpt(source, span), ...(fix === undefined ? {} : { fix }) })
}
