/** Reads an expression that a user wrote as an exact polynomial. The only file that imports mathjs; it never evaluates. */
import mathjs from 'mathjs/lib/browser/math.js'
import { fail } from '../errors.ts'
import { FUNCTION_NAMES, type FunctionName, type Polynomial, refusalOfName } from './atom.ts'
import { multiplyWithin, powerWithin, withinSize } from './budget.ts'
import { functionOf } from './function.ts'
import { ONE, parseRational, type Rational } from './rational.ts'
import { asRational, constant, exponential, negate, pi, reciprocal, shorten, symbol } from './ring.ts'
import { negativePowerIn } from './substitute.ts'
import { polynomialAccumulator } from './sum.ts'
import { located, type Reading, refuse, type SyntaxNode, tokenOf } from './syntax.ts'
import { excerptOf, type Token, tokenize } from './token.ts'

export interface ReadingOptions {
  /** Values of indices; they are put in while reading, so that exp(-i^2/2) becomes a number for each i. */
  readonly indices?: ReadonlyMap<string, Rational>
  /** The file or argument that the text came from, for messages. */
  readonly excerptName?: string
}

/**
 * Read "1 - 2a", "exp(-i^2/(2 sigma^2))" or "0.1" (exactly 1/10) as a polynomial in its atoms.
 * @throws ConvolemmaError "expression/…" with an excerpt of the text; "number/not-real", "number/division-by-zero"
 */
export function readExpression(text: string, options: ReadingOptions = {}): Polynomial {
  const reading: Reading = {
    text,
    name: options.excerptName,
    tokens: tokenize(text, options.excerptName),
    indices: options.indices ?? new Map(),
    spent: 0,
  }
  const node = parse(reading)
  const polynomial = read(node, { reading, depth: 0, laurent: false })
  const negative = negativePowerIn(polynomial)
  if (negative !== undefined) notPolynomial(reading, node, negative)
  return polynomial
}

/** Where in the tree: how deep, and whether negative powers are allowed (inside the argument of a function). */
interface Place {
  readonly reading: Reading
  readonly depth: number
  readonly laurent: boolean
}

const MAXIMAL_DEPTH = 250
const MAXIMAL_EXPONENT = 64
const MAXIMAL_NUMERIC_EXPONENT = 1100

/**
 * The syntax tree, in which every number and name is replaced by the position of its token: the parser neither rounds a
 * literal nor sees a name, and every node leads back to the text.
 */
function parse(reading: Reading): SyntaxNode {
  const { tokens } = reading
  const words = tokens.map(({ kind, text }, i) => (kind === 'number' ? `${i}` : kind === 'name' ? `t${i}` : text))
  try {
    // The parser makes nodes of these types and of others; what has another type is refused where it is read.
    return mathjs.parse(words.join(' ')) as SyntaxNode
  } catch (cause) {
    if (cause instanceof RangeError) fail({ code: 'expression/too-deep', what: 'the expression is nested too deeply' })
    // A syntax error of the parser carries the position of the token, counted from one, as `char`.
    const char = cause instanceof Error && 'char' in cause ? Number(cause.char) : 1
    unexpected(reading, tokens[positionAt(words, char - 1)])
  }
}

/** Which of the words, joined by spaces, holds the character; -1 behind the last one. */
function positionAt(words: readonly string[], character: number): number {
  let end = 0
  return words.findIndex((word) => {
    end += word.length + 1
    return character < end - 1
  })
}

function unexpected(reading: Reading, token: Token | undefined): never {
  const { text, name } = reading
  const what = token === undefined ? 'the expression ends too early' : `"${token.text}" is not expected here`
  const excerpt = excerptOf(text, token?.from ?? text.length, token?.to ?? text.length, name)
  fail({ code: 'expression/syntax', what, excerpt })
}

function read(node: SyntaxNode, place: Place): Polynomial {
  if (place.depth > MAXIMAL_DEPTH) refuse(place.reading, node, 'expression/too-deep', 'this is nested too deeply')
  switch (node.type) {
    case 'ConstantNode':
      return readNumber(node, place.reading)
    case 'SymbolNode':
      return readName(node, place.reading)
    case 'ParenthesisNode':
      return read(node.content, deeper(place))
    case 'FunctionNode':
      return readFunction(node, node.fn, node.args, deeper(place))
    case 'OperatorNode':
      return readOperator(node, node.fn, node.args, deeper(place))
    default:
      return refuse(place.reading, node, 'expression/not-allowed', 'this is not part of an expression')
  }
}

function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 }
}

function readNumber(node: SyntaxNode, reading: Reading): Polynomial {
  const token = tokenOf(node, reading)
  const value = token?.kind === 'number' ? parseRational(token.text) : undefined
  if (value === undefined) refuse(reading, node, 'expression/number', 'this number cannot be read')
  return withinSize(constant(value), node, reading)
}

function readName(node: SyntaxNode, reading: Reading): Polynomial {
  const name = tokenOf(node, reading)?.text ?? ''
  const value = reading.indices.get(name)
  if (value !== undefined) return constant(value)
  if (name === 'pi' || name === 'π') return pi()
  if (name === 'e') return exponential(constant(ONE))
  if (isFunctionName(name)) {
    refuse(reading, node, 'expression/not-a-name', `"${name}" is a function`, `write ${name}(…)`)
  }
  const refusal = refusalOfName(name)
  return refusal === undefined ? symbol(name) : refuse(reading, node, 'expression/not-a-name', refusal)
}

