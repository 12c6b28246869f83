/** Linear bounds: what the ranges of variables and the minima of sizes prove about an index. Never searches or samples. */
import {
  add,
  addAll,
  constant,
  floorInteger,
  levelsOf,
  type Monomial,
  multiply,
  onAxis,
  type Polynomial,
  scale,
  subtract,
  weightOf,
} from './polynomial.ts'
import { spend, type Work } from './work.ts'

/** The extent of each variable by its level, undefined where the variable ranges over all integers. */
export type Extents = readonly (Polynomial | undefined)[]

/** What is known about the variables of an index, and the work that proving something from it may take. */
export interface Ranges {
  readonly extents: Extents
  readonly work: Work
}

const ONE = constant([1n])

/** True where the index is provably ≥ 0 on every one of `axes` axes, for all values of variables and sizes. */
export function isNonnegative(index: Polynomial, axes: number, ranges: Ranges): boolean {
  return everyAxis(axes, (axis) => nonnegativeOn(axis, onAxis(index, axis, ranges.work), ranges))
}

/** True where the index is provably ≥ 1 on every axis. */
export function isPositive(index: Polynomial, axes: number, ranges: Ranges): boolean {
  return everyAxis(axes, (axis) => nonnegativeOn(axis, subtract(onAxis(index, axis, ranges.work), ONE), ranges))
}

/** True where on some axis the index is provably ≥ `least`. */
export function isSomewhereAtLeast(least: 0n | 1n, index: Polynomial, axes: number, ranges: Ranges): boolean {
  const fails = (axis: number) => {
    return !nonnegativeOn(axis, subtract(onAxis(index, axis, ranges.work), constant([least])), ranges)
  }
  return !everyAxis(axes, fails)
}

/** True where 0 ≤ index < extent is provable on every axis. */
export function isWithin(index: Polynomial, extent: Polynomial, axes: number, ranges: Ranges): boolean {
  return isNonnegative(index, axes, ranges) && isPositive(subtract(extent, index), axes, ranges)
}

function everyAxis(axes: number, holds: (axis: number) => boolean): boolean {
  return Array.from({ length: axes }, (_, axis) => axis).every(holds)
}

/**
 * Floors that can be eliminated exactly go first, then variables that stand in no floor, then floors by a bound; the innermost
 * variable goes first since its extent may mention outer ones: with coefficient ≥ 0 the index is least at 0, with coefficient ≤ 0 at extent − 1.
 */
export function nonnegativeOn(axis: number, index: Polynomial, ranges: Ranges): boolean {
  const { work } = ranges
  // Each call rewrites the index a few times over.
  spend(work, 4 * weightOf(index))
  const primitive = withoutContent(index)
  const exact = withoutFloor(primitive, work)
  if (exact !== undefined) return nonnegativeOn(axis, exact, ranges)
  const inFloors = levelsInFloors(primitive)
  const level = Math.max(-1, ...[...levelsOf(primitive)].filter((one) => !inFloors.has(one)))
  if (level >= 0) return nonnegativeWithout(axis, primitive, level, ranges)
  const floorless = belowWithoutFloor(primitive, work)
  return floorless === undefined ? nonnegativeInSizes(primitive, work) : nonnegativeOn(axis, floorless, ranges)
}

/** Put in for the variable, which stands in no floor, the end of its range at which the index is least. */
function nonnegativeWithout(axis: number, index: Polynomial, level: number, ranges: Ranges): boolean {
  const { extents, work } = ranges
  const parts = splitLinear(index, level)
  const extent = extents[level]
  if (parts === undefined || extent === undefined) return false
  const { coefficient, rest } = parts
  if (nonnegativeOn(axis, coefficient, ranges)) return nonnegativeOn(axis, rest, ranges)
  if (!nonnegativeOn(axis, scale(-1n, coefficient), ranges)) return false
  const last = subtract(onAxis(extent, axis, work), ONE)
  return nonnegativeOn(axis, add(rest, multiply(coefficient, last, work)), ranges)
}

function levelsInFloors(index: Polynomial): ReadonlySet<number> {
  const floors = index.flatMap(({ atoms }) => atoms.filter((atom) => atom.kind === 'floor'))
  return new Set(floors.flatMap(({ numerator, denominator }) => [...levelsOf(numerator), ...levelsOf(denominator)]))
}

/**
 * An index that is ≥ 0 exactly when the given one is: g·A + c ≥ 0 ⟺ A + ⌊c/g⌋ ≥ 0, where g ≥ 1 divides all coefficients but
 * that of the constant c.
 */
function withoutContent(index: Polynomial): Polynomial {
  const content = index.reduce(
    (common, { key, entries }) => (key === '' ? common : divisorOf(common, entries[0] ?? 0n)),
    0n,
  )
  if (content <= 1n) return index
  return index.flatMap((monomial) => {
    const entries = monomial.entries.map((entry) => floorInteger(entry, content))
    return entries.some((entry) => entry !== 0n) ? [{ ...monomial, entries }] : []
  })
}

