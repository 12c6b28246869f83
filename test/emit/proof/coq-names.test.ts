import { describe, expect, it } from 'vitest'
import { deriveExample } from '../../../docs/example.ts'
import { GALLERY } from '../../../docs/gallery.ts'
import { parseProof } from '../../../src/checker/check.ts'
import { AXIOM_LEMMAS, RULE_LEMMAS } from '../../../src/coq/lemmas.ts'
import { hasNumbersForSizes } from '../../../src/emit/coq/emit-coq.ts'
import { emitScript } from '../../../src/emit/coq/script.ts'
import { scriptRefusal } from '../../../src/emit/coq/script-support.ts'
import { coqNames } from '../../../src/emit/proof/coq-names.ts'
import { PROOF_RENDERERS } from '../../../src/emit/proof/index.ts'
import { encodeProof } from '../../../src/proof/json.ts'
import type { AxiomName, RuleName } from '../../../src/proof/proof.ts'
import { SAMPLE } from './sample-document.ts'
import { acceptedByCoq } from './verdicts.ts'

const records = GALLERY.map((page) => ({ name: page.name, checked: deriveExample(page).checked }))
const hasScript = ({ checked }: (typeof records)[number]) => scriptRefusal(checked.proof) === undefined
const general = records.find((one) => one.name === '06-general')
const two = records.find((one) => one.name === '01-two-kernels')

type Checked = (typeof records)[number]['checked']

/** The names of all rules, and of all atomic steps with their axioms. */
function namesIn(checked: Checked) {
  const names = coqNames(checked)
  const { lemmas } = checked.proof
  const rules = lemmas.flatMap((lemma) => lemma.rules.map((rule, at) => [rule.rule, names.ofRule(lemma, at)] as const))
  const steps = lemmas.flatMap((lemma, number) => {
    const states = checked.states[number] ?? []
    const all = lemma.rules.flatMap((rule) => rule.steps)
    return all.map((step, at) => [step.axiom, names.ofStep(lemma, states[at] ?? step.before, step)] as const)
  })
  return { names, rules, steps }
}

describe('the Coq lemmas beside the steps', () => {
  it.each(records.filter((one) => hasScript(one) && !hasNumbersForSizes(one.checked.proof)))(
    'of $name are in its script, one for each rule',
    ({ checked }) => {
      const script = emitScript(checked).proof.join('\n')
      const { names, rules } = namesIn(checked)
      expect(names.isScript).toBe(true)
      for (const [, found] of rules) {
        expect(found.length).toBe(1)
        expect(script).toContain(`Lemma ${found[0]} :`)
      }
      const all = rules.map(([, found]) => found[0])
      expect(new Set(all).size).toBe(all.length)
    },
  )

  it.each(records.filter((one) => hasNumbersForSizes(one.checked.proof)))(
    'of $name are in the library, where a certificate has no steps',
    ({ checked }) => {
      const { names, rules } = namesIn(checked)
      expect(names.isScript).toBe(false)
      // Every rule of the engine has a lemma.
      for (const [rule, found] of rules) expect(found).toEqual([RULE_LEMMAS[rule as RuleName]])
    },
  )

  it.each(records)('of the atomic steps of $name are one each, of the axiom', ({ checked }) => {
    for (const [axiom, found] of namesIn(checked).steps) {
      expect(found.length).toBe(1)
      expect(AXIOM_LEMMAS[axiom as AxiomName]).toContain(found[0])
    }
  })

  it('are those that the script appeals to, where its tactics tell them apart', () => {
    for (const { checked } of records.filter(hasScript)) {
      const { steps } = namesIn(checked)
      // Chaining begins with "step (exact"; the last sentence brings the result into the form of the claim.
      const sentences = emitScript(checked).proof.filter((sentence) => /^step \((?!exact)/.test(sentence))
      expect(sentences.length).toBe(steps.length + 1)
      for (const [at, [axiom, [name = '']]] of steps.entries()) {
        const sentence = sentences[at] ?? ''
        if (axiom === 'one-point') expect(name.endsWith('_within')).toBe(sentence.includes('by_one_point_within'))
        if (axiom === 'bracket-decide') expect(name.endsWith('_true')).toBe(sentence.includes('by_bracket_true'))
      }
    }
  })

  it('are those of the script where Coq has accepted the script, whatever the sizes', () => {
    const { checked } = two ?? expect.fail()
    const [lemma] = checked.proof.lemmas
    const proved = acceptedByCoq(checked, 'derivation')
    expect(coqNames(checked, proved).ofRule(lemma ?? expect.fail(), 0)).toEqual(['l_z_1_unfold_layer'])
    expect(coqNames(checked, acceptedByCoq(checked, 'certificate')).isScript).toBe(false)
  })

  it.each(['no-such-rule', '__proto__', 'constructor', 'toString', 'unfold layer'])(
    'are none in the library for a rule that a record calls %j',
    (rule) => {
      const record = JSON.parse(JSON.stringify(encodeProof((two ?? expect.fail()).checked.proof)))
      record.lemmas[0].rules[0].rule = rule
      const verdict = parseProof(JSON.stringify(record))
      if (!verdict.accepted) throw new Error(verdict.rejection.reason)
      const { checked } = verdict
      expect(coqNames(checked).ofRule(checked.proof.lemmas[0] ?? expect.fail(), 0)).toEqual([])
    },
  )

  it('are a word of letters in a script, whatever a record calls a rule', () => {
    const record = JSON.parse(JSON.stringify(encodeProof((general ?? expect.fail()).checked.proof)))
    record.lemmas[0].rules[0].rule = '*) Axiom lie : False. (*'
    const verdict = parseProof(JSON.stringify(record))
    if (!verdict.accepted) throw new Error(verdict.rejection.reason)
    const [lemma] = verdict.checked.proof.lemmas
    expect(coqNames(verdict.checked).ofRule(lemma ?? expect.fail(), 0)[0]).toMatch(/^[A-Za-z_][\w']*$/)
  })

  it('stand beside their step in every format, with their signs escaped', () => {
    const [text, markdown, latex, html] = PROOF_RENDERERS.map((renderer) => renderer.render(SAMPLE, {}))
    const name = "l_y'5b'n'5d'_1_group_by_position"
    expect(text).toContain(`in Coq: ${name}`)
    expect(markdown).toContain(`in Coq: \`${name}\`</sub>`)
    expect(html).toContain(`In Coq: <code>${name.replaceAll("'", '&#39;')}</code>`)
    const tex = name.replace(/[_']/g, (sign) => `\\char${sign.charCodeAt(0)}{}\\allowbreak{}`)
    expect(latex).toContain(`\\clmcoq{\\texttt{${tex}}}`)
  })
})
