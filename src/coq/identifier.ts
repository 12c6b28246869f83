/** Names of users as Coq identifiers: injective, and never a keyword or a name of the library. Imports nothing. */

/** A prefix for each kind of name; no name of the library starts with one of them followed by "_". */
export type NameKind = 'size' | 'tensor' | 'index' | 'lemma' | 'symbol'

const PREFIXES: Readonly<Record<NameKind, string>> = { size: 's', tensor: 't', index: 'i', lemma: 'l', symbol: 'v' }

/** A name as an identifier: letters, digits and "_" stay, every other character becomes its code point: λ is '3bb'. */
export function identifier(kind: NameKind, name: string): string {
  const letters = Array.from(name, (character) => {
    if (/^\w$/.test(character)) return character
    return `'${(character.codePointAt(0) ?? 0).toString(16)}'`
  })
  return `${PREFIXES[kind]}_${letters.join('')}`
}
