/** The one walker over terms: it yields tokens in any style and never changes, sorts or simplifies a term. */
import { negateRational, type Rational } from '../../../scalar/rational.ts'
import type { Index } from '../../../term/index-expression.ts'
import type { AddTerm, ApplyTerm, NumberTerm, Path, Term } from '../../../term/term.ts'
import type { Formula, FormulaPart, Relation } from '../document.ts'
import { bracketTokens, elementTokens, indexTokens, isSimpleEntry } from './element-notation.ts'
import { createNames, type NamedThings } from './names.ts'
import { breakable, child, deeper, fixed, operatorToken, type Place } from './place.ts'
import type { Operator, Style } from './style.ts'
import { sumRunOf, sumTokens } from './sum-notation.ts'
import type { Token } from './token.ts'

/** Prints the formulas of one document. Equal names are printed equally, different names differently. */
export interface Notation {
  readonly formula: (formula: Formula) => readonly Token[]
  readonly term: (term: Term, marks?: readonly Path[]) => readonly Token[]
  readonly index: (index: Index) => readonly Token[]
}

/** The notation of a document in a style. */
export function createNotation(style: Style, things: NamedThings): Notation {
  const names = createNames(style, things)
  const start: Place = { style, names, path: '', marks: new Set(), marked: false, depth: 0, bound: new Set() }
  const term = (value: Term, paths: readonly Path[] = []) => {
    const marks = new Set(paths.map((path) => path.join('.')))
    return termTokens(value, 'alone', { ...start, marks, marked: marks.has('') })
  }
  const part = (value: FormulaPart): readonly Token[] => {
    switch (value.kind) {
      case 'term':
        return term(value.term, value.marks)
      case 'index':
        return indexTokens(value.index, start)
      case 'relation':
        return relationTokens(value.relation, start)
      case 'name':
        return [fixed(names.print(value.name), start)]
      default:
        return value satisfies never
    }
  }
  return { term, index: (value) => indexTokens(value, start), formula: (formula) => formula.flatMap(part) }
}

/** The sign between two parts; a comma stays at the end of its line. */
function relationTokens(relation: Relation, place: Place): readonly Token[] {
  const { style } = place
  const sign = operatorToken(style.relation(relation), place, 2)
  return relation === ',' ? [fixed(style.tightComma, place), sign] : [sign]
}

/** What a term is part of, which decides on parentheses. */
type Role = 'alone' | 'summand' | 'body' | 'factor' | 'last factor'

function termTokens(term: Term, role: Role, place: Place): readonly Token[] {
  const { style } = place
  const isNegative = role !== 'summand' && signPlace(term) !== undefined
  const isEnclosed = role !== 'alone' && (isNegative || needsParentheses(term, role))
  const inside = isEnclosed ? deeper(place, 1) : place
  const tokens = [...(isNegative ? [fixed(style.leadingMinus, place)] : []), ...unsignedTokens(term, inside)]
  return isEnclosed ? [fixed(style.open, place), ...tokens, fixed(style.close, place)] : tokens
}

/** A grouping of sums or products that the record makes is shown, or a step that regroups would seem to do nothing. */
function needsParentheses(term: Term, role: Role): boolean {
  const isFactor = role === 'factor' || role === 'last factor'
  return term.kind === 'add' || (term.kind === 'multiply' && isFactor) || (term.kind === 'sum' && role === 'factor')
}

/** Where the minus sign comes from: the number itself, or the first negative factor; undefined where there is none. */
function signPlace(term: Term): Path | undefined {
  if (isNegativeNumber(term)) return []
  if (term.kind !== 'multiply') return undefined
  const at = term.factors.findIndex(isNegativeNumber)
  return at === -1 ? undefined : [at]
}

function isNegativeNumber(term: Term): term is NumberTerm {
  return term.kind === 'number' && term.value.numerator < 0n
}

/** The term without the minus sign that stands before it. */
function unsignedTokens(term: Term, place: Place): readonly Token[] {
  const { style } = place
  switch (term.kind) {
    case 'number':
      return [fixed(style.number(magnitude(term.value)), place)]
    case 'element':
      return elementTokens(term, place)
    case 'add':
      return addTokens(term, place)
    case 'multiply':
      return productTokens(factorsOf(term), place)
    case 'bracket':
      return bracketTokens(term.condition, place)
    case 'sum':
      return runTokens(term, place)
    case 'apply': {
      const argument = termTokens(term.argument, 'alone', child(deeper(place, 1), 0))
      return functionTokens(term, argument, place)
    }
    default:
      return term satisfies never
  }
}

