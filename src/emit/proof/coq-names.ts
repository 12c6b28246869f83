/** The names of the Coq lemmas beside the steps of a document: of the emitted script where there is one, else of the library. */
import type { Checked } from '../../checker/check.ts'
import { AXIOM_LEMMAS, RULE_LEMMAS } from '../../coq/lemmas.ts'
import type { ProvedByCoq } from '../../coq/verdict.ts'
import type { AxiomName, Lemma, RuleName, Step } from '../../proof/proof.ts'
import { equalRational, ONE } from '../../scalar/rational.ts'
import type { BracketTerm, Sort, Term } from '../../term/term.ts'
import { hasNumbersForSizes } from '../coq/emit-coq.ts'
import { scriptLemmas } from '../coq/script.ts'
import { goTo } from '../coq/script-steps.ts'
import { scriptRefusal } from '../coq/script-support.ts'
import { bracketSort, readDeclarations } from '../coq/script-terms.ts'

export interface CoqNames {
  /** True where the rules' names are those of the script that proves this very derivation. */
  readonly isScript: boolean
  /** Of the rule at that place of the lemma; outside a script none for a rule that is not one of ours. */
  readonly ofRule: (lemma: Lemma, place: number) => readonly string[]
  /** Of an atomic step on the whole term `state` of the lemma; several only where the step does not say which it is. */
  readonly ofStep: (lemma: Lemma, state: Term, step: Step) => readonly string[]
}

/** The names for a record. @throws ConvolemmaError "checker/not-checked" */
export function coqNames(checked: Checked, proved?: ProvedByCoq): CoqNames {
  const { proof } = checked
  const isScript = proved?.kind === 'derivation' || (!hasNumbersForSizes(proof) && scriptRefusal(proof) === undefined)
  const script = isScript ? scriptLemmas(checked) : undefined
  const declared = readDeclarations(proof)
  const signatures = new Map<string, readonly Sort[]>([
    ...proof.tensors.map(({ name, axes }) => [name, axes.map(({ sort }) => sort)] as const),
    ...proof.definitions.map(({ name, parameters }) => [name, parameters.map(({ sort }) => sort)] as const),
  ])
  return {
    isScript,
    ofRule: (lemma, place) => {
      const name = script?.rules[proof.lemmas.indexOf(lemma)]?.[place]
      return name === undefined ? libraryLemmas(lemma.rules[place]?.rule ?? '') : [name]
    },
    ofStep: (lemma, state, step) => {
      const { scope } = goTo(state, step.path, lemma.parameters)
      const sorts = (name: string, place: number): Sort => signatures.get(name)?.[place] ?? 'channel'
      return axiomLemmas(step, ({ condition }) => bracketSort(condition, scope, declared), sorts)
    },
  }
}

/** Rule names are whatever the record says. */
function libraryLemmas(rule: string): readonly string[] {
  return isKnown(rule) ? [RULE_LEMMAS[rule]] : []
}

function isKnown(rule: string): rule is RuleName {
  return Object.hasOwn(RULE_LEMMAS, rule)
}

/** The sort of a bracket at the place of a step. */
type SortOf = (bracket: BracketTerm) => Sort

/** The sort of an argument of a tensor or definition. */
type ArgumentSort = (name: string, place: number) => Sort

/** Which entry or bracket is read elsewhere, and whether range brackets beside it may have helped. */
function sameName(left: Term, right: Term, sortOf: SortOf, argumentSort: ArgumentSort): string | undefined {
  if (left.kind === 'multiply' && right.kind === 'multiply') {
    const place = left.factors.findIndex((factor, at) => textOf(factor) !== textOf(right.factors[at]))
    const [from, to] = [left.factors[place], right.factors[place]]
    const name = from === undefined || to === undefined ? undefined : sameName(from, to, sortOf, argumentSort)
    const isHelped = rangesIn(left).some((range) => range !== from)
    return name !== undefined && isHelped && name.startsWith('same_index') ? `${name}_within` : name
  }
  if (left.kind === 'bracket') return `bracket_${left.condition.kind}_${PLURAL[sortOf(left)]}_same`
  if (left.kind !== 'element' || right.kind !== 'element') return undefined
  const place = left.at.findIndex((index, at) => textOf(index) !== textOf(right.at[at]))
  return place === -1 ? undefined : `same_index_${PLURAL[argumentSort(left.name, place)]}`
}

/** A text that two parts of terms share exactly when they are written alike. */
function textOf(part: unknown): string {
  return JSON.stringify(part, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)) ?? ''
}

/** The lemma that is about what stands in the step; where that cannot be told, all of the axiom's. */
function axiomLemmas(step: Step, sortOf: SortOf, argumentSort: ArgumentSort): readonly string[] {
  const all = AXIOM_LEMMAS[step.axiom]
  const [left, right] = step.reverse ? [step.after, step.before] : [step.before, step.after]
  const own =
    step.axiom === 'same-index' ? sameName(left, right, sortOf, argumentSort) : ownName(step.axiom, left, right, sortOf)
  return all.filter((name) => name === own).length === 1 ? [own ?? ''] : all
}

const PLURAL: Readonly<Record<Sort, string>> = { channel: 'channels', position: 'positions' }

/** How the library names the lemma for these sides of the axiom; undefined where it does not speak of sorts. */
function ownName(axiom: AxiomName, left: Term, right: Term, sortOf: SortOf): string | undefined {
  const isOfPositions = [...rangesIn(left), ...rangesIn(right)].some((one) => sortOf(one) === 'position')
  const ranges = PLURAL[isOfPositions ? 'position' : 'channel']
  if (axiom === 'support') return `support_${ranges}`
  if (axiom === 'bracket-implied') return `bracket_within_${ranges}_implied`
  if (axiom === 'bracket-decide' && left.kind === 'bracket') {
    const isTrue = right.kind === 'number' && equalRational(right.value, ONE)
    return `bracket_${left.condition.kind}_${PLURAL[sortOf(left)]}_${isTrue}`
  }
  if (left.kind !== 'sum') return undefined
  const law = axiom.replace(/^sum-/, '').replaceAll('-', '_')
  if (axiom === 'sum-exchange' && left.body.kind === 'sum')
    return `sum_${PLURAL[left.sort]}_${law}_${PLURAL[left.body.sort]}`
  const isWithin = axiom === 'one-point' && rangesIn(right).length > rangesIn(left.body).length
  return `sum_${PLURAL[left.sort]}_${law}${isWithin ? '_within' : ''}`
}

/** The range brackets among the factors. */
function rangesIn(term: Term): readonly BracketTerm[] {
  const factors = term.kind === 'multiply' ? term.factors : [term]
  return factors.filter((factor) => factor.kind === 'bracket').filter((one) => one.condition.kind === 'within')
}
