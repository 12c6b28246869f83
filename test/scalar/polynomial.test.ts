import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  asRational,
  constant,
  equalPolynomial,
  evaluateModulo,
  formatPolynomial,
  functionOf,
  isZero,
  multiply,
  negate,
  negativePowerIn,
  type Polynomial,
  pi,
  polynomialAccumulator,
  power,
  reciprocal,
  scale,
  substitute,
  subtract,
  symbol,
  symbolsOf,
  termCount,
} from '../../src/scalar/polynomial.ts'
import { ONE, rational, ZERO } from '../../src/scalar/rational.ts'
import { polynomials, rationals } from './sample.ts'

const a = symbol('a')
const b = symbol('b')
const number = (n: number, d = 1): Polynomial => constant(rational(n, d))
const text = formatPolynomial

describe('the ring of polynomials', () => {
  it('satisfies the laws of a commutative ring', () => {
    fc.assert(
      fc.property(polynomials, polynomials, polynomials, (p, q, r) => {
        expect(equalPolynomial(add(p, q), add(q, p))).toBe(true)
        expect(equalPolynomial(multiply(p, q), multiply(q, p))).toBe(true)
        expect(equalPolynomial(add(add(p, q), r), add(p, add(q, r)))).toBe(true)
        expect(equalPolynomial(multiply(multiply(p, q), r), multiply(p, multiply(q, r)))).toBe(true)
        expect(equalPolynomial(multiply(p, add(q, r)), add(multiply(p, q), multiply(p, r)))).toBe(true)
        expect(equalPolynomial(multiply(p, constant(ONE)), p)).toBe(true)
        expect(isZero(multiply(p, constant(ZERO)))).toBe(true)
        expect(isZero(add(p, negate(p)))).toBe(true)
      }),
    )
  })

  it('prints equal polynomials alike, however they were computed', () => {
    fc.assert(
      fc.property(polynomials, polynomials, (p, q) => {
        const square = power(add(p, q), 2)
        const expanded = add(add(power(p, 2), scale(multiply(p, q), rational(2))), power(q, 2))
        expect(text(square)).toBe(text(expanded))
      }),
    )
  })

  it('tells different polynomials apart', () => {
    fc.assert(
      fc.property(polynomials, rationals, (p, r) => {
        expect(equalPolynomial(p, add(p, constant(r)))).toBe(r.numerator === 0n)
      }),
    )
  })

  it('is accumulated as it is added up', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(polynomials, polynomials, rationals), { maxLength: 5 }), (rows) => {
        const sum = polynomialAccumulator()
        let expected = constant(ZERO)
        for (const [p, q, r] of rows) {
          sum.addProduct(p, q, r)
          sum.addScaled(q, r)
          sum.add(p)
          expected = add(expected, add(add(scale(multiply(p, q), r), scale(q, r)), p))
        }
        expect(equalPolynomial(sum.finish(), expected)).toBe(true)
        expect(isZero(sum.finish())).toBe(true)
      }),
    )
  })

  it('adds up the 41,472 products of a kernel without rebuilding the sum', () => {
    const sum = polynomialAccumulator()
    for (let i = 0; i < 41_472; i++) sum.addProduct(symbol(`w_${i}`), symbol(`k_${i % 7}_${i}`))
    const total = sum.finish()
    expect(termCount(total)).toBe(41_472)
    expect(isZero(subtract(total, total))).toBe(true)
  })

  it('expands powers', () => {
    expect(text(power(add(a, b), 3))).toBe('a^3 + 3*a^2*b + 3*a*b^2 + b^3')
    expect(text(power(add(a, b), 0))).toBe('1')
    expect(() => power(a, 0.5)).toThrow('the exponent 0.5 is not an integer')
  })

  it('inverts single terms only', () => {
    expect(text(power(multiply(number(2), a), -2))).toBe('1/4*a^-2')
    expect(text(reciprocal(functionOf('sqrt', number(2))))).toBe('1/2*sqrt(2)')
    expect(text(reciprocal(functionOf('exp', a)))).toBe('exp(-a)')
    expect(text(reciprocal(functionOf('sqrt', a)))).toBe('rsqrt(a)')
    expect(text(reciprocal(functionOf('rsqrt', a)))).toBe('sqrt(a)')
    expect(() => reciprocal(add(a, b))).toThrow('the divisor has several terms')
    expect(() => reciprocal(constant(ZERO))).toThrow('division by zero')
    expect(negativePowerIn(reciprocal(a))).toBe('a^-1')
    expect(negativePowerIn(reciprocal(pi()))).toBeUndefined()
  })

  it('knows which polynomials are numbers', () => {
    expect(asRational(constant(ZERO))).toEqual(ZERO)
    expect(asRational(subtract(add(a, number(1, 3)), a))).toEqual(rational(1, 3))
    expect(asRational(a)).toBeUndefined()
    expect(asRational(functionOf('sqrt', number(2)))).toBeUndefined()
  })

  it('refuses names that mean something else', () => {
    for (const name of [
      '',
      'e',
      'pi',
      'exp',
      '2a',
      'a b',
      'a.b',
      '__proto__',
      'constructor',
      'a\\b',
      'x'.repeat(201),
    ]) {
      expect(() => symbol(name), name).toThrow()
    }
  })
})

