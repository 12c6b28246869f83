import { describe, expect, it } from 'vitest'
import { onlySignal, scriptRefusal } from '../../../src/emit/coq/script-support.ts'
import type { Proof, Step } from '../../../src/proof/proof.ts'
import { element } from '../../../src/term/build.ts'
import { floorDivide, integer } from '../../../src/term/index-expression.ts'
import { INPUTS, INTERIOR, n, o, PHASES, record, signal, VARYING } from '../proof/claims.ts'

const PLAIN = record({ claim: { signals: [signal('x', element('k'))] } })
const NOTHING = record({ claim: { signals: [] } })

const SAME_PLACE: Partial<Step> = { axiom: 'same-index', before: element('z', o, floorDivide(n, integer(2))) }

/** The record with a step in its lemma. */
function withStep(proof: Proof, own: Partial<Step>): Proof {
  const entry = element('z', o, n)
  const step: Step = { axiom: 'lemma', reverse: false, path: [], before: entry, after: entry, name: 'z', ...own }
  const rules = [{ rule: 'any', because: '', steps: [step] }]
  return { ...proof, lemmas: proof.lemmas.map((lemma) => ({ ...lemma, rules })) }
}

describe('what a script cannot state', () => {
  it('is nothing of one layer of one input', () => {
    expect(scriptRefusal(PLAIN)).toBeUndefined()
    expect(scriptRefusal(withStep(PLAIN, { axiom: 'same-index' }))).toBeUndefined()
  })

  it.each([
    ['phases', PHASES, 'a kernel for each phase'],
    ['several inputs', INPUTS, 'reads 2 inputs'],
    ['no input', NOTHING, 'reads no input'],
    ['an interior', INTERIOR, 'do not start at 0'],
    ['a kernel that varies', VARYING, 'a kernel for each position'],
    ['a lemma at given values', withStep(PLAIN, { arguments: [o, n] }), 'values that are given beside the step'],
    ['an index with a floor written in another way', withStep(PLAIN, SAME_PLACE), 'writes an index with a floor'],
    ['a lemma at a composed position', { ...PHASES, claim: PLAIN.claim }, 'an entry at a composed position'],
  ])('is %s', (_, proof, words) => {
    const problem = scriptRefusal(proof)
    expect(problem).toMatchObject({ code: 'coq/unsupported', fix: expect.stringContaining('a certificate') })
    expect(problem?.what).toContain(words)
  })

  it('stops whoever asks for the one signal all the same', () => {
    expect(onlySignal(PLAIN.claim).input).toBe('x')
    expect(() => onlySignal(INPUTS.claim)).toThrow('reads 2 inputs')
    expect(() => onlySignal(NOTHING.claim)).toThrow('reads no input')
  })
})
