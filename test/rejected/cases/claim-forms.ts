/** Claims with phases, boxes, weights that vary, several inputs and views that say more than is proved. Never imports the checker. */
import { encodeProof, type Json } from '../../../src/proof/json.ts'
import type { Proof } from '../../../src/proof/proof.ts'
import { add, multiply, number, sum, within } from '../../../src/term/build.ts'
import type { Term } from '../../../src/term/term.ts'
import {
  interior,
  periodic,
  reflected,
  samePlaces,
  transposed,
  twoInputs,
  upSampled,
  varying,
} from '../../checker/claim-proofs.ts'
import { matrices } from '../../checker/example-proofs.ts'
import { claim, define, entry, ix, prove, record, sizes, tensor } from '../../checker/write-proof.ts'
import { changed, type Rejected } from './write-case.ts'

/** The proof with another claim; a field that is undefined is left out. */
function claiming(
  proof: Proof,
  parts: { readonly [field in keyof Proof['claim']]?: Proof['claim'][field] | undefined },
) {
  const { claim: old, ...rest } = proof
  const fields = Object.entries({ ...old, ...parts }).filter(([, value]) => value !== undefined)
  // The cast holds since only fields of a claim are given; one that is missing is what the case is about.
  return encodeProof({ ...rest, claim: Object.fromEntries(fields) as unknown as Proof['claim'] })
}

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

/** y[o, u⊙n] alone: true, but one phase of u. */
function onePhase(): Json {
  const proof = upSampled()
  const body = sum('j', 'position', ix('V'), multiply(entry('v', 'j'), entry('z', 'o', 'u*n + j')))
  const lemma = prove('first', ['c:o', 'p:n'], entry('y', 'o', 'u*n'), { axiom: 'unfold', name: 'y', to: body })
  const { phase: _, ...rest } = proof.claim
  return encodeProof({ ...proof, lemmas: [...proof.lemmas, lemma], claim: { ...rest, lemma: 'first' } })
}

const [firstSignal] = twoInputs().claim.signals
const inside = (term: Term, start = 'n', extent = 'L') => multiply(within(ix(start), ix(extent)), term)

