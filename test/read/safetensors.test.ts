import { describe, expect, it } from 'vitest'
import { readSafetensors } from '../../src/read/safetensors.ts'
import { expectMutationsHandled, expectTruncationsRefused, refusal } from './hostile.ts'

/** A file with this header text and this many bytes of data, which count up from 0. */
function file(header: string, dataBytes = 0, declared?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(8 + text.byteLength + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, declared ?? BigInt(text.byteLength), true)
  bytes.set(text, 8)
  for (let i = 0; i < dataBytes; i++) bytes[8 + text.byteLength + i] = i
  return bytes
}

function entry(dtype: string, shape: string, begin: number | string, end: number | string): string {
  return `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`
}

function read(bytes: Uint8Array): ReturnType<typeof readSafetensors> {
  return readSafetensors(bytes, 'w.safetensors')
}

describe('readSafetensors', () => {
  it('reads tensors and metadata', () => {
    const header = `{"__metadata__":{"format":"pt"},"b":${entry('U8', '[2,2]', 8, 12)},"a":${entry('I64', '[]', 0, 8)}}  `
    const { tensors, metadata } = read(file(header, 12))
    expect([...metadata]).toEqual([['format', 'pt']])
    expect([...tensors.keys()]).toEqual(['a', 'b'])
    expect(tensors.get('a')).toEqual({
      name: 'a',
      dtype: 'int64',
      shape: [],
      data: BigInt64Array.of(0x0706050403020100n),
    })
    expect(tensors.get('b')).toEqual({ name: 'b', dtype: 'uint8', shape: [2, 2], data: Float64Array.of(8, 9, 10, 11) })
  })

  it('reads empty files and empty tensors', () => {
    expect(read(file('{}')).tensors.size).toBe(0)
    expect(read(file(`{"a":${entry('F32', '[0,3]', 0, 0)}}`)).tensors.get('a')?.data.length).toBe(0)
  })

  it('treats the names of prototype properties like any other', () => {
    const header = `{"__proto__":${entry('U8', '[1]', 0, 1)},"constructor":${entry('U8', '[1]', 1, 2)}}`
    const { tensors, metadata } = read(file(header, 2))
    expect([...tensors.keys()]).toEqual(['__proto__', 'constructor'])
    expect(tensors.get('toString')).toBeUndefined()
    expect(metadata.size).toBe(0)
  })

  it.each([
    ['a missing length', Uint8Array.of(1, 2), 'safetensors/truncated'],
    ['a header longer than the cap', file('{}', 0, 2n ** 40n), 'safetensors/header-too-long'],
    ['the largest header length', file('{}', 0, 2n ** 64n - 1n), 'safetensors/header-too-long'],
    ['a header longer than the file', file('{}', 0, 99n), 'safetensors/truncated'],
    ['an empty header', file(''), 'safetensors/header'],
    ['a header that starts with a blank', file(' {}'), 'safetensors/header'],
    ['a header that is a list', file('[]'), 'safetensors/header'],
    ['invalid JSON', file('{"a":}'), 'safetensors/header-not-json'],
    ['text after the object', file('{} x'), 'safetensors/header-not-json'],
    ['deep nesting', file(`{"a":${'['.repeat(1000)}`), 'safetensors/header-not-json'],
    ['objects three deep', file('{"a":{"b":{"c":1}}}'), 'safetensors/header'],
    ['an entry that is a number', file('{"a":1}'), 'safetensors/header'],
    ['an unknown field', file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"scale":2}}'), 'safetensors/header'],
    ['a missing dtype', file('{"a":{"shape":[0],"data_offsets":[0,0]}}'), 'safetensors/dtype'],
    ['an unknown dtype', file(`{"a":${entry('F8_E4M3', '[0]', 0, 0)}}`), 'safetensors/dtype'],
    ['a dtype named like a property', file(`{"a":${entry('toString', '[0]', 0, 0)}}`), 'safetensors/dtype'],
    ['a shape that is a number', file(`{"a":${entry('U8', '0', 0, 0)}}`), 'safetensors/shape'],
    ['a negative extent', file(`{"a":${entry('U8', '[-1]', 0, 0)}}`), 'safetensors/shape'],
    ['a fractional extent', file(`{"a":${entry('U8', '[0.5]', 0, 0)}}`), 'safetensors/shape'],
    ['a shape that overflows', file(`{"a":${entry('U8', `[${2 ** 40},${2 ** 40}]`, 0, 0)}}`), 'safetensors/shape'],
    ['a huge tensor', file(`{"a":${entry('F64', `[${2 ** 40}]`, 0, 8)}}`, 8), 'safetensors/size-differs'],
    ['a size that differs from the shape', file(`{"a":${entry('F32', '[2]', 0, 4)}}`, 4), 'safetensors/size-differs'],
    ['one offset', file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0]}}'), 'safetensors/offsets'],
    ['offsets in the wrong order', file(`{"a":${entry('U8', '[1]', 1, 0)}}`, 1), 'safetensors/offsets'],
    ['an offset past the end', file(`{"a":${entry('U8', '[2]', 0, 2)}}`, 1), 'safetensors/offsets'],
    ['a huge offset', file(`{"a":${entry('U8', '[1]', 0, 2 ** 40)}}`, 1), 'safetensors/offsets'],
    ['an infinite offset', file(`{"a":${entry('U8', '[1]', 0, '1e999')}}`, 1), 'safetensors/offsets'],
    ['a negative offset', file(`{"a":${entry('U8', '[1]', -1, 0)}}`, 1), 'safetensors/offsets'],
    ['an overlap', file(`{"a":${entry('U8', '[2]', 0, 2)},"b":${entry('U8', '[2]', 1, 3)}}`, 3), 'safetensors/overlap'],
    [
      'the same range twice',
      file(`{"a":${entry('U8', '[1]', 0, 1)},"b":${entry('U8', '[1]', 0, 1)}}`, 1),
      'safetensors/overlap',
    ],
    ['a hole before the first tensor', file(`{"a":${entry('U8', '[1]', 1, 2)}}`, 2), 'safetensors/hole'],
    [
      'a hole between',
      file(`{"a":${entry('U8', '[1]', 0, 1)},"b":${entry('U8', '[1]', 2, 3)}}`, 3),
      'safetensors/hole',
    ],
    ['bytes after the last tensor', file(`{"a":${entry('U8', '[1]', 0, 1)}}`, 2), 'safetensors/hole'],
    ['data without tensors', file('{}', 1), 'safetensors/hole'],
    [
      'a duplicate tensor',
      file(`{"a":${entry('U8', '[0]', 0, 0)},"a":${entry('U8', '[0]', 0, 0)}}`),
      'safetensors/duplicate-key',
    ],
    [
      'a duplicate that is spelled differently',
      file(`{"a":${entry('U8', '[0]', 0, 0)},"\\u0061" : ${entry('U8', '[0]', 0, 0)}}`),
      'safetensors/duplicate-key',
    ],
    [
      'a duplicate field',
      file('{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
      'safetensors/duplicate-key',
    ],
    ['metadata that is a string', file('{"__metadata__":"pt"}'), 'safetensors/metadata'],
    ['a metadata entry that is a number', file('{"__metadata__":{"a":1}}'), 'safetensors/metadata'],
    ['a bool that is 2', file(`{"a":${entry('BOOL', '[3]', 0, 3)}}`, 3), 'safetensors/bool'],
  ])('refuses %s', (_, bytes, code) => {
    expect(refusal(() => read(bytes)).code).toBe(code)
  })

  it('refuses a header that is not UTF-8', () => {
    const bytes = file('{"a":1}')
    bytes[10] = 0xff
    expect(refusal(() => read(bytes)).code).toBe('safetensors/header-not-utf8')
  })

  it('names the file, the tensor and the numbers', () => {
    const problem = refusal(() => read(file(`{"0.weight":${entry('F32', '[3]', 0, 8)}}`, 8)))
    expect(problem.where).toBe('w.safetensors, tensor "0.weight"')
    expect(problem.what).toBe('shape [3] of float32 needs 12 bytes, the file holds 8')
  })

  const header = `{"__metadata__":{"k":"v"},"a":${entry('F16', '[2]', 0, 4)},"b":${entry('I64', '[1]', 4, 12)}}`
  it('refuses every truncation', () => expectTruncationsRefused(file(header, 12), read))
  it('reads or refuses every mutation', () => expectMutationsHandled(file(header, 12), read))
})
