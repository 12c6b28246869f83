/** Small records that would keep a careless checker busy for ever, or fill its memory. Never imports the checker. */
import type { Json } from '../../../src/proof/json.ts'
import { rational } from '../../../src/scalar/rational.ts'
import { add, multiply, number, within } from '../../../src/term/build.ts'
import type { Term } from '../../../src/term/term.ts'
import { ix, vector } from '../../checker/write-proof.ts'
import { at, changed, items, merge, position, type Rejected, r, wrongStep } from './write-case.ts'

/** Sums over i_0, …, i_{count−1} < K around a term. */
function nestedSums(count: number, body: Term): Term {
  return Array.from({ length: count }, (_, depth) => `i_${depth}`).reduceRight<Term>(
    (inside, index) => position(index, 'K', inside),
    body,
  )
}

/** The merge of two with more sizes, each made from the one before. */
function withSizes(count: number, definition: (previous: string) => Json, minimum: 0 | 1 = 1): Json {
  const names = Array.from({ length: count }, (_, place) => `g${place}`)
  const more = names.map((name, place): Json => {
    return { name, sort: 'position', minimum, definition: definition(names[place - 1] ?? 's') }
  })
  return changed(merge, [['sizes'], [...items(at(merge, 'sizes')), ...more]])
}

const tenIndices = Array.from({ length: 10 }, (_, place) => `j_${place}`).join('+')

function tenSums(body: Term): Term {
  return tenIndices.split('+').reduceRight<Term>((inside, index) => position(index, '10', inside), body)
}

/** A fraction in lowest terms of about 1,800 digits: (7^n + place) / 10^900, made odd and no multiple of 5. */
function longFraction(place: number): Term {
  const numerator = 10n * (7n ** 1_060n + BigInt(place)) + 1n
  return number(rational(numerator, 10n ** 900n))
}

const manyIndices = Array.from({ length: 40 }, (_, place) => `i_${place}`).join('*')

/** By name. */
export const HOSTILE: Readonly<Record<string, Rejected>> = {
  'squared-sizes': {
    expect: 'limit/work',
    why: 'each size is the square of the one before; the twelfth has 2^12 factors',
    proof: withSizes(12, (previous) => [[1, previous, previous], [1]]),
  },
  'doubled-floors': {
    expect: 'limit/index',
    why: 'each size is a floor that holds the one before twice; written out the sixtieth has 2^60 floors',
    proof: withSizes(
      60,
      (previous) => [
        [
          1,
          {
            floor: [
              [
                [1, previous, 'f'],
                [1, previous],
              ],
              [[1, 'e']],
            ],
          },
        ],
      ],
      0,
    ),
  },
  'floors-of-floors': {
    expect: 'limit/work',
    why: 'each size is a floor of the one before; three hundred levels take a polynomial of degree three hundred to prove positive',
    proof: withSizes(300, (previous) => [[1, { floor: [[[1, previous]], [[1, 'e']]] }], [1]]),
  },
  'huge-coefficients': {
    expect: 'limit/index',
    why: 'each size is 2^52 times the one before',
    proof: withSizes(24, (previous) => [[2 ** 52, previous]]),
  },
  'exponential-bound': {
    expect: 'limit/work',
    why: 'whether n times forty indices is negative is asked twice for every index, 2^40 times in all',
    proof: wrongStep(
      nestedSums(40, within(ix(`n*${manyIndices}`), ix('K'))),
      { axiom: 'bracket-decide', at: new Array<number>(40).fill(0), to: number(1) },
      { parameters: ['p:n'] },
    ),
  },
  'enumeration-without-end': {
    expect: 'bracket-implied/condition',
    why: 'a quadrillion values cannot be tried',
    proof: wrongStep(
      multiply(within(ix('n'), ix('1000000000000000')), within(ix('n'), ix('2000000000000000')), r('n')),
      { axiom: 'bracket-implied', to: multiply(within(ix('n'), ix('1000000000000000')), r('n')) },
      { parameters: ['p:n'] },
    ),
  },
  'enumeration-of-many-indices': {
    expect: 'bracket-implied/condition',
    why: 'ten indices of ten values each have 10^10 combinations',
    proof: wrongStep(tenSums(multiply(within(ix(tenIndices), ix('91')), within(ix(tenIndices), ix('92')), r('0'))), {
      axiom: 'bracket-implied',
      at: new Array<number>(10).fill(0),
      to: multiply(within(ix(tenIndices), ix('91')), r('0')),
    }),
  },
  'unroll-without-end': {
    expect: 'sum-unroll/condition',
    why: '10^30 terms, although both extents are small numbers',
    proof: wrongStep(
      position('i', vector(1_000_000_000_000_000, 999_999_999_999_999), r('i')),
      { axiom: 'sum-unroll', to: r('0') },
      { rank: 2 },
    ),
  },
  'huge-product': {
    expect: 'limit/ring',
    why: 'twenty sums multiplied out have 2^20 products',
    proof: wrongStep(
      multiply(...Array.from({ length: 20 }, (_, place) => add(r(`${2 * place}`), r(`${2 * place + 1}`)))),
      { axiom: 'ring', to: number(0) },
    ),
  },
  'huge-fractions': {
    expect: 'limit/work',
    why: 'a thousand products of fractions of thousands of digits, each to be brought into lowest terms',
    proof: wrongStep(multiply(...Array.from({ length: 10 }, (_, place) => add(r(`${place}`), longFraction(place)))), {
      axiom: 'ring',
      to: number(0),
    }),
  },
  'path-without-end': {
    expect: 'format/too-large',
    why: 'no term that can be written is a hundred levels deep',
    proof: changed(merge, [['lemmas', 0, 'rules', 0, 'steps', 0, 'path'], new Array<number>(100).fill(0)]),
  },
  'too-many-parameters': {
    expect: 'format/too-large',
    why: 'looking a name up among thousands of parameters is slow, and no layer has more than a few',
    proof: changed(merge, [
      ['definitions', 0, 'parameters'],
      Array.from({ length: 17 }, (_, place) => ({ name: `o${place}`, sort: 'channel' })),
    ]),
  },
  'too-many-monomials': {
    expect: 'format/too-large',
    why: 'an index of a thousand and one terms',
    proof: changed(merge, [
      ['claim', 'signals', 0, 'stride'],
      Array.from({ length: 1_001 }, (_, place): Json => [1, `s${place}`]),
    ]),
  },
  'long-name': {
    expect: 'format/too-large',
    why: 'names are repeated in every message',
    proof: changed(merge, [['claim', 'lemma'], 'm'.repeat(201)]),
  },
  'long-title': {
    expect: 'format/too-large',
    why: 'prose has at most 10,000 characters',
    proof: changed(merge, [['title'], 't'.repeat(10_001)]),
  },
}
