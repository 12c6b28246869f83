/** From the checked record to a document: every formula is the record's, no step is added or reordered, all are counted. */
import type { Checked } from '../../checker/check.ts'
import type { ProvedByCoq } from '../../coq/verdict.ts'
import type { Definition, Lemma, Proof, TensorDeclaration } from '../../proof/proof.ts'
import type { WitnessReport } from '../../proof/witness.ts'
import { constantOf, integer } from '../../term/index-expression.ts'
import { substitute } from '../../term/walk.ts'
import { inputsOf } from '../inputs.ts'
import { definitionRow, resultBlocks } from './claim-view.ts'
import { closingBlocks } from './closing.ts'
import { coqNames } from './coq-names.ts'
import type { Block, Formula, Inline, ProofDocument } from './document.ts'
import { expandedBlocks, isWrittenOut } from './expanded-view.ts'
import { indexFormula, nameFormula, relation } from './formula.ts'
import { namesOf } from './record-names.ts'
import { ruleBlocks, type ShownSteps } from './steps-view.ts'
import { storyItems } from './story-view.ts'
import { vouchedFor } from './vouched.ts'

/** How much is shown: at most seven lines, one step per rule, every axiom step, or every sum written out. */
export const DETAILS = ['story', 'rules', 'atomic', 'expanded'] as const
export type Detail = (typeof DETAILS)[number]

export interface DescribeOptions {
  readonly detail: Detail
  /** True for formats whose reader can unfold what is hidden; then nothing is only counted. */
  readonly collapsible: boolean
  /** True for a record that somebody else wrote; then the document says which of its words are only theirs. */
  readonly untrusted?: boolean
  /** Coq's verdict on this very proof, where Coq was run. A certificate has to be for all weights. */
  readonly proved?: ProvedByCoq
  /**
   * What the entries of given tensors are, in words, by the tensor's name: a shuffle's, a fixed filter's. The record holds for
   * all entries and does not say.
   */
  readonly legends?: ReadonlyMap<string, string>
}

/**
 * The document of a checked proof.
 * @throws ConvolemmaError "checker/not-checked", "witness/not-issued", "coq/not-proved", "coq/symbolic-size" for anything else
 */
export function describe(checked: Checked, witness: WitnessReport, options: DescribeOptions): ProofDocument {
  const { proved, detail, collapsible } = options
  const vouched = vouchedFor(checked, witness, proved)
  const { proof } = checked
  const names = coqNames(checked, proved)
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text: [proof.title], anchor: 'top' },
    { kind: 'paragraph', text: conventions(proof) },
    ...networkBlocks(proof, options),
  ]
  if (detail === 'story' || detail === 'expanded') {
    blocks.push({ kind: 'heading', level: 2, text: ['The idea'], anchor: 'idea' })
    blocks.push({ kind: 'list', ordered: true, items: storyItems(checked), certainty: vouched.steps })
  }
  if (detail === 'expanded') blocks.push(...expandedBlocks(checked, vouched.steps, collapsible))
  const merged = proof.definitions.filter((one) => !isGiven(one, proof)).map(withoutSingleIndices)
  blocks.push(...resultBlocks(proof, merged, vouched.result))
  blocks.push(...derivationBlocks(checked, { detail, collapsible, certainty: vouched.steps, names }))
  blocks.push(...closingBlocks({ proof, witness, proved, vouched, names }, blocks))
  return { title: proof.title, blocks, names: namesOf(proof), rank: proof.rank }
}

/** The definition with 0 for every parameter that has no other value: such a parameter is not printed on the left either. */
function withoutSingleIndices(definition: Definition): Definition {
  const single = definition.parameters.filter(({ extent }) => extent !== undefined && constantOf(extent) === 1)
  return { ...definition, body: substitute(definition.body, new Map(single.map(({ name }) => [name, integer(0)]))) }
}

