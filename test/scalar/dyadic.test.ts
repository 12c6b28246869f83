import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toDyadics } from '../../src/scalar/dyadic.ts'
import { bitLength, fromDyadic, fromFloat64 } from '../../src/scalar/rational.ts'
import { finite } from './sample.ts'

describe('common scaling', () => {
  it('keeps every value exact with the largest exponent', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 8 }), (values) => {
        const { mantissas, exponent, bits } = toDyadics(Float64Array.from(values))
        expect(mantissas.map((m) => fromDyadic(m, exponent))).toEqual(values.map(fromFloat64))
        expect(bits).toBe(Math.max(...mantissas.map(bitLength)))
        if (values.some((x) => x !== 0)) expect(mantissas.some((m) => (m & 1n) === 1n)).toBe(true)
      }),
    )
  })

  it.each([
    [[0, -0], [0n, 0n], 0, 0],
    [[0.5, 3, -1.25], [2n, 12n, -5n], -2, 4],
    [[8, 24], [1n, 3n], 3, 2],
    [[5e-324, 2 ** -1072], [1n, 4n], -1074, 3],
    [[2 ** 32, 2 ** 33], [1n, 2n], 32, 2],
  ])('is right in case %#', (values, mantissas, exponent, bits) => {
    expect(toDyadics(Float64Array.from(values))).toEqual({ mantissas, exponent, bits })
  })

  it('refuses what is not finite', () => {
    expect(() => toDyadics(Float64Array.of(1, Number.NaN))).toThrow('entry 1 is NaN, not a finite number')
  })
})
