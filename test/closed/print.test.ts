import katex from 'katex'
import { describe, expect, it } from 'vitest'
import { closedForm } from '../../src/closed/close.ts'
import type { ClosedForm } from '../../src/closed/closed-form.ts'
import { describeClosedForm, renderClosedForm } from '../../src/closed/print.ts'
import { derive } from '../../src/derive/derive.ts'
import { readNotation } from '../../src/read/notation.ts'

const conv = (taps: string, weight: string): string =>
  `Conv1d(1, 1, ${taps}, bias=False, weight='${weight}', origin='start')`

function formOf(...layers: readonly string[]): ClosedForm {
  const form = closedForm(derive(readNotation(`Sequential(${layers.join(', ')})`)))
  if (form === undefined) throw new Error('there is a closed form')
  return form
}

const GEOMETRIC = formOf(conv('K', '-r^i'), conv('K', 's^i/2'))

describe('a closed form is written', () => {
  it('as LaTeX, with its cases', () => {
    expect(renderClosedForm(GEOMETRIC, 'latex')).toContain(
      [
        '\\[',
        'M_{m} = \\frac{-1}{2\\,\\left(r - s\\right)} \\begin{cases}',
        'r^{m + 1} - s^{m + 1} & \\text{for } 0 \\le m < K \\\\',
        'r^{K}\\,s^{m + 1 - K} - r^{m + 1 - K}\\,s^{K} & \\text{for } K \\le m < 2\\,K - 1 \\\\',
        '0 & \\text{otherwise}',
        '\\end{cases}',
        '\\]',
      ].join('\n'),
    )
  })

  it('as Markdown, with the same formula in a fence and the reasons as a list', () => {
    const markdown = renderClosedForm(GEOMETRIC, 'markdown')
    expect(markdown).toContain('```math\nM_{m} = ')
    expect(markdown).toContain('by the theorem `geometric_geometric` of ClosedForms.v')
    expect(markdown).toContain('- $`k_{i} = -r^{i}`$: for $`0 \\le i < K`$')
    expect(markdown).toContain('Provided that $`r \\ne s`$')
  })

  it('as text, whose lines lead from the sum to every range', () => {
    const [, , , , , story = ''] = renderClosedForm(GEOMETRIC, 'text').split('\n\n')
    expect(
      story
        .split('\n')
        .filter((line) => !/^ {6}/.test(line))
        .map((line) => line.trim()),
    ).toEqual([
      'Why:',
      'M[m] = Σ_{j < K, i < K: i + j = m} v[j]·k[i]',
      'M[m] = Σ_{i = l … h} v[m − i]·k[i]',
      'M[m] = −1/2·Σ_{i = l … h} r^i·s^(m − i)',
      '(r − s)·r^i·s^(m − i) = r^(i + 1)·s^(m − i) − r^i·s^(m + 1 − i)',
      '(r − s)·Σ_{i = l … h} r^i·s^(m − i) = r^(h + 1)·s^(m − h) − r^l·s^(m + 1 − l)',
      '(r − s)·Σ_{i = l … h} r^i·s^(m − i) = r^(m + 1) − s^(m + 1)',
      '(r − s)·Σ_{i = l … h} r^i·s^(m − i) = r^K·s^(m + 1 − K) − r^(m + 1 − K)·s^K',
    ])
  })

  it('with the word proved only where the caller says that Coq has accepted the theorem', () => {
    expect(renderClosedForm(GEOMETRIC, 'text')).not.toMatch(/proved/i)
    expect(renderClosedForm(GEOMETRIC, 'text', 'proved')).toContain(
      'Proved for all lengths and positions, and evaluated',
    )
  })

  it.each<readonly [string, ClosedForm]>([
    ['geometric', GEOMETRIC],
    ['boxes', formOf('Box1d(1, K)', 'Box1d(1, J)')],
    ['binomials', formOf('Binomial1d(1, K)', 'Binomial1d(1, J)', conv('2', '1'))],
    ['exponentials', formOf("Conv1d(1, 1, K, bias=False, weight='exp(-a_1*i/2)')", conv('J', 'b_2*(1-2*a_1)^i'))],
  ])('in LaTeX that can be set: %s', (_, form) => {
    const formulas = describeClosedForm(form, 'latex').flatMap((line) => {
      if (line.kind === 'display') return [line.formula]
      const parts = line.kind === 'paragraph' ? line.parts : line.items.flatMap((item) => [item, ...item.because])
      return parts.flatMap((part) => (typeof part === 'object' && 'formula' in part ? [part.formula] : []))
    })
    expect(formulas.length).toBeGreaterThan(6)
    for (const formula of formulas)
      katex.renderToString(formula, { displayMode: true, throwOnError: true, strict: 'error' })
  })

  it('with names that nothing else has', () => {
    const text = renderClosedForm(formOf(conv('l', 'h^i'), conv('j', 'z^i')), 'text')
    expect(text).toContain('0 ≤ i < l')
    expect(text).not.toMatch(/where l = max/)
  })
})
