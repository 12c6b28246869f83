/** Side conditions: why an index lies in its range, as Coq tactics. The way of the checker's bounds, written out for Coq. */
import {
  addIndex,
  type Coefficient,
  coefficientOf,
  constantOf,
  type Index,
  type IndexAtom,
  integer,
  multiplyIndex,
  scaleIndex,
  substituteIndex,
  subtractIndex,
  variable,
  variablesOf,
} from '../../term/index-expression.ts'
import type { Sort } from '../../term/term.ts'
import { type Declared, printIndex, type Scope } from './script-terms.ts'

/** The tactic that proves 0 ≤ index < extent, for every axis where the sort is a position. */
export function withinTactic(index: Index, extent: Index, sort: Sort, scope: Scope, declared: Declared): string {
  const upper = subtractIndex(subtractIndex(extent, integer(1)), index)
  return onEveryAxis(sort, declared, (axis, here) => {
    const proofs = [index, upper].map((one) => nonnegativeTactic(one, axis, scope, here))
    return proofs.every((proof) => proof === 'linear') ? 'linear' : `bounds (${proofs[0]}) (${proofs[1]})`
  })
}

/** One tactic for all axes where they agree, else the axes' tactics as alternatives. */
export function onEveryAxis(
  sort: Sort,
  declared: Declared,
  tactic: (axis: number, declared: Declared) => string,
): string {
  const { rank } = declared.proof
  if (sort === 'channel') return `on_channel (${tactic(0, declared)})`
  if (rank === 'any') return `on_axes (${tactic(0, declared)})`
  const numbers = Array.from({ length: rank }, (_, axis) => axis)
  const tactics = [...new Set(numbers.map((axis) => tactic(axis, { ...declared, axis: `${axis}%nat` })))]
  return `on_axes (${tactics.length === 1 ? tactics[0] : `first [${tactics.join(' | ')}]`})`
}

/** The tactic that proves 0 ≤ index on one axis: `linear`, or the index as a sum of products of what is not negative. */
export function nonnegativeTactic(index: Index, axis: number, scope: Scope, declared: Declared): string {
  const flat = onAxis(substituteIndex(index, declared.expansions), axis)
  if (isLinear(flat, axis, scope, declared)) return 'linear'
  return floorTactic(flat, axis, scope, declared) ?? productTactic(flat, axis, scope, declared) ?? 'linear'
}

function productTactic(index: Index, axis: number, scope: Scope, declared: Declared): string | undefined {
  const terms = nonnegativeTerms(index, axis, scope, declared)
  if (terms === undefined) return undefined
  return `nonnegative (${terms.length === 0 ? '0' : terms.map((factors) => factors.join(' * ')).join(' + ')})`
}

/** q + ⌊A/s⌋ ≥ 0 where A + s·q ≥ 0, and q − ⌊A/s⌋ ≥ 0 where s·q + s − 1 − A ≥ 0. */
function floorTactic(index: Index, axis: number, scope: Scope, declared: Declared): string | undefined {
  const floor = index.find((one) => one.atoms.length === 1 && one.atoms[0]?.kind === 'floor')
  const [atom] = floor?.atoms ?? []
  if (floor === undefined || atom?.kind !== 'floor' || Math.abs(Number(floor.coefficient)) !== 1) return undefined
  const rest = index.filter((one) => one !== floor)
  const { numerator, denominator } = atom
  const lifted = multiplyIndex(denominator, rest)
  const isAdded = floor.coefficient === 1
  const next = isAdded
    ? addIndex(numerator, lifted)
    : addIndex(lifted, denominator, integer(-1), scaleIndex(-1, numerator))
  const parts = [rest, numerator, denominator].map((part) => `(${printIndex(part, scope, declared)})`).join(' ')
  const proof = nonnegativeTactic(next, axis, scope, declared)
  return `${isAdded ? 'add_floor' : 'subtract_floor'} ${parts} (${proof})`
}

type Factors = readonly string[]

