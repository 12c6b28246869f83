/** What a way of writing mathematics must be able to write; the two ways are unicode-style.ts and latex-style.ts. */
import type { Rational } from '../../../scalar/rational.ts'
import type { Relation } from '../document.ts'
import type { ParsedName } from './name.ts'
import type { Piece, Token } from './token.ts'

/** A sign between two things, within a line and at the start of a new one. */
export interface Operator {
  readonly inline: Piece
  readonly atBreak: Piece
}

/** An index of an entry, as far as the choice between subscript and brackets depends on it. */
export interface Argument {
  readonly piece: Piece
  readonly monomials: number
  readonly isConstant: boolean
}

/** One bound index with its extent, ready to print. */
export interface PrintedRange {
  readonly index: Piece
  readonly extent: Piece
}

export interface Style {
  readonly plus: Operator
  readonly minus: Operator
  readonly leadingMinus: Piece
  /** Between two factors. */
  readonly times: Operator
  /** Between two factors that are single letters; no line breaks there. */
  readonly beside: Piece
  /** Before a number, which must not run together with what stands before it. */
  readonly beforeNumber: Operator
  readonly open: Piece
  readonly close: Piece
  /** The bracket that is 1 where a condition holds. */
  readonly openCondition: Piece
  readonly closeCondition: Piece
  readonly relation: (relation: Relation) => Operator
  /** A number that is not negative. */
  readonly number: (value: Rational) => Piece
  readonly index: IndexStyle
  /** A name by itself; `isIndexed` says that its entries have indices elsewhere. */
  readonly name: (name: ParsedName, isIndexed: boolean) => Piece
  /** True where the indices stand in a subscript, as one token with the name. */
  readonly usesSubscript: (isSignal: boolean, name: ParsedName, at: readonly Argument[]) => boolean
  readonly subscripted: (name: ParsedName, at: readonly Piece[]) => Piece
  /** The brackets around indices; short ones hold nothing but single names and numbers. */
  readonly openEntry: (name: ParsedName, isShort: boolean) => Piece
  readonly closeEntry: (isShort: boolean) => Piece
  readonly comma: Piece
  /** Between numbers. */
  readonly tightComma: Piece
  /** Σ with its ranges and the condition under it, in pieces that need not stay on one line. */
  readonly sum: (ranges: readonly PrintedRange[], condition: Piece | undefined) => readonly Piece[]
  /** 1/√(argument). */
  readonly inverseRoot: (argument: readonly Token[], marked: boolean) => readonly Token[]
  /** 1/argument; an argument that is not a single entry or number is enclosed, unless it stands below the fraction's line. */
  readonly reciprocal: (argument: readonly Token[], isSingle: boolean, marked: boolean) => readonly Token[]
}

/** How index expressions are written, where they are not broken. */
export interface IndexStyle {
  /** Signs with space around them, and without for subscripts. */
  readonly plus: { readonly loose: Piece; readonly tight: Piece }
  readonly minus: { readonly loose: Piece; readonly tight: Piece }
  readonly equals: Piece
  /** Between factors that are single letters, and between others. */
  readonly beside: Piece
  readonly times: Piece
  readonly axiswise: Piece
  readonly integer: (value: number) => Piece
  readonly vector: (entries: readonly number[]) => Piece
  readonly parenthesised: (inside: Piece) => Piece
  readonly floor: (numerator: Piece, denominator: Piece) => Piece
}
