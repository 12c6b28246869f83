/** Mathematics in LaTeX, for KaTeX, for MathJax on GitHub and for pdflatex alike. Widths are generous estimates. */
import type { Rational } from '../../../scalar/rational.ts'
import type { Relation } from '../document.ts'
import { greekCommand, type ParsedName } from '../notation/name.ts'
import type { Argument, IndexStyle, Operator, PrintedRange, Style } from '../notation/style.ts'
import { join, type Piece, type Token, textOf, widthOf } from '../notation/token.ts'

/** Which letters may stand as they are: pdflatex has fonts for few scripts, browsers for all. */
export type Letters = 'ascii' | 'unicode'

/** Subscripts and superscripts, relative to the line. */
const SCRIPT = 0.75

const RELATIONS: Readonly<Record<Relation, Operator>> = {
  '=': operator('=', 3),
  defines: operator('\\mathrel{:=}', 3.5),
  '≤': operator('\\le', 3),
  '<': operator('<', 3),
  '∈': operator('\\in', 3),
  ',': { inline: piece(' \\quad ', 2), atBreak: piece(' \\quad ', 2) },
  and: operator('\\text{ and }', 5),
}

const INDEX: IndexStyle = {
  plus: { loose: piece(' + ', 2.7), tight: piece('+', 2) },
  minus: { loose: piece(' - ', 2.7), tight: piece('-', 2) },
  equals: piece(' = ', 3),
  beside: piece(' ', 0),
  times: piece(' \\cdot ', 1.6),
  axiswise: piece(' \\odot ', 2.7),
  integer: (value) => piece(`${value}`, `${value}`.length),
  vector: (entries) => piece(`(${entries.join(',')})`, entries.join(',').length + 2),
  parenthesised: (inside) => join([piece('(', 1), inside, piece(')', 1)]),
  floor: (numerator, denominator) =>
    join([piece('\\lfloor ', 1), numerator, piece('/', 1), denominator, piece(' \\rfloor', 1)]),
}

/** The LaTeX style; letters that may not stand as they are become their code point. */
export function createLatexStyle(letters: Letters): Style {
  const head = (name: ParsedName) => formatHead(name, letters)
  const entry = (name: ParsedName, at: readonly Piece[] | undefined) => formatEntry(name, at, head)
  return {
    plus: operator('+', 2.7),
    minus: operator('-', 2.7),
    leadingMinus: piece('-', 1.6),
    times: { inline: piece('\\,', 0.4), atBreak: piece('{}\\cdot ', 1.6) },
    beside: piece(' ', 0),
    beforeNumber: { inline: piece(' \\cdot ', 1.6), atBreak: piece('{}\\cdot ', 1.6) },
    open: piece('\\bigl(', 1),
    close: piece('\\bigr)', 1),
    openCondition: piece('\\bigl[', 1),
    closeCondition: piece('\\bigr]', 1),
    relation: (relation) => RELATIONS[relation],
    number: formatNumber,
    index: INDEX,
    name: (name, isIndexed) => entry(name, isIndexed ? [] : undefined),
    usesSubscript,
    subscripted: entry,
    openEntry: (name, isShort) => join([entry(name, []), isShort ? piece('[', 0.7) : piece('\\bigl[', 1)]),
    closeEntry: (isShort) => (isShort ? piece(']', 0.7) : piece('\\bigr]', 1)),
    comma: piece(',\\, ', 1),
    tightComma: piece(',', 0.6),
    sum: formatSum,
    inverseRoot: (argument, marked) => fraction(`\\sqrt{${textOf(argument)}}`, argument, marked),
    reciprocal: (argument, _isSingle, marked) => fraction(textOf(argument), argument, marked),
  }
}

function piece(text: string, width: number): Piece {
  return { text, width }
}

function operator(sign: string, width: number): Operator {
  return { inline: piece(` ${sign} `, width), atBreak: piece(`{}${sign} `, width) }
}

/** Weights carry their indices below; signals do only where one short position is all there is. */
function usesSubscript(isSignal: boolean, _name: ParsedName, at: readonly Argument[]): boolean {
  return !isSignal || (at.length === 1 && (at[0]?.monomials ?? 0) <= 3)
}

function formatNumber(value: Rational): Piece {
  const { numerator, denominator } = value
  if (denominator === 1n) return piece(`${numerator}`, `${numerator}`.length)
  const zeros = /^10{3,}$/.exec(`${denominator}`)?.[0]
  if (zeros !== undefined) {
    const power = piece(`10^{-${zeros.length - 1}}`, 4)
    return numerator === 1n
      ? power
      : join([piece(`${numerator}`, `${numerator}`.length), piece(' \\cdot ', 1.6), power])
  }
  const digits = Math.max(`${numerator}`.length, `${denominator}`.length)
  return piece(`\\tfrac{${numerator}}{${denominator}}`, digits * SCRIPT + 0.5)
}

