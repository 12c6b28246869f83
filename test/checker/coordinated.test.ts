/** A record changed in all places at once: the steps still fit each other, so more is accepted, and all of it must be true. */
import { describe, expect, it } from 'vitest'
import { checkProof } from '../../src/checker/check.ts'
import type { Json } from '../../src/proof/json.ts'
import { witness } from '../../src/proof/witness.ts'
import { MUTATED } from './mutation-proofs.ts'

/** Every so many changes one is made. */
const STRIDE = 5
const LONGEST = 260
const NOTHING = '{"kind":"number","value":"0"}'

/** The texts of the small parts of a record, each once. */
function partsOf(value: Json, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return found
  const text = JSON.stringify(value)
  if (text.length < LONGEST) found.add(text)
  for (const part of Object.values(value)) partsOf(part, found)
  return found
}

/** The texts of the names of a record, each with the next one. */
function neighbours(text: string): readonly (readonly [string, string])[] {
  const names = [...new Set([...text.matchAll(/"(?:name|index)":("[^"]+")/g)].map(([, name = '']) => name))]
  return names.map((name, place) => [name, names[(place + 1) % names.length] ?? name])
}

/** What the text of a part may be exchanged for: other coefficients, other factors and terms, no sum, no bracket. */
function* exchanges(text: string): Generator<string> {
  const part: unknown = JSON.parse(text)
  if (Array.isArray(part)) {
    const [first, ...rest]: readonly unknown[] = part
    if (typeof first === 'number')
      for (const other of [first + 1, first - 1, -first]) yield JSON.stringify([other, ...rest])
    else yield JSON.stringify(rest)
    if (rest.length > 0)
      for (const other of [
        [first, ...rest.slice(1)],
        [...part, rest[0]],
      ])
        yield JSON.stringify(other)
    if (part.every(Array.isArray)) for (const one of [1, -1]) yield JSON.stringify([...part, [one]])
  } else {
    const { kind, body } = Object(part)
    if (kind !== undefined) yield NOTHING
    if (kind === 'sum') yield JSON.stringify(body)
    if (kind === 'bracket') yield NOTHING.replace('0', '1')
  }
}

describe('a proof with a part exchanged wherever it occurs', () => {
  let accepted = 0
  for (const { name, record } of MUTATED.filter((_, place) => place % 2 === 1)) {
    it(`is rejected or true: ${name}`, () => {
      const text = JSON.stringify(record())
      const changes = [...partsOf(record())].flatMap((part) =>
        [...exchanges(part)].map((other) => [part, other] as const),
      )
      const chosen = [...changes.filter((_, number) => number % STRIDE === 0), ...neighbours(text)]
      for (const [part, other] of chosen) {
        const verdict = checkProof(JSON.parse(text.replaceAll(part, other)))
        if (!verdict.accepted) {
          expect(verdict.rejection.code).not.toBe('checker/failed')
          continue
        }
        accepted += 1
        const { agrees } = witness(verdict.checked.proof, { seed: 1, trials: 2 })
        expect(agrees, `${part} → ${other}`).toBe(true)
      }
    }, 60_000)
  }

  it('is often accepted, so that this says something', () => {
    expect(accepted).toBeGreaterThan(60)
  })
})
