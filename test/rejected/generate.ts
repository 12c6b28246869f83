/**
 * Writes the negative corpus: one file per false or malformed record, with the code of its rejection.
 * Run with `npx tsx test/rejected/generate.ts`; the files are reviewed, and the test compares them with what this writes.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { CHAIN, USES } from './cases/chains.ts'
import { CLAIM_FORMS } from './cases/claim-forms.ts'
import { CLAIM } from './cases/claims.ts'
import { EQUAL_PLACES } from './cases/equal-places.ts'
import { FORMAT } from './cases/format.ts'
import { HOSTILE } from './cases/hostile.ts'
import { NAMES } from './cases/names.ts'
import { POINTS } from './cases/points.ts'
import { SORTS } from './cases/sorts.ts'
import { SUMS } from './cases/sums.ts'
import { VIEWS } from './cases/views.ts'
import { UNITS, WINDOWS } from './cases/windows.ts'
import type { Rejected } from './cases/write-case.ts'

/** Every record of the corpus by its name. */
export const CORPUS: Readonly<Record<string, Rejected>> = {
  ...FORMAT,
  ...NAMES,
  ...SORTS,
  ...CHAIN,
  ...USES,
  ...SUMS,
  ...POINTS,
  ...WINDOWS,
  ...UNITS,
  ...CLAIM,
  ...CLAIM_FORMS,
  ...VIEWS,
  ...EQUAL_PLACES,
  ...HOSTILE,
}

/** The text of a corpus file. */
export function fileText(rejected: Rejected): string {
  return `${JSON.stringify(rejected)}\n`
}

const folder = new URL('.', import.meta.url)
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const file of readdirSync(folder)) if (file.endsWith('.json')) rmSync(new URL(file, folder))
  for (const [name, rejected] of Object.entries(CORPUS))
    writeFileSync(new URL(`${name}.json`, folder), fileText(rejected))
}
