import { describe, expect, it } from 'vitest'
import type { Checked } from '../../../src/checker/check.ts'
import { derive } from '../../../src/derive/derive.ts'
import type { CoqNames } from '../../../src/emit/proof/coq-names.ts'
import type { StepBlock } from '../../../src/emit/proof/document.ts'
import { createNotation } from '../../../src/emit/proof/notation/notation.ts'
import { textOf } from '../../../src/emit/proof/notation/token.ts'
import { unicodeStyle } from '../../../src/emit/proof/notation/unicode-style.ts'
import { ruleBlocks } from '../../../src/emit/proof/steps-view.ts'
import type { Lemma, Step } from '../../../src/proof/proof.ts'
import { readNotation } from '../../../src/read/notation.ts'
import { element, equals, multiply, sum, within } from '../../../src/term/build.ts'
import { addIndex, type Index, multiplyIndex, variable } from '../../../src/term/index-expression.ts'
import type { Term } from '../../../src/term/term.ts'
import { nameInfo } from './sample-document.ts'

const { checked } = derive(readNotation('Conv1d(1, 1, 2)'))
const [m, i, j, d] = ['m', 'i', 'j', 'd'].map(variable) as [Index, Index, Index, Index]
const point = addIndex(i, multiplyIndex(d, j))
const T = variable('T')
const x = (at: Index) => element('x', at)
const overTaps = (body: Term) => sum('m', 'position', T, body)
const inner = sum('c', 'channel', variable('C'), element('k', variable('c')))
const notation = createNotation(unicodeStyle, {
  names: new Map([
    ['x', nameInfo('signal', 'position')],
    ['k', nameInfo('tensor', 'channel')],
  ]),
  rank: 1,
})

/** The one axiom step as the view shows it. The view checks nothing, so that any step may be shown. */
function shown(step: Partial<Step> & Pick<Step, 'before' | 'after'>): StepBlock {
  const whole: Step = { axiom: 'one-point', reverse: false, path: [], ...step }
  const rules = [{ rule: 'any', because: '', steps: [whole] }]
  const lemma: Lemma = { name: 'any', parameters: [], left: whole.before, right: whole.after, rules }
  const record: Checked = {
    ...checked,
    proof: { ...checked.proof, lemmas: [lemma] },
    states: [[whole.before, whole.after]],
  }
  const names: CoqNames = { isScript: false, ofRule: () => [], ofStep: () => [] }
  const blocks = ruleBlocks(record, lemma, { detail: 'atomic', collapsible: false, certainty: [], names })
  const block = blocks.find((one) => one.kind === 'step')?.inner?.steps[0]
  if (block === undefined) throw new Error('no step is shown')
  return block
}

function conditionsOf(step: StepBlock): readonly string[] {
  return step.conditions.map((line) =>
    line
      .map((one) => (typeof one === 'object' && 'formula' in one ? textOf(notation.formula(one.formula)) : one))
      .join(''),
  )
}

const RANGE = ['0 ≤ dj + i ≤ T − 1']

describe('a sum with one term that is not 0', () => {
  it.each([
    ['[φ = m]', equals(point, m)],
    ['[m = φ]', equals(m, point)],
    ['[m + i = φ + i]', equals(addIndex(m, i), addIndex(point, i))],
  ])('has the range of φ as its condition, whichever way round the bracket is: %s', (_, bracket) => {
    const whole = overTaps(multiply(bracket, x(m)))
    expect(conditionsOf(shown({ before: x(point), after: whole, reverse: true }))).toEqual(RANGE)
    expect(conditionsOf(shown({ before: whole, after: x(point) }))).toEqual(RANGE)
  })

  it.each([
    ['[φ = m]', equals(point, m)],
    ['[m = φ]', equals(m, point)],
  ])('needs no condition where a bracket states it: %s', (_, bracket) => {
    const [whole, single] = [overTaps(multiply(bracket, x(m))), multiply(within(point, T), x(point))]
    const words = ['where m is out of its range, the bracket is 0']
    expect(conditionsOf(shown({ before: whole, after: single }))).toEqual(words)
    expect(conditionsOf(shown({ before: single, after: whole, reverse: true }))).toEqual(words)
  })

  it('is solved for its index where that does not stand alone', () => {
    const before = sum('i', 'position', variable('K'), multiply(equals(point, m), x(i)))
    expect(conditionsOf(shown({ before, after: x(m) }))).toEqual(['0 ≤ m − dj ≤ K − 1'])
  })

  it('is called by its own index, also where it is put around another sum', () => {
    const single = multiply(inner, x(point))
    const whole = overTaps(multiply(equals(m, point), inner, x(m)))
    expect(shown({ before: single, after: whole, reverse: true }).changed).toContain('sum over m ')
    expect(shown({ before: whole, after: single }).changed).toContain('sum over m ')
  })

  it('is the sum that stands in the result, where the term before is a sum', () => {
    const whole = overTaps(multiply(equals(m, point), inner))
    const step = shown({ before: inner, after: whole, reverse: true })
    expect(step.changed).toBe('a sum over m with one term that is not 0 put in')
    expect(conditionsOf(step)).toEqual(RANGE)
  })
})

describe('a factor that moves', () => {
  it('is said to move across the sum that the axiom speaks of', () => {
    const apart = multiply(inner, overTaps(x(m)))
    const together = overTaps(multiply(inner, x(m)))
    expect(shown({ axiom: 'sum-factor', before: together, after: apart }).changed).toContain('out of the sum over m')
    expect(shown({ axiom: 'sum-factor', before: apart, after: together, reverse: true }).changed).toContain(
      'into the sum over m',
    )
  })
})
