/** Makes any text harmless in HTML. Imports only the removal of control characters. */
import { printable } from '../../../errors.ts'

/** Text for elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return printable(text.replace(/\s+/g, ' '))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** An id that is safe in attributes and links. */
export function htmlId(anchor: string): string {
  return anchor === '' ? '_' : anchor.replace(/[^\p{L}\p{N}._-]/gu, '_')
}
