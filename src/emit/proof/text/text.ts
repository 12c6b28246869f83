/** Renders a proof document for a terminal: Unicode, never wider than asked where it can be broken, colours only if wanted. */
import type { Block, Inline, ProofDocument } from '../document.ts'
import { createNotation } from '../notation/notation.ts'
import { widthOf } from '../notation/token.ts'
import { unicodeStyle } from '../notation/unicode-style.ts'
import { statedBy } from '../step-words.ts'
import { beside, indent, inlineLine, type Line, paint, type TextContext, word, wrap } from './line.ts'
import { stepLines, withWords } from './step.ts'
import { displayLines, tableLines, windowLines } from './table.ts'

export interface TextOptions {
  /** Columns of the terminal. */
  readonly width: number
  /** True for ANSI colours. */
  readonly color: boolean
}

/** Words are not wrapped wider than they are comfortable to read. */
const WORDS_WIDTH = 100

/** The document as text that ends in a newline. */
export function renderText(document: ProofDocument, options: TextOptions): string {
  const context: TextContext = { notation: createNotation(unicodeStyle, document), width: options.width }
  const hasHeading = document.blocks.some((block) => block.kind === 'heading' && block.level === 1)
  const title = hasHeading ? [] : [headingLines(1, [document.title], context)]
  const parts = [...title, ...document.blocks.map((block) => statedLines(block, context))]
  const lines = parts.filter((part) => part.length > 0).flatMap((part, at) => (at === 0 ? part : [[], ...part]))
  return `${lines.map((line) => paint(line, options.color)).join('\n')}\n`
}

/** The block with who vouches for it; a step says that itself. */
function statedLines(block: Block, context: TextContext): readonly Line[] {
  const { certainty, scope } = statedBy(block)
  return withWords(blockLines(block, context), certainty, context, scope)
}

function blockLines(block: Block, context: TextContext): readonly Line[] {
  switch (block.kind) {
    case 'heading':
      return headingLines(block.level, block.text, context)
    case 'paragraph':
      return wordLines(block.text, context)
    case 'list':
      return block.items.flatMap((item, at) => itemLines(block.ordered ? `${at + 1}. ` : '• ', item, context))
    case 'table':
      return tableLines(block.header, block.rows, context)
    case 'details':
      return detailsLines(block, context)
    case 'display':
      return indent(displayLines(block, { ...context, width: context.width - 2 }), 2)
    case 'step':
      return stepLines(block, context)
    case 'windows':
      return indent(windowLines(block, { ...context, width: context.width - 2 }), 2)
    default:
      return block satisfies never
  }
}

const UNDERLINES = { 1: '═', 2: '─', 3: '' } as const

function headingLines(level: 1 | 2 | 3, text: readonly Inline[], { notation, width }: TextContext): readonly Line[] {
  const lines = wrap(inlineLine(text, notation, 'strong'), width)
  const underline = UNDERLINES[level].repeat(Math.max(0, ...lines.map(widthOf)))
  return underline === '' ? lines : [...lines, [word(underline, 'faint')]]
}

function wordLines(text: readonly Inline[], { notation, width }: TextContext): readonly Line[] {
  return wrap(inlineLine(text, notation), Math.min(width, WORDS_WIDTH))
}

function itemLines(mark: string, item: readonly Inline[], context: TextContext): readonly Line[] {
  const label = word(mark)
  return beside([[label]], wordLines(item, { ...context, width: context.width - label.width }), label.width)
}

function detailsLines(block: Block & { readonly kind: 'details' }, context: TextContext): readonly Line[] {
  const summary = wrap(inlineLine(['▸ ', ...block.summary], context.notation, 'strong'), context.width, 2)
  const inside = { ...context, width: context.width - 2 }
  const lines = block.blocks.flatMap((one) => [[], ...statedLines(one, inside)])
  return [...summary, ...indent(lines, 2)]
}
