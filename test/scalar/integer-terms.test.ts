import { describe, expect, it } from 'vitest'
import { readExpression } from '../../src/scalar/expression.ts'
import { commonDenominator, integerTerms } from '../../src/scalar/integer-terms.ts'

const read = (text: string) => readExpression(text, { excerptName: 'test' })

describe('a polynomial over one denominator', () => {
  it.each([
    [['1/2', '1/3'], 6n],
    [['a/4 + b/6', '5'], 12n],
    [['0'], 1n],
    [[], 1n],
  ])('the denominator of %j is %s', (texts, denominator) => {
    expect(commonDenominator(texts.map(read))).toBe(denominator)
  })

  it('is integers times symbols, a power being a repeated symbol', () => {
    expect(integerTerms(read('a^2*b/2 - 3'), 2n)).toEqual(
      expect.arrayContaining([
        { coefficient: 1n, symbols: ['a', 'a', 'b'] },
        { coefficient: -6n, symbols: [] },
      ]),
    )
    expect(integerTerms(read('0'), 1n)).toEqual([])
  })

  it.each(['sqrt(2)', 'exp(a)', '2*rsqrt(a)', 'b + sqrt(a)'])('%s is none', (text) => {
    expect(() => integerTerms(read(text), 1n)).toThrow('is not a polynomial in symbols')
  })
})
