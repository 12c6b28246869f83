import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBfloat16, decodeFloat16 } from '../../src/scalar/encode.ts'
import { readExpression } from '../../src/scalar/expression.ts'
import { addRational, fromFloat64, parseRational, type Rational, rational, ZERO } from '../../src/scalar/rational.ts'
import {
  BFLOAT16,
  FLOAT16,
  FLOAT32,
  FLOAT64,
  roundDyadic,
  roundFloat64,
  roundPolynomial,
  roundRational,
  roundsTheSame,
  STORAGE_FORMATS,
  type StorageFormat,
} from '../../src/scalar/round.ts'
import { finite } from './sample.ts'

const half = (a: Rational, b: Rational): Rational => {
  const sum = addRational(a, b)
  return rational(sum.numerator, sum.denominator * 2n)
}

/** The non-negative finite numbers of a 16-bit format, in order. */
const ladder = (decode: (bits: number) => number): number[] =>
  Array.from({ length: 0x8000 }, (_, bits) => decode(bits)).filter(Number.isFinite)

describe('rounding exact values', () => {
  it('leaves binary64 numbers as they are', () => {
    fc.assert(fc.property(finite, (x) => roundRational(fromFloat64(x), FLOAT64).value === x))
  })

  it('agrees with the rounding to binary32 of the machine', () => {
    fc.assert(fc.property(finite, (x) => Object.is(roundRational(fromFloat64(x), FLOAT32).value, Math.fround(x || 0))))
  })

  it('agrees with the decimal literals of the machine', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -345, max: 320 }), (n, e) => {
        const text = `${n}e${e}`
        expect(roundRational(parseRational(text) ?? ZERO, FLOAT64).value).toBe(Number(text))
      }),
    )
  })

  it('rounds ties to even and reports overflow', () => {
    const tie = (text: string, format: StorageFormat) => roundRational(parseRational(text) ?? ZERO, format)
    expect(tie('2049', FLOAT16).value).toBe(2048)
    expect(tie('2051', FLOAT16).value).toBe(2052)
    expect(tie('257', BFLOAT16).value).toBe(256)
    expect(tie('259', BFLOAT16).value).toBe(260)
    expect(tie('65519', FLOAT16)).toEqual({ value: 65504, overflow: false })
    expect(tie('65520', FLOAT16)).toEqual({ value: Number.POSITIVE_INFINITY, overflow: true })
    expect(tie('-1e39', FLOAT32)).toEqual({ value: Number.NEGATIVE_INFINITY, overflow: true })
    expect(tie('-1e-400', FLOAT64).value).toBe(-0)
    expect(tie('0', FLOAT64).value).toBe(0)
  })

  it('does not round twice', () => {
    // Just above a tie of binary16; binary32 rounds it to the tie.
    const value = addRational(rational(2049n), rational(1n, 2n ** 60n))
    expect(roundRational(value, FLOAT16).value).toBe(2050)
    expect(roundRational(fromFloat64(Math.fround(2049 + 2 ** -40)), FLOAT16).value).toBe(2048)
    expect(roundFloat64(2049 + 2 ** -40, FLOAT16)).toBe(2050)
  })

  it.each([
    ['float16', FLOAT16, decodeFloat16],
    ['bfloat16', BFLOAT16, decodeBfloat16],
  ] as const)('is exact, symmetric and breaks ties to even everywhere in %s', (_, format, decode) => {
    const numbers = ladder(decode)
    numbers.forEach((x, bits) => {
      expect(roundFloat64(x, format)).toBe(x)
      const next = numbers[bits + 1]
      if (next === undefined) return
      const middle = half(fromFloat64(x), fromFloat64(next))
      const even = bits % 2 === 0 ? x : next
      if (roundRational(middle, format).value !== even) throw new Error(`tie between ${x} and ${next}`)
      const midpoint = (x + next) / 2
      if (roundFloat64(midpoint, format) !== even) throw new Error(`tie at ${midpoint}`)
      if (roundFloat64(-midpoint, format) !== -even) throw new Error(`tie at ${-midpoint}`)
      if (roundFloat64(midpoint * (1 + 2 ** -52), format) !== next) throw new Error(`above ${midpoint}`)
      if (roundFloat64(midpoint * (1 - 2 ** -53), format) !== x) throw new Error(`below ${midpoint}`)
    })
  })

  it('agrees with the fast rounding of binary64 numbers', () => {
    fc.assert(
      fc.property(finite, fc.constantFrom(...STORAGE_FORMATS), (x, format) => {
        expect(roundFloat64(x, format)).toBe(x === 0 ? x : roundRational(fromFloat64(x), format).value)
      }),
      { numRuns: 2000 },
    )
    for (const format of [FLOAT16, BFLOAT16, FLOAT32]) {
      expect(roundFloat64(Number.NaN, format)).toBeNaN()
      expect(roundFloat64(Number.NEGATIVE_INFINITY, format)).toBe(Number.NEGATIVE_INFINITY)
      expect(roundFloat64(Number.MAX_VALUE, format)).toBe(Number.POSITIVE_INFINITY)
      expect(roundFloat64(-0, format)).toBe(-0)
      expect(roundFloat64(-5e-324, format)).toBe(-0)
    }
  })

  it('is monotone', () => {
    fc.assert(
      fc.property(finite, finite, fc.constantFrom(...STORAGE_FORMATS), (x, y, format) => {
        const [low, high] = x < y ? [x, y] : [y, x]
        expect(roundFloat64(low, format) <= roundFloat64(high, format)).toBe(true)
      }),
    )
  })

  it('rounds dyadic numbers like rational ones', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }), fc.integer({ min: -1200, max: 1000 }), (m, e) => {
        const value = e >= 0 ? rational(m << BigInt(e)) : rational(m, 1n << BigInt(-e))
        for (const format of STORAGE_FORMATS) expect(roundDyadic(m, e, format)).toEqual(roundRational(value, format))
      }),
    )
  })
})

