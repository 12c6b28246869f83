import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

const ROOT = new URL('../..', import.meta.url).pathname
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')
const TSX = ['--import', import.meta.resolve('tsx')]

/** The fenced blocks of a language. */
function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1] ?? '')
}

/** The words of a shell line with single and double quotes, which is all that the README uses. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convolemma-readme-'))
  cpSync(join(ROOT, 'docs/examples'), join(folder, 'docs/examples'), { recursive: true })
})

describe('the README', () => {
  const lines = blocks(README, 'sh').flatMap((block) => block.trim().split('\n'))

  it('has commands to try', () => {
    expect(lines.length).toBeGreaterThan(6)
    expect(lines.every((line) => line.startsWith('npx convolemma '))).toBe(true)
  })

  it.each(lines)('%s', (line) => {
    const [, , ...rest] = words(line)
    const output = execFileSync(process.execPath, [...TSX, join(ROOT, 'src/cli/main.ts'), ...rest], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    })
    const at = rest.indexOf('--out')
    const written = at === -1 ? undefined : rest[at + 1]
    expect(output.length + (written === undefined ? 0 : statSync(join(folder, written)).size)).toBeGreaterThan(20)
  })

  it.each(blocks(README, 'ts').map((block) => [block.split('\n')[0] ?? '', block] as const))('%s', (_, block) => {
    const path = join(folder, 'block.ts')
    writeFileSync(path, block.replace("'convolemma'", JSON.stringify(join(ROOT, 'src/index.ts'))))
    expect(execFileSync(process.execPath, [...TSX, path], { encoding: 'utf8', stdio: 'pipe' })).toContain('[ 5, 5 ]')
  })
})

describe('links in the documentation', () => {
  const pages = [
    'README.md',
    ...readdirSync(join(ROOT, 'docs'), { recursive: true }).map((name) => join('docs', `${name}`)),
  ]
  it.each(pages.filter((name) => name.endsWith('.md')))('%s points at files that exist', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8')
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => match[1] ?? '')
    const paths = page.endsWith('where.md')
      ? [...text.matchAll(/`((?:src|test|docs)\/[^`]*)`/g)].map((match) => `../${match[1]}`)
      : []
    const missing = [...targets, ...paths].filter((target) => !existsSync(resolve(ROOT, dirname(page), target)))
    expect(missing).toEqual([])
  })
})
