/** Functions of polynomials, normalised where an exact identity is known and opaque otherwise. Never imports a parser. */
import { fail } from '../errors.ts'
import { type FunctionName, functionAtom, type Polynomial } from './atom.ts'
import { absolute, formatPolynomial, sortedTerms } from './format.ts'
import {
  compareRational,
  divideRational,
  formatRational,
  ONE,
  type Rational,
  rational,
  subtractRational,
} from './rational.ts'
import {
  asRational,
  constant,
  exponential,
  fromAtom,
  isZero,
  multiply,
  negate,
  numericRoot,
  pi,
  reciprocal,
  scale,
} from './ring.ts'

/**
 * name(argument) in canonical form: exp(0) = 1, square roots of numbers reduced, sin and cos of rational multiples of π
 * brought to cos on [0, π/2], sin odd, cos even, log(exp(u)) = u. Every other value is an atom of its own, except that the
 * reciprocal of one term is a term; that of 0 is 0, so that it is a function of all numbers.
 * @throws ConvolemmaError "number/not-real" where a number is outside the domain, "expression/not-polynomial" for the
 *   reciprocal of several terms
 */
export function functionOf(name: FunctionName | 'reciprocal', argument: Polynomial): Polynomial {
  switch (name) {
    case 'reciprocal':
      return isZero(argument) ? argument : reciprocal(argument)
    case 'exp':
      return exponential(argument)
    case 'sqrt':
      return squareRootOf(argument)
    case 'rsqrt':
      return reciprocalRootOf(argument)
    case 'sin':
      return sineOf(argument)
    case 'cos':
      return cosineOf(argument)
    case 'log':
      return logarithmOf(argument)
    default:
      return name satisfies never
  }
}

function opaque(name: FunctionName, argument: Polynomial): Polynomial {
  return fromAtom(functionAtom(name, argument, formatPolynomial(argument)))
}

function squareRootOf(argument: Polynomial): Polynomial {
  const value = asRational(argument)
  if (value !== undefined) return numericRoot(value)
  const { content, primitive } = splitContent(argument)
  return multiply(numericRoot(content), opaque('sqrt', primitive))
}

/** 1/√v = √v / v for a number v. */
function reciprocalRootOf(argument: Polynomial): Polynomial {
  const value = asRational(argument)
  if (value === undefined) {
    const { content, primitive } = splitContent(argument)
    return multiply(reciprocalRootOf(constant(content)), opaque('rsqrt', primitive))
  }
  if (value.numerator <= 0n) outsideDomain('rsqrt', value)
  return scale(numericRoot(value), divideRational(ONE, value))
}

function logarithmOf(argument: Polynomial): Polynomial {
  const value = asRational(argument)
  if (value !== undefined && value.numerator <= 0n) outsideDomain('log', value)
  if (value?.numerator === value?.denominator && value !== undefined) return constant(rational(0))
  const [term] = argument.terms.values()
  const [factor] = term?.factors ?? []
  if (
    factor?.atom.kind === 'function' &&
    factor.atom.name === 'exp' &&
    formatPolynomial(argument) === factor.atom.key
  ) {
    return factor.atom.argument
  }
  return opaque('log', argument)
}

function outsideDomain(name: FunctionName, value: Rational): never {
  fail({ code: 'number/not-real', what: `${name}(${formatRational(value)}) is not a real number` })
}

function sineOf(argument: Polynomial): Polynomial {
  if (isZero(argument)) return argument
  const turns = multipleOfPi(argument)
  if (turns !== undefined) return cosineOfTurn(subtractRational(rational(1n, 2n), turns))
  return startsNegative(argument) ? negate(opaque('sin', negate(argument))) : opaque('sin', argument)
}

function cosineOf(argument: Polynomial): Polynomial {
  if (isZero(argument)) return constant(ONE)
  const turns = multipleOfPi(argument)
  if (turns !== undefined) return cosineOfTurn(turns)
  return opaque('cos', startsNegative(argument) ? negate(argument) : argument)
}

function startsNegative(p: Polynomial): boolean {
  return (sortedTerms(p)[0]?.coefficient.numerator ?? 0n) < 0n
}

/** c where p = c·π. */
function multipleOfPi(p: Polynomial): Rational | undefined {
  const term = p.terms.size === 1 ? p.terms.get('*pi') : undefined
  return term?.coefficient
}

/** cos(turns · π), the angle reduced to [0, π/2]. */
function cosineOfTurn(turns: Rational): Polynomial {
  const period = 2n * turns.denominator
  const folded = rational(((turns.numerator % period) + period) % period, turns.denominator)
  const half = compareRational(folded, ONE) > 0 ? subtractRational(rational(2n), folded) : folded
  const obtuse = compareRational(half, rational(1n, 2n)) > 0
  const acute = obtuse ? subtractRational(ONE, half) : half
  const value = knownCosine(acute) ?? opaque('cos', scale(pi(), acute))
  return obtuse ? negate(value) : value
}

function knownCosine(acute: Rational): Polynomial | undefined {
  const halved = (p: Polynomial): Polynomial => scale(p, rational(1n, 2n))
  switch (formatRational(acute)) {
    case '0':
      return constant(ONE)
    case '1/6':
      return halved(numericRoot(rational(3n)))
    case '1/4':
      return halved(numericRoot(rational(2n)))
    case '1/3':
      return halved(constant(ONE))
    case '1/2':
      return constant(rational(0))
    default:
      return undefined
  }
}

/** p = content · primitive, content > 0, the last printed coefficient of primitive ±1: v + ε stays as it is. */
function splitContent(p: Polynomial): { readonly content: Rational; readonly primitive: Polynomial } {
  const leading = sortedTerms(p).at(-1)
  const content = leading === undefined ? ONE : absolute(leading.coefficient)
  return { content, primitive: scale(p, divideRational(ONE, content)) }
}
