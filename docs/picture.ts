/** Takes the README's picture of a proof page with Debian's Chromium: npm run docs:picture. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { render } from '../src/cli/commands/derive.ts'
import { derive, readNotation } from '../src/index.ts'
import { GALLERY } from './gallery.ts'

const derivation = derive(readNotation(GALLERY[0]?.network ?? ''), { expanded: true })
const page = join(mkdtempSync(join(tmpdir(), 'convolemma-')), 'proof.html')
writeFileSync(page, render(derivation, 'html', { detail: 'expanded', standalone: true, width: 100, color: false }))
const images = new URL('images/', import.meta.url).pathname
mkdirSync(images, { recursive: true })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const view = await browser.newPage({ viewport: { width: 860, height: 1000 }, deviceScaleFactor: 1.5 })
await view.goto(pathToFileURL(page).href)
const top = await view.locator('#idea').boundingBox()
const bottom = await view.locator('#result').boundingBox()
const height = (bottom?.y ?? 1000) - (top?.y ?? 0)
await view.screenshot({
  path: join(images, 'proof.png'),
  clip: { x: 0, y: (top?.y ?? 0) - 12, width: 860, height },
  fullPage: true,
})
await browser.close()
