/** Constructors of terms. They validate shape, never simplify: what is written is what is shown. */
import { type Rational, rational } from '../scalar/rational.ts'
import type { Index } from './index-expression.ts'
import type { Condition, ElementTerm, OpaqueFunction, Sort, SumTerm, Term } from './term.ts'

export function number(value: Rational | number): Term {
  return { kind: 'number', value: typeof value === 'number' ? rational(value) : value }
}

export function element(name: string, ...at: readonly Index[]): ElementTerm {
  return { kind: 'element', name, at }
}

export function sum(index: string, sort: Sort, extent: Index, body: Term): SumTerm {
  return { kind: 'sum', index, sort, extent, body }
}

/** t₁ + t₂ + …; one term is itself, none is 0. */
export function add(...terms: readonly Term[]): Term {
  const [only] = terms
  if (only === undefined) return number(0)
  return terms.length === 1 ? only : { kind: 'add', terms }
}

/** f₁·f₂·…; one factor is itself, none is 1. */
export function multiply(...factors: readonly Term[]): Term {
  const [only] = factors
  if (only === undefined) return number(1)
  return factors.length === 1 ? only : { kind: 'multiply', factors }
}

export function bracket(condition: Condition): Term {
  return { kind: 'bracket', condition }
}

export function equals(left: Index, right: Index): Term {
  return bracket({ kind: 'equal', left, right })
}

export function within(index: Index, extent: Index): Term {
  return bracket({ kind: 'within', index, extent })
}

export function apply(name: OpaqueFunction, argument: Term): Term {
  return { kind: 'apply', function: name, argument }
}
