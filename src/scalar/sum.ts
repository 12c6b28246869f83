/** Sums of terms while they grow: insertion, products of terms, the accumulator. Never imports a parser or a printer of LaTeX. */
import { type Atom, compareAtoms, type Factor, functionAtom, type Polynomial, type Term } from './atom.ts'
import { formatPolynomial } from './format.ts'
import { addRational, equalRational, multiplyRational, ONE, type Rational, rational } from './rational.ts'
import { multiplyRoots, type Root, rootRatio } from './root.ts'

/** Collects a sum without rebuilding it at every step. */
export interface PolynomialAccumulator {
  readonly add: (p: Polynomial) => void
  /** Add scale · p. */
  readonly addScaled: (p: Polynomial, scale: Rational) => void
  /** Add scale · a · b; scale is 1 where it is missing. */
  readonly addProduct: (a: Polynomial, b: Polynomial, scale?: Rational) => void
  /** The sum; the accumulator then starts again from zero. */
  readonly finish: () => Polynomial
}

export function polynomialAccumulator(): PolynomialAccumulator {
  let sum: Sum = new Map()
  return {
    add: (p) => insertScaled(sum, p, ONE),
    addScaled: (p, scale) => insertScaled(sum, p, scale),
    addProduct: (a, b, scale = ONE) => insertProduct(sum, a, b, scale),
    finish: () => {
      const finished = finishSum(sum)
      sum = new Map()
      return finished
    },
  }
}

/** Terms by key; terms with roots of different square classes but one key are told apart by trailing apostrophes. */
export type Sum = Map<string, Term>

/** sum += factor · p. */
export function insertScaled(sum: Sum, p: Polynomial, factor: Rational): void {
  const unit = equalRational(factor, ONE)
  for (const term of p.terms.values()) {
    insert(sum, term, unit ? term.coefficient : multiplyRational(term.coefficient, factor))
  }
}

/** sum += factor · a · b. */
export function insertProduct(sum: Sum, a: Polynomial, b: Polynomial, factor: Rational): void {
  const unit = equalRational(factor, ONE)
  for (const s of a.terms.values()) {
    for (const t of b.terms.values()) {
      const product = multiplyRational(s.coefficient, t.coefficient)
      const coefficient = unit ? product : multiplyRational(product, factor)
      if (s.special && t.special) insertSpecialProduct(sum, s, t, coefficient)
      else insert(sum, plainProduct(s, t, coefficient), coefficient)
    }
  }
}

function insert(sum: Sum, term: Term, coefficient: Rational): void {
  if (coefficient.numerator === 0n) return
  const existing = sum.get(term.key)
  if (existing === undefined) sum.set(term.key, withCoefficient(term, coefficient))
  else if (existing.root?.radicand === term.root?.radicand) {
    sum.set(term.key, withCoefficient(existing, addRational(existing.coefficient, coefficient)))
  } else insertRoot(sum, term, term.root, coefficient)
}

/** Find the term whose root is in the same square class; terms of other classes with this key are passed over. */
function insertRoot(sum: Sum, term: Term, root: Root | undefined, coefficient: Rational): void {
  for (let key = term.key; ; key = `${key}'`) {
    const existing = sum.get(key)
    if (existing === undefined) {
      sum.set(key, withCoefficient(term, coefficient))
      return
    }
    const ratio = existing.root && root && rootRatio(existing.root, root)
    if (ratio !== undefined) {
      const merged = addRational(existing.coefficient, multiplyRational(coefficient, ratio))
      sum.set(key, withCoefficient(existing, merged))
      return
    }
  }
}

/** Hand the sum over as a polynomial, without terms that cancelled. The sum must not be changed afterwards. */
export function finishSum(sum: Sum): Polynomial {
  let gap = false
  for (const [key, term] of sum) {
    if (term.coefficient.numerator !== 0n) continue
    sum.delete(key)
    gap ||= term.root !== undefined && sum.has(`${key}'`)
  }
  if (!gap) return { terms: sum }
  const rebuilt: Sum = new Map()
  for (const term of sum.values()) insert(rebuilt, term, term.coefficient)
  return { terms: rebuilt }
}

/** The polynomial of one term with a non-zero coefficient. */
export function fromTerm(term: Term): Polynomial {
  return { terms: new Map([[term.key, term]]) }
}

/** The same term with another coefficient. */
export function withCoefficient(term: Term, coefficient: Rational): Term {
  if (term.coefficient === coefficient) return term
  return { key: term.key, coefficient, root: term.root, factors: term.factors, special: term.special }
}

