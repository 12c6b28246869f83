import { describe, expect, it } from 'vitest'
import { expansionBudget } from '../../src/lower/cost.ts'
import { decide } from '../../src/lower/decide.ts'
import { doubleDoubles } from '../../src/lower/double-double.ts'
import { createEvaluation, type Formula } from '../../src/lower/evaluate.ts'
import { createExactEvaluation, type Sources } from '../../src/lower/exact-entry.ts'
import { expansion } from '../../src/lower/expansion.ts'
import { entryOf, scaledIntegers } from '../../src/lower/scaled-integer.ts'
import type { Definition } from '../../src/proof/proof.ts'
import { formatPolynomial } from '../../src/scalar/polynomial.ts'
import { formatRational, parseRational, rational, ZERO } from '../../src/scalar/rational.ts'
import { FLOAT64, roundRational } from '../../src/scalar/round.ts'
import { element, equals, multiply, sum } from '../../src/term/build.ts'
import {
  addIndex,
  floorDivide,
  type Index,
  integer,
  scaleIndex,
  subtractIndex,
  variable,
} from '../../src/term/index-expression.ts'
import { channels, define, entryByEntry, positions, sourcesOf, tensor } from './by-hand.ts'

const [o, a, c, r, m, i, j] = ['o', 'a', 'c', 'r', 'm', 'i', 'j'].map(variable) as [
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
]

/** A transposed convolution, and a convolution of what it gives. */
interface Pair {
  readonly rank: number
  readonly channels: readonly [number, number, number]
  readonly up: number
  readonly inner: { readonly kernel: number; readonly dilation: number; readonly padding: number }
  readonly outer: {
    readonly kernel: number
    readonly stride: number
    readonly dilation: number
    readonly padding: number
  }
}

interface Lowered {
  readonly sources: Sources
  readonly inner: Definition
  readonly merged: Formula
}

const remainder = (of: Index, by: number): Index => subtractIndex(of, scaleIndex(by, floorDivide(of, integer(by))))

/** The inner kernel has one phase per residue modulo the up-rate; the outer layer meets phase and block by Euclid's division. */
function lowered({ rank, channels: counts, up, inner, outer }: Pair, kind?: 'numeric' | 'symbolic'): Lowered {
  const [A, C, O] = counts
  const start = Math.floor((inner.padding - inner.dilation * (inner.kernel - 1)) / up)
  const taps = Math.floor((up - 1 + inner.padding) / up) - start + 1
  const sample = addIndex(r, integer(inner.padding), scaleIndex(-inner.dilation, i))
  const M1 = define(
    'M1',
    [channels('c', C), positions('r', up), channels('a', A), positions('m', taps)],
    sum(
      'i',
      'position',
      integer(inner.kernel),
      multiply(
        equals(m, addIndex(floorDivide(sample, integer(up)), integer(-start))),
        equals(sample, scaleIndex(up, floorDivide(sample, integer(up)))),
        element('w', a, c, i),
      ),
    ),
  )
  // Blocks of the output: ρ < u outer positions per block, u = up / gcd(up, stride).
  const u = up / greatestCommonDivisor(up, outer.stride)
  const e = addIndex(scaleIndex(outer.stride, r), scaleIndex(outer.dilation, j), integer(-outer.padding))
  const first = Math.floor(-outer.padding / up)
  const reach = outer.stride * (u - 1) + outer.dilation * (outer.kernel - 1) - outer.padding
  const merged: Formula = {
    name: 'M',
    parameters: [
      channels('o', O),
      positions('r', u),
      channels('a', A),
      positions('m', Math.floor(reach / up) - first + taps),
    ],
    body: sum(
      'c',
      'channel',
      integer(C),
      sum(
        'j',
        'position',
        integer(outer.kernel),
        sum(
          'i',
          'position',
          integer(taps),
          multiply(
            equals(m, addIndex(floorDivide(e, integer(up)), i, integer(-first))),
            element('v', o, c, j),
            element('M1', c, remainder(e, up), a, i),
          ),
        ),
      ),
    ),
  }
  const given = [
    tensor('w', channels('a', A), channels('c', C), positions('i', inner.kernel)),
    tensor('v', channels('o', O), channels('c', C), positions('j', outer.kernel)),
  ]
  return { sources: sourcesOf(rank, given, [M1], kind), inner: M1, merged }
}

function greatestCommonDivisor(x: number, y: number): number {
  return y === 0 ? x : greatestCommonDivisor(y, x % y)
}

