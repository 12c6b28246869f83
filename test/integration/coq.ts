/** Runs coqc on many certificates at once; a missing coqc is a failure, never a skip. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CoqFile, moduleNames, prelude, printLibrary } from '../../src/coq/coq-file.ts'
import { emptyFolder, run } from './program.ts'

export const CLOSED = 'Closed under the global context'

export interface CoqOutcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export function coqc(folder: string, file: string): CoqOutcome {
  const result = spawnSync('coqc', ['-q', file], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (result.error !== undefined) throw result.error
  return { code: result.status, out: result.stdout.trim(), err: result.stderr.trim() }
}

/** A folder in which the whole library is compiled as Convolemma. */
export function compiledLibrary(): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'Convolemma.v'), printLibrary(moduleNames()))
  run('coqc', ['-q', 'Convolemma.v'], { cwd: folder })
  return folder
}

/** One file with a module for each; `end` is what stands after each claim. */
export function batch(files: readonly CoqFile[], end: (name: string) => string): string {
  const modules = [...new Set(files.flatMap((file) => file.modules))]
  const bodies = files.map((file, number) => {
    const name = `Batch_${number}`
    return `Module ${name}.\n${file.claim.join('\n')}\n${end(name)}`
  })
  return `Require Import Convolemma.\nFrom Coq Require Import List ZArith.\nImport ListNotations.\n${prelude(modules)}\n${bodies.join('\n')}\n`
}