function formatSum(ranges: readonly PrintedRange[], condition: Piece | undefined): readonly Piece[] {
  const inside = join(
    ranges.map(({ index, extent }) => join([index, piece('<', 2), extent])),
    piece(',\\; ', 1.2),
  )
  const below =
    condition === undefined
      ? inside
      : piece(`\\substack{${inside.text} \\\\ ${condition.text}}`, Math.max(inside.width, condition.width))
  return [piece(`\\sum_{${below.text}}\\, `, Math.max(3, below.width * SCRIPT) + 1)]
}

/** 1 over the text that the tokens stand for. */
function fraction(below: string, argument: readonly Token[], marked: boolean): readonly Token[] {
  return [
    {
      text: `\\frac{1}{${below}}`,
      width: widthOf(argument) + 2,
      marked: marked || argument.some((token) => token.marked),
      breakBefore: 0,
      depth: 0,
    },
  ]
}

/** The name with its number, owner and primes above or below; without `at` it is a size, whose number stands below. */
function formatEntry(name: ParsedName, at: readonly Piece[] | undefined, head: (name: ParsedName) => Piece): Piece {
  const isEntry = at !== undefined
  const own = ownScripts(name, head)
  const above = [...(name.primes === 0 ? [] : [primes(name.primes)]), ...(isEntry ? own.above : [])]
  const padded = name.decoration === 'padded' ? [piece('\\mathrm{pad}', 3.5)] : []
  const below = isEntry ? at : own.below
  const isSquare = name.decoration === 'square'
  const above2 = isSquare && above.length === 0 ? [piece('2', 1)] : [...above, ...padded]
  const base = join([head(name), script('^', above2), script('_', below)])
  if (!isSquare || above.length === 0) return base
  return join([piece('\\bigl(', 1), base, piece('\\bigr)^{2}', 1 + SCRIPT)])
}

function ownScripts(name: ParsedName, head: (name: ParsedName) => Piece) {
  const of = name.of === undefined ? [] : [formatEntry(name.of, undefined, head)]
  const number = name.number === undefined ? [] : [piece(name.number, name.number.length)]
  const bracketed = number.map((one) => join([piece('(', 1), one, piece(')', 1)]))
  return { above: [...bracketed, ...of], below: [...number, ...of] }
}

function primes(count: number): Piece {
  return piece('\\prime'.repeat(count), count)
}

function script(sign: '^' | '_', parts: readonly Piece[]): Piece {
  if (parts.length === 0) return piece('', 0)
  const inside = join(parts, piece(',', 0.6))
  return piece(`${sign}{${inside.text}}`, inside.width * SCRIPT)
}

function formatHead(name: ParsedName, letters: Letters): Piece {
  const base = formatLetters(name.head, letters)
  if (name.decoration === 'reversed') return piece(`\\overleftarrow{${base.text}}`, Math.max(2, base.width))
  if (name.decoration === 'dense') return piece(`\\hat{${base.text}}`, base.width)
  return base
}

function formatLetters(text: string, letters: Letters): Piece {
  const greek = greekCommand(text)
  if (greek !== undefined) return piece(`\\${greek}`, 1.2)
  if (/^[A-Za-z]$/.test(text)) return piece(text, /[A-Z]/.test(text) ? 1.6 : 1.2)
  if (/^[A-Za-z0-9]+$/.test(text)) return piece(`\\mathrm{${text}}`, text.length * 1.2)
  const escaped = [...text].map((character) => escapeLetter(character, letters)).join('')
  return piece(`\\text{${escaped}}`, escaped.length * 1.3)
}

/** The letters of Latin-1 that LaTeX's own font encoding can set. */
const OT1_LETTER = /^[À-ÏÑ-ÖØ-Ýß-ïñ-öø-ýÿ]$/

/** Whatever is neither a letter nor a digit becomes its code point, so that no character can act as a command. */
function escapeLetter(character: string, letters: Letters): string {
  if (/^[A-Za-z0-9]$/.test(character)) return character
  if (character === '_') return '\\_'
  if (letters === 'unicode' && /^[\p{L}\p{N}]$/u.test(character)) return character
  if (OT1_LETTER.test(character)) return character
  return `[${character.codePointAt(0)?.toString(16).toUpperCase()}]`
}
