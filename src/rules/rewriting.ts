/** A term being rewritten, with the axiom steps taken so far. State with the lifetime of one rule application. */
import type { AxiomName, Step } from '../proof/proof.ts'
import type { Index } from '../term/index-expression.ts'
import type { Path, Term } from '../term/term.ts'
import { replaceAt, subterm } from '../term/walk.ts'

export interface StepOptions {
  readonly reverse?: boolean
  readonly name?: string
  readonly multipliers?: readonly Index[]
}

/** Collects steps; `term` is always what the steps so far lead to. */
export class Rewriting {
  readonly steps: Step[] = []
  term: Term

  constructor(term: Term) {
    this.term = term
  }

  at(path: Path): Term {
    return subterm(this.term, path)
  }

  /** Record that the subterm at `path` becomes `after` by the axiom. Whether it does, only the checker decides. */
  step(axiom: AxiomName, path: Path, after: Term, options: StepOptions = {}): void {
    const before = subterm(this.term, path)
    this.steps.push({
      axiom,
      reverse: options.reverse ?? false,
      path,
      before,
      after,
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.multipliers === undefined ? {} : { multipliers: options.multipliers }),
    })
    this.term = replaceAt(this.term, path, after)
  }
}
