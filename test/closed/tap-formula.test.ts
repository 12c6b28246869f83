import { describe, expect, it } from 'vitest'
import { writeTaps } from '../../src/closed/formula.ts'
import { TEXT } from '../../src/closed/notation.ts'
import { readTapFormula } from '../../src/closed/tap-formula.ts'
import { recogniseTaps } from '../../src/closed/tap-function.ts'
import { readExpression } from '../../src/scalar/expression.ts'
import { integer, variable } from '../../src/term/index-expression.ts'

/** What the text is, written again. */
function read(text: string, taps: number | string = 'K', fromStart = true): string | undefined {
  const length = typeof taps === 'number' ? integer(taps) : variable(taps)
  const found = readTapFormula(text, { taps: length, fromStart })
  return found === undefined ? undefined : `${found.kind} ${writeTaps(found, variable('i'), TEXT)}`
}

describe('a formula in the tap index is read as a function of it', () => {
  it.each([
    ['1', 'geometric 1'],
    ['-2.5', 'geometric −5/2'],
    ['a + b^2', 'geometric a + b^2'],
    ['1/K', 'geometric 1/K'],
    ['r^i', 'geometric r^i'],
    ['-r^i', 'geometric −r^i'],
    ['c*r^i', 'geometric c·r^i'],
    ['c*r^(2*i + 1)*3', 'geometric 3·c·r·(r^2)^i'],
    ['(1 - a)^i/2', 'geometric ((1 − a)^i)/2'],
    ['2^-i', 'geometric (1/2)^i'],
    ['3^i/2^i', 'geometric (3/2)^i'],
    ['(c*r^i)*s^i', 'geometric c·(r·s)^i'],
    ['exp(-a*i)', 'geometric (exp(−a))^i'],
    ['exp(b - a*i/2)', 'geometric exp(b)·(exp(−1/2·a))^i'],
    ['e^(i/s)', 'geometric (exp(s^−1))^i'],
    ['2*-r^i', 'geometric −2·r^i'],
    ['binomial(K - 1, i)', 'binomial binomial(K − 1, i)'],
    ['binomial(K - 1, i)/2^(K - 1)', 'binomial binomial(K − 1, i)·(1/2)^(K − 1)'],
    ['binomial(K - 1, i)*r^i', 'binomial binomial(K − 1, i)·r^i'],
    ['binomial(K - 1, i)*a^(K - 1 - i)*b^i', 'binomial binomial(K − 1, i)·a^(K − i − 1)·b^i'],
    ['binomial(K - 1, i)*a^(K - i)*b^i', 'binomial a·binomial(K − 1, i)·a^(K − i − 1)·b^i'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it('an exponential from the centre is moved to the first tap', () => {
    expect(read('exp(-a*i)', 'K', false)).toBe('geometric exp(−1/2·a + 1/2·K·a)·(exp(−a))^i')
    expect(read('exp(-a*i)', 3, false)).toBe('geometric exp(a)·(exp(−a))^i')
  })

  it.each([
    'i',
    'i*r^i',
    'r^i + s^i',
    'r^(i^2)',
    'exp(-i^2)',
    'sin(i)',
    'r^(i/2)',
    'i^2',
    '0',
    '0^i',
    'r^-i',
    'r^(K - i)',
    'r^(100*i)',
    'binomial(K, i)',
    'binomial(K - 1, i)*binomial(K - 1, i)',
    '1/binomial(K - 1, i)',
    'binomial(K - 1, i + 1)',
    'binomial(K - 1)',
    'sqrt(binomial(K - 1, i))',
    '(r^i',
    'r^^i',
    '',
    'r^(i*j)',
  ])('%s has another form, or none', (text) => {
    expect(read(text)).toBeUndefined()
  })

  it('a power counted from the centre is not read', () => {
    expect(read('r^i', 'K', false)).toBeUndefined()
    expect(read('binomial(K - 1, i)', 'K', false)).toBeUndefined()
  })
})

describe('entries are recognised', () => {
  const recognise = (...entries: readonly string[]): readonly string[] =>
    recogniseTaps(entries.map((entry) => readExpression(entry))).map(
      (found) => `${found.kind} ${writeTaps(found, variable('i'), TEXT)}`,
    )
  it.each([
    [['1', '1', '1'], ['geometric 1']],
    [['c', 'c*r', 'c*r^2'], ['geometric c·r^i']],
    [['1', '2', '1'], ['binomial binomial(2, i)']],
    [['3', '6*r', '3*r^2'], ['binomial 3·binomial(2, i)·r^i']],
    [
      ['1', 'r'],
      ['geometric r^i', 'binomial binomial(1, i)·r^i'],
    ],
    [['a', 'b'], ['binomial binomial(1, i)·a^(1 − i)·b^i']],
    [['1', '2', '3'], []],
    [['0', '1'], []],
    [['a', 'b', 'c'], []],
    [['1'], []],
  ])('%j', (entries, expected) => {
    expect(recognise(...entries)).toEqual(expected)
  })
})
