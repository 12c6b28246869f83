/** At which values of its parameters a lemma is used, as words after the reason why it may be used. Knows no other axiom. */
import type { Lemma, Step } from '../../proof/proof.ts'
import { indexKey } from '../../term/index-expression.ts'
import type { Inline } from './document.ts'
import { counted, indexFormula, nameFormula, relation } from './formula.ts'

/** More uses in one step are only counted. */
const MOST_LISTED = 3

/** The reason, then "with n := …, r := …" for each way in which the steps use a lemma; only what the record says itself. */
export function withUses(because: string, steps: readonly Step[], lemmas: readonly Lemma[]): readonly Inline[] {
  const different = new Map(steps.map((step) => [useKey(step), usesOf(step, lemmas)]))
  const uses = [...different.values()].filter((use) => use.length > 0)
  if (uses.length === 0) return [because]
  const listed = uses.slice(0, MOST_LISTED)
  const others = uses.length - listed.length
  return [
    because.replace(/\.$/, ''),
    ...listed.flatMap((use, at) => [at === 0 ? ', with ' : ', and with ', ...use]),
    ...(others === 0 ? [] : [`, and in ${counted(others, 'other way')}`]),
  ]
}

/** True where both steps use a lemma at the same values, or neither says at which. */
export function hasSameUse(one: Step, other: Step): boolean {
  return useKey(one) === useKey(other)
}

function useKey(step: Step): string {
  return step.arguments === undefined ? '' : `${step.name}:${step.arguments.map(indexKey).join(';')}`
}

/** n := …, r := … */
function usesOf(step: Step, lemmas: readonly Lemma[]): readonly Inline[] {
  const lemma = lemmas.find(({ name }) => name === step.name)
  if (step.axiom !== 'lemma' || lemma === undefined) return []
  return (step.arguments ?? []).flatMap((index, place): readonly Inline[] => {
    const parameter = lemma.parameters[place]
    if (parameter === undefined) return []
    const value = [...nameFormula(parameter.name), ...relation('defines'), ...indexFormula(index, parameter.sort)]
    return [...(place === 0 ? [] : [', ']), { formula: value }]
  })
}
