/** Renders a proof document as LaTeX for pdflatex: an article of its own, or a fragment for \input. */
import type { Block, DisplayBlock, Formula, Inline, ProofDocument, StepBlock } from '../document.ts'
import { createNotation, type Notation } from '../notation/notation.ts'
import { columns, type Token, textOf, widthOf } from '../notation/token.ts'
import { unicodeStyle } from '../notation/unicode-style.ts'
import { asSentence, coqNamesOf, countedSteps, innerSteps, ownName, statedBy } from '../step-words.ts'
import { shareWidth } from '../text/table.ts'
import { latexLines, latexOf } from './formula.ts'
import { displayRows, type LatexContext, windowsArray } from './layout.ts'
import { fragmentHead, preamble } from './preamble.ts'
import { createLatexStyle } from './style.ts'
import { escapeBookmark, escapeLatex, escapeLatexCode } from './words.ts'

export interface LatexOptions {
  /** True for a complete article. */
  readonly standalone: boolean
}

interface Context extends LatexContext {
  /** For bookmarks, which cannot hold formulas. */
  readonly unicode: Notation
}

/** Half ems of a line of the article: 160 mm at 11 pt, and a little less for safety. */
const LINE_WIDTH = 78
/** What steps inside a step lose at the left. */
const INNER_WIDTH = 4
const MANY_ROWS = 25

/** The document as LaTeX that ends in a newline. */
export function renderLatex(document: ProofDocument, options: LatexOptions): string {
  const style = createLatexStyle('ascii')
  const context: Context = {
    notation: createNotation(style, document),
    unicode: createNotation(unicodeStyle, document),
    style,
    width: LINE_WIDTH,
    mark: (latex) => `\\clmchanged{${latex}}`,
  }
  const hasHeading = document.blocks.some((block) => block.kind === 'heading' && block.level === 1)
  const title = hasHeading ? [] : [titleLine(escapeLatex(document.title))]
  const body = [...title, ...document.blocks.map((block) => renderStated(block, context))].join('\n\n')
  if (!options.standalone) return `${fragmentHead()}\n${body}\n`
  return `${preamble(escapeBookmark(document.title))}\n${body}\n\n\\end{document}\n`
}

/** The block with who vouches for it; a step says that itself. */
function renderStated(block: Block, context: Context): string {
  const { certainty, scope } = statedBy(block)
  const rendered = renderBlock(block, context)
  return certainty.length === 0 ? rendered : `${rendered}\n\\clmstated{${scope}${renderCertainty(certainty)}}`
}

function renderCertainty(words: readonly string[]): string {
  return words.map(escapeLatex).join(' \\ensuremath{\\cdot} ')
}

function renderBlock(block: Block, context: Context): string {
  switch (block.kind) {
    case 'heading':
      return renderHeading(block, context)
    case 'paragraph':
      return `\\clmwords ${renderInlines(block.text, context)}`
    case 'list':
      return renderList(block.items, block.ordered ? 'enumerate' : 'itemize', context)
    case 'table':
      return renderTable(block, context)
    case 'details':
      return [
        `\\subsection{${renderHeadingWords(block.summary, context)}}`,
        ...block.blocks.map((one) => renderStated(one, context)),
      ].join('\n\n')
    case 'display':
      return renderDisplay(block, context)
    case 'step':
      return renderStep(block, context)
    case 'windows':
      return `\\clmdisplay\n\\[\n${windowsArray(block, (text) => `\\quad\\text{\\small ${escapeLatex(text)}}`, context)}\n\\]`
    default:
      return block satisfies never
  }
}

function titleLine(text: string): string {
  return `\\begin{center}\\LARGE\\bfseries ${text}\\end{center}`
}

function renderHeading(block: Block & { readonly kind: 'heading' }, context: Context): string {
  if (block.level === 1) return titleLine(renderInlines(block.text, context))
  const command = block.level === 2 ? 'section' : 'subsection'
  return `\\${command}{${renderHeadingWords(block.text, context)}}${target(block.anchor)}`
}

/** A heading with a formula or a sign needs the same in plain words for the bookmarks. */
function renderHeadingWords(text: readonly Inline[], context: Context): string {
  const latex = renderInlines(text, context)
  if (!/[$]|\\(?:ensuremath|texttt)/.test(latex)) return latex
  const words = text.map((inline) => {
    if (typeof inline === 'string') return inline
    if ('formula' in inline) return textOf(context.unicode.formula(inline.formula))
    return 'code' in inline ? inline.code : inline.strong
  })
  return `\\texorpdfstring{${latex}}{${escapeBookmark(words.join(''))}}`
}

function target(anchor: string | undefined): string {
  return anchor === undefined || anchor === '' ? '' : `\\hypertarget{${anchor.replace(/[^A-Za-z0-9.-]/g, '-')}}{}`
}

function renderInlines(inlines: readonly Inline[], context: Context): string {
  return inlines.map((inline) => renderInline(inline, context)).join('')
}

