/** Damages a valid file in every small way and states that a reader either reads it or says what is wrong. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { ConvolemmaError } from '../../src/errors.ts'

/** What a reader made of some input: its value, or the code of its refusal; any other error is thrown on. */
export function outcome<T>(read: () => T): { readonly value: T } | { readonly code: string } {
  try {
    return { value: read() }
  } catch (error) {
    if (error instanceof ConvolemmaError) return { code: error.problem.code }
    throw error
  }
}

/** The refusal of an input that must not be read. */
export function refusal(read: () => unknown): ConvolemmaError['problem'] {
  try {
    read()
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem
    throw error
  }
  throw new Error('the input was read, expected a refusal')
}

/** Every proper beginning of the file is refused. */
export function expectTruncationsRefused(file: Uint8Array, read: (bytes: Uint8Array) => unknown): void {
  for (let length = 0; length < file.byteLength; length++) {
    expect(refusal(() => read(file.slice(0, length))).code, `first ${length} bytes`).toMatch(/^[a-z]+\/[a-z0-9-]+$/)
  }
}

/** Every change of one byte, and a seeded sample of changes, insertions and deletions, is read or refused. */
export function expectMutationsHandled(file: Uint8Array, read: (bytes: Uint8Array) => unknown): void {
  for (let at = 0; at < file.byteLength; at++) {
    for (let change = 1; change < 256; change++) {
      const mutated = file.slice()
      mutated[at] = (file[at] ?? 0) ^ change
      outcome(() => read(mutated))
    }
  }
  const edit = fc.record({
    at: fc.nat(file.byteLength),
    drop: fc.nat(8),
    insert: fc.uint8Array({ maxLength: 8 }),
  })
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const bytes = [...file]
      for (const { at, drop, insert } of edits) bytes.splice(at, drop, ...insert)
      outcome(() => read(Uint8Array.from(bytes)))
    }),
    { seed: 20_240_601, numRuns: 2_000 },
  )
}
