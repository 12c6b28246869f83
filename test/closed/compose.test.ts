import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareLengths, composeTaps } from '../../src/closed/compose.ts'
import { multipliedOutAt, piecesAt } from '../../src/closed/evaluate.ts'
import type { TapFunction } from '../../src/closed/tap-function.ts'
import {
  add,
  constant,
  equalPolynomial,
  formatPolynomial,
  multiply,
  type Polynomial,
  power,
  scale,
} from '../../src/scalar/polynomial.ts'
import { ONE, rational } from '../../src/scalar/rational.ts'
import { addIndex, type Index, integer, scaleIndex, variable } from '../../src/term/index-expression.ts'

const SEED = 20_261_124
const ZERO = constant(rational(0))

const number = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 4 }))
  .map(([n, d]) => constant(rational(n === 0 ? 7 : n, d)))

/** Taps with a symbolic length, and what they are for a number of taps, by their definition. */
interface Sample {
  readonly taps: TapFunction
  readonly entries: (length: number) => readonly Polynomial[]
}

function geometric(length: string, coefficient: Polynomial, ratio: Polynomial): Sample {
  return {
    taps: { kind: 'geometric', taps: variable(length), coefficient, ratio },
    entries: (count) => Array.from({ length: count }, (_, i) => multiply(coefficient, power(ratio, i))),
  }
}

/** (first + second·z)^(count − 1), multiplied out factor by factor. */
function binomial(length: string, coefficient: Polynomial, first: Polynomial, second: Polynomial): Sample {
  return {
    taps: { kind: 'binomial', order: addIndex(variable(length), integer(-1)), coefficient, first, second },
    entries: (count) =>
      Array.from({ length: count - 1 }, () => [first, second]).reduce<readonly Polynomial[]>(convolve, [coefficient]),
  }
}

function convolve(a: readonly Polynomial[], b: readonly Polynomial[]): readonly Polynomial[] {
  return Array.from({ length: a.length + b.length - 1 }, (_, m) =>
    a.map((entry, i) => multiply(entry, b[m - i] ?? ZERO)).reduce(add, ZERO),
  )
}

/** Compare with the convolution at all positions, some of them outside. */
function expectConvolution(samples: readonly Sample[], lengths: readonly number[], names: readonly string[]): void {
  const formula = composeTaps(
    samples.map(({ taps }) => [taps]),
    'm',
  )
  if (formula === undefined) throw new Error('there is a closed form')
  const sum = samples.map(({ entries }, at) => entries(lengths[at] ?? 1)).reduce(convolve)
  for (let m = -2; m < sum.length + 2; m += 1) {
    const numbers = new Map([['m', m], ...names.map((name, at) => [name, lengths[at] ?? 1] as const)])
    const isInside = m >= 0 && m < sum.length
    expect(piecesAt(formula, numbers, 'm')).toHaveLength(isInside ? 1 : 0)
    const expected = multiply(sum[m] ?? ZERO, formula.divisor ?? constant(ONE))
    expect(formatPolynomial(multipliedOutAt(formula, numbers, 'm'))).toBe(formatPolynomial(expected))
  }
}

const length = fc.integer({ min: 1, max: 12 })

describe('a composition of known taps is what the convolution is, at every position', () => {
  it('geometric taps with random ratios, equal or not', () => {
    const samples = fc.tuple(number, number, number, number, length, length, fc.boolean())
    fc.assert(
      fc.property(samples, ([c, r, d, s, first, second, isSame]) => {
        const inner = geometric('K', c, r)
        const outer = geometric('J', d, isSame ? r : s)
        expectConvolution([inner, outer], [first, second], ['K', 'J'])
      }),
      { seed: SEED, numRuns: 150 },
    )
  })

  it('boxes', () => {
    fc.assert(
      fc.property(length, length, (first, second) => {
        const one = constant(ONE)
        expectConvolution([geometric('K', one, one), geometric('J', one, one)], [first, second], ['K', 'J'])
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  it('binomials of one pair, in chains of two to four', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 4 })
    fc.assert(
      fc.property(lengths, number, number, number, (counts, c, a, b) => {
        const names = counts.map((_, at) => `K_${at}`)
        const samples = names.map((name) => binomial(name, c, a, b))
        expectConvolution(samples, counts, names)
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  it('two equal lengths have two pieces, and lengths whose order is known have no minimum', () => {
    const one = constant(ONE)
    const taps = (extent: Index): TapFunction => ({ kind: 'geometric', taps: extent, coefficient: one, ratio: one })
    const [k, longer] = [variable('K'), addIndex(variable('K'), integer(2))]
    const kinds = (a: Index, b: Index): readonly string[] =>
      (composeTaps([[taps(a)], [taps(b)]], 'm')?.pieces ?? []).map(({ to }) => to.kind)
    expect(kinds(k, k)).toEqual(['index', 'index'])
    expect(kinds(k, longer)).toEqual(['index', 'index', 'index'])
    expect(kinds(longer, k)).toEqual(['index', 'index', 'index'])
    expect(kinds(k, variable('J'))).toEqual(['least', 'greatest', 'index'])
  })
})

describe('where no closed form is known', () => {
  const one = constant(ONE)
  const box: TapFunction = { kind: 'geometric', taps: variable('K'), coefficient: one, ratio: one }
  const pair = (second: Polynomial, order: Index = variable('N')): TapFunction => ({
    kind: 'binomial',
    order,
    coefficient: one,
    first: one,
    second,
  })
  it.each<readonly [string, readonly (readonly TapFunction[])[]]>([
    ['one kernel', [[box]]],
    ['three boxes', [[box], [box], [box]]],
    ['a box and a binomial', [[box], [pair(one)]]],
    ['binomials of different pairs', [[pair(one)], [pair(scale(one, rational(2)))]]],
    ['taps that are nothing known', [[box], []]],
  ])('%s', (_, factors) => {
    expect(composeTaps(factors, 'm')).toBeUndefined()
  })

  it('two kernels that can be written out', () => {
    expect(composeTaps([[{ ...box, taps: integer(2) }], [{ ...box, taps: integer(3) }]], 'm')).toBeUndefined()
    expect(composeTaps([[pair(one, integer(1))], [pair(one, integer(1))]], 'm')).toBeUndefined()
  })
})

it('a binomial of known order takes a pair that is a multiple of its own', () => {
  const half = constant(rational(1, 2))
  const formula = composeTaps(
    [
      [{ kind: 'binomial', order: variable('N'), coefficient: constant(ONE), first: half, second: half }],
      [{ kind: 'binomial', order: integer(2), coefficient: half, first: constant(ONE), second: constant(ONE) }],
    ],
    'm',
  )
  expect(equalPolynomial(formula?.scale ?? ZERO, constant(rational(2)))).toBe(true)
})

it('lengths are compared for all sizes', () => {
  const k = variable('K')
  expect(compareLengths(k, k)).toBe('equal')
  expect(compareLengths(k, addIndex(k, integer(1)))).toBe('less')
  expect(compareLengths(scaleIndex(2, k), k)).toBe('greater')
  expect(compareLengths(k, integer(3))).toBe('unknown')
  expect(compareLengths(integer(4), integer(3))).toBe('greater')
})