/** Every lemma in the record's order, rule by rule: unfolded where that is asked for, else folded if the format can. */
function derivationBlocks(checked: Checked, shown: ShownSteps): readonly Block[] {
  const { lemmas } = checked.proof
  const blocksOf = (some: readonly Lemma[]) => some.flatMap((lemma) => ruleBlocks(checked, lemma, shown))
  const fold = (title: string, some: readonly Lemma[]): readonly Block[] =>
    some.length === 0 ? [] : [{ kind: 'details', summary: [title], blocks: blocksOf(some) }]
  const title = 'The derivation, rule by rule'
  const isUnfolded = shown.detail === 'rules' || shown.detail === 'atomic'
  if (!isUnfolded) return shown.collapsible ? fold(title, lemmas) : []
  const heading: Block = { kind: 'heading', level: 2, text: [title], anchor: 'derivation' }
  if (!shown.collapsible) return [heading, ...blocksOf(lemmas)]
  const general = lemmas.filter((lemma) => !isWrittenOut(lemma))
  return [heading, ...blocksOf(general), ...fold('The entries written out, rule by rule', lemmas.filter(isWrittenOut))]
}

function conventions(proof: Proof): readonly Inline[] {
  const axes =
    proof.rank === 'any'
      ? 'Positions are vectors of any rank'
      : proof.rank > 1
        ? `Positions have ${proof.rank} axes`
        : undefined
  return [
    'Convolution means cross-correlation: the kernel is not flipped. Every index starts at 0',
    ...(axes === undefined ? [] : [`. ${axes}: products and bounds hold axis by axis`]),
    ...inputsOf(proof).flatMap((input) => ['; ', ...outside(input)]),
    '.',
  ]
}

/** The proof may use that an input is 0 outside of its support; then the document says where that is. */
function outside({ name, support }: TensorDeclaration): readonly Inline[] {
  const input = { formula: nameFormula(name) }
  if (support === undefined) return [input, ' is 0 outside the input']
  const position: Formula = nameFormula('q')
  const range: Formula = [
    ...indexFormula(integer(0), 'position'),
    ...relation('≤'),
    ...position,
    ...relation('<'),
    ...indexFormula(support, 'position'),
  ]
  return [input, ' is 0 outside the input: at every position ', { formula: position }, ' but ', { formula: range }]
}

const AUTHORS_WORDS =
  'The title, these lines and the reason given for each rule are what the author of the record wrote; what was checked is about the definitions below.'

function networkBlocks(proof: Proof, { untrusted = false, legends }: DescribeOptions): readonly Block[] {
  const given = proof.definitions.filter((one) => isGiven(one, proof))
  return [
    { kind: 'heading', level: 2, text: ['The network'], anchor: 'network' },
    { kind: 'list', ordered: true, items: proof.network.map((layer) => [{ code: layer }]) },
    ...(untrusted ? [{ kind: 'paragraph' as const, text: [AUTHORS_WORDS] }] : []),
    { kind: 'display', rows: given.map(definitionRow) },
    ...legendBlocks(proof, legends ?? new Map()),
  ]
}

/** What the caller knows of the entries of given tensors; nothing that was checked, so no word of certainty stands beside it. */
function legendBlocks({ tensors }: Proof, legends: ReadonlyMap<string, string>): readonly Block[] {
  const items = tensors.flatMap(({ name }) => {
    const words = legends.get(name)
    return words === undefined ? [] : [[{ formula: nameFormula(name) }, `: ${words}`]]
  })
  if (items.length === 0) return []
  const text = 'The proof holds whatever the entries of the given tensors are; these are fixed by their layers:'
  return [
    { kind: 'paragraph', text: [text] },
    { kind: 'list', ordered: false, items },
  ]
}

/** True of the definitions that say what the network is, false of those that the merge introduces. */
function isGiven({ name, role }: Definition, proof: Proof): boolean {
  return role === 'signal' || role === 'view' || (role === 'weight' && usedBySignals(name, proof))
}

function usedBySignals(name: string, proof: Proof): boolean {
  const firstKernel = proof.definitions.findIndex((one) => one.role === 'kernel' || one.role === 'bias')
  const place = proof.definitions.findIndex((one) => one.name === name)
  const lastSignal = proof.definitions.map((one) => one.role).lastIndexOf('signal')
  return place < (firstKernel === -1 ? lastSignal : Math.max(firstKernel, lastSignal)) && place < lastSignal
}
