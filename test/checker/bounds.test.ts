/** What the bounds prove is true: compared with trying all small values. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, isNonnegative, isPositive, isSomewhereAtLeast, isWithin } from '../../src/checker/bounds.ts'
import {
  add,
  atomPolynomial,
  constant,
  floorQuotient as floorQuotientWith,
  levelsOf,
  multiply as multiplyWith,
  type Polynomial,
  polynomialKey,
  scale,
  substitute as substituteWith,
  subtract,
  variable,
} from '../../src/checker/polynomial.ts'

const work = { left: Number.POSITIVE_INFINITY }
const int = (value: number) => constant([BigInt(value)])
const multiply = (a: Polynomial, b: Polynomial) => multiplyWith(a, b, work)
const floorQuotient = (a: Polynomial, b: Polynomial) => floorQuotientWith(a, b, work)
const substitute = (a: Polynomial, values: ReadonlyMap<number, Polynomial>) => substituteWith(a, values, work)
const v = (level: number) => variable(level, [1n])
const size = (name: string, minimum: 0 | 1) => atomPolynomial({ kind: 'size', key: `s${name}`, minimum }, [1n])
const [K, L, Z] = [size('K', 1), size('L', 1), size('Z', 0)]

/** Sizes as variables: levels 10, 11, 12, so that an index can be evaluated. */
const AS_VARIABLES: ReadonlyMap<string, number> = new Map([
  ['sK', 10],
  ['sL', 11],
  ['sZ', 12],
])

/** The same index with sizes as variables. */
function withoutSizes(index: Polynomial): Polynomial {
  return add(
    ...index.map(({ atoms, entries }) =>
      atoms.reduce((product, atom) => {
        if (atom.kind === 'variable') return multiply(product, v(atom.level))
        if (atom.kind === 'size') return multiply(product, v(AS_VARIABLES.get(atom.key) ?? 0))
        return multiply(product, floorQuotient(withoutSizes(atom.numerator), withoutSizes(atom.denominator)))
      }, constant(entries)),
    ),
  )
}

const EXTENTS = [K, add(K, L), multiply(L, Z), add(v(0), int(1)), undefined]
const RANGES = { extents: EXTENTS, work }

/** All values of sizes up to 3 and of the first four variables within their extents; the fifth is unbounded. */
function* assignments(): Generator<ReadonlyMap<number, bigint>> {
  for (let sizes = 0; sizes < 36; sizes++) {
    const values = new Map([
      [10, BigInt(1 + (sizes % 3))],
      [11, BigInt(1 + (Math.floor(sizes / 3) % 3))],
      [12, BigInt(Math.floor(sizes / 9))],
    ])
    yield* within(0, values)
  }
}

function* within(level: number, values: ReadonlyMap<number, bigint>): Generator<ReadonlyMap<number, bigint>> {
  if (level === 5) return yield values
  const extent = EXTENTS[level]
  const [from, to] = extent === undefined ? [-3n, 4n] : [0n, evaluate(withoutSizes(extent), values)]
  for (let value = from; value < to; value++) yield* within(level + 1, new Map([...values, [level, value]]))
}

const ALL = [...assignments()]

const leaf = fc.oneof(
  fc.integer({ min: -4, max: 4 }).map(int),
  fc.constantFrom(K, L, Z, v(0), v(1), v(2), v(3), v(0), v(1), v(3), v(4)),
)
const product = fc
  .tuple(fc.integer({ min: -2, max: 2 }), leaf, leaf)
  .map(([c, a, b]) => scale(BigInt(c), multiply(a, b)))
const linear = fc.array(fc.oneof(leaf, leaf, product), { minLength: 1, maxLength: 4 }).map((parts) => add(...parts))
const divisor = fc.constantFrom(int(2), int(3), K, L, add(L, Z), multiply(K, L))
/** Floors of sums that may themselves hold a floor. */
const quotient = fc
  .tuple(linear, fc.option(fc.tuple(linear, divisor), { nil: undefined }), divisor)
  .map(([a, inner, b]) => floorQuotient(inner === undefined ? a : add(a, floorQuotient(...inner)), b))
const multiple = fc
  .tuple(fc.integer({ min: -3, max: 3 }), quotient, fc.constantFrom(int(1), int(1), K, L, v(0), v(3)))
  .map(([c, q, factor]) => scale(BigInt(c), multiply(q, factor)))
