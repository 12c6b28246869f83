/** Mathematics in Unicode for a terminal: Σ_{c<C} v[o, c, j]·k[c, a, i]. Never imports LaTeX. */
import { printable } from '../../../errors.ts'
import type { Rational } from '../../../scalar/rational.ts'
import type { Relation } from '../document.ts'
import { isSingleLetter, type ParsedName } from './name.ts'
import type { Argument, IndexStyle, Operator, PrintedRange, Style } from './style.ts'
import { join, type Piece, plain } from './token.ts'

const RELATIONS: Readonly<Record<Relation, string>> = {
  '=': '=',
  defines: ':=',
  '≤': '≤',
  '<': '<',
  '∈': '∈',
  ',': ',',
  and: 'and',
}

const INDEX: IndexStyle = {
  plus: { loose: plain(' + '), tight: plain('+') },
  minus: { loose: plain(' − '), tight: plain('−') },
  equals: plain(' = '),
  beside: plain(''),
  times: plain('·'),
  axiswise: plain('⊙'),
  integer: (value) => plain(signed(value)),
  vector: (entries) => plain(`(${entries.map(signed).join(',')})`),
  parenthesised: (inside) => join([plain('('), inside, plain(')')]),
  floor: (numerator, denominator) => join([plain('⌊'), numerator, plain('/'), denominator, plain('⌋')]),
}

/** The style of terminals and plain text. */
export const unicodeStyle: Style = {
  plus: spaced('+'),
  minus: spaced('−'),
  leadingMinus: plain('−'),
  times: { inline: plain('·'), atBreak: plain('· ') },
  beside: plain(''),
  beforeNumber: { inline: plain('·'), atBreak: plain('· ') },
  open: plain('('),
  close: plain(')'),
  openCondition: plain('['),
  closeCondition: plain(']'),
  relation: (relation) =>
    relation === ',' ? { inline: plain('  '), atBreak: plain('') } : spaced(RELATIONS[relation]),
  number: formatNumber,
  index: INDEX,
  name: (name) => plain(formatName(name)),
  usesSubscript,
  subscripted: (name, at) => plain(`${formatName(name)}${at.map((one) => lowered(one.text)).join('')}`),
  openEntry: (name) => plain(`${formatName(name)}[`),
  closeEntry: () => plain(']'),
  comma: plain(', '),
  tightComma: plain(','),
  sum: formatSum,
  inverseRoot: (argument, marked) => [
    { ...plain('1/√('), marked, breakBefore: 0, depth: 0 },
    ...argument,
    { ...plain(')'), marked, breakBefore: 0, depth: 0 },
  ],
  reciprocal: (argument, isSingle, marked) => [
    { ...plain(isSingle ? '1/' : '1/('), marked, breakBefore: 0, depth: 0 },
    ...argument,
    ...(isSingle ? [] : [{ ...plain(')'), marked, breakBefore: 0 as const, depth: 0 }]),
  ],
}

function spaced(sign: string): Operator {
  return { inline: plain(` ${sign} `), atBreak: plain(`${sign} `) }
}

function signed(value: number): string {
  return value < 0 ? `−${-value}` : `${value}`
}

/** k₀: a single constant index that is not negative, of a name that does not end in a number itself. */
function usesSubscript(_isSignal: boolean, name: ParsedName, at: readonly Argument[]): boolean {
  const [only] = at
  const isPlain = isSingleLetter(name) && name.number === undefined && name.primes === 0
  return isPlain && at.length === 1 && only?.isConstant === true && /^\d+$/.test(only.piece.text)
}

function formatName(name: ParsedName): string {
  const number = name.number === undefined ? '' : lowered(name.number)
  const square = name.decoration === 'square' ? '²' : ''
  const of = name.of === undefined ? '' : `_${formatName(name.of)}`
  const inner = `${printable(name.head)}${number}${square}${of}${'′'.repeat(name.primes)}`
  return `${PREFIXES[name.decoration ?? 'square']}${inner}`
}

const PREFIXES = { reversed: 'rev_', padded: 'pad_', dense: 'dense_', square: '' } as const

function lowered(digits: string): string {
  return digits.replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)] ?? digit)
}

function raised(digits: string): string {
  return digits.replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? digit)
}

function formatNumber(value: Rational): Piece {
  const { numerator, denominator } = value
  if (denominator === 1n) return plain(`${numerator}`)
  const zeros = /^10{3,}$/.exec(`${denominator}`)?.[0]
  const power = zeros === undefined ? undefined : `10⁻${raised(`${zeros.length - 1}`)}`
  if (power !== undefined) return plain(numerator === 1n ? power : `${numerator}·${power}`)
  return plain(`${numerator}/${denominator}`)
}

function formatSum(ranges: readonly PrintedRange[], condition: Piece | undefined): readonly Piece[] {
  const inside = join(
    ranges.map(({ index, extent }) => join([index, plain('<'), extent])),
    plain(', '),
  )
  if (condition === undefined) return [join([plain('Σ_{'), inside, plain('} ')])]
  return [join([plain('Σ_{'), inside, plain(': ')]), join([condition, plain('} ')])]
}
