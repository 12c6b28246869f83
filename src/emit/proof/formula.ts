/** Small constructors of formulas for the views. */
import type { Index } from '../../term/index-expression.ts'
import type { Path, Sort, Term } from '../../term/term.ts'
import type { Formula, Relation } from './document.ts'

export function formulaOf(term: Term, marks: readonly Path[] = []): Formula {
  return [{ kind: 'term', term, marks }]
}

export function indexFormula(index: Index, sort: Sort): Formula {
  return [{ kind: 'index', index, sort }]
}

export function nameFormula(name: string): Formula {
  return [{ kind: 'name', name }]
}

/** A sign between two parts. */
export function relation(sign: Relation): Formula {
  return [{ kind: 'relation', relation: sign }]
}

/** left = right, both index expressions. */
export function equation(left: Index, right: Index): Formula {
  return [...indexFormula(left, 'position'), ...relation('='), ...indexFormula(right, 'position')]
}

/** "1 step", "3 steps". */
export function counted(count: number, noun: string): string {
  return `${`${count}`.replace(/\B(?=(\d{3})+$)/g, ',')} ${noun}${count === 1 ? '' : 's'}`
}
