/** Index expressions as canonical polynomials, one integer coefficient per axis. Never imports the engine's index arithmetic. */
import { fail } from '../errors.ts'
import { spend, unitsOf, type Work } from './work.ts'

/** A size, a variable of the scope by its level (its place in the scope), or the floor of a quotient. */
export type Atom =
  | { readonly kind: 'size'; readonly key: string; readonly minimum: 0 | 1 }
  | { readonly kind: 'variable'; readonly key: string; readonly level: number }
  | { readonly kind: 'floor'; readonly key: string; readonly numerator: Polynomial; readonly denominator: Polynomial }

/** Π atoms with one coefficient per axis; the atoms are sorted, and `key` names their product. */
export interface Monomial {
  readonly key: string
  readonly atoms: readonly Atom[]
  readonly entries: readonly bigint[]
}

/** A sum of monomials, sorted by key, without zeros and with no key twice. */
export type Polynomial = readonly Monomial[]

const MOST_MONOMIALS = 20_000
const HIGHEST_DEGREE = 1_000
/** Bounds the nesting of floors too: the text of a floor holds those of its numerator and denominator. */
const LONGEST_KEY = 10_000
const LARGEST_COEFFICIENT = 1n << 1_024n

/** A constant, one entry per axis. */
export function constant(entries: readonly bigint[]): Polynomial {
  return collect([{ key: '', atoms: [], entries }])
}

/** One atom, with its coefficient on each axis. */
export function atomPolynomial(atom: Atom, entries: readonly bigint[]): Polynomial {
  return collect([{ key: atom.key, atoms: [atom], entries }])
}

/** The variable at a level; an axis on which its coefficient is 0 is one on which it can only be 0. */
export function variable(level: number, entries: readonly bigint[]): Polynomial {
  return atomPolynomial({ kind: 'variable', key: `v${level}`, level }, entries)
}

export function add(...parts: readonly Polynomial[]): Polynomial {
  return addAll(parts)
}

/** The sum of a list that may be long. */
export function addAll(parts: readonly Polynomial[]): Polynomial {
  return collect(parts.flat())
}

export function scale(factor: bigint, polynomial: Polynomial): Polynomial {
  return collect(polynomial.map((m) => ({ ...m, entries: m.entries.map((entry) => factor * entry) })))
}

export function subtract(left: Polynomial, right: Polynomial): Polynomial {
  return add(left, scale(-1n, right))
}

/** What handling a polynomial once costs. */
export function weightOf(polynomial: Polynomial): number {
  return polynomial.reduce((weight, { key }) => weight + unitsOf(key.length), 1)
}

/** The product, axis by axis; each pair of monomials is paid for before it is multiplied. */
export function multiply(left: Polynomial, right: Polynomial, work: Work): Polynomial {
  spend(work, left.length * weightOf(right) + right.length * weightOf(left))
  return collect(left.flatMap((a) => right.map((b) => multiplyMonomials(a, b))))
}

/** The product of a coefficient for each axis and many factors; factors with one term are put together first. */
export function product(coefficient: readonly bigint[], factors: readonly Polynomial[], work: Work): Polynomial {
  let entries = coefficient
  const atoms: Atom[] = []
  const others: Polynomial[] = []
  for (const factor of factors) {
    const [only] = factor
    if (only === undefined || factor.length > 1) others.push(factor)
    else {
      if (only.entries.some((entry) => entry !== 1n)) entries = zip(entries, only.entries, (x, y) => x * y)
      atoms.push(...only.atoms)
    }
  }
  if (atoms.length > HIGHEST_DEGREE) tooLarge()
  spend(work, 1 + atoms.length)
  return others.reduce((left, right) => multiply(left, right, work), collect([monomialOf(atoms, entries)]))
}

function monomialOf(unsorted: readonly Atom[], entries: readonly bigint[]): Monomial {
  const atoms = unsorted.length > 1 ? [...unsorted].sort(byKey) : unsorted
  if (atoms.reduce((length, atom) => length + atom.key.length, 0) > LONGEST_KEY) tooLarge()
  return { key: atoms.map((atom) => atom.key).join('*'), atoms, entries }
}

function multiplyMonomials(a: Monomial, b: Monomial): Monomial {
  const entries = zip(a.entries, b.entries, (x, y) => x * y)
  if (b.atoms.length === 0) return { ...a, entries }
  if (a.atoms.length === 0) return { ...b, entries }
  if (a.atoms.length + b.atoms.length > HIGHEST_DEGREE) tooLarge()
  return monomialOf([...a.atoms, ...b.atoms], entries)
}

