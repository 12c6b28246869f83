/** Where the walker over a term stands, and the small tokens that it prints there. Imports only names and tokens. */
import type { Names } from './names.ts'
import type { Operator, Style } from './style.ts'
import type { Piece, Token } from './token.ts'

export interface Place {
  readonly style: Style
  readonly names: Names
  /** The recorded paths of what has changed, and the path to here, written "1.0.2". */
  readonly marks: ReadonlySet<string>
  readonly path: string
  readonly marked: boolean
  /** The number of parentheses around. */
  readonly depth: number
  /** The indices of the sums around. */
  readonly bound: ReadonlySet<string>
}

/** The place of a child; everything printed for the subterm at a marked path is marked. */
export function child(place: Place, step: number): Place {
  const path = place.path === '' ? `${step}` : `${place.path}.${step}`
  return { ...place, path, marked: place.marked || place.marks.has(path) }
}

/** A token that never starts a line. */
export function fixed(piece: Piece, place: Place, marked = place.marked): Token {
  return { ...piece, marked, breakBefore: 0, depth: place.depth }
}

/** A sign before which a line may end. */
export function operatorToken(sign: Operator, place: Place, breakBefore: 1 | 2, marked = place.marked): Token {
  return { ...sign.inline, atBreak: sign.atBreak, marked, breakBefore, depth: place.depth }
}

/** The tokens with a possible break before the first one. */
export function breakable(tokens: readonly Token[], depth: number): readonly Token[] {
  const [first, ...rest] = tokens
  return first === undefined ? tokens : [{ ...first, breakBefore: 1, depth }, ...rest]
}

export function deeper(place: Place, by: number): Place {
  return { ...place, depth: place.depth + by }
}
