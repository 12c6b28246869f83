/** False steps about one-point sums, brackets and supports. Never imports the checker. */
import { equals, multiply, number, within } from '../../../src/term/build.ts'
import { mergeOfTwo, windowBySymbols } from '../../checker/example-proofs.ts'
import { combination, entry, floorOf, ix, vector } from '../../checker/write-proof.ts'
import { changed, position, type Rejected, r, wrongStep } from './write-case.ts'

const picked = (index: string, extent: string, point: string) =>
  position(index, extent, multiply(equals(ix(index), ix(point)), r(index)))

/** By name. */
export const POINTS: Readonly<Record<string, Rejected>> = {
  'point-may-be-outside': {
    expect: 'one-point/condition',
    why: 'n may be anywhere',
    proof: wrongStep(picked('m', 'K', 'n'), { axiom: 'one-point', to: r('n') }, { parameters: ['p:n'] }),
  },
  'point-at-the-end': {
    expect: 'one-point/condition',
    why: 'K is one past the last index',
    proof: wrongStep(picked('m', 'K', 'K'), { axiom: 'one-point', to: r('K') }),
  },
  'point-before-the-start': {
    expect: 'one-point/condition',
    why: '−1 is before the first index',
    proof: wrongStep(picked('m', 'K', '-1'), { axiom: 'one-point', to: r('-1') }),
  },
  'point-in-a-range-that-may-be-empty': {
    expect: 'one-point/condition',
    why: 'Z may be 0, and then the sum is empty',
    proof: wrongStep(position('m', 'Z', multiply(equals(ix('m'), ix('0')), r('m'))), {
      axiom: 'one-point',
      to: r('0'),
    }),
  },
  'point-reversed-too-short': {
    expect: 'one-point/condition',
    why: 'T is one short of the largest i + s·j',
    proof: changed(
      mergeOfTwo(),
      [['sizes', 10, 'minimum'], 0],
      [
        ['sizes', 10, 'definition'],
        [
          [1, 'K', 'e'],
          [-1, 'e'],
          [1, 'V', 'f', 's'],
          [-1, 'f', 's'],
        ],
      ],
    ),
  },
  'point-that-mentions-the-index': {
    expect: 'one-point/condition',
    why: 'm = 2m − 3 does not give m',
    proof: wrongStep(position('m', '9', multiply(equals(ix('m'), ix('2*m - 3 + s')), r('m'))), {
      axiom: 'one-point',
      to: r('3 - s'),
    }),
  },
  'point-of-a-multiple': {
    expect: 'one-point/condition',
    why: '2m = n has no solution for odd n',
    proof: wrongStep(
      position('m', 'K', multiply(equals(ix('2*m'), ix('n')), r('m'))),
      { axiom: 'one-point', to: r('n') },
      { parameters: ['p:n<K'] },
    ),
  },
  'point-of-a-range': {
    expect: 'one-point/condition',
    why: 'only an equality picks out one summand',
    proof: wrongStep(position('m', 'K', multiply(within(ix('m'), ix('1')), r('m'))), {
      axiom: 'one-point',
      to: r('0'),
    }),
  },
  'point-of-two-brackets': {
    expect: 'one-point/differs',
    why: 'the second bracket stays',
    proof: wrongStep(
      position('m', 'K', multiply(equals(ix('m'), ix('0')), equals(ix('m'), ix('n')), r('m'))),
      { axiom: 'one-point', to: r('0') },
      { parameters: ['p:n'] },
    ),
  },
  'point-of-a-single-index': {
    expect: 'one-point/condition',
    why: 'the index is 0, but n need not be',
    proof: wrongStep(
      position('m', '1', multiply(equals(ix('m'), ix('n')), r('m'))),
      { axiom: 'one-point', to: r('0') },
      { parameters: ['p:n'] },
    ),
  },
  'point-on-one-axis': {
    expect: 'one-point/condition',
    why: 'on the second axis n may be 5',
    proof: wrongStep(
      position('m', vector(9, 5), multiply(equals(ix('m'), ix('n')), r('m'))),
      { axiom: 'one-point', to: r('n') },
      { rank: 2, parameters: ['p:n<9'] },
    ),
  },
  'decide-by-rounding-to-0': {
    expect: 'bracket-decide/condition',
    why: '(n − K)/2K lies between −1/2 and 0 and rounds down to −1',
    proof: wrongStep(
      equals(floorOf('n - K', '2*K'), ix('0')),
      { axiom: 'bracket-decide', to: number(1) },
      {
        parameters: ['p:n<K'],
      },
    ),
  },
  'decide-in-an-empty-box': {
    expect: 'bracket-decide/condition',
    why: 'that there is an i below Z proves 1 ≤ Z inside the sum, not outside',
    proof: wrongStep(multiply(within(ix('0'), ix('Z')), position('i', 'Z', r('i'))), {
      axiom: 'bracket-decide',
      at: [0],
      to: number(1),
    }),
  },
  'support-of-the-channel': {
    expect: 'support/differs',
    why: 'the support is about the last axis',
    proof: changed(windowBySymbols(), [
      ['lemmas', 0, 'rules', 0, 'steps', 1, 'after', 'factors', 0, 'condition', 'index'],
      [],
    ]),
  },
  'point-elsewhere': {
    expect: 'one-point/differs',
    why: 'the summand is taken at another point',
    proof: wrongStep(picked('m', 'K', '0'), { axiom: 'one-point', to: r('1') }),
  },
  'point-with-opposite-axes': {
    expect: 'one-point/condition',
    why: 'the bracket says m = n on one axis and m = −n on the other',
    proof: wrongStep(
      position('m', 'K', multiply(equals(combination([[1, -1], 'm']), ix('n')), r('m'))),
      { axiom: 'one-point', to: r('n') },
      { rank: 2, parameters: ['p:n<K'] },
    ),
  },
  'decide-open-equality': {
    expect: 'bracket-decide/condition',
    why: 'n may be 0',
    proof: wrongStep(equals(ix('n'), ix('0')), { axiom: 'bracket-decide', to: number(0) }, { parameters: ['p:n'] }),
  },
  'decide-open-range': {
    expect: 'bracket-decide/condition',
    why: 'i < K does not give i < L',
    proof: wrongStep(position('i', 'K', within(ix('i'), ix('L'))), { axiom: 'bracket-decide', at: [0], to: number(1) }),
  },
  'decide-off-by-one': {
    expect: 'bracket-decide/condition',
    why: 'i + 1 may be K',
    proof: wrongStep(position('i', 'K', within(ix('i + 1'), ix('K'))), {
      axiom: 'bracket-decide',
      at: [0],
      to: number(1),
    }),
  },
  'decide-one-axis': {
    expect: 'bracket-decide/condition',
    why: 'true on one axis is not true',
    proof: wrongStep(within(vector(0, 5), ix('3')), { axiom: 'bracket-decide', to: number(1) }, { rank: 2 }),
  },
  'decide-a-size-that-may-be-0': {
    expect: 'bracket-decide/condition',
    why: '0 < Z is not certain',
    proof: wrongStep(within(ix('0'), ix('Z')), { axiom: 'bracket-decide', to: number(1) }),
  },
  'decide-by-a-product-of-signs': {
    expect: 'bracket-decide/condition',
    why: 'n·i may be negative',
    proof: wrongStep(
      position('i', 'K', within(ix('n*i'), ix('n*i + 1'))),
      { axiom: 'bracket-decide', at: [0], to: number(1) },
      { parameters: ['p:n'] },
    ),
  },
  'decide-another-number': {
    expect: 'bracket-decide/shape',
    why: 'a bracket is 0 or 1',
    proof: wrongStep(within(ix('0'), ix('1')), { axiom: 'bracket-decide', to: number(2) }),
  },
  'decide-no-bracket': {
    expect: 'bracket-decide/shape',
    why: 'an entry is not decided',
    proof: wrongStep(r('0'), { axiom: 'bracket-decide', to: number(0) }),
  },
  'support-of-another': {
    expect: 'support/shape',
    why: 'r has no support',
    proof: wrongStep(r('0'), { axiom: 'support', to: multiply(within(ix('0'), ix('L')), r('0')) }),
  },
  'support-too-short': {
    expect: 'support/differs',
    why: 'the support reaches to L',
    proof: wrongStep(entry('q', '0'), {
      axiom: 'support',
      to: multiply(within(ix('0'), ix('L - 1')), entry('q', '0')),
    }),
  },
}
