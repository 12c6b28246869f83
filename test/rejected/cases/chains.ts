/** Proofs whose chain breaks, and wrong uses of definitions and lemmas. Never imports the checker. */
import { encodeProof, type Json } from '../../../src/proof/json.ts'
import { number } from '../../../src/term/build.ts'
import type { Term } from '../../../src/term/term.ts'
import { besidePointwise } from '../../checker/example-proofs.ts'
import { define, entry, type Move, parameter, prove, sizes, tensor } from '../../checker/write-proof.ts'
import { at, changed, items, merge, position, type Rejected, r, secondLemma, setting } from './write-case.ts'

/** By name. */
export const CHAIN: Readonly<Record<string, Rejected>> = {
  'broken-chain': {
    expect: 'chain/broken',
    why: 'the third step starts from something that the second did not reach',
    proof: changed(merge, [[...secondLemma, 2, 'before', 'factors', 0, 'name'], 'k']),
  },
  'step-left-out': {
    expect: 'chain/no-such-place',
    why: 'without its first step a chain hangs in the air',
    proof: changed(merge, [
      ['lemmas', 0, 'rules', 0, 'steps'],
      items(at(merge, 'lemmas', 0, 'rules', 0, 'steps')).slice(1),
    ]),
  },
  'no-such-place': {
    expect: 'chain/no-such-place',
    why: 'the path leads nowhere',
    proof: changed(merge, [
      [...secondLemma, 2, 'path'],
      [1, 7],
    ]),
  },
  'negative-place': {
    expect: 'chain/no-such-place',
    why: 'paths do not count from the end',
    proof: changed(merge, [[...secondLemma, 2, 'path'], [-1]]),
  },
  'wrong-end': {
    expect: 'chain/wrong-end',
    why: 'the steps prove something true, but not the statement',
    proof: changed(merge, [['lemmas', 0, 'right'], at(merge, 'lemmas', 1, 'right')]),
  },
  'no-steps': {
    expect: 'chain/wrong-end',
    why: 'a statement without a proof',
    proof: changed(merge, [['lemmas', 1, 'rules'], []]),
  },
  'left-side-not-an-entry': {
    expect: 'lemma/left',
    why: 'a lemma is about an entry',
    proof: setting([prove('wrong', [], number(0))], number(0), {}),
  },
}

const inner = define('signal', 'z', ['p:n'], position('j', 'K', r('n + j')))

function usingInner(body: Term, move: Move, parameters: readonly string[] = []): Json {
  const left = entry('u', ...parameters.map((text) => parameter(text).name))
  const lemma = prove('wrong', parameters, left, { axiom: 'unfold', name: 'u', to: body }, move)
  return encodeProof(
    besidePointwise({
      title: 'A false use',
      sizes: sizes('position', 'K', 'L'),
      tensors: [tensor('r', 'p')],
      definitions: [inner, define('signal', 'u', parameters, body)],
      lemmas: [
        prove('bounded', ['p:n<K'], entry('z', 'n'), { axiom: 'unfold', name: 'z', to: inner.body }),
        prove('at-3', [], entry('z', '3'), { axiom: 'unfold', name: 'z', to: position('j', 'K', r('3 + j')) }),
        lemma,
      ],
    }),
  )
}

/** By name. */
export const USES: Readonly<Record<string, Rejected>> = {
  'unfold-unknown': {
    expect: 'unfold/unknown',
    why: 'a given tensor has no body',
    proof: usingInner(r('0'), { axiom: 'unfold', name: 'r', to: number(0) }),
  },
  'unfold-another': {
    expect: 'unfold/shape',
    why: 'this is an entry of r, not of z',
    proof: usingInner(r('0'), { axiom: 'unfold', name: 'z', to: number(0) }),
  },
  'unfold-differently': {
    expect: 'unfold/differs',
    why: 'the sum stops one short',
    proof: usingInner(entry('z', '0'), { axiom: 'unfold', name: 'z', to: position('j', 'K - 1', r('j')) }),
  },
  'unfold-with-capture': {
    expect: 'unfold/differs',
    why: 'the argument i becomes the bound j of the body',
    proof: usingInner(position('i', 'L', entry('z', 'i')), {
      axiom: 'unfold',
      name: 'z',
      at: [0],
      to: position('j', 'K', r('2*j')),
    }),
  },
  'unfold-with-the-same-name': {
    expect: 'name/shadowed',
    why: 'the argument j meets the bound j of the body',
    proof: usingInner(position('j', 'L', entry('z', 'j')), {
      axiom: 'unfold',
      name: 'z',
      at: [0],
      to: position('j', 'K', r('2*j')),
    }),
  },
  'lemma-out-of-range': {
    expect: 'lemma/condition',
    why: 'n may be anything, the lemma needs 0 ≤ n < K',
    proof: usingInner(entry('z', 'n'), { axiom: 'lemma', name: 'bounded', to: inner.body }, ['p:n']),
  },
  'lemma-one-too-far': {
    expect: 'lemma/condition',
    why: 'i + 1 may be K',
    proof: usingInner(position('i', 'K', entry('z', 'i + 1')), {
      axiom: 'lemma',
      name: 'bounded',
      at: [0],
      to: position('j', 'K', r('i + 1 + j')),
    }),
  },
  'lemma-in-a-longer-sum': {
    expect: 'lemma/condition',
    why: 'L may exceed K',
    proof: usingInner(position('i', 'L', entry('z', 'i')), {
      axiom: 'lemma',
      name: 'bounded',
      at: [0],
      to: position('j', 'K', r('i + j')),
    }),
  },
  'lemma-reversed-out-of-range': {
    expect: 'lemma/condition',
    why: 'read from right to left the range counts just the same',
    proof: usingInner(position('j', 'K', r('K + j')), {
      axiom: 'lemma',
      name: 'bounded',
      reverse: true,
      to: entry('z', 'K'),
    }),
  },
  'lemma-at-another-constant': {
    expect: 'lemma/shape',
    why: 'the lemma is about z[3]',
    proof: usingInner(entry('z', '4'), { axiom: 'lemma', name: 'at-3', to: position('j', 'K', r('3 + j')) }),
  },
  'lemma-differently': {
    expect: 'lemma/differs',
    why: 'the result is not the right side',
    proof: usingInner(entry('z', '0'), { axiom: 'lemma', name: 'bounded', to: position('j', 'K', r('1 + j')) }),
  },
}