function divisorOf(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : divisorOf(b, a % b)
}

/**
 * An index that is ≥ 0 exactly when the given one is, with one floor less; undefined where no floor has coefficient ±1.
 * q + ⌊A/s⌋ ≥ 0 ⟺ A + s·q ≥ 0, and q − ⌊A/s⌋ ≥ 0 ⟺ s·q + s − 1 − A ≥ 0, for s ≥ 1.
 */
export function withoutFloor(index: Polynomial, work: Work): Polynomial | undefined {
  for (const monomial of index) {
    const [atom] = monomial.atoms
    const [sign] = monomial.entries
    if (monomial.atoms.length !== 1 || atom?.kind !== 'floor' || (sign !== 1n && sign !== -1n)) continue
    const rest = index.filter((other) => other !== monomial)
    const { numerator, denominator } = atom
    if (sign === 1n) return add(numerator, multiply(denominator, rest, work))
    return subtract(add(multiply(denominator, rest, work), denominator), add(numerator, ONE))
  }
  return undefined
}

/**
 * An index that is ≥ 0 only where the given one is, with one floor less; undefined where there is no floor to take.
 * s·q + k·s·⌊A/s⌋ ≥ s·q + k·(A − s + 1) for k ≥ 0 and ≥ s·q + k·A for k ≤ 0; a symbolic s must already stand before the floor.
 */
function belowWithoutFloor(index: Polynomial, work: Work): Polynomial | undefined {
  for (const monomial of index) {
    const place = monomial.atoms.findIndex((one) => one.kind === 'floor')
    const atom = monomial.atoms[place]
    const [entry] = monomial.entries
    if (atom?.kind !== 'floor' || entry === undefined) continue
    const { numerator, denominator } = atom
    // Taken out by its place: in a square the same atom stands twice.
    const others = monomial.atoms.filter((_, other) => other !== place)
    const cofactor: Polynomial = [{ key: others.map((one) => one.key).join('*'), atoms: others, entries: [1n] }]
    const rest = index.filter((other) => other !== monomial)
    const least = entry > 0n ? add(numerator, subtract(ONE, denominator)) : numerator
    if (others.length === 0) return add(multiply(denominator, rest, work), scale(entry, least))
    if (subtract(cofactor, denominator).length === 0) return add(rest, scale(entry, least))
  }
  return undefined
}

/** coefficient · variable + rest, undefined where the index is not linear in the variable. */
export function splitLinear(
  index: Polynomial,
  level: number,
): { readonly coefficient: Polynomial; readonly rest: Polynomial } | undefined {
  const coefficient: Monomial[] = []
  for (const monomial of index) {
    const others = monomial.atoms.filter((atom) => atom.kind !== 'variable' || atom.level !== level)
    const power = monomial.atoms.length - others.length
    const cofactor = { key: others.map((atom) => atom.key).join('*'), atoms: others, entries: monomial.entries }
    if (power > 1 || levelsOf([cofactor]).has(level)) return undefined
    if (power === 1) coefficient.push(cofactor)
  }
  const rest = index.filter(({ atoms }) => !atoms.some((atom) => atom.kind === 'variable' && atom.level === level))
  return { coefficient: add(coefficient), rest }
}

/** With every size written as its minimum plus something ≥ 0, no coefficient is negative. */
function nonnegativeInSizes(index: Polynomial, work: Work): boolean {
  if (index.some(({ atoms }) => atoms.some((atom) => atom.kind !== 'size'))) return false
  if (hasNoNegative(index)) return true
  // Without a positive coefficient it is negative somewhere; shifting a product of many sizes would only be long.
  if (hasNoNegative(scale(-1n, index))) return false
  const shifted = index.map((monomial) =>
    monomial.atoms.reduce<Polynomial>((product, atom) => {
      const size = [{ key: atom.key, atoms: [atom], entries: [1n] }]
      return multiply(product, atom.kind === 'size' && atom.minimum === 1 ? add(size, ONE) : size, work)
    }, constant(monomial.entries)),
  )
  return hasNoNegative(addAll(shifted))
}

function hasNoNegative(index: Polynomial): boolean {
  return index.every(({ entries }) => entries.every((entry) => entry >= 0n))
}

/** The value of an index with one axis and without sizes. @throws RangeError where a variable has no value */
export function evaluate(index: Polynomial, values: ReadonlyMap<number, bigint>): bigint {
  return index.reduce((sum, { atoms, entries }) => {
    return sum + atoms.reduce((product, atom) => product * evaluateAtom(atom, values), entries[0] ?? 0n)
  }, 0n)
}

function evaluateAtom(atom: Monomial['atoms'][number], values: ReadonlyMap<number, bigint>): bigint {
  if (atom.kind === 'floor') return floorInteger(evaluate(atom.numerator, values), evaluate(atom.denominator, values))
  const value = atom.kind === 'variable' ? values.get(atom.level) : undefined
  if (value === undefined) throw new RangeError('an index without a value')
  return value
}
