/** Floors in canonical form, in the engine and in the checker: what is the same expression has the same values, and they agree. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate as evaluateChecked } from '../../src/checker/bounds.ts'
import { type Context, readIndex } from '../../src/checker/elaborate.ts'
import { isSameIndex, variableWithin } from '../../src/checker/expression.ts'
import { onAxis, type Polynomial, substitute } from '../../src/checker/polynomial.ts'
import { evaluateIndex } from '../../src/term/evaluate.ts'
import {
  addIndex,
  type Coefficient,
  equalIndex,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  scaleIndex,
  substituteIndex,
  subtractIndex,
  variable,
} from '../../src/term/index-expression.ts'
import { combination, floorOf, ix } from './write-proof.ts'

const NAMES = ['i', 'j', 'K', 'L'] as const
const RANK = 2

/** An index as it is written, before anything is brought into canonical form. */
type Written =
  | { readonly kind: 'leaf'; readonly index: Index }
  | { readonly kind: 'add' | 'multiply' | 'floor'; readonly left: Written; readonly right: Written }

/** Multiples, sums and floors, by numbers, by numbers for each axis and by products and sums of sizes. */
const written = fc.letrec<{ readonly any: Written; readonly leaf: Written }>((tie) => {
  const entry = fc.integer({ min: -4, max: 5 })
  const coefficient: fc.Arbitrary<Coefficient> = fc.oneof(entry, fc.tuple(entry, entry))
  const positive = fc.integer({ min: 1, max: 4 })
  const divisor = fc.oneof(
    fc.oneof(positive, fc.tuple(positive, positive)).map(integer),
    fc.constantFrom('K', 'L', 'K*L', 'K*K', 'K + L', '2*K').map(ix),
  )
  const leaf = fc
    .tuple(coefficient, fc.constantFrom('1', 'i', 'j', 'K', 'L', 'i*K', 'j*K*L', 'i*j'))
    .map(([factor, text]): Written => ({ kind: 'leaf', index: scaleIndex(factor, ix(text)) }))
  const both = (kind: 'add' | 'multiply' | 'floor', right: fc.Arbitrary<Written>) =>
    fc.tuple(tie('any'), right).map(([one, other]): Written => ({ kind, left: one, right: other }))
  return {
    leaf,
    any: fc.oneof(
      { maxDepth: 4 },
      tie('leaf'),
      both('add', tie('any')),
      both('add', tie('leaf')),
      both('multiply', tie('leaf')),
      both(
        'floor',
        divisor.map((index): Written => ({ kind: 'leaf', index })),
      ),
    ),
  }
})

/** The value, operation by operation, so that nothing depends on how indices are simplified. */
function meaning(term: Written, values: ReadonlyMap<string, readonly number[]>): readonly number[] {
  if (term.kind === 'leaf') return evaluateIndex(term.index, RANK, values)
  const [left, right] = [meaning(term.left, values), meaning(term.right, values)]
  return left.map((entry, axis) => {
    const other = right[axis] ?? 0
    if (term.kind === 'floor') return Math.floor(entry / other) + 0
    return term.kind === 'add' ? entry + other : entry * other + 0
  })
}

function indexOf(term: Written): Index {
  if (term.kind === 'leaf') return term.index
  const [left, right] = [indexOf(term.left), indexOf(term.right)]
  if (term.kind === 'floor') return floorDivide(left, right)
  return term.kind === 'add' ? addIndex(left, right) : multiplyIndex(left, right)
}

const CONTEXT: Context = {
  rank: RANK,
  sizes: new Map(
    ['K', 'L'].map((name) => [
      name,
      {
        sort: 'position' as const,
        value: [{ key: `s${name}`, atoms: [{ kind: 'size', key: `s${name}`, minimum: 1 }], entries: [1n, 1n] }],
      },
    ]),
  ),
  signatures: new Map(),
  definitions: new Map(),
  supports: new Map(),
  lemmas: new Map(),
  work: { left: Number.POSITIVE_INFINITY },
}
const SCOPE = ['i', 'j'].map((name, level) => ({
  name,
  sort: 'position' as const,
  value: variableWithin(level, RANK, undefined),
}))
const read = (index: Index): Polynomial => readIndex(index, 'position', SCOPE, CONTEXT)

