import { expect, it, describe as suite } from 'vitest'
import { GALLERY } from '../../../docs/gallery.ts'
import { type Derivation, derive } from '../../../src/derive/derive.ts'
import { DETAILS, describe } from '../../../src/emit/proof/describe.ts'
import type { Block, StepBlock } from '../../../src/emit/proof/document.ts'
import { witness as evaluateProof } from '../../../src/proof/witness.ts'
import { readNotation } from '../../../src/read/notation.ts'

const TEN = `Sequential(${Array.from({ length: 10 }, () => 'Conv1d(2, 2, 3)').join(', ')})`
const NETWORKS = [...GALLERY.map((page) => page.network), TEN, 'Linear(2, 3)', 'Identity()', 'AvgPool2d(2)']

function stepsOf(blocks: readonly Block[]): readonly StepBlock[] {
  return blocks.flatMap((block) =>
    block.kind === 'step' ? [block] : block.kind === 'details' ? stepsOf(block.blocks) : [],
  )
}

/** "exchange two sums, 3 times" stands for three steps. */
function weight(step: StepBlock): number {
  return Number(/, (\d+) times$/.exec(step.title)?.[1] ?? 1)
}

function story(derivation: Derivation) {
  const { blocks } = describe(derivation.checked, derivation.witness, { detail: 'story', collapsible: false })
  const place = blocks.findIndex((block) => block.kind === 'heading' && block.anchor === 'idea')
  return blocks[place + 1]
}

suite('a checked record as a document', () => {
  it.each(NETWORKS)('the story of %s has at most seven lines', (network) => {
    const list = story(derive(readNotation(network)))
    expect(list?.kind).toBe('list')
    const items = list?.kind === 'list' ? list.items.length : 0
    expect(items).toBeGreaterThan(0)
    expect(items).toBeLessThanOrEqual(7)
  })

  it.each(NETWORKS)('no step of %s is left out at the atomic level', (network) => {
    const derivation = derive(readNotation(network))
    const { proof } = derivation.checked
    const recorded = proof.lemmas.flatMap((lemma) => lemma.rules)
    const { blocks } = describe(derivation.checked, derivation.witness, { detail: 'atomic', collapsible: false })
    const shown = stepsOf(blocks)
    expect(shown.map((step) => step.name)).toEqual(recorded.map((rule) => rule.rule))
    const atomic = shown.map((step) => step.inner?.steps.reduce((total, inner) => total + weight(inner), 0))
    expect(atomic).toEqual(recorded.map((rule) => rule.steps.length))
  })

  it('every line says only what was really run', () => {
    const { checked, witness } = derive(readNotation(TEN))
    const cutOff = evaluateProof(checked.proof, { budget: 50 })
    const [sure, unsure] = [witness, cutOff].map((report) =>
      stepsOf(describe(checked, report, { detail: 'rules', collapsible: false }).blocks),
    )
    expect(sure?.every((step) => step.certainty.join() === 'replayed,evaluated')).toBe(true)
    expect(unsure?.every((step) => step.certainty.join() === 'replayed')).toBe(true)
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
