/** Prints the names of one document: equal names equally, different names differently. Never imports a term's walker. */
import type { NameInfo } from '../document.ts'
import type { IndexScope } from './index-notation.ts'
import { literalName, type NameKind, type ParsedName, parseName } from './name.ts'
import type { Style } from './style.ts'
import type { Piece } from './token.ts'

/** What a document says of its names. */
export interface NamedThings {
  readonly names: ReadonlyMap<string, NameInfo>
  readonly rank?: number | 'any'
}

export interface Names {
  readonly info: (name: string) => NameInfo | undefined
  readonly parse: (name: string) => ParsedName
  /** The name by itself, without indices. */
  readonly print: (name: string) => Piece
  /** The axes of a constant position; 1 where the rank is open. */
  readonly rank: number
  /** For indices within sums over the given names. */
  readonly scope: (bound: ReadonlySet<string>) => IndexScope
}

/** State with the lifetime of one rendering: it remembers which name was printed how. */
export function createNames(style: Style, things: NamedThings): Names {
  const parsed = new Map<string, ParsedName>()
  const printed = new Map<string, string>()
  const info = (name: string) => things.names.get(name)
  const parse = (name: string): ParsedName => {
    const known = parsed.get(name)
    if (known !== undefined) return known
    const result = firstFree(name, kindOf(info(name)), (candidate) => {
      const text = style.name(candidate, false).text
      const owner = printed.get(text)
      if (owner === undefined) printed.set(text, name)
      return owner === undefined || owner === name
    })
    parsed.set(name, result)
    return result
  }
  return {
    info,
    parse,
    print: (name) => style.name(parse(name), isIndexed(info(name))),
    rank: typeof things.rank === 'number' ? things.rank : 1,
    scope: (bound) => ({ style, parse, isBound: (name) => bound.has(name) }),
  }
}

/** The usual form, or the name letter by letter where another name has that form, or the same with a count. */
function firstFree(name: string, kind: NameKind, isFree: (candidate: ParsedName) => boolean): ParsedName {
  const usual = parseName(name, kind)
  if (isFree(usual)) return usual
  for (let count = 1; ; count += 1) {
    const candidate = literalName(count === 1 ? name : `${name}(${count})`)
    if (isFree(candidate)) return candidate
  }
}

function kindOf(info: NameInfo | undefined): NameKind {
  if (info === undefined) return 'size'
  return info.role === 'definition' ? 'definition' : 'tensor'
}

/** True where the entries of the tensor are printed with indices. */
export function isIndexed(info: NameInfo | undefined): boolean {
  return info?.axes.some((axis) => !axis.isSingle) ?? false
}
