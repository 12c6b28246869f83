import { expect, it, describe as suite } from 'vitest'
import { deriveExample } from '../../../docs/example.ts'
import { GALLERY } from '../../../docs/gallery.ts'
import type { ProvedByCoq } from '../../../src/coq/verdict.ts'
import { type Derivation, derive } from '../../../src/derive/derive.ts'
import { DETAILS, type Detail, describe } from '../../../src/emit/proof/describe.ts'
import type { Block, Certainty } from '../../../src/emit/proof/document.ts'
import { PROOF_RENDERERS } from '../../../src/emit/proof/index.ts'
import { statedBy } from '../../../src/emit/proof/step-words.ts'
import { witness as evaluate } from '../../../src/proof/witness.ts'
import { readNotation } from '../../../src/read/notation.ts'
import { acceptedByCoq } from './verdicts.ts'

const GENERAL = GALLERY.find((page) => page.name === '06-general')?.network ?? ''
const TWO = 'Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 2))'
const general = derive(readNotation(GENERAL))
const two = derive(readNotation(TWO), { expanded: true })
const derived = acceptedByCoq(general.checked, 'derivation')
const certified = acceptedByCoq(two.checked, 'certificate')

function documentOf({ checked, witness }: Derivation, detail: Detail, proved?: ProvedByCoq) {
  return describe(checked, witness, { detail, collapsible: true, ...(proved === undefined ? {} : { proved }) })
}

/** Every block that says its certainty, with the heading above it and what it says. */
function sayings(blocks: readonly Block[], above = ''): readonly (readonly [string, string])[] {
  let heading = above
  return blocks.flatMap((block) => {
    if (block.kind === 'heading') heading = block.anchor ?? ''
    if (block.kind === 'details') return sayings(block.blocks, 'derivation')
    if (block.kind !== 'step') {
      const { certainty } = statedBy(block)
      return certainty.length === 0 ? [] : [[heading, certainty.join(' ')] as const]
    }
    const inner = (block.inner?.steps ?? []).map((step) => ['atomic', step.certainty.join(' ')] as const)
    return [['rule', block.certainty.join(' ')] as const, ...inner]
  })
}

function wordsOf(blocks: readonly Block[]): string {
  const inlines = blocks.flatMap((block) => (block.kind === 'paragraph' ? block.text : []))
  return inlines.filter((inline) => typeof inline === 'string').join(' ')
}

/** Displays with an equation, tables and pictures: whatever states something. */
function silentFacts(blocks: readonly Block[]): readonly Block[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'details') return silentFacts(block.blocks)
    const states =
      block.kind === 'display'
        ? block.rows.some((row) => row.relation !== 'defines')
        : block.kind === 'table' || block.kind === 'windows' || block.kind === 'step'
    const certainty = block.kind === 'step' ? block.certainty : statedBy(block).certainty
    return states && certainty.length === 0 ? [block] : []
  })
}

