import { expect, it, describe as suite } from 'vitest'
import { deriveExample, type Example } from '../../../docs/example.ts'
import { GALLERY } from '../../../docs/gallery.ts'
import { type Derivation, derive } from '../../../src/derive/derive.ts'
import { DETAILS, describe } from '../../../src/emit/proof/describe.ts'
import type { Block, StepBlock } from '../../../src/emit/proof/document.ts'
import { witness as evaluateProof, witness } from '../../../src/proof/witness.ts'
import { readNotation } from '../../../src/read/notation.ts'
import type { Term } from '../../../src/term/term.ts'
import { children } from '../../../src/term/walk.ts'

const TEN = `Sequential(${Array.from({ length: 10 }, () => 'Conv1d(2, 2, 3)').join(', ')})`
const TWO = 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))'
const RATES = 'Sequential(Conv2d(2, 8, 3, bias=False), PixelShuffle(2), Conv2d(2, 1, 3, stride=3))'
const NETWORKS: readonly Example[] = [
  ...GALLERY.map((page): Example => ({ ...page, detail: 'rules' })),
  ...[
    TEN,
    RATES,
    'Sequential(ConvTranspose1d(2, 3, 3, stride=2), Conv1d(3, 2, 2))',
    'Residual(Sequential(Conv1d(2, 2, 3, padding=1, bias=False), Conv1d(2, 2, 1)))',
    'Linear(2, 3)',
    'Identity()',
    'AvgPool2d(2)',
  ].map((network): Example => ({ network, detail: 'rules' })),
]

function stepsOf(blocks: readonly Block[]): readonly StepBlock[] {
  return blocks.flatMap((block) =>
    block.kind === 'step' ? [block] : block.kind === 'details' ? stepsOf(block.blocks) : [],
  )
}

function recordOf({ checked }: Derivation) {
  const rules = checked.proof.lemmas.flatMap((lemma) => lemma.rules)
  return { rules, steps: rules.reduce((total, rule) => total + rule.steps.length, 0) }
}

function tensorsIn(term: Term): readonly string[] {
  return term.kind === 'element' ? [term.name] : children(term).flatMap(tensorsIn)
}

/** All words of the paragraphs. */
function wordsOf(blocks: readonly Block[]): string {
  const inlines = blocks.flatMap((block) => (block.kind === 'paragraph' ? block.text : []))
  return inlines.filter((inline) => typeof inline === 'string').join('')
}

function story(derivation: Derivation) {
  const { blocks } = describe(derivation.checked, derivation.witness, { detail: 'story', collapsible: false })
  const place = blocks.findIndex((block) => block.kind === 'heading' && block.anchor === 'idea')
  return blocks[place + 1]
}

