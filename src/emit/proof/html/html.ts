/** Renders a proof document as one self-contained HTML page: no scripts, no requests, formulas set by KaTeX when it is written. */
import type {
  Block,
  Certainty,
  DisplayBlock,
  Formula,
  Inline,
  ProofDocument,
  StepBlock,
  WindowsBlock,
} from '../document.ts'
import { createLatexStyle } from '../latex/style.ts'
import { createNotation, type Notation } from '../notation/notation.ts'
import type { Style } from '../notation/style.ts'
import {
  asSentence,
  CERTAINTY_MEANING,
  coqNamesOf,
  countedSteps,
  innerSteps,
  ownName,
  statedBy,
} from '../step-words.ts'
import { displayFormula, type FormulaOutput, inlineFormula } from './formula.ts'
import { keepUsedFonts } from './katex-stylesheet.ts'
import { PAGE_STYLE } from './style.ts'
import { escapeHtml, htmlId } from './words.ts'

export interface HtmlOptions {
  /** KaTeX's stylesheet with its fonts inside (see inlineFonts); without it formulas are MathML. */
  readonly stylesheet?: string
}

interface Context {
  readonly notation: Notation
  readonly style: Style
  readonly output: FormulaOutput
  /** The level of the heading above; steps are one level below. */
  readonly level: number
}

/** Styles and fonts of the page itself and nothing else. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"

/** The document as a page that ends in a newline. */
export function renderHtml(document: ProofDocument, options: HtmlOptions): string {
  const style = createLatexStyle('unicode')
  const { stylesheet = '' } = options
  const hasStylesheet = stylesheet !== ''
  const output = hasStylesheet ? 'htmlAndMathml' : 'mathml'
  const context: Context = { notation: createNotation(style, document), style, output, level: 1 }
  const hasHeading = document.blocks.some((block) => block.kind === 'heading' && block.level === 1)
  const title = hasHeading ? '' : `<h1>${escapeHtml(document.title)}</h1>\n`
  const body = `${title}${renderBlocks(document.blocks, context)}`
  const katexStyle = hasStylesheet ? styleElement(keepUsedFonts(stylesheet, body)) : ''
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Convolemma">
<title>${escapeHtml(document.title)}</title>
${katexStyle}${styleElement(PAGE_STYLE)}</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}

/** The element with its line end; a stylesheet cannot end it early. */
function styleElement(css: string): string {
  return `<style>${css.replace(/<\//g, '<\\/')}</style>\n`
}

function renderBlocks(blocks: readonly Block[], context: Context): string {
  let level = context.level
  const parts = blocks.map((block) => {
    if (block.kind === 'heading') level = block.level
    return renderStated(block, { ...context, level })
  })
  return parts.join('\n')
}

/** The block with who vouches for it; a step says that itself. */
function renderStated(block: Block, context: Context): string {
  const { certainty, scope } = statedBy(block)
  const rendered = renderBlock(block, context)
  if (certainty.length === 0) return rendered
  return `<div class="stated">\n${rendered}\n${renderBadges(certainty, scope)}\n</div>`
}

