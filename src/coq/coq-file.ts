/** A Coq file as data: which parts of the library it needs, what it claims, and how that is proved. Prints it; never runs it. */
import { LIBRARY, type ModuleName } from './library.ts'

/**
 * What an emitter hands over. Every sentence is one Coq sentence with its full stop, without comments and quotation marks.
 * `claim` holds only `Definition`s, the last of them `Definition claim : Prop := …`; `proof` ends with
 * `Theorem certificate : claim.` and its proof.
 */
export interface CoqFile {
  /** Modules of the library that the sentences use directly; what those import comes along. */
  readonly modules: readonly ModuleName[]
  readonly claim: readonly string[]
  readonly proof: readonly string[]
}

/** The name that the separately compiled library has in the files that the checker writes. */
export const LIBRARY_FILE = 'Convolemma'

/** One self-contained file: the library, the claim, the proof, and what the proof assumes. */
export function printCoqFile(file: CoqFile): string {
  const lines = [...file.claim, ...file.proof, 'Print Assumptions certificate.']
  return `${printLibrary(file.modules)}\n${prelude(file.modules)}\n${lines.join('\n')}\n`
}

/** What stands between the library and the claim: the names in force. */
export function prelude(modules: readonly ModuleName[]): string {
  return `Import ${modules.join(' ')}.\nLocal Open Scope Z_scope.`
}

const STANDARD = /^From Coq Require Import ([^.]*)\.$/gm
const OWN = /^From Convolemma Require Import ([^.]*)\.$/gm

/** The modules and all that they import, as one text in which each is a Coq module. */
export function printLibrary(modules: readonly ModuleName[]): string {
  const order = closure(modules)
  const standard = new Set(['List', 'ZArith', ...order.flatMap((name) => importsOf(name, STANDARD))])
  const bodies = order.map((name) => {
    const own = importsOf(name, OWN)
    const imports = own.length === 0 ? '' : `Import ${own.join(' ')}.\n`
    const text = LIBRARY[name].replace(STANDARD, '').replace(OWN, '').trim()
    return `Module ${name}.\n${imports}${text}\nEnd ${name}.\n`
  })
  return `From Coq Require Import ${[...standard].sort().join(' ')}.\nImport ListNotations.\n\n${bodies.join('\n')}`
}

function importsOf(name: ModuleName, pattern: RegExp): readonly string[] {
  return [...LIBRARY[name].matchAll(pattern)].flatMap(([, names]) => (names ?? '').split(' '))
}

/** In the order of the library, which is one in which each module stands after what it imports. */
function closure(modules: readonly ModuleName[]): readonly ModuleName[] {
  const needed = new Set<string>(modules)
  const names = moduleNames()
  for (const name of [...names].reverse()) {
    if (needed.has(name)) for (const imported of importsOf(name, OWN)) needed.add(imported)
  }
  return names.filter((name) => needed.has(name))
}

/** All modules of the library, each after what it imports. */
export function moduleNames(): readonly ModuleName[] {
  // Object.keys knows only that its results are texts; LIBRARY is declared with these keys.
  return Object.keys(LIBRARY) as ModuleName[]
}