suite('a checked record as a document', () => {
  it.each(NETWORKS)('the story of $network has at most seven lines', (example) => {
    const list = story(deriveExample(example))
    expect(list?.kind).toBe('list')
    const items = list?.kind === 'list' ? list.items.length : 0
    expect(items).toBeGreaterThan(0)
    expect(items).toBeLessThanOrEqual(7)
  })

  it.each(NETWORKS)('no step of $network is left out at the atomic level', (example) => {
    const derivation = deriveExample(example)
    const { rules } = recordOf(derivation)
    const { blocks } = describe(derivation.checked, derivation.witness, { detail: 'atomic', collapsible: false })
    const shown = stepsOf(blocks)
    expect(shown.map((step) => step.name)).toEqual(rules.map((rule) => rule.rule))
    const atomic = shown.map((step) => step.inner?.steps.reduce((total, inner) => total + inner.count, 0))
    expect(atomic).toEqual(rules.map((rule) => rule.steps.length))
  })

  it.each(DETAILS)('what can be folded has every step of every lemma in order: %s', (detail) => {
    const derivation = derive(readNotation(TWO), { expanded: true })
    const { rules } = recordOf(derivation)
    const { blocks } = describe(derivation.checked, derivation.witness, { detail, collapsible: true })
    const shown = stepsOf(blocks)
    expect(derivation.checked.proof.lemmas.map((lemma) => lemma.name)).toContain('M[1] written out')
    expect(shown.map((step) => [step.name, step.count])).toEqual(rules.map((rule) => [rule.rule, rule.steps.length]))
    expect(shown.every((step) => step.inner?.steps.reduce((sum, one) => sum + one.count, 0) === step.count)).toBe(true)
    expect(wordsOf(blocks)).not.toMatch(/listed here/)
  })

  it.each([
    ['story', 'none are listed here'],
    ['rules', 'RULES rules and 0 atomic steps are listed here'],
    ['atomic', undefined],
    ['expanded', 'none are listed here'],
  ] as const)('what is not listed is counted: %s', (detail, words) => {
    const derivation = derive(readNotation(TWO), { expanded: true })
    const { rules, steps } = recordOf(derivation)
    const { blocks } = describe(derivation.checked, derivation.witness, { detail, collapsible: false })
    const text = wordsOf(blocks)
    expect(text).toContain(`${rules.length} rules and ${steps} atomic steps, replayed by the checker; `)
    const listing = / Of these rules and steps (.* are listed here)\./.exec(text)?.[1]
    expect(listing).toBe(words?.replace('RULES', `${rules.length}`))
  })

  it('the view that writes everything out says how many steps stand behind its lines', () => {
    const { checked, witness } = derive(readNotation(TWO), { expanded: true })
    const written = checked.proof.lemmas.filter((lemma) => lemma.name.endsWith('written out'))
    const steps = written.flatMap((lemma) => lemma.rules.flatMap((rule) => rule.steps)).length
    const { blocks } = describe(checked, witness, { detail: 'expanded', collapsible: false })
    expect(written.length).toBeGreaterThan(8)
    expect(wordsOf(blocks)).toContain(`The ${steps} atomic steps behind these lines are not`)
  })

  it('every line says only what was really run', () => {
    const { checked, witness: whole } = derive(readNotation(TEN))
    const cutOff = witness(checked.proof, { budget: 50 })
    const [sure, unsure] = [whole, cutOff].map((report) =>
      stepsOf(describe(checked, report, { detail: 'rules', collapsible: false }).blocks),
    )
    expect([whole.complete, cutOff.complete]).toEqual([true, false])
    expect(sure?.every((step) => step.certainty.join() === 'replayed,evaluated')).toBe(true)
    expect(unsure?.every((step) => step.certainty.join() === 'replayed')).toBe(true)
  })

  it('the words of somebody else’s record are not passed off as proved', () => {
    const { checked, witness } = derive(readNotation(TWO))
    const [own, foreign] = [{}, { untrusted: true }].map((more) =>
      wordsOf(describe(checked, witness, { detail: 'story', collapsible: false, ...more }).blocks),
    )
    expect(foreign).toContain('what the author of the record wrote')
    expect(own).not.toContain('author of the record')
  })

  it('says of given tensors what the caller knows of them, and that the proof does not need it', () => {
    const { checked, witness } = derive(readNotation(RATES))
    const tensor = checked.proof.definitions.flatMap(({ body }) => tensorsIn(body)).find((name) => name.startsWith('S'))
    const legends = new Map([
      [tensor ?? '', '1 where c = 4o + r'],
      ['unknown', 'never shown'],
    ])
    const { blocks } = describe(checked, witness, { detail: 'story', collapsible: false, legends })
    const place = blocks.findIndex(
      (block) => block.kind === 'paragraph' && wordsOf([block]).includes('whatever the entries'),
    )
    expect(blocks[place + 1]).toEqual({
      kind: 'list',
      ordered: false,
      items: [[{ formula: [{ kind: 'name', name: tensor }] }, ': 1 where c = 4o + r']],
    })
  })

  it('a proof that the checker has not issued is refused at every level', () => {
    const { checked, witness } = derive(readNotation('Conv1d(1, 1, 2)'))
    const forged = { ...checked }
    const other = evaluateProof(derive(readNotation('Conv1d(1, 1, 2)')).checked.proof)
    for (const detail of DETAILS) {
      expect(() => describe(checked, other, { detail, collapsible: true })).toThrow(
        'not the report of evaluating this proof',
      )
      expect(() => describe(forged, witness, { detail, collapsible: true })).toThrow(
        'not a proof that the checker accepted',
      )
    }
  })
})
