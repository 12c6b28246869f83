/** A proof with any one field changed is rejected, or is still true by exact evaluation. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AXIOMS } from '../../src/proof/proof.ts'
import { axiomAt, fieldAt, fieldsOfSchema } from './fields.ts'
import { COMMENTARY, fieldOf, judge } from './judge.ts'
import { mutants } from './mutate.ts'
import { MUTATED } from './mutation-proofs.ts'
import { COMMAND } from './mutation-table.ts'

/** Every so many mutants one is judged, besides the first of each kind at each field; docs/mutation.md has them all. */
const STRIDE = 499

const page = readFileSync(new URL('../../docs/mutation.md', import.meta.url), 'utf8')
const fields = new Set<string>()
const axioms = new Set<string>()

describe('a proof with one field changed', () => {
  for (const { name, record } of MUTATED) {
    it(`is rejected or still true: ${name}`, () => {
      const value = record()
      const original = JSON.stringify(value)
      const seen = new Set<string>()
      let number = 0
      for (const mutant of mutants(value)) {
        number += 1
        const field = fieldOf(mutant, value)
        const axiom = axiomAt(value, mutant.path) ?? ''
        const key = `${axiom} ${field}`
        if (seen.has(key) && number % STRIDE !== 0) continue
        seen.add(key)
        fields.add(field)
        axioms.add(axiom)
        const { outcome, code } = judge(mutant, value, original)
        expect(outcome, `${mutant.at} ${mutant.change}`).not.toBe('accepted and false')
        expect(code, `${mutant.at} ${mutant.change}`).not.toBe('checker/failed')
      }
      expect(page, `docs/mutation.md is of other mutants: ${COMMAND}`).toContain(`| ${name} | ${number} |`)
    }, 60_000)
  }

  it('was changed in every field of the schema, and in steps by every axiom', () => {
    expect([...fieldsOfSchema()].filter((field) => !fields.has(field))).toEqual([])
    expect(AXIOMS.filter((axiom) => !axioms.has(axiom))).toEqual([])
  })
})

describe('docs/mutation.md', () => {
  it('is about at least twenty proofs, of whose mutants none was accepted and false', () => {
    const rows = page.split('\n').filter((line) => line.endsWith(' % |'))
    expect(rows.length).toBe(MUTATED.length + 1)
    expect(MUTATED.length).toBeGreaterThanOrEqual(20)
    for (const row of rows) expect(row).toMatch(/\| 0 \| 100 % \|$/)
  })

  it('justifies commentary by fields that exist', () => {
    const known = fieldsOfSchema()
    for (const field of Object.keys(COMMENTARY)) {
      expect(known).toContain(field)
      expect(page).toContain(`| \`${field}\` |`)
    }
  })
})

describe('the field of a place', () => {
  const record = MUTATED[0]?.record() ?? null
  it.each([
    [['claim', 'signals', 0, 'stride', 0, 0], 'index.coefficient'],
    [['claim', 'signals', 0, 'stride', 0, 1], 'index.atom'],
    [['claim', 'signals', 0, 'stride'], 'signal.stride'],
    [['sizes', 10, 'definition'], 'size.definition'],
    [['lemmas', 0, 'rules', 0, 'steps', 1, 'path', 2], 'step.path'],
    [['definitions', 3, 'body', 'terms', 1, 'extent'], 'sum.extent'],
    [['definitions', 3, 'parameters', 0, 'name'], 'variable.name'],
    [['tensors', 0, 'axes', 1, 'sort'], 'tensor.axes.sort'],
  ] as const)('%j is %s', (path, field) => {
    expect(fieldAt(record, path)).toBe(field)
  })
})
