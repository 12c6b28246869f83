import { describe, expect, it } from 'vitest'
import { identifier } from '../../src/coq/identifier.ts'
import { LIBRARY } from '../../src/coq/library.ts'

describe('identifier', () => {
  it.each([
    ['size', 'K_1', 's_K_1'],
    ['tensor', 'Prop', 't_Prop'],
    ['index', '0', 'i_0'],
    ['lemma', 'y[n]', "l_y'5b'n'5d'"],
    ['symbol', 'ω', "v_'3c9'"],
    ['symbol', "'3c9'", "v_'27'3c9'27'"],
    ['symbol', '𝑥', "v_'1d465'"],
  ] as const)('writes the %s %s as %s', (kind, name, written) => {
    expect(identifier(kind, name)).toBe(written)
  })

  it('is never a name of the library', () => {
    for (const text of Object.values(LIBRARY)) {
      expect(text).not.toMatch(/^\s*(?:Definition|Fixpoint|Lemma|Theorem|Inductive|Record|Ltac|Module) +[stilv]_/m)
    }
  })
})