/**
 * ⌊numerator / denominator⌋ for a positive denominator. What is a multiple of the denominator stands outside: on every axis
 * the coefficients inside are from 0 to the denominator − 1; floors of floors by constants are one floor.
 */
export function floorQuotient(numerator: Polynomial, denominator: Polynomial, work: Work): Polynomial {
  const divisors = constantEntries(denominator)
  if (divisors === undefined) return symbolicFloor(numerator, denominator, work)
  if (divisors.every((divisor) => divisor === 1n)) return numerator
  spend(work, weightOf(numerator))
  const whole = numerator.map((m) => ({ ...m, entries: zip(m.entries, divisors, floorInteger) }))
  const rest = collect(numerator.map((m) => ({ ...m, entries: zip(m.entries, divisors, remainder) })))
  return add(collect(whole), joinedFloor(rest, divisors, work) ?? properFloor(rest, denominator, work))
}

function remainder(a: bigint, b: bigint): bigint {
  return a - b * floorInteger(a, b)
}

/** The floor of what has no whole part; of a constant it is 0. */
function properFloor(rest: Polynomial, denominator: Polynomial, work: Work): Polynomial {
  if (constantEntries(rest) !== undefined) return []
  return floorAtom(rest, denominator, axesOf(denominator), work)
}

/** ⌊(⌊A/m⌋ + B)/n⌋ = ⌊(A + m·B)/(m·n)⌋ for constant m, n, on the axes where the inner floor stands; undefined without one. */
function joinedFloor(rest: Polynomial, divisors: readonly bigint[], work: Work): Polynomial | undefined {
  for (const monomial of rest) {
    const [atom] = monomial.atoms
    if (monomial.atoms.length !== 1 || atom?.kind !== 'floor') continue
    const inner = constantEntries(atom.denominator)
    if (inner === undefined || monomial.entries.some((entry) => entry !== 0n && entry !== 1n)) continue
    const factors = zip(inner, monomial.entries, (divisor, entry) => (entry === 1n ? divisor : 1n))
    const others = rest.filter((other) => other !== monomial)
    const joined = add(
      multiply(constant(monomial.entries), atom.numerator, work),
      multiply(constant(factors), others, work),
    )
    return floorQuotient(joined, constant(zip(factors, divisors, (x, y) => x * y)), work)
  }
  return undefined
}

/** Where the denominator is a product of sizes, the monomials that hold it stand outside. */
function symbolicFloor(numerator: Polynomial, denominator: Polynomial, work: Work): Polynomial {
  const [only] = denominator
  const axes = axesOf(denominator)
  const isProduct = denominator.length === 1 && only !== undefined && only.entries.every((entry) => entry === 1n)
  if (!isProduct) return floorAtom(numerator, denominator, axes, work)
  spend(work, weightOf(numerator))
  const whole: Monomial[] = []
  const rest: Monomial[] = []
  for (const monomial of numerator) {
    const left = withoutAtoms(monomial.atoms, only.atoms)
    if (left === undefined) rest.push(monomial)
    else whole.push({ key: left.map((atom) => atom.key).join('*'), atoms: left, entries: monomial.entries })
  }
  // A numerator of 0 has the floor 0, whatever it is divided by.
  return rest.length === 0 ? collect(whole) : add(collect(whole), floorAtom(rest, denominator, axes, work))
}

/** The atoms that are left when each of `removed` is taken out once; undefined where one is missing. */
function withoutAtoms(atoms: readonly Atom[], removed: readonly Atom[]): readonly Atom[] | undefined {
  const left = [...atoms]
  for (const { key } of removed) {
    const place = left.findIndex((atom) => atom.key === key)
    if (place === -1) return undefined
    left.splice(place, 1)
  }
  return left
}

function floorAtom(numerator: Polynomial, denominator: Polynomial, axes: number, work: Work): Polynomial {
  const weight = weightOf(numerator) + weightOf(denominator)
  spend(work, weight)
  if (weight > LONGEST_KEY) tooLarge()
  const key = `f(${polynomialKey(numerator)}/${polynomialKey(denominator)})`
  if (key.length > LONGEST_KEY) tooLarge()
  // On an axis on which nothing is divided the floor is 0.
  const entries = Array.from({ length: axes }, (_, axis) =>
    numerator.some((monomial) => monomial.entries[axis] !== 0n) ? 1n : 0n,
  )
  return atomPolynomial({ kind: 'floor', key, numerator, denominator }, entries)
}

