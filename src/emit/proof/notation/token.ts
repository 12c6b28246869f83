/** A formula as a flat stream of tokens, and how wide they are on a terminal. Imports nothing. */

/** Text with its width: columns on a terminal, about half an em of mathematics elsewhere. */
export interface Piece {
  readonly text: string
  readonly width: number
}

/** What is printed without ever being split. */
export interface Token extends Piece {
  /** True for everything printed for a subterm that the record says has changed. */
  readonly marked: boolean
  /** How good a place for a new line is just before this token: 0 never, 1 if need be, 2 gladly. */
  readonly breakBefore: 0 | 1 | 2
  /** How deeply the break is nested; shallow breaks are better. */
  readonly depth: number
  /** What is printed instead where the token does start a new line. */
  readonly atBreak?: Piece
}

/** The number of terminal columns of a text without control characters. */
export function columns(text: string): number {
  let total = 0
  for (const character of text) total += columnsOf(character)
  return total
}

function columnsOf(character: string): number {
  if (character < '\u0300') return 1
  if (/^[\p{M}\p{Cf}]$/u.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** East Asian wide and fullwidth characters, and pictographs that terminals draw two columns wide. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}$/u

/** A piece as wide as its text on a terminal. */
export function plain(text: string): Piece {
  return { text, width: columns(text) }
}

/** Pieces one after the other, with a separator between them. */
export function join(pieces: readonly Piece[], separator: Piece = { text: '', width: 0 }): Piece {
  return {
    text: pieces.map((piece) => piece.text).join(separator.text),
    width: pieces.reduce((total, piece) => total + piece.width, separator.width * Math.max(0, pieces.length - 1)),
  }
}

/** The tokens as one text, on one line. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join('')
}

/** The width of the tokens on one line. */
export function widthOf(tokens: readonly Piece[]): number {
  return tokens.reduce((total, token) => total + token.width, 0)
}
