import { describe, expect, it } from 'vitest'
import { AXIOM_LEMMAS, RULE_LEMMAS } from '../../src/coq/lemmas.ts'
import { LIBRARY } from '../../src/coq/library.ts'
import { AXIOMS, RULE_NAMES } from '../../src/proof/proof.ts'
import { ALL_RULES } from '../../src/rules/index.ts'

/** The names that a module of the library proves. */
function proved(text: string): readonly string[] {
  return [...text.matchAll(/^(?:Lemma|Theorem) (\w+)/gm)].map(([, name]) => name ?? '')
}

describe('the tables of Coq lemmas, and the library', () => {
  it('name the rules that there are, in their order', () => {
    expect([...RULE_NAMES]).toEqual(ALL_RULES.map((rule) => rule.name))
    expect(Object.keys(RULE_LEMMAS)).toEqual([...RULE_NAMES])
  })

  it('name every axiom of the checker', () => {
    expect(Object.keys(AXIOM_LEMMAS)).toEqual([...AXIOMS])
  })

  it.each(Object.entries(AXIOM_LEMMAS))('the lemmas of the axiom %s are proved in the library', (_, names) => {
    expect(names.length).toBeGreaterThan(0)
    expect(proved(LIBRARY.Axioms)).toEqual(expect.arrayContaining([...names]))
  })

  it.each(Object.entries(RULE_LEMMAS))('the law of the rule %s is proved in the library', (_, name) => {
    expect(proved(LIBRARY.Rules)).toContain(name)
  })

  it.each(Object.entries(LIBRARY))('%s assumes nothing', (_, text) => {
    expect(text).not.toMatch(/\b(?:Axiom|Parameter|Conjecture|Admitted|admit|Unset|bypass_check)\b/)
  })
})
