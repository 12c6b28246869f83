import { describe, expect, it } from 'vitest'
import { resultBlocks } from '../../../src/emit/proof/claim-view.ts'
import type { Block, ProofDocument } from '../../../src/emit/proof/document.ts'
import { PROOF_RENDERERS } from '../../../src/emit/proof/index.ts'
import { namesOf } from '../../../src/emit/proof/record-names.ts'
import { storyItems } from '../../../src/emit/proof/story-view.ts'
import { renderText } from '../../../src/emit/proof/text/text.ts'
import type { Lemma, Proof, RuleApplication, Step } from '../../../src/proof/proof.ts'
import { element, equals, multiply, sum } from '../../../src/term/build.ts'
import { addIndex, type Index, integer } from '../../../src/term/index-expression.ts'
import {
  ALTERNATING,
  AVERAGING,
  a,
  BIASED,
  CIRCULAR,
  INPUTS,
  INTERIOR,
  j,
  m,
  n,
  o,
  PHASES,
  PLANE,
  r,
  record,
  signal,
  VARYING,
} from './claims.ts'

function documentOf(proof: Proof, blocks: readonly Block[]): ProofDocument {
  return { title: proof.title, blocks, names: namesOf(proof), rank: proof.rank }
}

/** The display of the equation and the tables, without headings and definitions. */
function stated(proof: Proof): string {
  const [, display, ...others] = resultBlocks(proof, [], [])
  const blocks = [...(display === undefined ? [] : [display]), ...others]
  return renderText(documentOf({ ...proof, title: '' }, blocks), { width: 100, color: false }).trim()
}

