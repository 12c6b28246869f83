import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const MAIN = new URL('../../src/cli/main.ts', import.meta.url).pathname

function program(words: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), MAIN, ...words],
    { input, encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

describe('the program as a process', () => {
  it.each([
    { words: ['--version'], status: 0, part: /^\d+\.\d+\.\d+\n$/ },
    { words: ['--help'], status: 0, part: /convolemma derive NET/ },
    {
      words: ['--help'],
      status: 0,
      part: /Exit codes:\n {4}0 {2}done\n {4}1 .*\n {4}2 .*\n {4}3 .*\n {3}70 .*\n {2}130 /,
    },
    { words: ['check', '--help'], status: 0, part: /--coqc PATH .*implies --coq\n.*--coq-seconds .*implies --coq\n/ },
    { words: ['derive', '--help'], status: 0, part: /--detail DETAIL/ },
    { words: ['derive', '-'], input: 'Conv1d(1, 1, 2)', status: 0, part: /One layer/ },
  ])('$words answers on standard output', ({ words, input, status, part }) => {
    const ran = program(words, input)
    expect(ran.stdout).toMatch(part)
    expect(ran.status).toBe(status)
  })

  it.each([
    { words: [], status: 2, part: /^$/ },
    { words: ['fold'], status: 2, part: /no command "fold"/ },
    { words: ['derive', 'x', '--what'], status: 2, part: /usage\/option/ },
    { words: ['derive', 'Sequential(Conv1d(1, 1, 2), ReLU())'], status: 1, part: /ReLU\(\)\)\n\s+\^+/ },
    { words: ['derive', 'Conv1d(1, 1, 2'], status: 1, part: /syntax\// },
    { words: ['derive', '-'], input: '\u0000\u0001', status: 1, part: /syntax\// },
  ])('$words complains on standard error, without a stack trace', ({ words, input, status, part }) => {
    const ran = program(words, input)
    expect(ran.stderr).toMatch(part)
    expect(ran.stderr).not.toMatch(/\n\s+at .*:\d+:\d+/)
    expect(ran.status).toBe(status)
  })
})

describe('the package', () => {
  it('its build makes every program executable', () => {
    const { bin, scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    for (const path of Object.values(bin)) expect(scripts.build).toContain(`chmodSync('${path}', 0o755)`)
  })
})
