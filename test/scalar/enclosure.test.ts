import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enclose } from '../../src/scalar/enclosure.ts'
import { readExpression } from '../../src/scalar/expression.ts'
import {
  compareRational,
  parseRational,
  type Rational,
  rational,
  subtractRational,
  ZERO,
} from '../../src/scalar/rational.ts'
import { FLOAT64, roundRational } from '../../src/scalar/round.ts'

const decimal = (text: string): Rational => parseRational(text) ?? ZERO

describe('enclosures', () => {
  it.each([
    ['pi', '3.14159265358979323846264338327950288419716939937510582097494'],
    ['e', '2.71828182845904523536028747135266249775724709369995957496697'],
    ['log(2)', '0.693147180559945309417232121458176568075500134360255254120680'],
    ['log(0.001)', '-6.90775527898213705205397436405309262280330446588631892809998'],
    ['sqrt(2)', '1.41421356237309504880168872420969807856967187537694807317668'],
    ['exp(-0.5)', '0.606530659712633423603799534991180453441918135487186955682892'],
    ['exp(100)', '26881171418161354484126255515800135873611118.7737419224151916086'],
    ['sin(1)', '0.841470984807896506652502321630298999622563060798371065672752'],
    ['cos(1)', '0.540302305868139717400936607442976603732310420617922227670097'],
  ])('%s lies where tables have it', (text, digits) => {
    const { lower, upper } = enclose(readExpression(text), 160)
    const expected = decimal(digits)
    const slack = decimal(text === 'exp(100)' ? '1e-15' : '1e-45')
    expect(compareRational(subtractRational(lower, expected), slack)).toBeLessThan(0)
    expect(compareRational(subtractRational(expected, upper), slack)).toBeLessThan(0)
    expect(compareRational(subtractRational(upper, lower), slack)).toBeLessThan(0)
  })

  it('have the precision asked for and hold the more precise ones', () => {
    const names = fc.constantFrom('exp', 'sin', 'cos', 'sqrt', 'rsqrt', 'log')
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 60 }), (name, n, d) => {
        const value = readExpression(`${name}(${n}/${d})`)
        const coarse = enclose(value, 40)
        const fine = enclose(value, 300)
        expect(compareRational(coarse.lower, fine.upper)).toBeLessThanOrEqual(0)
        expect(compareRational(fine.lower, coarse.upper)).toBeLessThanOrEqual(0)
        const width = subtractRational(coarse.upper, coarse.lower)
        const size = fine.lower.numerator < 0n ? -fine.upper.numerator : fine.lower.numerator
        const bound = rational(size, fine.lower.denominator * 2n ** 39n)
        if (fine.lower.denominator === fine.upper.denominator)
          expect(compareRational(width, bound)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 60 },
    )
  })

  it('agree with binary64 functions up to their errors', () => {
    const cases = [
      ['exp', Math.exp],
      ['sin', Math.sin],
      ['cos', Math.cos],
      ['log', Math.log],
    ] as const
    for (const [name, f] of cases) {
      for (const x of [0.0078125, 0.5, 1, 1.5, 2, 3, 10, 100, 355, 12345.625]) {
        if (name === 'exp' && x > 700) continue
        const { lower } = enclose(readExpression(`${name}(${x})`), 80)
        const expected = f(x)
        expect(Math.abs(roundRational(lower, FLOAT64).value - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-13)
      }
    }
  })

  it('satisfy exact identities that the canonical form does not know', () => {
    for (const text of ['sin(1)^2 + cos(1)^2 - 1', 'cos(pi/5) - cos(2*pi/5) - 1/2']) {
      const { lower, upper } = enclose(readExpression(text), 64)
      expect(lower.numerator).toBeLessThanOrEqual(0n)
      expect(upper.numerator).toBeGreaterThanOrEqual(0n)
      expect(compareRational(subtractRational(upper, lower), rational(1n, 2n ** 1000n))).toBeLessThan(0)
    }
  })

  it('reach very small and very large values', () => {
    const small = enclose(readExpression('exp(-10000)'), 53)
    expect(small.lower.numerator).toBeGreaterThan(0n)
    expect(enclose(readExpression('sin(1e300)'), 53).upper.denominator).toBeGreaterThan(1n)
    expect(() => enclose(readExpression('exp(1e9)'), 53)).toThrow('beyond every storage format')
  })

  it('refuse what has no value', () => {
    expect(() => enclose(readExpression('exp(a)'), 53)).toThrow('exp(a) has no value: a is free')
    expect(() => enclose(readExpression('sqrt(1 - pi)'), 53)).toThrow('is not a real number')
    expect(() => enclose(readExpression('log(sin(1) - 1)'), 53)).toThrow('is not a real number')
    expect(() => enclose(readExpression('rsqrt(sin(1)^2 + cos(1)^2 - 1)'), 8)).toThrow('undecided')
  })

  it('are points for rational values', () => {
    expect(enclose(readExpression('1/3'), 8)).toEqual({ lower: rational(1, 3), upper: rational(1, 3) })
  })
})