function story(proof: Proof): readonly string[] {
  const items = storyItems({ proof, states: [] })
  return items.map((item) =>
    renderText(documentOf({ ...proof, title: '' }, [{ kind: 'paragraph', text: item }]), { width: 100, color: false })
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

describe('the statement of a claim', () => {
  it('with phases has its rates, and one kernel for each phase', () => {
    expect(stated(PHASES)).toMatchInlineSnapshot(`
      "y[o, 2n + r] = B[o, r] + Σ_{a<3} Σ_{m<3} M[o, r, a, m]·x[a, 3n + m − 1],  0 ≤ r < 2

      geometry   value
      ─────────  ─────
      up-rate    2
      taps       3
      down-rate  3
      dilation   1
      padding    1"
    `)
  })

  it('takes vectors axis by axis', () => {
    expect(stated(PLANE)).toMatchInlineSnapshot(`
      "y[o, (2,3)⊙n + r] = Σ_{a<3} Σ_{m<3} M[o, r, a, m]·x[a, n + m − 1],  0 ≤ r < (2,3)

      geometry   value
      ─────────  ─────────────────
      up-rate    (2,3)
      taps       3
      down-rate  1
      dilation   1
      padding    1
      holds for  (1,2) ≤ n < (6,8)

      The derivation counts these positions from 0: what is called n there is n − (1,2) here."
    `)
  })

  it('with several inputs has a sum and a row for each of them', () => {
    expect(stated(INPUTS)).toMatchInlineSnapshot(`
      "y[o, n] = B[o] + Σ_{a<3} Σ_{m<3} M[o, a, m]·x[a, n + m − 1]
                    + Σ_{a<3} Σ_{m<3} N[o, a, m]·u[a, 2n + m − 1]

      input  taps  stride  dilation  padding
      ─────  ────  ──────  ────────  ───────
      x      3     1       1         1
      u      3     2       1         1"
    `)
  })

  it('about the interior counts positions as the output does', () => {
    expect(stated(INTERIOR)).toMatchInlineSnapshot(`
      "y[o, n] = Σ_{a<3} Σ_{m<3} M[o, a, m]·x[a, n + m − 1]

      geometry   value
      ─────────  ─────────
      taps       3
      stride     1
      dilation   1
      padding    1
      holds for  2 ≤ n < 7

      The derivation counts these positions from 0: what is called n there is n − 2 here."
    `)
  })

  it('whose first position is a number but which does not end says where it starts', () => {
    const endless = record({ claim: { first: [{ coefficient: 2, atoms: [] }], signals: [signal('x', element('k'))] } })
    expect(stated(endless)).toContain('holds for  2 ≤ n')
  })

  it('without any input is only its bias', () => {
    const bias = record({ claim: { signals: [], bias: element('B', o) } })
    expect(stated(bias)).toBe('y[o, n] = B[o]')
  })

  it('reads signals that are defined from an input', () => {
    expect(stated(CIRCULAR)).toMatchInlineSnapshot(`
      "y[o, n] = Σ_{a<3} Σ_{m<3} M[o, a, m]·x_circular[a, n + m − 1] + Σ_{a<3} Σ_{m<3} b_k[o]·ones[n+m−1]

      input       taps  stride  dilation  padding
      ──────────  ────  ──────  ────────  ───────
      x_circular  3     1       1         1
      ones        3     1       1         1"
    `)
  })

  it.each([
    ['windows', VARYING, 'kernel', 'it changes only near the border'],
    ['the number of samples in a window', AVERAGING, 'kernel', 'it changes only near the border'],
    ['a residue', ALTERNATING, 'kernel', 'it may change everywhere'],
    ['a bias in windows', BIASED, 'bias', 'it changes only near the border'],
  ])('that varies says what and where, by %s', (_, proof, part, words) => {
    expect(stated(proof)).toContain(`${part.padEnd(8)}  one for each position n; ${words}`)
    expect(story(proof).at(-1)).toContain(`One layer with a ${part} for each position n; ${words}: y[o, n] =`)
  })

  it.each([PHASES, PLANE, INPUTS, INTERIOR, VARYING, AVERAGING, CIRCULAR])('is set in every format: %#', (proof) => {
    const blocks = resultBlocks(proof, proof.definitions, ['replayed'])
    for (const { render } of PROOF_RENDERERS) expect(render(documentOf(proof, blocks), {})).toContain('dilation')
  })

  it('in LaTeX', () => {
    const latex = PROOF_RENDERERS.find(({ name }) => name === 'latex')
    const [display] = resultBlocks(PHASES, [], []).slice(1)
    const document = documentOf(PHASES, display === undefined ? [] : [display])
    expect(latex?.render(document, { standalone: false })).toContain(
      'y\\bigl[o,\\, 2 n + r\\bigr] & {}= B_{o,r} + \\sum_{a<3}\\, \\sum_{m<3}\\, M_{o,r,a,m}\\,x\\bigl[a,\\, 3 n + m - 1\\bigr], \\quad 0 \\le r < 2',
    )
  })
})

/** A rule application of one step that does nothing. */
function rule(name: string, step: Partial<Step> = {}): RuleApplication {
  return {
    rule: name,
    because: '',
    steps: [
      { axiom: 'ring', reverse: false, path: [], before: element('y', o, n), after: element('y', o, n), ...step },
    ],
  }
}

const use = (name: string) => rule('substitute-inner', { axiom: 'lemma', name })

/** The record with lemmas about z and w before the claimed one. */
function recordAfter(
  proof: Proof,
  lemmas: readonly (readonly [string, readonly RuleApplication[]])[],
  own: Lemma['rules'],
) {
  const before = lemmas.map(([name, rules]): Lemma => {
    return { name, parameters: [], left: element(name, o, n), right: element(name, o, n), rules }
  })
  return { ...proof, lemmas: [...before, ...proof.lemmas.map((one) => ({ ...one, rules: own }))] }
}

describe('the story', () => {
  it('of one layer', () => {
    expect(story(record({ claim: { signals: [signal('x', element('k'))] }, rules: [rule('unfold-layer')] }))).toEqual([
      'Write the layer: y[o, n] = Σ_{a<3} Σ_{m<3} k·x[a, n + m − 1]',
      'One layer: y[o, n] = Σ_{a<3} Σ_{m<3} k·x[a, n + m − 1]',
    ])
  })

  it('of different rates has a kernel for each phase', () => {
    expect(story(PHASES)[0]).toBe('Every output position is 2n + r: one kernel for each phase r.')
  })

  it('of a chain names the layers that are one kernel already', () => {
    const chain = recordAfter(
      INPUTS,
      [
        ['z', []],
        ['w', [use('z')]],
      ],
      [rule('unfold-layer'), use('w')],
    )
    expect(story(chain)[0]).toBe('The first 2 layers are already one kernel, by these same steps: w[o, n] = w[o, n]')
  })

  it('of a graph lets the branches meet', () => {
    const own = [rule('unfold-layer'), use('z'), use('w'), rule('distribute'), rule('add-branches')]
    expect(
      story(
        recordAfter(
          INPUTS,
          [
            ['z', []],
            ['w', []],
          ],
          own,
        ),
      ).slice(0, -1),
    ).toEqual([
      'Everything before the last layer is already one kernel for each signal, by these same steps.',
      'Write the last layer and put what comes before it in its place: y[o, n] = B[o] + Σ_{a<3} Σ_{m<3} M[o, a, m]·x[a, n + m − 1] + Σ_{a<3} Σ_{m<3} N[o, a, m]·u[a, 2n + m − 1]',
      'Multiply out and pull the sums to the front; the biases never meet x or u and go their own way. The branches meet in the same samples: overlay their kernels.',
    ])
  })

  it('of branches groups by the taps that most indices decide', () => {
    const group = (point: Index) => ({
      axiom: 'one-point' as const,
      before: multiply(element('k'), element('x', a, addIndex(n, point))),
      after: sum(
        'm',
        'position',
        integer(5),
        multiply(equals(point, m), element('k'), element('x', a, addIndex(n, m))),
      ),
    })
    const [step] = rule('group-by-position').steps
    const steps = [integer(1), addIndex(j, r)].flatMap((point) =>
      step === undefined ? [] : [{ ...step, ...group(point) }],
    )
    const grouping = (some: readonly Step[]) =>
      story(record({ claim: INPUTS.claim, rules: [{ rule: 'group-by-position', because: '', steps: some }] })).slice(
        1,
        -1,
      )
    expect(grouping(steps)).toEqual([
      'Every product reads x[a, n + r + j]. Call the tap r + j = m.',
      'Group by m. The idea: which taps meet in the same sample? Those with r + j = m.',
    ])
    expect(grouping(steps.slice(0, 1))).toEqual([])
  })

  it('of the interior says for which outputs it is exact', () => {
    expect(story(INTERIOR).at(-1)).toMatch(/^One layer, exact for 2 ≤ n < 7: y\[o, n\] = /)
  })
})
