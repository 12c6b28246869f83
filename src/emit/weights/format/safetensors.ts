/** Writes the safetensors format: the same tensors always give the same bytes. Never imports a kernel. */
import { fail } from '../../../errors.ts'
import {
  checkEncoded,
  checkName,
  ENCODED_BYTES,
  type EncodedDtype,
  type EncodedTensor,
  sortedEntries,
} from '../encoded-tensor.ts'

const DTYPES: Readonly<Record<EncodedDtype, string>> = {
  float64: 'F64',
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
}

const ALIGNMENT = 8
const NO_METADATA: ReadonlyMap<string, string> = new Map()

/**
 * Tensors as one file. Wide elements come first, then names in order, so that offsets ascend and every tensor is aligned.
 * @throws ConvolemmaError "safetensors/name": "__metadata__" is no tensor name; "weights/name"; "weights/size-differs"
 * @source https://github.com/huggingface/safetensors
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, EncodedTensor>,
  metadata: ReadonlyMap<string, string> = NO_METADATA,
): Uint8Array {
  const entries = sortedEntries(tensors).toSorted(([, a], [, b]) => ENCODED_BYTES[b.dtype] - ENCODED_BYTES[a.dtype])
  for (const [name, tensor] of entries) {
    checkName(name)
    if (name === '__metadata__')
      fail({ code: 'safetensors/name', what: '"__metadata__" cannot be the name of a tensor' })
    checkEncoded(tensor, `tensor ${JSON.stringify(name)}`)
  }
  const header = new TextEncoder().encode(headerText(entries, metadata))
  const start = 8 + Math.ceil(header.byteLength / ALIGNMENT) * ALIGNMENT
  const file = new Uint8Array(entries.reduce((end, [, { bytes }]) => end + bytes.byteLength, start))
  file.fill(0x20, 8, start)
  file.set(header, 8)
  new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true)
  let at = start
  for (const [, { bytes }] of entries) {
    file.set(bytes, at)
    at += bytes.byteLength
  }
  return file
}

/** Written by hand, because an object would move a tensor named "0" to the front and swallow "__proto__". */
function headerText(
  entries: readonly (readonly [string, EncodedTensor])[],
  metadata: ReadonlyMap<string, string>,
): string {
  const fields: string[] = []
  if (metadata.size > 0) {
    const texts = sortedEntries(metadata).map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`)
    fields.push(`"__metadata__":{${texts.join(',')}}`)
  }
  let begin = 0
  for (const [name, { dtype, shape, bytes }] of entries) {
    const end = begin + bytes.byteLength
    const value = `{"dtype":"${DTYPES[dtype]}","shape":[${shape.join(',')}],"data_offsets":[${begin},${end}]}`
    fields.push(`${JSON.stringify(name)}:${value}`)
    begin = end
  }
  return `{${fields.join(',')}}`
}
