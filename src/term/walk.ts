/** Children, places, substitution and free names of terms. Knows nothing of rules. */
import { fail } from '../errors.ts'
import { type Index, singleVariable, substituteIndex, variable, variablesOf } from './index-expression.ts'
import type { Condition, Path, Term } from './term.ts'

/** The direct subterms, in the order that paths count them. */
export function children(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'number':
    case 'element':
    case 'bracket':
      return []
    case 'sum':
      return [term.body]
    case 'add':
      return term.terms
    case 'multiply':
      return term.factors
    case 'apply':
      return [term.argument]
    default:
      return term satisfies never
  }
}

/** The same node over other subterms. */
export function withChildren(term: Term, next: readonly Term[]): Term {
  const first = next[0] ?? term
  switch (term.kind) {
    case 'number':
    case 'element':
    case 'bracket':
      return term
    case 'sum':
      return { ...term, body: first }
    case 'add':
      return { kind: 'add', terms: next }
    case 'multiply':
      return { kind: 'multiply', factors: next }
    case 'apply':
      return { ...term, argument: first }
    default:
      return term satisfies never
  }
}

/** The subterm at a path. @throws ConvolemmaError "term/no-such-place" */
export function subterm(term: Term, path: Path): Term {
  return path.reduce((at, step) => children(at)[step] ?? noSuchPlace(path), term)
}

/** The term with the subterm at `path` replaced. @throws ConvolemmaError "term/no-such-place" */
export function replaceAt(term: Term, path: Path, replacement: Term): Term {
  const [step, ...rest] = path
  if (step === undefined) return replacement
  const parts = children(term)
  const child = parts[step] ?? noSuchPlace(path)
  return withChildren(
    term,
    parts.map((part, place) => (place === step ? replaceAt(child, rest, replacement) : part)),
  )
}

function noSuchPlace(path: Path): never {
  return fail({ code: 'term/no-such-place', what: `the term has no subterm at ${path.join('.')}` })
}

/** The names of all indices that occur free in the term. */
export function freeIndices(term: Term): ReadonlySet<string> {
  const names = new Set<string>()
  collectFree(term, new Set(), names)
  return names
}

function collectFree(term: Term, bound: ReadonlySet<string>, names: Set<string>): void {
  for (const index of indicesAt(term)) {
    for (const name of variablesOf(index)) if (!bound.has(name)) names.add(name)
  }
  const inside = term.kind === 'sum' ? new Set([...bound, term.index]) : bound
  for (const child of children(term)) collectFree(child, inside, names)
}

/** The index expressions written at this very node. */
function indicesAt(term: Term): readonly Index[] {
  if (term.kind === 'element') return term.at
  if (term.kind === 'sum') return [term.extent]
  if (term.kind !== 'bracket') return []
  return sidesOf(term.condition)
}

/** What a condition compares: left and right, or index and extent. */
export function sidesOf(condition: Condition): readonly [Index, Index] {
  return condition.kind === 'equal' ? [condition.left, condition.right] : [condition.index, condition.extent]
}

/** Replace free indices by expressions; bound indices that would capture a name are renamed. */
export function substitute(term: Term, values: ReadonlyMap<string, Index>): Term {
  if (values.size === 0) return term
  const at = (index: Index) => substituteIndex(index, values)
  switch (term.kind) {
    case 'number':
      return term
    case 'element':
      return { ...term, at: term.at.map(at) }
    case 'bracket':
      return { kind: 'bracket', condition: substituteCondition(term.condition, at) }
    case 'sum':
      return substituteSum(term, values, at(term.extent))
    case 'add':
    case 'multiply':
    case 'apply':
      return withChildren(
        term,
        children(term).map((child) => substitute(child, values)),
      )
    default:
      return term satisfies never
  }
}

function substituteCondition(condition: Condition, at: (index: Index) => Index): Condition {
  return condition.kind === 'equal'
    ? { kind: 'equal', left: at(condition.left), right: at(condition.right) }
    : { kind: 'within', index: at(condition.index), extent: at(condition.extent) }
}

function substituteSum(term: Term & { kind: 'sum' }, values: ReadonlyMap<string, Index>, extent: Index): Term {
  const inside = new Map([...values].filter(([name]) => name !== term.index))
  const captured = [...inside.values()].some((index) => variablesOf(index).includes(term.index))
  if (!captured) return { ...term, extent, body: substitute(term.body, inside) }
  const taken = new Set([...[...inside.values()].flatMap(variablesOf), ...freeIndices(term.body)])
  const index = freshName(term.index, taken)
  return { ...term, index, extent, body: substitute(term.body, new Map([...inside, [term.index, variable(index)]])) }
}

/** `name`, or the first of name', name'', … that is not taken. */
export function freshName(name: string, taken: ReadonlySet<string>): string {
  let candidate = name
  while (taken.has(candidate)) candidate = `${candidate}'`
  return candidate
}

/** True where some element of the term has one of the names. */
export function mentions(term: Term, names: ReadonlySet<string>): boolean {
  return (term.kind === 'element' && names.has(term.name)) || children(term).some((child) => mentions(child, names))
}

/** The paths of all subterms that satisfy the predicate, outermost first, left to right. */
export function placesWhere(term: Term, predicate: (term: Term) => boolean, path: Path = []): readonly Path[] {
  const here: readonly Path[] = predicate(term) ? [path] : []
  return [...here, ...children(term).flatMap((child, step) => placesWhere(child, predicate, [...path, step]))]
}

/** True where the element reads exactly at the given variables, in order. */
export function readsAt(term: Term, names: readonly string[]): boolean {
  return (
    term.kind === 'element' &&
    term.at.length === names.length &&
    term.at.every((index, axis) => singleVariable(index) === names[axis])
  )
}
