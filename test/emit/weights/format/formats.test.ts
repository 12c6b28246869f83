import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ENCODED_BYTES, type EncodedDtype, type EncodedTensor } from '../../../../src/emit/weights/encoded-tensor.ts'
import { encodeNpy } from '../../../../src/emit/weights/format/npy.ts'
import { encodeNpz } from '../../../../src/emit/weights/format/npz.ts'
import { encodeSafetensors } from '../../../../src/emit/weights/format/safetensors.ts'
import { readNpy } from '../../../../src/read/npy.ts'
import { readNpz } from '../../../../src/read/npz.ts'
import { readSafetensors } from '../../../../src/read/safetensors.ts'
import { decodeElements } from '../../../../src/read/tensor.ts'
import { refusal } from '../../../read/hostile.ts'

const two: EncodedTensor = { shape: [2], dtype: 'float32', bytes: new Uint8Array(Float32Array.of(1.5, -2).buffer) }
const half: EncodedTensor = { shape: [1], dtype: 'float16', bytes: Uint8Array.of(0, 0x3c) }
const scalar: EncodedTensor = { shape: [], dtype: 'int64', bytes: new Uint8Array(BigInt64Array.of(-5n).buffer) }
const brain: EncodedTensor = { shape: [1], dtype: 'bfloat16', bytes: Uint8Array.of(0x80, 0x3f) }

const PLACE = { area: 'npy', where: 'test' } as const

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function tensors(dtypes: readonly EncodedDtype[]): fc.Arbitrary<EncodedTensor> {
  return fc
    .record({ dtype: fc.constantFrom(...dtypes), shape: fc.array(fc.nat(3), { maxLength: 4 }), fill: fc.nat(255) })
    .map(({ dtype, shape, fill }) => {
      const length = shape.reduce((a, b) => a * b, ENCODED_BYTES[dtype])
      return { dtype, shape, bytes: Uint8Array.from({ length }, (_, i) => (i * 37 + fill) % 256) }
    })
}

function expected(name: string, { dtype, shape, bytes }: EncodedTensor): unknown {
  return { name, dtype, shape, data: decodeElements(bytes, dtype, true, PLACE) }
}

const names = fc.stringMatching(/^[a-z_][a-z0-9_.é]{0,6}$/).filter((name) => name !== '__metadata__')

describe('encodeNpy', () => {
  it('writes a header that ends at a multiple of 64', () => {
    const file = encodeNpy(two)
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
    expect(latin1(file.subarray(0, 128))).toBe(`\x93NUMPY\x01\x00\x76\x00${header.padEnd(117)}\n`)
    expect(file.subarray(128)).toEqual(two.bytes)
  })

  it('is read back unchanged', () => {
    fc.assert(
      fc.property(tensors(['float64', 'float32', 'float16', 'int64']), (tensor) => {
        expect(readNpy(encodeNpy(tensor), 'a.npy')).toEqual(expected('a', tensor))
      }),
      { seed: 1 },
    )
  })

  it('refuses bfloat16 and bytes that are not the elements', () => {
    expect(refusal(() => encodeNpy(brain))).toMatchObject({ code: 'npy/bfloat16', fix: 'use .safetensors' })
    expect(refusal(() => encodeNpy({ ...two, shape: [3] })).code).toBe('weights/size-differs')
    expect(refusal(() => encodeNpy({ ...two, shape: [-1, -2] })).code).toBe('weights/size-differs')
  })
})

describe('encodeNpz', () => {
  it('gives the same bytes whatever the order, stored and dated 1980-01-01', () => {
    const file = encodeNpz(
      new Map([
        ['b', two],
        ['a', scalar],
      ]),
    )
    expect(
      encodeNpz(
        new Map([
          ['a', scalar],
          ['b', two],
        ]),
      ),
    ).toEqual(file)
    const view = new DataView(file.buffer)
    expect(view.getUint16(8, true), 'stored').toBe(0)
    expect(view.getUint32(10, true), 'time and date').toBe(0x00210000)
    expect(latin1(file.subarray(30, 35))).toBe('a.npy')
  })

  it('is read back unchanged', () => {
    fc.assert(
      fc.property(fc.dictionary(names, tensors(['float64', 'float32', 'float16', 'int64'])), (entries) => {
        const map = new Map(Object.entries(entries))
        const back = readNpz(encodeNpz(map), 'a.npz')
        expect(back.size).toBe(map.size)
        for (const [name, tensor] of map) expect(back.get(name)).toEqual(expected(name, tensor))
      }),
      { seed: 2 },
    )
  })

  it.each(['', '../a', '/a', 'a\\b', 'a\n', 'a//b'])('refuses the name %j', (name) => {
    expect(refusal(() => encodeNpz(new Map([[name, two]]))).code).toMatch(/^(?:npz|weights)\/name$/)
  })

  it('refuses bfloat16 and names the tensor', () => {
    const problem = refusal(() => encodeNpz(new Map([['w', brain]])))
    expect(problem).toMatchObject({ code: 'npy/bfloat16', where: 'tensor "w"' })
  })
})

describe('encodeSafetensors', () => {
  it('puts wide elements first, then names in order, and pads the header to 8 bytes', () => {
    const map = new Map([
      ['h', half],
      ['b', two],
      ['a', two],
      ['n', scalar],
      ['g', brain],
    ])
    const file = encodeSafetensors(
      map,
      new Map([
        ['z', '1'],
        ['format', 'pt'],
      ]),
    )
    const header =
      '{"__metadata__":{"format":"pt","z":"1"},' +
      '"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},' +
      '"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},' +
      '"b":{"dtype":"F32","shape":[2],"data_offsets":[16,24]},' +
      '"g":{"dtype":"BF16","shape":[1],"data_offsets":[24,26]},' +
      '"h":{"dtype":"F16","shape":[1],"data_offsets":[26,28]}}'
    const length = Number(new DataView(file.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    expect(latin1(file.subarray(8, 8 + length))).toBe(header.padEnd(length))
    expect(file.byteLength).toBe(8 + length + 28)
  })

  it('is read back unchanged, "__proto__" and "0" included', () => {
    const dtypes = ['float64', 'float32', 'float16', 'bfloat16', 'int64'] as const
    const entries = fc.array(fc.tuple(fc.oneof(names, fc.constantFrom('__proto__', '0', '"')), tensors(dtypes)))
    fc.assert(
      fc.property(entries, fc.dictionary(fc.string(), fc.string()), (list, texts) => {
        const map = new Map(list)
        const back = readSafetensors(encodeSafetensors(map, new Map(Object.entries(texts))), 'a.safetensors')
        expect(back.tensors.size).toBe(map.size)
        for (const [name, tensor] of map) expect(back.tensors.get(name)).toEqual(expected(name, tensor))
        expect(back.metadata).toEqual(new Map(Object.entries(texts)))
      }),
      { seed: 3 },
    )
  })

  it('refuses names that cannot be tensors', () => {
    expect(refusal(() => encodeSafetensors(new Map([['__metadata__', two]]))).code).toBe('safetensors/name')
    expect(refusal(() => encodeSafetensors(new Map([['\ud800', two]]))).code).toBe('weights/name')
  })
})
