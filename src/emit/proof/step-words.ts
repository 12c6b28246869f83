/** What every renderer says of a step, and of who vouches for it, in the same way. Knows no format. */
import type { Block, Certainty, Inline, StepBlock } from './document.ts'

/** The rule's name where the title does not say it already. */
export function ownName(step: StepBlock): string | undefined {
  const words = (text: string) => text.replaceAll('-', ' ').toLowerCase()
  return words(step.name) === words(step.title) ? undefined : step.name
}

/** "4 atomic steps" where these are only counted, not shown. */
export function countedSteps(step: StepBlock): readonly string[] {
  return step.inner !== undefined && step.inner.steps.length === 0 ? [step.inner.summary] : []
}

/** The steps that are shown inside the step. */
export function innerSteps(step: StepBlock): readonly StepBlock[] {
  return step.inner?.steps ?? []
}

/** The Coq lemmas that say the same, as code; empty where there is none. */
export function coqNamesOf({ coqLemmas = [] }: StepBlock): readonly Inline[] {
  return coqLemmas.flatMap((code, at) => (at === 0 ? [{ code }] : [', ', { code }]))
}

/** Who vouches for what a block states, and whether it states more than one thing; a step says that itself. */
export function statedBy(block: Block): { readonly certainty: readonly Certainty[]; readonly scope: string } {
  if (block.kind === 'step' || !('certainty' in block)) return { certainty: [], scope: '' }
  const lines = block.kind === 'list' ? block.items : block.rows
  return { certainty: block.certainty ?? [], scope: lines.length > 1 ? 'every line: ' : '' }
}

/** Words that end in a full stop, once. */
export function asSentence(words: readonly Inline[]): readonly Inline[] {
  const last = words.at(-1)
  return typeof last === 'string' && /[.!?]$/.test(last) ? words : [...words, '.']
}

/** What a certainty means, for a tooltip or a legend. */
export const CERTAINTY_MEANING: Readonly<Record<Certainty, string>> = {
  proved: 'Coq accepted a proof of it',
  replayed: 'the checker replayed it from its axioms',
  evaluated: 'both sides agree in exact arithmetic at random sizes and values',
}
