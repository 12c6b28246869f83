/** Why a closed form holds, line by line, for a reader: the split into ranges, the telescoping sum, the identity used. */
import { constant, equalPolynomial, multiply, subtract, symbolsOf } from '../scalar/polynomial.ts'
import { ONE } from '../scalar/rational.ts'
import { addIndex, type Index, integer, subtractIndex, variable, variablesOf } from '../term/index-expression.ts'
import { freshName } from '../term/walk.ts'
import type { ClosedForm, Piece } from './closed-form.ts'
import { writeGenerating, writePowers, writeRange, writeScale, writeTaps, writeValue } from './formula.ts'
import type { Notation } from './notation.ts'
import type { BinomialTaps, GeometricTaps } from './tap-function.ts'

/** One equation and its reason; formulas within the words are written in the same notation. */
export interface StoryLine {
  readonly formula: string
  readonly because: readonly (string | { readonly formula: string })[]
}

/** The lines of the derivation, each one step. */
export function tellStory(form: ClosedForm, notation: Notation): readonly StoryLine[] {
  const binomials = form.factors.flatMap(({ values }) => (values.kind === 'binomial' ? [values] : []))
  if (binomials.length === form.factors.length) return tellBinomials(form, binomials, notation)
  const [inner, outer] = form.factors.flatMap(({ values }) => (values.kind === 'geometric' ? [values] : []))
  return inner === undefined || outer === undefined ? [] : tellGeometric(form, [inner, outer], notation)
}

/** Names that nothing in the form has: the wishes, or as close as possible. */
export function freshNames(form: ClosedForm, ...wishes: readonly string[]): readonly string[] {
  const taken = new Set([form.tap, form.kernel])
  for (const { name, taps, values } of form.factors) {
    const symbols = values.kind === 'geometric' ? [values.ratio] : [values.first, values.second]
    for (const used of [name, ...variablesOf(taps), ...[values.coefficient, ...symbols].flatMap(symbolsOf)])
      taken.add(used)
  }
  return wishes.map((wish) => {
    const name = freshName(wish, taken)
    taken.add(name)
    return name
  })
}

function tellGeometric(
  form: ClosedForm,
  [inner, outer]: readonly [GeometricTaps, GeometricTaps],
  notation: Notation,
): readonly StoryLine[] {
  const [i = 'i', j = 'j', low = 'l', high = 'h'] = freshNames(form, 'i', 'j', 'l', 'h')
  const [first, second] = form.factors.map(({ name }) => name)
  const m = variable(form.tap)
  const merged = notation.entry(form.kernel, m)
  const rest = subtractIndex(m, variable(i))
  const pair = (at: Index): string =>
    notation.product([notation.entry(second ?? '', at), notation.entry(first ?? '', variable(i))])
  const ranges = `${notation.name(j)} < ${notation.index(outer.taps)}, ${notation.name(i)} < ${notation.index(inner.taps)}`
  const meeting = `${notation.name(i)} + ${notation.name(j)} = ${notation.name(form.tap)}`
  const least = notation.extremum('greatest', ['0', notation.index(addIndex(subtractIndex(m, outer.taps), integer(1)))])
  const most = notation.extremum('least', [notation.name(form.tap), notation.index(addIndex(inner.taps, integer(-1)))])
  const [start, end] = [notation.name(low), notation.name(high)]
  const bounded = `${start} ${notation.atMost} ${notation.name(i)} ${notation.atMost} ${end}`
  return [
    { formula: `${merged} = ${notation.sumOf(ranges, meeting, pair(variable(j)))}`, because: ['the merged kernel'] },
    {
      formula: `${merged} = ${notation.sum(notation.name(i), start, end, pair(rest))}`,
      because: [
        'both indices are in range exactly for ',
        { formula: bounded },
        ', where ',
        { formula: `${start} = ${least}` },
        ' and ',
        { formula: `${end} = ${most}` },
      ],
    },
    ...(equalPolynomial(inner.ratio, outer.ratio)
      ? tellCount(form, { inner, outer, i, low, high }, notation)
      : tellTelescope(form, { inner, outer, i, low, high }, notation)),
  ]
}

interface Pairs {
  readonly inner: GeometricTaps
  readonly outer: GeometricTaps
  readonly i: string
  readonly low: string
  readonly high: string
}

/** All summands are equal, so they are counted. */
function tellCount(form: ClosedForm, { i, low, high }: Pairs, notation: Notation): readonly StoryLine[] {
  const [inner, outer] = form.factors
  const m = variable(form.tap)
  const value = writeScale(form, notation) ?? '1'
  const product = notation.product([
    notation.entry(outer?.name ?? '', subtractIndex(m, variable(i))),
    notation.entry(inner?.name ?? '', variable(i)),
  ])
  const isConstant = form.theorem === 'box_box'
  const reason = isConstant
    ? 'no summand depends on its index'
    : 'every summand is the same: the exponents add up to the position'
  const count = notation.index(addIndex(variable(high), integer(1), subtractIndex([], variable(low))))
  return [
    { formula: `${product} = ${value}`, because: [reason] },
    {
      formula: `${notation.entry(form.kernel, m)} = ${notation.product([value, notation.parentheses(count)])}`,
      because: ['that many summands'],
    },
    ...form.pieces.map((piece) => ({
      formula: `${count} = ${writeValue(piece.value, notation)}`,
      because: [
        'for ',
        { formula: writeRange(piece, form.tap, notation) },
        ...whereBounds(piece.pairs, low, high, notation),
      ],
    })),
  ]
}

