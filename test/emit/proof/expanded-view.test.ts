import { describe, expect, it } from 'vitest'
import type { Checked } from '../../../src/checker/check.ts'
import { derive } from '../../../src/derive/derive.ts'
import type { WindowsBlock } from '../../../src/emit/proof/document.ts'
import { expandedBlocks, isWrittenOut } from '../../../src/emit/proof/expanded-view.ts'
import type { Proof } from '../../../src/proof/proof.ts'
import { readNotation } from '../../../src/read/notation.ts'
import { element, number } from '../../../src/term/build.ts'
import { integer } from '../../../src/term/index-expression.ts'

const { checked } = derive(readNotation('Sequential(Conv1d(1,1,2,bias=False), Conv1d(1,1,3,bias=False))'), {
  expanded: true,
})
const { proof } = checked

/** The picture for a changed record. The view itself checks nothing, so that tests may put anything into it. */
function pictureOf(changed: Partial<Proof>): WindowsBlock | undefined {
  const record: Checked = { ...checked, proof: { ...proof, ...changed } }
  return expandedBlocks(record, ['replayed'], true).find((block) => block.kind === 'windows')
}

const rightOf = (name: string) => proof.lemmas.find((lemma) => lemma.name === name)?.right

describe('the picture of the sliding kernel', () => {
  it('prints the right sides of the lemmas about the entries', () => {
    const picture = pictureOf({})
    const [padded, reversed] = ['pad_', 'flip_'].map((start) =>
      proof.lemmas.filter(({ name }) => name.startsWith(start)).map((lemma) => lemma.right),
    )
    expect(padded?.length).toBe(6)
    expect(picture?.padded).toEqual(padded)
    expect(picture?.reversed).toEqual(reversed)
    expect(picture?.padded.slice(0, 2)).toEqual([number(0), number(0)])
    const taps = [0, 1, 2, 3].map((tap) => ({ start: tap, value: rightOf(`M[${tap}] written out`) }))
    expect(picture?.rows.map(({ start, value: [part] }) => ({ start, value: partTerm(part) }))).toEqual(taps)
  })

  it('works nothing out by itself', () => {
    const other = element('q', integer(7))
    const lemmas = proof.lemmas.map((one) => (one.name === 'pad_k[2] written out' ? { ...one, right: other } : one))
    expect(proof.lemmas.map((one) => one.name)).toContain('pad_k[2] written out')
    expect(pictureOf({ lemmas })?.padded[2]).toEqual(other)
  })

  it.each(proof.lemmas.filter((one) => isWrittenOut(one) && one.parameters.length === 0).map((one) => one.name))(
    'is not drawn without the lemma %s',
    (name) => {
      expect(pictureOf({})).toBeDefined()
      expect(pictureOf({ lemmas: proof.lemmas.filter((one) => one.name !== name) })).toBeUndefined()
    },
  )

  it.each([
    [
      'the lemma that the windows are the taps',
      proof.lemmas.filter((one) => !one.name.endsWith('reversed over padded')),
    ],
    [
      'its sum sliding by one sample',
      proof.lemmas.map((one) => {
        if (one.right.kind !== 'sum' || one.right.body.kind !== 'multiply') return one
        const factors = one.right.body.factors.toReversed()
        return { ...one, right: { ...one.right, body: { ...one.right.body, factors } } }
      }),
    ],
  ])('is not drawn without %s', (_, lemmas) => {
    expect(pictureOf({ lemmas })).toBeUndefined()
  })

  it('is not drawn for several channels or a coarser grid', () => {
    for (const network of [
      'Sequential(Conv1d(1,2,2,bias=False), Conv1d(2,1,2,bias=False))',
      'Sequential(Conv1d(1,1,2,stride=2,bias=False), Conv1d(1,1,2,bias=False))',
    ]) {
      const record = derive(readNotation(network), { expanded: true }).checked
      expect(expandedBlocks(record, ['replayed'], true).some((block) => block.kind === 'windows')).toBe(false)
    }
  })
})

function partTerm(part: WindowsBlock['rows'][number]['value'][number] | undefined) {
  return part?.kind === 'term' ? part.term : undefined
}
