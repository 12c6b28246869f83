import { describe, expect, it } from 'vitest'
import { derive } from '../../src/derive/derive.ts'
import { realise } from '../../src/merge/realise.ts'
import { readNotation } from '../../src/read/notation.ts'
import { formatIndex } from '../../src/term/format-index.ts'

/** First and number of the outputs for which the claim holds, as texts. */
function box(notation: string, inputShape?: readonly number[]): readonly string[] {
  const { checked } = derive(readNotation(notation), {
    borders: 'interior',
    ...(inputShape === undefined ? {} : { inputShape }),
  })
  const { claim, lemmas } = checked.proof
  const position = lemmas.find(({ name }) => name === claim.lemma)?.parameters[1]
  return [formatIndex(claim.first ?? []), position?.extent === undefined ? 'all' : formatIndex(position.extent)]
}

describe('the interior', () => {
  it.each([
    ['Sequential(Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 3, padding=1))', [1, 9], ['1', '7']],
    ['Sequential(Conv2d(1, 1, 1), Conv2d(1, 1, (3, 5), padding=(1, 2)))', [1, 9, 7], ['(1, 2)', '(7, 3)']],
    ['Sequential(Conv1d(1, 1, 3), Conv1d(1, 1, 3))', [1, 9], ['0', 'all']],
    ['Sequential(Conv1d(1, 1, 3), ReflectionPad1d(1), Conv1d(1, 1, 3))', [1, 9], ['1', '5']],
  ] as const)('of %s on %j is a box with its proof', (notation, shape, expected) => {
    expect(box(notation, shape)).toEqual(expected)
  })

  it.each([
    ['Sequential(Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 3, padding=1))', ['1', 'L − 2']],
    ['Sequential(Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 5, padding=2), Conv1d(1, 1, 3, padding=1))', ['3', 'L − 6']],
  ] as const)('of %s is proved for every size', (notation, expected) => {
    expect(box(notation)).toEqual(expected)
  })

  it('is where merged layers are right, and they say so', () => {
    const network = readNotation('Sequential(Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 3, padding=1))')
    const sized = derive(network, { borders: 'interior', inputShape: [1, 9] })
    expect(realise(sized).validity).toEqual({ kind: 'interior', first: [1], count: [7] })
    const open = derive(network, { borders: 'interior' })
    expect(realise(open).validity).toEqual({ kind: 'interior', first: [1], count: undefined })
  })

  it('is refused where no output is free of the border', () => {
    const network = readNotation('Sequential(Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 3, padding=1))')
    expect(() => derive(network, { borders: 'interior', inputShape: [1, 2] })).toThrow(/free of the border/)
  })
})
