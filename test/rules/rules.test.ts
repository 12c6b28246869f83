import { existsSync } from 'node:fs'
import katex from 'katex'
import { describe, expect, it } from 'vitest'
import { deriveExample } from '../../docs/example.ts'
import { GALLERY } from '../../docs/gallery.ts'
import { ALL_RULES } from '../../src/rules/index.ts'

describe('the named rules', () => {
  it.each(ALL_RULES.map((rule) => [rule.name, rule] as const))(
    '%s is called like its file and states a law that can be typeset',
    (name, rule) => {
      expect(existsSync(new URL(`../../src/rules/${name}.ts`, import.meta.url))).toBe(true)
      expect(() => katex.renderToString(rule.statement, { throwOnError: true, displayMode: true })).not.toThrow()
      expect(rule.condition.length).toBeGreaterThan(10)
      expect(existsSync(new URL(`../../${rule.source.split(' ')[0]}`, import.meta.url))).toBe(true)
    },
  )

  it('each is used by a page of the gallery', () => {
    const used = GALLERY.flatMap((page) => {
      const { checked } = deriveExample(page)
      return checked.proof.lemmas.flatMap((lemma) => lemma.rules.map((rule) => rule.rule))
    })
    expect([...new Set(used)].sort()).toEqual(ALL_RULES.map((rule) => rule.name).sort())
  })
})