/** By name. */
export const CLAIM_FORMS: Readonly<Record<string, Rejected>> = {
  'claim-that-forgets-its-phase': {
    expect: 'claim/parameters',
    why: 'the lemma is about every phase, the claim names none',
    proof: claiming(upSampled(), { phase: undefined }),
  },
  'claim-of-one-phase': {
    expect: 'claim/output',
    why: 'y[o, u⊙n] is not y[o, n]',
    proof: onePhase(),
  },
  'claim-of-more-phases-than-proved': {
    expect: 'claim/range',
    why: 'the lemma is about u phases, not about u + 1',
    proof: claiming(upSampled(), { phase: { name: 'r', extent: ix('u + 1') } }),
  },
  'claim-of-a-lemma-about-some-phases': {
    expect: 'claim/range',
    why: 'the lemma is about the phase 0 alone',
    proof: changed(upSampled(), [['lemmas', 0, 'parameters', 2, 'extent'], [[1]]]),
  },
  'claim-of-a-lemma-about-any-phase': {
    expect: 'one-point/condition',
    why: 'beyond u the samples are further away than T taps reach',
    proof: changed(upSampled(), [['lemmas', 0, 'parameters', 2], { name: 'r', sort: 'position' }]),
  },
  'claim-with-another-up-rate': {
    expect: 'claim/output',
    why: 'the lemma is about y[o, (2, 1)⊙n + r]',
    proof: changed(
      transposed(),
      [['claim', 'phase', 'extent'], [[1]]],
      [['lemmas', 0, 'parameters', 2, 'extent'], [[1]]],
    ),
  },
  'claim-with-up-rates-exchanged': {
    expect: 'claim/range',
    why: 'the first axis is twice as long, not the second',
    proof: changed(transposed(), [['claim', 'phase', 'extent'], [[[1, 2]]]]),
  },
  'claim-with-a-phase-for-a-tap': {
    expect: 'claim/form',
    why: 'at the phase r the kernel has the entries of r',
    proof: changed(upSampled(), [['claim', 'signals', 0, 'kernel', 'body', 'factors', 1, 'at', 0], [[1, 'r']]]),
  },
  'claim-with-a-kernel-that-varies': {
    expect: 'name/unknown',
    why: 'without "varies" the kernel is the same everywhere',
    proof: claiming(samePlaces(), { varies: undefined }),
  },
  'claim-with-a-bias-that-varies': {
    expect: 'name/unknown',
    why: 'without "varies" the bias is the same everywhere',
    proof: claiming(varying(), {
      varies: undefined,
      signals: varying().claim.signals.map((signal) => ({ ...signal, kernel: number(1) })),
    }),
  },
  'claim-that-says-it-does-not-vary': {
    expect: 'format/type',
    why: 'what does not vary does not say so',
    proof: changed(varying(), [['claim', 'varies'], false]),
  },
  'claim-about-another-box': {
    expect: 'claim/output',
    why: 'the box starts at 1',
    proof: changed(interior(), [['claim', 'first'], [[2]]]),
  },
  'claim-about-a-box-without-its-start': {
    expect: 'claim/output',
    why: 'the box does not start at 0',
    proof: claiming(interior(), { first: undefined }),
  },
  'claim-about-a-longer-box': {
    expect: 'bracket-decide/condition',
    why: 'at n = N the last tap reads padding',
    proof: changed(interior(), [
      ['lemmas', 0, 'parameters', 1, 'extent'],
      [[1, 'N'], [1]],
    ]),
  },
  'claim-about-an-empty-box': {
    expect: 'claim/empty',
    why: 'N − 1 may be 0',
    proof: changed(interior(), [
      ['lemmas', 0, 'parameters', 1, 'extent'],
      [[1, 'N'], [-1]],
    ]),
  },
  'claim-about-a-box-of-no-signal': {
    expect: 'claim/range',
    why: 'without an input of known size there is no border to keep away from',
    proof: changed(interior(), [['tensors', 0], { name: 'x', axes: [{ sort: 'channel' }, { sort: 'position' }] }]),
  },
  'claim-about-a-box-that-moves': {
    expect: 'name/unknown',
    why: 'the start of the box is made of sizes',
    proof: changed(interior(), [['claim', 'first'], [[1, 'n']]]),
  },
  'claim-that-reads-an-input-twice': {
    expect: 'claim/input',
    why: 'both kernels are about x',
    proof: changed(twoInputs(), [['claim', 'signals', 1, 'input'], 'x']),
  },
  'claim-that-reads-nothing': {
    expect: 'claim/input',
    why: 'a layer has an input',
    proof: claiming(twoInputs(), { signals: [] }),
  },
  'claim-that-forgets-an-input': {
    expect: 'claim/form',
    why: 'y depends on the second input too',
    proof: claiming(twoInputs(), { signals: firstSignal === undefined ? [] : [firstSignal] }),
  },
  'claim-with-an-input-in-the-kernel-of-another': {
    expect: 'claim/depends-on-input',
    why: 'y = x[o, 0]·x2 + … is not linear',
    proof: changed(twoInputs(), [
      ['claim', 'signals', 1, 'kernel'],
      { kind: 'element', name: 'x', at: [[[1, 'o']], []] },
    ]),
  },
  'claim-with-the-stride-of-another-input': {
    expect: 'claim/form',
    why: 'the second input has stride 2',
    proof: changed(twoInputs(), [['claim', 'signals', 1, 'stride'], [[1]]]),
  },
  'claim-with-inputs-exchanged': {
    expect: 'claim/form',
    why: 'k belongs to x and v to x2',
    proof: changed(twoInputs(), [['claim', 'signals', 0, 'input'], 'x2'], [['claim', 'signals', 1, 'input'], 'x']),
  },
  'claim-of-a-box-at-rank-0': {
    expect: 'claim/rank',
    why: 'a matrix has no positions',
    proof: changed(matrices(), [['claim'], { ...Object(encodeProof(matrices())).claim, first: [[1]] }]),
  },
  'claim-with-the-source-of-a-view-in-its-kernel': {
    expect: 'claim/depends-on-input',
    why: 'the view xr reads x',
    proof: changed(reflected(), [
      ['claim', 'signals', 0, 'kernel'],
      { kind: 'element', name: 'x', at: [[[1, 'o']], []] },
    ]),
  },
  'claim-with-another-period': {
    expect: 'unfold/differs',
    why: 'the input repeats after L samples, not after L + 1',
    proof: changed(periodic(), [
      ['definitions', 0, 'body', 'at', 1],
      [
        [1, 'n'],
        [-1, 'L', { floor: [[[1, 'n']], [[1, 'L'], [1]]] }],
      ],
    ]),
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
