/** The commands of the page about Coq, run in its order. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { CLOSED } from './coq.ts'
import { CLI, emptyFolder, ROOT, run } from './program.ts'

const page = readFileSync(join(ROOT, 'docs/coq.md'), 'utf8')
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block]) => (block ?? '').trim().split('\n'))

function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
}

describe('docs/coq.md', () => {
  const folder = emptyFolder()
  beforeAll(() => {
    run('npm', ['run', '--silent', 'build'], { cwd: ROOT })
  })

  it('has commands to try', () => {
    expect(commands.length).toBeGreaterThanOrEqual(7)
  })

  it.each(commands)('%s', (line) => {
    const [program, ...rest] = words(line)
    const options = { cwd: folder, encoding: 'utf8', stdio: 'pipe' } as const
    if (program === 'coqc') expect(execFileSync('coqc', rest, options).trim()).toBe(CLOSED)
    else {
      expect(line).toMatch(/^npx convolemma /)
      const said = execFileSync(process.execPath, [CLI, ...rest.slice(1)], options)
      if (rest[1] === 'check') expect(said).toContain('closed under the global context')
    }
  })
})
