import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BLOCKS } from '../../docs/blocks.ts'
import { commandFor, deriveExample, networkOf, reproduction } from '../../docs/example.ts'
import { GALLERY } from '../../docs/gallery.ts'
import { writeNetworkJson } from '../../src/read/network-json.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const PAGES = [...GALLERY, ...BLOCKS]

describe('the examples', () => {
  it('every network in docs/examples has a page, or is in the README', () => {
    const readme = readFileSync(`${ROOT}/README.md`, 'utf8')
    const files = readdirSync(`${ROOT}/docs/examples`).map((name) => `docs/examples/${name}`)
    const shown = new Set(PAGES.map((page) => page.file))
    expect(files.filter((file) => !shown.has(file) && !readme.includes(file))).toEqual([])
  })

  it('every page has a name of its own', () => {
    for (const pages of [GALLERY, BLOCKS]) expect(new Set(pages.map(({ name }) => name)).size).toBe(pages.length)
  })

  it('a network with names of its inputs is read as JSON, any other as notation', () => {
    const twoInputs = GALLERY.find(({ inputs }) => inputs !== undefined)
    expect(writeNetworkJson(networkOf({ network: twoInputs?.network ?? '' }))).toEqual(
      JSON.parse(twoInputs?.network ?? ''),
    )
    expect(networkOf({ network: 'Identity()' })).toMatchObject({ kind: 'layer', type: 'Identity' })
  })

  it('options of the derivation are options of the command', () => {
    const example = { network: 'AvgPool1d(3, padding=1)', input: [2, 9], borders: 'interior' } as const
    expect(reproduction(example)).toBe(
      '    npx convolemma derive "AvgPool1d(3, padding=1)" --input 2x9 --borders interior --detail rules',
    )
    expect(commandFor('merge', { network: 'Upsample(scale_factor=2, mode="linear")' })).toBe(
      `    npx convolemma merge 'Upsample(scale_factor=2, mode="linear")'`,
    )
    expect(deriveExample(example).borders).toBe('interior')
  })
})