describe('certified rounding', () => {
  it('holds exactly where both bounds round alike', () => {
    expect(roundsTheSame(1, 1 + 2 ** -30, FLOAT32)).toBe(true)
    expect(roundsTheSame(1, 1 + 2 ** -23, FLOAT32)).toBe(false)
    expect(roundsTheSame(1 + 2 ** -24, 1 + 2 ** -24 + 2 ** -52, FLOAT32)).toBe(false)
    expect(roundsTheSame(-1e-60, 1e-60, FLOAT32)).toBe(false)
    expect(roundsTheSame(1, 1 + 2 ** -52, FLOAT64)).toBe(false)
  })
})

describe('rounding polynomials', () => {
  const round = (text: string, format: StorageFormat = FLOAT64) => roundPolynomial(readExpression(text), format)

  it.each([
    ['1/3', 1 / 3],
    ['pi', Math.PI],
    ['e', Math.E],
    ['log(2)', Math.LN2],
    ['sqrt(2)', Math.SQRT2],
    ['rsqrt(2)', Math.SQRT1_2],
    ['0.1 + 0.2', 0.3],
    ['1e23 + exp(-200)', 1.0000000000000001e23],
    ['1e23 - exp(-200)', 9.999999999999999e22],
    ['sin(1)^2 + cos(1)^2', 1],
    ['exp(-2000)', 0],
    ['-exp(-1000000)', -0],
    ['exp(-740)', 4.2e-322],
  ])('gives the nearest binary64 number to %s', (text, expected) => {
    expect(round(text).value).toBe(expected)
  })

  it('reports overflow', () => {
    expect(round('exp(710)')).toEqual({ value: Number.POSITIVE_INFINITY, overflow: true })
    expect(round('exp(12)', FLOAT16).overflow).toBe(true)
  })

  it('rounds once, to every format', () => {
    for (const format of STORAGE_FORMATS) {
      for (let n = 2; n < 50; n++) {
        const { value } = round(`sqrt(${n})`, format)
        expect(value).toBe(roundFloat64(Math.sqrt(n), format))
      }
    }
  })

  it('gives up on a tie that the canonical form does not show', () => {
    expect(() => round('1 + 2^-53*(sin(1)^2 + cos(1)^2)')).toThrow('undecided after 16384 bits')
  })

  it('refuses free symbols', () => {
    expect(() => round('a')).toThrow('a has no value: a is free')
  })
})

describe('the sign of a value too small for the format', () => {
  it.each([
    ['-sqrt(2)*2^-60*2^-60*2^-60', -0],
    ['sqrt(2)*2^-60*2^-60*2^-60', 0],
    ['(sqrt(2) - 1.4142135623730951)*2^-60', -0],
  ])('%s keeps it', (text, expected) => {
    expect(roundPolynomial(readExpression(text), FLOAT16).value).toBe(expected)
  })
})
