/** Reads an expression in the tap index i as a product: c·r^i, exp(a·i), binomial(n, i)·… Never evaluates at an index. */
import { ConvolemmaError } from '../errors.ts'
import { readExpression } from '../scalar/expression.ts'
import {
  add,
  asRational,
  constant,
  equalPolynomial,
  functionOf,
  isZero,
  multiply,
  type Polynomial,
  power,
  reciprocal,
  scale,
  substitute,
  symbol,
  symbolsOf,
} from '../scalar/polynomial.ts'
import { ONE, rational } from '../scalar/rational.ts'
import { type Token, tokenize } from '../scalar/token.ts'
import {
  addIndex,
  coefficientOf,
  constantOf,
  type Index,
  integer,
  scaleIndex,
  singleVariable,
  variable,
} from '../term/index-expression.ts'
import type { TapFunction } from './tap-function.ts'
import { classify, type FormulaTarget, isSmall, type Product, TAP } from './tap-product.ts'

const MINUS_ONE = rational(-1)

/** The function that the text is. @returns undefined where it has another form, or cannot be read */
export function readTapFormula(text: string, target: FormulaTarget): TapFunction | undefined {
  // What an expression is refused for is said where its values are needed.
  return attempt(() => {
    const product = readProduct(text, tokenize(text, undefined))
    return product === undefined ? undefined : classify(product, target)
  })
}

const UNIT: Product = { coefficient: constant(ONE), rate: constant(rational(0)), powers: [] }

function readProduct(text: string, tokens: readonly Token[]): Product | undefined {
  const whole = mentionsTap(tokens) ? undefined : attempt(() => coefficientOnly(text, tokens))
  if (whole !== undefined) return whole
  if (splitAt(tokens, ['+', '-']).length > 1) return undefined
  const [first] = tokens
  if (first?.text === '-' || first?.text === '+') {
    const rest = readProduct(text, tokens.slice(1))
    return rest === undefined || first.text === '+'
      ? rest
      : { ...rest, coefficient: scale(rest.coefficient, MINUS_ONE) }
  }
  const factors = splitAt(tokens, ['*', '/'])
  if (factors.length === 1) return readFactor(text, tokens)
  let product: Product | undefined = UNIT
  for (const { operator, part } of factors) {
    const factor = readProduct(text, part)
    const next = factor === undefined || operator !== '/' ? factor : invert(factor)
    product = product === undefined || next === undefined ? undefined : join(product, next)
  }
  return product
}

/** What a text is, where an expression can say it: 2^(K − 1) is none, because K is not a number. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof ConvolemmaError) return undefined
    throw cause
  }
}

function coefficientOnly(text: string, tokens: readonly Token[]): Product | undefined {
  const coefficient = readPolynomial(text, tokens)
  return coefficient === undefined ? undefined : { ...UNIT, coefficient }
}

/** A power, a call, or a product in parentheses. */
function readFactor(text: string, tokens: readonly Token[]): Product | undefined {
  const [base, ...exponents] = splitAt(tokens, ['^'])
  if (base === undefined || base.part.length === 0) return undefined
  if (exponents.length > 0) {
    const rest = tokens.slice(base.part.length + 1)
    if (base.part[0]?.text === 'e' && base.part.length === 1) return exponentialOf(text, rest)
    return mentionsTap(base.part) ? undefined : powerOf(text, base.part, rest)
  }
  const [head, open] = tokens
  const isWhole = tokens.at(-1)?.text === ')'
  if (head?.text === '(' && isWhole) return readProduct(text, tokens.slice(1, -1))
  if (open?.text !== '(' || !isWhole) return mentionsTap(tokens) ? undefined : coefficientOnly(text, tokens)
  if (head?.text === 'exp') return exponentialOf(text, tokens.slice(2, -1))
  if (head?.text === 'binomial') return binomialOf(text, tokens.slice(2, -1))
  return mentionsTap(tokens) ? undefined : coefficientOnly(text, tokens)
}

function powerOf(text: string, baseTokens: readonly Token[], tokens: readonly Token[]): Product | undefined {
  const base = readPolynomial(text, baseTokens)
  const exponent = readIndex(text, tokens)
  if (base === undefined || exponent === undefined) return undefined
  const fixed = constantOf(exponent)
  if (typeof fixed === 'number') return isSmall(fixed) ? { ...UNIT, coefficient: power(base, fixed) } : undefined
  return isZero(base) ? undefined : { ...UNIT, powers: [{ base, exponent }] }
}

