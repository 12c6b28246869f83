import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCall } from '../../src/cli/arguments.ts'
import { type CoqSupport, checkCommand, runCheck } from '../../src/cli/commands/check.ts'
import { findCoqc, runCoqc } from '../../src/cli/coqc.ts'
import { printCoqFile } from '../../src/coq/coq-file.ts'
import { derive } from '../../src/derive/derive.ts'
import { ConvolemmaError, renderProblem } from '../../src/errors.ts'
import { encodeProof } from '../../src/proof/json.ts'
import { readNotation } from '../../src/read/notation.ts'
import { COMMUTES, COMPUTES, GRAMMAR } from '../coq/samples.ts'

// The programs here only look like coqc: these are the tests of finding, calling and ending it. What Coq itself accepts is
// in test/integration/coq-check.test.ts.

const MAIN = new URL('../../src/cli/main.ts', import.meta.url).pathname
const CLOSED = 'Closed under the global context'

const folder = () => mkdtempSync(join(tmpdir(), 'convolemma-test-'))

function file(name: string, text: string): string {
  const path = join(folder(), name)
  writeFileSync(path, text)
  return path
}

/** A program that tells a version as coqc does, and runs the script when it is to compile a file, whose name is $name. */
function program(script: string): string {
  const lines = [
    '#!/bin/sh',
    '[ "$1" = --print-version ] && { echo "8.99.1 4.13.1"; exit 0; }',
    'for name; do :; done',
    script,
  ]
  const path = file('coqc', `${lines.join('\n')}\n`)
  chmodSync(path, 0o755)
  return path
}

const ACCEPTING = `[ "$name" = Statement.v ] && echo "${CLOSED}"\nexit 0`

const SUPPORT: CoqSupport = { emit: () => COMPUTES, grammar: { ...GRAMMAR, fixedProofs: [COMPUTES.proof] } }

interface Ran {
  readonly out: string
  readonly problem: string
  readonly code: string
}

async function check(words: readonly string[], support: CoqSupport = SUPPORT): Promise<Ran> {
  let out = ''
  const terminal = {
    width: 100,
    color: false,
    write: (text: string) => {
      out += `${text}\n`
    },
    note: () => {},
  }
  try {
    await runCheck(parseCall(checkCommand, words), terminal, support)
    return { out, problem: '', code: '' }
  } catch (error) {
    if (error instanceof ConvolemmaError)
      return { out, problem: renderProblem(error.problem), code: error.problem.code }
    throw error
  }
}

const RECORD = () =>
  file('proof.json', JSON.stringify(encodeProof(derive(readNotation('Conv1d(1, 1, 2)')).checked.proof)))

