/** What a hostile file may cost: sizes are bounded before work starts, and work is paid for while it is done. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseProof } from '../../src/checker/check.ts'
import { LARGE } from '../rejected/cases/large.ts'
import { CORPUS } from '../rejected/generate.ts'

/** A rejection fits on a screen, whatever the file says. */
const LONGEST_REJECTION = 2_500

describe('a hostile file', () => {
  for (const [name, { expect: code, why, make }] of Object.entries(LARGE)) {
    it(`is refused: ${name}, since ${why}`, () => {
      const verdict = parseProof(make())
      expect(verdict.accepted ? 'accepted' : verdict.rejection.code).toBe(code)
      expect(JSON.stringify(verdict).length).toBeLessThan(LONGEST_REJECTION)
    })
  }
})

describe('the table of threats in docs/checker.md', () => {
  const page = readFileSync(new URL('../../docs/checker.md', import.meta.url), 'utf8')
  const section = page.split('## Threats')[1]?.split('\n## ')[0] ?? ''
  const rows = section
    .split('\n')
    .filter((line) => /^\| [^-]/.test(line))
    .slice(1)
  const expected: ReadonlyMap<string, string> = new Map(
    [...Object.entries(CORPUS), ...Object.entries(LARGE)].map(([name, one]) => [name, one.expect]),
  )

  it.each(rows)('%s', (row) => {
    const [, , records = '', codes = ''] = row.split('|')
    const names = [...records.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
    const [code = ''] = /(?<=`)[^`]+(?=`)/.exec(codes) ?? []
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(expected.get(name), name).toBe(code)
  })

  it('has every record that is too large for a file', () => {
    for (const name of Object.keys(LARGE)) expect(section).toContain(`\`${name}\``)
  })
})
