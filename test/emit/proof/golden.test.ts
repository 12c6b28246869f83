import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { PROOF_RENDERERS, type RenderOptions } from '../../../src/emit/proof/index.ts'
import { SAMPLE } from './sample-document.ts'

const FOLDER = new URL('../../golden/proof/', import.meta.url)

/** Every renderer with its defaults, and the options that change much. */
const CASES: readonly (readonly [string, string, RenderOptions])[] = [
  ...PROOF_RENDERERS.map((renderer) => [renderer.name, `sample.${renderer.extension}`, {}] as const),
  ['text', 'sample-wide.txt', { width: 120 }],
  ['text', 'sample-narrow.txt', { width: 40 }],
  ['text', 'sample-color.txt', { width: 100, color: true }],
  ['latex', 'sample-fragment.tex', { standalone: false }],
]

/** Run with UPDATE_GOLDEN=1 to write the files; the difference is what a reviewer reads. */
describe('golden files', () => {
  it.each(CASES)('%s: %s', (name, file, options) => {
    const renderer = PROOF_RENDERERS.find((one) => one.name === name)
    const output = renderer?.render(SAMPLE, options)
    const path = fileURLToPath(new URL(file, FOLDER))
    if (process.env.UPDATE_GOLDEN === '1' && output !== undefined) {
      mkdirSync(FOLDER, { recursive: true })
      writeFileSync(path, output)
    }
    expect(output).toBe(readFileSync(path, 'utf8'))
  })
})
