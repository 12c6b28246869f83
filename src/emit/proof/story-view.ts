/** The story: at most seven lines that say what was composed, the one idea, and the result. Reads the record and nothing else. */
import type { Checked } from '../../checker/check.ts'
import type { Claim, Lemma, Proof, RuleApplication } from '../../proof/proof.ts'
import { addIndex, type Index, multiplyIndex, variable, variablesOf } from '../../term/index-expression.ts'
import type { Term } from '../../term/term.ts'
import { claimedRange, claimedSides, fromFirst, phaseRange } from './claim-view.ts'
import type { Inline } from './document.ts'
import { equation, formulaOf, indexFormula, nameFormula, relation } from './formula.ts'
import { variation } from './variation.ts'

type Line = readonly Inline[]

/** The lines of the story, in order. */
export function storyItems({ proof, states }: Pick<Checked, 'proof' | 'states'>): readonly Line[] {
  const place = proof.lemmas.findIndex((lemma) => lemma.name === proof.claim.lemma)
  const lemma = proof.lemmas[place]
  if (lemma === undefined) return []
  const inputs = proof.claim.signals.map(({ input }) => input)
  const grouping = groupingOf(lemma)
  return [
    ...beforeLine(place, proof.lemmas),
    ...ratesLine(proof.claim),
    substituteLine(proof.claim, lemma, states[place] ?? []),
    ...combineLine(proof, lemma, inputs),
    ...(grouping === undefined ? [] : groupLines(grouping, proof.claim, inputs)),
    resultLine(proof, lemma),
  ]
}

/** What the lemmas before the claimed one have merged already: a chain, or the parts of a graph. */
function beforeLine(place: number, lemmas: readonly Lemma[]): readonly Line[] {
  const before = lemmas[place - 1]
  if (place < 2 || before === undefined) return []
  if (!isChain(lemmas.slice(0, place + 1)))
    return [['Everything before the last layer is already one kernel for each signal, by these same steps.']]
  return [[`The first ${place} layers are already one kernel, by these same steps: `, { formula: sides(before) }]]
}

/** True where each lemma is about a layer on top of what the lemma before it is about. */
function isChain(lemmas: readonly Lemma[]): boolean {
  return lemmas.every(({ rules }, at) => {
    const used = rules.flatMap(({ steps }) => steps).flatMap(({ axiom, name }) => (axiom === 'lemma' ? [name] : []))
    return used.every((name) => name === lemmas[at - 1]?.name)
  })
}

/** Where outputs come in blocks, each phase has its own kernel. */
function ratesLine({ position, phase }: Claim): readonly Line[] {
  if (position === undefined || phase === undefined) return []
  const output = addIndex(multiplyIndex(phase.extent, variable(position)), variable(phase.name))
  const r = { formula: nameFormula(phase.name) }
  const every = { formula: indexFormula(output, 'position') }
  return [['Every output position is ', every, ': one kernel for each phase ', r, '.']]
}

function substituteLine(claim: Claim, lemma: Lemma, states: readonly Term[]): Line {
  const writing = ['unfold-layer', 'substitute-inner']
  const last = lemma.rules.map(({ rule }) => writing.includes(rule)).lastIndexOf(true)
  const count = lemma.rules
    .filter(({ rule }) => writing.includes(rule))
    .reduce((total, { steps }) => total + steps.length, 0)
  const done = lemma.rules.slice(0, last + 1).reduce((total, { steps }) => total + steps.length, 0)
  const words = count > 1 ? 'Write the last layer and put what comes before it in its place: ' : 'Write the layer: '
  const [left, right] = [lemma.left, states[done] ?? lemma.right].map((term) => formulaOf(fromFirst(term, claim)))
  return [words, { formula: [...(left ?? []), ...relation('='), ...(right ?? [])] }]
}

const OVERLAY = 'The branches meet in the same samples: overlay their kernels.'

