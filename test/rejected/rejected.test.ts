/** The negative corpus: every file is refused, for the reason that it states. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkProof, parseProof } from '../../src/checker/check.ts'
import type { Rejected } from './cases/write-case.ts'
import { CORPUS, fileText } from './generate.ts'

const folder = new URL('.', import.meta.url)
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))

describe('a record that proves nothing', () => {
  for (const file of files) {
    const rejected: Rejected = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    it(`is refused: ${file.replace('.json', '')}, since ${rejected.why}`, () => {
      const { text, proof, expect: code } = rejected
      const verdicts = [parseProof(text ?? JSON.stringify(proof)), ...(proof === undefined ? [] : [checkProof(proof)])]
      for (const verdict of verdicts) {
        expect(verdict.accepted ? 'accepted' : verdict.rejection.code, JSON.stringify(verdict)).toBe(code)
      }
    })
  }

  it('is written by generate.ts', () => {
    expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(Object.keys(CORPUS).sort())
    for (const [name, rejected] of Object.entries(CORPUS)) {
      expect(readFileSync(new URL(`${name}.json`, folder), 'utf8'), name).toBe(fileText(rejected))
    }
  })
})