/** The term with its key; `factors` must be sorted and simplified. */
export function makeTerm(coefficient: Rational, root: Root | undefined, factors: readonly Factor[]): Term {
  const special = root !== undefined || factors.some(({ atom }) => isSpecial(atom))
  return { key: keyOf(root, factors), coefficient, root, factors, special }
}

function keyOf(root: Root | undefined, factors: readonly Factor[]): string {
  let key = root === undefined ? '' : root.key
  for (const { atom, power: n } of factors) key += n === 1 ? `*${atom.key}` : `*${atom.key}^${n}`
  return key
}

function isSpecial(atom: Atom): boolean {
  return atom.kind === 'function' && (atom.name === 'exp' || atom.name === 'sqrt' || atom.name === 'rsqrt')
}

/** The product of two terms of which at most one is special: powers add, nothing else can happen. */
function plainProduct(a: Term, b: Term, coefficient: Rational): Term {
  const factors = mergeFactors(a.factors, b.factors)
  const root = a.root ?? b.root
  return { key: keyOf(root, factors), coefficient, root, factors, special: a.special || b.special }
}

function mergeFactors(a: readonly Factor[], b: readonly Factor[]): readonly Factor[] {
  if (a.length === 0) return b
  if (b.length === 0) return a
  const merged: Factor[] = []
  let i = 0
  let j = 0
  for (let left = a[i], right = b[j]; left !== undefined || right !== undefined; left = a[i], right = b[j]) {
    const order = left === undefined ? 1 : right === undefined ? -1 : compareAtoms(left.atom, right.atom)
    if (order <= 0) i++
    if (order >= 0) j++
    if (left !== undefined && right !== undefined && order === 0) {
      const sum = left.power + right.power
      if (sum !== 0) merged.push({ atom: left.atom, power: sum })
    } else if (left !== undefined && order < 0) merged.push(left)
    else if (right !== undefined) merged.push(right)
  }
  return merged
}

/** exp(u)·exp(v) = exp(u+v), √u·√u = u, √u·rsqrt(u) = 1, and roots of numbers multiply. */
function insertSpecialProduct(sum: Sum, a: Term, b: Term, coefficient: Rational): void {
  const { scale: whole, root } = multiplyRoots(a.root, b.root)
  const merged = cancelReciprocalRoots(mergeFactors(a.factors, b.factors))
  const exponents = merged.filter(({ atom }) => atom.kind === 'function' && atom.name === 'exp')
  const squares = merged.filter(({ atom, power: n }) => atom.kind === 'function' && atom.name === 'sqrt' && n === 2)
  const others = merged.filter((factor) => !exponents.includes(factor) && !squares.includes(factor))
  const factors = mergeFactors(others, addExponents(exponents))
  const term = makeTerm(multiplyRational(coefficient, whole), root, factors)
  if (squares.length === 0) {
    insert(sum, term, term.coefficient)
    return
  }
  const product = squares.reduce((p, { atom }) => {
    const next: Sum = new Map()
    insertProduct(next, p, argumentOf(atom), ONE)
    return finishSum(next)
  }, fromTerm(term))
  insertScaled(sum, product, ONE)
}

function addExponents(exponents: readonly Factor[]): readonly Factor[] {
  const [first, ...more] = exponents
  if (first === undefined || (more.length === 0 && first.power === 1)) return exponents
  const total: Sum = new Map()
  for (const { atom, power } of exponents) insertScaled(total, argumentOf(atom), rational(power))
  const argument = finishSum(total)
  return argument.terms.size === 0
    ? []
    : [{ atom: functionAtom('exp', argument, formatPolynomial(argument)), power: 1 }]
}

function cancelReciprocalRoots(factors: readonly Factor[]): readonly Factor[] {
  const roots = new Set(factors.flatMap(({ atom }) => (atom.key.startsWith('sqrt(') ? [atom.key] : [])))
  const paired = factors.filter(({ atom }) => atom.key.startsWith('rsqrt(') && roots.has(atom.key.slice(1)))
  return paired.reduce<readonly Factor[]>((rest, { atom, power: n }) => {
    const partner = rest.find((factor) => factor.atom.key === atom.key.slice(1))
    const shared = Math.min(n, partner?.power ?? 0)
    if (partner === undefined || shared <= 0) return rest
    return rest.flatMap((factor) => {
      if (factor.atom !== atom && factor !== partner) return [factor]
      return factor.power === shared ? [] : [{ atom: factor.atom, power: factor.power - shared }]
    })
  }, factors)
}

function argumentOf(atom: Atom): Polynomial {
  return atom.kind === 'function' ? atom.argument : fromTerm(makeTerm(ONE, undefined, [{ atom, power: 1 }]))
}
