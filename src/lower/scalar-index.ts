/** Index expressions of one axis over integer loop variables: their affine form, their range, and their evaluation. */
import { type Coefficient, coefficientEntries, type Index, type IndexAtom } from '../term/index-expression.ts'
import type { Sort } from '../term/term.ts'
import { refuseSize, type Space } from './space.ts'

/** A polynomial with integer coefficients in loop variables and floors. */
export type ScalarIndex = readonly ScalarMonomial[]

interface ScalarMonomial {
  readonly coefficient: number
  readonly atoms: readonly ScalarAtom[]
}

type ScalarAtom =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'floor'; readonly numerator: ScalarIndex; readonly denominator: ScalarIndex }

/** constant + Σ coefficient · variable. */
export interface Affine {
  readonly constant: number
  readonly coefficients: ReadonlyMap<string, number>
}

/** What the names in an index mean: the sort of every loop variable; all other names are sizes. */
export type Scope = ReadonlyMap<string, Sort>

/** The loop variable of one axis: a position has one per axis, a channel just one. */
export function axisName(name: string, sort: Sort, axis: number): string {
  return sort === 'channel' ? name : `${name}.${axis}`
}

/** One axis of an index. @throws ConvolemmaError "lower/symbolic-size" */
export function onAxis(index: Index, axis: number, scope: Scope, space: Space): ScalarIndex {
  return index.flatMap((monomial) => {
    const coefficient = entryOn(monomial.coefficient, axis)
    const atoms = monomial.atoms.map((atom) => atomOn(atom, axis, scope, space))
    return coefficient === 0 ? [] : atoms.reduce<ScalarIndex>(multiplyScalar, constantIndex(coefficient))
  })
}

function atomOn(atom: IndexAtom, axis: number, scope: Scope, space: Space): ScalarIndex {
  if (atom.kind === 'floor') {
    const numerator = onAxis(atom.numerator, axis, scope, space)
    const denominator = onAxis(atom.denominator, axis, scope, space)
    return [{ coefficient: 1, atoms: [{ kind: 'floor', numerator, denominator }] }]
  }
  const sort = scope.get(atom.name)
  if (sort !== undefined) {
    return [{ coefficient: 1, atoms: [{ kind: 'variable', name: axisName(atom.name, sort, axis) }] }]
  }
  const size = space.sizes.get(atom.name)
  return size === undefined ? refuseSize(atom.name) : onAxis(size, axis, scope, space)
}

function entryOn(coefficient: Coefficient, axis: number): number {
  return coefficientEntries(coefficient, axis + 1)[axis] ?? 0
}

function constantIndex(value: number): ScalarIndex {
  return value === 0 ? [] : [{ coefficient: value, atoms: [] }]
}

/** Σ factor · index. */
export function combineScalar(parts: readonly (readonly [number, ScalarIndex])[]): ScalarIndex {
  return parts.flatMap(([factor, index]) =>
    factor === 0 ? [] : index.map(({ coefficient, atoms }) => ({ coefficient: factor * coefficient, atoms })),
  )
}

function multiplyScalar(a: ScalarIndex, b: ScalarIndex): ScalarIndex {
  return a.flatMap((left) =>
    b.map((right) => ({
      coefficient: left.coefficient * right.coefficient,
      atoms: [...left.atoms, ...right.atoms],
    })),
  )
}

/** The loop variables of an index, each once. */
export function scalarVariables(index: ScalarIndex): readonly string[] {
  const names = index.flatMap(({ atoms }) =>
    atoms.flatMap((atom) =>
      atom.kind === 'variable'
        ? [atom.name]
        : [...scalarVariables(atom.numerator), ...scalarVariables(atom.denominator)],
    ),
  )
  return [...new Set(names)]
}

/** The loop variables inside floors, each once. */
export function floorVariables(index: ScalarIndex): readonly string[] {
  return scalarVariables(index.filter(({ atoms }) => atoms.some((atom) => atom.kind === 'floor')).map(onlyFloors))
}

function onlyFloors({ coefficient, atoms }: ScalarMonomial): ScalarMonomial {
  return { coefficient, atoms: atoms.filter((atom) => atom.kind === 'floor') }
}

/** The index where some variables have values; floors without variables become numbers, and numbers are added up. */
export function fixVariables(index: ScalarIndex, values: ReadonlyMap<string, number>): ScalarIndex {
  let constant = 0
  const rest: ScalarMonomial[] = []
  for (const { coefficient, atoms } of index) {
    let factor = coefficient
    const left: ScalarAtom[] = []
    for (const atom of atoms) {
      const fixed = fixAtom(atom, values)
      if (typeof fixed === 'number') factor *= fixed
      else left.push(fixed)
    }
    if (left.length === 0) constant += factor
    else if (factor !== 0) rest.push({ coefficient: factor, atoms: left })
  }
  return [...rest, ...constantIndex(constant)]
}

