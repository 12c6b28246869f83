/** The derivation as a Coq proof script: one lemma for each rule application of the record, one line for each atomic step. */
import { assertChecked, type Checked } from '../../checker/check.ts'
import type { CoqFile } from '../../coq/coq-file.ts'
import { identifier } from '../../coq/identifier.ts'
import { ADD_RING } from '../../coq/script-sentences.ts'
import { fail } from '../../errors.ts'
import type { Lemma } from '../../proof/proof.ts'
import type { Term } from '../../term/term.ts'
import { freshName } from '../../term/walk.ts'
import {
  binderOf,
  claimedTerm,
  type NamedValue,
  printBinders,
  printConclusion,
  printStatement,
  rangesOf,
  type Statement,
  statementOf,
} from './script-claim.ts'
import { ringTactic } from './script-ring.ts'
import { lemmaName, printStep } from './script-steps.ts'
import { scriptRefusal } from './script-support.ts'
import { type Declared, printTerm, readDeclarations } from './script-terms.ts'

/** The names in the script, numbered as in the record: of each lemma, and of each of its rule applications. */
export interface ScriptLemmas {
  readonly lemmas: readonly string[]
  readonly rules: readonly (readonly string[])[]
}

/**
 * Which emitted lemma proves which lemma of the record, and which rule application from the term before it to the term
 * after it. The general laws are in RULE_LEMMAS, the lemmas of the steps in AXIOM_LEMMAS.
 */
export function scriptLemmas(checked: Checked): ScriptLemmas {
  assertChecked(checked)
  const names = checked.proof.lemmas.map(lemmaName)
  const taken = new Set(names)
  const rules = checked.proof.lemmas.map((lemma, place) =>
    lemma.rules.map(({ rule }, number) => {
      const name = freshName(`${names[place]}_${number + 1}_${rule.replace(/\W/g, '_')}`, taken)
      taken.add(name)
      return name
    }),
  )
  return { lemmas: names, rules }
}

/**
 * The proof script of a checked record. The claim is assembled from the record's definitions and its claim alone; the
 * proof follows the record's steps.
 * @throws ConvolemmaError "checker/not-checked", "coq/unsupported"
 * @source docs/coq.md
 */
export function emitScript(checked: Checked): CoqFile {
  assertChecked(checked)
  const refused = scriptRefusal(checked.proof)
  if (refused !== undefined) fail(refused)
  const declared = readDeclarations(checked.proof)
  const statement = statementOf(declared)
  const { rules } = scriptLemmas(checked)
  return {
    modules: ['Rings', 'Sums', 'Axioms', 'Script'],
    claim: [`Definition claim : Prop :=\n${printStatement(statement)}.`],
    proof: [
      'Section Derivation.',
      'Variable R : ring.',
      ADD_RING,
      ...statement.variables.map(({ name, type }) => `Variable ${name} : ${type}.`),
      ...statement.hypotheses.map(({ name, type }) => `Hypothesis ${name} : ${type}.`),
      ...[...statement.sizes, ...statement.geometry].flatMap((one) => [
        define(one),
        `Hint Unfold ${one.name} : sizes.`,
      ]),
      ...statement.definitions.flatMap((one) => [define(one), ...unfolding(one)]),
      ...checked.proof.lemmas.flatMap((lemma, number) =>
        proveLemma(lemma, rules[number] ?? [], checked.states[number] ?? [], declared),
      ),
      ...proveClaim(statement, declared),
      'End Derivation.',
      'Theorem certificate : claim.',
      'Proof.',
      'exact merged_layer.',
      'Qed.',
    ],
  }
}

function define({ name, binders, type, value }: NamedValue): string {
  return `Definition ${[name, printBinders(binders)].filter((part) => part !== '').join(' ')} : ${type} := ${value}.`
}

/** The definition as an equation, so that a step can appeal to it. */
function unfolding({ name, binders, value }: NamedValue): readonly string[] {
  const quantifier = binders.length === 0 ? '' : `forall ${printBinders(binders)}, `
  const entry = [name, ...binders.map((one) => one.name)].join(' ')
  return [`Lemma unfold_${name} : ${quantifier}${entry} = ${value}.`, 'Proof using All.', 'reflexivity.', 'Qed.']
}

/** A lemma for every rule application, then the lemma itself, which chains them. */
function proveLemma(
  lemma: Lemma,
  rules: readonly string[],
  states: readonly Term[],
  declared: Declared,
): readonly string[] {
  const sentences: string[] = []
  let at = 0
  for (const [number, rule] of lemma.rules.entries()) {
    const from = states[at] ?? lemma.left
    const steps = rule.steps.map((step, place) =>
      printStep(states[at + place] ?? from, step, lemma.parameters, declared),
    )
    at += rule.steps.length
    const to = states[at] ?? lemma.right
    const name = rules[number] ?? ''
    sentences.push(...equation('Lemma', name, from, to, lemma, declared), ...steps, 'reflexivity.', 'Qed.')
  }
  const names = lemma.parameters.map(({ name }) => identifier('index', name))
  const ranges = rangesOf(lemma.parameters, declared).map((one) => one.name)
  const chain = rules.map((name) => `step (exact (${[name, ...names, ...ranges].join(' ')})).`)
  const end = states.at(-1) ?? lemma.left
  return [
    ...sentences,
    ...equation('Theorem', lemmaName(lemma), lemma.left, lemma.right, lemma, declared),
    ...chain,
    `${ringTactic(end, lemma.right, lemma.parameters, declared)}.`,
    'Qed.',
  ]
}

/** The statement that two terms are equal for all values of the lemma's parameters, up to the start of its steps. */
function equation(
  kind: 'Lemma' | 'Theorem',
  name: string,
  from: Term,
  to: Term,
  lemma: Lemma,
  declared: Declared,
): readonly string[] {
  const ranges = rangesOf(lemma.parameters, declared)
  const [left, right] = [from, to].map((term) => printTerm(term, lemma.parameters, declared))
  const conclusion = { binders: lemma.parameters.map(binderOf), ranges, left: left ?? '', right: right ?? '' }
  const names = [...conclusion.binders, ...ranges].map((one) => one.name)
  const intros = names.length === 0 ? [] : [`intros ${names.join(' ')}.`]
  return [`${kind} ${name} :\n${printConclusion(conclusion)}.`, 'Proof using All.', ...intros]
}

/** The claimed lemma in the form of the claim. */
function proveClaim({ conclusion }: Statement, declared: Declared): readonly string[] {
  const { claim, lemmas } = declared.proof
  const lemma = lemmas.find((one) => one.name === claim.lemma)
  if (lemma === undefined) return []
  const names = [...conclusion.binders, ...conclusion.ranges].map((one) => one.name)
  const form = claimedTerm(claim)
  return [
    `Theorem merged_layer :\n${printConclusion(conclusion)}.`,
    'Proof using All.',
    ...(names.length === 0 ? [] : [`intros ${names.join(' ')}.`]),
    `step (exact (${[lemmaName(lemma), ...names].join(' ')})).`,
    `step (becomes (${printTerm(form, lemma.parameters, declared)})%ring; ${ringTactic(lemma.right, form, lemma.parameters, declared)}).`,
    'same.',
    'Qed.',
  ]
}
