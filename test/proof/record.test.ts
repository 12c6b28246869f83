import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { deriveExample } from '../../docs/example.ts'
import { GALLERY } from '../../docs/gallery.ts'
import { parseProof } from '../../src/checker/check.ts'
import { encodeProof } from '../../src/proof/json.ts'
import { AXIOMS, PROOF_VERSION } from '../../src/proof/proof.ts'
import { OPAQUE_FUNCTIONS } from '../../src/term/term.ts'

const SCHEMA = JSON.parse(readFileSync(new URL('../../docs/proof-record.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ strict: true, strictTuples: false, allowUnionTypes: true }).compile(SCHEMA)

describe('the proof record as JSON', () => {
  it.each(GALLERY.map((page) => [page.name, page] as const))(
    '%s has the published form, and is accepted again as a file',
    (_, page) => {
      const { checked } = deriveExample(page)
      const text = JSON.stringify(encodeProof(checked.proof))
      expect(validate(JSON.parse(text)), JSON.stringify(validate.errors?.[0])).toBe(true)
      const verdict = parseProof(text)
      expect(verdict.accepted ? 'accepted' : verdict.rejection).toBe('accepted')
    },
  )

  it('the schema lists the axioms and the version that the checker knows', () => {
    expect(SCHEMA.$defs.step.properties.axiom.enum).toEqual([...AXIOMS])
    expect(SCHEMA.properties.version.const).toBe(PROOF_VERSION)
    expect(SCHEMA.$defs.term.oneOf.at(-1).properties.function.enum).toEqual([...OPAQUE_FUNCTIONS])
  })
})
