/** Prints index expressions as people write them: s₁s₂n + δ₁i + s₁δ₂j − p₁. Never imports a term. */
import {
  type Coefficient,
  coefficientEntries,
  constantOf,
  type Index,
  type Monomial,
} from '../../../term/index-expression.ts'
import { isSingleLetter, type ParsedName } from './name.ts'
import type { Style } from './style.ts'
import { join, type Piece } from './token.ts'

/** What the printer of an index must know beyond the index. */
export interface IndexScope {
  readonly style: Style
  /** The name of a size or bound index, taken apart. */
  readonly parse: (name: string) => ParsedName
  /** True for the indices of the sums around. */
  readonly isBound: (name: string) => boolean
}

/** One summand; its sign is printed before it. */
export interface Summand {
  readonly negative: boolean
  readonly piece: Piece
}

/** The summands in reading order: the output position, bound indices, sizes, numbers. At least one. */
export function summandsOf(index: Index, scope: IndexScope): readonly Summand[] {
  if (index.length === 0) return [{ negative: false, piece: scope.style.index.integer(0) }]
  const items = index.map((monomial) => itemOf(monomial, scope))
  return factored(items, scope)
    .sort((a, b) => a.rank - b.rank || Number(a.negative) - Number(b.negative) || a.number - b.number)
    .map((item) => ({ negative: item.negative, piece: summandPiece(item, scope) }))
}

/** The whole index as one piece. */
export function indexPiece(index: Index, scope: IndexScope, spacing: 'loose' | 'tight'): Piece {
  const { style } = scope
  const pieces = summandsOf(index, scope).flatMap(({ negative, piece }, at) => {
    if (at === 0) return negative ? [style.leadingMinus, piece] : [piece]
    return [style.index[negative ? 'minus' : 'plus'][spacing], piece]
  })
  return join(pieces)
}

/** A constant position as one integer per axis; undefined for other indices. */
export function constantEntries(index: Index, rank: number): readonly number[] | undefined {
  const constant = constantOf(index)
  return constant === undefined ? undefined : coefficientEntries(constant, rank)
}

interface Factor {
  readonly name: ParsedName | undefined
  readonly piece: Piece
  readonly rank: number
}

interface Item {
  readonly rank: number
  /** The largest number in a name; δ₁i comes before s₁δ₂j. */
  readonly number: number
  readonly negative: boolean
  readonly coefficient: Coefficient
  readonly factors: readonly Factor[]
  /** True for K in δ(K − 1). */
  readonly minusOne?: boolean
}

function itemOf(monomial: Monomial, scope: IndexScope): Item {
  const entries = coefficientEntries(monomial.coefficient)
  const negative = entries.every((entry) => entry <= 0)
  const factors = monomial.atoms.map((atom): Factor => {
    if (atom.kind === 'floor') {
      const divided = floorPart(atom.numerator, scope, 'numerator')
      return {
        name: undefined,
        piece: scope.style.index.floor(divided, floorPart(atom.denominator, scope, 'denominator')),
        rank: 1,
      }
    }
    const name = scope.parse(atom.name)
    return { name, piece: scope.style.name(name, false), rank: rankOf(atom.name, scope) }
  })
  return {
    rank: Math.min(factors.length === 0 ? 3 : 2, ...factors.map((factor) => factor.rank)),
    number: Math.max(0, ...factors.map((factor) => numberOf(factor.name))),
    negative,
    coefficient: negative ? negated(monomial.coefficient) : monomial.coefficient,
    factors: [...factors].sort(compareFactors),
  }
}

function floorPart(index: Index, scope: IndexScope, side: 'numerator' | 'denominator'): Piece {
  const piece = indexPiece(index, scope, 'loose')
  const [first] = index
  const isSimple =
    index.length <= 1 && (side === 'numerator' || (first?.atoms.length ?? 0) + Number(first?.coefficient !== 1) <= 1)
  return isSimple ? piece : scope.style.index.parenthesised(piece)
}

function negated(coefficient: Coefficient): Coefficient {
  return typeof coefficient === 'number' ? -coefficient : coefficient.map((entry) => 0 - entry)
}

/** 0 the output position, 0.5 a phase or a signal's own position, 1 an index that is summed over, 2 a size. */
function rankOf(name: string, scope: IndexScope): number {
  if (/^n'*$/.test(name)) return 0
  if (/^[qr]'*$/.test(name)) return 0.5
  return scope.isBound(name) || /^[aciojm]'*$/.test(name) ? 1 : 2
}

function numberOf(name: ParsedName | undefined): number {
  const digits = name?.number ?? name?.of?.number
  return digits === undefined ? 0 : Number.parseInt(digits, 10)
}

/** Sizes before indices, by number, small letters before capitals: s₁δ₂K₂, s₁δ₂j. */
function compareFactors(a: Factor, b: Factor): number {
  const isIndex = (factor: Factor) => Number(factor.rank < 2)
  return isIndex(a) - isIndex(b) || numberOf(a.name) - numberOf(b.name) || Number(isCapital(a)) - Number(isCapital(b))
}

function isCapital(factor: Factor): boolean {
  return factor.name !== undefined && /^\p{Lu}$/u.test(factor.name.head)
}

/** A·K − A becomes A(K − 1) where K is the last factor of a product of sizes. */
function factored(items: readonly Item[], scope: IndexScope): Item[] {
  const left = [...items]
  for (const item of items) {
    const last = item.factors.at(-1)
    if (item.rank !== 2 || last === undefined || !isCapital(last)) continue
    const rest = item.factors.slice(0, -1)
    const partner = left.findIndex(
      (other) => other.negative !== item.negative && sameProduct(other, item.coefficient, rest),
    )
    if (partner === -1 || (rest.length === 0 && item.coefficient === 1)) continue
    left.splice(partner, 1)
    left[left.indexOf(item)] = { ...item, factors: [...rest, lessOne(last, scope)], minusOne: true }
  }
  return left
}

function sameProduct(item: Item, coefficient: Coefficient, factors: readonly Factor[]): boolean {
  const key = (some: readonly Factor[]) => some.map((factor) => factor.piece.text).join('*')
  return `${item.coefficient}` === `${coefficient}` && key(item.factors) === key(factors)
}

function lessOne(factor: Factor, { style }: IndexScope): Factor {
  const inside = join([factor.piece, style.index.minus.loose, style.index.integer(1)])
  return { ...factor, piece: style.index.parenthesised(inside) }
}

function summandPiece(item: Item, scope: IndexScope): Piece {
  const { index } = scope.style
  const { coefficient, factors } = item
  const isSimple = factors.every((factor) => factor.name === undefined || isSingleLetter(factor.name))
  const product = join(
    factors.map((factor) => factor.piece),
    isSimple ? index.beside : index.times,
  )
  if (typeof coefficient !== 'number') {
    const vector = index.vector(coefficient)
    return factors.length === 0 ? vector : join([vector, index.axiswise, product])
  }
  if (factors.length === 0) return index.integer(coefficient)
  if (coefficient === 1) return product
  return join([index.integer(coefficient), isSimple ? index.beside : index.times, product])
}
