/** A document made by hand that has every kind of block; the terms are those of two real layers. */
import type { Formula, Inline, NameInfo, ProofDocument, StepBlock } from '../../../src/emit/proof/document.ts'
import { rational } from '../../../src/scalar/rational.ts'
import { add, apply, element, equals, multiply, number, sum } from '../../../src/term/build.ts'
import {
  addIndex,
  type Index,
  integer,
  multiplyIndex,
  subtractIndex,
  variable,
} from '../../../src/term/index-expression.ts'
import type { Path, Sort, Term } from '../../../src/term/term.ts'

export const [n, m, o, a, c, i, j] = ['n', 'm', 'o', 'a', 'c', 'i', 'j'].map(variable) as [
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
]

const times = (...factors: readonly Index[]) => factors.reduce(multiplyIndex)
const [s1, d1, p1, d2] = ['s_1', 'delta_1', 'p_1', 'delta_2'].map(variable) as [Index, Index, Index, Index]

/** A formula that is one term. */
export function formula(term: Term, ...marks: readonly Path[]): Formula {
  return [{ kind: 'term', term, marks }]
}

/** What a name is: its role, and the sort of each axis with "1" for an axis with a single entry. */
export function nameInfo(role: NameInfo['role'], ...axes: readonly ('channel' | 'position' | '1')[]): NameInfo {
  const sortOf = (axis: string): Sort => (axis === 'position' ? 'position' : 'channel')
  return { role, axes: axes.map((axis) => ({ sort: sortOf(axis), isSingle: axis === '1' })) }
}

export const GENERAL_NAMES: ReadonlyMap<string, NameInfo> = new Map([
  ['x', nameInfo('signal', 'channel', 'position')],
  ['y', nameInfo('signal', 'channel', 'position')],
  ['k', nameInfo('tensor', 'channel', 'channel', 'position')],
  ['v', nameInfo('tensor', 'channel', 'channel', 'position')],
  ['b_k', nameInfo('tensor', 'channel')],
  ['b_v', nameInfo('tensor', 'channel')],
  ['M', nameInfo('definition', 'channel', 'channel', 'position')],
  ['B', nameInfo('definition', 'channel')],
  ['var', nameInfo('tensor', 'channel')],
  ['rho', nameInfo('definition', 'channel')],
  ['k_0', nameInfo('tensor')],
  ['k_1', nameInfo('tensor')],
  ['v_0', nameInfo('tensor')],
  ['v_1', nameInfo('tensor')],
  ['X', nameInfo('signal', '1', 'position')],
  ['Y', nameInfo('signal', '1', 'position')],
])

const sample = addIndex(times(variable('S'), n), m)
const tapsMeet = equals(addIndex(times(d1, i), times(s1, d2, j)), m)
const product = multiply(element('v', o, c, j), element('k', c, a, i))
const overTaps = (body: Term) => sum('j', 'position', variable('K_2'), sum('i', 'position', variable('K_1'), body))
const kernelSum = sum(
  'c',
  'channel',
  variable('C'),
  overTaps(multiply(tapsMeet, element('v', o, c, j), element('k', c, a, i))),
)
const bias = add(
  element('b_v', o),
  sum(
    'c',
    'channel',
    variable('C'),
    sum('j', 'position', variable('K_2'), multiply(element('v', o, c, j), element('b_k', c))),
  ),
)
const read = addIndex(times(variable('S'), n), times(d1, i), times(s1, d2, j), subtractIndex(integer(0), p1))

/** Σ_a of the body, behind the bias. */
function whole(body: Term): Term {
  return add(bias, sum('a', 'channel', variable('A'), body))
}

const apart = whole(
  sum(
    'c',
    'channel',
    variable('C'),
    overTaps(multiply(element('v', o, c, j), element('k', c, a, i), element('x', a, read))),
  ),
)
const shifted = subtractIndex(sample, p1)
const grouped = whole(
  sum(
    'm',
    'position',
    variable('T'),
    sum(
      'c',
      'channel',
      variable('C'),
      overTaps(multiply(tapsMeet, element('v', o, c, j), element('k', c, a, i), element('x', a, shifted))),
    ),
  ),
)
const factored = whole(sum('m', 'position', variable('T'), multiply(kernelSum, element('x', a, shifted))))
const named = whole(sum('m', 'position', variable('T'), multiply(element('M', o, a, m), element('x', a, shifted))))

const innerStep: StepBlock = {
  kind: 'step',
  number: '1.1',
  anchor: 'y-1.1',
  count: 1,
  name: 'one-point',
  title: 'put in a sum with one term that is not 0',
  before: formula(apart, [1, 0, 0, 0, 0]),
  after: formula(grouped, [1, 0]),
  changed: 'the product v·k·x',
  because: ['every pair has exactly one m'],
  conditions: [],
  certainty: ['replayed'],
  coqLemmas: ['sum_channels_one_point', 'sum_positions_one_point'],
}

