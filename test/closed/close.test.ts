import { describe, expect, it } from 'vitest'
import { closedForm } from '../../src/closed/close.ts'
import type { ClosedForm } from '../../src/closed/closed-form.ts'
import { compareWithSum } from '../../src/closed/compare.ts'
import { renderClosedForm } from '../../src/closed/print.ts'
import { assemble } from '../../src/derive/assemble.ts'
import { derive } from '../../src/derive/derive.ts'
import { readNotation } from '../../src/read/notation.ts'
import { scale } from '../../src/scalar/polynomial.ts'
import { rational } from '../../src/scalar/rational.ts'

const conv = (taps: string, weight: string, more = ''): string =>
  `Conv1d(1, 1, ${taps}, bias=False, weight=${weight}, origin='start'${more})`

function formOf(...layers: readonly string[]): ClosedForm | undefined {
  return closedForm(derive(readNotation(`Sequential(${layers.join(', ')})`), { borders: 'unbounded' }))
}

/** The formula alone, as text. */
function formulaOf(...layers: readonly string[]): string | undefined {
  const form = formOf(...layers)
  const [, , formula] = form === undefined ? [] : renderClosedForm(form, 'text').split('\n\n')
  return formula?.replace(/^ {2}/gm, '')
}

describe('the kernel of a network as a formula', () => {
  it('box with box is the trapezoid', () => {
    expect(formulaOf('Box1d(1, K)', 'Box1d(1, J)')).toBe(
      [
        'M[m] = 1/(J·K) · { m + 1           for 0 ≤ m < min(K, J)',
        '                 { min(K, J)       for min(K, J) ≤ m < max(K, J)',
        '                 { J + K − m − 1   for max(K, J) ≤ m < J + K − 1',
        '                 { 0               otherwise',
      ].join('\n'),
    )
  })

  it('a box with itself is the triangle', () => {
    expect(formulaOf('Box1d(1, K)', 'Box1d(1, K)')).toBe(
      [
        'M[m] = 1/(K^2) · { m + 1         for 0 ≤ m < K',
        '                 { 2·K − m − 1   for K ≤ m < 2·K − 1',
        '                 { 0             otherwise',
      ].join('\n'),
    )
  })

  it('geometric with geometric is the geometric sum', () => {
    expect(formulaOf(conv('K', "'c*r^i'"), conv('J', "'s^i'"))).toBe(
      [
        'M[m] = c/(r − s) · { r^(m + 1) − s^(m + 1)                   for 0 ≤ m < min(K, J)',
        '                   { r^K·s^(m + 1 − K) − s^(m + 1)           for K ≤ m < J',
        '                   { r^(m + 1) − r^(m + 1 − J)·s^J           for J ≤ m < K',
        '                   { r^K·s^(m + 1 − K) − r^(m + 1 − J)·s^J   for max(K, J) ≤ m < J + K − 1',
        '                   { 0                                       otherwise',
      ].join('\n'),
    )
    expect(formOf(conv('K', "'r^i'"), conv('J', "'s^i'"))?.unequal).toHaveLength(2)
    expect(formOf(conv('K', "'2^i'"), conv('J', "'3^i'"))?.unequal).toBeUndefined()
  })

  it('binomial with binomial is the binomial', () => {
    expect(formulaOf('Binomial1d(1, K)', 'Binomial1d(1, J)')).toBe(
      [
        'M[m] = (1/2)^(J + K − 2) · { binomial(J + K − 2, m)   for 0 ≤ m < J + K − 1',
        '                           { 0                        otherwise',
      ].join('\n'),
    )
  })

  it('a stencil composed with itself is a binomial with symbolic coefficients', () => {
    const stencil = conv('2', "['a', 'b']")
    expect(formulaOf(stencil, stencil, stencil, stencil, stencil)).toBe(
      [
        'M[m] = { binomial(5, m)·a^(5 − m)·b^m   for 0 ≤ m < 6',
        '       { 0                              otherwise',
      ].join('\n'),
    )
  })

  it.each<readonly [string, string, readonly string[]]>([
    ['equal ratios', 'geometric_geometric_same_ratio', [conv('K', "'r^i'"), conv('J', "'3*r^i'")]],
    ['one length known', 'box_box', ['Box1d(1, 5)', 'Box1d(1, K)']],
    ['exponentials from the centre', 'geometric_geometric', ["Conv1d(1, 1, K, weight='exp(-a*i)')", conv('J', "'1'")]],
    ['equal dilations', 'box_box', [conv('K', "'1'", ', dilation=d'), conv('J', "'1'", ', dilation=d')]],
    ['padding and a bias', 'box_box', ["Conv1d(1, 1, K, weight='1', padding=p)", 'Box1d(1, J, padding=2)']],
    ['a binomial and a list', 'vandermonde', ['Binomial1d(1, K)', conv('3', '[1, 2, 1]')]],
    ['layers of any rank', 'box_box', ['Box(1, K)', 'Box1d(1, J)']],
  ])('%s', (_, theorem, layers) => {
    const form = formOf(...layers)
    expect(form?.theorem).toBe(theorem)
    expect(form?.compared).toBeGreaterThan(20)
  })
})

