/** Tables, rows of formulas and the sliding windows on a terminal: whatever has columns. */
import type { DisplayBlock, Inline, WindowsBlock } from '../document.ts'
import { plain, widthOf } from '../notation/token.ts'
import { unicodeStyle } from '../notation/unicode-style.ts'
import {
  beside,
  formulaLine,
  indent,
  inlineLine,
  type Line,
  space,
  type TextContext,
  type TextToken,
  word,
  wrap,
  wrapFormula,
} from './line.ts'

const GAP = 2
const CONTINUED = 4
const NARROWEST = 6

/** A table whose columns are as wide as they need to be, or share what there is. */
export function tableLines(
  header: readonly string[],
  rows: readonly (readonly (readonly Inline[])[])[],
  { notation, width }: TextContext,
): readonly Line[] {
  const head = header.map((title) => inlineLine([title], notation, 'strong'))
  const cells = rows.map((row) => header.map((_, at) => inlineLine(row[at] ?? [], notation)))
  const natural = header.map((_, at) => Math.max(1, ...[head, ...cells].map((row) => widthOf(row[at] ?? []))))
  const widths = shareWidth(natural, width - GAP * (header.length - 1))
  const rule = widths.map((one) => [word('─'.repeat(one), 'faint')])
  return [head, rule, ...cells].flatMap((row) => tableRow(row, widths))
}

function tableRow(row: readonly Line[], widths: readonly number[]): readonly Line[] {
  return row
    .map((cell, at) => wrap(cell, widths[at] ?? NARROWEST))
    .reduceRight<readonly Line[]>((right, cell, at) => {
      return at === row.length - 1 ? cell : beside(cell, right, (widths[at] ?? NARROWEST) + GAP)
    }, [])
}

/** Narrow columns keep their width; the others share what is left in proportion. */
export function shareWidth(natural: readonly number[], available: number): readonly number[] {
  const total = natural.reduce((sum, one) => sum + one, 0)
  if (total <= available) return natural
  const fair = available / natural.length
  const small = natural.filter((one) => one <= fair).reduce((sum, one) => sum + one, 0)
  const factor = (available - small) / (total - small)
  return natural.map((one) => (one <= fair ? one : Math.max(NARROWEST, Math.floor(one * factor))))
}

/** Rows that belong together, their relations below one another and their notes in a column where there is room. */
export function displayLines(block: DisplayBlock, { notation, width }: TextContext): readonly Line[] {
  const left = block.rows.map((row) => formulaLine(row.left, notation))
  const leftWidth = Math.max(0, ...left.map(widthOf))
  const isBeside = leftWidth <= width / 3
  const start = isBeside ? leftWidth + 1 : 2
  const signs = block.rows.map((row) => unicodeStyle.relation(row.relation).atBreak)
  const signWidth = Math.max(0, ...signs.map((sign) => sign.width))
  const right = block.rows.map((row, at) => {
    const sign = signs[at] ?? plain('')
    const line = [space(signWidth - sign.width), { ...word(''), ...sign }, ...formulaLine(row.right, notation)]
    return wrapFormula(line, width - start)
  })
  const notes = block.rows.map((row) => inlineLine(row.note ?? [], notation, 'faint'))
  const column = noteColumn(right, notes, width - start)
  const body = right.map((lines, at) => withNote(lines, notes[at] ?? [], column, width - start))
  return body.flatMap((lines, at) => {
    const head = left[at] ?? []
    if (isBeside) return beside([head], lines, start)
    return [...wrapFormula(head, width), ...indent(lines, start)]
  })
}

/** The column where every note fits beside the last line of its row, or undefined. */
function noteColumn(rows: readonly (readonly Line[])[], notes: readonly Line[], width: number): number | undefined {
  const lastWidths = rows.map((lines, at) => ((notes[at]?.length ?? 0) === 0 ? 0 : widthOf(lines.at(-1) ?? [])))
  const column = Math.max(0, ...lastWidths) + GAP + 1
  return notes.every((note) => column + widthOf(note) <= width) ? column : undefined
}

function withNote(lines: readonly Line[], note: Line, column: number | undefined, width: number): readonly Line[] {
  if (note.length === 0) return lines
  if (column === undefined)
    return [...lines, ...indent(wrap([word('— ', 'faint'), ...note], width - CONTINUED), CONTINUED)]
  const last = lines.at(-1) ?? []
  return [...lines.slice(0, -1), [...last, space(column - widthOf(last)), ...note]]
}

/** The reversed kernel below the padded one, one line for each place where it stops. */
export function windowLines(block: WindowsBlock, { notation, width }: TextContext): readonly Line[] {
  const cells = (terms: WindowsBlock['padded']): readonly Line[] =>
    terms.map((term) => notation.term(term).map((token): TextToken => ({ ...token, face: 'normal' })))
  const padded = cells(block.padded)
  const reversed = cells(block.reversed)
  const cell = Math.max(1, ...[...padded, ...reversed].map(widthOf)) + GAP
  const label = (text: string): Line => inlineLine([text], notation, 'faint')
  const head: Line = [space(1), ...padded.flatMap((one) => [...one, space(cell - widthOf(one))])]
  const windows = block.rows.map(({ start }) => windowRow(reversed, start * cell, cell))
  const sums = block.rows.map(({ tap, value }): Line => {
    const equals: TextToken = { ...word(''), ...unicodeStyle.relation('=').inline }
    return [word('→ '), ...formulaLine(tap, notation), equals, ...formulaLine(value, notation)]
  })
  const notes = [label('the padded kernel'), label('the reversed kernel')]
  const column = cell * block.padded.length + GAP
  const after = column + Math.max(...notes.map(widthOf)) + GAP
  const hasNotes = sums.every((sum) => after + widthOf(sum) <= width)
  const rows = [head, ...windows].map((row, at): Line => {
    const note = notes[at]
    return note === undefined || !hasNotes ? row : [...row, space(column - widthOf(row)), ...note]
  })
  return rows.flatMap((row, at) => withSum(row, sums[at - 1] ?? [], hasNotes ? after : column, width))
}

function windowRow(cells: readonly Line[], start: number, width: number): Line {
  const inside = cells.flatMap((cell, at) => [...cell, space(at === cells.length - 1 ? 0 : width - widthOf(cell))])
  return [space(start), word('['), ...inside, word(']')]
}

/** The sum that a window gives, beside it or, where there is no room, below. */
function withSum(row: Line, sum: Line, column: number, width: number): readonly Line[] {
  if (sum.length === 0) return [row]
  if (column + widthOf(sum) <= width) return [[...row, space(column - widthOf(row)), ...sum]]
  return [row, ...indent(wrapFormula(sum, width - CONTINUED), CONTINUED)]
}
