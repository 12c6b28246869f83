import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pairing } from '../../src/lower/arithmetic.ts'
import { doubleDoubles, type PairTensor } from '../../src/lower/double-double.ts'
import { enclose } from '../../src/scalar/enclosure.ts'
import { add, constant, functionOf, multiply, type Polynomial, scale } from '../../src/scalar/polynomial.ts'
import {
  addRational,
  compareRational,
  fromFloat64,
  type Rational,
  rational,
  subtractRational,
  ZERO,
} from '../../src/scalar/rational.ts'

/** Binary64 numbers, fractions and irrational numbers of different sizes. */
const values: fc.Arbitrary<Polynomial> = fc.oneof(
  fc
    .tuple(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), fc.integer({ min: -80, max: 20 }))
    .map(([m, e]) => constant(fromFloat64(m * 2 ** e))),
  fc
    .tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 99 }))
    .map(([p, q]) => constant(rational(p, q))),
  fc
    .tuple(fc.integer({ min: 2, max: 30 }), fc.integer({ min: -9, max: 9 }))
    .map(([n, factor]) => scale(functionOf('sqrt', constant(rational(n))), rational(factor, 7))),
)

function load(entries: readonly Polynomial[]): PairTensor {
  return doubleDoubles.load({ kind: 'symbolic', shape: [entries.length], entries })
}

/** Σ left[i]·right[i] into one entry. */
function dot(left: PairTensor, right: PairTensor, count: number): Pairing<PairTensor> {
  const all = Int32Array.from({ length: count }, (_, at) => at)
  const nowhere = new Int32Array(count)
  const rowStart = Int32Array.from({ length: count + 1 }, (_, at) => at)
  return {
    left,
    leftAt: all,
    leftKey: all,
    leftOut: nowhere,
    right,
    rightAt: all,
    rightOut: nowhere,
    rowStart,
    depth: count,
  }
}

function sumOf(...pairings: readonly Pairing<PairTensor>[]): PairTensor {
  const sum = doubleDoubles.accumulator(1)
  for (const pairing of pairings) sum.add(pairing)
  return sum.finish()
}

function exactDot(left: readonly Polynomial[], right: readonly Polynomial[]): Polynomial {
  return left.reduce((sum, value, at) => add(sum, multiply(value, right[at] ?? constant(ZERO))), constant(ZERO))
}

/** The exact value must lie within the radius. */
function expectContained(found: PairTensor, exact: Polynomial): void {
  const middle = addRational(fromFloat64(found.high[0] ?? 0), fromFloat64(found.low?.[0] ?? 0))
  const radius = fromFloat64(found.radius?.[0] ?? 0)
  const { lower, upper } = enclose(exact, 400)
  expect(compareRational(lower, addRational(middle, radius)) <= 0).toBe(true)
  expect(compareRational(upper, subtractRational(middle, radius)) >= 0).toBe(true)
  const isExact = compareRational(lower, upper) === 0
  if (radius.numerator === 0n) expect(isExact && equals(lower, middle)).toBe(true)
}

function equals(a: Rational, b: Rational): boolean {
  return compareRational(a, b) === 0
}

const pairsOfValues = fc.array(fc.tuple(values, values), { minLength: 1, maxLength: 12 })

describe('the error radius of a pair of binary64 numbers is proved', () => {
  it('a loaded value', () => {
    fc.assert(
      fc.property(values, (value) => expectContained(load([value]), value)),
      { seed: 1 },
    )
  })

  it('a sum of products', () => {
    fc.assert(
      fc.property(pairsOfValues, (pairs) => {
        const [left, right] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
        expectContained(sumOf(dot(load(left), load(right), pairs.length)), exactDot(left, right))
      }),
      { seed: 2, numRuns: 300 },
    )
  })

  it('a product with a power of two, which is not rounded', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -60, max: 60 }), (value, exponent) => {
        const power = constant(fromFloat64(2 ** exponent))
        expectContained(sumOf(dot(load([power]), load([value]), 1)), multiply(power, value))
      }),
      { seed: 3 },
    )
  })

  it('a product of sums of products', () => {
    fc.assert(
      fc.property(pairsOfValues, pairsOfValues, (one, other) => {
        const [a, b] = [one, other].map((pairs) => ({
          exact: exactDot(
            pairs.map(([left]) => left),
            pairs.map(([, right]) => right),
          ),
          tensor: sumOf(dot(load(pairs.map(([left]) => left)), load(pairs.map(([, right]) => right)), pairs.length)),
        }))
        if (a === undefined || b === undefined) throw new Error('two sums were expected')
        expectContained(sumOf(dot(a.tensor, b.tensor, 1)), multiply(a.exact, b.exact))
        const twice = sumOf(dot(a.tensor, b.tensor, 1), dot(b.tensor, b.tensor, 1))
        expectContained(twice, multiply(add(a.exact, b.exact), b.exact))
      }),
      { seed: 4, numRuns: 100 },
    )
  })

  it('integers whose products and sums fit are exact', () => {
    const numbers = [3, -5, 2 ** 40 + 1].map((value) => constant(fromFloat64(value)))
    const found = sumOf(dot(load(numbers), load(numbers), 3))
    expect(found.radius).toBeUndefined()
    expectContained(found, exactDot(numbers, numbers))
  })
})