const point = fc
  .tuple(
    ...NAMES.map((name) => {
      const entry = name === 'K' || name === 'L' ? fc.integer({ min: 1, max: 6 }) : fc.integer({ min: -30, max: 30 })
      return fc.tuple(entry, entry)
    }),
  )
  .map((entries) => new Map(NAMES.map((name, place): [string, readonly number[]] => [name, entries[place] ?? [1, 1]])))

/** The checker's value on each axis: sizes become variables first. */
function checkerValue(index: Polynomial, values: ReadonlyMap<string, readonly number[]>): readonly bigint[] {
  return Array.from({ length: RANK }, (_, axis) => {
    const assigned = NAMES.map((name, level): [number, bigint] => [level, BigInt(values.get(name)?.[axis] ?? 0)])
    return evaluateChecked(sizesAsVariables(onAxis(index, axis, CONTEXT.work)), new Map(assigned))
  })
}

function sizesAsVariables(index: Polynomial): Polynomial {
  return index.map((monomial) => ({
    ...monomial,
    atoms: monomial.atoms.map((atom) => {
      if (atom.kind === 'size') return { kind: 'variable', key: atom.key, level: atom.key === 'sK' ? 2 : 3 }
      if (atom.kind === 'variable') return atom
      return {
        ...atom,
        numerator: sizesAsVariables(atom.numerator),
        denominator: sizesAsVariables(atom.denominator),
      }
    }),
  }))
}

