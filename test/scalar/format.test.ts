import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readExpression } from '../../src/scalar/expression.ts'
import {
  equalPolynomial,
  formatNameLatex,
  formatPolynomial,
  formatPolynomialLatex,
  symbol,
} from '../../src/scalar/polynomial.ts'
import { polynomials } from './sample.ts'

describe('plain text', () => {
  it('is read back as the same polynomial', () => {
    fc.assert(fc.property(polynomials, (p) => equalPolynomial(readExpression(formatPolynomial(p)), p)))
  })

  it.each([
    ['k_10 + k_2*k_1 - 1 + k_2', '-1 + k_2 + k_10 + k_1*k_2'],
    ['-a', '-a'],
    ['a - a', '0'],
    ['b*a^2/3', '1/3*a^2*b'],
    ['w_0_10 + w_0_9 + w_00_9', 'w_00_9 + w_0_9 + w_0_10'],
    ['exp(a)*k*pi*2', '2*pi*k*exp(a)'],
    ['sqrt(2)*a + a*sqrt(3) + a', 'a + sqrt(2)*a + sqrt(3)*a'],
  ])('orders %s by degree and then by name', (input, expected) => {
    expect(formatPolynomial(readExpression(input))).toBe(expected)
  })
})

describe('LaTeX', () => {
  it.each([
    ['1 - 2a', '1 - 2 a'],
    ['k_0_1^2*alpha/3', '\\frac{1}{3} \\alpha k_{0,1}^{2}'],
    ['-exp(-i^2/(2 sigma^2))', '-\\exp\\left(-\\frac{1}{2} i^{2} \\sigma^{-2}\\right)'],
    ['sqrt(2)*rsqrt(v)', '\\sqrt{2} \\frac{1}{\\sqrt{v}}'],
    ['sqrt(a+1)', '\\sqrt{1 + a}'],
    ['sin(x)^2', '\\left(\\sin\\left(x\\right)\\right)^{2}'],
    ['pi*x', '\\pi x'],
    ['0', '0'],
  ])('of %s', (input, expected) => {
    expect(formatPolynomialLatex(readExpression(input))).toBe(expected)
  })

  it.each([
    ['w', 'w'],
    ['w12', 'w_{12}'],
    ['gamma_1', '\\gamma_{1}'],
    ['scale_x', '\\mathrm{scale}_{x}'],
    ['k__1', 'k_{\\_,1}'],
    ['_a', '\\_a'],
    ['σ', '\\sigma'],
    ['größe', '\\text{größe}'],
  ])('of the name %s', (name, expected) => {
    expect(formatNameLatex(name)).toBe(expected)
  })

  it('lets no character of a name act as a command', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', '_', '9', 'é', 'λ', '\\', '$', '{', '}', '%', '^', '#', '&', '~'),
    })
    fc.assert(
      fc.property(letters, (name) => {
        const latex = formatNameLatex(name)
        expect(latex.replace(/\\(?:_|mathrm|text|lambda|sqrt)/g, '')).not.toMatch(/[\\$%^#&~]/)
      }),
    )
    expect(formatPolynomialLatex(symbol('a_b'))).toBe('a_{b}')
  })
})