/** Multiplied by r − s, the sum telescopes. */
function tellTelescope(
  form: ClosedForm,
  { inner, outer, i, low, high }: Pairs,
  notation: Notation,
): readonly StoryLine[] {
  const m = variable(form.tap)
  const [r, s] = [inner.ratio, outer.ratio]
  const one = integer(1)
  const powers = (a: Index, b: Index): string =>
    writePowers(
      [
        { base: r, exponent: a },
        { base: s, exponent: b },
      ],
      notation,
    )
  const ends = (a: Index, b: Index): string =>
    `${powers(addIndex(a, one), subtractIndex(m, a))}${notation.minus}${powers(b, addIndex(subtractIndex(m, b), one))}`
  const divisor = notation.parentheses(notation.polynomial(subtract(r, s)))
  const summand = powers(variable(i), subtractIndex(m, variable(i)))
  const sum = notation.sum(notation.name(i), notation.name(low), notation.name(high), summand)
  const before = writeScale({ scale: multiply(outer.coefficient, inner.coefficient), powers: [] }, notation)
  const own = before === undefined ? sum : notation.product([before, sum])
  return [
    { formula: `${notation.entry(form.kernel, m)} = ${own}`, because: ['the two taps put in'] },
    {
      formula: `${notation.product([divisor, summand])} = ${ends(variable(i), variable(i))}`,
      because: ['multiplied by the difference of the ratios'],
    },
    {
      formula: `${notation.product([divisor, sum])} = ${ends(variable(high), variable(low))}`,
      because: ['the sum telescopes: what one summand takes away, the one before it has added'],
    },
    ...form.pieces.map((piece) => ({
      formula: `${notation.product([divisor, sum])} = ${writeValue(piece.value, notation)}`,
      because: [
        'for ',
        { formula: writeRange(piece, form.tap, notation) },
        ...whereBounds(piece.pairs, low, high, notation),
      ],
    })),
  ]
}

/** Where the bounds of the sum are on a range; on one that stands for two orders of the lengths, there is nothing short to say. */
function whereBounds(pairs: Piece['pairs'], low: string, high: string, notation: Notation): StoryLine['because'] {
  if (pairs === undefined) return [': all taps of the shorter kernel']
  const equals = (name: string, value: Index) => ({ formula: `${notation.name(name)} = ${notation.index(value)}` })
  return [', where ', equals(low, pairs.low), ' and ', equals(high, pairs.high)]
}

/** The binomial theorem for each factor, a product of powers, and the binomial theorem again. */
function tellBinomials(form: ClosedForm, binomials: readonly BinomialTaps[], notation: Notation): readonly StoryLine[] {
  const [i = 'i', z = 'z'] = freshNames(form, 'i', 'z')
  const at = variable(i)
  const raised = (name: string): string => notation.power(notation.name(z), notation.name(name), true)
  const polynomial = (name: string, index: string): string =>
    notation.sumOver(notation.name(index), notation.product([notation.entry(name, variable(index)), raised(index)]))
  const merged = polynomial(form.kernel, form.tap)
  const product = notation.product(form.factors.map(({ name }) => notation.parentheses(polynomial(name, i))))
  const [pair] = binomials
  if (pair === undefined) return []
  const scale = binomials.map(({ coefficient }) => coefficient).reduce(multiply, constant(ONE))
  const order = addIndex(...binomials.map((one) => one.order))
  const { first, second } = pair
  const [value] = form.pieces
  const before = writeScale(form, notation)
  const closed = value === undefined ? '0' : writeValue(value.value, notation)
  return [
    { formula: `${merged} = ${product}`, because: ['powers are multiplied by adding their exponents'] },
    ...form.factors.map(({ name }, number) => {
      const values = binomials[number] ?? pair
      const power = writeGenerating({ ...values, scale: values.coefficient }, z, notation)
      return {
        formula: `${polynomial(name, i)} = ${power}`,
        because: [
          'the binomial theorem, for ',
          { formula: `${notation.entry(name, at)} = ${writeTaps(values, at, notation)}` },
        ],
      }
    }),
    {
      formula: `${merged} = ${writeGenerating({ scale, order, first, second }, z, notation)}`,
      because: ['powers of one base: the exponents add up'],
    },
    {
      formula: `${notation.entry(form.kernel, variable(form.tap))} = ${before === undefined ? closed : notation.product([before, closed])}`,
      because: ["the binomial theorem again, read off tap by tap: Vandermonde's identity"],
    },
  ]
}