describe('an index with floors', () => {
  it('keeps its value in the canonical forms of the engine and of the checker', () => {
    fc.assert(
      fc.property(written.any, point, (term, values) => {
        const expected = meaning(term, values)
        const index = indexOf(term)
        expect(evaluateIndex(index, RANK, values)).toEqual(expected)
        expect(checkerValue(read(index), values)).toEqual(expected.map(BigInt))
      }),
      { numRuns: 6_000, seed: 4711 },
    )
  }, 60_000)

  it('that is the same expression has the same values, in the engine and in the checker', () => {
    let same = 0
    // A second form of each: a multiple is moved out of or into the floors, or the two are unrelated.
    const pair = fc.tuple(written.any, written.any, fc.boolean(), fc.constantFrom('K', 'L', 'K*L')).map((parts) => {
      const [a, b, related, d] = parts
      const divisor: Written = { kind: 'leaf', index: ix(d) }
      const floor = (left: Written): Written => ({ kind: 'floor', left, right: divisor })
      const multiple: Written = { kind: 'multiply', left: b, right: divisor }
      const inside: Written = floor({ kind: 'add', left: a, right: multiple })
      const outside: Written = { kind: 'add', left: floor(a), right: b }
      return [inside, related ? outside : floor(b)] as const
    })
    fc.assert(
      fc.property(pair, fc.array(point, { minLength: 4, maxLength: 4 }), ([left, right], points) => {
        const [a, b] = [indexOf(left), indexOf(right)]
        const isSame = isSameIndex(read(a), read(b))
        if (!isSame && !equalIndex(a, b)) return
        same += 1
        for (const values of points) expect(meaning(left, values)).toEqual(meaning(right, values))
      }),
      { numRuns: 3_000, seed: 4711 },
    )
    expect(same).toBeGreaterThan(300)
  }, 60_000)

  it('keeps its value where indices are put in', () => {
    fc.assert(
      fc.property(written.any, written.leaf, written.leaf, point, (term, i, j, values) => {
        const [a, b] = [indexOf(i), indexOf(j)]
        const inside = new Map([
          ...values,
          ['i', evaluateIndex(a, RANK, values)],
          ['j', evaluateIndex(b, RANK, values)],
        ])
        const expected = meaning(term, inside as ReadonlyMap<string, readonly number[]>)
        const put = substituteIndex(
          indexOf(term),
          new Map([
            ['i', a],
            ['j', b],
          ]),
        )
        expect(evaluateIndex(put, RANK, values)).toEqual(expected)
        const levels = new Map([
          [0, read(a)],
          [1, read(b)],
        ])
        const instance = substitute(read(indexOf(term)), levels, CONTEXT.work)
        expect(checkerValue(instance, values)).toEqual(expected.map(BigInt))
      }),
      { numRuns: 2_000, seed: 4711 },
    )
  }, 60_000)

  it.each([
    ['⌊(2n + r)/2⌋ = n + ⌊r/2⌋', floorOf('2*i + j', '2'), addIndex(ix('i'), floorOf('j', '2')), true],
    ['⌊(3n + 1)/2⌋ = n + ⌊(n + 1)/2⌋', floorOf('3*i + 1', '2'), addIndex(ix('i'), floorOf('i + 1', '2')), true],
    ['⌊(3n + 1)/2⌋ = n + ⌊n/2⌋', floorOf('3*i + 1', '2'), addIndex(ix('i'), floorOf('i', '2')), false],
    ['⌊−n/2⌋ = −n + ⌊n/2⌋', floorOf('-i', '2'), addIndex(ix('-i'), floorOf('i', '2')), true],
    ['⌊−n/2⌋ = −⌊n/2⌋', floorOf('-i', '2'), scaleIndex(-1, floorOf('i', '2')), false],
    ['⌊(K·n + r)/K⌋ = n + ⌊r/K⌋', floorOf('K*i + j', 'K'), addIndex(ix('i'), floorOf('j', 'K')), true],
    ['⌊(K·L·n + r)/(K·L)⌋ = n + ⌊r/(K·L)⌋', floorOf('K*L*i + j', 'K*L'), addIndex(ix('i'), floorOf('j', 'K*L')), true],
    ['⌊(K·n + r)/(K·L)⌋ = n + ⌊r/(K·L)⌋', floorOf('K*i + j', 'K*L'), addIndex(ix('i'), floorOf('j', 'K*L')), false],
    ['⌊(K·n)/(2K)⌋ = n', floorOf('K*i', '2*K'), ix('i'), false],
    ['⌊⌊n/2⌋/3⌋ = ⌊n/6⌋', floorDivide(floorOf('i', '2'), ix('3')), floorOf('i', '6'), true],
    ['⌊⌊n/2⌋/3⌋ = ⌊n/5⌋', floorDivide(floorOf('i', '2'), ix('3')), floorOf('i', '5'), false],
    [
      '⌊(⌊n/2⌋ + m)/3⌋ = ⌊(n + 2m)/6⌋',
      floorDivide(addIndex(floorOf('i', '2'), ix('j')), ix('3')),
      floorOf('i + 2*j', '6'),
      true,
    ],
    [
      '⌊(⌊n/2⌋ + m)/3⌋ = ⌊(n + m)/6⌋',
      floorDivide(addIndex(floorOf('i', '2'), ix('j')), ix('3')),
      floorOf('i + j', '6'),
      false,
    ],
    ['⌊2⌊n/2⌋/3⌋ = ⌊n/3⌋', floorDivide(scaleIndex(2, floorOf('i', '2')), ix('3')), floorOf('i', '3'), false],
    ['⌊(4, 3)n/2⌋ = (2, 1)n', floorDivide(combination([[4, 3], 'i']), ix('2')), combination([[2, 1], 'i']), false],
    [
      '⌊(4, 3)n/(2, 3)⌋ = (2, 1)n',
      floorDivide(combination([[4, 3], 'i']), integer([2, 3])),
      combination([[2, 1], 'i']),
      true,
    ],
    [
      'n − K⌊n/K⌋ repeats after K',
      subtractIndex(ix('i + K'), multiplyIndex(ix('K'), floorOf('i + K', 'K'))),
      subtractIndex(ix('i'), multiplyIndex(ix('K'), floorOf('i', 'K'))),
      true,
    ],
    [
      'n − K⌊n/K⌋ repeats after L',
      subtractIndex(ix('i + L'), multiplyIndex(ix('K'), floorOf('i + L', 'K'))),
      subtractIndex(ix('i'), multiplyIndex(ix('K'), floorOf('i', 'K'))),
      false,
    ],
  ] as const)('%s: %s', (_, left, right, holds) => {
    expect(equalIndex(left, right)).toBe(holds)
    expect(isSameIndex(read(left), read(right))).toBe(holds)
  })

  it('is not divided by what may not be positive', () => {
    for (const divisor of [integer(0), integer(-2), integer([1, 0]), ix('K - L'), ix('i')]) {
      const quotient: Index = [
        { coefficient: 1, atoms: [{ kind: 'floor', numerator: variable('j'), denominator: divisor }] },
      ]
      expect(() => read(quotient)).toThrow('a divisor must be made of sizes and provably positive')
    }
  })
})
