/** Rigorous bounds for polynomials without free symbols, at any precision. Never imports floating point. */
import { fail } from '../errors.ts'
import type { Atom, FunctionAtom, Polynomial, Term } from './atom.ts'
import { formatPolynomial } from './format.ts'
import {
  addIntervals,
  cosineInterval,
  EXP_LIMIT,
  expInterval,
  type Interval,
  intervalOf,
  invertInterval,
  logInterval,
  multiplyIntervals,
  piInterval,
  scaleInterval,
  sineInterval,
  squareRootInterval,
} from './interval.ts'
import { fromDyadic, ONE, type Rational, rational } from './rational.ts'
import { asRational, shorten } from './ring.ts'
import { symbolsOf } from './substitute.ts'

/** lower ≤ value ≤ upper, proved. */
export interface Enclosure {
  readonly lower: Rational
  readonly upper: Rational
}

/**
 * Enclose the value of p so that upper − lower ≤ 2^−bits · |value|. A value that is zero without the canonical form
 * showing it has no relative precision; it is enclosed within 2^−(2·bits + 16384).
 * @throws ConvolemmaError "number/free-symbols", "number/not-real", "number/too-large", "number/cannot-enclose"
 */
export function enclose(p: Polynomial, bits: number): Enclosure {
  const exact = asRational(p)
  if (exact !== undefined) return { lower: exact, upper: exact }
  const limit = 2 * bits + 16_384
  for (let work = Math.min(bits + 32, limit); ; work = Math.min(2 * work, limit)) {
    const interval = intervalAt(p, work)
    if (interval !== undefined && (work === limit || isTight(interval, bits))) {
      return { lower: fromDyadic(interval.lower, -work), upper: fromDyadic(interval.upper, -work) }
    }
    if (work === limit) cannotEnclose(p, work)
  }
}

/** @throws ConvolemmaError "number/cannot-enclose" always */
export function cannotEnclose(p: Polynomial, bits: number): never {
  const what = `${shorten(formatPolynomial(p))} is undecided after ${bits} bits: it may divide by zero or be a tie`
  fail({ code: 'number/cannot-enclose', what, fix: 'simplify the expression, so that its exact value shows' })
}

/**
 * Enclose the value of p in units of 2^−bits, with an error of few units unless intermediate values are large;
 * undefined where a divisor cannot be told from zero at this precision.
 * @throws ConvolemmaError "number/free-symbols", "number/not-real", "number/too-large"
 */
export function intervalAt(p: Polynomial, bits: number): Interval | undefined {
  const free = symbolsOf(p)
  if (free.length > 0) {
    const what = `${shorten(formatPolynomial(p))} has no value: ${shorten(free.join(', '))} is free`
    fail({ code: 'number/free-symbols', what, fix: `give ${free[0]} a value` })
  }
  return evaluate(p, bits, new Map())
}

type Known = Map<string, Interval | undefined>

function isTight({ lower, upper }: Interval, bits: number): boolean {
  if (lower <= 0n && upper >= 0n) return false
  const smallest = lower > 0n ? lower : -upper
  return (upper - lower) << BigInt(bits) <= smallest
}

function evaluate(p: Polynomial, bits: number, known: Known): Interval | undefined {
  let sum: Interval = { lower: 0n, upper: 0n }
  for (const term of p.terms.values()) {
    const value = evaluateTerm(term, bits, known)
    if (value === undefined) return undefined
    sum = addIntervals(sum, value)
  }
  return sum
}

function evaluateTerm(term: Term, bits: number, known: Known): Interval | undefined {
  let product = intervalOf(ONE, bits)
  if (term.root !== undefined) product = squareRootInterval(intervalOf(rational(term.root.radicand), bits), bits)
  for (const { atom, power } of term.factors) {
    const value = evaluateAtom(atom, bits, known)
    const base = power < 0 && value !== undefined ? invertInterval(value, bits) : value
    if (base === undefined) return undefined
    for (let n = 0; n < Math.abs(power); n++) product = multiplyIntervals(product, base, bits)
  }
  return scaleInterval(product, term.coefficient)
}

function evaluateAtom(atom: Atom, bits: number, known: Known): Interval | undefined {
  if (known.has(atom.key)) return known.get(atom.key)
  const value = atom.kind === 'function' ? evaluateFunction(atom, bits, known) : piInterval(bits)
  known.set(atom.key, value)
  return value
}

function evaluateFunction(atom: FunctionAtom, bits: number, known: Known): Interval | undefined {
  const argument = evaluate(atom.argument, bits, known)
  if (argument === undefined) return undefined
  switch (atom.name) {
    case 'exp':
      if (argument.upper >> BigInt(bits) >= EXP_LIMIT) {
        fail({ code: 'number/too-large', what: `${shorten(atom.key)} is beyond every storage format` })
      }
      return expInterval(argument, bits)
    case 'sin':
      return sineInterval(argument, bits)
    case 'cos':
      return cosineInterval(argument, bits)
    case 'log':
      if (argument.upper <= 0n) outsideDomain(atom)
      return argument.lower <= 0n ? undefined : logInterval(argument, bits)
    case 'sqrt':
      return rootOf(atom, argument, bits)
    case 'rsqrt':
      return invertInterval(rootOf(atom, argument, bits), bits)
    default:
      return atom.name satisfies never
  }
}

function rootOf(atom: FunctionAtom, argument: Interval, bits: number): Interval {
  if (argument.upper < 0n) outsideDomain(atom)
  return squareRootInterval(argument, bits)
}

function outsideDomain(atom: FunctionAtom): never {
  fail({ code: 'number/not-real', what: `${shorten(atom.key)} is not a real number` })
}
