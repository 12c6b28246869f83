import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeElements, elementCount, type StoredDtype } from '../../src/read/tensor.ts'
import { decodeBfloat16, decodeFloat16 } from '../../src/scalar/encode.ts'
import { refusal } from './hostile.ts'

const place = { area: 'npy', where: 'a.npy' } as const

describe('elementCount', () => {
  it.each([
    [[], 1],
    [[0, 5], 0],
    [[2, 3, 4], 24],
    [[2 ** 26, 2 ** 26], 2 ** 52],
  ])('of %j is %d', (shape, count) => {
    expect(elementCount(shape, place)).toBe(count)
  })

  it.each([
    [[-1]],
    [[1.5]],
    [[Number.NaN]],
    [[-0]],
    [[2 ** 53]],
    [[2 ** 27, 2 ** 27]],
    [Array.from({ length: 65 }, () => 1)],
  ])('refuses %j', (shape) => {
    expect(refusal(() => elementCount(shape, place)).code).toBe('npy/shape')
  })
})

describe('16-bit floats', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])('binary16 %i is %d', (bits, value) => {
    expect(decodeFloat16(bits)).toBe(value)
  })

  it.each([
    [0x3f80, 1],
    [0xc040, -3],
    [0x0001, 2 ** -133],
    [0x7f80, Number.POSITIVE_INFINITY],
    [0x7fc0, Number.NaN],
  ])('bfloat16 %i is %d', (bits, value) => {
    expect(decodeBfloat16(bits)).toBe(value)
  })

  it('grow strictly from zero to infinity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bff }), (bits) => {
        expect(decodeFloat16(bits + 1)).toBeGreaterThan(decodeFloat16(bits))
        expect(decodeFloat16(bits | 0x8000)).toBe(-decodeFloat16(bits))
      }),
      { seed: 1, numRuns: 500 },
    )
  })
})

describe('decodeElements', () => {
  const bytes = Uint8Array.from([0x80, 0x01, 0xff, 0x02, 0x83, 0x04, 0x05, 0xc6])
  it.each<[StoredDtype, readonly (number | bigint)[], readonly (number | bigint)[]]>([
    ['int8', [-128, 1, -1, 2, -125, 4, 5, -58], [-128, 1, -1, 2, -125, 4, 5, -58]],
    ['uint8', [128, 1, 255, 2, 131, 4, 5, 198], [128, 1, 255, 2, 131, 4, 5, 198]],
    [
      'int16',
      [0x0180, 0x02ff, 0x0483, 0xc605 - 0x10000],
      [0x8001 - 0x10000, 0xff02 - 0x10000, 0x8304 - 0x10000, 0x05c6],
    ],
    ['uint16', [0x0180, 0x02ff, 0x0483, 0xc605], [0x8001, 0xff02, 0x8304, 0x05c6]],
    ['int32', [0x02ff0180, 0xc6050483 - 2 ** 32], [0x8001ff02 - 2 ** 32, 0x830405c6 - 2 ** 32]],
    ['uint32', [0x02ff0180, 0xc6050483], [0x8001ff02, 0x830405c6]],
    ['int64', [0xc605048302ff0180n - 2n ** 64n], [0x8001ff02830405c6n - 2n ** 64n]],
    ['uint64', [0xc605048302ff0180n], [0x8001ff02830405c6n]],
  ])('%s, little and big endian', (dtype, little, big) => {
    expect([...decodeElements(bytes, dtype, true, place)]).toEqual(little)
    expect([...decodeElements(bytes, dtype, false, place)]).toEqual(big)
  })

  it('reads bytes that do not start at an aligned offset', () => {
    const shifted = new Uint8Array(13)
    shifted.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 5)
    expect([...decodeElements(shifted.subarray(5), 'float32', true, place)]).toEqual([1.5, -2])
  })

  it('takes only 0 and 1 for bool', () => {
    expect([...decodeElements(Uint8Array.of(0, 1), 'bool', true, place)]).toEqual([0, 1])
    expect(refusal(() => decodeElements(Uint8Array.of(0, 2), 'bool', true, place)).code).toBe('npy/bool')
  })
})
