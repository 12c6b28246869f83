/** Prints entries of tensors, values of signals and brackets: what carries indices but is no sum. */
import type { Index } from '../../../term/index-expression.ts'
import type { Condition, ElementTerm } from '../../../term/term.ts'
import { constantEntries, indexPiece, summandsOf } from './index-notation.ts'
import { isSingleLetter, type ParsedName } from './name.ts'
import { isIndexed } from './names.ts'
import { deeper, fixed, operatorToken, type Place } from './place.ts'
import type { Argument } from './style.ts'
import { join, type Piece, type Token } from './token.ts'

/** A break inside brackets is worse than any outside of them. */
const INSIDE_BRACKETS = 3

/** The tokens of an index expression; it may be broken before its signs. */
export function indexTokens(index: Index, place: Place): readonly Token[] {
  const { style } = place
  return summandsOf(index, place.names.scope(place.bound)).map(({ negative, piece }, at) => {
    if (at === 0) return fixed(negative ? join([style.leadingMinus, piece]) : piece, place)
    const sign = operatorToken(negative ? style.minus : style.plus, place, 2)
    return { ...sign, ...join([sign, piece]), atBreak: join([sign.atBreak ?? sign, piece]) }
  })
}

/** k[o, a, i] and its like, without the axes that have a single entry. */
export function elementTokens(term: ElementTerm, place: Place): readonly Token[] {
  const { style, names } = place
  const info = names.info(term.name)
  const name = names.parse(term.name)
  const at = printedArguments(term, place)
  if (at.length === 0) return [fixed(style.name(name, isIndexed(info)), place)]
  const pieces = at.map((one) => one.piece)
  if (style.usesSubscript(info?.role === 'signal', name, at)) return [fixed(style.subscripted(name, pieces), place)]
  const isConstant = at.every((one) => one.isConstant)
  if (isConstant || (at.length === 1 && (at[0]?.monomials ?? 0) <= 3)) {
    const inside = join(pieces, isConstant ? style.tightComma : style.comma)
    return [fixed(join([style.openEntry(name, true), inside, style.closeEntry(true)]), place)]
  }
  return bracketed(name, at, place)
}

interface PrintedArgument extends Argument {
  readonly index: Index
}

function bracketed(name: ParsedName, at: readonly PrintedArgument[], place: Place): readonly Token[] {
  const { style } = place
  const isShort = at.every((one) => one.monomials <= 1)
  const inside = deeper(place, INSIDE_BRACKETS)
  const tokens: Token[] = [fixed(style.openEntry(name, isShort), place)]
  at.forEach((one, position) => {
    const [first, ...rest] = one.isConstant ? [fixed(one.piece, inside)] : indexTokens(one.index, inside)
    if (position > 0) tokens.push(fixed(style.comma, place))
    if (first !== undefined) tokens.push(position === 0 ? first : { ...first, breakBefore: 1 })
    tokens.push(...rest)
  })
  tokens.push(fixed(style.closeEntry(isShort), place))
  return tokens
}

/** The indices that are printed; a constant position is written out axis by axis. */
function printedArguments(term: ElementTerm, place: Place): readonly PrintedArgument[] {
  const axes = place.names.info(term.name)?.axes ?? []
  const scope = place.names.scope(place.bound)
  const isOneOfSeveral = axes.filter((axis) => axis.sort === 'position' && !axis.isSingle).length > 1
  const shown = term.at.map((index, at) => ({ index, axis: axes[at] })).filter(({ axis }) => axis?.isSingle !== true)
  return shown.map(({ index, axis }) => {
    const entries = constantEntries(index, axis?.sort === 'position' ? place.names.rank : 1)
    const piece =
      entries === undefined ? indexPiece(index, scope, 'tight') : positionPiece(entries, isOneOfSeveral, place)
    return { index, piece, monomials: Math.max(1, index.length), isConstant: entries !== undefined }
  })
}

/** A constant position; beside other positions it is enclosed, so that it can be told where each of them ends. */
function positionPiece(entries: readonly number[], isOneOfSeveral: boolean, { style }: Place): Piece {
  if (isOneOfSeveral && entries.length > 1) return style.index.vector(entries)
  return join(entries.map(style.index.integer), style.tightComma)
}

/** True for v₀ and b: one letter, perhaps with one number, and nothing else. */
export function isSimpleEntry(term: ElementTerm, place: Place): boolean {
  const name = place.names.parse(term.name)
  const at = printedArguments(term, place)
  if (!isSingleLetter(name)) return false
  return at.length === 0 || (at.length === 1 && name.number === undefined && /^\d+$/.test(at[0]?.piece.text ?? ''))
}

/** The bracket that is 1 where a condition holds: [i + j = m], [0 ≤ q < L]. */
export function bracketTokens(condition: Condition, place: Place): readonly Token[] {
  const { style } = place
  const inside = deeper(place, INSIDE_BRACKETS)
  const sign = (relation: '=' | '≤' | '<') => operatorToken(style.relation(relation), inside, 2)
  const tokens =
    condition.kind === 'equal'
      ? [...indexTokens(condition.left, inside), sign('='), ...indexTokens(condition.right, inside)]
      : [
          fixed(style.index.integer(0), inside),
          sign('≤'),
          ...indexTokens(condition.index, inside),
          sign('<'),
          ...indexTokens(condition.extent, inside),
        ]
  return [fixed(style.openCondition, place), ...tokens, fixed(style.closeCondition, place)]
}