const STEPS: readonly StepBlock[] = [
  {
    kind: 'step',
    number: '1',
    anchor: 'y-1',
    count: 1,
    name: 'group-by-position',
    title: 'group by the sample that is read',
    before: formula(apart, [1, 0]),
    after: formula(grouped, [1, 0]),
    changed: 'the sums over c, j and i',
    because: ['every pair (i, j) has exactly one ', { formula: [{ kind: 'index', index: m, sort: 'position' }] }],
    conditions: [
      [
        {
          formula: [
            { kind: 'index', index: integer(0), sort: 'position' },
            { kind: 'relation', relation: '≤' },
            { kind: 'index', index: addIndex(times(d1, i), times(s1, d2, j)), sort: 'position' },
            { kind: 'relation', relation: '<' },
            { kind: 'index', index: variable('T'), sort: 'position' },
          ],
        },
      ],
      ['the ranges of ', { code: 'i' }, ' and ', { code: 'j' }, ' do not depend on each other'],
    ],
    certainty: ['proved', 'replayed', 'evaluated'],
    coqLemmas: ["l_y'5b'n'5d'_1_group_by_position"],
    inner: { isOpen: false, summary: '1 atomic step', steps: [innerStep] },
  },
  {
    kind: 'step',
    number: '2',
    anchor: 'y-2',
    count: 2,
    name: 'name-kernel',
    title: 'name the kernel',
    before: formula(factored, [1, 0, 0, 0]),
    after: formula(named, [1, 0, 0, 0]),
    changed: 'the sum in parentheses',
    because: ['it depends on o, a and m only.'],
    conditions: [],
    certainty: ['replayed'],
    inner: { isOpen: false, summary: '2 atomic steps', steps: [] },
  },
]

const at = (offset: number) => element('X', integer(0), addIndex(n, integer(offset)))
const [k0, k1, v0, v1] = ['k_0', 'k_1', 'v_0', 'v_1'].map((name) => element(name)) as [Term, Term, Term, Term]
const inner = (offset: number) => add(multiply(k0, at(offset)), multiply(k1, at(offset + 1)))

const words: readonly Inline[] = [
  'Cost 100 % & more: 3×3 → 5×5, 0 ≤ m < T, ',
  { strong: 'one idea' },
  ', and the layer ',
  { code: 'Conv2d(3, 4, 3|3, `tick`)' },
  ' reads ',
  { formula: formula(element('x', a, read)) },
  '.',
]

/** The sample. */
export const SAMPLE: ProofDocument = {
  title: 'Two convolutions are one',
  rank: 1,
  names: GENERAL_NAMES,
  blocks: [
    { kind: 'heading', level: 1, text: ['Two convolutions are one'], anchor: 'top' },
    { kind: 'paragraph', text: words },
    { kind: 'list', ordered: true, items: [['Write the outer layer.'], words], certainty: ['replayed'] },
    { kind: 'list', ordered: false, items: [['- not a list'], ['1. not a number']] },
    { kind: 'heading', level: 2, text: ['Result for ', { formula: formula(element('y', o, n)) }], anchor: 'result' },
    {
      kind: 'display',
      rows: [
        { left: formula(element('y', o, n)), relation: '=', right: formula(named) },
        { left: formula(element('M', o, a, m)), relation: 'defines', right: formula(kernelSum), note: ['the kernel'] },
        { left: formula(element('B', o)), relation: 'defines', right: formula(bias), note: ['its bias'] },
        {
          left: formula(element('rho', o)),
          relation: 'defines',
          right: formula(apply('rsqrt', add(element('var', o), number(rational(1, 100000))))),
        },
      ],
      certainty: ['proved', 'replayed', 'evaluated'],
    },
    {
      kind: 'table',
      header: ['size', 'meaning | use', 'value'],
      rows: [
        [[{ formula: [{ kind: 'name', name: 'delta_1' }] }], ['dilation, a|b'], [{ code: 'x|y' }]],
        [
          [{ formula: [{ kind: 'name', name: 'T' }] }],
          ['taps'],
          [{ formula: [{ kind: 'index', index: tapCount(), sort: 'position' }] }],
        ],
      ],
      certainty: ['proved', 'replayed'],
    },
    { kind: 'heading', level: 2, text: ['Step by step'] },
    ...STEPS,
    { kind: 'heading', level: 3, text: ['Written out'] },
    {
      kind: 'display',
      rows: [
        {
          left: formula(element('Y', integer(0), n)),
          relation: '=',
          right: formula(add(multiply(v0, inner(0)), multiply(v1, inner(1)))),
          note: ['put k in its place'],
        },
        {
          left: [],
          relation: '=',
          right: formula(
            add(
              multiply(v0, k0, at(0)),
              multiply(add(multiply(v0, k1), multiply(v1, k0)), at(1)),
              multiply(number(-1), number(rational(1, 4)), v1, k1, at(2)),
            ),
            [1],
          ),
          note: ['group by sample'],
        },
      ],
      certainty: ['replayed', 'evaluated'],
    },
    {
      kind: 'windows',
      padded: [number(0), k0, k1, number(0)],
      reversed: [v1, v0],
      rows: [
        { start: 0, tap: formula(element('M', integer(0))), value: formula(multiply(v0, k0)) },
        { start: 1, tap: formula(element('M', integer(1))), value: formula(add(multiply(v1, k0), multiply(v0, k1))) },
        { start: 2, tap: formula(element('M', integer(2))), value: formula(multiply(v1, k1)) },
      ],
      certainty: ['evaluated'],
    },
    {
      kind: 'details',
      summary: ['More about ', { formula: formula(product) }],
      blocks: [{ kind: 'paragraph', text: ['Hidden words.'] }],
    },
  ],
}

function tapCount(): Index {
  const reach = (step: Index, size: string) => times(step, subtractIndex(variable(size), integer(1)))
  return addIndex(reach(d1, 'K_1'), reach(times(s1, d2), 'K_2'), integer(1))
}
