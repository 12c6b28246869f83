/** The registry of proof renderers: one entry each. The record itself is written by proof/json.ts. */
import { fail } from '../../errors.ts'
import type { ProofDocument } from './document.ts'
import { renderHtml } from './html/html.ts'
import { renderLatex } from './latex/latex.ts'
import { renderMarkdown } from './markdown/markdown.ts'
import { renderText } from './text/text.ts'

/** What a renderer may be asked for; each takes what concerns it and ignores the rest. */
export interface RenderOptions {
  /** text: columns; 80 unless given. */
  readonly width?: number
  /** text: ANSI colours; none unless asked for. */
  readonly color?: boolean
  /** latex: a complete article, unless false. */
  readonly standalone?: boolean
  /** html: KaTeX's stylesheet with its fonts inside; without it formulas are MathML. */
  readonly stylesheet?: string
}

export interface ProofRenderer {
  readonly name: string
  /** Without the dot. */
  readonly extension: string
  readonly mediaType: string
  /** What it is for, in a few words for the command line's help. */
  readonly summary: string
  /** True where the reader can unfold what is hidden, so that a document may hold every step. */
  readonly collapsible: boolean
  readonly render: (document: ProofDocument, options: RenderOptions) => string
}

const DEFAULT_WIDTH = 80

/** All renderers of proof documents. */
export const PROOF_RENDERERS: readonly ProofRenderer[] = [
  {
    name: 'text',
    extension: 'txt',
    mediaType: 'text/plain; charset=utf-8',
    summary: 'Unicode text for a terminal, as wide as asked',
    collapsible: false,
    render: (document, { width = DEFAULT_WIDTH, color = false }) => renderText(document, { width, color }),
  },
  {
    name: 'markdown',
    extension: 'md',
    mediaType: 'text/markdown; charset=utf-8',
    summary: 'Markdown with formulas, as GitHub shows it',
    collapsible: true,
    render: (document) => renderMarkdown(document),
  },
  {
    name: 'latex',
    extension: 'tex',
    mediaType: 'application/x-tex; charset=utf-8',
    summary: 'LaTeX for pdflatex, an article or a fragment for \\input',
    collapsible: false,
    render: (document, { standalone = true }) => renderLatex(document, { standalone }),
  },
  {
    name: 'html',
    extension: 'html',
    mediaType: 'text/html; charset=utf-8',
    summary: 'one self-contained page without scripts',
    collapsible: true,
    render: (document, { stylesheet }) => renderHtml(document, stylesheet === undefined ? {} : { stylesheet }),
  },
]

/** The renderer of that name. @throws ConvolemmaError "emit/unknown-format" */
export function findRenderer(name: string): ProofRenderer {
  const found = PROOF_RENDERERS.find((renderer) => renderer.name === name)
  const known = PROOF_RENDERERS.map((renderer) => renderer.name).join(', ')
  return (
    found ??
    fail({
      code: 'emit/unknown-format',
      what: `${JSON.stringify(name)} is not a document format`,
      fix: `one of ${known}`,
    })
  )
}
