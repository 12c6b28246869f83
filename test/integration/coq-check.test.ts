/** What convolemma check makes of true and of wrong Coq files, with the real coqc; the run itself leaves nothing behind. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCall } from '../../src/cli/arguments.ts'
import { checkCommand, runCheck } from '../../src/cli/commands/check.ts'
import { findCoqc, runCoqc } from '../../src/cli/coqc.ts'
import { type CoqFile, printCoqFile } from '../../src/coq/coq-file.ts'
import { readCoqFile } from '../../src/coq/read-coq-file.ts'
import { trustedFiles } from '../../src/coq/statement.ts'
import { judgeRun } from '../../src/coq/verdict.ts'
import { derive } from '../../src/derive/derive.ts'
import { emitCoq } from '../../src/emit/coq/emit-coq.ts'
import { encodeProof } from '../../src/proof/json.ts'
import { readNotation } from '../../src/read/notation.ts'
import { COMMUTES, GRAMMAR, THEOREM, TRUE_FILES } from '../coq/samples.ts'
import { alone, verdictOf } from './coq-run.ts'
import { emptyFolder } from './program.ts'

const coqc = findCoqc()

describe('true claims are accepted', () => {
  it.each(Object.entries(TRUE_FILES))('%s, as the file that was read back', async (_, file) => {
    const read = readCoqFile(printCoqFile(file), GRAMMAR)
    for (const regenerated of [false, true]) {
      expect(await verdictOf(trustedFiles(read, { regenerated }), regenerated)).toMatchObject({
        accepted: true,
        proved: { version: coqc.version, kind: regenerated ? 'certificate' : 'derivation', checked: null },
      })
    }
  })

  it.each(Object.entries(TRUE_FILES))('%s, in one file', async (_, file) => {
    expect(await alone(printCoqFile(file))).toEqual({ exitCode: 0, says: 'Closed under the global context' })
  })

  it('a list of 40,000 numbers and a sum of 40,000 terms do not overflow the stack', async () => {
    const numbers = Array.from({ length: 40_000 }, (_, at) => String((at % 97) + 1))
    const file: CoqFile = {
      modules: ['Rings'],
      claim: [
        `Definition network : list Z := [${numbers.join('; ')}].`,
        `Definition merged : Z := ${numbers.join(' + ')}.`,
        'Definition claim : Prop := fold_left Z.add network 0 = merged.',
      ],
      proof: [THEOREM, 'Proof.', 'vm_cast_no_check (eq_refl merged).', 'Qed.'],
    }
    expect(readCoqFile(printCoqFile(file), GRAMMAR)).toEqual(file)
    expect(await verdictOf(trustedFiles(file, { regenerated: true }), true)).toMatchObject({ accepted: true })
  })
})

// Certificates of networks

const NETWORKS: readonly string[] = [
  'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))',
  'Sequential(Conv1d(2, 3, 3, stride=2), Conv1d(3, 2, 2))',
  'Sequential(Conv2d(2, 2, 2, groups=2), Conv2d(2, 2, 1))',
  'Sequential(Conv1d(1, 2, 2, bias=False, padding=1), Conv1d(2, 1, 1))',
]

const SYMBOLIC: readonly string[] = [
  'Sequential(Conv(A, C, K, bias=False), Conv(C, O, V))',
  'Sequential(Conv1d(A, C, K, stride=s, bias=False), Conv1d(C, O, V))',
]

const certificateOf = (network: string): CoqFile => emitCoq(derive(readNotation(network)).checked)

describe('certificates of networks', () => {
  it.each([...NETWORKS, ...SYMBOLIC])(
    'convolemma check accepts what is emitted for %s, as a record and as a file',
    async (network) => {
      const { checked } = derive(readNotation(network))
      const folder = emptyFolder()
      writeFileSync(join(folder, 'proof.json'), JSON.stringify(encodeProof(checked.proof)))
      writeFileSync(join(folder, 'proof.v'), printCoqFile(emitCoq(checked)))
      for (const words of [['proof.json', '--coq'], ['proof.v']]) {
        const said: string[] = []
        const terminal = { width: 100, color: false, write: (text: string) => said.push(text), note: () => {} }
        const [name = '', ...options] = words
        await runCheck(parseCall(checkCommand, [join(folder, name), ...options, '--quiet']), terminal)
        expect(said.at(-1)).toMatch(/: accepted by Coq [\d.]+ in [\d.]+ s, closed under the global context$/)
      }
    },
  )

  it('more than 300 wrong certificates are rejected, each for its one wrong number or symbol', async () => {
    const files = NETWORKS.map(certificateOf)
    const wrong = files.flatMap(mutants)
    expect(wrong.length).toBeGreaterThan(300)
    const [first] = files
    if (first === undefined) throw new TypeError('expected a certificate')
    const [library, statement] = trustedFiles(first, { regenerated: true })
    const head = statement?.text.slice(0, statement.text.indexOf(first.claim[0] ?? '')) ?? ''
    // One run for all: a definition by the same tactics, each in a module of its own. "Fail" fails where they succeed.
    const proof = 'Definition certificate : claim := ltac:(apply check_sound; vm_cast_no_check (eq_refl true)).'
    const module = (claim: readonly string[], sentence: string, at: number, kind: string) =>
      [`Module ${kind}${at}.`, ...claim, sentence, `End ${kind}${at}.`].join('\n')
    const right = files.map((file, at) => module(file.claim, proof, at, 'Right'))
    const refused = wrong.map((claim, at) => module(claim, `Fail ${proof}`, at, 'Wrong'))
    const text = `${head}${[...right, ...refused].join('\n')}\n`
    const { runs } = await runCoqc(
      coqc,
      [library, { name: 'All.v', text }].filter((file) => file !== undefined),
      { seconds: 240 },
    )
    const last = runs.at(-1)
    expect({ name: last?.name, code: last?.exitCode, err: last?.stderr }).toEqual({ name: 'All.v', code: 0, err: '' })
  })
})

/** The claim with one number of the network or the merged layer one greater, or one symbol for another. */
function mutants({ claim }: CoqFile): readonly (readonly string[])[] {
  const symbols = claim.flatMap((sentence) => /^Definition (v_[\w']+)/.exec(sentence)?.[1] ?? [])
  return claim.flatMap((sentence, place) => {
    if (!/^Definition (?:network|merged) /.test(sentence)) return []
    return [...sentence.matchAll(/(?<![\w'])(?:\d+(?!\d*%nat)\b|v_[\w']+)/g)].map((found) => {
      const next = found[0].startsWith('v_')
        ? symbols[(symbols.indexOf(found[0]) + 1) % symbols.length]
        : Number(found[0]) + 1
      const changed = `${sentence.slice(0, found.index)}${next}${sentence.slice(found.index + found[0].length)}`
      return claim.map((one, at) => (at === place ? changed : one))
    })
  })
}

describe('the run leaves nothing behind', () => {
  it('neither after success nor after failure', async () => {
    const before = process.env.TMPDIR
    const place = emptyFolder()
    process.env.TMPDIR = place
    try {
      await verdictOf(trustedFiles(COMMUTES, { regenerated: true }))
      await verdictOf(trustedFiles({ ...COMMUTES, proof: [THEOREM, 'Qed.'] }, { regenerated: true }))
      expect(readdirSync(place)).toEqual([])
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
  })

  it('a proof that never ends is ended', async () => {
    const forever = { ...COMMUTES, proof: ['Ltac x := idtac; x.', THEOREM, 'x.', 'Qed.'] }
    const { runs, seconds } = await runCoqc(coqc, trustedFiles(forever, { regenerated: true }), { seconds: 3 })
    const verdict = judgeRun({ runs, version: coqc.version, seconds, kind: 'certificate', checked: null })
    expect(verdict).toMatchObject({ accepted: false, code: 'coq/too-slow' })
    expect(seconds).toBeLessThan(30)
  })

  it('a proof that never stops printing is ended', async () => {
    const loud = { ...COMMUTES, proof: ['Ltac x := idtac "x"; x.', THEOREM, 'x.', 'Qed.'] }
    expect(await verdictOf(trustedFiles(loud, { regenerated: false }))).toMatchObject({ code: 'coq/too-much-output' })
  })
})
