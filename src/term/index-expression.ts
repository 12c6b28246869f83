/**
 * Index expressions: where a tensor is read. Polynomials with integer coefficients over bound indices and sizes, taken axis
 * by axis, so that one expression serves every rank. Never imports a term.
 */
import { fail } from '../errors.ts'

/** One integer for all axes, or one per axis. A vector with equal entries is always written as the single integer. */
export type Coefficient = number | readonly number[]

/** A bound index or a size by its name, or the floor of a quotient (axis by axis). */
export type IndexAtom =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'floor'; readonly numerator: Index; readonly denominator: Index }

/** coefficient · Π atoms; a power is a repeated atom; atoms are sorted by key. */
export interface Monomial {
  readonly coefficient: Coefficient
  readonly atoms: readonly IndexAtom[]
}

/** A sum of monomials, sorted by key, without zero coefficients and with no key twice. */
export type Index = readonly Monomial[]

/** A constant index; a list of integers is one integer per axis. @throws ConvolemmaError "index/not-an-integer" */
export function integer(value: Coefficient): Index {
  const coefficient = canonicalCoefficient(value)
  return isZeroCoefficient(coefficient) ? [] : [{ coefficient, atoms: [] }]
}

/** The index or size called `name`. */
export function variable(name: string): Index {
  return [{ coefficient: 1, atoms: [{ kind: 'variable', name }] }]
}

export function addIndex(...terms: readonly Index[]): Index {
  return collect(terms.flat())
}

export function scaleIndex(factor: Coefficient, index: Index): Index {
  return collect(index.map((m) => ({ coefficient: multiplyCoefficients(factor, m.coefficient), atoms: m.atoms })))
}

export function subtractIndex(left: Index, right: Index): Index {
  return addIndex(left, scaleIndex(-1, right))
}

/** The product, axis by axis (written ⊙ for vectors). */
export function multiplyIndex(left: Index, right: Index): Index {
  return collect(
    left.flatMap((a) =>
      right.map((b) => ({
        coefficient: multiplyCoefficients(a.coefficient, b.coefficient),
        atoms: sortAtoms([...a.atoms, ...b.atoms]),
      })),
    ),
  )
}

/**
 * ⌊numerator / denominator⌋ axis by axis. What is a multiple of the denominator stands outside: the coefficients inside are
 * from 0 to the denominator − 1; floors of floors by constants are one floor.
 * @throws ConvolemmaError "index/divisor-not-positive"
 */
export function floorDivide(numerator: Index, denominator: Index): Index {
  const divisor = constantOf(denominator)
  if (divisor === undefined) return symbolicFloor(numerator, denominator)
  if (coefficientEntries(divisor).some((entry) => entry <= 0)) {
    fail({ code: 'index/divisor-not-positive', what: `an index cannot be divided by ${formatCoefficient(divisor)}` })
  }
  if (divisor === 1) return numerator
  const split = (part: (a: number, b: number) => number): Index =>
    collect(numerator.map((m) => ({ ...m, coefficient: zipCoefficients(m.coefficient, divisor, part) })))
  const whole = split((a, b) => Math.floor(a / b))
  const rest = split((a, b) => a - b * Math.floor(a / b))
  if (constantOf(rest) !== undefined) return whole
  return addIndex(whole, joinedFloor(rest, divisor) ?? floorAtom(rest, denominator))
}

/** ⌊(⌊A/m⌋ + B)/n⌋ = ⌊(A + m·B)/(m·n)⌋ for constant m, n, on the axes where the inner floor stands; undefined without one. */
function joinedFloor(rest: Index, divisor: Coefficient): Index | undefined {
  for (const monomial of rest) {
    const [atom] = monomial.atoms
    if (monomial.atoms.length !== 1 || atom?.kind !== 'floor') continue
    const inner = constantOf(atom.denominator)
    if (inner === undefined || !isZeroOrOne(monomial.coefficient)) continue
    const factor = zipCoefficients(inner, monomial.coefficient, (m, entry) => (entry === 1 ? m : 1))
    const others = rest.filter((other) => other !== monomial)
    return floorDivide(
      addIndex(scaleIndex(monomial.coefficient, atom.numerator), scaleIndex(factor, others)),
      integer(multiplyCoefficients(factor, divisor)),
    )
  }
  return undefined
}

