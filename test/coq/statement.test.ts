import { describe, expect, it } from 'vitest'
import { printLibrary } from '../../src/coq/coq-file.ts'
import { trustedFiles } from '../../src/coq/statement.ts'
import { COMMUTES, COMPUTES } from './samples.ts'

describe('trustedFiles', () => {
  const files = trustedFiles(COMPUTES, { regenerated: false })
  const statement = files.at(-1)?.text ?? ''

  it('are the library, the certificate and the statement, in the order of compilation', () => {
    expect(files.map((file) => file.name)).toEqual(['Convolemma.v', 'Certificate.v', 'Statement.v'])
    expect(files[0]?.text).toBe(`${printLibrary(['Rings'])}\n`)
  })

  it('the statement makes the claim from its own literals before the certificate comes in', () => {
    for (const sentence of COMPUTES.claim) {
      expect(statement).toContain(sentence)
      expect(statement.indexOf(sentence)).toBeLessThan(statement.indexOf('Require Certificate'))
    }
  })

  it('the statement never imports the certificate, and holds nothing of its proof', () => {
    expect(statement).not.toMatch(/Import[^.]*Certificate/)
    expect(statement.match(/Certificate/g)?.length).toBe(2)
    for (const sentence of COMPUTES.proof) expect(statement).not.toContain(sentence)
    expect(statement.endsWith('Print Assumptions restated.\n')).toBe(true)
  })

  it('a proof that this program wrote itself stands in the statement, so that literals are parsed once', () => {
    const short = trustedFiles(COMMUTES, { regenerated: true })
    expect(short.map((file) => file.name)).toEqual(['Convolemma.v', 'Statement.v'])
    expect(short[1]?.text).toContain(COMMUTES.proof.join('\n'))
    expect(short[1]?.text).toContain('Definition restated : claim := certificate.')
  })
})
