/** Formulas as HTML by KaTeX, in pieces between which the browser may start a new line, best places first. */
import katex from 'katex'
import { latexOf } from '../latex/formula.ts'
import { type Token, widthOf } from '../notation/token.ts'

/** With KaTeX's stylesheet formulas are set by it; without, they are MathML, which browsers set themselves. */
export type FormulaOutput = 'htmlAndMathml' | 'mathml'

/** From this depth on, inside the brackets of an entry, no line ends. */
const BRACKET_DEPTH = 3

/** Short formulas within words are not broken, and no product that is short. */
const SHORT = 26

/** A formula within words. */
export function inlineFormula(tokens: readonly Token[], output: FormulaOutput): string {
  if (widthOf(tokens) <= SHORT) return `<span class="short">${typeset(chunksLatex([tokens], output), output)}</span>`
  const html = pieces(tokens).map((piece) => typeset(pieceLatex(piece, output), output))
  return html.join('<wbr>')
}

/** A formula by itself: each summand is one box, so that lines end between summands before they end inside one. */
export function displayFormula(tokens: readonly Token[], output: FormulaOutput): string {
  return pieces(tokens)
    .map((piece) => `<span class="summand">${typeset(`\\displaystyle ${pieceLatex(piece, output)}`, output)}</span>`)
    .join('<wbr>')
}

/** Cut before the signs that stand in no parentheses. */
function pieces(tokens: readonly Token[]): readonly (readonly Token[])[] {
  return cut(tokens, (token) => token.breakBefore === 2 && token.depth === 0).map((piece, at) => {
    const [first, ...rest] = piece
    return at === 0 || first?.atBreak === undefined ? piece : [{ ...first, ...first.atBreak }, ...rest]
  })
}

function cut(tokens: readonly Token[], isStart: (token: Token) => boolean): readonly (readonly Token[])[] {
  const starts = tokens.flatMap((token, at) => (at === 0 || isStart(token) ? [at] : []))
  return starts.map((start, at) => tokens.slice(start, starts[at + 1] ?? tokens.length))
}

function pieceLatex(piece: readonly Token[], output: FormulaOutput): string {
  const summands = cut(piece, (token) => token.breakBefore === 2 && mayBreak(token))
  return chunksLatex(
    summands.flatMap((summand) => (widthOf(summand) <= SHORT ? [summand] : cut(summand, mayBreak))),
    output,
  )
}

/** Changed parts are wrapped between possible breaks only, because KaTeX never breaks inside a group. */
function chunksLatex(chunks: readonly (readonly Token[])[], output: FormulaOutput): string {
  const mark = output === 'mathml' ? '\\textcolor{#c2500a}' : '\\htmlClass{changed}'
  return chunks.map((chunk) => latexOf(chunk.map(heldTogether), (latex) => `${mark}{${latex}}`)).join(' \\allowbreak ')
}

function mayBreak(token: Token): boolean {
  if (token.breakBefore === 0 || token.depth >= BRACKET_DEPTH) return false
  return token.breakBefore === 2 || token.atBreak !== undefined || token.text.startsWith('\\sum')
}

/** KaTeX would break after a sign; lines end before signs instead. */
function heldTogether(token: Token): Token {
  const text = token.text
    .replace(/^((?:\{\})?\s*(?:[-+=<]|\\le|\\in|\\mathrel\{:=\}))\s/, '$1\\nobreak ')
    .replace(/\\(odot|cdot)\s/g, '\\$1\\nobreak ')
  return text === token.text ? token : { ...token, text }
}

/** KaTeX counts expansions per call against loops; our formulas have none, however long they are. */
const MOST_EXPANSIONS = 1_000_000

function typeset(latex: string, output: FormulaOutput): string {
  return katex.renderToString(latex, {
    output,
    throwOnError: true,
    maxExpand: MOST_EXPANSIONS,
    strict: (code) => (code === 'htmlExtension' || code === 'unknownSymbol' ? 'ignore' : 'error'),
    trust: (context) => context.command === '\\htmlClass' && context.class === 'changed',
  })
}
