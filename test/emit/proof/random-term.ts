/** Random terms for property tests: every node kind, nested, with names of all forms. */
import fc from 'fast-check'
import type { NameInfo } from '../../../src/emit/proof/document.ts'
import { rational } from '../../../src/scalar/rational.ts'
import { add, apply, element, equals, multiply, number, sum, within } from '../../../src/term/build.ts'
import {
  addIndex,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  variable,
} from '../../../src/term/index-expression.ts'
import { OPAQUE_FUNCTIONS, type Term } from '../../../src/term/term.ts'
import { nameInfo } from './sample-document.ts'

export const RANDOM_NAMES: ReadonlyMap<string, NameInfo> = new Map([
  ['x', nameInfo('signal', 'channel', 'position')],
  ['z_1', nameInfo('signal', '1', 'position')],
  ['k', nameInfo('tensor', 'channel', 'channel', 'position')],
  ['b_k', nameInfo('tensor', 'channel')],
  ['var', nameInfo('tensor', 'channel')],
  ['M_2', nameInfo('definition', 'channel', 'channel', 'position')],
  ['flip_v', nameInfo('definition', '1', '1', 'position')],
  ["gain'", nameInfo('tensor')],
])

const atom = fc.constantFrom('n', 'o', 'a', 'i', 'j', 'm', "i'", 's_1', 'delta_2', 'K_1', 'stride', 'T').map(variable)
const coefficient = fc.oneof(
  fc.integer({ min: -3, max: 9 }),
  fc.tuple(fc.integer({ min: -2, max: 3 }), fc.integer({ min: -2, max: 3 })),
)
const monomial = fc
  .tuple(coefficient, fc.array(atom, { maxLength: 3 }))
  .map(([value, atoms]) => atoms.reduce(multiplyIndex, integer(value)))
const linear = fc.array(monomial, { minLength: 1, maxLength: 4 }).map((parts) => addIndex(...parts))
const floored = fc
  .tuple(linear, fc.integer({ min: 2, max: 9 }))
  .map(([index, divisor]) => floorDivide(index, integer(divisor)))

export const randomIndex: fc.Arbitrary<Index> = fc.oneof(
  { weight: 4, arbitrary: linear },
  { weight: 1, arbitrary: floored },
)

const fraction = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.constantFrom(1, 1, 2, 3, 1000, 100000))
  .map(([top, bottom]) => number(rational(top, bottom)))

const entry = fc
  .tuple(fc.constantFrom(...RANDOM_NAMES), fc.array(randomIndex, { minLength: 3, maxLength: 3 }))
  .map(([[name, { axes }], at]) => element(name, ...at.slice(0, axes.length)))

const bracket = fc
  .tuple(fc.boolean(), randomIndex, randomIndex)
  .map(([isEqual, left, right]) => (isEqual ? equals(left, right) : within(left, right)))

const parts = (term: fc.Arbitrary<Term>) => fc.array(term, { minLength: 1, maxLength: 4 })

export const randomTerm: fc.Arbitrary<Term> = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    { weight: 3, arbitrary: entry },
    fraction,
    bracket,
    parts(tie('term')).map((terms) => add(...terms)),
    parts(tie('term')).map((factors) => multiply(...factors)),
    fc
      .tuple(fc.constantFrom('a', 'i', 'j', 'm', "i'"), fc.boolean(), randomIndex, tie('term'))
      .map(([index, isChannel, extent, body]) => sum(index, isChannel ? 'channel' : 'position', extent, body)),
    fc.tuple(fc.constantFrom(...OPAQUE_FUNCTIONS), tie('term')).map(([name, argument]) => apply(name, argument)),
  ),
})).term
