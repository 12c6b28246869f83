/** Reads sizes as the user writes them: integers, names, one integer per axis, pads per side. Knows no schema and no layer. */
import type { ParameterValue } from '../net/network.ts'
import { parseRational } from '../scalar/rational.ts'
import { type Index, integer, variable } from '../term/index-expression.ts'
import type { Sort } from '../term/term.ts'

/** A size that a layer mentions, to be declared in the proof. */
export interface NamedSize {
  readonly name: string
  readonly sort: Sort
  readonly minimum: 0 | 1
}

/** What is before the first and after the last sample of each axis. */
export interface Sides {
  readonly start: Index
  readonly end: Index
}

/** The parameter that is being read: its camelCase name for messages, and what its integers may be; any where no minimum is given. */
interface Wanted {
  readonly name: string
  readonly sort: Sort
  readonly minimum: 0 | 1 | undefined
}

/** State of reading one layer: the names met so far. */
export interface SizeReader {
  readonly rank: number | 'any'
  readonly named: Map<string, NamedSize>
  readonly refuse: (name: string, what: string, fix?: string) => never
}

/** True where the value is a name such as K or s_1. */
export function isSizeName(value: ParameterValue | undefined): boolean {
  return typeof value === 'string' && SIZE_NAME.test(value)
}

const SIZE_NAME = /^\p{L}[\p{L}\p{N}_]{0,40}$/u

/** An integer, a name, or for a position one integer per axis. @throws ConvolemmaError "layer/parameter" */
export function readSize(reader: SizeReader, value: ParameterValue | undefined, wanted: Wanted): Index {
  const { name, sort } = wanted
  const number = numberOf(value)
  if (number !== undefined) return integer(checkInteger(reader, number, wanted))
  if (sort === 'position' && Array.isArray(value)) return vectorIndex(reader, value, wanted)
  if (typeof value !== 'string') {
    const perAxis = sort === 'position' ? ', or one integer per axis' : ''
    return reader.refuse(name, `must be an integer or a name${perAxis}`)
  }
  return namedIndex(reader, value, wanted)
}

/**
 * One integer or name for all sides, or the start and the end of every axis, the last axis first, as torch.nn.functional.pad
 * takes them: (left, right, top, bottom, front, back).
 * @throws ConvolemmaError "layer/parameter"
 */
export function readPads(reader: SizeReader, value: ParameterValue | undefined, wanted: Wanted): Sides {
  const { rank, refuse } = reader
  const { name } = wanted
  if (!Array.isArray(value)) {
    const isOne = typeof value === 'number' || typeof value === 'string'
    if (!isOne) refuse(name, 'must be an integer or a name, or two integers per axis')
    const side = readSize(reader, value, wanted)
    return { start: side, end: side }
  }
  if (rank === 'any') return refuse(name, 'has two entries per axis, but this layer is for any number of axes')
  if (value.length !== 2 * rank) {
    return refuse(
      name,
      `has ${value.length} entries, but the layer has ${rank} axes`,
      `${2 * rank} integers, two per axis`,
    )
  }
  const axes = Array.from({ length: rank }, (_, axis) => 2 * (rank - 1 - axis))
  const side = (offset: 0 | 1): Index => {
    const entries: readonly ParameterValue[] = axes.map((at) => value[at + offset] ?? null)
    return entries.length === 1 ? readSize(reader, entries[0], wanted) : vectorIndex(reader, entries, wanted)
  }
  return { start: side(0), end: side(1) }
}

/** An integer, or a list of integers. @throws ConvolemmaError "layer/parameter" */
export function readIntegers(
  reader: SizeReader,
  value: ParameterValue | undefined,
  wanted: Wanted,
): number | readonly number[] {
  const entries: readonly ParameterValue[] = Array.isArray(value) ? value : [value ?? null]
  const integers = entries.map((entry) => {
    const number = numberOf(entry)
    if (number === undefined) return reader.refuse(wanted.name, 'must be an integer or a list of integers')
    return checkInteger(reader, number, wanted)
  })
  return Array.isArray(value) ? integers : (integers[0] ?? 0)
}

/** An integer may be written as a decimal, as print(model) shows scale_factor=2.0; that comes as text. */
function numberOf(value: ParameterValue | undefined): number | undefined {
  if (typeof value === 'number') return value
  const written = typeof value === 'string' ? parseRational(value) : undefined
  if (written === undefined || written.denominator !== 1n) return undefined
  const number = Number(written.numerator)
  return Number.isSafeInteger(number) ? number : undefined
}

function namedIndex({ refuse, named }: SizeReader, value: string, { name, sort, minimum = 0 }: Wanted): Index {
  // A number that no binary64 holds exactly, or a decimal, comes as text.
  if (parseRational(value) !== undefined) refuse(name, `is ${value}`, integerFrom(minimum))
  if (!SIZE_NAME.test(value)) refuse(name, `is ${JSON.stringify(value)}, which is not a name for a size`)
  const known = named.get(value)
  if (known !== undefined && known.sort !== sort) refuse(name, `uses ${value} both as a channel count and as a size`)
  named.set(value, { name: value, sort, minimum: known?.minimum === 1 ? 1 : minimum })
  return variable(value)
}

/** One integer per axis; a single one is for all axes. */
function vectorIndex(reader: SizeReader, written: readonly ParameterValue[], wanted: Wanted): Index {
  const { rank, refuse } = reader
  const { name } = wanted
  const entries = written.map((entry) => {
    const number = numberOf(entry)
    if (number === undefined) return refuse(name, 'mixes names and integers; give one name for all axes, or integers')
    return checkInteger(reader, number, wanted)
  })
  const [first] = entries
  if (first !== undefined && entries.length === 1) return integer(first)
  if (rank === 'any') refuse(name, 'has one entry per axis, but this layer is for any number of axes')
  if (entries.length !== rank) refuse(name, `has ${entries.length} entries, but the layer has ${rank} axes`)
  return integer(entries)
}

function checkInteger({ refuse }: SizeReader, value: number, { name, minimum }: Wanted): number {
  const isSmall = minimum !== undefined && value < minimum
  if (!Number.isSafeInteger(value) || isSmall) refuse(name, `is ${value}`, integerFrom(minimum))
  return value
}

function integerFrom(minimum: number | undefined): string {
  return minimum === undefined ? 'an integer below 10^15' : `an integer of at least ${minimum}, below 10^15`
}
