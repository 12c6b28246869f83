/** The least and the greatest value of an index expression, axis by axis, from the ranges of its variables. */
import {
  addIndex,
  type Coefficient,
  coefficientEntries,
  constantOf,
  floorDivide,
  type Index,
  type IndexAtom,
  integer,
  multiplyIndex,
  substituteIndex,
  subtractIndex,
  variable,
  variablesOf,
  zipCoefficients,
} from './index-expression.ts'

/** 0 ≤ variable < extent for each bounded variable; all other names are sizes, which are not negative. */
export type Extents = ReadonlyMap<string, Index>

/** Both ends may be reached or not: dependent parts are bounded apart. */
export interface IndexRange {
  readonly low: Index
  readonly high: Index
}

/** Undefined where a part is a product of two bounded variables or of a variable and a floor. */
export function rangeOfIndex(index: Index, extents: Extents): IndexRange | undefined {
  let low: Index = []
  let high: Index = []
  for (const { coefficient, atoms } of gathered(index)) {
    const moving = atoms.filter((atom) => isMoving(atom, extents))
    const fixed = atoms.filter((atom) => !isMoving(atom, extents))
    const [atom] = moving
    if (moving.length > 1) return undefined
    const own = atom === undefined ? { low: integer(1), high: integer(1) } : rangeOfAtom(atom, extents)
    if (own === undefined) return undefined
    const scale = fixed.reduce<Index>((product, one) => multiplyIndex(product, atomIndex(one)), integer(1))
    const positive = multiplyIndex(integer(part(coefficient, 1)), scale)
    const negative = multiplyIndex(integer(part(coefficient, -1)), scale)
    low = addIndex(low, multiplyIndex(positive, own.low), multiplyIndex(negative, own.high))
    high = addIndex(high, multiplyIndex(positive, own.high), multiplyIndex(negative, own.low))
  }
  return { low, high }
}

/**
 * The index with whole multiples put back under a floor whose variables they share, k⌊A/d⌋ + k·v = k⌊(A + d·v)/d⌋: only
 * together have they the range that they really have.
 */
function gathered(index: Index): Index {
  const place = index.findIndex(({ atoms }) => atoms.length === 1 && atoms[0]?.kind === 'floor')
  const monomial = index[place]
  const [atom] = monomial?.atoms ?? []
  if (monomial === undefined || atom?.kind !== 'floor' || typeof monomial.coefficient !== 'number') return index
  const { coefficient: factor } = monomial
  const names = new Set(variablesOf(atom.numerator))
  const joins = ({ coefficient, atoms }: Index[number]): boolean =>
    coefficientEntries(coefficient).every((entry) => entry % factor === 0) &&
    atoms.some((one) => one.kind === 'variable' && names.has(one.name))
  const others = index.filter((_, at) => at !== place)
  const inside = others.filter(joins).map((one) => ({
    ...one,
    coefficient: zipCoefficients(one.coefficient, factor, (entry, by) => entry / by),
  }))
  const numerator = addIndex(atom.numerator, multiplyIndex(atom.denominator, inside))
  return [{ ...monomial, atoms: [{ ...atom, numerator }] }, ...others.filter((one) => !joins(one))]
}

function isMoving(atom: IndexAtom, extents: Extents): boolean {
  if (atom.kind === 'variable') return extents.has(atom.name)
  return atom.numerator.some(({ atoms }) => atoms.some((one) => isMoving(one, extents)))
}

function rangeOfAtom(atom: IndexAtom, extents: Extents): IndexRange | undefined {
  if (atom.kind === 'variable') {
    const extent = extents.get(atom.name)
    return extent === undefined ? undefined : { low: [], high: subtractIndex(extent, integer(1)) }
  }
  const numerator = rangeOfIndex(atom.numerator, extents)
  if (numerator === undefined) return undefined
  return { low: floorDivide(numerator.low, atom.denominator), high: floorDivide(numerator.high, atom.denominator) }
}

function atomIndex(atom: IndexAtom): Index {
  return atom.kind === 'variable' ? variable(atom.name) : [{ coefficient: 1, atoms: [atom] }]
}

/** The entries of one sign, 0 in place of the others. */
function part(coefficient: Coefficient, sign: 1 | -1): Coefficient {
  return zipCoefficients(coefficient, 0, (entry) => (entry * sign > 0 ? entry : 0))
}

/** The axiswise least of constants; of symbolic ones the first that is known to be at most every other one. */
export function leastOf(indices: readonly Index[], minima: Extents): Index | undefined {
  return chosen(indices, (a, b) => isAtMost(a, b, minima), Math.min)
}

/** The axiswise greatest of constants; of symbolic ones the first that is known to be at least every other one. */
export function greatestOf(indices: readonly Index[], minima: Extents): Index | undefined {
  return chosen(indices, (a, b) => isAtMost(b, a, minima), Math.max)
}

function chosen(
  indices: readonly Index[],
  comes: (a: Index, b: Index) => boolean,
  choose: (a: number, b: number) => number,
): Index | undefined {
  const values = indices.map(constantOf)
  if (values.every((value) => value !== undefined)) {
    return integer(values.reduce((a, b) => zipCoefficients(a, b, choose)))
  }
  return indices.find((one) => indices.every((other) => comes(one, other)))
}

/** a ≤ b for all sizes, each being at least its minimum. */
function isAtMost(a: Index, b: Index, minima: Extents): boolean {
  const least = new Map([...minima].map(([name, minimum]) => [name, addIndex(variable(name), minimum)] as const))
  const above = substituteIndex(subtractIndex(b, a), least)
  return above.every(({ coefficient }) => coefficientEntries(coefficient).every((entry) => entry >= 0))
}
