/** The stylesheet of the HTML proof with KaTeX's fonts inside, read from the installed package. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { inlineFonts } from '../index.ts'

/** KaTeX's stylesheet with its woff2 fonts as data URIs. */
export function katexStylesheet(): string {
  const path = createRequire(import.meta.url).resolve('katex/dist/katex.min.css')
  const folder = join(dirname(path), 'fonts')
  const fonts = readdirSync(folder).filter((name) => name.endsWith('.woff2'))
  return inlineFonts(readFileSync(path, 'utf8'), new Map(fonts.map((name) => [name, readFileSync(join(folder, name))])))
}
