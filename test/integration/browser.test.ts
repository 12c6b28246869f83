import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHOWN } from './networks.ts'
import { convolemma, emptyFolder, ROOT } from './program.ts'

const CHROMIUM = '/usr/bin/chromium'
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
})

afterAll(async () => {
  await browser.close()
})

describe('the HTML of a proof in a browser without a network', () => {
  it.each(SHOWN)(
    '$name ($detail) shows every formula, asks for nothing, and fits a phone',
    async ({ name, notation, detail }) => {
      const path = join(emptyFolder(), `${name}.html`)
      expect(convolemma(['derive', notation, '--detail', detail, '--out', path]).code).toBe(0)
      const page = await browser.newPage({ viewport: { width: 400, height: 800 } })
      const asked: string[] = []
      const complaints: string[] = []
      page.on('request', (request) => asked.push(request.url().slice(0, 60)))
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(pathToFileURL(path).href)
      expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([])
      expect(complaints).toEqual([])
      expect(await page.locator('.katex').count()).toBeGreaterThan(5)
      expect(await page.locator('.katex-error').count()).toBe(0)
      expect(await page.locator('math').count()).toBeGreaterThan(5)
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(overflow).toBe(0)
      expect(await page.locator('h1').count()).toBe(1)
      expect(await page.evaluate('document.documentElement.lang')).toBe('en')
      await page.close()
    },
  )

  it('the whole engine runs in a page: derive, check, merge, typeset', async () => {
    const folder = emptyFolder()
    const source = `
      import { derive, describe, findRenderer, merge, readNotation } from ${JSON.stringify(join(ROOT, 'src/index.ts'))}
      const derivation = derive(readNotation('Sequential(Conv1d(1, 1, 2, bias=False, weight=["a", "b"]), Conv1d(1, 1, 2, bias=False))'))
      const merged = merge(derivation, { dtype: 'exact' })
      const page = findRenderer('html').render(describe(derivation.checked, derivation.witness, { detail: 'rules', collapsible: true }), { stylesheet: '' })
      globalThis.result = { taps: JSON.stringify(merged.weights.layer.kernelSize), formulas: page.split('<math').length }
    `
    await build({
      stdin: { contents: source, resolveDir: ROOT, loader: 'ts' },
      bundle: true,
      platform: 'browser',
      format: 'iife',
      outfile: join(folder, 'page.js'),
      logLevel: 'error',
    })
    writeFileSync(
      join(folder, 'page.html'),
      `<!doctype html><meta charset="utf-8"><script>${readFileSync(join(folder, 'page.js'), 'utf8').replaceAll('</script', '<\\/script')}</script>`,
    )
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(pathToFileURL(join(folder, 'page.html')).href)
    expect(complaints).toEqual([])
    expect(await page.evaluate('globalThis.result.taps')).toBe('[3]')
    expect(await page.evaluate('globalThis.result.formulas')).toBeGreaterThan(5)
    await page.close()
  })
})
