/** The checker's front: data or text in, a verdict out; only here is a proof marked as checked. Never imports the engine. */
import { ConvolemmaError, fail, type Problem, printable } from '../errors.ts'
import type { Proof } from '../proof/proof.ts'
import type { Term } from '../term/term.ts'
import { checkClaim } from './claim.ts'
import { declare } from './declarations.ts'
import { decodeProof } from './decode.ts'
import { readText } from './json-text.ts'
import { replay } from './lemmas.ts'

const BRAND: unique symbol = Symbol('checked')

/** A proof that this module has accepted. `states[n]` are the whole terms of the n-th lemma, before and after each step. */
export interface Checked {
  readonly [BRAND]: true
  readonly proof: Proof
  readonly states: readonly (readonly Term[])[]
}

/** Why a proof is refused; `step` counts the atomic steps of the lemma from 1, `path` is the place in the JSON. */
export interface Rejection {
  readonly code: string
  readonly reason: string
  readonly lemma?: string
  readonly rule?: string
  readonly step?: number
  readonly path?: string
}

export type Verdict =
  | { readonly accepted: true; readonly checked: Checked }
  | { readonly accepted: false; readonly rejection: Rejection }

const LONGEST_REASON = 1_000
const ISSUED = new WeakSet<object>()

/** Check a proof given as JSON data. Never throws: whatever is wrong is a rejection. */
export function checkProof(value: unknown): Verdict {
  return verdictOf((progress) => examine(decodeProof(value), progress))
}

/** Check a proof given as the text of a file. Never throws. */
export function parseProof(text: string): Verdict {
  return verdictOf((progress) => examine(decodeProof(readText(text)), progress))
}

/** Stop unless the object was issued by this module. @throws ConvolemmaError "checker/not-checked" */
export function assertChecked(value: unknown): asserts value is Checked {
  if (typeof value !== 'object' || value === null || !ISSUED.has(value)) {
    fail({
      code: 'checker/not-checked',
      what: 'this is not a proof that the checker accepted',
      fix: 'pass the result of checkProof',
    })
  }
}

/** How far the check has come; owned and changed by one run. */
type Progress = { -readonly [field in 'lemma' | 'rule' | 'step' | 'path']?: Rejection[field] }

function verdictOf(run: (progress: Progress) => Checked): Verdict {
  const progress: Progress = {}
  try {
    return { accepted: true, checked: run(progress) }
  } catch (error) {
    const unforeseen = { code: 'checker/failed', what: 'the record could not be processed' }
    const { code, what, where }: Problem = error instanceof ConvolemmaError ? error.problem : unforeseen
    const path = where === undefined ? {} : { path: where }
    const reason = printable(`${what}`.slice(0, LONGEST_REASON))
    return { accepted: false, rejection: { code, reason, ...progress, ...path } }
  }
}

function examine(proof: Proof, progress: Progress): Checked {
  const context = declare(proof, (path) => {
    restart(progress, { path })
  })
  const states = proof.lemmas.map((lemma, number) => {
    const path = `lemmas[${number}]`
    let step = 0
    restart(progress, { path, lemma: lemma.name })
    if (context.lemmas.has(lemma.name)) fail({ code: 'name/duplicate', what: `two lemmas are called "${lemma.name}"` })
    const replayed = replay(lemma, context, (rule, place) => {
      step += 1
      const name = lemma.rules[rule]?.rule ?? ''
      restart(progress, { path: `${path}.rules[${rule}].steps[${place}]`, lemma: lemma.name, rule: name, step })
    })
    context.lemmas.set(lemma.name, replayed.proved)
    return replayed.states
  })
  restart(progress, { path: 'claim', lemma: proof.claim.lemma })
  checkClaim(proof, context)
  return issue(proof, states)
}

function restart(progress: Progress, place: Progress): void {
  for (const field of ['lemma', 'rule', 'step', 'path'] as const) delete progress[field]
  Object.assign(progress, place)
}

function issue(proof: Proof, states: Checked['states']): Checked {
  const checked: Checked = { [BRAND]: true, proof, states }
  freeze(checked)
  ISSUED.add(checked)
  return checked
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const part of Object.values(value)) freeze(part)
}
