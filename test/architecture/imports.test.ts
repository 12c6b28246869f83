import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import { beforeAll, describe, expect, it } from 'vitest'

const ROOT = new URL('../..', import.meta.url).pathname

interface Row {
  readonly folder: string
  readonly mayImport: readonly string[]
}

/** The rows of the table in docs/architecture.md. */
function readTable(): readonly Row[] {
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
  return text.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    const folder = /^`([a-z]+)`$/.exec(cells[1] ?? '')?.[1]
    if (folder === undefined || cells.length !== 5) return []
    return [{ folder, mayImport: [...(cells[3] ?? '').matchAll(/`([a-z]+)`/g)].map((match) => match[1] ?? '') }]
  })
}

const TABLE = readTable()

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
  readonly circular: boolean
}

let imports: readonly Import[] = []

beforeAll(async () => {
  const result = await cruise(['src'], {
    baseDir: ROOT,
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    ruleSet: { forbidden: [{ name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } }] },
    validate: true,
  })
  const { output } = result
  if (typeof output === 'string') throw new TypeError('expected the dependency graph as data')
  imports = output.modules.flatMap((module) =>
    module.dependencies.map((dependency) => ({
      from: module.source,
      to: dependency.resolved,
      typeOnly: dependency.dependencyTypes.includes('type-only'),
      circular: dependency.circular,
    })),
  )
}, 60_000)

/** "src/term/walk.ts" → "term"; "src/errors.ts" → "errors". */
function folderOf(path: string): string | undefined {
  return /^src\/([a-z]+)(?:\/|\.ts$)/.exec(path)?.[1]
}

describe('the folders of src import each other as docs/architecture.md says', () => {
  it('the table names every folder and file of src', () => {
    const present = readdirSync(join(ROOT, 'src')).map((name) => name.replace(/\.ts$/, ''))
    expect(TABLE.map((row) => row.folder).sort()).toEqual(present.sort())
  })

  it('every import is allowed by the table', () => {
    const allowed = new Map(TABLE.map((row) => [row.folder, row.mayImport]))
    const isAllowed = (from: string, to: string): boolean => {
      if (from === to || to === 'errors') return true
      if (from === 'index') return to !== 'cli'
      return allowed.get(from)?.includes(to) ?? false
    }
    const wrong = imports.filter(({ from, to }) => {
      const [left, right] = [folderOf(from), folderOf(to)]
      return left !== undefined && right !== undefined && !isAllowed(left, right)
    })
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
    expect(imports.length).toBeGreaterThan(100)
  })

  it('the table allows nothing in vain', () => {
    const used = new Set(imports.map(({ from, to }) => `${folderOf(from)} -> ${folderOf(to)}`))
    const vain = TABLE.filter((row) => row.folder !== 'index')
      .flatMap((row) => row.mayImport.map((to) => `${row.folder} -> ${to}`))
      .filter((one) => !used.has(one))
    expect(vain).toEqual([])
  })

  it('nothing imports in a circle', () => {
    expect(imports.filter((one) => one.circular).map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })

  it('only cli uses the modules of Node', () => {
    const wrong = imports.filter(
      ({ from, to }) => folderOf(from) !== 'cli' && (to.startsWith('node:') || NODE_MODULES.has(to)),
    )
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })

  it('the checker takes nothing from the engine but types, rationals and problems', () => {
    const taken = imports.filter(
      ({ from, to, typeOnly }) => folderOf(from) === 'checker' && folderOf(to) !== 'checker' && !typeOnly,
    )
    const modules = [...new Set(taken.map(({ to }) => to))].sort()
    expect(modules).toEqual(['src/errors.ts', 'src/proof/proof.ts', 'src/scalar/rational.ts'])
  })
})

const NODE_MODULES = new Set([
  'fs',
  'path',
  'os',
  'url',
  'util',
  'module',
  'child_process',
  'worker_threads',
  'zlib',
  'crypto',
  'buffer',
  'stream',
])