const PAIRS: readonly Pair[] = [
  { up: 2, inner: [2, 1, 0], outer: [3, 1, 1, 1] },
  { up: 3, inner: [5, 1, 2], outer: [3, 2, 1, 1] },
  { up: 4, inner: [3, 2, 1], outer: [2, 6, 3, 4] },
  { up: 2, inner: [3, 3, 4], outer: [4, 1, 2, 0] },
  { up: 1, inner: [2, 1, 0], outer: [3, 3, 1, 2] },
].flatMap(({ up, inner: [k1 = 1, d1 = 1, p1 = 0], outer: [k2 = 1, s2 = 1, d2 = 1, p2 = 0] }) =>
  [1, 2].map(
    (rank): Pair => ({
      rank,
      channels: [2, 3, 2],
      up,
      inner: { kernel: k1, dilation: d1, padding: p1 },
      outer: { kernel: k2, stride: s2, dilation: d2, padding: p2 },
    }),
  ),
)

const describePair = ({ rank, up, inner, outer }: Pair): string =>
  `rank ${rank}, up ${up}, ${JSON.stringify(inner)} then ${JSON.stringify(outer)}`

describe('kernels of different rates are evaluated as they are defined', () => {
  it.each(PAIRS.map((pair) => [describePair(pair), pair] as const))('%s', (_, pair) => {
    const { sources, inner, merged } = lowered(pair)
    for (const formula of [inner, merged]) {
      const expected = entryByEntry(formula, sources)
      expect(expected.some((entry) => entry !== '0')).toBe(true)
      const exactly = createExactEvaluation(sources)
      const integers = createEvaluation(scaledIntegers, sources, exactly)
      const found = integers.evaluate(formula)
      expect(found.numerators.map((__, at) => formatRational(entryOf(found, at)))).toEqual(expected)
      expect(integers.products()).toBeGreaterThan(0)
      const expanded = createEvaluation(expansion(expansionBudget()), sources, exactly).evaluate(formula)
      expect(expanded.map(formatPolynomial)).toEqual(expected)
    }
  })

  it.each(PAIRS.map((pair) => [describePair(pair), pair] as const))('and proved roundings are right: %s', (_, pair) => {
    const { sources, merged } = lowered(pair)
    const exactly = createExactEvaluation(sources)
    const { values, undecided } = decide(createEvaluation(doubleDoubles, sources, exactly).evaluate(merged), FLOAT64)
    const expected = entryByEntry(merged, sources)
    expect(undecided.length).toBeLessThan(expected.length)
    expected.forEach((text, at) => {
      if (undecided.includes(at)) return
      expect(values[at]).toBe(roundRational(parseRational(text) ?? rational(Number.NaN), FLOAT64).value)
    })
  })
})

describe('work', () => {
  it('an up-rate does not multiply the work: every phase has its own products', () => {
    const pair: Pair = {
      rank: 2,
      channels: [8, 8, 8],
      up: 4,
      inner: { kernel: 4, dilation: 1, padding: 0 },
      outer: { kernel: 3, stride: 1, dilation: 1, padding: 1 },
    }
    const { sources, merged } = lowered(pair, 'numeric')
    const evaluation = createEvaluation(doubleDoubles, sources, createExactEvaluation(sources))
    evaluation.evaluate(merged)
    // 16 phases of 9 taps, and every entry of the inner kernel is copied once.
    expect(evaluation.products()).toBe(16 * 9 * 8 ** 3 + 8 * 8 * 16)
  })

  it('an expansion is refused with its size before it is done', () => {
    const { sources, merged } = lowered({ ...(PAIRS[0] as Pair), channels: [3, 3, 3] })
    const evaluation = createEvaluation(expansion(expansionBudget(10)), sources, createExactEvaluation(sources))
    expect(() => evaluation.evaluate(merged)).toThrow(/takes \d+ products of terms, more than 10/)
  })
})

describe('too many copies', () => {
  it('fall back to every entry', () => {
    const { sources, merged } = lowered({
      rank: 1,
      channels: [1, 1, 1],
      up: 160,
      inner: { kernel: 2, dilation: 1, padding: 0 },
      outer: { kernel: 120, stride: 1, dilation: 1, padding: 0 },
    })
    const integers = createEvaluation(scaledIntegers, sources, createExactEvaluation(sources))
    const found = integers.evaluate(merged)
    const some = found.numerators.map((__, at) => entryOf(found, at)).find((value) => value !== ZERO)
    expect(some).toBeDefined()
  })
})
