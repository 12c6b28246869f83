/** A proof with any one field changed is rejected, or is still true by exact evaluation. */
import { describe, expect, it } from 'vitest'
import { checkProof } from '../../src/checker/check.ts'
import { encodeProof, type Json } from '../../src/proof/json.ts'
import { witness } from '../../src/proof/witness.ts'
import { EXAMPLE_PROOFS } from './example-proofs.ts'
import { type Mutant, mutants } from './mutate.ts'

/** Fields that say nothing about what is proved. */
const COMMENTARY =
  /^(title|network)|\.(rule|because|role)$|^definitions\[\d+\]\.parameters\[\d+\]|^tensors\[\d+\]\.axes\[\d+\]\.extent/

type Outcome = 'rejected' | 'same record' | 'commentary' | 'still true' | 'FALSE'

function judge(mutant: Mutant, original: string): Outcome {
  const verdict = checkProof(mutant.value)
  if (!verdict.accepted) {
    expect(verdict.rejection.code, `${mutant.at} ${mutant.change}`).not.toBe('checker/failed')
    return 'rejected'
  }
  const { proof } = verdict.checked
  if (JSON.stringify(encodeProof(proof)) === original) return 'same record'
  const reports = [1, 2, 3].map((seed) => witness(proof, { seed, trials: 2 }))
  if (!reports.every(({ agrees, complete }) => agrees && complete)) return 'FALSE'
  return COMMENTARY.test(mutant.at) ? 'commentary' : 'still true'
}

/** Every example, or with the variable set every mutant of it; otherwise every n-th, so that the suite stays short. */
const STRIDE = process.env.ALL_MUTANTS === undefined ? 7 : 1

describe('a proof with one field changed', () => {
  const score = new Map<Outcome, number>()
  for (const [name, make] of Object.entries(EXAMPLE_PROOFS)) {
    it(`is rejected or still true: ${name}`, () => {
      const value: Json = encodeProof(make())
      const original = JSON.stringify(value)
      let number = 0
      for (const mutant of mutants(value)) {
        number += 1
        if (number % STRIDE !== 0) continue
        const outcome = judge(mutant, original)
        score.set(outcome, (score.get(outcome) ?? 0) + 1)
        if (outcome === 'still true' && process.env.SHOW_MUTANTS !== undefined) {
          process.stdout.write(`${name}: ${mutant.at} ${mutant.change}\n`)
        }
        expect(outcome, `${name}: ${mutant.at} ${mutant.change}`).not.toBe('FALSE')
      }
      expect(number).toBeGreaterThan(500)
    }, 600_000)
  }

  it('has a score', () => {
    process.stdout.write(`mutants: ${[...score].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}\n`)
    expect(score.get('rejected') ?? 0).toBeGreaterThan(1_000)
  })
})
