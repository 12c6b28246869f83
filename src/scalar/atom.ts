/** The parts that a polynomial consists of: atoms, their powers, terms. Never imports arithmetic on polynomials. */
import { fail } from '../errors.ts'
import type { Rational } from './rational.ts'
import type { Root } from './root.ts'

/** The functions that may stand in an expression. */
export const FUNCTION_NAMES = ['exp', 'log', 'sin', 'cos', 'sqrt', 'rsqrt'] as const

export type FunctionName = (typeof FUNCTION_NAMES)[number]

/** What every atom carries: `key` identifies it, `order` sorts it (k_2 before k_10); both are injective. */
interface AtomText {
  readonly key: string
  readonly order: string
}

/** A free symbol. */
export interface SymbolAtom extends AtomText {
  readonly kind: 'symbol'
  readonly name: string
}

/** A real constant that is not algebraic. */
export interface ConstantAtom extends AtomText {
  readonly kind: 'constant'
  readonly name: 'pi'
}

/** A function of a canonical argument; the argument may hold negative powers. */
export interface FunctionAtom extends AtomText {
  readonly kind: 'function'
  readonly name: FunctionName
  readonly argument: Polynomial
}

export type Atom = SymbolAtom | ConstantAtom | FunctionAtom

/** A power of an atom; the exponent is a non-zero integer. */
export interface Factor {
  readonly atom: Atom
  readonly power: number
}

/**
 * coefficient · root · Π factors, factors sorted by `order`, each atom at most once, at most one `exp`.
 * `special` says that the term holds a root or a function whose products simplify (exp, sqrt, rsqrt).
 */
export interface Term {
  readonly key: string
  readonly coefficient: Rational
  readonly root: Root | undefined
  readonly factors: readonly Factor[]
  readonly special: boolean
}

/** A sum of terms with non-zero coefficients, no two alike. Build it with the functions of `polynomial.ts` only. */
export interface Polynomial {
  readonly terms: ReadonlyMap<string, Term>
}

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u
const MAXIMAL_NAME = 200

/** Names that mean something else in an expression, or that other programs treat as more than a name. */
const RESERVED: ReadonlySet<string> = new Set([
  ...FUNCTION_NAMES,
  ...['pi', 'π', 'e', 'true', 'false', 'null', 'undefined', 'NaN', 'nan', 'Infinity', 'infinity', 'inf'],
  ...['mod', 'to', 'in', 'and', 'xor', 'or', 'not', '__proto__', 'constructor', 'prototype'],
])

/** Why `name` cannot name a symbol; undefined where it can. */
export function refusalOfName(name: string): string | undefined {
  if (RESERVED.has(name)) return `"${name}" is reserved and cannot name a symbol`
  if (name.length > MAXIMAL_NAME) return `a name of ${name.length} characters is longer than ${MAXIMAL_NAME}`
  if (!NAME.test(name)) return `"${name}" is not a name: letters, digits and _ only, not starting with a digit`
  return undefined
}

/** @throws ConvolemmaError "expression/not-a-name" */
export function symbolAtom(name: string): SymbolAtom {
  const refusal = refusalOfName(name)
  if (refusal !== undefined) fail({ code: 'expression/not-a-name', what: refusal })
  return { kind: 'symbol', name, key: name, order: orderOf('1', name) }
}

export function piAtom(): ConstantAtom {
  return { kind: 'constant', name: 'pi', key: 'pi', order: orderOf('0', 'pi') }
}

/** `text` is the printed argument; equal arguments must have equal texts. */
export function functionAtom(name: FunctionName, argument: Polynomial, text: string): FunctionAtom {
  const key = `${name}(${text})`
  return { kind: 'function', name, argument, key, order: orderOf('2', key) }
}

/** Negative, zero or positive as a stands before, with or after b. */
export function compareAtoms(a: Atom, b: Atom): number {
  return a.order < b.order ? -1 : a.order > b.order ? 1 : 0
}

/**
 * Constants, then symbols, then functions by `rank`; each run of digits is preceded by its length, so that comparing
 * strings compares numbers; the key at the end makes it injective.
 */
function orderOf(rank: '0' | '1' | '2', key: string): string {
  const natural = key.replace(/\d+/g, (digits) => {
    const significant = digits.replace(/^0+(?=\d)/, '')
    return String.fromCharCode(1 + Math.min(significant.length, 30)) + significant
  })
  return `${rank}${natural}\u0000${key}`
}
