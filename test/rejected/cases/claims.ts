/** Claims that the lemma does not prove. Never imports the checker. */
import { encodeProof } from '../../../src/proof/json.ts'
import type { Lemma } from '../../../src/proof/proof.ts'
import { add, multiply } from '../../../src/term/build.ts'
import { matrices, oneTap } from '../../checker/example-proofs.ts'
import { entry, prove } from '../../checker/write-proof.ts'
import { at, changed, channel, merge, object, position, type Rejected } from './write-case.ts'

/** By name. */
export const CLAIM: Readonly<Record<string, Rejected>> = {
  'claim-of-no-lemma': {
    expect: 'claim/lemma',
    why: 'nothing proves it',
    proof: changed(merge, [['claim', 'lemma'], 'hope']),
  },
  'claim-of-another-lemma': {
    expect: 'claim/form',
    why: 'the first lemma is true but does not have the form of one convolution',
    proof: changed(merge, [['claim', 'lemma'], 'distributed']),
  },
  'claim-with-another-stride': {
    expect: 'claim/form',
    why: 'the stride is s·t',
    proof: changed(merge, [['claim', 'signals', 0, 'stride'], [[1, 's']]]),
  },
  'claim-with-another-padding': {
    expect: 'claim/form',
    why: 'the padding is p',
    proof: changed(merge, [
      ['claim', 'signals', 0, 'padding'],
      [[1, 'p'], [1]],
    ]),
  },
  'claim-without-its-last-tap': {
    expect: 'claim/form',
    why: 'there are T taps',
    proof: changed(merge, [
      ['claim', 'signals', 0, 'tapIndex', 'extent'],
      [[1, 'T'], [-1]],
    ]),
  },
  'claim-with-the-bias-twice': {
    expect: 'claim/form',
    why: 'the bias is B',
    proof: changed(merge, [
      ['claim', 'bias'],
      { kind: 'multiply', factors: [{ kind: 'number', value: '2' }, at(merge, 'claim', 'bias')] },
    ]),
  },
  'claim-about-the-inner-signal': {
    expect: 'claim/output',
    why: 'the lemma is about y, not about z',
    proof: changed(merge, [['claim', 'output'], 'z']),
  },
  'claim-about-a-kernel': {
    expect: 'claim/output',
    why: 'a kernel is no output signal',
    proof: changed(merge, [['claim', 'output'], 'M']),
  },
  'claim-about-a-tensor': {
    expect: 'claim/output',
    why: 'the output is defined, not given',
    proof: changed(merge, [['claim', 'output'], 'x']),
  },
  'claim-reads-the-inner-signal': {
    expect: 'claim/input',
    why: 'the input is given, not defined',
    proof: changed(merge, [['claim', 'signals', 0, 'input'], 'z']),
  },
  'claim-reads-a-weight': {
    expect: 'claim/input',
    why: 'k has three axes',
    proof: changed(merge, [['claim', 'signals', 0, 'input'], 'k']),
  },
  'claim-with-the-input-in-its-kernel': {
    expect: 'claim/depends-on-input',
    why: 'y = (x[o, 0])·x would be no linear map',
    proof: changed(merge, [['claim', 'signals', 0, 'kernel'], { kind: 'element', name: 'x', at: [[[1, 'o']], []] }]),
  },
  'claim-with-a-signal-in-its-bias': {
    expect: 'claim/depends-on-input',
    why: 'the signal z depends on the input',
    proof: changed(merge, [['claim', 'bias'], { kind: 'element', name: 'z', at: [[[1, 'o']], []] }]),
  },
  'claim-with-the-position-in-its-kernel': {
    expect: 'name/unknown',
    why: 'the kernel of a convolution is the same at every position',
    proof: changed(merge, [
      ['claim', 'signals', 0, 'kernel', 'at', 2],
      [
        [1, 'm'],
        [1, 'n'],
      ],
    ]),
  },
  'claim-with-the-channel-in-its-bias': {
    expect: 'name/unknown',
    why: 'the bias does not depend on the input channel',
    proof: changed(merge, [['claim', 'bias', 'at', 0], [[1, 'a']]]),
  },
  'claim-with-a-tap-named-as-the-position': {
    expect: 'claim/parameters',
    why: 'the reader could not tell the tap n from the position n',
    proof: changed(
      merge,
      [['claim', 'signals', 0, 'tapIndex', 'name'], 'n'],
      [['claim', 'signals', 0, 'kernel', 'at', 2], [[1, 'n']]],
    ),
  },
  'claim-with-a-stride-that-varies': {
    expect: 'name/unknown',
    why: 'the stride is made of sizes',
    proof: changed(merge, [['claim', 'signals', 0, 'stride'], [[1, 'n']]]),
  },
  'claim-about-one-position': {
    expect: 'claim/parameters',
    why: 'a lemma about y[o, 0] says nothing about the other positions',
    proof: encodeProof({
      ...merge,
      lemmas: [...merge.lemmas, firstSample()],
      claim: { ...merge.claim, lemma: 'first' },
    }),
  },
  'claim-about-some-positions': {
    expect: 'claim/range',
    why: 'at n = 0 alone the merged layer could have any stride',
    proof: changed(merge, [['lemmas', 1, 'parameters', 1], { name: 'n', sort: 'position', extent: [[1]] }]),
  },
  'claim-about-some-channels': {
    expect: 'claim/range',
    why: 'y has more channels than the first',
    proof: changed(merge, [['lemmas', 1, 'parameters', 0], { name: 'o', sort: 'channel', extent: [[1]] }]),
  },
  'claim-that-forgets-a-channel': {
    expect: 'claim/range',
    why: 'y is said to have O channels, the lemma is about one fewer',
    proof: changed(
      merge,
      [['definitions', 1, 'parameters', 0], { name: 'o', sort: 'channel', extent: [[1, 'O']] }],
      [['lemmas', 1, 'parameters', 0], { name: 'o', sort: 'channel', extent: [[1, 'O'], [-1]] }],
    ),
  },
  'claim-with-a-weight-that-is-0': {
    expect: 'claim/support',
    why: 'the kernel k is declared to be 0 beyond its first tap, which nobody said of it',
    proof: changed(merge, [['tensors', 1], { ...object(at(merge, 'tensors', 1)), support: [[1]] }]),
  },
  'input-that-is-0-everywhere': {
    expect: 'support/empty',
    why: 'the input is declared to be 0 outside nothing, so that every signal would be any other',
    proof: changed(merge, [['tensors', 0], { ...object(at(merge, 'tensors', 0)), support: [] }]),
  },
  'input-that-may-be-0-everywhere': {
    expect: 'support/empty',
    why: 'the input has K − 1 samples, which may be none',
    proof: changed(merge, [['tensors', 0], { ...object(at(merge, 'tensors', 0)), support: [[1, 'K'], [-1]] }]),
  },
  'claim-about-no-channel': {
    expect: 'claim/empty',
    why: 'the output and the lemma are about no output channel, of which everything holds',
    proof: changed(
      merge,
      [['lemmas', 1, 'parameters', 0], { name: 'o', sort: 'channel', extent: [] }],
      [['definitions', 1, 'parameters', 0], { name: 'o', sort: 'channel', extent: [] }],
    ),
  },
  'claim-with-parameters-exchanged': {
    expect: 'claim/parameters',
    why: 'o and n are not the same thing',
    proof: changed(merge, [['claim', 'outputChannel'], 'n'], [['claim', 'position'], 'o']),
  },
  'claim-without-position': {
    expect: 'claim/parameters',
    why: 'a signal of positive rank has positions',
    proof: changed(merge, [
      ['claim'],
      Object.fromEntries(Object.entries(object(at(merge, 'claim'))).filter(([name]) => name !== 'position')),
    ]),
  },
  'claim-of-a-stride-at-rank-0': {
    expect: 'claim/rank',
    why: 'a matrix has no stride',
    proof: changed(matrices(), [['claim', 'signals', 0, 'stride'], [[2]]]),
  },
  'claim-of-another-group': {
    expect: 'claim/form',
    why: 'the channel is ⌊o / G⌋',
    proof: changed(oneTap(), [['claim', 'signals', 0, 'channel'], [[1, 'o']]]),
  },
}

/** y[o, 0] = its body at position 0: true, but about one position. */
function firstSample(): Lemma {
  const body = add(
    entry('d', 'o'),
    channel('c', 'C', position('j', 'V', multiply(entry('v', 'o', 'c', 'j'), entry('z', 'c', 'f*j')))),
  )
  return prove('first', ['c:o'], entry('y', 'o', '0'), { axiom: 'unfold', name: 'y', to: body })
}
