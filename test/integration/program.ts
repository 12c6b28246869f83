/** Runs programs for the integration suites; a missing program is a failure, never a skip. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const ROOT = new URL('../..', import.meta.url).pathname
export const CLI = join(ROOT, 'dist/cli/main.js')

/** A new empty folder. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'convolemma-'))
}

/** Run a program that must succeed. @returns its standard output */
export function run(
  program: string,
  words: readonly string[],
  options: { readonly cwd?: string; readonly input?: string } = {},
): string {
  return execFileSync(program, [...words], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: 'pipe', ...options })
}

export interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Run the command line. */
export function convolemma(
  words: readonly string[],
  options: { readonly cwd?: string; readonly input?: string } = {},
): Outcome {
  const result = spawnSync(process.execPath, [CLI, ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    input: '',
    ...options,
  })
  return { code: result.status, out: result.stdout, err: result.stderr }
}
