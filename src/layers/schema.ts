/**
 * Parameters of layers: their kinds, defaults and order. One description gives the static type of the builders, the reading
 * of PyTorch notation and JSON, and the error messages. Knows no layer.
 */
import { fail } from '../errors.ts'
import { describeLayer, type LayerNode, type ParameterValue } from '../net/network.ts'
import { parseRational, type Rational } from '../scalar/rational.ts'
import { type Index, integer, variable } from '../term/index-expression.ts'
import type { Sort } from '../term/term.ts'
import { nameHint } from './nearest-name.ts'

/** A size as the user writes it: an integer or the name of a symbolic size. */
export type Size = number | string

/** One size for all axes, or one integer per axis. */
export type SizePerAxis = Size | readonly number[]

/** Tap or bias values: a list (nested by axis) of numbers and expressions, or one expression in the tap indices. */
export type TapValues = string | number | readonly TapValues[]

export type ParameterKind =
  | 'channels'
  | 'size'
  | 'padding'
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

/** A size that a layer mentions, to be declared in the proof. */
export interface NamedSize {
  readonly name: string
  readonly sort: Sort
  readonly minimum: 0 | 1
}

/** Padding at the start and at the end of each axis; "same" depends on the kernel and is resolved by the layer. */
export type Padding = { readonly start: Index; readonly end: Index } | 'same'

/** A layer's parameters after reading; asking for a name of another kind is a defect of the layer. */
export interface Parameters {
  readonly size: (name: string) => Index
  readonly padding: (name: string) => Padding
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

/** True where the value is a name such as K or s_1. */
export function isSizeName(value: ParameterValue | undefined): boolean {
  return typeof value === 'string' && SIZE_NAME.test(value)
}

const SIZE_NAME = /^\p{L}[\p{L}\p{N}_]{0,40}$/u

/**
 * Read a layer's written parameters by its schema.
 * @throws ConvolemmaError "layer/unknown-parameter", "layer/parameter" naming layer, parameter and value
 */
export function readParameters(schema: Schema, layer: LayerNode, rank: number | 'any'): Parameters {
  refuseUnknown(schema, layer)
  const named = new Map<string, NamedSize>()
  const values = writtenValues(schema, layer)
  const reading: Reading = { schema, layer, rank, named, values }
  const sizes = new Map<string, Index>()
  const paddings = new Map<string, Padding>()
  for (const [name, parameter] of Object.entries(schema)) {
    if (parameter.kind === 'channels' || parameter.kind === 'size') sizes.set(name, readSize(reading, name))
    else if (parameter.kind === 'padding') paddings.set(name, readPadding(reading, name))
    else checkPlain(reading, name, parameter)
  }
  return {
    size: (name) => sizes.get(name) ?? notInSchema(name),
    padding: (name) => paddings.get(name) ?? notInSchema(name),
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
  readonly layer: LayerNode
  readonly rank: number | 'any'
  readonly named: Map<string, NamedSize>
  readonly values: ReadonlyMap<string, ParameterValue>
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

function readSize(reading: Reading, name: string): Index {
  const parameter = reading.schema[name] ?? notInSchema(name)
  const value = reading.values.get(name)
  if (value === null && parameter.fallbackTo !== undefined) return readSize(reading, parameter.fallbackTo)
  const sort = parameter.kind === 'channels' ? 'channel' : 'position'
  return sizeIndex(reading, value, { name, sort, minimum: parameter.minimum ?? 1 })
}

function readPadding(reading: Reading, name: string): Padding {
  const value = reading.values.get(name)
  if (value === 'same') return 'same'
  const minimum = reading.schema[name]?.minimum ?? 0
  const start = sizeIndex(reading, value === 'valid' ? 0 : value, { name, sort: 'position', minimum })
  return { start, end: start }
}

/** An integer, a name, or for a position one integer per axis. `wanted` is named after the parameter. */
function sizeIndex(reading: Reading, value: ParameterValue | undefined, wanted: NamedSize): Index {
  const { layer, named } = reading
  const { name, sort, minimum } = wanted
  if (typeof value === 'number') return integer(checkInteger(layer, name, value, minimum))
  if (sort === 'position' && Array.isArray(value)) return vectorIndex(reading, name, value, minimum)
  if (typeof value !== 'string') {
    const perAxis = sort === 'position' ? ', or one integer per axis' : ''
    return refuse(layer, name, `must be an integer or a name${perAxis}`)
  }
  // A number that no binary64 holds exactly, or a decimal, comes as text.
  if (parseRational(value) !== undefined) refuse(layer, name, `is ${value}`, integerFrom(minimum))
  if (!SIZE_NAME.test(value)) refuse(layer, name, `is ${JSON.stringify(value)}, which is not a name for a size`)
  const known = named.get(value)
  if (known !== undefined && known.sort !== sort)
    refuse(layer, name, `uses ${value} both as a channel count and as a size`)
  named.set(value, { name: value, sort, minimum: known?.minimum === 1 ? 1 : minimum })
  return variable(value)
}

/** One integer per axis; a single one is for all axes. */
function vectorIndex(reading: Reading, name: string, written: readonly ParameterValue[], minimum: 0 | 1): Index {
  const { layer, rank } = reading
  const entries = written.map((entry) => {
    if (typeof entry !== 'number')
      return refuse(layer, name, 'mixes names and integers; give one name for all axes, or integers')
    return checkInteger(layer, name, entry, minimum)
  })
  const [first] = entries
  if (first !== undefined && entries.length === 1) return integer(first)
  if (rank === 'any') refuse(layer, name, 'has one entry per axis, but this layer is for any number of axes')
  if (entries.length !== rank) refuse(layer, name, `has ${entries.length} entries, but the layer has ${rank} axes`)
  return integer(entries)
}

const VALUES = 'a list of numbers and expressions, or one expression'

/** @throws ConvolemmaError "layer/parameter" where a value is not of its parameter's kind */
function checkPlain({ layer, values }: Reading, name: string, parameter: Parameter): void {
  const value = values.get(name) ?? null
  const { kind, choices = [] } = parameter
  if (kind === 'flag' && typeof value !== 'boolean') refuse(layer, name, 'must be True or False')
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

function checkInteger(layer: LayerNode, name: string, value: number, minimum: number): number {
  if (!Number.isSafeInteger(value) || value < minimum) refuse(layer, name, `is ${value}`, integerFrom(minimum))
  return value
}

function integerFrom(minimum: number): string {
  return `an integer of at least ${minimum}, below 10^15`
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
