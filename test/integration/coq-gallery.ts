/** The gallery's pages as files for Coq, and which of them are refused because Coq cannot state them yet. */
import { deriveExample } from '../../docs/example.ts'
import { GALLERY } from '../../docs/gallery.ts'
import type { CoqFile } from '../../src/coq/coq-file.ts'
import type { Derivation } from '../../src/derive/derive.ts'
import { ConvolemmaError } from '../../src/errors.ts'

const NOT_YET: ReadonlySet<string> = new Set(['coq/unsupported', 'lower/not-certifiable'])

/** By the names of the pages. @throws whatever else `make` throws */
export function acceptedPages(make: (derivation: Derivation) => CoqFile): {
  readonly files: ReadonlyMap<string, CoqFile>
  readonly refused: readonly string[]
} {
  const files = new Map<string, CoqFile>()
  const refused: string[] = []
  for (const page of GALLERY) {
    try {
      files.set(page.name, make(deriveExample(page)))
    } catch (error) {
      if (!(error instanceof ConvolemmaError && NOT_YET.has(error.problem.code))) throw error
      refused.push(page.name)
    }
  }
  return { files, refused }
}
