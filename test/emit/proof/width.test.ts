import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breakLines } from '../../../src/emit/proof/notation/break-lines.ts'
import { createNotation } from '../../../src/emit/proof/notation/notation.ts'
import { columns, type Token, textOf, widthOf } from '../../../src/emit/proof/notation/token.ts'
import { unicodeStyle } from '../../../src/emit/proof/notation/unicode-style.ts'
import { renderText } from '../../../src/emit/proof/text/text.ts'
import { RANDOM_NAMES, randomTerm } from './random-term.ts'
import { SAMPLE } from './sample-document.ts'

const notation = createNotation(unicodeStyle, { names: RANDOM_NAMES, rank: 2 })

/** The width of the widest stretch of tokens without a place to break, as it stands at the start of a line. */
function widestStretch(tokens: readonly Token[]): number {
  let widest = 0
  let width = 0
  for (const token of tokens) {
    width = token.breakBefore === 0 ? width + token.width : (token.atBreak ?? token).width
    widest = Math.max(widest, width)
  }
  return widest
}

describe('breaking formulas', () => {
  it('is as wide as asked unless a stretch without a place to break is wider', () => {
    const property = fc.property(randomTerm, fc.integer({ min: 40, max: 200 }), (term, width) => {
      const tokens = notation.term(term)
      const lines = breakLines(tokens, { first: width, rest: width - 4 })
      const fits = lines.every((line, at) => widthOf(line) <= (at === 0 ? width : width - 4))
      return fits || widestStretch(tokens) > width - 4
    })
    fc.assert(property, { numRuns: 1000, seed: 11 })
  })

  it('loses nothing but the space at a break', () => {
    const property = fc.property(randomTerm, fc.integer({ min: 40, max: 200 }), (term, width) => {
      const tokens = notation.term(term)
      const broken = breakLines(tokens, { first: width, rest: width })
        .map((line) => textOf(line))
        .join('')
      return broken.replaceAll(' ', '') === textOf(tokens).replaceAll(' ', '')
    })
    fc.assert(property, { numRuns: 300, seed: 13 })
  })

  it('counts the columns that it prints', () => {
    const property = fc.property(randomTerm, (term) => {
      return notation.term(term).every((token) => token.width === columns(token.text))
    })
    fc.assert(property, { numRuns: 300, seed: 17 })
  })

  it('breaks before a sign rather than inside a summand', () => {
    const token = (text: string, breakBefore: Token['breakBefore'], depth = 0): Token => {
      return { text, width: text.length, marked: false, breakBefore, depth }
    }
    const tokens = [token('aaaaaa', 0), token('bb', 1, 1), token('+cccc', 2), token('dddd', 1, 1)]
    expect(breakLines(tokens, { first: 14, rest: 14 }).map(textOf)).toEqual(['aaaaaabb', '+ccccdddd'])
  })
})

describe('text', () => {
  const widths = [40, 41, 47, 59, 60, 72, 80, 95, 96, 97, 100, 120, 160, 200]
  it.each(widths)('is never wider than %i columns', (width) => {
    const lines = renderText(SAMPLE, { width, color: false }).split('\n')
    expect(lines.filter((line) => columns(line) > width)).toEqual([])
  })

  it('has no trailing spaces and ends in one newline', () => {
    const text = renderText(SAMPLE, { width: 80, color: false })
    expect(text).not.toMatch(/[ \t]\n/)
    expect(text).toMatch(/[^\n]\n$/)
  })

  it('says the same with colours, and without them has no escape sequence', () => {
    const plain = renderText(SAMPLE, { width: 80, color: false })
    const colored = renderText(SAMPLE, { width: 80, color: true })
    expect(plain).not.toContain('\u001b')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing the escape sequences is the purpose
    expect(colored.replace(/\u001b\[[\d;]*m/g, '')).toBe(plain)
    expect(colored).toContain('\u001b[1;35m')
  })

  it('counts wide and combining characters', () => {
    expect(['a', 'Σ', 'é', 'e\u0301', '中', '한', '😀'].map(columns)).toEqual([1, 1, 1, 1, 2, 2, 2])
  })
})
