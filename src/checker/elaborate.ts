/** Reads terms in their scope: names, sorts and ranks are checked here and nowhere else. Never imports the engine. */
import { fail } from '../errors.ts'
import type { Step } from '../proof/proof.ts'
import type { Coefficient, Index, IndexAtom } from '../term/index-expression.ts'
import type { Condition, Sort, SumTerm, Term } from '../term/term.ts'
import { isPositive, type Ranges } from './bounds.ts'
import { type Expression, variableWithin } from './expression.ts'
import { addAll, floorQuotient, levelsOf, type Polynomial, product, weightOf } from './polynomial.ts'
import { spend, type Work } from './work.ts'

/** A variable to be bound; without extent it ranges over all integers. */
export interface BoundVariable {
  readonly name: string
  readonly sort: Sort
  readonly extent?: Polynomial
}

/** A variable around a term, with what mentioning it means; without name it cannot be mentioned. */
export interface ScopeVariable extends Partial<BoundVariable> {
  readonly sort: Sort
  readonly value: Polynomial
}

/** The variables around a term, outermost first; a variable's level is its place here. */
export type Scope = readonly ScopeVariable[]

/** A lemma that may be used: `left` is read with all parameters unbounded, `right` within their ranges. */
export interface ProvedLemma {
  readonly parameters: Scope
  readonly left: Expression & { readonly kind: 'element' }
  readonly right: Expression
}

/** What the record has declared so far. Definitions' bodies have their parameters at levels 0, 1, … */
export interface Context {
  readonly rank: number | 'any'
  readonly sizes: ReadonlyMap<string, { readonly sort: Sort; readonly value: Polynomial }>
  readonly signatures: ReadonlyMap<string, readonly Sort[]>
  readonly definitions: ReadonlyMap<string, Expression>
  readonly supports: ReadonlyMap<string, { readonly sort: Sort; readonly extent: Polynomial }>
  readonly lemmas: ReadonlyMap<string, ProvedLemma>
  readonly work: Work
}

/** Where a step is made: the variables around it, and the step for its `name` and `multipliers`. */
export interface Place {
  readonly scope: Scope
  readonly context: Context
  readonly step: Step
}

/** Stop with a rejection unless something holds. @throws ConvolemmaError */
export function demand(holds: boolean, code: string, what: string): asserts holds {
  if (!holds) fail({ code, what })
}

/** The number of entries of a coefficient; where the rank is open one entry stands for all axes, of which there is at least one. */
export function axesOf(sort: Sort, { rank }: Pick<Context, 'rank'>): number {
  if (sort === 'channel' || rank === 'any') return 1
  return rank > 0 ? rank : fail({ code: 'sort/no-position', what: 'a signal of rank 0 has no positions' })
}

/** What the scope says about its variables. */
export function rangesOf(scope: Scope, { work }: Pick<Context, 'work'>): Ranges {
  return { extents: scope.map((variable) => variable.extent), work }
}

/** An index expression of a sort, in a scope. */
export function readIndex(index: Index, sort: Sort, scope: Scope, context: Context): Polynomial {
  const parts = index.map(({ coefficient, atoms }) => {
    const factors = atoms.map((atom) => readAtom(atom, sort, scope, context))
    return product(readCoefficient(coefficient, sort, context), factors, context.work)
  })
  for (const part of parts) spend(context.work, weightOf(part))
  return addAll(parts)
}

function readCoefficient(coefficient: Coefficient, sort: Sort, context: Context): readonly bigint[] {
  const axes = axesOf(sort, context)
  if (typeof coefficient === 'number') return new Array<bigint>(axes).fill(BigInt(coefficient))
  if (sort === 'channel' || context.rank === 'any' || coefficient.length !== axes) {
    fail({ code: 'sort/vector', what: `(${coefficient.join(', ')}) is not a coefficient of this sort and rank` })
  }
  return coefficient.map(BigInt)
}

function readAtom(atom: IndexAtom, sort: Sort, scope: Scope, context: Context): Polynomial {
  if (atom.kind === 'floor') return readFloor(atom, sort, scope, context)
  const found = scope.find(({ name }) => name === atom.name) ?? context.sizes.get(atom.name)
  if (found === undefined)
    return fail({ code: 'name/unknown', what: `no index and no size is called "${atom.name}" here` })
  if (found.sort !== sort) fail({ code: 'sort/mismatch', what: `"${atom.name}" is a ${found.sort}, not a ${sort}` })
  return found.value
}

