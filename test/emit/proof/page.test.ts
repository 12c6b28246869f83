import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderHtml } from '../../../src/emit/proof/html/html.ts'
import { inlineFonts, keepUsedFonts } from '../../../src/emit/proof/html/katex-stylesheet.ts'
import { findRenderer, PROOF_RENDERERS } from '../../../src/emit/proof/index.ts'
import { SAMPLE } from './sample-document.ts'

const KATEX = dirname(createRequire(import.meta.url).resolve('katex/dist/katex.min.css'))
const CSS = readFileSync(join(KATEX, 'katex.min.css'), 'utf8')
const FONTS = new Map(
  readdirSync(join(KATEX, 'fonts')).map((name) => [name, readFileSync(join(KATEX, 'fonts', name))] as const),
)
/** What a page has where it needs a font. */
const FAMILIES = [
  ['class="katex-html"', 'KaTeX_Main'],
  ['mord mathnormal', 'KaTeX_Math'],
  ['op-symbol large-op', 'KaTeX_Size2'],
] as const
const facesOf = (css: string) => css.match(/@font-face/g)?.length ?? 0

describe('the page', () => {
  const page = renderHtml(SAMPLE, { stylesheet: inlineFonts(CSS, FONTS) })

  it('asks for nothing from elsewhere and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|javascript:/i)
    const urls = Array.from(page.matchAll(/url\(([^)]{0,30})/g), ([, url]) => url)
    expect(urls.filter((url) => url?.startsWith('data:font/woff2;base64,') !== true)).toEqual([])
    expect(page).not.toMatch(/(?:src|href)="(?!#)/)
    expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'; font-src data:")
  })

  it('states its language and encoding and has one main heading', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/)
    expect(page.match(/<h1/g)?.length).toBe(1)
  })

  it('has headings that never skip a level', () => {
    const levels = Array.from(page.matchAll(/<h([1-6])/g), ([, level]) => Number(level))
    expect(levels.every((level, at) => at === 0 || level <= (levels[at - 1] ?? 0) + 1)).toBe(true)
  })

  it('has every id once, and every link leads to one', () => {
    const ids = Array.from(page.matchAll(/ id="([^"]*)"/g), ([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target)
  })

  it('says what changed in words as well as in colour', () => {
    expect(page).toContain('class="enclosing changed"')
    expect(page).toContain('changed: <em>the sums over c, j and i</em>')
  })

  it('has a title of its own where the document has no main heading', () => {
    const [, ...blocks] = SAMPLE.blocks
    expect(renderHtml({ ...SAMPLE, blocks }, {})).toContain('<h1>Two convolutions are one</h1>')
  })

  it('has every font that it asks for in a stylesheet that a browser can read from its first rule on', () => {
    const sheets = Array.from(page.matchAll(/<style>([\s\S]*?)<\/style>/g), ([, css = '']) => css)
    expect(page).not.toContain('<style><style')
    expect(sheets.length).toBe(2)
    expect(sheets.filter((css) => /<|^\s*$/.test(css))).toEqual([])
    expect(sheets[0]).toMatch(/^@font-face\{/)
    const faces = new Set(Array.from(page.matchAll(/@font-face\{[^}]*?font-family:(\w+)/g), ([, family]) => family))
    const asked = FAMILIES.filter(([mark]) => page.includes(mark)).map(([, family]) => family)
    expect(asked).toEqual(['KaTeX_Main', 'KaTeX_Math', 'KaTeX_Size2'])
    for (const family of asked) expect(faces).toContain(family)
  })

  it.each([{}, { stylesheet: '' }])('is MathML without KaTeX’s stylesheet: %j', (options) => {
    const plain = renderHtml(SAMPLE, options)
    expect(plain.match(/<style>/g)?.length).toBe(1)
    expect(plain).not.toContain('<style></style>')
    expect(plain).toContain('<math')
    expect(plain).not.toContain('katex-html')
  })
})

describe('the stylesheet', () => {
  it('has the fonts that are given inside, and no others', () => {
    expect(facesOf(inlineFonts(CSS, FONTS))).toBe(20)
    const some = new Map([...FONTS].filter(([name]) => name.startsWith('KaTeX_Main')))
    expect(facesOf(inlineFonts(CSS, some))).toBe(4)
    expect(inlineFonts(CSS, some)).not.toMatch(/url\((?!data:)/)
  })

  it('encodes fonts exactly', () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256)
    const css = '@font-face{font-family:F;src:url(fonts/F.woff2) format("woff2"),url(fonts/F.ttf) format("truetype")}'
    const encoded = /base64,([^)]*)\)/.exec(inlineFonts(css, new Map([['F.woff2', bytes]])))?.[1] ?? ''
    expect(Buffer.from(encoded, 'base64').equals(Buffer.from(bytes))).toBe(true)
    expect(inlineFonts(css, new Map([['F.woff2', bytes]]))).not.toContain('truetype')
  })

  it('keeps the fonts that the page asks for', () => {
    const css = inlineFonts(CSS, FONTS)
    const kept = keepUsedFonts(css, '<span class="katex"><span class="mathnormal">x</span></span>')
    const families = Array.from(kept.matchAll(/@font-face\{[^}]*?font-family:(\w+)/g), ([, family]) => family)
    expect(new Set(families)).toEqual(new Set(['KaTeX_Main', 'KaTeX_Math']))
    expect(facesOf(kept)).toBe(2)
  })
})

describe('the registry', () => {
  it('names every renderer once', () => {
    expect(PROOF_RENDERERS.map((one) => one.name)).toEqual(['text', 'markdown', 'latex', 'html'])
    expect(new Set(PROOF_RENDERERS.map((one) => one.extension)).size).toBe(PROOF_RENDERERS.length)
  })

  it('finds a renderer by its name and says which there are', () => {
    expect(findRenderer('latex').extension).toBe('tex')
    expect(() => findRenderer('word')).toThrow('"word" is not a document format')
  })
})
