/** A term being rewritten, with the axiom steps taken so far. State with the lifetime of one rule application. */
import type { AxiomName, Step } from '../proof/proof.ts'
import type { Index } from '../term/index-expression.ts'
import type { Path, Term } from '../term/term.ts'
import { replaceAt, subterm } from '../term/walk.ts'

export interface StepOptions {
  readonly reverse?: boolean
  readonly name?: string
  readonly arguments?: readonly Index[]
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

  /** The step from the subterm at `path` to `after` by the axiom. */
  plan(axiom: AxiomName, path: Path, after: Term, options: StepOptions = {}): Step {
    const { reverse = false, name, multipliers } = options
    return {
      axiom,
      reverse,
      path,
      before: subterm(this.term, path),
      after,
      ...(name === undefined ? {} : { name }),
      ...(options.arguments === undefined ? {} : { arguments: options.arguments }),
      ...(multipliers === undefined ? {} : { multipliers }),
    }
  }

  /** Record that the subterm at `path` becomes `after` by the axiom. Whether it does, only the checker decides. */
  step(axiom: AxiomName, path: Path, after: Term, options: StepOptions = {}): void {
    this.take(this.plan(axiom, path, after, options))
  }

  /** Record a planned step. */
  take(step: Step): void {
    this.steps.push(step)
    this.term = replaceAt(this.term, step.path, step.after)
  }
}
