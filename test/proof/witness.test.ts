import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/derive/assemble.ts'
import { mergeAll } from '../../src/derive/strategy.ts'
import type { Proof } from '../../src/proof/proof.ts'
import { assertWitnessed, witness } from '../../src/proof/witness.ts'
import { readNotation } from '../../src/read/notation.ts'
import { add, element } from '../../src/term/build.ts'
import {
  addIndex,
  type Coefficient,
  integer,
  multiplyIndex,
  scaleIndex,
  variable,
} from '../../src/term/index-expression.ts'
import type { Term } from '../../src/term/term.ts'

const NETWORKS = [
  'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))',
  'Sequential(Conv(A, C, K_1, stride=s_1, dilation=d_1, padding=p_1), Conv(C, O, K_2, stride=s_2, dilation=d_2))',
  'Sequential(Conv2d(64, 64, 31), Conv2d(64, 64, 3))',
  'Sequential(Linear(30, 40), BatchNorm1d(40), Linear(40, 2))',
]

function proofOf(notation: string): Proof {
  return mergeAll(assemble(readNotation(notation)), 'test', 'refuse')
}

/** The proof with a claim about another padding. */
function withPadding(proof: Proof, padding: Coefficient): Proof {
  const signals = proof.claim.signals.map((signal) => ({ ...signal, padding: integer(padding) }))
  return { ...proof, claim: { ...proof.claim, signals } }
}

describe('exact evaluation at random sizes and values', () => {
  it.each(NETWORKS)('agrees with every step of %s', (notation) => {
    const report = witness(proofOf(notation))
    expect(report).toMatchObject({ agrees: true, complete: true })
    expect(report.comparisons).toBeGreaterThan(15)
  })

  it('finds a padding that is off by one', () => {
    const proof = proofOf(NETWORKS[0] ?? '')
    const wrong = withPadding(proof, 1)
    expect(witness(wrong)).toMatchObject({ agrees: false, disagreement: { lemma: 'y', step: -1 } })
  })

  it('finds a step that drops a factor', () => {
    const proof = proofOf(NETWORKS[1] ?? '')
    const lemmas = proof.lemmas.map((lemma) => ({
      ...lemma,
      rules: lemma.rules.map((rule) => ({
        ...rule,
        steps: rule.steps.map((step) =>
          step.after.kind === 'multiply'
            ? { ...step, after: { ...step.after, factors: step.after.factors.slice(1) } }
            : step,
        ),
      })),
    }))
    const changed = lemmas.some((lemma, at) => JSON.stringify(lemma) !== JSON.stringify(proof.lemmas[at]))
    const report = witness({ ...proof, lemmas: lemmas.map((lemma) => ({ ...lemma, right: lemma.right })) })
    expect(changed).toBe(true)
    expect(report.agrees).toBe(false)
  })

  it('looks along every axis of a large kernel', () => {
    const proof = proofOf('Sequential(Conv3d(1, 1, 3, bias=False), Conv3d(1, 1, 3, bias=False))')
    expect(witness(proof).agrees).toBe(true)
    for (const padding of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]) {
      expect(witness(withPadding(proof, padding)).agrees).toBe(false)
    }
  })

  it('issues a report for one proof only', () => {
    const proof = proofOf(NETWORKS[0] ?? '')
    const report = witness(proof)
    expect(() => assertWitnessed(report, proof)).not.toThrow()
    expect(() => assertWitnessed({ ...report }, proof)).toThrow('not the report of evaluating this proof')
    expect(() => assertWitnessed(report, { ...proof })).toThrow('not the report')
  })

  it('is cut off where definitions double their work or are nested without end', () => {
    const proof = proofOf('Conv1d(1, 1, 1, bias=False)')
    const [signal] = proof.definitions
    const at = (factor: number, shift: number) => [
      variable('o'),
      addIndex(scaleIndex(factor, variable('n')), integer(shift)),
    ]
    const nested = (count: number, body: (name: string) => Term): Proof => {
      const definitions = Array.from({ length: count }, (_, number) => ({
        name: number === count - 1 ? 'y' : `d_${number}`,
        parameters: signal?.parameters ?? [],
        body: number === 0 ? element('x', ...at(1, 0)) : body(`d_${number - 1}`),
        role: 'signal' as const,
      }))
      return { ...proof, definitions }
    }
    const doubled = nested(60, (name) => add(element(name, ...at(2, 0)), element(name, ...at(2, 1))))
    const deep = nested(20_000, (name) => element(name, ...at(1, 1)))
    expect(witness(doubled)).toMatchObject({ complete: false, comparisons: 0 })
    expect(witness(deep)).toMatchObject({ complete: false, comparisons: 0 })
  })

  it('ends where a size is beyond what it computes with', () => {
    const proof = proofOf('Conv1d(1, 1, 1, bias=False)')
    const s = variable('s')
    const huge = Array.from({ length: 1_200 }, () => s).reduce((product, one) => multiplyIndex(product, one))
    const sizes = [
      { name: 's', sort: 'position', minimum: 1 },
      { name: 'a', sort: 'position', minimum: 0, definition: scaleIndex(2 ** 53 - 1, huge) },
      { name: 'b', sort: 'position', minimum: 0, definition: addIndex(variable('a'), integer(1)) },
      { name: 'c', sort: 'position', minimum: 0, definition: addIndex(variable('b'), scaleIndex(-1, variable('a'))) },
    ] as const
    const reports = [1, 2, 3, 4].map((seed) => witness({ ...proof, sizes }, { seed }))
    expect(reports.some(({ complete }) => !complete)).toBe(true)
  })

  it('counts what had nothing to compare', () => {
    const proof = proofOf('Conv1d(1, 1, 1, bias=False)')
    const lemmas = proof.lemmas.map((lemma) => ({
      ...lemma,
      parameters: lemma.parameters.map((one) => (one.sort === 'channel' ? { ...one, extent: integer(0) } : one)),
    }))
    expect(witness({ ...proof, lemmas })).toMatchObject({ agrees: true, comparisons: 0, vacuous: 3 })
  })

  it('says when it was cut off', () => {
    expect(witness(proofOf(NETWORKS[1] ?? ''), { budget: 50 }).complete).toBe(false)
  })
})