function isZeroOrOne(coefficient: Coefficient): boolean {
  return coefficientEntries(coefficient).every((entry) => entry === 0 || entry === 1)
}

/** Where the denominator is a product of names, the monomials that hold it stand outside. */
function symbolicFloor(numerator: Index, denominator: Index): Index {
  const [only] = denominator
  if (denominator.length !== 1 || only?.coefficient !== 1) return floorAtom(numerator, denominator)
  const split = numerator.map((monomial) => ({ monomial, left: withoutAtoms(monomial.atoms, only.atoms) }))
  const whole = split.flatMap(({ monomial, left }) => (left === undefined ? [] : [{ ...monomial, atoms: left }]))
  const rest = split.flatMap(({ monomial, left }) => (left === undefined ? [monomial] : []))
  return rest.length === 0 ? collect(whole) : addIndex(collect(whole), floorAtom(rest, denominator))
}

/** The atoms that are left when each of `removed` is taken out once; undefined where one is missing. */
function withoutAtoms(atoms: readonly IndexAtom[], removed: readonly IndexAtom[]): readonly IndexAtom[] | undefined {
  const left = [...atoms]
  for (const one of removed) {
    const place = left.findIndex((atom) => atomKey(atom) === atomKey(one))
    if (place === -1) return undefined
    left.splice(place, 1)
  }
  return left
}

/** The floor as an atom; on an axis on which nothing is divided it is 0. */
function floorAtom(numerator: Index, denominator: Index): Index {
  const divides = numerator.reduce<Coefficient>(
    (some, { coefficient }) => zipCoefficients(some, coefficient, (one, entry) => (one !== 0 || entry !== 0 ? 1 : 0)),
    0,
  )
  return isZeroCoefficient(divides)
    ? []
    : [{ coefficient: divides, atoms: [{ kind: 'floor', numerator, denominator }] }]
}

/** Replace variables by expressions, everywhere at once. */
export function substituteIndex(index: Index, values: ReadonlyMap<string, Index>): Index {
  if (!variablesOf(index).some((name) => values.has(name))) return index
  return addIndex(
    ...index.map((monomial) =>
      monomial.atoms.reduce<Index>(
        (product, atom) => multiplyIndex(product, substituteAtom(atom, values)),
        integer(monomial.coefficient),
      ),
    ),
  )
}

function substituteAtom(atom: IndexAtom, values: ReadonlyMap<string, Index>): Index {
  if (atom.kind === 'variable') return values.get(atom.name) ?? variable(atom.name)
  return floorDivide(substituteIndex(atom.numerator, values), substituteIndex(atom.denominator, values))
}

/** The names of all variables, each once, in order of appearance. */
export function variablesOf(index: Index): readonly string[] {
  const names = index.flatMap((monomial) =>
    monomial.atoms.flatMap((atom) =>
      atom.kind === 'variable' ? [atom.name] : [...variablesOf(atom.numerator), ...variablesOf(atom.denominator)],
    ),
  )
  return [...new Set(names)]
}

/** The value of an index without variables, else undefined. */
export function constantOf(index: Index): Coefficient | undefined {
  if (index.length === 0) return 0
  const [only] = index
  return index.length === 1 && only !== undefined && only.atoms.length === 0 ? only.coefficient : undefined
}

/** The name of an index that is exactly one variable, else undefined. */
export function singleVariable(index: Index): string | undefined {
  const [only] = index
  const [atom] = only?.atoms ?? []
  const isVariable = index.length === 1 && only?.coefficient === 1 && only.atoms.length === 1
  return isVariable && atom?.kind === 'variable' ? atom.name : undefined
}

/**
 * The coefficient of a variable in an index that is linear in it, as an index without that variable.
 * @returns undefined where the index is not linear in the variable
 */
export function coefficientOf(index: Index, name: string): Index | undefined {
  const parts: Monomial[] = []
  for (const monomial of index) {
    const isVariable = (atom: IndexAtom) => atom.kind === 'variable' && atom.name === name
    const count = monomial.atoms.filter(isVariable).length
    const atoms = monomial.atoms.filter((atom) => !isVariable(atom))
    if (
      count > 1 ||
      atoms.some((atom) => atom.kind === 'floor' && variablesOf([{ coefficient: 1, atoms: [atom] }]).includes(name))
    ) {
      return undefined
    }
    if (count === 1) parts.push({ coefficient: monomial.coefficient, atoms })
  }
  return collect(parts)
}