function functionTokens(term: ApplyTerm, argument: readonly Token[], { style, marked }: Place): readonly Token[] {
  switch (term.function) {
    case 'rsqrt':
      return style.inverseRoot(argument, marked)
    case 'reciprocal':
      return style.reciprocal(argument, isSingle(term.argument), marked)
    default:
      return term.function satisfies never
  }
}

/** What may stand after a fraction's stroke as it is. */
function isSingle(term: Term): boolean {
  return term.kind === 'element' || (term.kind === 'number' && term.value.denominator === 1n && !isNegativeNumber(term))
}

function magnitude(value: Rational): Rational {
  return value.numerator < 0n ? negateRational(value) : value
}

function addTokens(term: AddTerm, place: Place): readonly Token[] {
  const { style } = place
  return term.terms.flatMap((part, at) => {
    const inside = child(place, at)
    const sign = signPlace(part)
    const isMarked = sign === undefined ? place.marked : signIsMarked(sign, inside)
    const tokens = termTokens(part, 'summand', inside)
    if (at > 0) return [operatorToken(sign === undefined ? style.plus : style.minus, place, 2, isMarked), ...tokens]
    return sign === undefined ? tokens : [fixed(style.leadingMinus, place, isMarked), ...tokens]
  })
}

function signIsMarked(sign: Path, place: Place): boolean {
  return sign.reduce((at, step) => child(at, step), place).marked
}

/** A factor with its number among the factors of the record. */
interface PlacedFactor {
  readonly term: Term
  readonly step: number
}

/** The factors to print: the first negative one without its sign, and not at all where it is −1. */
function factorsOf(term: Term & { readonly kind: 'multiply' }): readonly PlacedFactor[] {
  const [signAt] = signPlace(term) ?? []
  return term.factors.flatMap((factor, step): readonly PlacedFactor[] => {
    if (step !== signAt || !isNegativeNumber(factor)) return [{ term: factor, step }]
    const value = negateRational(factor.value)
    const isOne = value.numerator === value.denominator
    return isOne && term.factors.length > 1 ? [] : [{ term: { kind: 'number', value }, step }]
  })
}

function productTokens(factors: readonly PlacedFactor[], place: Place): readonly Token[] {
  return factors.flatMap(({ term, step }, at) => {
    const role = at === factors.length - 1 ? 'last factor' : 'factor'
    const tokens = termTokens(term, role, child(place, step))
    const before = factors[at - 1]?.term
    if (before === undefined) return tokens
    return [...separator(before, term, place), ...tokens]
  })
}

function separator(left: Term, right: Term, place: Place): readonly Token[] {
  const { style } = place
  const isSimple = (term: Term) => term.kind === 'element' && isSimpleEntry(term, place)
  const isInteger = left.kind === 'number' && left.value.denominator === 1n && left.value.numerator >= 0n
  if (isSimple(right) && (isSimple(left) || isInteger)) return [fixed(style.beside, place)]
  const sign: Operator = right.kind === 'number' ? style.beforeNumber : style.times
  return [operatorToken(sign, deeper(place, 1), 1)]
}

/** Σ Σ … body, where an equality at the head of the body may stand under the sums. */
function runTokens(term: Term & { readonly kind: 'sum' }, place: Place): readonly Token[] {
  const run = sumRunOf(term, place)
  const body = runBody(run.body, run.isConditional, run.bodyPlace)
  return [...sumTokens(run), ...breakable(body, place.depth + 2)]
}

function runBody(body: Term, isConditional: boolean, place: Place): readonly Token[] {
  if (!isConditional) return termTokens(body, 'body', place)
  if (body.kind !== 'multiply') return [fixed(place.style.index.integer(1), place)]
  const factors = factorsOf(body).filter((factor) => factor.step > 0)
  const [only] = factors
  const isNegative = signPlace(body) !== undefined
  if (factors.length === 1 && only !== undefined && !isNegative) {
    return termTokens(only.term, 'body', child(place, only.step))
  }
  if (!isNegative) return productTokens(factors, place)
  const { style } = place
  const inside = productTokens(factors, deeper(place, 1))
  return [fixed(style.open, place), fixed(style.leadingMinus, place), ...inside, fixed(style.close, place)]
}
