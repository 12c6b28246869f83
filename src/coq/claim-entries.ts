/** Lists, integers and coefficients in the data of a certificate's claim. Only reads what an emitter writes. */
import type { Tokens } from './claim-tokens.ts'

/** Reads one part of the data, or stops with a fault. */
export type ReadPart = (tokens: Tokens) => void

/** Parts in brackets, between semicolons. */
export function readList(tokens: Tokens, readPart: ReadPart): void {
  tokens.expect('[')
  if (tokens.peek() !== ']') {
    readPart(tokens)
    while (tokens.peek() === ';') {
      tokens.expect(';')
      readPart(tokens)
    }
  }
  tokens.expect(']')
}

/** An integer as a text without parentheses. */
export function readInteger(tokens: Tokens): string {
  const token = tokens.take('a number')
  return /^(?:\(-)?\d/.test(token) ? token.replace(/[()]/g, '') : tokens.refuse('a number', token)
}

/** The readers of one coefficient, by the kind of all coefficients. */
export const ENTRIES: ReadonlyMap<string, ReadPart> = new Map<string, ReadPart>([
  ['integers', readInteger],
  ['polynomials', readPolynomial],
])

function readSymbol(tokens: Tokens): void {
  const token = tokens.take('a symbol')
  if (!token.startsWith('v_')) tokens.refuse('a symbol', token)
}

/** A list of terms; a long one as nested applications, and a very long one as a concatenation of those. */
function readPolynomial(tokens: Tokens): void {
  if (tokens.peek() === '[') {
    readList(tokens, readTerm)
    return
  }
  tokens.expect('(')
  if (startsTerm(tokens)) {
    readChunk(tokens)
    return
  }
  tokens.expect('(')
  // Of two parentheses in a row the second opens a term with its coefficient, or the first chunk of a concatenation.
  if (/^(?:\(-)?\d/.test(tokens.peek())) {
    readProduct(tokens)
    tokens.expect('::')
    readRest(tokens)
    return
  }
  readChunk(tokens)
  while (tokens.peek() === '++') {
    tokens.expect('++')
    tokens.expect('(')
    readChunk(tokens)
  }
  tokens.expect(')')
}

function startsTerm(tokens: Tokens): boolean {
  return /^plus[1-4]$/.test(tokens.peek())
}

function readTerm(tokens: Tokens): void {
  const token = tokens.take('a term')
  if (token === '(') readProduct(tokens)
  else readSymbols(tokens, /^p([1-4])$/.exec(token)?.[1] ?? tokens.refuse('a term', token))
}

/** After its parenthesis: `coefficient, [symbols])`. */
function readProduct(tokens: Tokens): void {
  readInteger(tokens)
  tokens.expect(',')
  readList(tokens, readSymbol)
  tokens.expect(')')
}

function readSymbols(tokens: Tokens, count: string): void {
  for (let left = Number(count); left > 0; left -= 1) readSymbol(tokens)
}

/** After its first parenthesis: `plus2 a b (…)` or `(coefficient, [symbols]) :: (…)`. */
function readChunk(tokens: Tokens): void {
  readHead(tokens)
  readRest(tokens)
}

function readHead(tokens: Tokens): void {
  const token = tokens.take('a term')
  if (token === '(') {
    readProduct(tokens)
    tokens.expect('::')
  } else readSymbols(tokens, /^plus([1-4])$/.exec(token)?.[1] ?? tokens.refuse('a term', token))
}

function readRest(tokens: Tokens): void {
  let depth = 1
  while (tokens.peek() === '(') {
    tokens.expect('(')
    readHead(tokens)
    depth += 1
  }
  tokens.expect('[')
  tokens.expect(']')
  for (; depth > 0; depth -= 1) tokens.expect(')')
}
