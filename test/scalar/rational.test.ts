import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addRational,
  bitLength,
  compareRational,
  divideRational,
  equalRational,
  formatRational,
  fromDyadic,
  fromFloat64,
  greatestCommonDivisor,
  multiplyRational,
  ONE,
  parseRational,
  rational,
  subtractRational,
  ZERO,
} from '../../src/scalar/rational.ts'
import { finite, rationals } from './sample.ts'

describe('rational numbers', () => {
  it('form a field in lowest terms', () => {
    fc.assert(
      fc.property(rationals, rationals, rationals, (a, b, c) => {
        const left = multiplyRational(a, addRational(b, c))
        expect(left).toEqual(addRational(multiplyRational(a, b), multiplyRational(a, c)))
        expect(greatestCommonDivisor(left.numerator, left.denominator)).toBe(1n)
        expect(left.denominator > 0n).toBe(true)
        expect(subtractRational(a, a)).toEqual(ZERO)
        if (!equalRational(a, ZERO)) expect(divideRational(a, a)).toEqual(ONE)
        expect(Math.sign(compareRational(a, b))).toBe(-Math.sign(compareRational(b, a)) + 0)
      }),
    )
  })

  it.each([
    ['3', '3'],
    ['-6/4', '-3/2'],
    ['0.1', '1/10'],
    ['.5', '1/2'],
    ['1e-3', '1/1000'],
    ['2.50e1', '25'],
  ])('read %s as %s', (text, expected) => {
    const value = parseRational(text)
    expect(value && formatRational(value)).toBe(expected)
  })

  it.each(['', 'x', '1/0', '1e99999', '--1', '0x10', '1 '])('do not read "%s"', (text) => {
    expect(parseRational(text)).toBeUndefined()
  })

  it('refuse a zero denominator', () => {
    expect(() => rational(1, 0)).toThrow('1 / 0 is not a number')
  })

  it('hold binary64 numbers exactly', () => {
    fc.assert(
      fc.property(finite, (x) => {
        const { numerator, denominator } = fromFloat64(x)
        expect(denominator & (denominator - 1n)).toBe(0n)
        expect(greatestCommonDivisor(numerator, denominator)).toBe(1n)
      }),
    )
    expect(formatRational(fromFloat64(0.1))).toBe('3602879701896397/36028797018963968')
  })

  it('count binary digits', () => {
    fc.assert(fc.property(fc.bigInt(), (n) => bitLength(n) === (n === 0n ? 0 : (n < 0n ? -n : n).toString(2).length)))
  })

  it('are made from mantissa and exponent in lowest terms', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: -90, max: 90 }), (m, e) => {
        const expected = e >= 0 ? rational(m * 2n ** BigInt(e)) : rational(m, 2n ** BigInt(-e))
        expect(fromDyadic(m, e)).toEqual(expected)
      }),
    )
  })
})
