/** The ring operations on polynomials in canonical form. Never imports an expression parser. */
import { fail } from '../errors.ts'
import { type Atom, type Factor, functionAtom, type Polynomial, piAtom, symbolAtom } from './atom.ts'
import { formatPolynomial } from './format.ts'
import { divideRational, equalRational, multiplyRational, ONE, type Rational, rational, ZERO } from './rational.ts'
import { squareRoot } from './root.ts'
import { finishSum, fromTerm, insertProduct, insertScaled, makeTerm, type Sum, withCoefficient } from './sum.ts'

export function constant(value: Rational): Polynomial {
  return value.numerator === 0n ? { terms: new Map() } : fromTerm(makeTerm(value, undefined, []))
}

/** The polynomial that is one free symbol. @throws ConvolemmaError "expression/not-a-name" */
export function symbol(name: string): Polynomial {
  return fromAtom(symbolAtom(name))
}

/** The constant π; it stays a symbol until it is rounded. */
export function pi(): Polynomial {
  return fromAtom(piAtom())
}

export function fromAtom(atom: Atom): Polynomial {
  return fromTerm(makeTerm(ONE, undefined, [{ atom, power: 1 }]))
}

/** √value, normalised. @throws ConvolemmaError "number/not-real" */
export function numericRoot(value: Rational): Polynomial {
  const { scale, root } = squareRoot(value)
  return scale.numerator === 0n ? constant(ZERO) : fromTerm(makeTerm(scale, root, []))
}

/** e^argument; e^0 = 1. */
export function exponential(argument: Polynomial): Polynomial {
  return isZero(argument) ? constant(ONE) : fromAtom(functionAtom('exp', argument, formatPolynomial(argument)))
}

export function add(a: Polynomial, b: Polynomial): Polynomial {
  return addTo(a, b, ONE)
}

export function subtract(a: Polynomial, b: Polynomial): Polynomial {
  return addTo(a, b, rational(-1n))
}

export function negate(p: Polynomial): Polynomial {
  return scale(p, rational(-1n))
}

/** factor · p. */
export function scale(p: Polynomial, factor: Rational): Polynomial {
  if (factor.numerator === 0n) return constant(ZERO)
  const terms: Sum = new Map()
  for (const [key, term] of p.terms) terms.set(key, withCoefficient(term, multiplyRational(term.coefficient, factor)))
  return { terms }
}

export function multiply(a: Polynomial, b: Polynomial): Polynomial {
  const sum: Sum = new Map()
  insertProduct(sum, a, b, ONE)
  return finishSum(sum)
}

/**
 * p^n; p^0 = 1. A negative n needs a single term and may give negative powers of symbols.
 * @throws ConvolemmaError "expression/not-polynomial", "number/division-by-zero"
 */
export function power(p: Polynomial, n: number): Polynomial {
  if (!Number.isInteger(n)) fail({ code: 'expression/not-polynomial', what: `the exponent ${n} is not an integer` })
  if (n < 0) return power(reciprocal(p), -n)
  let result = constant(ONE)
  let square = p
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square)
    if (rest > 1) square = multiply(square, square)
  }
  return result
}

/**
 * 1 / p for a single term p; 1/√u is rsqrt(u), symbols get negative powers.
 * @throws ConvolemmaError "expression/not-polynomial", "number/division-by-zero"
 */
export function reciprocal(p: Polynomial): Polynomial {
  const [term, ...more] = p.terms.values()
  if (term === undefined) fail({ code: 'number/division-by-zero', what: 'division by zero' })
  if (more.length > 0) {
    const what = `1/(${shorten(formatPolynomial(p))}) is not a polynomial in its atoms: the divisor has several terms`
    fail({ code: 'expression/not-polynomial', what })
  }
  const { root } = term
  const inverse = divideRational(ONE, term.coefficient)
  const scaled = root === undefined ? inverse : multiplyRational(inverse, rational(1n, root.radicand))
  return term.factors.reduce<Polynomial>(
    (product, factor) => multiply(product, invertFactor(factor)),
    fromTerm(makeTerm(scaled, root, [])),
  )
}

function invertFactor({ atom, power: n }: Factor): Polynomial {
  if (atom.kind === 'function') {
    const text = formatPolynomial(atom.argument)
    if (atom.name === 'exp') return exponential(scale(atom.argument, rational(-n)))
    if (atom.name === 'sqrt') return power(fromAtom(functionAtom('rsqrt', atom.argument, text)), n)
    if (atom.name === 'rsqrt') return power(fromAtom(functionAtom('sqrt', atom.argument, text)), n)
  }
  return fromTerm(makeTerm(ONE, undefined, [{ atom, power: -n }]))
}

export function isZero(p: Polynomial): boolean {
  return p.terms.size === 0
}

/**
 * Whether a and b are the same polynomial in their atoms; decided exactly. Functions with different canonical arguments
 * count as independent: sin(x)^2 + cos(x)^2 and 1 are different polynomials.
 */
export function equalPolynomial(a: Polynomial, b: Polynomial): boolean {
  if (a.terms.size !== b.terms.size) return false
  for (const [key, term] of a.terms) {
    const other = b.terms.get(key)
    if (other?.root?.radicand !== term.root?.radicand) return isZero(subtract(a, b))
    if (other === undefined || !equalRational(term.coefficient, other.coefficient)) return false
  }
  return true
}

/** The value of a polynomial that is a rational number. */
export function asRational(p: Polynomial): Rational | undefined {
  if (p.terms.size === 0) return ZERO
  return p.terms.size === 1 ? p.terms.get('')?.coefficient : undefined
}

/** How many terms the expanded polynomial has. */
export function termCount(p: Polynomial): number {
  return p.terms.size
}

/** A text for a message, at most 80 characters long. */
export function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`
}

function addTo(a: Polynomial, b: Polynomial, factor: Rational): Polynomial {
  const sum: Sum = new Map(a.terms)
  insertScaled(sum, b, factor)
  return finishSum(sum)
}
