/** Writes the npz format, stored and undated: the same tensors always give the same bytes. Never imports a kernel. */
import { zipSync } from 'fflate'
import { fail } from '../../../errors.ts'
import { checkName, type EncodedTensor, sortedEntries } from '../encoded-tensor.ts'
import { encodeNpy } from './npy.ts'

/** Zip offsets have 32 bits. */
const MAX_BYTES = 0xfffffffe

/** Zip stores local time, so the earliest date that it knows is built from local fields. */
const FIXED_DATE = { year: 1980, month: 0, day: 1 }

/**
 * Arrays as one archive, by name; "name" becomes the entry "name.npy".
 * @throws ConvolemmaError "npz/too-large"; "npz/name"; "npy/bfloat16"; "weights/name"; "weights/size-differs"
 * @source numpy.savez
 */
export function encodeNpz(entries: ReadonlyMap<string, EncodedTensor>): Uint8Array {
  const files = new Map<string, Uint8Array>()
  let total = 22
  for (const [name, tensor] of sortedEntries(entries)) {
    checkName(name)
    if (!isPlainPath(name)) {
      fail({
        code: 'npz/name',
        what: `${JSON.stringify(name)} cannot be a name in a zip archive`,
        fix: 'use .safetensors',
      })
    }
    const file = encodeNpy(tensor, `tensor ${JSON.stringify(name)}`)
    total += file.byteLength + 76 + 6 * (name.length + 4)
    files.set(`${name}.npy`, file)
  }
  if (total > MAX_BYTES || files.size >= 0xffff) {
    const what = `${files.size} arrays of ${total} bytes do not fit into a zip archive`
    fail({ code: 'npz/too-large', what, fix: 'use .safetensors' })
  }
  const mtime = new Date(FIXED_DATE.year, FIXED_DATE.month, FIXED_DATE.day)
  return zipSync(Object.fromEntries(files), { level: 0, mtime })
}

function isPlainPath(name: string): boolean {
  const steps = name.split('/')
  return !name.includes('\\') && !steps.includes('..') && !steps.includes('')
}