describe('functions', () => {
  const root = (n: number, d = 1): Polynomial => functionOf('sqrt', number(n, d))

  it('multiplies exponentials by adding exponents', () => {
    expect(text(multiply(functionOf('exp', a), functionOf('exp', b)))).toBe('exp(a + b)')
    expect(text(power(functionOf('exp', a), 3))).toBe('exp(3*a)')
    expect(text(multiply(functionOf('exp', a), functionOf('exp', negate(a))))).toBe('1')
    expect(text(functionOf('exp', constant(ZERO)))).toBe('1')
  })

  it.each([
    [multiply(root(2), root(3)), 'sqrt(6)'],
    [multiply(root(6), root(10)), '2*sqrt(15)'],
    [root(8), '2*sqrt(2)'],
    [root(9, 4), '3/2'],
    [root(1, 2), '1/2*sqrt(2)'],
    [subtract(root(8), scale(root(2), rational(2))), '0'],
    [root(0), '0'],
    [functionOf('rsqrt', number(2)), '1/2*sqrt(2)'],
    [functionOf('rsqrt', number(4, 9)), '3/2'],
    [multiply(functionOf('sqrt', a), functionOf('sqrt', a)), 'a'],
    [multiply(functionOf('sqrt', a), functionOf('rsqrt', a)), '1'],
    [power(functionOf('rsqrt', a), 2), 'rsqrt(a)^2'],
    [functionOf('sqrt', scale(a, rational(2))), 'sqrt(2)*sqrt(a)'],
    [functionOf('rsqrt', add(a, number(1, 100000))), 'rsqrt(1/100000 + a)'],
    [functionOf('sin', negate(a)), '-sin(a)'],
    [functionOf('cos', negate(a)), 'cos(a)'],
    [functionOf('sin', constant(ZERO)), '0'],
    [functionOf('cos', constant(ZERO)), '1'],
    [functionOf('cos', scale(pi(), rational(2, 3))), '-1/2'],
    [functionOf('sin', scale(pi(), rational(1, 4))), '1/2*sqrt(2)'],
    [functionOf('sin', scale(pi(), rational(-7, 2))), '1'],
    [functionOf('sin', scale(pi(), rational(1, 5))), 'cos(3/10*pi)'],
    [functionOf('log', constant(ONE)), '0'],
    [functionOf('log', functionOf('exp', a)), 'a'],
    [functionOf('log', scale(functionOf('exp', a), rational(2))), 'log(2*exp(a))'],
  ])('normalises case %# to %2$s', (value, expected) => {
    expect(text(value)).toBe(expected)
  })

  it('refuses numbers outside the domain', () => {
    expect(() => root(-1)).toThrow('sqrt(-1) is not a real number')
    expect(() => functionOf('rsqrt', constant(ZERO))).toThrow('rsqrt(0) is not a real number')
    expect(() => functionOf('log', number(-1, 2))).toThrow('log(-1/2) is not a real number')
  })
})

describe('substitution', () => {
  const gaussian = functionOf(
    'exp',
    multiply(power(symbol('i'), 2), scale(power(symbol('sigma'), -2), rational(-1, 2))),
  )

  it('is a homomorphism that normalises functions again', () => {
    fc.assert(
      fc.property(polynomials, polynomials, polynomials, (p, q, value) => {
        const values = new Map([['a', add(multiply(value, value), number(2))]])
        const put = (r: Polynomial): Polynomial => substitute(r, values)
        expect(equalPolynomial(put(multiply(p, q)), multiply(put(p), put(q)))).toBe(true)
        expect(equalPolynomial(put(add(p, q)), add(put(p), put(q)))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('gives the taps of a Gaussian kernel, alike on both sides', () => {
    const tap = (i: number): Polynomial => substitute(gaussian, new Map([['i', number(i)]]))
    expect([-2, -1, 0, 1, 2].map((i) => text(tap(i)))).toEqual([
      ...['exp(-2*sigma^-2)', 'exp(-1/2*sigma^-2)', '1', 'exp(-1/2*sigma^-2)', 'exp(-2*sigma^-2)'],
    ])
    expect(text(multiply(tap(1), tap(2)))).toBe('exp(-5/2*sigma^-2)')
  })

  it('replaces all symbols at once', () => {
    const swapped = substitute(subtract(a, scale(b, rational(2))), new Map([...[['a', b] as const, ['b', a] as const]]))
    expect(text(swapped)).toBe('-2*a + b')
  })

  it('refuses to divide by zero', () => {
    expect(() => substitute(gaussian, new Map([['sigma', constant(ZERO)]]))).toThrow('division by zero')
  })

  it('finds free symbols inside arguments, in natural order', () => {
    expect(symbolsOf(add(multiply(gaussian, symbol('k_10')), symbol('k_2')))).toEqual(['i', 'k_2', 'k_10', 'sigma'])
    expect(symbolsOf(pi())).toEqual([])
  })
})

describe('evaluation modulo a prime', () => {
  const prime = 2n ** 61n - 1n
  const valueOfAtom = (name: string): bigint =>
    [...name].reduce((h, c) => (h * 257n + BigInt(c.charCodeAt(0))) % prime, 7n)

  it('respects sums and products of symbols', () => {
    const pure = fc
      .array(fc.tuple(rationals, fc.constantFrom('a', 'b', 'c')), { maxLength: 4 })
      .map((rows) => rows.reduce((sum, [r, name]) => add(sum, scale(power(symbol(name), 2), r)), constant(ONE)))
    fc.assert(
      fc.property(pure, pure, (p, q) => {
        const at = (r: Polynomial): bigint => evaluateModulo(r, prime, valueOfAtom)
        expect(at(multiply(p, q))).toBe((at(p) * at(q)) % prime)
        expect(at(add(p, q))).toBe((at(p) + at(q)) % prime)
      }),
    )
  })

  it('refuses a denominator that the prime divides', () => {
    expect(() => evaluateModulo(number(1, 7), 7n, () => 0n)).toThrow('no inverse modulo 7')
    expect(evaluateModulo(number(-1, 3), 7n, () => 0n)).toBe(2n)
    expect(evaluateModulo(power(a, -1), 7n, () => 3n)).toBe(5n)
  })
})
