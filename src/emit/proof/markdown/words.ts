/** Makes any text harmless in GitHub-flavoured Markdown. Imports only the removal of control characters. */
import { printable } from '../../../errors.ts'

/** Words: no character acts as Markdown, HTML or a formula. Spaces and line ends become single spaces. */
export function escapeMarkdown(text: string): string {
  return printable(text.replace(/\s+/g, ' '))
    .replace(/[\\`*_{}[\]#|~!]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('$', '<span>$</span>')
}

/** Code: a fence of more backticks than the text has in a row. */
export function codeSpan(text: string): string {
  const inside = printable(text.replace(/\s+/g, ' '))
  const longest = Math.max(0, ...(inside.match(/`+/g) ?? []).map((run) => run.length))
  const marks = '`'.repeat(longest + 1)
  const gap = inside.startsWith('`') || inside.endsWith('`') || inside.trim() === '' ? ' ' : ''
  return `${marks}${gap}${inside}${gap}${marks}`
}

/** A cell: only a bar that is not escaped yet would end it. */
export function escapeCell(markdown: string): string {
  return markdown.replace(/(?<!\\)\|/g, '\\|').replaceAll('\n', ' ')
}
