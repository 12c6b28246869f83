/** Views that do more than choose samples of an input. Never imports the checker. */
import { encodeProof, type Json } from '../../../src/proof/json.ts'
import { add, multiply, number, sum, within } from '../../../src/term/build.ts'
import type { Term } from '../../../src/term/term.ts'
import { periodic } from '../../checker/claim-proofs.ts'
import { claim, define, entry, ix, prove, record, sizes, tensor } from '../../checker/write-proof.ts'
import { changed, type Rejected } from './write-case.ts'

/** y[o, n] = u[o, n] where u is said to be a view with this body. */
function viewing(body: Term): Json {
  const read = entry('u', 'o', 'n')
  return encodeProof(
    record({
      title: 'What is no view',
      rank: 1,
      sizes: sizes('position', 'L', 'P'),
      tensors: [tensor('x', 'cp', ix('L')), tensor('k', 'c'), tensor('w', 'ccp')],
      definitions: [
        define('signal', 'z', ['c:c', 'p:n'], multiply(number(3), entry('x', 'c', 'n'))),
        define('view', 'u', ['c:c', 'p:n'], body),
        define('signal', 'y', ['c:o', 'p:n'], read),
      ],
      lemmas: [prove('main', ['c:o', 'p:n'], entry('y', 'o', 'n'), { axiom: 'unfold', name: 'y', to: read })],
      claim: claim({ lemma: 'main', output: 'y', position: 'n', input: 'u', channel: ix('o'), kernel: number(1) }),
    }),
  )
}

/** y = 1·v where v[c, n] = y[c, n]. */
function throughItself(): Json {
  const body = multiply(number(3), entry('x', 'o', 'n'))
  return encodeProof(
    record({
      title: 'Through itself',
      rank: 'any',
      sizes: [],
      tensors: [tensor('x', 'cp')],
      definitions: [
        define('signal', 'y', ['c:o', 'p:n'], body),
        define('view', 'v', ['c:c', 'p:n'], entry('y', 'c', 'n')),
      ],
      lemmas: [
        prove('main', ['c:o', 'p:n'], entry('y', 'o', 'n'), {
          axiom: 'unfold',
          name: 'v',
          reverse: true,
          to: entry('v', 'o', 'n'),
        }),
      ],
      claim: claim({ lemma: 'main', output: 'y', position: 'n', input: 'v', channel: ix('o'), kernel: number(1) }),
    }),
  )
}

const inside = (term: Term, start = 'n', extent = 'L') => multiply(within(ix(start), ix(extent)), term)

/** By name. */
export const VIEWS: Readonly<Record<string, Rejected>> = {
  'claim-that-reads-only-ones': {
    expect: 'claim/input',
    why: 'a view without samples is 1 or 0, whatever the input is',
    proof: viewing(within(ix('n'), ix('L'))),
  },
  'claim-about-itself-as-a-view': { expect: 'claim/view', why: 'y = y says nothing', proof: throughItself() },
  'view-of-a-signal': {
    expect: 'claim/view',
    why: 'the layer z would be hidden in the input',
    proof: viewing(entry('z', 'c', 'n')),
  },
  'view-that-is-a-layer': {
    expect: 'claim/view',
    why: 'the inner layer is called a view',
    proof: changed(periodic(), [['definitions', 1, 'role'], 'view']),
  },
  'view-that-scales': {
    expect: 'claim/view',
    why: 'the factor 2 would be hidden in the input',
    proof: viewing(multiply(number(2), entry('x', 'c', 'n'))),
  },
  'view-that-weighs': {
    expect: 'claim/view',
    why: 'the weight k would be hidden in the input',
    proof: viewing(multiply(entry('k', 'c'), entry('x', 'c', 'n'))),
  },
  'view-of-a-weight': {
    expect: 'claim/view',
    why: 'w has three axes, so it is no input',
    proof: viewing(entry('w', 'c', '0', 'n')),
  },
  'view-that-sums': {
    expect: 'claim/view',
    why: 'a sum of samples is a layer',
    proof: viewing(sum('i', 'position', ix('P'), entry('x', 'c', 'n + i'))),
  },
  'view-that-squares': {
    expect: 'claim/view',
    why: 'a product of samples is not linear',
    proof: viewing(multiply(entry('x', 'c', 'n'), entry('x', 'c', 'n'))),
  },
  'view-of-another-channel': {
    expect: 'claim/view',
    why: 'a view passes the channel on',
    proof: viewing(entry('x', '2*c', 'n')),
  },
  'view-of-one-channel': {
    expect: 'claim/view',
    why: 'every channel would be the first',
    proof: viewing(entry('x', '0', 'n')),
  },
  'view-that-adds': {
    expect: 'claim/view-overlap',
    why: 'two neighbours are added, which is a layer',
    proof: viewing(add(entry('x', 'c', 'n'), entry('x', 'c', 'n + 1'))),
  },
  'view-that-adds-at-the-seam': {
    expect: 'claim/view-overlap',
    why: 'at n = L − 1 both ranges hold',
    proof: viewing(add(inside(entry('x', 'c', 'n')), inside(entry('x', 'c', '2*L - 2 - n'), 'n - L + 1', 'P'))),
  },
  'view-that-adds-a-constant': {
    expect: 'claim/view-overlap',
    why: 'the 1 would be a bias',
    proof: viewing(add(inside(entry('x', 'c', 'n')), within(ix('n'), ix('P')))),
  },
}
