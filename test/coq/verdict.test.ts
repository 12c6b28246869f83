import { describe, expect, it } from 'vitest'
import { assertProvedByCoq, type CoqRun, type CoqVerdict, judgeRun } from '../../src/coq/verdict.ts'
import { derive } from '../../src/derive/derive.ts'
import { readNotation } from '../../src/read/notation.ts'

const CLOSED = 'Closed under the global context'
const RIGHT: readonly CoqRun[] = [
  { name: 'Convolemma.v', exitCode: 0, stdout: '', stderr: '' },
  { name: 'Certificate.v', exitCode: 0, stdout: '', stderr: '' },
  { name: 'Statement.v', exitCode: 0, stdout: `${CLOSED}\n`, stderr: '' },
]

function judge(runs: readonly CoqRun[]): CoqVerdict {
  return judgeRun({ runs, version: '8.16.1', seconds: 3, kind: 'derivation', checked: null })
}

/** The right runs with one of them changed. */
function changed(name: string, change: Partial<CoqRun>): readonly CoqRun[] {
  return RIGHT.map((run) => (run.name === name ? { ...run, ...change } : run))
}

const checkedOf = (network: string) => derive(readNotation(network)).checked

describe('judgeRun', () => {
  it('accepts exit code 0 and exactly the one answer', () => {
    expect(judge(RIGHT)).toMatchObject({
      accepted: true,
      proved: { version: '8.16.1', seconds: 3, kind: 'derivation', checked: null },
    })
    expect(judge(RIGHT.filter((run) => run.name !== 'Certificate.v')).accepted).toBe(true)
  })

  it('does not care what the certificate prints, nor about warnings', () => {
    expect(judge(changed('Certificate.v', { stdout: 'anything' })).accepted).toBe(true)
    expect(judge(changed('Statement.v', { stderr: 'Warning: something' })).accepted).toBe(true)
  })

  it.each<[string, readonly CoqRun[], string]>([
    ['no run', [], 'coq/incomplete'],
    ['the certificate alone', RIGHT.slice(0, 2), 'coq/incomplete'],
    ['the statement alone', RIGHT.slice(2), 'coq/incomplete'],
    ['another order', [...RIGHT].reverse(), 'coq/incomplete'],
    ['exit code 1 of the statement', changed('Statement.v', { exitCode: 1 }), 'coq/rejected'],
    ['exit code 1 of the certificate', changed('Certificate.v', { exitCode: 1 }), 'coq/rejected'],
    ['exit code 1 of the library', changed('Convolemma.v', { exitCode: 1 }), 'coq/library-refused'],
    ['a run that was ended', changed('Statement.v', { exitCode: null }), 'coq/rejected'],
    ['a run that took too long', changed('Statement.v', { exitCode: null, stopped: 'time' }), 'coq/too-slow'],
    [
      'a run that printed too much',
      changed('Certificate.v', { exitCode: 0, stopped: 'output' }),
      'coq/too-much-output',
    ],
    ['an axiom', changed('Statement.v', { stdout: 'Axioms:\nlie : False\n' }), 'coq/assumptions'],
    ['a variable', changed('Statement.v', { stdout: 'Section Variables:\nlie : False\n' }), 'coq/assumptions'],
    ['no answer', changed('Statement.v', { stdout: '' }), 'coq/output'],
    ['the answer twice', changed('Statement.v', { stdout: `${CLOSED}\n${CLOSED}\n` }), 'coq/output'],
    [
      'the answer before an axiom',
      changed('Statement.v', { stdout: `${CLOSED}\nAxioms:\nlie : False\n` }),
      'coq/output',
    ],
    ['something before the answer', changed('Statement.v', { stdout: `x\n${CLOSED}\n` }), 'coq/output'],
    ['the answer in another case', changed('Statement.v', { stdout: CLOSED.toLowerCase() }), 'coq/output'],
    ['the answer on standard error', changed('Statement.v', { stdout: '', stderr: CLOSED }), 'coq/output'],
    [
      'the answer of the certificate',
      changed('Statement.v', { stdout: '' }).map((run) =>
        run.name === 'Certificate.v' ? { ...run, stdout: CLOSED } : run,
      ),
      'coq/output',
    ],
  ])('refuses %s', (_, runs, code) => {
    expect(judge(runs)).toMatchObject({ accepted: false, code })
  })

  it('lists what is assumed, and says the error in one printable line', () => {
    const axioms = judge(changed('Statement.v', { stdout: 'Axioms:\nlie\n  : False\n' }))
    expect(axioms).toMatchObject({ reason: 'the proof rests on assumptions: Axioms: lie : False' })
    const stderr = `File "./Statement.v", line 3:\nWarning: x\nError:\n\u001b[31mThe term\n  is wrong ${'x'.repeat(9_999)}`
    const verdict = judge(changed('Statement.v', { exitCode: 1, stderr }))
    if (verdict.accepted) throw new TypeError('expected a refusal')
    expect(verdict.reason).toMatch(
      /^rejected by Coq 8\.16\.1 as a proof of this claim at line 3: Error: \\u001b\[31mThe term is wrong x+…$/,
    )
    expect(verdict.reason.length).toBeLessThan(500)
  })
})

describe('a refusal', () => {
  const LIMIT = 'give it more time: --coq-seconds SECONDS'
  const TEXT = [
    'Lemma l_one : True.',
    'exact I.',
    'Qed.',
    'Lemma l_two (v_a : Z) :',
    '  v_a = 1.',
    'rewrite l_one.',
    'Qed.',
  ].join('\n')

  it.each([
    ['Convolemma.v', 'the library'],
    ['Certificate.v', 'the proof'],
    ['Statement.v', 'the claim'],
  ])('for time says how to give more, and of %s that it is %s', (name, part) => {
    const verdict = judge(changed(name, { exitCode: null, stopped: 'time' }))
    expect(verdict).toMatchObject({ fix: LIMIT, reason: expect.stringContaining(`did not finish ${part} in time`) })
    expect(JSON.stringify(verdict)).not.toContain('.v')
  })

  it.each([
    'Error: Out of memory.',
    'Fatal error: out of memory',
    'Fatal error: exception Out_of_memory',
    'File "./Statement.v", line 3:\nError: Anomaly "Uncaught exception Out_of_memory."',
  ])('for memory says what to do: %s', (stderr) => {
    const verdict = judge(changed('Statement.v', { exitCode: 2, stderr }))
    expect(verdict).toMatchObject({ code: 'coq/too-much-memory', fix: expect.stringContaining('more memory') })
  })

  it('of a derivation names the lemma and the line, and no temporary file', () => {
    const stderr = 'File "./Certificate.v", line 6, characters 0-14:\nError: Found no subterm.\n'
    const verdict = judge(changed('Certificate.v', { exitCode: 1, stderr, text: TEXT }))
    const reason = 'rejected by Coq 8.16.1 in lemma l_two at "rewrite l_one.": Error: Found no subterm.'
    expect(verdict).toEqual({ accepted: false, code: 'coq/rejected', reason })
    expect(judge(changed('Certificate.v', { exitCode: 1, stderr }))).toMatchObject({
      reason: 'rejected by Coq 8.16.1 at line 6: Error: Found no subterm.',
    })
  })

  it('of a certificate says in words that the merged layer is another', () => {
    const said =
      'Error:\nThe term "eq_refl" has type "true = true" while it is expected to have type\n "check = true".\n'
    const stderr = `File "./Statement.v", line 30, characters 0-4:\n${said}`
    const runs = changed('Statement.v', { exitCode: 1, stderr }).filter((run) => run.name !== 'Certificate.v')
    const verdict = judgeRun({ runs, version: '8.16.1', seconds: 3, kind: 'certificate', checked: null })
    expect(verdict).toMatchObject({
      code: 'coq/rejected',
      reason: expect.stringContaining('the merged layer is not what the network computes'),
    })
  })
})

describe('assertProvedByCoq', () => {
  const checked = checkedOf('Conv1d(1, 1, 2)')

  it('passes only what was judged, for the record it is about', () => {
    const verdict = judgeRun({ runs: RIGHT, version: '8.16.1', seconds: 1, kind: 'certificate', checked })
    if (!verdict.accepted) throw new TypeError('expected acceptance')
    expect(() => assertProvedByCoq(verdict.proved, checked)).not.toThrow()
    expect(() => assertProvedByCoq(verdict.proved, checkedOf('Conv1d(1, 1, 2)'))).toThrow('not the verdict')
    expect(() => assertProvedByCoq({ ...verdict.proved }, checked)).toThrow('not the verdict')
    expect(() => assertProvedByCoq(null, checked)).toThrow('not the verdict')
    expect(Object.isFrozen(verdict.proved)).toBe(true)
  })

  it('what came from a .v file is proved of no record', () => {
    const verdict = judge(RIGHT)
    if (!verdict.accepted) throw new TypeError('expected acceptance')
    expect(() => assertProvedByCoq(verdict.proved, checked)).toThrow('not the verdict')
  })

  it('a record that the checker did not accept cannot be judged', () => {
    const forged = { ...checked }
    expect(() => judgeRun({ runs: RIGHT, version: '', seconds: 1, kind: 'certificate', checked: forged })).toThrow(
      'not a proof that the checker accepted',
    )
  })
})