suite('what Coq has proved', () => {
  it.each(DETAILS)('is every line where it accepted the derivation: %s', (detail) => {
    const said = sayings(documentOf(general, detail, derived).blocks)
    expect(said.length).toBeGreaterThan(10)
    expect(new Set(said.map(([, words]) => words))).toEqual(new Set(['proved replayed evaluated']))
  })

  it.each(DETAILS)('is the one layer and nothing else where it accepted a certificate: %s', (detail) => {
    const said = sayings(documentOf(two, detail, certified).blocks)
    const isResult = (heading: string) => heading === 'result'
    const [result, others] = [said.filter(([at]) => isResult(at)), said.filter(([at]) => !isResult(at))]
    expect(result.map(([, words]) => words)).toEqual(['proved replayed evaluated', 'proved replayed evaluated'])
    expect(new Set(others.map(([, words]) => words))).toEqual(new Set(['replayed evaluated']))
  })

  it.each(DETAILS)('is nothing where it was not run, and then no document has the word: %s', (detail) => {
    for (const derivation of [general, two]) {
      const document = documentOf(derivation, detail)
      expect(sayings(document.blocks).filter(([, words]) => words.includes('proved'))).toEqual([])
      for (const renderer of PROOF_RENDERERS) {
        const text = renderer.render(document, {}).replace(/<style>[\s\S]*?<\/style>/g, '')
        expect(text).not.toMatch(/\bproved\b|accepted by Coq|Coq \d/i)
      }
    }
  })

  it('is said with what was run, and with no word that changes from run to run', () => {
    const [script, certificate] = [documentOf(general, 'rules', derived), documentOf(two, 'rules', certified)]
    const meaning = 'accepted by Coq 8.16.1, which found it closed under the global context.'
    expect(wordsOf(script.blocks)).toContain('Coq 8.16.1 accepted the same rules and steps as a proof script.')
    expect(wordsOf(script.blocks)).toContain(`Proved: ${meaning}`)
    expect(wordsOf(certificate.blocks)).toContain('Coq 8.16.1 computed that the layers and the one layer are the same.')
    expect(wordsOf(certificate.blocks)).toContain(`Proved (the one layer only): ${meaning}`)
    expect(wordsOf(script.blocks)).not.toMatch(/second/)
  })

  it.each<[string, unknown, string]>([
    ['an object of the same shape', { ...derived }, 'coq/not-proved'],
    ['an object made by hand', { kind: 'derivation', version: '8.16.1', checked: general.checked }, 'coq/not-proved'],
    ['an object that inherits the brand', Object.create(derived), 'coq/not-proved'],
    ['the brand of another record', certified, 'coq/not-proved'],
    [
      'the brand of the same network derived again',
      acceptedByCoq(derive(readNotation(GENERAL)).checked, 'derivation'),
      'coq/not-proved',
    ],
    ['the brand of a file', acceptedByCoq(null, 'derivation'), 'coq/not-proved'],
    ['true', true, 'coq/not-proved'],
    ['null', null, 'coq/not-proved'],
    ['a certificate although sizes are symbols', acceptedByCoq(general.checked, 'certificate'), 'coq/symbolic-size'],
  ])('is never taken from %s', (_, forged, code) => {
    for (const detail of DETAILS) {
      // Whoever forges does not ask the compiler.
      const run = () => documentOf(general, detail, forged as ProvedByCoq)
      expect(run).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code }) }))
    }
  })
})

suite('certainty', () => {
  it.each(GALLERY)('is said of everything that $name states, and of no definition', (page) => {
    const { blocks } = documentOf(deriveExample(page), page.detail)
    expect(silentFacts(blocks)).toEqual([])
    for (const block of blocks) {
      if (block.kind !== 'display' || block.rows.every((row) => row.relation !== 'defines')) continue
      expect(block.rows.every((row) => row.relation === 'defines')).toBe(true)
      expect(block.certainty).toBeUndefined()
    }
  })

  it('has no word for an evaluation that was cut off', () => {
    const cutOff = evaluate(two.checked.proof, { budget: 5 })
    expect(cutOff.complete).toBe(false)
    const { blocks } = describe(two.checked, cutOff, { detail: 'expanded', collapsible: true, proved: certified })
    expect(new Set(sayings(blocks).map(([, words]) => words))).toEqual(new Set(['replayed', 'proved replayed']))
    expect(wordsOf(blocks)).not.toContain('Evaluated:')
  })

  it('stands beside the line in every format, strongest first', () => {
    const document = documentOf(general, 'atomic', derived)
    const all: readonly Certainty[] = ['proved', 'replayed', 'evaluated']
    for (const renderer of PROOF_RENDERERS) {
      const text = renderer.render(document, {}).replace(/<[^>]*>|\\ensuremath\{\\cdot\}|[ ·]+/g, ' ')
      expect(text.match(new RegExp(all.join(' +'), 'g'))?.length).toBe(sayings(document.blocks).length)
    }
  })
})