function exponentialOf(text: string, tokens: readonly Token[]): Product | undefined {
  // Without an exponential around it, an argument such as −i/(2s) would not be read: it is no polynomial.
  const value = readPolynomial(text, tokens, 'exp')
  const parts = value === undefined ? undefined : linearIn(functionOf('log', value))
  if (parts === undefined) return undefined
  return { ...UNIT, coefficient: functionOf('exp', parts.rest), rate: parts.rate }
}

/** rate·i + rest; undefined where the polynomial is not linear in i. */
function linearIn(argument: Polynomial): { readonly rate: Polynomial; readonly rest: Polynomial } | undefined {
  const at = (value: number): Polynomial => substitute(argument, new Map([[TAP, constant(rational(value))]]))
  const rest = at(0)
  const rate = add(at(1), scale(rest, MINUS_ONE))
  const isLinear = equalPolynomial(argument, add(rest, multiply(rate, symbol(TAP))))
  return isLinear ? { rate, rest } : undefined
}

function binomialOf(text: string, tokens: readonly Token[]): Product | undefined {
  const [first, second, ...more] = splitAt(tokens, [','])
  if (first === undefined || second === undefined || more.length > 0) return undefined
  const order = readIndex(text, first.part)
  const at = readIndex(text, second.part)
  if (order === undefined || at === undefined || singleVariable(at) !== TAP) return undefined
  return coefficientOf(order, TAP)?.length === 0 ? { ...UNIT, order } : undefined
}

function invert(factor: Product): Product | undefined {
  if (factor.order !== undefined) return undefined
  return {
    coefficient: reciprocal(factor.coefficient),
    rate: scale(factor.rate, MINUS_ONE),
    powers: factor.powers.map(({ base, exponent }) => ({ base, exponent: scaleIndex(-1, exponent) })),
  }
}

function join(a: Product, b: Product): Product | undefined {
  if (a.order !== undefined && b.order !== undefined) return undefined
  const order = a.order ?? b.order
  return {
    coefficient: multiply(a.coefficient, b.coefficient),
    rate: add(a.rate, b.rate),
    powers: [...a.powers, ...b.powers],
    ...(order === undefined ? {} : { order }),
  }
}

/** Names and integers, added and multiplied by integers; every name but i is one of a size. */
function readIndex(text: string, tokens: readonly Token[]): Index | undefined {
  const value = readPolynomial(text, tokens)
  if (value === undefined) return undefined
  const parts = symbolsOf(value).map((name) => ({ name, slope: asRational(slopeOf(value, name)) }))
  const start = asRational(substitute(value, new Map(parts.map(({ name }) => [name, constant(rational(0))]))))
  if (start === undefined || start.denominator !== 1n) return undefined
  let sum = constant(start)
  let index = integer(Number(start.numerator))
  for (const { name, slope } of parts) {
    if (slope === undefined || slope.denominator !== 1n) return undefined
    sum = add(sum, scale(symbol(name), slope))
    index = addIndex(index, scaleIndex(Number(slope.numerator), variable(name)))
  }
  return equalPolynomial(sum, value) ? index : undefined
}

function slopeOf(value: Polynomial, name: string): Polynomial {
  const at = (number: number): Polynomial => substitute(value, new Map([[name, constant(rational(number))]]))
  return add(at(1), scale(at(0), MINUS_ONE))
}

/** The stretch of text that the tokens cover; within a function where its name is given. */
function readPolynomial(text: string, tokens: readonly Token[], inside?: 'exp'): Polynomial | undefined {
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const stretch = text.slice(first.from, last.to)
  return readExpression(inside === undefined ? stretch : `${inside}(${stretch})`)
}

function mentionsTap(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind, text }) => (kind === 'name' && text === TAP) || text === 'binomial')
}

interface Part {
  /** What stands before the part, "" for the first. */
  readonly operator: string
  readonly part: readonly Token[]
}

/** The parts between the operators that stand outside of parentheses; a sign is no operator. */
function splitAt(tokens: readonly Token[], operators: readonly string[]): readonly Part[] {
  const parts: { operator: string; part: Token[] }[] = [{ operator: '', part: [] }]
  let depth = 0
  let previous: Token | undefined
  for (const token of tokens) {
    if (token.text === ')') depth -= 1
    const isSign = (token.text === '-' || token.text === '+') && isOpening(previous)
    if (depth === 0 && !isSign && operators.includes(token.text)) parts.push({ operator: token.text, part: [] })
    else parts.at(-1)?.part.push(token)
    if (token.text === '(') depth += 1
    previous = token
  }
  return parts
}

/** True where a sign may follow: at the start, and behind an operator. */
function isOpening(previous: Token | undefined): boolean {
  return previous === undefined || (previous.kind === 'operator' && previous.text !== ')')
}