function fixAtom(atom: ScalarAtom, values: ReadonlyMap<string, number>): ScalarAtom | number {
  if (atom.kind === 'variable') return values.get(atom.name) ?? atom
  const numerator = fixVariables(atom.numerator, values)
  const denominator = fixVariables(atom.denominator, values)
  const dividend = numberOf(numerator)
  const divisor = numberOf(denominator)
  if (dividend === undefined || divisor === undefined) return { kind: 'floor', numerator, denominator }
  return Math.floor(dividend / divisor)
}

/** The value of an index in which numbers are added up and no variable is left. */
function numberOf(index: ScalarIndex): number | undefined {
  const [only] = index
  if (only === undefined) return 0
  return index.length === 1 && only.atoms.length === 0 ? only.coefficient : undefined
}

/** Bounds for an index, both of which are integers; they need not be reached. */
export interface Bounds {
  readonly least: number
  readonly most: number
}

/** Bounds for all values of the variables, 0 ≤ variable < its extent; undefined where a divisor may not be positive. */
export function boundsOf(index: ScalarIndex, extents: ReadonlyMap<string, number>): Bounds | undefined {
  let least = 0
  let most = 0
  for (const { coefficient, atoms } of index) {
    let product: Bounds = { least: coefficient, most: coefficient }
    for (const atom of atoms) {
      const factor = atomBounds(atom, extents)
      if (factor === undefined) return undefined
      product = multiplyBounds(product, factor)
    }
    least += product.least
    most += product.most
  }
  return { least, most }
}

function atomBounds(atom: ScalarAtom, extents: ReadonlyMap<string, number>): Bounds | undefined {
  if (atom.kind === 'variable') return { least: 0, most: (extents.get(atom.name) ?? 1) - 1 }
  const numerator = boundsOf(atom.numerator, extents)
  const denominator = boundsOf(atom.denominator, extents)
  if (numerator === undefined || denominator === undefined || denominator.least < 1) return undefined
  const quotients = [numerator.least, numerator.most].flatMap((dividend) => [
    Math.floor(dividend / denominator.least),
    Math.floor(dividend / denominator.most),
  ])
  return { least: Math.min(...quotients), most: Math.max(...quotients) }
}

function multiplyBounds(a: Bounds, b: Bounds): Bounds {
  const products = [a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most]
  return { least: Math.min(...products), most: Math.max(...products) }
}

/** The affine form; undefined where the index has a floor or a product of variables. */
export function affineOf(index: ScalarIndex): Affine | undefined {
  let constant = 0
  const coefficients = new Map<string, number>()
  for (const { coefficient, atoms } of index) {
    const [atom] = atoms
    if (atoms.length > 1 || atom?.kind === 'floor') return undefined
    if (atom === undefined) constant += coefficient
    else coefficients.set(atom.name, (coefficients.get(atom.name) ?? 0) + coefficient)
  }
  return { constant, coefficients }
}

/** Whether 0 ≤ index < extent for all values of the variables, 0 ≤ variable < its extent. */
export function staysWithin(index: Affine, extent: number, extents: ReadonlyMap<string, number>): boolean {
  let least = index.constant
  let most = index.constant
  for (const [name, coefficient] of index.coefficients) {
    const reach = coefficient * ((extents.get(name) ?? 1) - 1)
    least += Math.min(reach, 0)
    most += Math.max(reach, 0)
  }
  return least >= 0 && most < extent
}

/** The index as a function of the variables' values, `slots` saying where each stands. */
export function compileIndex(index: ScalarIndex, slots: ReadonlyMap<string, number>): (values: Int32Array) => number {
  const monomials = index.map(({ coefficient, atoms }) => {
    const parts = atoms.map((atom) => compileAtom(atom, slots))
    return (values: Int32Array) => {
      let product = coefficient
      for (const part of parts) product *= part(values)
      return product
    }
  })
  return (values) => {
    let sum = 0
    for (const monomial of monomials) sum += monomial(values)
    return sum
  }
}

function compileAtom(atom: ScalarAtom, slots: ReadonlyMap<string, number>): (values: Int32Array) => number {
  if (atom.kind === 'variable') {
    const slot = slots.get(atom.name)
    if (slot === undefined) throw new TypeError(`the loop variable ${atom.name} is not bound`)
    return (values) => values[slot] ?? 0
  }
  const numerator = compileIndex(atom.numerator, slots)
  const denominator = compileIndex(atom.denominator, slots)
  return (values) => Math.floor(numerator(values) / denominator(values))
}
