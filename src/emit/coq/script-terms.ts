/** Terms and index expressions as Coq text, in the words of the library's Sums and Script. Imports no proof step. */
import { identifier } from '../../coq/identifier.ts'
import type { Definition, Proof, SizeDeclaration } from '../../proof/proof.ts'
import { equalRational, ONE, type Rational, ZERO } from '../../scalar/rational.ts'
import {
  type Index,
  type IndexAtom,
  type Monomial,
  singleVariable,
  substituteIndex,
} from '../../term/index-expression.ts'
import type { BracketTerm, ElementTerm, IndexVariable, Sort, SumTerm, Term } from '../../term/term.ts'
import { sidesOf } from '../../term/walk.ts'

/** The variables around a term, outermost first. */
export type Scope = readonly IndexVariable[]

/** What a record declares, looked up by name, and how its rank is written. */
export interface Declared {
  readonly proof: Proof
  /** The number of axes as Coq writes it. */
  readonly rank: string
  /** The axis on which an index is read, as Coq writes it. */
  readonly axis: string
  readonly sizes: ReadonlyMap<string, SizeDeclaration>
  readonly definitions: ReadonlyMap<string, Definition>
  readonly signatures: ReadonlyMap<string, readonly Sort[]>
  /** The defined sizes, each written in sizes without definition. */
  readonly expansions: ReadonlyMap<string, Index>
}

export function readDeclarations(proof: Proof): Declared {
  const expansions = new Map<string, Index>()
  for (const { name, definition } of proof.sizes)
    if (definition !== undefined) expansions.set(name, substituteIndex(definition, expansions))
  return {
    proof,
    rank: proof.rank === 'any' ? 'rank' : `${proof.rank}%nat`,
    axis: 'axis',
    sizes: new Map(proof.sizes.map((size) => [size.name, size])),
    definitions: new Map(proof.definitions.map((one) => [one.name, one])),
    signatures: new Map([
      ...proof.tensors.map((tensor) => [tensor.name, tensor.axes.map((axis) => axis.sort)] as const),
      ...proof.definitions.map((one) => [one.name, one.parameters.map((parameter) => parameter.sort)] as const),
    ]),
    expansions,
  }
}

/** The sort of a name that is an index in scope or a size. */
export function sortOf(name: string, scope: Scope, declared: Declared): Sort {
  return scope.find((one) => one.name === name)?.sort ?? declared.sizes.get(name)?.sort ?? 'channel'
}

/** An index on one axis as an integer expression; a position's entries are read at `axis`. */
export function printIndex(index: Index, scope: Scope, declared: Declared): string {
  if (index.length === 0) return '0'
  const ordered = [...index.filter((one) => !isNegative(one)), ...index.filter(isNegative)]
  return ordered
    .map((monomial, place) => {
      const text = printMonomial(monomial, scope, declared)
      if (place === 0) return isNegative(monomial) ? `- ${text}` : text
      return isNegative(monomial) ? ` - ${text}` : ` + ${text}`
    })
    .join('')
}

function isNegative({ coefficient }: Monomial): boolean {
  return typeof coefficient === 'number' && coefficient < 0
}

/** The monomial without its sign. */
function printMonomial({ coefficient, atoms }: Monomial, scope: Scope, declared: Declared): string {
  const factors = atoms.map((atom) => printAtom(atom, scope, declared))
  if (typeof coefficient === 'number') {
    const size = Math.abs(coefficient)
    return size === 1 && factors.length > 0 ? factors.join(' * ') : [`${size}`, ...factors].join(' * ')
  }
  return [printVector(coefficient, declared), ...factors].join(' * ')
}

function printVector(entries: readonly number[], { axis }: Declared): string {
  return `axis_values [${entries.map((entry) => (entry < 0 ? `(${entry})` : `${entry}`)).join('; ')}] ${axis}`
}

function printAtom(atom: IndexAtom, scope: Scope, declared: Declared): string {
  if (atom.kind === 'floor') {
    const [above, below] = [atom.numerator, atom.denominator].map((part) => printIndex(part, scope, declared))
    return `((${above}) / (${below}))`
  }
  const isBound = scope.some((one) => one.name === atom.name)
  const name = identifier(isBound ? 'index' : 'size', atom.name)
  return sortOf(atom.name, scope, declared) === 'position' ? `${name} ${declared.axis}` : name
}

/** An index of a sort as an argument: an integer, or a function of the axis. */
export function printEntries(index: Index, sort: Sort, scope: Scope, declared: Declared): string {
  const text = printIndex(index, scope, declared)
  if (sort === 'channel') return /^[\w']+$/.test(text) ? text : `(${text})%Z`
  const name = singleVariable(index)
  if (name !== undefined && scope.some((one) => one.name === name)) return `(coordinate ${identifier('index', name)})`
  if (name !== undefined) return identifier('size', name)
  const vector = /^(axis_values \[[^\]]*\]) axis$/.exec(text)?.[1]
  if (vector !== undefined) return `(${vector})`
  return `(fun axis => ${text})%Z`
}