function readFloor(atom: IndexAtom & { kind: 'floor' }, sort: Sort, scope: Scope, context: Context): Polynomial {
  const denominator = readIndex(atom.denominator, sort, scope, context)
  if (levelsOf(denominator).size > 0 || !isPositive(denominator, axesOf(sort, context), rangesOf([], context))) {
    fail({ code: 'index/divisor', what: 'a divisor must be made of sizes and provably positive' })
  }
  return floorQuotient(readIndex(atom.numerator, sort, scope, context), denominator, context.work)
}

/** A term in a scope. */
export function readTerm(term: Term, scope: Scope, context: Context): Expression {
  spend(context.work, 1)
  switch (term.kind) {
    case 'number':
      return term
    case 'element':
      return { kind: 'element', name: term.name, at: readArguments(term.name, term.at, scope, context) }
    case 'sum':
      return readSum(term, scope, context)
    case 'add':
      return { kind: 'add', terms: term.terms.map((part) => readTerm(part, scope, context)) }
    case 'multiply':
      return { kind: 'multiply', factors: term.factors.map((factor) => readTerm(factor, scope, context)) }
    case 'bracket':
      return readBracket(term.condition, scope, context)
    case 'apply':
      return { ...term, argument: readTerm(term.argument, scope, context) }
    default:
      return term satisfies never
  }
}

function readArguments(name: string, at: readonly Index[], scope: Scope, context: Context): readonly Polynomial[] {
  const sorts = context.signatures.get(name)
  if (sorts === undefined)
    return fail({ code: 'name/unknown', what: `no tensor and no definition is called "${name}" here` })
  if (sorts.length !== at.length) {
    fail({ code: 'sort/arity', what: `"${name}" takes ${sorts.length} indices, not ${at.length}` })
  }
  return at.map((index, place) => readIndex(index, sorts[place] ?? 'channel', scope, context))
}

function readSum(term: SumTerm, scope: Scope, context: Context): Expression {
  const axes = axesOf(term.sort, context)
  const extent = readIndex(term.extent, term.sort, scope, context)
  const inside = extend(scope, { name: term.index, sort: term.sort, extent }, context)
  const body = readTerm(term.body, inside, context)
  return { kind: 'sum', sort: term.sort, axes, level: scope.length, extent, body }
}

/** The scope with one more variable, whose name must be new. */
export function extend(scope: Scope, variable: BoundVariable, context: Context): Scope {
  if (context.sizes.has(variable.name) || scope.some(({ name }) => name === variable.name)) {
    fail({ code: 'name/shadowed', what: `"${variable.name}" already means something here` })
  }
  const value = variableWithin(scope.length, axesOf(variable.sort, context), variable.extent)
  return [...scope, { ...variable, value }]
}

/** The scope inside a sum. */
export function enterSum(term: SumTerm, scope: Scope, context: Context): Scope {
  const extent = readIndex(term.extent, term.sort, scope, context)
  return extend(scope, { name: term.index, sort: term.sort, extent }, context)
}

function readBracket(condition: Condition, scope: Scope, context: Context): Expression {
  const [first, second] =
    condition.kind === 'equal' ? [condition.left, condition.right] : [condition.index, condition.extent]
  const sort = mentionsPosition([...first, ...second], scope, context) ? 'position' : 'channel'
  const left = readIndex(first, sort, scope, context)
  const right = readIndex(second, sort, scope, context)
  return { kind: 'bracket', condition: condition.kind, sort, axes: axesOf(sort, context), left, right }
}

/** A bracket's sort is that of the names in it; one between plain integers means the same at either sort. */
function mentionsPosition(index: Index, scope: Scope, context: Context): boolean {
  const isPosition = (atom: IndexAtom): boolean =>
    atom.kind === 'floor'
      ? mentionsPosition([...atom.numerator, ...atom.denominator], scope, context)
      : (scope.find(({ name }) => name === atom.name) ?? context.sizes.get(atom.name))?.sort === 'position'
  return index.some(({ coefficient, atoms }) => typeof coefficient !== 'number' || atoms.some(isPosition))
}
