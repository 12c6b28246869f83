import { describe, expect, it } from 'vitest'
import { ConvolemmaError, renderProblem } from '../../src/errors.ts'
import { readExpression } from '../../src/scalar/expression.ts'
import { asRational, equalPolynomial, formatPolynomial } from '../../src/scalar/polynomial.ts'
import { formatRational, rational } from '../../src/scalar/rational.ts'

const read = (text: string): string => formatPolynomial(readExpression(text))

/** The problem that reading the text reports. */
function problemOf(text: string) {
  try {
    readExpression(text)
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem
    throw error
  }
  return undefined
}

describe('expressions', () => {
  it.each([
    ['1-2a', '1 - 2*a'],
    ['1 - 2*a', '1 - 2*a'],
    ['(a+b)^2 - (a-b)^2', '4*a*b'],
    ['exp(-i^2/(2*sigma^2))', 'exp(-1/2*i^2*sigma^-2)'],
    ['exp(-i^2/(2 sigma^2))', 'exp(-1/2*i^2*sigma^-2)'],
    ['e^(-x^2)*e', 'exp(1 - x^2)'],
    ['sqrt(8) - 2*sqrt(2)', '0'],
    ['w/sqrt(v + 0.00001)', 'w*rsqrt(1/100000 + v)'],
    ['1/(2*sqrt(2*pi))', '1/4*sqrt(2)*rsqrt(pi)'],
    ['cos(2*pi/3)', '-1/2'],
    ['2π', '2*pi'],
    ['1/2a', '1/2*a'],
    ['-a^2', '-a^2'],
    ['2^-3', '1/8'],
    ['2^3^2', '512'],
    ['-2^2', '-4'],
    ['a - - b', 'a + b'],
    ['+a', 'a'],
    ['größe_1*2', '2*größe_1'],
    ['(\n a\n+ b )', 'a + b'],
    ['a\n+ b', 'a + b'],
    ['i*j', 'i*j'],
  ])('%s is read', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ['0.1', '1/10'],
    ['.5', '1/2'],
    ['2.', '2'],
    ['1e-5', '1/100000'],
    ['0.1000000000000000055', '200000000000000011/2000000000000000000'],
    ['9007199254740993', '9007199254740993'],
    ['2^-149', `1/${2n ** 149n}`],
    ['1e400', `${10n ** 400n}`],
  ])('the literal %s is exact', (text, expected) => {
    const value = asRational(readExpression(text))
    expect(value && formatRational(value)).toBe(expected)
  })

  it('takes values for indices', () => {
    const tap = (i: number) => readExpression('exp(-i^2/(2*sigma^2))/(i+5)', { indices: new Map([['i', rational(i)]]) })
    expect(formatPolynomial(tap(-1))).toBe('1/4*exp(-1/2*sigma^-2)')
    expect(formatPolynomial(tap(0))).toBe('1/5')
    const even = (i: number) => readExpression('exp(-i^2/(2 sigma^2))', { indices: new Map([['i', rational(i)]]) })
    for (const i of [1, 2, 3]) expect(equalPolynomial(even(i), even(-i))).toBe(true)
  })

  it('reads sums and products as long as the text allows', () => {
    expect(read(`${'a+'.repeat(4999)}a`)).toBe('5000*a')
    expect(read(`${'1*'.repeat(4999)}a`)).toBe('a')
  })
})

