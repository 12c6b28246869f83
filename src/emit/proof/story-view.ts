/** The story: at most seven lines that say what was composed, the one idea, and the result. Reads the last lemma's record. */
import type { Checked } from '../../checker/check.ts'
import type { Lemma, RuleApplication, Step } from '../../proof/proof.ts'
import type { SumTerm, Term } from '../../term/term.ts'
import type { Inline } from './document.ts'
import { equation, formulaOf, nameFormula } from './formula.ts'

/** The lines of the story, in order. */
export function storyItems(checked: Checked): readonly (readonly Inline[])[] {
  const { proof, states } = checked
  const place = proof.lemmas.findIndex((lemma) => lemma.name === proof.claim.lemma)
  const lemma = proof.lemmas[place]
  if (lemma === undefined) return []
  const whole = states[place] ?? []
  const grouping = oneStep(lemma, 'group-by-position', 'one-point')
  return [
    ...chainLine(place, proof.lemmas),
    substituteLine(lemma, whole),
    ...(ruleOf(lemma, 'distribute') === undefined
      ? []
      : [distributeLine(proof.claim.bias !== undefined, proof.claim.input)]),
    ...(grouping === undefined ? [] : groupLines(grouping, proof.claim.input)),
    resultLine(lemma),
  ]
}

function chainLine(place: number, lemmas: readonly Lemma[]): readonly (readonly Inline[])[] {
  const before = lemmas[place - 1]
  if (place < 2 || before === undefined) return []
  return [
    [
      `The first ${place} layers are already one kernel, by these same steps: `,
      { formula: [...formulaOf(before.left), { kind: 'relation', relation: '=' }, ...formulaOf(before.right)] },
    ],
  ]
}

function substituteLine(lemma: Lemma, whole: readonly Term[]): readonly Inline[] {
  const count =
    (ruleOf(lemma, 'unfold-layer')?.steps.length ?? 0) + (ruleOf(lemma, 'substitute-inner')?.steps.length ?? 0)
  const shown = whole[count] ?? lemma.right
  const words = count > 1 ? 'Write the last layer and put what comes before it in its place: ' : 'Write the layer: '
  return [words, { formula: [...formulaOf(lemma.left), { kind: 'relation', relation: '=' }, ...formulaOf(shown)] }]
}

function distributeLine(hasBias: boolean, input: string): readonly Inline[] {
  const bias: readonly Inline[] = hasBias
    ? ['; the biases never meet ', { formula: nameFormula(input) }, ' and go their own way']
    : []
  return ['Multiply out and pull the sums to the front', ...bias, '.']
}

function groupLines(step: Step, input: string): readonly (readonly Inline[])[] {
  const sum = step.after.kind === 'sum' ? step.after : undefined
  const condition = sum === undefined ? undefined : bracketOf(sum)
  const read = readOf(step.before, input)
  if (sum === undefined || condition === undefined || read === undefined) return []
  const m = nameFormula(sum.index)
  return [
    [
      'Every product reads ',
      { formula: formulaOf(read) },
      '. Call the tap ',
      { formula: equation(condition.left, condition.right) },
      '.',
    ],
    [
      'Group by ',
      { formula: m },
      '. The idea: which taps meet in the same sample? Those with ',
      { formula: equation(condition.left, condition.right) },
      '.',
    ],
  ]
}

function bracketOf(sum: SumTerm) {
  const factors = sum.body.kind === 'multiply' ? sum.body.factors : [sum.body]
  const found = factors.find((factor) => factor.kind === 'bracket')
  return found?.kind === 'bracket' && found.condition.kind === 'equal' ? found.condition : undefined
}

function readOf(term: Term, input: string): Term | undefined {
  const factors = term.kind === 'multiply' ? term.factors : [term]
  return factors.find((factor) => factor.kind === 'element' && factor.name === input)
}

function resultLine(lemma: Lemma): readonly Inline[] {
  return [
    'One layer: ',
    { formula: [...formulaOf(lemma.left), { kind: 'relation', relation: '=' }, ...formulaOf(lemma.right)] },
  ]
}

function ruleOf(lemma: Lemma, name: string): RuleApplication | undefined {
  return lemma.rules.find((rule) => rule.rule === name)
}

function oneStep(lemma: Lemma, rule: string, axiom: string): Step | undefined {
  return ruleOf(lemma, rule)?.steps.find((step) => step.axiom === axiom)
}
