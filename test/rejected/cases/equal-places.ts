/** Lemmas at arguments, indices that are said to be equal, and floors, each a little wrong. Never imports the checker. */
import { encodeProof, type Json } from '../../../src/proof/json.ts'
import { add, equals, multiply, number, sum, within } from '../../../src/term/build.ts'
import type { Term } from '../../../src/term/term.ts'
import { upAndDown } from '../../checker/phase-proofs.ts'
import { combination, entry, floorOf, ix, type Move, prove, vector } from '../../checker/write-proof.ts'
import { at, changed, firstStep, merge, object, position, type Rejected, r, setting, wrongStep } from './write-case.ts'

/** A lemma about an entry of z = each sample u times, by one use of "held": z[c, u⊙n + r] = x[c, n] for r < u. */
function usingHeld(left: Term, to: Term, values: readonly string[] | undefined): Json {
  const proof = upAndDown()
  const given = values === undefined ? {} : { arguments: values.map(ix) }
  const move: Move = { axiom: 'lemma', name: 'held', to, ...given }
  const wrong = prove('wrong', ['c:c', 'p:n', 'p:r<u', 'p:q<u'], left, move)
  return encodeProof({ ...proof, lemmas: [...proof.lemmas, wrong] })
}

const z = (place: string) => entry('z', 'c', place)
const x = (place: string) => entry('x', 'c', place)
const overI = (body: Term) => position('i', 'K', body)

/** One move to equal indices inside a sum over i < K, at a position n. */
function claimedSame(before: Term, after: Term): Json {
  return wrongStep(overI(before), { axiom: 'same-index', at: [0], to: after }, { parameters: ['p:n'] })
}