describe('check with Coq', () => {
  it('says which Coq, how long, and what was proved of a .v file', async () => {
    const path = file('proof.v', printCoqFile(COMMUTES))
    const { out, problem } = await check([path, '--coqc', program(ACCEPTING)])
    expect(problem).toBe('')
    expect(out).toMatch(/proof\.v: accepted by Coq 8\.99\.1 in \d+\.\d s, closed under the global context\n/)
    expect(out).toContain(`what it proves, with no assumption:\n  ${COMMUTES.claim.join('\n  ')}\n`)
    expect((await check([path, '--quiet', '--coqc', program(ACCEPTING)])).out.split('\n').length).toBe(2)
  })

  it('a record is replayed first, then proved, then told', async () => {
    const { out, problem } = await check([RECORD(), '--coq', '--coqc', program(ACCEPTING)])
    expect(problem).toBe('')
    const places = ['steps replayed', 'accepted by Coq', 'Definition network', 'One layer'].map((part) =>
      out.indexOf(part),
    )
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  it('a record that the checker rejects never reaches Coq', async () => {
    const path = file('proof.json', '{"format": "proof"}')
    const { out, code } = await check([path, '--coq', '--coqc', program(ACCEPTING)])
    expect(out).toBe('')
    expect(code).toMatch(/^proof\//)
  })

  it('without --coq nothing is looked for', async () => {
    const { out, problem } = await check([RECORD()], {
      ...SUPPORT,
      emit: () => {
        throw new TypeError('nothing is emitted')
      },
    })
    expect(problem).toBe('')
    expect(out).not.toContain('Coq')
  })

  it('long definitions are cut and say so', async () => {
    const claim = [`Definition merged : Z := ${'1 + '.repeat(1_000)}1.`, 'Definition claim : Prop := merged = 1001.']
    const path = file('proof.v', printCoqFile({ ...COMPUTES, claim }))
    const { out } = await check([path, '--coqc', program(ACCEPTING)])
    expect(out).toMatch(/Definition merged : Z := [1 +]+… \(4027 characters\)\n {2}Definition claim/)
  })

  it.each([
    ['exit code 1', 'echo "Error: no" >&2; exit 1', 'coq/library-refused', 'Error: no'],
    [
      'exit code 1 of the certificate',
      `[ $name = Certificate.v ] && exit 1\n${ACCEPTING}`,
      'coq/rejected',
      'rejected by Coq 8.99.1',
    ],
    ['no answer', 'exit 0', 'coq/output', 'got nothing'],
    ['an axiom', 'echo Axioms:; echo lie : False', 'coq/assumptions', 'Axioms: lie : False'],
    ['more than the answer', `echo ${CLOSED}; echo ${CLOSED}`, 'coq/output', 'expected exactly'],
    ['the answer on standard error', `echo ${CLOSED} >&2`, 'coq/output', 'got nothing'],
    ['the end by a signal', `echo ${CLOSED}; kill -9 $$`, 'coq/library-refused', 'without a message'],
    ['too little memory', 'echo "Fatal error: out of memory" >&2; exit 2', 'coq/too-much-memory', 'out of memory'],
    ['output without end', 'yes', 'coq/too-much-output', 'without end'],
  ])('refuses %s', async (_, script, code, part) => {
    const path = file('proof.v', printCoqFile(COMMUTES))
    const ran = await check([path, '--coqc', program(script)])
    expect(ran).toMatchObject({ out: '', code })
    expect(ran.problem).toContain(part)
  })

  it('ends what takes too long, and what it has started', async () => {
    const path = file('proof.v', printCoqFile(COMMUTES))
    const started = performance.now()
    const ran = await check([path, '--coq-seconds', '1', '--coqc', program('sleep 30 & sleep 30')])
    expect(ran.code).toBe('coq/too-slow')
    expect(performance.now() - started).toBeLessThan(15_000)
  })

  it.each([
    ['coq/library', 'Theorem certificate : claim.\n'],
    ['coq/sentence', printCoqFile({ ...COMMUTES, proof: ['Theorem certificate : claim.', 'Admitted.'] })],
  ])('a .v file that cannot be read never reaches Coq: %s', async (code, text) => {
    const seen = join(folder(), 'seen')
    const path = file('proof.v', text)
    const ran = await check([path, '--coqc', program(`touch ${seen}`)])
    expect(ran.code).toBe(code)
    expect(ran.problem).toMatch(/proof\.v, line \d+: /)
    expect(existsSync(seen)).toBe(false)
  })

  it('what is emitted is held to the same language', async () => {
    const support = { ...SUPPORT, emit: () => ({ ...COMMUTES, proof: ['Theorem certificate : claim.', 'Admitted.'] }) }
    expect((await check([RECORD(), '--coq', '--coqc', program(ACCEPTING)], support)).code).toBe('coq/sentence')
  })

  it.each([
    ['--coq-seconds', '0'],
    ['--coq-seconds', 'soon'],
    ['--coqc', '/nonexistent/coqc'],
    ['--coqc', '/tmp'],
  ])('refuses %s %s before anything is read', async (...words) => {
    expect((await check(['/nonexistent/proof.v', ...words])).code).toMatch(/^(usage\/number|coq\/not-found)$/)
  })
})

describe('the call of coqc', () => {
  it('has options that read nothing else, a bare environment, and a folder of its own that is gone afterwards', async () => {
    const seen = join(folder(), 'seen')
    const report = `{ pwd; ls; env; echo "words: $*"; ulimit -s; echo "memory: $(ulimit -v)"; } > ${seen}\n${ACCEPTING}`
    process.env.COQPATH = '/somewhere'
    try {
      const { problem } = await check([RECORD(), '--coq', '--coqc', program(report)])
      expect(problem).toBe('')
      const text = readFileSync(seen, 'utf8')
      expect(text).not.toContain('COQPATH')
      expect(text).toMatch(/words: -q -noglob .*-Q \. Trusted Statement\.v\n/)
      expect(text).toMatch(/^Convolemma\.v\nStatement\.v$/m)
      expect(text).toMatch(/^\/.*convolemma-coq-\w+\n/)
      expect(text).toMatch(/^HOME=.*convolemma-coq-/m)
      // Not every system can limit it; a lower limit that was set outside stays.
      if (process.platform === 'linux') expect(Number(/^memory: (\d+)$/m.exec(text)?.[1])).toBeLessThanOrEqual(2 ** 24)
      expect(existsSync(text.slice(0, text.indexOf('\n')))).toBe(false)
    } finally {
      delete process.env.COQPATH
    }
  })

  it('a path with spaces, quotes and a semicolon is only a path', async () => {
    const strange = join(folder(), `a b;'"$(touch x)`)
    writeFileSync(strange, readFileSync(program(ACCEPTING)))
    chmodSync(strange, 0o755)
    const path = file('proof.v', printCoqFile(COMMUTES))
    expect((await check([path, '--coqc', strange])).problem).toBe('')
  })

  it('what does not tell its version is not coqc', () => {
    expect(() => findCoqc('/bin/false')).toThrow('does not tell its version')
    expect(() => findCoqc('/bin/echo')).toThrow('does not tell its version')
  })

  it('has no longer to tell its version than is given for all', () => {
    const path = file('coqc', '#!/bin/sh\nexec sleep 20\n')
    chmodSync(path, 0o755)
    const started = performance.now()
    expect(problemOf(() => findCoqc(path, 1))).toMatchObject({
      code: 'coq/too-slow',
      where: path,
      fix: expect.stringContaining('--coq-seconds'),
    })
    expect(performance.now() - started).toBeLessThan(15_000)
  })

  it('says which folder cannot be written, and how to name another', async () => {
    const path = file('proof.v', printCoqFile(COMMUTES))
    const coqc = program(ACCEPTING)
    const before = process.env.TMPDIR
    process.env.TMPDIR = '/nonexistent/folder'
    try {
      const { code, problem } = await check([path, '--coqc', coqc])
      expect(code).toBe('file/temporary')
      expect(problem).toMatch(/^\/nonexistent\/folder: .*ENOENT/)
      expect(problem).toContain('fix: set TMPDIR to a folder that can be written')
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
  })

  it('a file that cannot be written is no defect of the program', async () => {
    const files = [
      { name: 'A.v', text: '' },
      { name: 'no/such/B.v', text: '' },
    ]
    await expect(runCoqc({ path: '/bin/true', version: '1' }, files, { seconds: 9 })).rejects.toMatchObject({
      problem: { code: 'file/temporary' },
    })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('on %s Coq is ended and the folder removed', async (signal) => {
    const running = join(folder(), 'running')
    const slow = program(`echo $$ > ${running}; pwd >> ${running}; sleep 60`)
    const code = `
      import { runCoqc } from ${JSON.stringify(new URL('../../src/cli/coqc.ts', import.meta.url).href)}
      const run = runCoqc({ path: ${JSON.stringify(slow)}, version: '1' }, [{ name: 'A.v', text: '' }], { seconds: 50 })
      run.catch((error) => { console.log(error.problem.code); process.exitCode = 130 })`
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', code])
    let out = ''
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString()
    })
    const [pid, place] = await eventually(() => {
      const [first, second] = readFileSync(running, 'utf8').trim().split('\n')
      return first !== undefined && second !== undefined ? ([Number(first), second] as const) : undefined
    })
    child.kill(signal)
    const status = await new Promise((done) => child.on('close', done))
    expect({ out: out.trim(), status }).toEqual({ out: 'coq/interrupted', status: 130 })
    expect(existsSync(place)).toBe(false)
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

function problemOf(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem
    throw error
  }
}

async function eventually<T>(look: () => T | undefined): Promise<T> {
  for (let left = 400; left > 0; left -= 1) {
    try {
      const found = look()
      if (found !== undefined) return found
    } catch {
      // Not yet.
    }
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('waited 20 s in vain')
}

describe('the program without Coq', () => {
  function main(words: readonly string[]) {
    const options = { encoding: 'utf8', env: { PATH: '' } } as const
    return spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN, ...words], options)
  }

  it('exits with 3 and says how to get it; a record is replayed all the same', () => {
    for (const { words, told } of [
      { words: ['proof.v'], told: /^$/ },
      { words: [RECORD(), '--coq'], told: /steps replayed/ },
    ]) {
      const { status, stderr, stdout } = main(['check', ...words])
      expect({ status, stdout }).toEqual({ status: 3, stdout: expect.stringMatching(told) })
      expect(stderr).toMatch(/coqc.* is not on the PATH \[coq\/not-found\]\n {2}fix: install Coq.*apt-get.*opam/)
    }
  })

  it('checks a record as before', () => {
    const { status, stdout } = main(['check', RECORD(), '--quiet'])
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('steps replayed') })
  })

  it('its help names the exit code', () => {
    expect(main(['check', '--help']).stdout).toContain('exit code 3')
  })
})
