/** Replays the steps of a lemma from its left side to its right side. Never imports the engine's walks. */
import { fail } from '../errors.ts'
import type { Lemma, Step } from '../proof/proof.ts'
import type { Path, Term } from '../term/term.ts'
import { checkAxiom } from './axioms.ts'
import { readParameters, readUnbounded } from './declarations.ts'
import { type Context, enterSum, type ProvedLemma, readTerm, type Scope } from './elaborate.ts'
import { type Expression, isSame } from './expression.ts'
import { spend } from './work.ts'

/** A lemma that was replayed, with the whole term before the first and after every step. */
export interface Replay {
  readonly proved: ProvedLemma
  readonly states: readonly Term[]
}

/** Replay a lemma; `enter` is told of each step before it is checked. @throws ConvolemmaError with the reason */
export function replay(lemma: Lemma, context: Context, enter: (rule: number, step: number) => void): Replay {
  const proved = readStatement(lemma, context)
  const states: Term[] = [lemma.left]
  let state = lemma.left
  for (const [ruleNumber, rule] of lemma.rules.entries()) {
    for (const [stepNumber, step] of rule.steps.entries()) {
      enter(ruleNumber, stepNumber)
      checkStep(state, step, proved.parameters, context)
      state = replaceAt(state, step.path, step.after, context)
      states.push(state)
    }
  }
  if (!isSame(readTerm(state, proved.parameters, context), proved.right)) {
    fail({ code: 'chain/wrong-end', what: 'the last step does not end at the right side of the statement' })
  }
  return { proved, states }
}

/** A lemma's statement as it may be used once it is proved. @throws ConvolemmaError "lemma/left", "name/…" */
export function readStatement(lemma: Lemma, context: Context): ProvedLemma {
  const parameters = readParameters(lemma.parameters, context)
  const left = readTerm(lemma.left, readUnbounded(lemma.parameters, context), context)
  if (left.kind !== 'element') return fail({ code: 'lemma/left', what: 'the left side is not an entry' })
  return { parameters, left, right: readTerm(lemma.right, parameters, context) }
}

/** Check that a step may be made on the term as it is. @throws ConvolemmaError with the reason */
export function checkStep(state: Term, step: Step, parameters: Scope, context: Context): void {
  const { term, scope } = goTo(state, step.path, parameters, context)
  const before = readTerm(step.before, scope, context)
  if (!isSame(readTerm(term, scope, context), before)) {
    fail({ code: 'chain/broken', what: 'the term at this place is not the one that the step starts from' })
  }
  const after = readTerm(step.after, scope, context)
  const [from, to]: readonly [Expression, Expression] = step.reverse ? [after, before] : [before, after]
  checkAxiom(from, to, { scope, context, step })
}

/** The subterm at a path, and the variables around it. */
function goTo(state: Term, path: Path, parameters: Scope, context: Context): { term: Term; scope: Scope } {
  let term = state
  let scope = parameters
  for (const number of path) {
    if (term.kind === 'sum') scope = enterSum(term, scope, context)
    term = childrenOf(term)[number] ?? noSuchPlace(path)
  }
  return { term, scope }
}

function replaceAt(term: Term, path: Path, replacement: Term, context: Context): Term {
  const [number, ...rest] = path
  if (number === undefined) return replacement
  const parts = childrenOf(term)
  spend(context.work, parts.length)
  const child = replaceAt(parts[number] ?? noSuchPlace(path), rest, replacement, context)
  const swap = (part: Term, place: number) => (place === number ? child : part)
  switch (term.kind) {
    case 'sum':
      return { ...term, body: child }
    case 'apply':
      return { ...term, argument: child }
    case 'add':
      return { kind: 'add', terms: term.terms.map(swap) }
    case 'multiply':
      return { kind: 'multiply', factors: term.factors.map(swap) }
    case 'number':
    case 'element':
    case 'bracket':
      return noSuchPlace(path)
    default:
      return term satisfies never
  }
}

function childrenOf(term: Term): readonly Term[] {
  if (term.kind === 'sum') return [term.body]
  if (term.kind === 'apply') return [term.argument]
  if (term.kind === 'add') return term.terms
  return term.kind === 'multiply' ? term.factors : []
}

function noSuchPlace(path: Path): never {
  return fail({ code: 'chain/no-such-place', what: `the term has no subterm at ${path.join('.') || 'the root'}` })
}
