/** Equality of polynomials as a tactic: which atoms are only written differently, and the polynomial in between. */
import { addRational, formatRational, multiplyRational, ONE, type Rational } from '../../scalar/rational.ts'
import {
  constantOf,
  type Index,
  indexKey,
  integer,
  multiplyIndex,
  substituteIndex,
  variable,
} from '../../term/index-expression.ts'
import type { IndexVariable, Term } from '../../term/term.ts'
import { children, sidesOf, withChildren } from '../../term/walk.ts'
import { onAxis } from './script-bounds.ts'
import { type Declared, printTerm, type Scope } from './script-terms.ts'

/** Polynomial equality; where an atom is only written differently, the polynomial in the old atoms comes in between. */
export function ringTactic(before: Term, after: Term, scope: Scope, declared: Declared): string {
  const known = new Map<string, Term>()
  for (const atom of atomsOf(before)) known.set(atomKey(atom, scope, declared), atom)
  const middle = withAtoms(after, (atom) => known.get(atomKey(atom, scope, declared)) ?? atom)
  const [text, end] = [middle, after].map((term) => printTerm(term, scope, declared))
  return text === end ? 'by_ring' : `by_ring (${text})%ring`
}

function isCompound(term: Term): boolean {
  return term.kind === 'add' || term.kind === 'multiply' || term.kind === 'number'
}

function atomsOf(term: Term): readonly Term[] {
  return isCompound(term) ? children(term).flatMap(atomsOf) : [term]
}

function withAtoms(term: Term, replace: (atom: Term) => Term): Term {
  if (!isCompound(term)) return replace(term)
  return withChildren(
    term,
    children(term).map((child) => withAtoms(child, replace)),
  )
}

/** A text that two atoms share when they are the same once defined sizes are put in and bound names are forgotten. */
function atomKey(term: Term, scope: Scope, declared: Declared): string {
  const levels = new Map(scope.map(({ name }, level) => [name, level]))
  const index = (value: Index) => {
    const flat = substituteIndex(value, declared.expansions)
    const known = substituteIndex(flat, new Map(scope.map((one) => [one.name, withoutSingleAxes(one, declared)])))
    return indexKey(substituteIndex(known, new Map([...levels].map(([name, level]) => [name, variable(`#${level}`)]))))
  }
  const inside = (part: Term) => atomKey(part, scope, declared)
  switch (term.kind) {
    case 'number':
    case 'add':
    case 'multiply':
      return polynomialKey(term, inside)
    case 'element':
      return `${JSON.stringify(term.name)}[${term.at.map(index).join(';')}]`
    case 'bracket':
      return `${term.condition.kind}[${sidesOf(term.condition).map(index).join(';')}]`
    case 'apply':
      return `${term.function}(${inside(term.argument)})`
    case 'sum': {
      const variable = { name: term.index, sort: term.sort, extent: term.extent }
      return `sum ${term.sort} ${index(term.extent)}(${atomKey(term.body, [...scope, variable], declared)})`
    }
    default:
      return term satisfies never
  }
}

/** The polynomial as a text: its monomials in the atoms' keys, in order. */
function polynomialKey(term: Term, keyOf: (atom: Term) => string): string {
  return [...polynomialOf(term, keyOf)]
    .filter(([, value]) => value.numerator !== 0n)
    .map(([monomial, value]) => `${formatRational(value)}${monomial}`)
    .sort()
    .join('+')
}

/** The coefficient of each monomial; a monomial is the sorted keys of its atoms. */
function polynomialOf(term: Term, keyOf: (atom: Term) => string): Polynomial {
  if (term.kind === 'number') return new Map([['', term.value]])
  if (!isCompound(term)) return new Map([[JSON.stringify([keyOf(term)]), ONE]])
  const parts = children(term).map((child) => polynomialOf(child, keyOf))
  if (term.kind === 'add') return collect(parts.flatMap((part) => [...part]))
  return parts.reduce((product, part) => times(product, part), new Map([['', ONE]]))
}

type Polynomial = ReadonlyMap<string, Rational>

function times(left: Polynomial, right: Polynomial): Polynomial {
  return collect(
    [...left].flatMap(([a, x]) => [...right].map(([b, y]) => [joined(a, b), multiplyRational(x, y)] as const)),
  )
}

function joined(left: string, right: string): string {
  if (left === '' || right === '') return left + right
  // Both are monomials that polynomialOf wrote as lists of texts.
  const keys: readonly string[] = [...JSON.parse(left), ...JSON.parse(right)]
  return JSON.stringify([...keys].sort())
}

function collect(monomials: readonly (readonly [string, Rational])[]): Polynomial {
  const sums = new Map<string, Rational>()
  for (const [monomial, value] of monomials) {
    const known = sums.get(monomial)
    sums.set(monomial, known === undefined ? value : addRational(known, value))
  }
  return sums
}

/** The index, or 0 on the axes where its only value is 0. */
function withoutSingleAxes({ name, sort, extent }: IndexVariable, { proof, expansions }: Declared): Index {
  const axes = sort === 'channel' || proof.rank === 'any' ? 1 : proof.rank
  const flat = substituteIndex(extent ?? [], expansions)
  const mask = Array.from({ length: axes }, (_, axis) => (constantOf(onAxis(flat, axis)) === 1 ? 0 : 1))
  return multiplyIndex(integer(axes === 1 ? (mask[0] ?? 1) : mask), variable(name))
}
