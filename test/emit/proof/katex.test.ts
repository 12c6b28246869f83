import fc from 'fast-check'
import katex from 'katex'
import { describe, expect, it } from 'vitest'
import { derive } from '../../../src/derive/derive.ts'
import { displayFormula, inlineFormula } from '../../../src/emit/proof/html/formula.ts'
import { latexLines, latexOf } from '../../../src/emit/proof/latex/formula.ts'
import { createLatexStyle } from '../../../src/emit/proof/latex/style.ts'
import { renderMarkdown } from '../../../src/emit/proof/markdown/markdown.ts'
import { createNotation } from '../../../src/emit/proof/notation/notation.ts'
import { namesOf } from '../../../src/emit/proof/record-names.ts'
import { readNotation } from '../../../src/read/notation.ts'
import { placesWhere } from '../../../src/term/walk.ts'
import { RANDOM_NAMES, randomTerm } from './random-term.ts'
import { SAMPLE } from './sample-document.ts'

const NETWORKS = [
  'Sequential(Conv(A, C, K_1, stride=s_1, dilation=delta_1, padding=p_1), Conv(C, O, K_2, stride=s_2, dilation=delta_2))',
  'Sequential(Conv2d(3,4,3,padding=1,bias=False), BatchNorm2d(4), AvgPool2d((2,1)), Conv2d(4,2,2))',
  'Sequential(Conv1d(1,1,2), Conv1d(1,1,2))',
]

const strictly = (latex: string) => katex.renderToString(latex, { throwOnError: true, strict: 'error' })

describe('formulas in KaTeX', () => {
  it.each(NETWORKS)('every step of %s is typeset', (network) => {
    const { proof } = derive(readNotation(network)).checked
    const notation = createNotation(createLatexStyle('unicode'), { names: namesOf(proof), rank: proof.rank })
    const steps = proof.lemmas.flatMap((lemma) => lemma.rules.flatMap((rule) => rule.steps))
    for (const step of steps) {
      for (const term of [step.before, step.after]) {
        expect(displayFormula(notation.term(term, [[], [0]]), 'htmlAndMathml')).toContain('class="katex"')
        expect(inlineFormula(notation.term(term), 'mathml')).toContain('<math')
      }
    }
    expect(steps.length).toBeGreaterThan(10)
  })

  it('any term is typeset, whole and line by line, with any mark', () => {
    const notation = createNotation(createLatexStyle('ascii'), { names: RANDOM_NAMES, rank: 2 })
    const property = fc.property(randomTerm, fc.nat(), fc.integer({ min: 20, max: 90 }), (term, pick, width) => {
      const places = placesWhere(term, () => true)
      const tokens = notation.term(term, [places[pick % places.length] ?? []])
      displayFormula(tokens, 'htmlAndMathml')
      strictly(latexOf(tokens, (latex) => `{\\color{#c2500a} ${latex}}`))
      for (const line of latexLines(tokens, { first: width, rest: width }, (latex) => `\\textcolor{red}{${latex}}`))
        strictly(line)
    })
    fc.assert(property, { numRuns: 200, seed: 19 })
  })

  it('so is every formula of the Markdown, with no command that GitHub refuses', () => {
    const markdown = renderMarkdown(SAMPLE)
    const display = Array.from(markdown.matchAll(/```math\n(.*?)\n```/gs), ([, latex = '']) => latex)
    const inline = Array.from(markdown.matchAll(/\$`(.*?)`\$/g), ([, latex = '']) => latex)
    for (const latex of [...display, ...inline]) strictly(latex)
    expect([display.length, inline.length]).toEqual([9, 8])
    expect(markdown).not.toMatch(/\\(?:operatorname|htmlClass|mathcolor|newcommand|def|phantom|mbox|require)\b/)
  })
})