describe('the finite sum stays the answer', () => {
  it.each<readonly [string, readonly string[]]>([
    ['for one layer', ['Box1d(1, K)']],
    ['for free taps', ['Conv1d(1, 1, K)', 'Conv1d(1, 1, J)']],
    ['for taps of another form', [conv('K', "'i*r^i'"), conv('J', "'1'")]],
    ['for three boxes', ['Box1d(1, K)', 'Box1d(1, J)', 'Box1d(1, L)']],
    ['for a stride in the first layer', ['Box1d(1, K, stride=2)', 'Box1d(1, J)']],
    ['for different dilations', [conv('K', "'1'"), conv('J', "'1'", ', dilation=2')]],
    ['for several channels', ["Conv1d(1, 2, K, weight='1', bias=False)", "Conv1d(2, 1, J, weight='1', bias=False)"]],
    ['for two axes', ['Box2d(1, K)', 'Box2d(1, J)']],
    ['for branches', ['Sum(Box1d(1, 2), Box1d(1, 2))', 'Box1d(1, K)']],
    ['for a symbol that is called like a size', [conv('K', "'K'"), conv('J', "'1'")]],
    ['for a symbol in a list that is called like a size', [conv('2', "['J', '1']"), conv('J', "'1'")]],
    ['for a symbol that is called like the tap index', [conv('K', "'m*r^i'"), conv('J', "'1'")]],
    ['for a value that is not an expression', [conv('K', "'1/0'"), conv('J', "'1'")]],
    ['for a divided symbol, which merging refuses', [conv('K', "'r^i/s'"), conv('J', "'1'")]],
    ['for two short lists', [conv('2', '[1, 1]'), conv('2', '[1, 1]')]],
  ])('%s', (_, layers) => {
    expect(formOf(...layers)).toBeUndefined()
  })
})

it('a formula that differs from the sum is a defect and is refused', () => {
  const notation = `Sequential(${conv('K', "'r^i'")}, ${conv('J', "'s^i'")})`
  const form = closedForm(derive(readNotation(notation)))
  const { bindings } = assemble(readNotation(notation))
  if (form === undefined) throw new Error('there is a closed form')
  const formula = { ...form, taken: form.factors.map(({ values }) => values) }
  expect(compareWithSum(formula, bindings, 'm')).toBe(form.compared)
  expect(() => compareWithSum({ ...formula, scale: scale(form.scale, rational(2)) }, bindings, 'm')).toThrow(
    'a closed form differs from the finite sum that it stands for',
  )
  expect(() => compareWithSum({ ...formula, pieces: form.pieces.slice(1) }, bindings, 'm')).toThrow(
    'K = 1, J = 1, m = 0',
  )
  const twice = [...form.pieces, ...form.pieces.slice(-1)]
  expect(() => compareWithSum({ ...formula, pieces: twice }, bindings, 'm')).toThrow('closed form')
})