function renderInline(inline: Inline, { notation, mark }: Context): string {
  if (typeof inline === 'string') return escapeLatex(inline)
  if ('code' in inline) return `\\texttt{${escapeLatexCode(inline.code)}}`
  if ('strong' in inline) return `\\textbf{${escapeLatex(inline.strong)}}`
  return `$${latexOf(notation.formula(inline.formula).map(withBreak), mark)}$`
}

/** Within words TeX breaks formulas itself, if it is told where and how gladly. */
function withBreak(token: Token): Token {
  if (token.breakBefore === 0) return token
  return { ...token, text: `${token.breakBefore === 2 ? '\\allowbreak' : '\\penalty300'} ${token.text}` }
}

function renderList(items: readonly (readonly Inline[])[], environment: string, context: Context): string {
  const lines = items.map((item) => `  \\item ${renderInlines(item, context)}`)
  return `\\begin{${environment}}\n${lines.join('\n')}\n\\end{${environment}}`
}

function renderTable(block: Block & { readonly kind: 'table' }, context: Context): string {
  const cells = block.rows.map((row) => block.header.map((_, at) => row[at] ?? []))
  const natural = block.header.map((title, at) =>
    Math.max(columns(title) * 1.2, ...cells.map((row) => inlineWidth(row[at] ?? [], context))),
  )
  const room = LINE_WIDTH - 2 * natural.length
  const isNarrow = natural.reduce((sum, one) => sum + one, 0) <= room
  const widths = shareWidth(natural.map(Math.ceil), room)
  const column = (width: number) => `p{${(0.94 * (width / LINE_WIDTH)).toFixed(3)}\\linewidth}`
  const format = widths.map((width) => (isNarrow ? 'l' : column(width))).join('')
  const environment = block.rows.length > MANY_ROWS ? 'longtable' : 'tabular'
  const row = (texts: readonly string[]) => `${texts.join(' & ')} \\\\`
  const head = row(block.header.map((title) => `\\textbf{${escapeLatex(title)}}`))
  const body = cells.map((one) => row(one.map((cell) => renderInlines(cell, context))))
  const table = [`\\begin{${environment}}{${format}}`, head, '\\hline', ...body, `\\end{${environment}}`].join('\n')
  return environment === 'tabular' ? `\\par\\noindent\n${table}\n\\par` : table
}

function inlineWidth(inlines: readonly Inline[], { notation }: Context): number {
  return inlines.reduce((total, inline) => {
    if (typeof inline === 'string') return total + columns(inline)
    if ('formula' in inline) return total + widthOf(notation.formula(inline.formula))
    return total + columns('code' in inline ? inline.code : inline.strong) * 1.2
  }, 0)
}

function renderDisplay(block: DisplayBlock, context: Context): string {
  const rows = displayRows(block, { ...context, width: context.width - 4 }).map((row, at) => {
    const note = block.rows[at]?.note
    const tag = note === undefined ? '' : `\\tag*{\\small ${renderInlines(note, context)}}`
    return `${row.cells.map((cell) => `${cell.left} & ${cell.right}`.trim()).join(' \\\\\n')}${tag}`
  })
  return `\\clmdisplay
\\begin{align*}\n${rows.join(' \\\\\n')}\n\\end{align*}`
}

function formulaLines(formula: Formula, context: Context): string {
  const widths = { first: context.width - 3, rest: context.width - 7 }
  const lines = latexLines(context.notation.formula(formula), widths, context.mark)
  return lines.map((line, at) => `\\clmline{${at === 0 ? '1.5em' : '3.5em'}}{${line}}`).join('\\nopagebreak\n')
}

function renderStep(step: StepBlock, context: Context): string {
  const own = ownName(step)
  const certainty = renderCertainty([...countedSteps(step), ...step.certainty])
  const coq = coqNamesOf(step)
  const title = [step.number, step.title, own ?? ''].map((text) => `{${escapeLatex(text)}}`).join('')
  const conditions = step.conditions.map((condition) => `\\clmcondition{${renderInlines(condition, context)}}`)
  const inner = innerSteps(step)
  return [
    `\\clmstep${title}{${certainty}}${target(step.anchor)}%`,
    formulaLines(step.before, context),
    `\\clmgap\\clmnote{$\\Downarrow$ changed: \\emph{${escapeLatex(step.changed)}}}\\clmgap`,
    formulaLines(step.after, context),
    `\\clmgap\\noindent Allowed because ${renderInlines(asSentence(step.because), context)}`,
    ...(conditions.length === 0 ? [] : ['Provided that', ...conditions]),
    ...(coq.length === 0 ? [] : [`\\clmcoq{${renderInlines(coq, context)}}`]),
    ...(inner.length === 0 ? [] : [innerLatex(step.inner?.summary ?? '', inner, context)]),
  ].join('\n')
}

function innerLatex(summary: string, steps: readonly StepBlock[], context: Context): string {
  const inside = { ...context, width: context.width - INNER_WIDTH }
  const rendered = steps.map((step) => renderStep(step, inside))
  return [`\\clmbegin ${escapeLatex(summary)}:\\nopagebreak`, ...rendered, '\\clmend'].join('\n')
}