/** A text that two indices share exactly when they are the same expression. */
export function indexKey(index: Index): string {
  return index
    .map((m) => `${formatCoefficient(m.coefficient)}${m.atoms.map((a) => `*${atomKey(a)}`).join('')}`)
    .join('+')
}

export function equalIndex(left: Index, right: Index): boolean {
  return indexKey(left) === indexKey(right)
}

/** The entries of a coefficient; `rank` repeats a single integer. */
export function coefficientEntries(coefficient: Coefficient, rank = 1): readonly number[] {
  return typeof coefficient === 'number' ? Array.from({ length: rank }, () => coefficient) : coefficient
}

/** Combine two coefficients entry by entry. @throws ConvolemmaError "index/ranks-differ" */
export function zipCoefficients(
  a: Coefficient,
  b: Coefficient,
  combine: (a: number, b: number) => number,
): Coefficient {
  if (typeof a === 'number' && typeof b === 'number') return combine(a, b)
  const rank = typeof a === 'number' ? coefficientEntries(b).length : a.length
  const left = coefficientEntries(a, rank)
  const right = coefficientEntries(b, rank)
  if (left.length !== right.length) {
    fail({
      code: 'index/ranks-differ',
      what: `${formatCoefficient(a)} and ${formatCoefficient(b)} have different ranks`,
    })
  }
  return canonicalCoefficient(left.map((entry, axis) => combine(entry, right[axis] ?? 0)))
}

function multiplyCoefficients(a: Coefficient, b: Coefficient): Coefficient {
  return zipCoefficients(a, b, (x, y) => x * y)
}

/** Every entry a safe integer; equal entries become the single integer. */
function canonicalCoefficient(value: Coefficient): Coefficient {
  const entries = coefficientEntries(value).map((entry) => entry + 0)
  if (!entries.every(Number.isSafeInteger)) {
    fail({ code: 'index/not-an-integer', what: `${entries.join(',')} is not made of integers below 2^53` })
  }
  const [first] = entries
  return first !== undefined && entries.every((entry) => entry === first) ? first : entries
}

function isZeroCoefficient(coefficient: Coefficient): boolean {
  return coefficientEntries(coefficient).every((entry) => entry === 0)
}

function formatCoefficient(coefficient: Coefficient): string {
  return typeof coefficient === 'number' ? `${coefficient}` : `(${coefficient.join(',')})`
}

function atomKey(atom: IndexAtom): string {
  return atom.kind === 'variable' ? atom.name : `floor{${indexKey(atom.numerator)}/${indexKey(atom.denominator)}}`
}

function sortAtoms(atoms: readonly IndexAtom[]): readonly IndexAtom[] {
  return [...atoms].sort((a, b) => compareText(atomKey(a), atomKey(b)))
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Merge equal monomials, drop zeros, sort. Integer overflow is refused. */
function collect(monomials: readonly Monomial[]): Index {
  const byKey = new Map<string, Monomial>()
  for (const monomial of monomials) {
    const key = monomial.atoms.map(atomKey).join('*')
    const known = byKey.get(key)
    const coefficient =
      known === undefined
        ? canonicalCoefficient(monomial.coefficient)
        : zipCoefficients(known.coefficient, monomial.coefficient, (a, b) => a + b)
    byKey.set(key, { coefficient: checkSafe(coefficient), atoms: monomial.atoms })
  }
  return [...byKey]
    .filter(([, monomial]) => !isZeroCoefficient(monomial.coefficient))
    .sort(([a], [b]) => compareText(a, b))
    .map(([, monomial]) => monomial)
}

function checkSafe(coefficient: Coefficient): Coefficient {
  if (!coefficientEntries(coefficient).every(Number.isSafeInteger)) {
    fail({ code: 'index/too-large', what: `the index coefficient ${formatCoefficient(coefficient)} exceeds 2^53` })
  }
  return coefficient
}
