/** The JSON form of a network: {"layer": "Sequential", "children": […]} and {"layer": "Conv1d", "in_channels": 1, …}. */
import { fail } from '../errors.ts'
import { findLayer } from '../layers/index.ts'
import { nameHint } from '../layers/nearest-name.ts'
import { keywordOf } from '../layers/schema.ts'
import type { NetworkNode, ParameterValue } from '../net/network.ts'

const MAX_DEPTH = 200

/** Read a network from JSON text. @throws ConvolemmaError "network-json/…" naming the place as a JSON path */
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
  return readNode(value, name, 0)
}

/** The network as a JSON value that readNetworkJson reads back. */
export function writeNetworkJson(node: NetworkNode): object {
  if (node.kind === 'layer') return { layer: node.type, ...node.parameters }
  const isNumbered = node.children.every((child, at) => child.label === `${at}`)
  return {
    layer: 'Sequential',
    children: node.children.map((child) => ({
      ...(isNumbered ? {} : { label: child.label }),
      ...writeNetworkJson(child.node),
    })),
  }
}

function readNode(value: unknown, where: string, depth: number): NetworkNode {
  if (depth > MAX_DEPTH)
    fail({ code: 'network-json/too-deep', what: `more than ${MAX_DEPTH} networks inside each other`, where })
  const fields = fieldsOf(value, where)
  const { layer, children, label: _label, ...rest } = fields
  if (typeof layer !== 'string') {
    return fail({
      code: 'network-json/layer',
      what: 'the field "layer" must name a layer',
      where,
      fix: '{"layer": "Conv1d", …}',
    })
  }
  if (layer === 'Sequential') return readSequential(children, rest, where, depth)
  const known = findLayer(layer)
  const allowed = new Set(Object.keys(known?.kind.schema ?? {}).map(keywordOf))
  const unknown = known === undefined ? undefined : Object.keys(rest).find((name) => !allowed.has(name))
  if (unknown !== undefined || children !== undefined) {
    const what = `${layer} has no field ${JSON.stringify(unknown ?? 'children')}`
    const fix = [...nameHint(unknown ?? 'children', [...allowed]), `its fields are ${[...allowed].join(', ')}`]
    fail({ code: 'network-json/unknown-field', what, where, fix })
  }
  const parameters = Object.entries(rest).map(
    ([name, entry]) => [name, readValue(entry, `${where}.${name}`, 0)] as const,
  )
  return { kind: 'layer', type: layer, parameters: Object.fromEntries(parameters) }
}

function readSequential(
  children: unknown,
  rest: Readonly<Record<string, unknown>>,
  where: string,
  depth: number,
): NetworkNode {
  const [unknown] = Object.keys(rest)
  if (!Array.isArray(children) || unknown !== undefined) {
    const what =
      unknown === undefined
        ? '"children" must be a list of layers'
        : `Sequential has no field ${JSON.stringify(unknown)}`
    return fail({ code: 'network-json/children', what, where })
  }
  return {
    kind: 'sequential',
    children: children.map((child: unknown, at) => {
      const { label } = fieldsOf(child, `${where}.children[${at}]`)
      return {
        label: typeof label === 'string' ? label : `${at}`,
        node: readNode(child, `${where}.children[${at}]`, depth + 1),
      }
    }),
  }
}

function fieldsOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  return fail({ code: 'network-json/object', what: 'expected an object', where, fix: '{"layer": "Conv1d", …}' })
}

function readValue(value: unknown, where: string, depth: number): ParameterValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  // A number that is not an integer is kept as text: as in the notation, a decimal means exactly what it says.
  if (typeof value === 'number') return Number.isInteger(value) ? value : `${value}`
  if (Array.isArray(value) && depth < 16)
    return value.map((entry, at) => readValue(entry, `${where}[${at}]`, depth + 1))
  return fail({
    code: 'network-json/value',
    what: 'expected a number, a string, true, false, null or a list of these',
    where,
  })
}
