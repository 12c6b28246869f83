/** Lines of a terminal: words and formulas as one kind of token, wrapped, padded and painted. */
import { printable } from '../../../errors.ts'
import type { Formula, Inline } from '../document.ts'
import { breakLines, nesting } from '../notation/break-lines.ts'
import type { Notation } from '../notation/notation.ts'
import { columns, type Token, widthOf } from '../notation/token.ts'

/** How a token looks where colours may be used; without colours nothing depends on it. */
export type Face = 'normal' | 'strong' | 'code' | 'faint' | 'good'

export interface TextToken extends Token {
  readonly face: Face
}

export type Line = readonly TextToken[]

/** What every part of the text renderer needs. */
export interface TextContext {
  readonly notation: Notation
  readonly width: number
}

/** How far the later lines of a formula stand in. */
const HANGING = 4

/** A formula inside words is broken only where the words alone cannot be. */
const FORMULA_IN_WORDS = 2

/** A word without spaces. */
export function word(text: string, face: Face = 'normal'): TextToken {
  const safe = printable(text)
  return { text: safe, width: columns(safe), marked: false, breakBefore: 0, depth: 0, face }
}

/** Empty columns. */
export function space(width: number): TextToken {
  return word(' '.repeat(Math.max(0, width)))
}

/** A formula by itself. */
export function formulaLine(formula: Formula, notation: Notation): Line {
  return notation.formula(formula).map((token) => ({ ...token, face: 'normal' }))
}

/** Words and formulas as one stream; spaces are where lines may end. */
export function inlineLine(inlines: readonly Inline[], notation: Notation, face: Face = 'normal'): Line {
  const line: TextToken[] = []
  let isSpaced = false
  const append = (tokens: readonly TextToken[]) => {
    const [first, ...rest] = tokens
    if (first === undefined) return
    line.push(isSpaced ? afterSpace(first) : first, ...rest)
    isSpaced = false
  }
  for (const inline of inlines) {
    if (typeof inline === 'object' && 'formula' in inline) {
      append(
        formulaLine(inline.formula, notation).map((token) => ({
          ...token,
          face,
          depth: token.depth + FORMULA_IN_WORDS,
        })),
      )
      continue
    }
    const [text, own] = textAndFace(inline, face)
    for (const piece of text.split(/(\s+)/)) {
      if (piece === '') continue
      if (/^\s+$/.test(piece)) isSpaced = true
      else append(splitWord(piece, own))
    }
  }
  return line
}

function textAndFace(inline: Exclude<Inline, { readonly formula: Formula }>, face: Face): readonly [string, Face] {
  if (typeof inline === 'string') return [inline, face]
  return 'code' in inline ? [inline.code, 'code'] : [inline.strong, 'strong']
}

function afterSpace(token: TextToken): TextToken {
  const { text, width } = token
  return { ...token, text: ` ${text}`, width: width + 1, breakBefore: 2, depth: 0, atBreak: { text, width } }
}

/** Long words such as Sequential(Conv2d(3,4,3),…) may be broken after punctuation, and anywhere if there is none. */
function splitWord(text: string, face: Face): readonly TextToken[] {
  const parts = text.length <= 16 ? [text] : (text.match(/[^,(/._-]{1,24}[,(/._-]*|[,(/._-]+/gu) ?? [text])
  return parts.map((part, at) => (at === 0 ? word(part, face) : { ...word(part, face), breakBefore: 1, depth: 3 }))
}

/** The tokens as lines of at most `width` columns; later lines are indented by `hanging`. */
export function wrap(line: Line, width: number, hanging = 0): readonly Line[] {
  const lines = breakLines(line, { first: width, rest: width - hanging })
  return lines.map((one, at) => (at === 0 || hanging === 0 ? one : [space(hanging), ...one]))
}

/** What a line stands in for every parenthesis that it is broken inside, where there is room for that. */
const PER_DEPTH = 2
const ROOMY = 50

/** A formula as lines; later lines stand in, further where they are broken inside parentheses. */
export function wrapFormula(line: Line, width: number): readonly Line[] {
  const perDepth = width >= ROOMY ? PER_DEPTH : 0
  const lines = breakLines(line, { first: width, rest: width - HANGING, perDepth })
  return lines.map((one, at) => (at === 0 ? one : [space(HANGING + perDepth * nesting(one[0])), ...one]))
}

/** Every line moved to the right. */
export function indent(lines: readonly Line[], by: number): readonly Line[] {
  return by === 0 ? lines : lines.map((line) => (line.length === 0 ? line : [space(by), ...line]))
}

/** Two columns: the left one padded to `width`. */
export function beside(left: readonly Line[], right: readonly Line[], width: number): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => {
    const start = left[at] ?? []
    const end = right[at] ?? []
    return end.length === 0 ? start : [...start, space(width - widthOf(start)), ...end]
  })
}

const CODES: Readonly<Record<Face | 'marked', string>> = {
  normal: '',
  strong: '1',
  code: '36',
  faint: '2',
  good: '32',
  marked: '1;35',
}

/** The line as text without trailing spaces; marked tokens and faces in colour where `color` is true. */
export function paint(line: Line, color: boolean): string {
  if (!color)
    return line
      .map((token) => token.text)
      .join('')
      .trimEnd()
  let text = ''
  let current = ''
  for (const token of trimmed(line)) {
    const code = CODES[token.marked ? 'marked' : token.face]
    if (code !== current) text += `${current === '' ? '' : '\u001b[0m'}${code === '' ? '' : `\u001b[${code}m`}`
    current = code
    text += token.text
  }
  return current === '' ? text : `${text}\u001b[0m`
}

function trimmed(line: Line): Line {
  const last = line.at(-1)
  if (last === undefined) return line
  const text = last.text.trimEnd()
  return text === '' ? trimmed(line.slice(0, -1)) : [...line.slice(0, -1), { ...last, text }]
}