/** ±(A − s⌊A/s⌋), which lies between 0 and s − 1, so that most bounds on it are nearly or exactly reached. */
const remainder = fc
  .tuple(fc.integer({ min: -2, max: 2 }), linear, divisor, fc.integer({ min: 0, max: 2 }))
  .map(([c, a, s, room]) =>
    add(scale(BigInt(c), subtract(a, multiply(s, floorQuotient(a, s)))), scale(BigInt(room), subtract(s, int(1)))),
  )
const square = quotient.map((q) => multiply(q, q))
const anyIndex = fc
  .tuple(
    linear,
    fc.array(fc.oneof(multiple, multiple, remainder, square), { maxLength: 2 }),
    fc.boolean(),
    fc.integer({ min: -1, max: 1 }),
  )
  .map(([a, floors, alone, shift]) => add(...(alone && floors.length > 0 ? [] : [a]), ...floors, int(shift)))

describe('a bound that is proved', () => {
  it('holds for all values', () => {
    let [proved, withFloors] = [0, 0]
    fc.assert(
      fc.property(anyIndex, (index) => {
        const claims = [
          { proved: isNonnegative(index, 1, RANGES), least: 0n },
          { proved: isPositive(index, 1, RANGES), least: 1n },
          { proved: isSomewhereAtLeast(1n, index, 1, RANGES), least: 1n },
        ]
        const plain = withoutSizes(index)
        for (const claim of claims.filter((one) => one.proved)) {
          proved += 1
          if (index.some(({ atoms }) => atoms.some(({ kind }) => kind === 'floor'))) withFloors += 1
          for (const values of ALL) if (evaluate(plain, values) < claim.least) return false
        }
        return true
      }),
      { numRuns: 6_000, seed: 4711 },
    )
    expect(proved).toBeGreaterThan(300)
    expect(withFloors).toBeGreaterThan(150)
  }, 120_000)

  it.each([
    ['0 ≤ i < K', v(0), K, true],
    ['0 ≤ K − 1 − i < K', subtract(subtract(K, int(1)), v(0)), K, true],
    ['0 ≤ L·i + (K + L − 1 − j) < …', add(multiply(L, v(0)), v(1)), add(multiply(L, subtract(K, int(1))), K, L), true],
    ['0 ≤ ⌊i / 2⌋ < K', floorQuotient(v(0), int(2)), K, true],
    ['0 ≤ ⌊(K − 1) / L⌋ < K', floorQuotient(subtract(K, int(1)), L), K, true],
    ['0 ≤ i + 1 < K', add(v(0), int(1)), K, false],
    ['0 ≤ i − 1 < K', subtract(v(0), int(1)), K, false],
    ['0 ≤ n < K', v(4), K, false],
    ['0 ≤ n − n < K', subtract(v(4), v(4)), K, true],
    ['0 ≤ 0 < Z', int(0), Z, false],
    ['0 ≤ j < K + L, j ≤ i', v(3), K, true],
  ] as const)('%s', (_, index, extent, provable) => {
    expect(isWithin(index, extent, 1, RANGES)).toBe(provable)
  })
})

describe('a square of a floor', () => {
  it('is not taken for the floor', () => {
    const half = floorQuotient(K, int(2))
    expect(isNonnegative(subtract(K, half), 1, RANGES)).toBe(true)
    expect(isNonnegative(subtract(K, multiply(half, half)), 1, RANGES)).toBe(false)
    expect(isNonnegative(subtract(multiply(int(3), K), scale(2n, multiply(half, half))), 1, RANGES)).toBe(false)
  })
})

describe('an index expression', () => {
  it('keeps its value under substitution', () => {
    fc.assert(
      fc.property(anyIndex, linear, linear, fc.integer({ min: 0, max: ALL.length - 1 }), (index, a, b, place) => {
        const values = ALL[place] ?? new Map()
        const [first, second] = [withoutSizes(a), withoutSizes(b)]
        const substituted = substitute(
          withoutSizes(index),
          new Map([
            [0, first],
            [1, second],
          ]),
        )
        const inside = new Map([...values, [0, evaluate(first, values)], [1, evaluate(second, values)]])
        return evaluate(substituted, values) === evaluate(withoutSizes(index), inside)
      }),
      { numRuns: 2_000, seed: 4711 },
    )
  })

  it('has one key for all ways of writing it', () => {
    fc.assert(
      fc.property(linear, linear, linear, (a, b, c) => {
        const [left, right] = [multiply(a, add(b, c)), add(multiply(c, a), multiply(b, a))]
        return polynomialKey(left) === polynomialKey(right) && levelsOf(subtract(left, right)).size === 0
      }),
      { numRuns: 500, seed: 4711 },
    )
  })
})