/** ⌊a / b⌋ for b > 0. */
export function floorInteger(a: bigint, b: bigint): bigint {
  return a >= 0n || a % b === 0n ? a / b : a / b - 1n
}

/** Replace variables by polynomials, all at once; levels without a value stay. */
export function substitute(polynomial: Polynomial, values: ReadonlyMap<number, Polynomial>, work: Work): Polynomial {
  spend(work, weightOf(polynomial))
  if (![...levelsOf(polynomial)].some((level) => values.has(level))) return polynomial
  return addAll(polynomial.map((monomial) => substituteMonomial(monomial, values, work)))
}

function substituteMonomial(monomial: Monomial, values: ReadonlyMap<number, Polynomial>, work: Work): Polynomial {
  const ones = monomial.entries.map(() => 1n)
  return monomial.atoms.reduce((product, atom) => {
    if (atom.kind === 'size') return multiply(product, atomPolynomial(atom, ones), work)
    if (atom.kind === 'variable') return multiply(product, values.get(atom.level) ?? variable(atom.level, ones), work)
    const [numerator, denominator] = [atom.numerator, atom.denominator].map((part) => substitute(part, values, work))
    return multiply(product, floorQuotient(numerator ?? [], denominator ?? [], work), work)
  }, constant(monomial.entries))
}

/** The levels of the variables that occur, floors included. */
export function levelsOf(polynomial: Polynomial): ReadonlySet<number> {
  const levels = new Set<number>()
  for (const { atoms } of polynomial) {
    for (const atom of atoms) {
      if (atom.kind === 'variable') levels.add(atom.level)
      if (atom.kind === 'floor')
        for (const level of levelsOf([...atom.numerator, ...atom.denominator])) levels.add(level)
    }
  }
  return levels
}

/** The entries of a constant (none for 0, which is 0 on every axis), undefined for anything else. */
export function constantEntries(polynomial: Polynomial): readonly bigint[] | undefined {
  const [only] = polynomial
  if (only === undefined) return []
  return polynomial.length === 1 && only.atoms.length === 0 ? only.entries : undefined
}

/** What the polynomial says about one axis, as a polynomial with one axis. */
export function onAxis(polynomial: Polynomial, axis: number, work: Work): Polynomial {
  return addAll(
    polynomial.map(({ atoms, entries }) =>
      atoms.reduce<Polynomial>(
        (product, atom) => {
          if (atom.kind !== 'floor') return multiply(product, atomPolynomial(atom, [1n]), work)
          const [numerator, denominator] = [atom.numerator, atom.denominator].map((part) => onAxis(part, axis, work))
          return multiply(product, floorQuotient(numerator ?? [], denominator ?? [], work), work)
        },
        constant([entries[axis] ?? 0n]),
      ),
    ),
  )
}

/** A text that two polynomials share exactly when they are equal; equal entries are written once. */
export function polynomialKey(polynomial: Polynomial): string {
  return polynomial.map((m) => `${entriesKey(m.entries)}${m.key === '' ? '' : `*${m.key}`}`).join('+')
}

function entriesKey(entries: readonly bigint[]): string {
  return entries.every((entry) => entry === entries[0]) ? `${entries[0]}` : `[${entries.join(',')}]`
}

function axesOf(polynomial: Polynomial): number {
  return polynomial[0]?.entries.length ?? 1
}

function collect(monomials: readonly Monomial[]): Polynomial {
  if (monomials.length <= 1) return monomials.filter(isKept)
  const sums = new Map<string, Monomial>()
  for (const monomial of monomials) {
    const known = sums.get(monomial.key)
    const entries = known === undefined ? monomial.entries : zip(known.entries, monomial.entries, (x, y) => x + y)
    sums.set(monomial.key, { ...monomial, entries })
  }
  const kept = [...sums.values()].filter(isKept)
  if (kept.length > MOST_MONOMIALS) tooLarge()
  return kept.sort(byKey)
}

function isKept({ entries }: Monomial): boolean {
  if (entries.some((entry) => entry > LARGEST_COEFFICIENT || entry < -LARGEST_COEFFICIENT)) tooLarge()
  return entries.some((entry) => entry !== 0n)
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

function zip(a: readonly bigint[], b: readonly bigint[], combine: (x: bigint, y: bigint) => bigint): readonly bigint[] {
  if (a.length !== b.length) fail({ code: 'sort/axes', what: 'index expressions with different numbers of axes meet' })
  return a.map((entry, axis) => combine(entry, b[axis] ?? 0n))
}

function tooLarge(): never {
  return fail({ code: 'limit/index', what: 'an index expression becomes too large when it is expanded' })
}