/** An index as the argument of a tensor: an integer, or a position. */
export function printArgument(index: Index, sort: Sort, scope: Scope, declared: Declared): string {
  if (sort === 'channel') return printEntries(index, sort, scope, declared)
  const name = singleVariable(index)
  if (name !== undefined && scope.some((one) => one.name === name)) return identifier('index', name)
  return `(at_axes ${declared.rank} ${printEntries(index, sort, scope, declared)})`
}

/** A term as an element of the ring, for the scope %ring. */
export function printTerm(term: Term, scope: Scope, declared: Declared): string {
  const inside = (part: Term) => printTerm(part, scope, declared)
  switch (term.kind) {
    case 'number':
      return printNumber(term.value)
    case 'element':
      return printElement(term, scope, declared)
    case 'add':
      if (term.terms.length === 0) return 'zero'
      return term.terms
        .map((part, place) => (place > 0 && part.kind === 'add' ? `(${inside(part)})` : inside(part)))
        .join(' + ')
    case 'multiply':
      if (term.factors.length === 0) return 'one'
      return term.factors
        .map((part, place) =>
          part.kind === 'add' || (place > 0 && isProduct(part)) ? `(${inside(part)})` : inside(part),
        )
        .join(' * ')
    case 'sum':
      return printSum(term, scope, declared)
    case 'bracket':
      return printBracket(term, scope, declared)
    case 'apply':
      return `${term.function} (${inside(term.argument)})`
    default:
      return term satisfies never
  }
}

function isProduct(term: Term): boolean {
  return term.kind === 'multiply' || (term.kind === 'number' && term.value.denominator !== 1n)
}

function printNumber(value: Rational): string {
  if (equalRational(value, ONE)) return 'one'
  if (equalRational(value, ZERO)) return 'zero'
  const whole = value.numerator < 0n ? `integer (${value.numerator})` : `integer ${value.numerator}`
  const inverses = primeFactors(value.denominator).map(inverseName)
  if (inverses.length === 0) return whole
  const share = inverses.length === 1 ? inverses.join('') : `(${inverses.join(' * ')})`
  return `${value.numerator === 1n ? 'one' : whole} * ${share}`
}

/** The name of the element p with p · inverse_p = 1. */
export function inverseName(prime: bigint): string {
  return `inverse_${prime}`
}

const LARGEST_TRIAL = 100_000n

/** The prime factors in ascending order, each as often as it divides; what is left beyond trial division stays whole. */
export function primeFactors(value: bigint): readonly bigint[] {
  const factors: bigint[] = []
  let rest = value
  for (let prime = 2n; prime <= LARGEST_TRIAL && prime * prime <= rest; prime += 1n) {
    while (rest % prime === 0n) {
      factors.push(prime)
      rest /= prime
    }
  }
  return rest > 1n ? [...factors, rest] : factors
}

function printElement(term: ElementTerm, scope: Scope, declared: Declared): string {
  const sorts = declared.signatures.get(term.name) ?? []
  const places = term.at.map((index, place) => printArgument(index, sorts[place] ?? 'channel', scope, declared))
  return [identifier('tensor', term.name), ...places].join(' ')
}

function printSum(term: SumTerm, scope: Scope, declared: Declared): string {
  const inner: Scope = [...scope, { name: term.index, sort: term.sort, extent: term.extent }]
  const body = `(fun ${identifier('index', term.index)} => ${printTerm(term.body, inner, declared)})`
  return `${sumHead(term, scope, declared)} ${body}`
}

function sumHead({ sort, extent }: SumTerm, scope: Scope, declared: Declared): string {
  const entries = printEntries(extent, sort, scope, declared)
  return sort === 'channel' ? `sum_channels ${entries}` : `sum_positions ${declared.rank} ${entries}`
}

function printBracket({ condition }: BracketTerm, scope: Scope, declared: Declared): string {
  const [first, second] = sidesOf(condition)
  const sort = bracketSort(condition, scope, declared)
  const name = `bracket_${condition.kind}_${sort === 'channel' ? 'channels' : `positions ${declared.rank}`}`
  return `${name} ${printEntries(first, sort, scope, declared)} ${printEntries(second, sort, scope, declared)}`
}

/** A bracket's sort is that of the names in it; one between plain integers means the same at either sort. */
export function bracketSort(condition: BracketTerm['condition'], scope: Scope, declared: Declared): Sort {
  const isPosition = (index: Index): boolean =>
    index.some(
      ({ coefficient, atoms }) =>
        typeof coefficient !== 'number' ||
        atoms.some((atom) =>
          atom.kind === 'floor'
            ? isPosition(atom.numerator) || isPosition(atom.denominator)
            : sortOf(atom.name, scope, declared) === 'position',
        ),
    )
  return sidesOf(condition).some(isPosition) ? 'position' : 'channel'
}
