/** Reads the safetensors format and validates all of it before it widens anything. Never imports a network. */
import { fail } from '../errors.ts'
import { checkSize, decodeElements, type Place, quoted, type StoredDtype, type StoredTensor } from './tensor.ts'

/** The tensors in the order of their data, and the text entries of "__metadata__". */
export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly metadata: ReadonlyMap<string, string>
}

/** The header cap of the reference implementation, in bytes. */
const MAX_HEADER = 100_000_000

const DTYPES: ReadonlyMap<string, StoredDtype> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I8', 'int8'],
  ['I16', 'int16'],
  ['I32', 'int32'],
  ['I64', 'int64'],
  ['U8', 'uint8'],
  ['U16', 'uint16'],
  ['U32', 'uint32'],
  ['U64', 'uint64'],
  ['BOOL', 'bool'],
])

interface Entry {
  readonly name: string
  readonly dtype: StoredDtype
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
  readonly place: Place
}

/**
 * Read every tensor of a safetensors file.
 * @throws ConvolemmaError "safetensors/…", naming the file, the tensor and the numbers that disagree
 * @source https://github.com/huggingface/safetensors (format description and validation of the reference implementation)
 */
export function readSafetensors(bytes: Uint8Array, fileName: string): SafetensorsContent {
  const length = headerLength(bytes, fileName)
  const header = parseHeader(bytes.subarray(8, 8 + length), fileName)
  const data = bytes.subarray(8 + length)
  const metadata = new Map<string, string>()
  const entries: Entry[] = []
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') readMetadata(value, metadata, fileName)
    else entries.push(readEntry(name, value, data.byteLength, fileName))
  }
  const ordered = checkLayout(entries, data.byteLength, fileName)
  const tensors = new Map(
    ordered.map(({ name, dtype, shape, begin, end, place }) => {
      return [name, { name, dtype, shape, data: decodeElements(data.subarray(begin, end), dtype, true, place) }]
    }),
  )
  return { tensors, metadata }
}

function headerLength(bytes: Uint8Array, where: string): number {
  if (bytes.byteLength < 8) {
    const what = `the file has ${bytes.byteLength} bytes, a safetensors file starts with an 8-byte header length`
    fail({ code: 'safetensors/truncated', what, where })
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true)
  if (length > BigInt(MAX_HEADER)) {
    const what = `the header declares ${length} bytes, at most ${MAX_HEADER} are allowed`
    fail({ code: 'safetensors/header-too-long', what, where, fix: 'check that this is a safetensors file' })
  }
  if (length > BigInt(bytes.byteLength - 8)) {
    const what = `the header declares ${length} bytes, only ${bytes.byteLength - 8} follow its length`
    fail({ code: 'safetensors/truncated', what, where, fix: 'copy the file again, it is cut off' })
  }
  return Number(length)
}

function parseHeader(bytes: Uint8Array, where: string): object {
  if (bytes[0] !== 0x7b) fail({ code: 'safetensors/header', what: 'the header does not start with "{"', where })
  const text = decodeUtf8(bytes, where)
  const header = parseJson(text, where)
  refuseDuplicateKeys(text, where)
  if (!isObject(header)) fail({ code: 'safetensors/header', what: 'the header is not a JSON object', where })
  return header
}

function decodeUtf8(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    return fail({ code: 'safetensors/header-not-utf8', what: 'the header is not valid UTF-8', where }, cause)
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    return fail({ code: 'safetensors/header-not-json', what: 'the header is not valid JSON', where }, cause)
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON.parse keeps the last of two equal keys, so keys are compared here; `text` is known to be valid JSON. */
function refuseDuplicateKeys(text: string, where: string): void {
  const open: Set<string>[] = []
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '{') {
      if (open.length === 2) {
        fail({ code: 'safetensors/header', what: 'the header nests objects more than two deep', where })
      }
      open.push(new Set())
    } else if (character === '}') open.pop()
    else if (character === '"') {
      const end = closingQuote(text, i)
      if (isFollowedByColon(text, end)) addKey(open, text.slice(i, end), where)
      i = end - 1
    }
  }
}

