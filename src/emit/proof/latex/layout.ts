/** Rows of formulas and the sliding windows as LaTeX mathematics that pdflatex and GitHub's MathJax both read. */
import type { DisplayBlock, WindowsBlock } from '../document.ts'
import type { Notation } from '../notation/notation.ts'
import type { Style } from '../notation/style.ts'
import { type Token, widthOf } from '../notation/token.ts'
import { latexLines, latexOf, type Mark } from './formula.ts'

/** What is needed to lay out formulas; `width` is the width of a line in half ems. */
export interface LatexContext {
  readonly notation: Notation
  readonly style: Style
  readonly width: number
  readonly mark: Mark
}

/** How far later lines of a broken formula stand in. */
const CONTINUED = 4

/** One row on one or more lines: what stands left of the alignment and right of it. */
export interface LatexRow {
  readonly cells: readonly { readonly left: string; readonly right: string }[]
  /** The width of the last line. */
  readonly width: number
}

/** The rows, aligned at their relations; a left side that is too wide has a line to itself. */
export function displayRows(block: DisplayBlock, context: LatexContext): readonly LatexRow[] {
  const { notation, style, width, mark } = context
  const lefts = block.rows.map((row) => notation.formula(row.left))
  const leftWidth = Math.max(0, ...lefts.map(widthOf).filter((one) => one <= width / 2))
  return block.rows.map((row, at) => {
    const left = lefts[at] ?? []
    const sign: Token = { ...style.relation(row.relation).atBreak, marked: false, breakBefore: 0, depth: 0 }
    const room = width - leftWidth
    const right = [sign, ...notation.formula(row.right)]
    const lines = latexLines(right, { first: room, rest: room - CONTINUED }, mark)
    const isWide = widthOf(left) > leftWidth
    const wide = isWide ? latexLines(left, { first: width, rest: width - CONTINUED }, mark) : []
    const cells = lines.map((line, number) => ({
      left: number === 0 && !isWide ? latexOf(left, mark) : '',
      right: number === 0 ? line : `\\qquad ${line}`,
    }))
    return {
      cells: [...wide.map((line) => ({ left: '', right: line })), ...cells],
      width: leftWidth + (lines.length > 1 ? width : widthOf(right)),
    }
  })
}

/** The picture of the windows as an array; `words` sets words in mathematics. */
export function windowsArray(block: WindowsBlock, words: (text: string) => string, context: LatexContext): string {
  const { notation, mark } = context
  const term = (value: WindowsBlock['padded'][number]) => latexOf(notation.term(value), mark)
  const count = block.padded.length
  const head = [...block.padded.map(term), words('the padded kernel')].join(' & ')
  const cellWidth = Math.max(...[...block.padded, ...block.reversed].map((value) => widthOf(notation.term(value)))) + 2
  const room = Math.max(24, context.width - count * cellWidth - 4)
  const rows = block.rows.map(({ start, tap, value }) => {
    const cells = Array.from({ length: count }, (_, at) => windowCell(block.reversed, at - start, term))
    return [
      ...cells,
      sumCell(
        [...notation.formula(tap), ...notation.formula([{ kind: 'relation', relation: '=' }, ...value])],
        room,
        mark,
      ),
    ].join(' & ')
  })
  return `\\begin{array}{${'c'.repeat(count)}l}\n${[head, ...rows].join(' \\\\\n')}\n\\end{array}`
}

function windowCell(
  reversed: WindowsBlock['reversed'],
  at: number,
  term: (value: WindowsBlock['reversed'][number]) => string,
): string {
  const value = reversed[at]
  if (value === undefined) return ''
  return `${at === 0 ? '\\bigl[' : ''}${term(value)}${at === reversed.length - 1 ? '\\bigr]' : ''}`
}

function sumCell(tokens: readonly Token[], room: number, mark: Mark): string {
  const lines = latexLines(tokens, { first: room, rest: room - CONTINUED }, mark)
  const [first = '', ...rest] = lines
  if (rest.length === 0) return `\\quad\\rightarrow\\quad ${first}`
  const all = [`& ${first}`, ...rest.map((line) => `& \\qquad ${line}`)].join(' \\\\ ')
  return `\\quad\\rightarrow\\quad \\begin{aligned}[t] ${all} \\end{aligned}`
}
