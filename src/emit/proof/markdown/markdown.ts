/** Renders a proof document as GitHub-flavoured Markdown; formulas use only what GitHub's MathJax allows. */
import type { Block, DisplayBlock, Formula, Inline, ProofDocument, StepBlock } from '../document.ts'
import { escapeHtml } from '../html/words.ts'
import { latexLines, latexOf, type Mark } from '../latex/formula.ts'
import { displayRows, type LatexContext, windowsArray } from '../latex/layout.ts'
import { createLatexStyle } from '../latex/style.ts'
import { createNotation, type Notation } from '../notation/notation.ts'
import { textOf } from '../notation/token.ts'
import { unicodeStyle } from '../notation/unicode-style.ts'
import { asSentence, coqNamesOf, countedSteps, innerSteps, ownName, statedBy } from '../step-words.ts'
import { codeSpan, escapeCell, escapeMarkdown } from './words.ts'

interface Context extends LatexContext {
  /** For summaries, which cannot hold formulas. */
  readonly unicode: Notation
}

/** Half ems that a formula may take on GitHub's page before it is broken. */
const LINE_WIDTH = 96

/** Readable on white and on black. */
const markChanged: Mark = (latex) => `{\\color{#c2500a} ${latex}}`

/** The document as Markdown that ends in a newline. */
export function renderMarkdown(document: ProofDocument): string {
  const style = createLatexStyle('unicode')
  const context: Context = {
    notation: createNotation(style, document),
    unicode: createNotation(unicodeStyle, document),
    style,
    width: LINE_WIDTH,
    mark: markChanged,
  }
  const hasHeading = document.blocks.some((block) => block.kind === 'heading' && block.level === 1)
  const title = hasHeading ? [] : [`# ${escapeMarkdown(document.title)}`]
  return `${[...title, ...document.blocks.map((block) => renderStated(block, context))].join('\n\n')}\n`
}

/** The block with who vouches for it; a step says that itself. */
function renderStated(block: Block, context: Context): string {
  const { certainty, scope } = statedBy(block)
  return [renderBlock(block, context), ...renderCertainty(certainty, scope)].join('\n\n')
}

/** Words in small print, with dots between them; none where there are no words. */
function renderCertainty(words: readonly string[], scope = '', more: readonly string[] = []): readonly string[] {
  const parts = [...words.map(escapeMarkdown), ...more]
  return parts.length === 0 ? [] : [`<sub>${scope}${parts.join(' · ')}</sub>`]
}

function renderBlock(block: Block, context: Context): string {
  switch (block.kind) {
    case 'heading':
      return `${anchorLine(block.anchor)}${'#'.repeat(block.level)} ${renderInlines(block.text, context)}`
    case 'paragraph':
      return renderInlines(block.text, context)
    case 'list':
      return block.items
        .map((item, at) => `${block.ordered ? `${at + 1}.` : '-'} ${renderInlines(item, context)}`)
        .join('\n')
    case 'table':
      return renderTable(block, context)
    case 'details':
      return renderDetails(
        renderSummary(block.summary, context),
        block.blocks.map((one) => renderStated(one, context)),
      )
    case 'display':
      return renderDisplay(block, context)
    case 'step':
      return renderStep(block, context)
    case 'windows':
      return fence(windowsArray(block, (text) => `\\text{${text}}`, context))
    default:
      return block satisfies never
  }
}

function anchorLine(anchor: string | undefined): string {
  return anchor === undefined ? '' : `<a id="${anchor.replace(/[^A-Za-z0-9.-]/g, '_')}"></a>\n\n`
}

function fence(latex: string): string {
  return `\`\`\`math\n${latex}\n\`\`\``
}

/** GitHub reads a summary as HTML, not as Markdown, so its formulas are plain text. */
function renderSummary(summary: readonly Inline[], { unicode }: Context): string {
  return summary
    .map((inline) => {
      if (typeof inline === 'string') return escapeHtml(inline)
      if ('formula' in inline) return `<i>${escapeHtml(textOf(unicode.formula(inline.formula)))}</i>`
      return 'code' in inline ? `<code>${escapeHtml(inline.code)}</code>` : `<b>${escapeHtml(inline.strong)}</b>`
    })
    .join('')
}

