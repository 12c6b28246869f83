/** Splits the text of an expression into tokens with positions and refuses every other character. Never imports a parser. */
import { type Excerpt, fail } from '../errors.ts'
import { FUNCTION_NAMES } from './atom.ts'

/** text.slice(from, to) of the expression. */
export interface Token {
  readonly kind: 'number' | 'name' | 'operator'
  readonly text: string
  readonly from: number
  readonly to: number
}

const MAXIMAL_LENGTH = 10_000
const MAXIMAL_DEPTH = 100

const SPACE = /\s+/uy
const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/uy],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['operator', /[-+*/^(),]/uy],
]

/**
 * @throws ConvolemmaError "expression/empty", "expression/too-long", "expression/too-deep", "expression/character"
 */
export function tokenize(text: string, name: string | undefined): readonly Token[] {
  if (text.length > MAXIMAL_LENGTH) {
    const what = `an expression of ${text.length} characters is longer than ${MAXIMAL_LENGTH}`
    fail({ code: 'expression/too-long', what })
  }
  const tokens: Token[] = []
  let depth = 0
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, tokens.at(-1)?.to ?? text.length)) {
    const token = tokenAt(text, at)
    if (token === undefined) refuseCharacter(text, at, name)
    if (/^0[xXbBoO]/.test(text.slice(at, at + 2))) refuseCharacter(text, at + 1, name)
    if (token.text === '(') depth++
    if (token.text === ')') depth--
    if (depth > MAXIMAL_DEPTH) {
      const what = `more than ${MAXIMAL_DEPTH} parentheses are open`
      fail({ code: 'expression/too-deep', what, excerpt: excerptOf(text, at, token.to, name) })
    }
    tokens.push(token)
  }
  if (tokens.length === 0) fail({ code: 'expression/empty', what: 'the expression is empty' })
  return tokens
}

export function excerptOf(text: string, from: number, to: number, name: string | undefined): Excerpt {
  return name === undefined ? { text, from, to } : { text, from, to, name }
}

function skipSpace(text: string, at: number): number {
  return at + (matchAt(SPACE, text, at)?.length ?? 0)
}

function tokenAt(text: string, from: number): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    const found = matchAt(pattern, text, from)
    if (found !== undefined) return { kind, text: found, from, to: from + found.length }
  }
  return undefined
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  // A copy, because a sticky pattern remembers where it matched.
  const own = new RegExp(pattern)
  own.lastIndex = at
  return own.exec(text)?.[0]
}

function refuseCharacter(text: string, at: number, name: string | undefined): never {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  fail({
    code: 'expression/character',
    what: `"${character}" cannot stand here in an expression`,
    fix: `use decimal numbers, names, + - * / ^, parentheses and the functions ${FUNCTION_NAMES.join(', ')}`,
    excerpt: excerptOf(text, at, at + character.length, name),
  })
}
