/**
 * Parameters of layers: their kinds, defaults and order. One description gives the static type of the builders, the reading
 * of PyTorch notation and JSON, and the error messages. Knows no layer.
 */
import { fail } from '../errors.ts'
import { nameHint } from '../net/nearest-name.ts'
import { describeLayer, type LayerNode, type ParameterValue } from '../net/network.ts'
import { parseRational, type Rational } from '../scalar/rational.ts'
import type { Index } from '../term/index-expression.ts'
import {
  isSizeName,
  type NamedSize,
  readIntegers,
  readPads,
  readSize,
  type Sides,
  type SizeReader,
} from './schema-sizes.ts'

/** A size as the user writes it: an integer or the name of a symbolic size. */
export type Size = number | string

/** One size for all axes, or one integer per axis. */
export type SizePerAxis = Size | readonly number[]

/** One size for all sides, or two integers per axis, the last axis first: (left, right, top, bottom, front, back). */
export type SizePerSide = Size | readonly Size[]

/** Tap or bias values: a list (nested by axis) of numbers and expressions, or one expression in the tap indices. */
export type TapValues = string | number | readonly TapValues[]

export type ParameterKind =
  | 'channels'
  | 'size'
  | 'padding'
  | 'pads'
  | 'integers'
  | 'flag'
  | 'real'
  | 'choice'
  | 'name'
  | 'taps'
  | 'bias'
  | 'ignored'

/** One parameter; `fallback` is the default as the user would write it, absent where the parameter is required. */
export interface Parameter {
  readonly kind: ParameterKind
  readonly fallback?: ParameterValue
  /** The parameter whose value None stands for. */
  readonly fallbackTo?: string
  readonly minimum?: 0 | 1
  readonly choices?: readonly string[]
  readonly keywordOnly?: boolean
  readonly summary: string
}

/** Parameters by camelCase name, in positional order; PyTorch's keyword is the snake_case of the name. */
export type Schema = Readonly<Record<string, Parameter>>

/** Padding at the start and at the end of each axis; "same" depends on the kernel and is resolved by the layer. */
export type Padding = Sides | 'same'

/** A layer's parameters after reading; asking for a name of another kind is a defect of the layer. */
export interface Parameters {
  /** The number of axes that the layer is read for. */
  readonly rank: number | 'any'
  readonly size: (name: string) => Index
  readonly padding: (name: string) => Padding
  /** What is put before the first and after the last sample of each axis; negative where it is cut off. */
  readonly pads: (name: string) => Sides
  readonly integers: (name: string) => number | readonly number[]
  /** False where the value is False or None; True for the values of a bias. */
  readonly flag: (name: string) => boolean
  readonly real: (name: string) => Rational
  /** True where a number was given as a name, to stay symbolic. */
  readonly isName: (name: string) => boolean
  readonly text: (name: string) => string | undefined
  /** True where the value is not None. */
  readonly given: (name: string) => boolean
  readonly taps: (name: string) => TapValues | undefined
  readonly named: readonly NamedSize[]
  /** Refuse the layer, which the message names and points at. @throws ConvolemmaError always */
  readonly refuse: (code: string, what: string, fix: string) => never
}

/** camelCase → snake_case, the keyword in PyTorch notation. */
export function keywordOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/**
 * Read a layer's written parameters by its schema.
 * @throws ConvolemmaError "layer/unknown-parameter", "layer/parameter" naming layer, parameter and value
 */
export function readParameters(schema: Schema, layer: LayerNode, rank: number | 'any'): Parameters {
  refuseUnknown(schema, layer)
  const values = writtenValues(schema, layer)
  const named = new Map<string, NamedSize>()
  const refuseParameter: SizeReader['refuse'] = (name, what, fix) => refuse(layer, name, what, fix)
  const reading: Reading = { schema, values, reader: { rank, named, refuse: refuseParameter } }
  const sizes = readKinds(schema, ['channels', 'size'], (name) => readSizeOf(reading, name))
  const paddings = readKinds(schema, ['padding'], (name) => readPadding(reading, name))
  const pads = readKinds(schema, ['pads'], (name) => {
    const minimum = schema[name]?.minimum
    return readPads(reading.reader, values.get(name), { name, sort: 'position', minimum })
  })
  const integers = readKinds(schema, ['integers'], (name) => {
    const minimum = schema[name]?.minimum
    return readIntegers(reading.reader, values.get(name), { name, sort: 'channel', minimum })
  })
  for (const [name, parameter] of Object.entries(schema)) checkPlain(layer, name, parameter, values.get(name) ?? null)
  return {
    rank,
    size: (name) => sizes.get(name) ?? notInSchema(name),
    padding: (name) => paddings.get(name) ?? notInSchema(name),
    pads: (name) => pads.get(name) ?? notInSchema(name),
    integers: (name) => integers.get(name) ?? notInSchema(name),
    flag: (name) => (values.has(name) ? !isFalsy(values.get(name)) : notInSchema(name)),
    real: (name) => parseRational(`${values.get(name)}`) ?? notInSchema(name),
    isName: (name) => isSizeName(values.get(name)),
    text: (name) => textOf(values.get(name)),
    given: (name) => (values.get(name) ?? null) !== null,
    taps: (name) => tapsOf(values.get(name)),
    named: [...named.values()],
    refuse: (code, what, fix) => refuseLayer(layer, code, what, fix),
  }
}

