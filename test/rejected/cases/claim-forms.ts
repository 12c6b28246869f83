/** Claims with phases, boxes, weights that vary, several inputs and views that say more than is proved. Never imports the checker. */
import { encodeProof, type Json } from '../../../src/proof/json.ts'
import type { Proof } from '../../../src/proof/proof.ts'
import { multiply, number, sum } from '../../../src/term/build.ts'
import { interior, periodic, reflected, twoInputs, varying } from '../../checker/claim-proofs.ts'
import { matrices } from '../../checker/example-proofs.ts'
import { samePlaces, transposed, upSampled } from '../../checker/phase-proofs.ts'
import { entry, ix, prove } from '../../checker/write-proof.ts'
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

/** y[o, u⊙n] alone: true, but one phase of u. */
function onePhase(): Json {
  const proof = upSampled()
  const body = sum('j', 'position', ix('V'), multiply(entry('v', 'j'), entry('z', 'o', 'u*n + j')))
  const lemma = prove('first', ['c:o', 'p:n'], entry('y', 'o', 'u*n'), { axiom: 'unfold', name: 'y', to: body })
  const { phase: _, ...rest } = proof.claim
  return encodeProof({ ...proof, lemmas: [...proof.lemmas, lemma], claim: { ...rest, lemma: 'first' } })
}

const [firstSignal] = twoInputs().claim.signals

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
}