/** GitHub renders Markdown inside <details> only after an empty line. */
function renderDetails(summary: string, blocks: readonly string[], isOpen = false): string {
  return `<details${isOpen ? ' open' : ''}>\n<summary>${summary}</summary>\n\n${blocks.join('\n\n')}\n\n</details>`
}

function renderInlines(inlines: readonly Inline[], context: Context): string {
  const text = inlines.map((inline) => renderInline(inline, context)).join('')
  return text.replace(/^([-+=]|\d+[.)])(?=\s|$)/, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`)
}

function renderInline(inline: Inline, { notation, mark }: Context): string {
  if (typeof inline === 'string') return escapeMarkdown(inline)
  if ('code' in inline) return codeSpan(inline.code)
  if ('strong' in inline) return `**${escapeMarkdown(inline.strong)}**`
  return `$\`${latexOf(notation.formula(inline.formula), mark)}\`$`
}

function renderTable(block: Block & { readonly kind: 'table' }, context: Context): string {
  const row = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`
  const rows = block.rows.map((cells) => row(block.header.map((_, at) => renderInlines(cells[at] ?? [], context))))
  return [row(block.header.map(escapeMarkdown)), row(block.header.map(() => '---')), ...rows].join('\n')
}

function renderFormula(formula: Formula, { notation, width, mark }: Context): string {
  const [first = '', ...rest] = latexLines(notation.formula(formula), { first: width, rest: width - 4 }, mark)
  if (rest.length === 0) return fence(first)
  const lines = [`& ${first}`, ...rest.map((line) => `& \\qquad ${line}`)]
  return fence(`\\begin{aligned}\n${lines.join(' \\\\\n')}\n\\end{aligned}`)
}

function renderDisplay(block: DisplayBlock, context: Context): string {
  const rows = displayRows(block, context).flatMap((row, at) => {
    const note = block.rows[at]?.note
    const lines = row.cells.map((cell) => `${cell.left} & ${cell.right}`.trim())
    if (note === undefined) return lines
    return [...lines.slice(0, -1), `${lines.at(-1) ?? ''} && ${noteInMath(note, context)}`]
  })
  return fence(`\\begin{aligned}\n${rows.join(' \\\\\n')}\n\\end{aligned}`)
}

/** Words within mathematics: only letters, digits and harmless punctuation may stand in \text. */
function noteInMath(note: readonly Inline[], { notation, mark }: Context): string {
  const words = (text: string) => `\\text{${text.replace(/[^\p{L}\p{N} .,;:()'!?/-]/gu, ' ')}}`
  return note
    .map((inline) => {
      if (typeof inline === 'string') return words(inline)
      if ('formula' in inline) return latexOf(notation.formula(inline.formula), mark)
      return words('code' in inline ? inline.code : inline.strong)
    })
    .join(' ')
}

function renderStep(step: StepBlock, context: Context): string {
  const own = ownName(step)
  const name = own === undefined ? '' : ` — ${codeSpan(own)}`
  const coq = coqNamesOf(step)
  const inCoq = coq.length === 0 ? [] : [`in Coq: ${renderInlines(coq, context)}`]
  const conditions = step.conditions.map((condition) => `- ${renderInlines(condition, context)}`)
  const inner = innerSteps(step).map((one) => renderStep(one, context))
  return [
    `${anchorLine(step.anchor)}**${escapeMarkdown(step.number)} · ${escapeMarkdown(step.title)}**${name}`,
    renderFormula(step.before, context),
    `⇓ changed: *${escapeMarkdown(step.changed)}*`,
    renderFormula(step.after, context),
    `Allowed because ${renderInlines(asSentence(step.because), context)}`,
    ...(conditions.length === 0 ? [] : [`Provided that\n\n${conditions.join('\n')}`]),
    ...renderCertainty([...countedSteps(step), ...step.certainty], '', inCoq),
    ...(inner.length === 0 ? [] : [renderDetails(escapeHtml(step.inner?.summary ?? ''), inner, step.inner?.isOpen)]),
  ].join('\n\n')
}
