/**
 * Parameters of layers: their kinds, defaults and order. One description gives the static type of the builders, the reading
 * of PyTorch notation and JSON, and the error messages. Knows no layer.
 */
import { fail } from '../errors.ts'
import { describeLayer, type LayerNode, type ParameterValue } from '../net/network.ts'
import { parseRational, type Rational } from '../scalar/rational.ts'
import { type Index, integer, variable } from '../term/index-expression.ts'
import type { Sort } from '../term/term.ts'

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
  readonly flag: (name: string) => boolean
  readonly real: (name: string) => Rational
  /** True where a number was given as a name, to stay symbolic. */
  readonly isName: (name: string) => boolean
  readonly text: (name: string) => string | undefined
  /** True where the value is not None. */
  readonly given: (name: string) => boolean
  readonly taps: (name: string) => TapValues | undefined
  readonly named: readonly NamedSize[]
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

/** Read a layer's written parameters by its schema. @throws ConvolemmaError "layer/…" naming layer, parameter and value */
export function readParameters(schema: Schema, layer: LayerNode, rank: number | 'any'): Parameters {
  const named = new Map<string, NamedSize>()
  const values = new Map<string, ParameterValue>()
  for (const [name, parameter] of Object.entries(schema)) {
    const written = Object.hasOwn(layer.parameters, keywordOf(name))
      ? layer.parameters[keywordOf(name)]
      : parameter.fallback
    if (written === undefined) refuse(layer, name, 'is required', parameter.summary)
    values.set(name, written)
  }
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
    flag: (name) => (values.has(name) ? values.get(name) !== false : notInSchema(name)),
    real: (name) => parseRational(`${values.get(name)}`) ?? notInSchema(name),
    isName: (name) => isSizeName(values.get(name)),
    text: (name) => textOf(values.get(name)),
    given: (name) => (values.get(name) ?? null) !== null,
    taps: (name) => tapsOf(values.get(name)),
    named: [...named.values()],
  }
}

interface Reading {
  readonly schema: Schema
  readonly layer: LayerNode
  readonly rank: number | 'any'
  readonly named: Map<string, NamedSize>
  readonly values: ReadonlyMap<string, ParameterValue>
}

function textOf(value: ParameterValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function tapsOf(value: ParameterValue | undefined): TapValues | undefined {
  return value === undefined || value === null || typeof value === 'boolean' ? undefined : asTaps(value)
}

function asTaps(value: ParameterValue): TapValues {
  if (typeof value === 'number' || typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(asTaps)
  return fail({ code: 'layer/parameter', what: `${value} is neither a number nor an expression` })
}

/** A size: null for stride means the kernel size, as in PyTorch's pooling. */
function readSize(reading: Reading, name: string): Index {
  const { schema, layer, named, values } = reading
  const parameter = schema[name] ?? notInSchema(name)
  const value = values.get(name)
  if (value === null && parameter.fallback === null) return readSize(reading, 'kernelSize')
  return sizeIndex(reading, name, value, parameter.kind === 'channels' ? 'channel' : 'position', parameter.minimum ?? 1)

  function sizeIndex(
    from: Reading,
    label: string,
    written: ParameterValue | undefined,
    sort: Sort,
    minimum: 0 | 1,
  ): Index {
    if (typeof written === 'number') return integer(checkInteger(layer, label, written, minimum))
    if (typeof written === 'string') {
      if (!SIZE_NAME.test(written))
        refuse(layer, label, `is ${JSON.stringify(written)}, which is not a name for a size`)
      const known = named.get(written)
      if (known !== undefined && known.sort !== sort)
        refuse(layer, label, `uses ${written} both as a channel count and as a size`)
      named.set(written, { name: written, sort, minimum: known?.minimum === 1 ? 1 : minimum })
      return variable(written)
    }
    if (sort === 'position' && Array.isArray(written)) return vectorIndex(from, label, written, minimum)
    return refuse(layer, label, `must be an integer or a name${sort === 'position' ? ', or one integer per axis' : ''}`)
  }
}

function vectorIndex(reading: Reading, name: string, written: readonly ParameterValue[], minimum: 0 | 1): Index {
  const { layer, rank } = reading
  const entries = written.map((entry) => {
    if (typeof entry !== 'number')
      return refuse(layer, name, 'mixes names and integers; give one name for all axes, or integers')
    return checkInteger(layer, name, entry, minimum)
  })
  if (entries.length === 1 && rank === 'any') return integer(entries[0] ?? minimum)
  if (entries.length === 1 && typeof rank === 'number') return integer(entries[0] ?? minimum)
  if (rank === 'any') refuse(layer, name, 'has one entry per axis, but this layer is for any number of axes')
  if (entries.length !== rank) refuse(layer, name, `has ${entries.length} entries, but the layer has ${rank} axes`)
  return integer(entries)
}

function readPadding(reading: Reading, name: string): Padding {
  const value = reading.values.get(name)
  if (value === 'same') return 'same'
  const written = value === 'valid' ? 0 : value
  const schema: Schema = { padding: { kind: 'size', minimum: 0, summary: '' } }
  const start = readSize({ ...reading, schema, values: new Map([['padding', written ?? 0]]) }, 'padding')
  return { start, end: start }
}

function checkPlain(reading: Reading, name: string, parameter: Parameter): void {
  const { layer } = reading
  const value = reading.values.get(name)
  if (parameter.kind === 'flag' && typeof value !== 'boolean') refuse(layer, name, 'must be True or False')
  if (
    parameter.kind === 'real' &&
    (parseRational(`${value}`) === undefined || typeof value === 'boolean') &&
    !isSizeName(value)
  ) {
    refuse(layer, name, 'must be a number or a name')
  }
  if (parameter.kind === 'choice' && !(typeof value === 'string' && parameter.choices?.includes(value))) {
    refuse(
      layer,
      name,
      `is ${JSON.stringify(value)}`,
      `one of ${(parameter.choices ?? []).map((c) => `"${c}"`).join(', ')}`,
    )
  }
  if (parameter.kind === 'name' && value !== null && !(typeof value === 'string' && SIZE_NAME.test(value))) {
    refuse(layer, name, `is ${JSON.stringify(value)}, which is not a name`, 'a letter, then letters, digits or _')
  }
  if (parameter.kind === 'taps' && (typeof value === 'boolean' || value === undefined)) {
    refuse(layer, name, 'must be a list of numbers and expressions, or one expression')
  }
}

function checkInteger(layer: LayerNode, name: string, value: number, minimum: number): number {
  if (!Number.isSafeInteger(value) || value < minimum)
    refuse(layer, name, `is ${value}`, `an integer of at least ${minimum}`)
  return value
}

function refuse(layer: LayerNode, name: string, what: string, fix?: string): never {
  return fail({
    code: 'layer/parameter',
    what: `${keywordOf(name)} ${what}`,
    where: describeLayer(layer),
    ...(fix === undefined ? {} : { fix: `${keywordOf(name)}: ${fix}` }),
    ...(layer.at === undefined ? {} : { excerpt: layer.at }),
  })
}

function notInSchema(name: string): never {
  throw new TypeError(`no parameter ${name} of this kind in the schema`)
}