describe('what is not an expression', () => {
  it.each([
    ['', 'expression/empty'],
    ['   ', 'expression/empty'],
    ['a = 3', 'expression/character'],
    ['f(x) = x', 'expression/character'],
    ['a.b', 'expression/character'],
    ['a?.b', 'expression/character'],
    ['a["constructor"]', 'expression/character'],
    ['import("fs")', 'expression/character'],
    ['"text"', 'expression/character'],
    ['[1, 2; 3, 4]', 'expression/character'],
    ['{a: 1}', 'expression/character'],
    ['a; b', 'expression/character'],
    ['a # comment', 'expression/character'],
    ['3 %', 'expression/character'],
    ["a'", 'expression/character'],
    ['a!', 'expression/character'],
    ['a == b', 'expression/character'],
    ['a .* b', 'expression/character'],
    ['$a', 'expression/character'],
    ['0x10', 'expression/character'],
    ['a\u202eb', 'expression/character'],
    ['a,b', 'expression/syntax'],
    ['2 3', 'expression/syntax'],
    ['1..2', 'expression/syntax'],
    ['(a+b', 'expression/syntax'],
    ['a+b)', 'expression/syntax'],
    ['a**2', 'expression/syntax'],
    ['()', 'expression/syntax'],
    ['import(a)', 'expression/unknown-function'],
    ['evaluate(a)', 'expression/unknown-function'],
    ['parse(a)', 'expression/unknown-function'],
    ['a(b)', 'expression/unknown-function'],
    ['tan(a)', 'expression/unknown-function'],
    ['sqrt(1,2)', 'expression/arguments'],
    ['sqrt()', 'expression/arguments'],
    ['sqrt', 'expression/not-a-name'],
    ['5 to cm', 'expression/not-a-name'],
    ['true', 'expression/not-a-name'],
    ['NaN', 'expression/not-a-name'],
    ['__proto__', 'expression/not-a-name'],
    ['constructor', 'expression/not-a-name'],
    ['1/a', 'expression/not-polynomial'],
    ['a^-1', 'expression/not-polynomial'],
    ['a/2b', 'expression/not-polynomial'],
    ['a/(a+b)', 'expression/not-polynomial'],
    ['exp(1/(a+b))', 'expression/not-polynomial'],
    ['sqrt(1/a)^2', 'expression/not-polynomial'],
    ['log(exp(1/a))', 'expression/not-polynomial'],
    ['a^b', 'expression/exponent'],
    ['a^0.5', 'expression/exponent'],
    ['a^1e9', 'expression/exponent'],
    ['2^(10^9)', 'expression/exponent'],
    ['(a+b+c+d)^1e9', 'expression/exponent'],
    ['1e99999', 'expression/number'],
    ['sqrt(-1)', 'number/not-real'],
    ['log(0)', 'number/not-real'],
    ['1/0', 'number/division-by-zero'],
    ['1/(a-a)', 'number/division-by-zero'],
    ['0^-1', 'number/division-by-zero'],
  ])('%s is refused as %s', (text, code) => {
    expect(problemOf(text)?.code).toBe(code)
  })

  it.each([
    ['parentheses', `${'('.repeat(5000)}a${')'.repeat(4999)}`, 'expression/too-deep'],
    ['functions', `${'exp('.repeat(101)}a${')'.repeat(101)}`, 'expression/too-deep'],
    ['signs', `${'-'.repeat(9999)}a`, 'expression/too-deep'],
    ['powers', `${'2^'.repeat(4999)}2`, 'expression/too-deep'],
    ['characters', 'a'.repeat(10_001), 'expression/too-long'],
    ['terms', '(a+b+c+d+f+g)^60', 'expression/too-large'],
    ['products', `${'(a+b+c+d)^64*'.repeat(700)}1`, 'expression/too-large'],
    ['digits', `${'1e9999*'.repeat(1400)}1`, 'expression/too-large'],
    ['exponents', '(exp((a+b+c+d+f+g)^9)+1)^64', 'expression/too-large'],
  ])('too many %s are refused before they cost time', (_, text, code) => {
    expect(problemOf(text)?.code).toBe(code)
  })

  it('names the size that an expansion would reach', () => {
    expect(problemOf('(a+b+c+d+f+g)^60')?.what).toBe('expanded, this has up to 8259888 terms, more than 100000')
  })

  it.each([
    ['1 + 2/a', 'a'],
    ['x + tan(y)', 'tan'],
    ['x^y', 'y'],
    ['3 + sqrt(-1)', 'sqrt(-1'],
    ['a + + * b', '*'],
    ['(1 + [2])', '['],
  ])('%s is refused at the right place', (text, expected) => {
    const excerpt = problemOf(text)?.excerpt
    expect(excerpt && text.slice(excerpt.from, excerpt.to)).toBe(expected)
  })

  it('renders with a caret and a remedy', () => {
    const error = problemOf('w*(1/s)')
    expect(error && renderProblem(error)).toBe(
      [
        'this is not a polynomial in its atoms: it holds s^-1 [expression/not-polynomial]',
        '  --> input:1:6',
        '    w*(1/s)',
        '         ^',
        '  fix: introduce a symbol for the reciprocal',
        '  fix: give the divisor a value',
        '  fix: write rsqrt(v) for 1/sqrt(v)',
      ].join('\n'),
    )
  })
})
