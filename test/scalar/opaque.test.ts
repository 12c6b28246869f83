import { describe, expect, it } from 'vitest'
import { readExpression } from '../../src/scalar/expression.ts'
import { formatPolynomial } from '../../src/scalar/format.ts'
import { integerTerms } from '../../src/scalar/integer-terms.ts'
import { createOpaque } from '../../src/scalar/opaque.ts'

const read = (text: string) => readExpression(text, { excerptName: 'test' })

describe('functions as symbols', () => {
  let count = 0
  const opaque = createOpaque(() => {
    count += 1
    return `f_${count}`
  })

  it.each([
    ['2*a + b^2', '2*a + b^2'],
    ['sqrt(a)', 'f_1'],
    ['b*sqrt(a)', 'b*f_1'],
    ['3*sqrt(2)', '3*f_2'],
    ['exp(a)^2*sqrt(a)', 'f_3*f_1'],
  ])('%s is written %s: equal ones have equal symbols', (text, written) => {
    const hidden = opaque.hide(read(text))
    expect(formatPolynomial(hidden)).toBe(formatPolynomial(read(written)))
    expect(() => integerTerms(hidden, 1n)).not.toThrow()
  })

  it('tells what the symbols stand for', () => {
    expect([...opaque.meanings.keys()]).toEqual(['f_1', 'f_2', 'f_3'])
    expect(opaque.meanings.get('f_1')).toBe(formatPolynomial(read('sqrt(a)')))
  })
})