function renderBlock(block: Block, context: Context): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}${idAttribute(block.anchor)}>${renderInlines(block.text, context)}</h${block.level}>`
    case 'paragraph':
      return `<p>${renderInlines(block.text, context)}</p>`
    case 'list':
      return renderList(block.items, block.ordered ? 'ol' : 'ul', context)
    case 'table':
      return renderTable(block, context)
    case 'details':
      return renderDetails(renderInlines(block.summary, context), renderBlocks(block.blocks, context))
    case 'display':
      return renderDisplay(block, context)
    case 'step':
      return renderStep(block, context)
    case 'windows':
      return renderWindows(block, context)
    default:
      return block satisfies never
  }
}

function idAttribute(anchor: string | undefined): string {
  return anchor === undefined ? '' : ` id="${htmlId(anchor)}"`
}

function renderInlines(inlines: readonly Inline[], context: Context): string {
  return inlines.map((inline) => renderInline(inline, context)).join('')
}

function renderInline(inline: Inline, { notation, output }: Context): string {
  if (typeof inline === 'string') return escapeHtml(inline)
  if ('code' in inline) return `<code>${escapeHtml(inline.code)}</code>`
  if ('strong' in inline) return `<strong>${escapeHtml(inline.strong)}</strong>`
  return inlineFormula(notation.formula(inline.formula), output)
}

function renderList(items: readonly (readonly Inline[])[], tag: 'ol' | 'ul', context: Context): string {
  return `<${tag}>\n${items.map((item) => `<li>${renderInlines(item, context)}</li>`).join('\n')}\n</${tag}>`
}

function renderTable(block: Block & { readonly kind: 'table' }, context: Context): string {
  const head = block.header.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('')
  const rows = block.rows.map((row) => {
    const cells = block.header.map((_, at) => `<td>${renderInlines(row[at] ?? [], context)}</td>`)
    return `<tr>${cells.join('')}</tr>`
  })
  return `<div class="scroll"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table></div>`
}

function renderDetails(summary: string, body: string, isOpen = false): string {
  return `<details${isOpen ? ' open' : ''}>\n<summary>${summary}</summary>\n${body}\n</details>`
}

function renderEquation(formula: Formula, context: Context): string {
  return `<div class="equation">${displayFormula(context.notation.formula(formula), context.output)}</div>`
}

function renderDisplay(block: DisplayBlock, context: Context): string {
  const { notation, output } = context
  const rows = block.rows.map((row) => {
    const note = row.note === undefined ? '' : ` <div class="note">${renderInlines(row.note, context)}</div>`
    const left = displayFormula(notation.formula(row.left), output)
    const right = displayFormula(notation.formula([{ kind: 'relation', relation: row.relation }, ...row.right]), output)
    const place = note === '' ? 'right alone' : 'right'
    return `<div class="row"><div class="left">${left}</div> <div class="${place}">${right}</div>${note}</div>`
  })
  return `<div class="rows">\n${rows.join('\n')}\n</div>`
}

function renderStep(step: StepBlock, context: Context): string {
  const tag = `h${Math.min(6, context.level + 1)}`
  const id = htmlId(step.anchor)
  const own = ownName(step)
  const number = `<a class="number" href="#${id}">${escapeHtml(step.number)}</a>`
  const title = `<${tag}>${number} ${escapeHtml(step.title)}</${tag}>${own === undefined ? '' : `<code>${escapeHtml(own)}</code>`}`
  const inner = innerSteps(step)
  const inside = { ...context, level: context.level + 1 }
  const coq = coqNamesOf(step)
  return [
    `<section class="step" id="${id}">`,
    `<header>${title}${renderBadges(step.certainty)}</header>`,
    renderEquation(step.before, context),
    `<p class="changed-words"><span aria-hidden="true">⇓</span> changed: <em>${escapeHtml(step.changed)}</em></p>`,
    renderEquation(step.after, context),
    `<p class="because"><b>Allowed because</b> ${renderInlines(asSentence(step.because), context)}</p>`,
    ...(step.conditions.length === 0 ? [] : [renderConditions(step, context)]),
    ...(coq.length === 0 ? [] : [`<p class="coq">In Coq: ${renderInlines(coq, context)}</p>`]),
    ...countedSteps(step).map((summary) => `<p class="counted">${escapeHtml(summary)}</p>`),
    ...(inner.length === 0
      ? []
      : [
          renderDetails(
            escapeHtml(step.inner?.summary ?? ''),
            inner.map((one) => renderStep(one, inside)).join('\n'),
            step.inner?.isOpen,
          ),
        ]),
    '</section>',
  ].join('\n')
}

function renderBadges(words: readonly Certainty[], scope = ''): string {
  if (words.length === 0) return ''
  const badges = words.map((certainty) => {
    return `<span class="badge ${certainty}" title="${escapeHtml(CERTAINTY_MEANING[certainty])}">${certainty}</span>`
  })
  const note = scope === '' ? '' : `<span class="note">${escapeHtml(scope)}</span>`
  return `<span class="badges">${note}${badges.join('')}</span>`
}

function renderConditions(step: StepBlock, context: Context): string {
  return `<div class="conditions"><b>Provided that</b>\n${renderList(step.conditions, 'ul', context)}\n</div>`
}

function renderWindows(block: WindowsBlock, context: Context): string {
  const { notation, output } = context
  const term = (value: WindowsBlock['padded'][number]) => inlineFormula(notation.term(value), output)
  const head = block.padded.map((value) => `<td>${term(value)}</td>`).join('')
  const rows = block.rows.map(({ start, tap, value }) => {
    const cells = block.padded.map((_, at) => {
      const inside = block.reversed[at - start]
      if (inside === undefined) return '<td></td>'
      const ends = [at === start ? ' first' : '', at - start === block.reversed.length - 1 ? ' last' : ''].join('')
      return `<td class="window${ends}">${term(inside)}</td>`
    })
    const sum = inlineFormula(notation.formula([...tap, { kind: 'relation', relation: '=' }, ...value]), output)
    return `<tr>${cells.join('')}<td class="sum">→ ${sum}</td></tr>`
  })
  const padded = `<tr class="padded">${head}<td class="sum note">the padded kernel</td></tr>`
  return `<div class="scroll"><table class="windows">\n${padded}\n${rows.join('\n')}\n</table></div>`
}
