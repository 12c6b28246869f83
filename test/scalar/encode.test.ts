import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBfloat16, decodeFloat16, encode, writeArray } from '../../src/scalar/encode.ts'
import { BFLOAT16, FLOAT16, FLOAT32, FLOAT64 } from '../../src/scalar/round.ts'

describe('bits of numbers', () => {
  it.each([
    ['float16', FLOAT16, decodeFloat16],
    ['bfloat16', BFLOAT16, decodeBfloat16],
  ] as const)('go there and back for every pattern of %s', (_, format, decode) => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = decode(bits)
      if (Number.isNaN(value)) continue
      if (encode(value, format) !== BigInt(bits)) throw new Error(`pattern ${bits.toString(16)} is ${value}`)
    }
    expect(decode(Number(encode(Number.NaN, format)))).toBeNaN()
  })

  it.each([
    [0x0000, 0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3c00, 1],
    [0x7bff, 65504],
    [0xc000, -2],
    [0xfc00, Number.NEGATIVE_INFINITY],
  ])('of binary16 %i are %d', (bits, value) => {
    expect(decodeFloat16(bits)).toBe(value)
  })

  it('of bfloat16 are the upper half of binary32', () => {
    const view = new DataView(new ArrayBuffer(4))
    for (let bits = 0; bits < 0x10000; bits++) {
      view.setUint32(0, bits * 0x10000)
      if (!Object.is(decodeBfloat16(bits), view.getFloat32(0))) throw new Error(`pattern ${bits.toString(16)}`)
    }
  })

  it('are little endian in arrays', () => {
    expect([...writeArray(Float64Array.of(1, -2), FLOAT16)]).toEqual([0x00, 0x3c, 0x00, 0xc0])
    expect([...writeArray(Float64Array.of(1), BFLOAT16)]).toEqual([0x80, 0x3f])
    expect([...writeArray(Float64Array.of(1), FLOAT32)]).toEqual([0, 0, 0x80, 0x3f])
    expect([...writeArray(Float64Array.of(1), FLOAT64)]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
    fc.assert(
      fc.property(fc.array(fc.double()), (values) => {
        const bytes = writeArray(Float64Array.from(values), FLOAT64)
        expect([...new Float64Array(bytes.buffer)]).toEqual(values)
      }),
    )
  })

  it('are refused for numbers that the format does not hold', () => {
    expect(() => writeArray(Float64Array.of(1, 0.1), FLOAT16)).toThrow('entry 1, 0.1, is not a float16 number')
    expect(() => writeArray(Float64Array.of(1e39), FLOAT32)).toThrow('entry 0')
    expect(() => encode(257, BFLOAT16)).toThrow('is not a bfloat16 number')
  })
})
