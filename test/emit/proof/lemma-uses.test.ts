import { describe, expect, it } from 'vitest'
import type { Inline } from '../../../src/emit/proof/document.ts'
import { hasSameUse, withUses } from '../../../src/emit/proof/lemma-uses.ts'
import { createNotation } from '../../../src/emit/proof/notation/notation.ts'
import { textOf } from '../../../src/emit/proof/notation/token.ts'
import { unicodeStyle } from '../../../src/emit/proof/notation/unicode-style.ts'
import type { Lemma, Step } from '../../../src/proof/proof.ts'
import { element } from '../../../src/term/build.ts'
import { addIndex, floorDivide, type Index, integer } from '../../../src/term/index-expression.ts'
import { j, n, o, q, r } from './claims.ts'

const notation = createNotation(unicodeStyle, { names: new Map(), rank: 1 })

const LEMMA: Lemma = {
  name: 'z',
  parameters: [
    { name: 'o', sort: 'channel' },
    { name: 'n', sort: 'position' },
    { name: 'r', sort: 'position', extent: integer(2) },
  ],
  left: element('z', o, q),
  right: element('z', o, q),
  rules: [],
}

function use(...values: readonly Index[]): Step {
  const entry = element('z', o, q)
  const step: Step = { axiom: 'lemma', reverse: false, path: [], before: entry, after: entry, name: 'z' }
  return values.length === 0 ? step : { ...step, arguments: values }
}

function words(inlines: readonly Inline[]): string {
  return inlines
    .map((one) => (typeof one === 'object' && 'formula' in one ? textOf(notation.formula(one.formula)) : one))
    .join('')
}

const shown = (...steps: readonly Step[]) => words(withUses('shown for the inner layers.', steps, [LEMMA]))

describe('a use of a lemma', () => {
  it('without arguments adds nothing to the reason', () => {
    expect(withUses('shown.', [use(), use()], [LEMMA])).toEqual(['shown.'])
    expect(withUses('shown.', [use(o, n, r)], [])).toEqual(['shown.'])
  })

  it('says at which values of the parameters', () => {
    expect(shown(use(o, floorDivide(addIndex(n, j), integer(2)), r), use())).toBe(
      'shown for the inner layers, with o := o, n := ⌊(n + j)/2⌋, r := r',
    )
  })

  it('says each way once and counts what are too many', () => {
    const at = (value: number) => use(o, n, integer(value))
    expect(shown(at(0), at(1), at(0))).toBe(
      'shown for the inner layers, with o := o, n := n, r := 0, and with o := o, n := n, r := 1',
    )
    expect(shown(at(0), at(1), at(2), at(3), at(4))).toMatch(/r := 2, and in 2 other ways$/)
  })

  it('is the same only at the same values', () => {
    expect(hasSameUse(use(), use())).toBe(true)
    expect(hasSameUse(use(o, n, r), use(o, n, r))).toBe(true)
    expect(hasSameUse(use(o, n, r), use(o, q, r))).toBe(false)
    expect(hasSameUse(use(o, n, r), use())).toBe(false)
  })
})