/** The parameters of the given kinds, read. */
function readKinds<T>(
  schema: Schema,
  kinds: readonly ParameterKind[],
  read: (name: string) => T,
): ReadonlyMap<string, T> {
  const wanted = Object.entries(schema).filter(([, parameter]) => kinds.includes(parameter.kind))
  return new Map(wanted.map(([name]) => [name, read(name)]))
}

/** @throws ConvolemmaError "layer/unknown-parameter" */
function refuseUnknown(schema: Schema, layer: LayerNode): void {
  const known = Object.keys(schema).map(keywordOf)
  const unknown = Object.keys(layer.parameters).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const all = known.length === 0 ? 'it has no parameters' : `its parameters are ${known.join(', ')}`
  const what = `${layer.type} has no parameter ${JSON.stringify(unknown)}`
  refuseLayer(layer, 'layer/unknown-parameter', what, [...nameHint(unknown, known), all])
}

/** Every parameter's value, its default where it is not given. */
function writtenValues(schema: Schema, layer: LayerNode): ReadonlyMap<string, ParameterValue> {
  const values = new Map<string, ParameterValue>()
  for (const [name, parameter] of Object.entries(schema)) {
    const keyword = keywordOf(name)
    const given = Object.hasOwn(layer.parameters, keyword) ? layer.parameters[keyword] : undefined
    const value = given === undefined ? parameter.fallback : given
    values.set(name, value === undefined ? refuse(layer, name, 'is required', parameter.summary) : value)
  }
  return values
}

interface Reading {
  readonly schema: Schema
  readonly values: ReadonlyMap<string, ParameterValue>
  readonly reader: SizeReader
}

function isFalsy(value: ParameterValue | undefined): boolean {
  return value === false || value === null
}

function textOf(value: ParameterValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The values of a tensor; undefined where none are given, as for bias=True. */
function tapsOf(value: ParameterValue | undefined): TapValues | undefined {
  return value === undefined || !isTaps(value) ? undefined : value
}

function isTaps(value: ParameterValue): value is TapValues {
  return typeof value === 'number' || typeof value === 'string' || (Array.isArray(value) && value.every(isTaps))
}

function readSizeOf(reading: Reading, name: string): Index {
  const { schema, values, reader } = reading
  const parameter = schema[name] ?? notInSchema(name)
  const value = values.get(name)
  if (value === null && parameter.fallbackTo !== undefined) return readSizeOf(reading, parameter.fallbackTo)
  const sort = parameter.kind === 'channels' ? 'channel' : 'position'
  return readSize(reader, value, { name, sort, minimum: parameter.minimum ?? 1 })
}

function readPadding({ schema, values, reader }: Reading, name: string): Padding {
  const value = values.get(name)
  if (value === 'same') return 'same'
  const minimum = schema[name]?.minimum ?? 0
  const start = readSize(reader, value === 'valid' ? 0 : value, { name, sort: 'position', minimum })
  return { start, end: start }
}

const VALUES = 'a list of numbers and expressions, or one expression'

/** @throws ConvolemmaError "layer/parameter" where a value is not of its parameter's kind */
function checkPlain(layer: LayerNode, name: string, parameter: Parameter, value: ParameterValue): void {
  const { kind, choices = [] } = parameter
  if (kind === 'flag' && value !== null && typeof value !== 'boolean') refuse(layer, name, 'must be True or False')
  if (kind === 'real' && !isReal(value) && !isSizeName(value)) refuse(layer, name, 'must be a number or a name')
  if (kind === 'choice' && !(typeof value === 'string' && choices.includes(value))) {
    refuse(layer, name, `is ${JSON.stringify(value)}`, `one of ${choices.map((c) => `"${c}"`).join(', ')}`)
  }
  if (kind === 'name' && value !== null && !isSizeName(value)) {
    refuse(layer, name, `is ${JSON.stringify(value)}, which is not a name`, 'a letter, then letters, digits or _')
  }
  if (kind === 'taps' && value !== null && !isTaps(value)) refuse(layer, name, `must be ${VALUES}`)
  if (kind === 'bias' && value !== null && typeof value !== 'boolean' && !isTaps(value)) {
    refuse(layer, name, `must be True, False, None, ${VALUES}`)
  }
}

function isReal(value: ParameterValue): boolean {
  return (typeof value === 'number' || typeof value === 'string') && parseRational(`${value}`) !== undefined
}

function refuse(layer: LayerNode, name: string, what: string, fix?: string): never {
  const keyword = keywordOf(name)
  return refuseLayer(
    layer,
    'layer/parameter',
    `${keyword} ${what}`,
    fix === undefined ? undefined : `${keyword}: ${fix}`,
  )
}

function refuseLayer(layer: LayerNode, code: string, what: string, fix?: string | readonly string[]): never {
  return fail({
    code,
    what,
    where: describeLayer(layer),
    ...(fix === undefined ? {} : { fix }),
    ...(layer.at === undefined ? {} : { excerpt: layer.at }),
  })
}

function notInSchema(name: string): never {
  throw new TypeError(`no parameter ${name} of this kind in the schema`)
}