/** By name. */
export const EQUAL_PLACES: Readonly<Record<string, Rejected>> = {
  'arguments-missing': {
    expect: 'lemma/arguments',
    why: 'u·n + r does not say what n and r are',
    proof: usingHeld(z('u*n + r'), x('n'), undefined),
  },
  'arguments-too-few': {
    expect: 'lemma/arguments',
    why: 'the lemma has three parameters',
    proof: usingHeld(z('u*n + r'), x('n'), ['c', 'n']),
  },
  'arguments-too-many': {
    expect: 'lemma/arguments',
    why: 'the lemma has three parameters',
    proof: usingHeld(z('u*n + r'), x('n'), ['c', 'n', 'r', 'r']),
  },
  'arguments-one-too-far': {
    expect: 'lemma/condition',
    why: 'r = u is the next sample',
    proof: usingHeld(z('u*n + u'), x('n'), ['c', 'n', 'u']),
  },
  'arguments-before-the-start': {
    expect: 'lemma/condition',
    why: 'r = −1 is the sample before',
    proof: usingHeld(z('u*n - 1'), x('n'), ['c', 'n', '-1']),
  },
  'arguments-that-add-up-too-far': {
    expect: 'lemma/condition',
    why: 'r + q may be u',
    proof: usingHeld(z('u*n + r + q'), x('n'), ['c', 'n', 'r + q']),
  },
  'arguments-for-another-entry': {
    expect: 'lemma/shape',
    why: 'the lemma at r = q is about z[c, u·n + q]',
    proof: usingHeld(z('u*n + r'), x('n'), ['c', 'n', 'q']),
  },
  'arguments-for-another-result': {
    expect: 'lemma/differs',
    why: 'z[c, u·n + r] is x[c, n]',
    proof: usingHeld(z('u*n + r'), x('n + 1'), ['c', 'n', 'r']),
  },
  'arguments-of-the-wrong-sort': {
    expect: 'sort/mismatch',
    why: 'a position is no channel',
    proof: usingHeld(z('u*n + r'), x('n'), ['n', 'n', 'r']),
  },
  'arguments-that-are-not-in-scope': {
    expect: 'name/unknown',
    why: 'j is bound elsewhere',
    proof: usingHeld(z('u*n + r'), x('n'), ['c', 'n', 'j']),
  },
  'arguments-of-an-unfolding': {
    expect: 'format/step-arguments',
    why: 'a definition has its arguments in the entry',
    proof: changed(merge, [firstStep, { ...object(at(merge, ...firstStep)), arguments: [] }]),
  },
  'left-side-with-an-expression': {
    expect: 'lemma/arguments',
    why: 'u[2n] does not say what n is',
    proof: setting(
      [
        prove('even', ['p:n'], entry('u', '2*n'), { axiom: 'unfold', name: 'u', to: number(0) }),
        prove('wrong', ['p:n'], entry('u', '2*n'), { axiom: 'lemma', name: 'even', to: number(0) }),
      ],
      number(0),
      { parameters: ['p:n'] },
    ),
  },
  'parameter-not-on-the-left': {
    expect: 'lemma/arguments',
    why: 'an instance does not determine the parameter',
    proof: setting(
      [
        prove('zero', ['p:n'], entry('u'), { axiom: 'unfold', name: 'u', to: number(0) }),
        prove('wrong', [], entry('u'), { axiom: 'lemma', name: 'zero', to: number(0) }),
      ],
      number(0),
      {},
    ),
  },
  'lemma-about-an-empty-range': {
    expect: 'lemma/condition',
    why: 'for n < 0 everything holds, but there is no such n',
    proof: setting(
      [
        prove('void', ['p:n<0'], entry('u'), { axiom: 'unfold', name: 'u', to: number(0) }),
        prove('wrong', ['p:n'], entry('u'), { axiom: 'lemma', name: 'void', arguments: [ix('n')], to: number(0) }),
      ],
      number(0),
      {},
    ),
  },
  'same-index-off-by-one': {
    expect: 'same-index/condition',
    why: 'for i = K − 1 the quotient is 1',
    proof: claimedSame(r(floorOf('i + 1', 'K')), r('0')),
  },
  'same-index-off-by-one-below': {
    expect: 'same-index/condition',
    why: 'for i = 0 the quotient is −1',
    proof: claimedSame(r(floorOf('i - 1', 'K')), r('0')),
  },
  'same-index-without-a-range': {
    expect: 'same-index/condition',
    why: 'n may be anywhere',
    proof: claimedSame(r(floorOf('n', 'K')), r('0')),
  },
  'same-index-of-half-a-multiple': {
    expect: 'same-index/condition',
    why: '⌊(3n + 1)/2⌋ is n + ⌊(n + 1)/2⌋, for odd n one more than n + ⌊n/2⌋',
    proof: claimedSame(r(floorOf('3*n + 1', '2')), r([...floorOf('n', '2'), ...ix('n')])),
  },
  'same-index-in-a-longer-range': {
    expect: 'same-index/condition',
    why: 'the ends of the two ranges differ',
    proof: claimedSame(within(ix('n'), ix('L')), within(ix('n'), ix('L + 1'))),
  },
  'same-index-in-an-equation': {
    expect: 'same-index/condition',
    why: 'that n = i does not make i a constant',
    proof: claimedSame(equals(ix('n'), ix('i')), equals(ix('n'), ix('0'))),
  },
  'same-index-of-one-axis': {
    expect: 'same-index/condition',
    why: 'on the second axis i may be 1',
    proof: wrongStep(position('i', vector(1, 2), r('i')), { axiom: 'same-index', at: [0], to: r('0') }, { rank: 2 }),
  },
  'same-index-of-a-channel': {
    expect: 'same-index/condition',
    why: 'for c = 2 the group is 1',
    proof: wrongStep(sum('c', 'channel', ix('3'), entry('w', floorOf('c', '2'), 'c')), {
      axiom: 'same-index',
      at: [0],
      to: entry('w', '0', 'c'),
    }),
  },
  'same-index-of-another-tensor': {
    expect: 'same-index/shape',
    why: 'r and q differ, wherever they are read',
    proof: claimedSame(r('i'), entry('q', 'i')),
  },
  'same-index-of-another-bracket': {
    expect: 'same-index/shape',
    why: '0 ≤ n < L is not n = L',
    proof: claimedSame(within(ix('n'), ix('L')), equals(ix('n'), ix('L'))),
  },
  'same-index-of-a-longer-product': {
    expect: 'same-index/shape',
    why: 'a factor appears',
    proof: claimedSame(multiply(r('i'), r('n')), multiply(r('i'), r('n'), r('n'))),
  },
  'same-index-in-a-range-one-too-long': {
    expect: 'same-index/condition',
    why: 'the quotient may be 1',
    proof: claimedSame(
      multiply(within(floorOf('n', 'K'), ix('2')), r(floorOf('n', 'K'))),
      multiply(within(floorOf('n', 'K'), ix('2')), r('0')),
    ),
  },
  'same-index-in-a-range-that-goes': {
    expect: 'same-index/condition',
    why: 'the range is given up in the same step',
    proof: claimedSame(
      multiply(within(floorOf('n', 'K'), ix('1')), r(floorOf('n', 'K'))),
      multiply(within(ix('i'), ix('K')), r('0')),
    ),
  },
  'same-index-in-a-range-of-a-sum': {
    expect: 'same-index/shape',
    why: 'the range is a term beside the entry, not a factor',
    proof: claimedSame(add(within(ix('n'), ix('K')), r(floorOf('n', 'K'))), add(within(ix('n'), ix('K')), r('0'))),
  },
  'same-index-in-an-equal-factor': {
    expect: 'same-index/condition',
    why: 'an equation is no range',
    proof: claimedSame(
      multiply(equals(ix('n'), ix('i')), r(floorOf('n', 'K'))),
      multiply(equals(ix('n'), ix('i')), r('0')),
    ),
  },
  'window-of-an-equation-too-short': {
    expect: 'bracket-implied/condition',
    why: 'for n = 2K the equation holds at m = K',
    proof: wrongStep(
      multiply(equals(ix('2*m'), ix('n')), within(ix('m'), ix('K')), r('m')),
      {
        axiom: 'bracket-implied',
        multipliers: [ix('2'), ix('2')],
        to: multiply(equals(ix('2*m'), ix('n')), r('m')),
      },
      { parameters: ['p:m', 'p:n<2*K + 1'] },
    ),
  },
  'window-of-an-equation-of-either-sign': {
    expect: 'bracket-implied/condition',
    why: 'for n = −m, m may be negative',
    proof: wrongStep(
      multiply(equals(ix('m'), ix('- n')), within(ix('m'), ix('K')), r('m')),
      {
        axiom: 'bracket-implied',
        multipliers: [ix('1'), ix('1')],
        to: multiply(equals(ix('m'), ix('- n')), r('m')),
      },
      { parameters: ['p:m', 'p:n<K'] },
    ),
  },
  'window-of-an-equation-without-multipliers': {
    expect: 'bracket-implied/condition',
    why: 'an equation implies a range by multipliers only',
    proof: wrongStep(
      multiply(equals(ix('m'), ix('n')), within(ix('m'), ix('9')), r('m')),
      { axiom: 'bracket-implied', to: multiply(equals(ix('m'), ix('n')), r('m')) },
      { parameters: ['p:m', 'p:n<9'] },
    ),
  },
  'floor-of-half-a-multiple': {
    expect: 'ring/differs',
    why: '⌊(3n + 1)/2⌋ is n + ⌊(n + 1)/2⌋, for odd n one more than n + ⌊n/2⌋',
    proof: wrongStep(
      r(floorOf('3*n + 1', '2')),
      { axiom: 'ring', to: r([...floorOf('n', '2'), ...ix('n')]) },
      { parameters: ['p:n'] },
    ),
  },
  'floor-without-its-remainder': {
    expect: 'ring/differs',
    why: '⌊(s·n + K)/s⌋ is n + ⌊K/s⌋',
    proof: wrongStep(r(floorOf('s*n + K', 's')), { axiom: 'ring', to: r('n') }, { parameters: ['p:n'] }),
  },
  'floor-of-another-axis': {
    expect: 'ring/differs',
    why: 'on the second axis 3n is no multiple of 2',
    proof: wrongStep(
      r([{ coefficient: 1, atoms: [{ kind: 'floor', numerator: combination([[4, 3], 'n']), denominator: ix('2') }] }]),
      { axiom: 'ring', to: r(combination([[2, 1], 'n'])) },
      { rank: 2, parameters: ['p:n'] },
    ),
  },
  'decide-a-floor-off-by-one': {
    expect: 'bracket-decide/condition',
    why: 'for i = 2K the quotient is K',
    proof: wrongStep(position('i', '2*K + 1', within(floorOf('i', '2'), ix('K'))), {
      axiom: 'bracket-decide',
      at: [0],
      to: number(1),
    }),
  },
  'window-of-a-floor-too-short': {
    expect: 'bracket-implied/condition',
    why: 'for n = −1 the quotient is 0',
    proof: wrongStep(
      multiply(within(floorOf('n + 1', '2'), ix('L')), within(ix('n'), ix('2*L')), r('n')),
      {
        axiom: 'bracket-implied',
        multipliers: [ix('1'), ix('1')],
        to: multiply(within(floorOf('n + 1', '2'), ix('L')), r('n')),
      },
      { parameters: ['p:n'] },
    ),
  },
}
