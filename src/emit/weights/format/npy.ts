/** Writes the npy format, version 1.0: the same tensor always gives the same bytes. Never imports a kernel. */
import { fail } from '../../../errors.ts'
import { checkEncoded, type EncodedDtype, type EncodedTensor } from '../encoded-tensor.ts'

const DESCR: Readonly<Record<Exclude<EncodedDtype, 'bfloat16'>, string>> = {
  float64: '<f8',
  float32: '<f4',
  float16: '<f2',
  int64: '<i8',
}

const SIGNATURE = '\x93NUMPY\x01\x00'
const ALIGNMENT = 64

/**
 * One array as a file.
 * @throws ConvolemmaError "npy/bfloat16": NumPy has no such type; "weights/size-differs"
 * @source numpy.lib.format
 */
export function encodeNpy(tensor: EncodedTensor, where = 'npy'): Uint8Array {
  checkEncoded(tensor, where)
  const { dtype, shape, bytes } = tensor
  if (dtype === 'bfloat16') {
    fail({ code: 'npy/bfloat16', what: 'the npy format has no bfloat16', where, fix: 'use .safetensors' })
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const dictionary = `{'descr': '${DESCR[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`
  const start = Math.ceil((SIGNATURE.length + 2 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT
  const headerLength = start - SIGNATURE.length - 2
  const file = new Uint8Array(start + bytes.byteLength)
  file.set(Uint8Array.from(SIGNATURE, (character) => character.charCodeAt(0)))
  new DataView(file.buffer).setUint16(SIGNATURE.length, headerLength, true)
  const header = `${dictionary.padEnd(headerLength - 1)}\n`
  file.set(new TextEncoder().encode(header), SIGNATURE.length + 2)
  file.set(bytes, start)
  return file
}
