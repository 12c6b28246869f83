import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCall } from '../../src/cli/arguments.ts'
import { type CoqSupport, checkCommand, runCheck } from '../../src/cli/commands/check.ts'
import { type CoqFile, printCoqFile } from '../../src/coq/coq-file.ts'
import { derive } from '../../src/derive/derive.ts'
import { encodeProof } from '../../src/proof/json.ts'
import { readNotation } from '../../src/read/notation.ts'
import { COMPUTES, GRAMMAR } from '../coq/samples.ts'

const MAIN = new URL('../../src/cli/main.ts', import.meta.url).pathname

const CLAIM = 'Definition claim : Prop :=\n  merged\n    = 1001.'

/** The example with a definition of that many lines before the claim. */
function withLines(count: number): CoqFile {
  const sum = Array.from({ length: count - 1 }, (_, at) => `  ${at}`).join(' +\n')
  return { ...COMPUTES, claim: [`Definition merged : Z :=\n${sum}.`, CLAIM] }
}

/** A program that only looks like coqc and accepts everything. */
function accepting(folder: string): string {
  const path = join(folder, 'coqc')
  const script = [
    '#!/bin/sh',
    '[ "$1" = --print-version ] && { echo "8.99.1 4.13.1"; exit 0; }',
    'for name; do :; done',
    '[ "$name" = Statement.v ] && echo "Closed under the global context"',
    'exit 0',
  ]
  writeFileSync(path, `${script.join('\n')}\n`)
  chmodSync(path, 0o755)
  return path
}

async function check(file: CoqFile, name: 'proof.v' | 'proof.json'): Promise<{ out: string; text: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'convolemma-claim-'))
  const path = join(folder, name)
  const record = encodeProof(derive(readNotation('Conv1d(1, 1, 2)')).checked.proof)
  const text = printCoqFile(file)
  writeFileSync(path, name === 'proof.v' ? text : JSON.stringify(record))
  let out = ''
  const write = (said: string) => {
    out += `${said}\n`
  }
  const support: CoqSupport = { emit: () => file, grammar: { ...GRAMMAR, fixedProofs: [file.proof] } }
  const call = parseCall(checkCommand, [path, '--coqc', accepting(folder)])
  await runCheck(call, { width: 100, color: false, write, note: () => {} }, support)
  return { out: out.replaceAll(`${folder}/`, ''), text }
}

const indented = (text: string) => text.replace(/^(?=.)/gm, '  ')

describe('the claim that Coq has proved', () => {
  it.each(['proof.v', 'proof.json'] as const)('of %s has its own line breaks and is not cut', async (name) => {
    for (const count of [3, 197]) {
      const file = withLines(count)
      const { out } = await check(file, name)
      expect(out).toContain(`what it proves, with no assumption:\n${indented(file.claim.join('\n'))}\n`)
    }
  })

  it('of more than 200 lines ends with the lines of the file that follow', async () => {
    const { out, text } = await check(withLines(198), 'proof.v')
    const shown = out.slice(out.indexOf('assumption:\n') + 'assumption:\n'.length).split('\n')
    expect(shown.slice(41).join('\n')).toContain(CLAIM.split('\n')[0])
    const [, more = '', from = '', to = ''] =
      /^ {2}… (\d+) more lines: lines (\d+)–(\d+) of proof\.v$/.exec(shown[40] ?? '') ?? []
    const lines = text.split('\n')
    expect([Number(more), Number(to) - Number(from) + 1]).toEqual([161, 161])
    expect(`  ${lines[Number(from) - 2]}`).toBe(shown[39])
    expect(lines[Number(to) - 1]).toBe('    = 1001.')
  })

  it('of a long record says how to write it', async () => {
    const { out } = await check(withLines(198), 'proof.json')
    expect(out).toContain('  … 161 more lines: convolemma derive NET --format coq-derivation writes them all\n')
  })
})

describe('a rejected record where there is no coqc', () => {
  it('is rejected with exit code 1', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'convolemma-claim-')), 'proof.json')
    writeFileSync(path, '{"format": "proof"}')
    const options = { encoding: 'utf8', env: { PATH: '' } } as const
    const words = ['--import', import.meta.resolve('tsx'), MAIN, 'check', path, '--coq']
    const { status, stderr } = spawnSync(process.execPath, words, options)
    expect(stderr).toMatch(/rejected/)
    expect(status).toBe(1)
  })
})
