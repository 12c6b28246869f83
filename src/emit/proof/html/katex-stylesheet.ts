/** Makes KaTeX's stylesheet self-contained: fonts become data URIs, and only those that a page uses stay. Reads no files. */

const FONT_FACE = /@font-face\s*\{[^}]*\}/g

/**
 * The stylesheet with its fonts inside. `fonts` maps file names such as "KaTeX_Main-Regular.woff2" to their bytes.
 * A face whose woff2 file is not given is left out.
 */
export function inlineFonts(css: string, fonts: ReadonlyMap<string, Uint8Array>): string {
  return css.replace(FONT_FACE, (face) => {
    const file = /url\(\s*["']?(?:[^"')]*\/)?([^"')/]+\.woff2)["']?\s*\)/.exec(face)?.[1]
    const bytes = file === undefined ? undefined : fonts.get(file)
    if (bytes === undefined) return ''
    const source = `src:url(data:font/woff2;base64,${base64(bytes)}) format("woff2")`
    return face.replace(/src\s*:[^;}]*/, () => source)
  })
}

const CHUNK = 0x8000

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(binary)
}

/** The stylesheet without the fonts that no element of the page asks for. */
export function keepUsedFonts(css: string, html: string): string {
  const present = new Set(Array.from(html.matchAll(/class="([^"]*)"/g), (match) => match[1]?.split(/\s+/) ?? []).flat())
  const used = new Set<string>()
  for (const [, selectors = '', body = ''] of css.replace(FONT_FACE, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const family = declared(body, 'font-family') ?? /(?:^|;)\s*font\s*:[^;]*?(KaTeX_\w+)/.exec(body)?.[1]
    const isPresent = selectors.split(',').some((selector) => classesOf(selector).every((name) => present.has(name)))
    if (family !== undefined && isPresent) used.add(faceKey(family, body))
  }
  return css.replace(FONT_FACE, (face) => {
    const family = declared(face, 'font-family')
    return family === undefined || used.has(faceKey(family, face)) ? face : ''
  })
}

function classesOf(selector: string): readonly string[] {
  return Array.from(selector.matchAll(/\.([\w-]+)/g), (match) => match[1] ?? '')
}

function faceKey(family: string, body: string): string {
  const weight = declared(body, 'font-weight') ?? '400'
  const style = declared(body, 'font-style') ?? 'normal'
  return [family, { normal: '400', bold: '700' }[weight] ?? weight, style].join(' ')
}

function declared(body: string, property: string): string | undefined {
  return new RegExp(`(?:^|[;{])\\s*${property}\\s*:\\s*["']?([\\w-]+)`).exec(body)?.[1]
}