/** Products, none of them negative, whose sum is the index; undefined where this way does not lead to them. */
function nonnegativeTerms(
  index: Index,
  axis: number,
  scope: Scope,
  declared: Declared,
): readonly Factors[] | undefined {
  const names = variablesOf(index)
  const inner = [...scope].reverse().find((one) => names.includes(one.name))
  if (inner === undefined) return termsInSizes(index, declared)
  const coefficient = coefficientOf(index, inner.name)
  if (coefficient === undefined || inner.extent === undefined) return undefined
  const rest = substituteIndex(index, new Map([[inner.name, integer(0)]]))
  const times = (factor: string, factors: readonly Factors[]) => factors.map((product) => [...product, factor])
  const below = nonnegativeTerms(coefficient, axis, scope, declared)
  const print = (one: Index) => `(${printIndex(one, scope, declared)})`
  if (below !== undefined) {
    const others = nonnegativeTerms(rest, axis, scope, declared)
    return others === undefined ? undefined : [...times(print(variable(inner.name)), below), ...others]
  }
  const above = nonnegativeTerms(scaleIndex(-1, coefficient), axis, scope, declared)
  if (above === undefined) return undefined
  const last = subtractIndex(onAxis(substituteIndex(inner.extent, declared.expansions), axis), integer(1))
  const others = nonnegativeTerms(addIndex(rest, multiplyIndex(coefficient, last)), axis, scope, declared)
  const room = subtractIndex(last, variable(inner.name))
  return others === undefined ? undefined : [...times(print(room), above), ...others]
}

/** With every size written as its minimum plus something ≥ 0, no coefficient may be negative. */
function termsInSizes(index: Index, declared: Declared): readonly Factors[] | undefined {
  if (index.some(({ atoms }) => atoms.some((atom) => atom.kind === 'floor'))) return undefined
  const shifted = isCovered(index) ? index : substituteIndex(index, shifts(index, declared))
  if (!isCovered(shifted)) return undefined
  const print = (atom: IndexAtom): string => {
    if (atom.kind === 'floor') return '0'
    const text = printIndex(variable(atom.name), [], declared)
    return shifted !== index && declared.sizes.get(atom.name)?.minimum === 1 ? `(${text} - 1)` : text
  }
  return shifted.map(({ coefficient, atoms }) => [`${Number(coefficient)}`, ...atoms.map(print)])
}

function shifts(index: Index, declared: Declared): ReadonlyMap<string, Index> {
  const large = variablesOf(index).filter((name) => declared.sizes.get(name)?.minimum === 1)
  return new Map(large.map((name) => [name, addIndex(variable(name), integer(1))]))
}

function isCovered(index: Index): boolean {
  return index.every(({ coefficient }) => typeof coefficient === 'number' && coefficient >= 0)
}

/** True where `lia` alone suffices: no product of two names, and no floor of a quotient by a name, also not in the ranges. */
function isLinear(index: Index, axis: number, scope: Scope, declared: Declared): boolean {
  const isFlat = (one: Index): boolean =>
    one.every(
      ({ atoms }) =>
        atoms.length <= 1 &&
        atoms.every(
          (atom) => atom.kind === 'variable' || (constantOf(atom.denominator) !== undefined && isFlat(atom.numerator)),
        ),
    )
  const ranges = scope.flatMap(({ extent }) =>
    extent === undefined ? [] : [onAxis(substituteIndex(extent, declared.expansions), axis)],
  )
  return [index, ...ranges].every(isFlat)
}

/** The index on one axis: every vector of integers becomes its entry there. */
export function onAxis(index: Index, axis: number): Index {
  const entry = (value: Coefficient) => (typeof value === 'number' ? value : (value[axis] ?? 0))
  const atomOn = (atom: IndexAtom): IndexAtom =>
    atom.kind === 'variable'
      ? atom
      : { kind: 'floor', numerator: onAxis(atom.numerator, axis), denominator: onAxis(atom.denominator, axis) }
  return addIndex(
    ...index.map(({ coefficient, atoms }) => [{ coefficient: entry(coefficient), atoms: atoms.map(atomOn) }]),
  )
}