function readFunction(node: SyntaxNode, fn: SyntaxNode, args: readonly SyntaxNode[], place: Place): Polynomial {
  const { reading } = place
  const name = tokenOf(fn, reading)?.text ?? ''
  if (!isFunctionName(name)) {
    const fix = [`the functions are ${FUNCTION_NAMES.join(', ')}`, `for a product, write ${name}*(…)`]
    refuse(reading, fn, 'expression/unknown-function', `"${name}" is not a function of expressions`, fix)
  }
  const [argument] = args
  if (argument === undefined || args.length !== 1) {
    refuse(reading, node, 'expression/arguments', `${name} takes one argument, not ${args.length}`)
  }
  const value = read(argument, { ...place, laurent: true })
  return located(node, reading, () => functionOf(name, value))
}

function readOperator(node: SyntaxNode, fn: string, args: readonly SyntaxNode[], place: Place): Polynomial {
  const [first, second] = args
  if (first === undefined) return refuse(place.reading, node, 'expression/not-allowed', 'an operand is missing')
  switch (fn) {
    case 'unaryPlus':
      return read(first, place)
    case 'unaryMinus':
      return negate(read(first, place))
    case 'add':
    case 'subtract':
      return readSum(node, place)
    case 'multiply':
    case 'divide':
      return readProduct(node, place)
    case 'pow':
      if (second !== undefined) return readPower(node, first, second, place)
  }
  return refuse(place.reading, node, 'expression/not-allowed', `the operator "${fn}" is not part of an expression`)
}

/** The operands of a chain like a + b − c from left to right; chains are as long as the text, so this does not recurse. */
function chain(
  node: SyntaxNode,
  straight: string,
  inverse: string,
): { readonly node: SyntaxNode; inverted: boolean }[] {
  const operands: { readonly node: SyntaxNode; inverted: boolean }[] = []
  let rest = node
  while (rest.type === 'OperatorNode' && (rest.fn === straight || rest.fn === inverse)) {
    const [left, right] = rest.args
    if (left === undefined || right === undefined) break
    operands.push({ node: right, inverted: rest.fn === inverse })
    rest = left
  }
  operands.push({ node: rest, inverted: false })
  return operands.reverse()
}

function readSum(node: SyntaxNode, place: Place): Polynomial {
  const sum = polynomialAccumulator()
  for (const operand of chain(node, 'add', 'subtract')) {
    const value = read(operand.node, place)
    sum.add(operand.inverted ? negate(value) : value)
  }
  return sum.finish()
}

function readProduct(node: SyntaxNode, place: Place): Polynomial {
  let product = constant(ONE)
  for (const operand of chain(node, 'multiply', 'divide')) {
    const value = read(operand.node, place)
    product = multiplyWithin(
      product,
      operand.inverted ? invert(value, operand.node, place) : value,
      node,
      place.reading,
    )
  }
  return product
}

function readPower(node: SyntaxNode, baseNode: SyntaxNode, exponentNode: SyntaxNode, place: Place): Polynomial {
  const { reading } = place
  const bare = baseNode.type === 'ParenthesisNode' ? baseNode.content : baseNode
  if (bare.type === 'SymbolNode' && tokenOf(bare, reading)?.text === 'e' && !reading.indices.has('e')) {
    return exponential(read(exponentNode, { ...place, laurent: true }))
  }
  const base = read(baseNode, place)
  const n = readExponent(exponentNode, asRational(base) === undefined, place)
  const factor = n < 0 ? invert(base, baseNode, place) : base
  return powerWithin(factor, Math.abs(n), node, reading)
}

function readExponent(node: SyntaxNode, symbolic: boolean, place: Place): number {
  const { reading } = place
  const value = asRational(read(node, place))
  if (value === undefined || value.denominator !== 1n) {
    const fix = value?.denominator === 2n ? 'write sqrt(…) or rsqrt(…)' : 'write exp(…) for other powers'
    refuse(reading, node, 'expression/exponent', 'the exponent is not an integer', fix)
  }
  const limit = symbolic ? MAXIMAL_EXPONENT : MAXIMAL_NUMERIC_EXPONENT
  if (value.numerator > BigInt(limit) || value.numerator < -BigInt(limit)) {
    refuse(reading, node, 'expression/exponent', `the exponent is not between -${limit} and ${limit}`)
  }
  return Number(value.numerator)
}

/** 1 / value, refused where it is not a polynomial in its atoms at this place. */
function invert(value: Polynomial, node: SyntaxNode, place: Place): Polynomial {
  const { reading } = place
  const inverse = located(node, reading, () => reciprocal(value))
  const negative = place.laurent ? undefined : negativePowerIn(inverse)
  return negative === undefined ? inverse : notPolynomial(reading, node, negative)
}

function notPolynomial(reading: Reading, node: SyntaxNode, power: string): never {
  const what = `this is not a polynomial in its atoms: it holds ${shorten(power)}`
  const fix = ['introduce a symbol for the reciprocal', 'give the divisor a value', 'write rsqrt(v) for 1/sqrt(v)']
  refuse(reading, node, 'expression/not-polynomial', what, fix)
}

function isFunctionName(name: string): name is FunctionName {
  return FUNCTION_NAMES.some((known) => known === name)
}
