/** The known ways to fool coqc: what coqc alone makes of each, and that neither the reader nor the restated claim is fooled. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prelude, printLibrary } from '../../src/coq/coq-file.ts'
import { readCoqFile } from '../../src/coq/read-coq-file.ts'
import { CERTIFICATE_NAME, trustedFiles } from '../../src/coq/statement.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { GRAMMAR, THEOREM } from '../coq/samples.ts'
import { ASSUMED, ATTACKS, FALSE } from './coq-attacks.ts'
import { alone, verdictOf } from './coq-run.ts'
import { emptyFolder } from './program.ts'

/** The library, the prelude, and these sentences. */
function fileWith(sentences: readonly string[]): string {
  return `${[printLibrary(['Rings']), prelude(['Rings']), ...sentences].join('\n')}\n`
}

it('there are some forty of them, as docs/coq.md says', () => {
  expect(Math.round(ATTACKS.length / 10)).toBe(4)
})

describe.each(ATTACKS)('fooling coqc with $name', (attack) => {
  const text = fileWith(attack.body)

  it(`coqc alone: ${attack.alone}`, async () => {
    const { exitCode, says } = await alone(text)
    const closed = says === 'Closed under the global context'
    expect(exitCode !== 0 ? 'refuses' : closed ? 'closed' : 'exits with 0', says).toBe(attack.alone)
  })

  it(`the reader: ${attack.reader ?? 'a proper file, about something else'}`, () => {
    expect(codeOf(() => readCoqFile(text, GRAMMAR))).toBe(attack.reader)
  })

  it(`the run, had it been read: ${attack.run}`, async () => {
    const claim = attack.claim ?? [FALSE]
    const files = trustedFiles({ modules: ['Rings'], claim, proof: [] }, { regenerated: false })
    const fooled = files.map((file) => {
      if (file.name !== CERTIFICATE_NAME) return file
      const own = file.text.slice(0, file.text.indexOf(claim.join('\n')))
      return { ...file, text: `${own}${attack.body.join('\n')}\n` }
    })
    expect(await verdictOf(fooled)).toMatchObject({ accepted: false, code: attack.run })
  })
})

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem.code
    throw error
  }
}

describe('commands that reach beyond the proof', () => {
  it('a file that Coq would write is never written, because the sentence is not read', async () => {
    const target = join(emptyFolder(), 'written')
    const body = [FALSE, `Redirect "${target}" Print nat.`, THEOREM, 'Admitted.', ASSUMED]
    const text = fileWith(body)
    expect(codeOf(() => readCoqFile(text, GRAMMAR))).toBe('coq/quotation')
    // The reader is the only layer here: Coq itself would write.
    await alone(text)
    expect(existsSync(`${target}.out`)).toBe(true)
  })
})