/** How products and branches come together; one line at most. */
function combineLine(proof: Proof, lemma: Lemma, inputs: readonly string[]): readonly Line[] {
  const hasBranches = proof.lemmas.some((one) => ruleOf(one, 'add-branches') !== undefined)
  if (ruleOf(lemma, 'distribute') === undefined) return hasBranches ? [[OVERLAY]] : []
  const names = inputs.flatMap((name, at) => [...(at === 0 ? [] : [' or ']), { formula: nameFormula(name) }])
  const bias: Line =
    proof.claim.bias === undefined ? [] : ['; the biases never meet ', ...names, ' and go their own way']
  const branches = hasBranches ? [` ${OVERLAY}`] : []
  return [['Multiply out and pull the sums to the front', ...bias, '.', ...branches]]
}

/** Where products are grouped by the sample that they read. */
interface Grouping {
  readonly product: Term
  readonly index: string
  /** left = right, one of which is the index. */
  readonly left: Index
  readonly right: Index
}

/** Of several groupings, as branches have them, the one in which the most indices decide; none where none does. */
function groupingOf(lemma: Lemma): Grouping | undefined {
  const steps = ruleOf(lemma, 'group-by-position')?.steps.filter(({ axiom }) => axiom === 'one-point') ?? []
  const groupings = steps.flatMap(({ before, after }): readonly Grouping[] => {
    if (after.kind !== 'sum') return []
    const factors = after.body.kind === 'multiply' ? after.body.factors : [after.body]
    const bracket = factors.find((factor) => factor.kind === 'bracket')
    if (bracket?.kind !== 'bracket' || bracket.condition.kind !== 'equal') return []
    const { left, right } = bracket.condition
    return [{ product: before, index: after.index, left, right }]
  })
  const count = ({ left, right, index }: Grouping) =>
    new Set([...variablesOf(left), ...variablesOf(right)].filter((name) => name !== index)).size
  const most = Math.max(0, ...groupings.map(count))
  return most === 0 ? undefined : groupings.find((one) => count(one) === most)
}

function groupLines(
  { product, index, left, right }: Grouping,
  claim: Claim,
  inputs: readonly string[],
): readonly Line[] {
  const read = readOf(product, inputs)
  if (read === undefined) return []
  const tap = { formula: equation(left, right) }
  return [
    ['Every product reads ', { formula: formulaOf(fromFirst(read, claim)) }, '. Call the tap ', tap, '.'],
    [
      'Group by ',
      { formula: nameFormula(index) },
      '. The idea: which taps meet in the same sample? Those with ',
      tap,
      '.',
    ],
  ]
}

function readOf(term: Term, inputs: readonly string[]): Term | undefined {
  const factors = term.kind === 'multiply' ? term.factors : [term]
  return factors.find((factor) => factor.kind === 'element' && inputs.includes(factor.name))
}

function resultLine(proof: Proof, lemma: Lemma): Line {
  const { claim } = proof
  const [left, right] = claimedSides(claim, lemma)
  const phase = phaseRange(claim)
  const range = phase === undefined ? [] : [...relation(','), ...phase]
  return [...resultWords(proof, lemma), { formula: [...left, ...relation('='), ...right, ...range] }]
}

/** What kind of layer it is: one for all positions, for the interior, or one that varies. */
function resultWords(proof: Proof, lemma: Lemma): Line {
  const varies = variation(proof)
  const range = proof.claim.first === undefined ? undefined : claimedRange(proof.claim, lemma)
  const where: Line = range === undefined ? [] : [', exact for ', { formula: range }]
  if (varies === undefined) return where.length === 0 ? ['One layer: '] : ['One layer', ...where, ': ']
  const n = { formula: nameFormula(varies.position) }
  return [`One layer with a ${varies.part} for each position `, n, ...where, `; ${varies.where}: `]
}

function sides(lemma: Lemma) {
  return [...formulaOf(lemma.left), ...relation('='), ...formulaOf(lemma.right)]
}

function ruleOf(lemma: Lemma, name: string): RuleApplication | undefined {
  return lemma.rules.find((rule) => rule.rule === name)
}
