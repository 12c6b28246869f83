/** What the proof script cannot state yet, found before anything is printed. Never imports a tactic. */
import { fail, type Problem } from '../../errors.ts'
import type { Claim, ClaimSignal, Lemma, Proof } from '../../proof/proof.ts'
import { constantOf, type Index, singleVariable } from '../../term/index-expression.ts'
import type { Term } from '../../term/term.ts'
import { children, sidesOf } from '../../term/walk.ts'

/** The only signal of a claim. @throws ConvolemmaError "coq/unsupported" where there are others or none */
export function onlySignal(claim: Claim): ClaimSignal {
  const [only, ...others] = claim.signals
  return only === undefined || others.length > 0 ? fail(refusal(signalCount(claim))) : only
}

/** Why there is no script of a record; undefined where there is one. */
export function scriptRefusal({ claim, lemmas }: Proof): Problem | undefined {
  const reason = claimReason(claim) ?? lemmas.map(lemmaReason).find((one) => one !== undefined)
  return reason === undefined ? undefined : refusal(reason)
}

function claimReason(claim: Claim): string | undefined {
  if (claim.phase !== undefined) return 'the one layer has a kernel for each phase of the output'
  if (claim.varies !== undefined) return 'the one layer has a kernel for each position'
  if (claim.first !== undefined) return 'the one layer is about positions that do not start at 0'
  return claim.signals.length === 1 ? undefined : signalCount(claim)
}

function signalCount({ signals }: Claim): string {
  return signals.length === 0 ? 'the one layer reads no input' : `the one layer reads ${signals.length} inputs`
}

/** The tactic for the use of a lemma finds the values of its parameters where they stand by themselves. */
function lemmaReason({ name, left, rules }: Lemma): string | undefined {
  const isPlain = (left.kind === 'element' ? left.at : []).every(
    (index) => singleVariable(index) !== undefined || constantOf(index) !== undefined,
  )
  if (!isPlain) return `lemma ${name} is about an entry at a composed position`
  const steps = rules.flatMap((rule) => rule.steps)
  if (steps.some((step) => step.arguments !== undefined))
    return `lemma ${name} uses another lemma at values that are given beside the step`
  const isDivided = steps.some(({ axiom, before, after }) => axiom === 'same-index' && [before, after].some(hasFloor))
  return isDivided ? `lemma ${name} writes an index with a floor in another way` : undefined
}

/** True where an index in the term has the floor of a quotient. */
function hasFloor(term: Term): boolean {
  const isFloor = (index: Index): boolean => index.some(({ atoms }) => atoms.some(({ kind }) => kind === 'floor'))
  const own = term.kind === 'element' ? term.at : term.kind === 'bracket' ? sidesOf(term.condition) : []
  return own.some(isFloor) || children(term).some(hasFloor)
}

function refusal(reason: string): Problem {
  return {
    code: 'coq/unsupported',
    what: `this derivation cannot be written as a Coq script yet: ${reason}`,
    fix: 'give a number for every size: a certificate does not follow the derivation',
  }
}
