/** What is done to a polynomial atom by atom: free symbols, substitution, exact evaluation modulo a prime. */
import { fail } from '../errors.ts'
import type { Atom, Factor, Polynomial, Term } from './atom.ts'
import { functionOf } from './function.ts'
import { fromAtom, multiply, power } from './ring.ts'
import { fromTerm, makeTerm, polynomialAccumulator } from './sum.ts'

/** The names of the free symbols, arguments of functions included, in natural order. */
export function symbolsOf(p: Polynomial): readonly string[] {
  const found = new Map<string, string>()
  collectSymbols(p, found, new Set())
  return [...found].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([name]) => name)
}

function collectSymbols(p: Polynomial, found: Map<string, string>, seen: Set<string>): void {
  for (const { factors } of p.terms.values()) {
    for (const { atom } of factors) {
      if (atom.kind === 'symbol') found.set(atom.name, atom.order)
      else if (atom.kind === 'function' && !seen.has(atom.key)) {
        seen.add(atom.key)
        collectSymbols(atom.argument, found, seen)
      }
    }
  }
}

/** The first power of a symbol, or of a function of symbols, with a negative exponent; undefined in a true polynomial. */
export function negativePowerIn(p: Polynomial): string | undefined {
  for (const { factors } of p.terms.values()) {
    const found = factors.find(({ atom, power: n }) => n < 0 && symbolsOf(fromAtom(atom)).length > 0)
    if (found !== undefined) return `${found.atom.key}^${found.power}`
  }
  return undefined
}

/**
 * Replace free symbols by polynomials, all at once, inside arguments too; functions are normalised again.
 * @throws ConvolemmaError "expression/not-polynomial", "number/division-by-zero", "number/not-real"
 */
export function substitute(p: Polynomial, values: ReadonlyMap<string, Polynomial>): Polynomial {
  return values.size === 0 ? p : substituteWith(p, values, new Map())
}

function substituteWith(
  p: Polynomial,
  values: ReadonlyMap<string, Polynomial>,
  known: Map<string, Polynomial | undefined>,
): Polynomial {
  /** The new value of an atom; undefined where nothing changes. */
  const replacement = (atom: Atom): Polynomial | undefined => {
    if (atom.kind === 'symbol') return values.get(atom.name)
    if (atom.kind === 'constant') return undefined
    if (known.has(atom.key)) return known.get(atom.key)
    const argument = substituteWith(atom.argument, values, known)
    const value = argument === atom.argument ? undefined : functionOf(atom.name, argument)
    known.set(atom.key, value)
    return value
  }
  const changes = (factor: Factor): boolean => replacement(factor.atom) !== undefined
  if (![...p.terms.values()].some((term) => term.factors.some(changes))) return p
  const sum = polynomialAccumulator()
  for (const term of p.terms.values()) {
    const kept = term.factors.filter((factor) => !changes(factor))
    let product = fromTerm(makeTerm(term.coefficient, term.root, kept))
    for (const { atom, power: n } of term.factors) {
      const value = replacement(atom)
      if (value !== undefined) product = multiply(product, power(value, n))
    }
    sum.add(product)
  }
  return sum.finish()
}

/**
 * The value of p modulo a prime. `valueOfAtom` gives the value of each atom by its text: a symbol's name, "pi", "exp(…)",
 * "sqrt(2)". Equal polynomials have equal values; for random values different ones almost never do.
 * @throws ConvolemmaError "number/division-by-zero" where a denominator is a multiple of the prime
 */
export function evaluateModulo(p: Polynomial, prime: bigint, valueOfAtom: (text: string) => bigint): bigint {
  let sum = 0n
  for (const term of p.terms.values()) sum = (sum + evaluateTerm(term, prime, valueOfAtom)) % prime
  return sum
}

function evaluateTerm(term: Term, prime: bigint, valueOfAtom: (text: string) => bigint): bigint {
  const { numerator, denominator } = term.coefficient
  let product = residue(numerator, prime)
  if (denominator !== 1n) product = (product * inverseModulo(denominator, prime)) % prime
  if (term.root !== undefined) product = (product * residue(valueOfAtom(`sqrt(${term.root.radicand})`), prime)) % prime
  for (const { atom, power: n } of term.factors) {
    const value = residue(valueOfAtom(atom.key), prime)
    const base = n < 0 ? inverseModulo(value, prime) : value
    product = (product * powerModulo(base, BigInt(Math.abs(n)), prime)) % prime
  }
  return product
}

function residue(n: bigint, prime: bigint): bigint {
  const rest = n % prime
  return rest < 0n ? rest + prime : rest
}

function inverseModulo(n: bigint, prime: bigint): bigint {
  const value = residue(n, prime)
  if (value === 0n) fail({ code: 'number/division-by-zero', what: `${n} has no inverse modulo ${prime}` })
  return powerModulo(value, prime - 2n, prime)
}

function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus) if (e & 1n) result = (result * b) % modulus
  return result
}
