/** Reads the npy format, versions 1 to 3; the header is parsed as data, never evaluated. Never imports a network. */
import { fail } from '../errors.ts'
import { type NpyHeader, parseNpyHeader } from './npy-header.ts'
import { checkSize, decodeElements, ELEMENT_BYTES, type Place, type StoredDtype, type StoredTensor } from './tensor.ts'

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
const MAX_HEADER = 65_536

const DTYPES: ReadonlyMap<string, StoredDtype> = new Map([
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['i4', 'int32'],
  ['i8', 'int64'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
  ['b1', 'bool'],
])

const REFUSED: ReadonlyMap<string, string> = new Map([
  ['O', 'Python objects'],
  ['S', 'byte strings'],
  ['a', 'byte strings'],
  ['U', 'strings'],
  ['V', 'raw bytes or a structured type'],
  ['c', 'complex numbers'],
  ['M', 'dates'],
  ['m', 'durations'],
  ['f', 'floats of an unusual width'],
])

/**
 * Read one array; its name is the file name without ".npy".
 * @throws ConvolemmaError "npy/…", naming the file and the numbers that disagree
 * @source NumPy Enhancement Proposal 1 and numpy.lib.format
 */
export function readNpy(bytes: Uint8Array, fileName: string): StoredTensor {
  const place: Place = { area: 'npy', where: fileName }
  const { text, dataStart } = splitHeader(bytes, fileName)
  const header = parseNpyHeader(text, fileName)
  const { dtype, littleEndian } = readDtype(header.descr, fileName)
  const data = bytes.subarray(dataStart)
  checkSize(dtype, header.shape, data.byteLength, place)
  const name = fileName.replace(/^.*[/\\]/s, '').replace(/\.npy$/, '')
  const ordered = rowMajor(data, ELEMENT_BYTES[dtype], header)
  return { name, dtype, shape: header.shape, data: decodeElements(ordered, dtype, littleEndian, place) }
}

function splitHeader(bytes: Uint8Array, where: string): { readonly text: string; readonly dataStart: number } {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    const what = 'the file does not start with the npy signature'
    fail({ code: 'npy/signature', what, where, fix: 'write it with numpy.save' })
  }
  const major = bytes[6] ?? 0
  const minor = bytes[7] ?? 0
  if (major < 1 || major > 3 || minor !== 0) {
    const what = `the format version is ${major}.${minor}, only 1.0, 2.0 and 3.0 can be read`
    fail({ code: 'npy/version', what, where })
  }
  const start = major === 1 ? 10 : 12
  if (bytes.byteLength < start) fail({ code: 'npy/truncated', what: 'the file ends before the header length', where })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (length > MAX_HEADER) {
    const what = `the header declares ${length} bytes, at most ${MAX_HEADER} can be read`
    fail({ code: 'npy/header-too-long', what, where })
  }
  if (start + length > bytes.byteLength) {
    const what = `the header declares ${length} bytes, only ${bytes.byteLength - start} follow its length`
    fail({ code: 'npy/truncated', what, where, fix: 'copy the file again, it is cut off' })
  }
  return { text: decodeText(bytes.subarray(start, start + length), major, where), dataStart: start + length }
}

function decodeText(bytes: Uint8Array, major: number, where: string): string {
  if (major < 3) return String.fromCharCode(...bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    return fail({ code: 'npy/header', what: 'the header is not valid UTF-8', where }, cause)
  }
}

function readDtype(descr: string, where: string): { readonly dtype: StoredDtype; readonly littleEndian: boolean } {
  const code = 'npy/dtype'
  const fix = `store one of ${[...DTYPES.keys()].join(', ')}`
  const [, order = '', kind = '', width = ''] = /^([<>|])([A-Za-z])(\d*)/.exec(descr) ?? []
  const dtype = descr === order + kind + width ? DTYPES.get(kind + width) : undefined
  if (dtype !== undefined && (order !== '|' || width === '1')) return { dtype, littleEndian: order !== '>' }
  const meaning = REFUSED.get(kind)
  const what = `the dtype ${JSON.stringify(descr.slice(0, 40))}${meaning === undefined ? '' : ` (${meaning})`} cannot be read`
  return fail({ code, what, where, fix: kind === 'V' ? [fix, 'store bfloat16 as .safetensors'] : fix })
}

/** The bytes in row-major order; a Fortran-ordered file stores the first axis fastest. */
function rowMajor(bytes: Uint8Array, elementBytes: number, { shape, fortranOrder }: NpyHeader): Uint8Array {
  if (!fortranOrder || shape.length < 2) return bytes
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, elementBytes))
  const index = shape.map(() => 0)
  const target = new Uint8Array(bytes.byteLength)
  let from = 0
  for (let to = 0; to < target.byteLength; to += elementBytes) {
    for (let i = 0; i < elementBytes; i++) target[to + i] = bytes[from + i] ?? 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const step = steps[axis] ?? 0
      const next = (index[axis] ?? 0) + 1
      from += step
      index[axis] = next
      if (next < (shape[axis] ?? 0)) break
      from -= next * step
      index[axis] = 0
    }
  }
  return target
}