function closingQuote(text: string, start: number): number {
  let i = start + 1
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1
  return i + 1
}

function isFollowedByColon(text: string, start: number): boolean {
  let i = start
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i++
  return text[i] === ':'
}

function addKey(open: readonly Set<string>[], literal: string, where: string): void {
  const keys = open.at(-1)
  const key = String(JSON.parse(literal))
  if (keys?.has(key)) {
    fail({ code: 'safetensors/duplicate-key', what: `the header has the key ${quoted(key)} twice`, where })
  }
  keys?.add(key)
}

function readMetadata(value: unknown, metadata: Map<string, string>, where: string): void {
  if (!isObject(value)) fail({ code: 'safetensors/metadata', what: '"__metadata__" is not a JSON object', where })
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      fail({ code: 'safetensors/metadata', what: `the metadata entry ${quoted(key)} is not a string`, where })
    }
    metadata.set(key, text)
  }
}

function readEntry(name: string, value: unknown, available: number, fileName: string): Entry {
  const place: Place = { area: 'safetensors', where: `${fileName}, tensor ${quoted(name)}` }
  const { where } = place
  if (!isObject(value)) fail({ code: 'safetensors/header', what: 'the entry is not a JSON object', where })
  const fields = new Map<string, unknown>(Object.entries(value))
  const surplus = [...fields.keys()].find((key) => key !== 'dtype' && key !== 'shape' && key !== 'data_offsets')
  if (surplus !== undefined) {
    const what = `the field ${quoted(surplus)} is none of dtype, shape and data_offsets`
    fail({ code: 'safetensors/header', what, where })
  }
  const dtype = readDtype(fields.get('dtype'), where)
  const shape = fields.get('shape')
  if (!isNumbers(shape)) fail({ code: 'safetensors/shape', what: 'the shape is not a list of numbers', where })
  const [begin, end] = readOffsets(fields.get('data_offsets'), available, where)
  checkSize(dtype, shape, end - begin, place)
  return { name, dtype, shape, begin, end, place }
}

function readDtype(value: unknown, where: string): StoredDtype {
  const dtype = typeof value === 'string' ? DTYPES.get(value) : undefined
  if (dtype === undefined) {
    const what = typeof value === 'string' ? `the dtype ${quoted(value)} cannot be read` : 'the dtype is not a string'
    fail({ code: 'safetensors/dtype', what, where, fix: `store one of ${[...DTYPES.keys()].join(', ')}` })
  }
  return dtype
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number')
}

function readOffsets(value: unknown, available: number, where: string): readonly [number, number] {
  const code = 'safetensors/offsets'
  const [begin, end, ...rest] = isNumbers(value) ? value : []
  if (begin === undefined || end === undefined || rest.length > 0) {
    fail({ code, what: 'data_offsets is not a pair of numbers', where })
  }
  if (!Number.isSafeInteger(begin) || !Number.isSafeInteger(end) || begin < 0 || begin > end || end > available) {
    const what = `data_offsets [${begin}, ${end}] do not lie, in this order, within the ${available} bytes of data`
    fail({ code, what, where })
  }
  return [begin, end]
}

/** The tensors by offset; they must cover the data exactly: no overlap, no hole, nothing left over. */
function checkLayout(entries: readonly Entry[], available: number, fileName: string): readonly Entry[] {
  const ordered = entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)
  let covered = 0
  let previous = 'the start of the data'
  for (const { name, begin, end, place } of ordered) {
    if (begin !== covered) {
      const code = begin < covered ? 'safetensors/overlap' : 'safetensors/hole'
      const what = `the data begins at ${begin}, but ${previous} ends at ${covered}`
      fail({ code, what, where: place.where })
    }
    covered = end
    previous = `tensor ${quoted(name)}`
  }
  if (covered !== available) {
    const what = `${previous} ends at ${covered}, but the file holds ${available} bytes of data`
    fail({ code: 'safetensors/hole', what, where: fileName })
  }
  return ordered
}
