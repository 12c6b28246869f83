import katex from 'katex'
import { describe, expect, it } from 'vitest'
import { renderHtml } from '../../../src/emit/proof/html/html.ts'
import { PROOF_RENDERERS } from '../../../src/emit/proof/index.ts'
import { renderLatex } from '../../../src/emit/proof/latex/latex.ts'
import { createLatexStyle } from '../../../src/emit/proof/latex/style.ts'
import { renderMarkdown } from '../../../src/emit/proof/markdown/markdown.ts'
import { createNotation } from '../../../src/emit/proof/notation/notation.ts'
import { textOf } from '../../../src/emit/proof/notation/token.ts'
import { renderText } from '../../../src/emit/proof/text/text.ts'
import { element } from '../../../src/term/build.ts'
import { variable } from '../../../src/term/index-expression.ts'
import { documentOf, HOSTILE } from './hostile-document.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

describe('hostile names', () => {
  it.each(HOSTILE)('cannot steer a terminal or an editor: %j', (text) => {
    for (const renderer of PROOF_RENDERERS) expect(renderer.render(documentOf(text), {})).not.toMatch(CONTROL)
    expect(renderText(documentOf(text), { width: 80, color: false })).not.toMatch(CONTROL)
  })

  it.each(HOSTILE)('open no element in HTML: %j', (text) => {
    const tagsOf = (html: string) => html.match(/<[^>]*>/g)?.map((tag) => tag.replace(/\s.*/s, '')) ?? []
    const known = new Set(tagsOf(renderHtml(documentOf('name'), {})))
    const html = renderHtml(documentOf(text), {})
    const allowed = [
      '<mtext',
      '<mtext>',
      '<mi',
      '<mi>',
      '<mrow',
      '<mrow>',
      '<msup',
      '<msup>',
      '<msubsup',
      '<msubsup>',
      '<mstyle',
      '<mspace',
    ]
    expect(tagsOf(html).filter((tag) => !known.has(tag) && !allowed.includes(tag.replace('</', '<')))).toEqual([])
    for (const [, id] of html.matchAll(/ (?:id|href)="([^"]*)"/g)) expect(id).toMatch(/^#?[\p{L}\p{N}._-]*$/u)
  })

  it.each(HOSTILE)('run no command in LaTeX: %j', (text) => {
    const plain = new Set(renderLatex(documentOf('name'), { standalone: true }).match(/\\[A-Za-z]+/g))
    const allowed = new Set([
      '\\text',
      '\\backslash',
      '\\textbackslash',
      '\\textasciicircum',
      '\\textasciitilde',
      '\\ensuremath',
      '\\char',
      '\\allowbreak',
      '\\prime',
      '\\texorpdfstring',
      '\\dots',
      '\\quad',
    ])
    const used = renderLatex(documentOf(text), { standalone: true }).match(/\\[A-Za-z]+/g) ?? []
    expect(used.filter((command) => !plain.has(command) && !allowed.has(command))).toEqual([])
  })

  it.each(HOSTILE)('are ASCII and signs that pdflatex knows in LaTeX: %j', (text) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything outside of ASCII is looked for
    expect(renderLatex(documentOf(text), { standalone: false })).not.toMatch(/[^\x00-\x7f]/)
  })

  it.each(HOSTILE)('keep a formula a formula: %j', (text) => {
    for (const letters of ['ascii', 'unicode'] as const) {
      const notation = createNotation(createLatexStyle(letters), documentOf(text))
      const latex = textOf(notation.term(element(text, variable(text))))
      expect(latex).not.toMatch(/[$`|<>&#%~]/)
      const strict = (code: string) => (code === 'unknownSymbol' ? 'ignore' : 'error')
      expect(katex.renderToString(latex, { strict, throwOnError: true })).toContain('katex')
    }
  })

  it.each(HOSTILE)('leave tables and fences of Markdown alone: %j', (text) => {
    const markdown = renderMarkdown(documentOf(text))
    const rows = markdown.split('\n').filter((line) => line.startsWith('| '))
    const bars = rows.map((row) => row.replace(/\\\\/g, '').match(/(?<!\\)\|/g)?.length)
    expect(bars).toEqual([3, 3, 3])
    const fences = markdown.split('\n').filter((line) => line.startsWith('```'))
    expect(fences).toEqual(fences.map((_, at) => (at % 2 === 0 ? '```math' : '```')))
    expect(markdown.match(/<details>/g)?.length).toBe(1)
    const withoutCode = markdown.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
    expect(withoutCode).not.toMatch(/<(?:script|img|style|details open)/)
    for (const [, summary] of markdown.matchAll(/<summary>(.*)<\/summary>/g)) {
      expect(summary?.replace(/<\/?(?:i|b|code)>/g, '')).not.toMatch(/[<>]/)
    }
  })
})
