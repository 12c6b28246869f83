/** From the checked record to a document: every formula is the record's, no step is added or reordered, all are counted. */
import type { Checked } from '../../checker/check.ts'
import type { ProvedByCoq } from '../../coq/verdict.ts'
import type { Claim, Lemma, Proof } from '../../proof/proof.ts'
import type { WitnessReport } from '../../proof/witness.ts'
import { constantOf, type Index, integer } from '../../term/index-expression.ts'
import { closingBlocks } from './closing.ts'
import { coqNames } from './coq-names.ts'
import type { Block, Certainty, Formula, Inline, NameInfo, ProofDocument } from './document.ts'
import { expandedBlocks, isWrittenOut } from './expanded-view.ts'
import { formulaOf, indexFormula, nameFormula } from './formula.ts'
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
    ...networkBlocks(proof, options.untrusted ?? false),
  ]
  if (detail === 'story' || detail === 'expanded') {
    blocks.push({ kind: 'heading', level: 2, text: ['The idea'], anchor: 'idea' })
    blocks.push({ kind: 'list', ordered: true, items: storyItems(checked), certainty: vouched.steps })
  }
  if (detail === 'expanded') blocks.push(...expandedBlocks(checked, vouched.steps, collapsible))
  blocks.push(...resultBlocks(proof, vouched.result))
  blocks.push(...derivationBlocks(checked, { detail, collapsible, certainty: vouched.steps, names }))
  blocks.push(...closingBlocks({ proof, witness, proved, vouched, names }, blocks))
  return { title: proof.title, blocks, names: namesOf(proof), rank: proof.rank }
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
    ...(axes === undefined ? ['; '] : [`. ${axes}: products and bounds hold axis by axis; `]),
    { formula: nameFormula(proof.claim.input) },
    ...outside(proof),
  ]
}

/** The proof may use that the input is 0 outside of its support; then the document says where that is. */
function outside({ tensors, claim }: Proof): readonly Inline[] {
  const support = tensors.find(({ name }) => name === claim.input)?.support
  if (support === undefined) return [' is 0 outside the input.']
  const position: Formula = nameFormula('q')
  const range: Formula = [
    ...indexFormula(integer(0), 'position'),
    { kind: 'relation', relation: '≤' },
    ...position,
    { kind: 'relation', relation: '<' },
    ...indexFormula(support, 'position'),
  ]
  return [' is 0 outside the input: at every position ', { formula: position }, ' but ', { formula: range }, '.']
}

const AUTHORS_WORDS =
  'The title, these lines and the reason given for each rule are what the author of the record wrote; what was checked is about the definitions below.'

function networkBlocks(proof: Proof, isUntrusted: boolean): readonly Block[] {
  const given = proof.definitions.filter(
    (one) => one.role === 'signal' || (one.role === 'weight' && usedBySignals(one.name, proof)),
  )
  return [
    { kind: 'heading', level: 2, text: ['The network'], anchor: 'network' },
    { kind: 'list', ordered: true, items: proof.network.map((layer) => [{ code: layer }]) },
    ...(isUntrusted ? [{ kind: 'paragraph' as const, text: [AUTHORS_WORDS] }] : []),
    {
      kind: 'display',
      rows: given.map((one) => ({
        left: definitionHead(one.name, one.parameters),
        relation: 'defines' as const,
        right: formulaOf(one.body),
      })),
    },
  ]
}

function usedBySignals(name: string, proof: Proof): boolean {
  const firstKernel = proof.definitions.findIndex((one) => one.role === 'kernel' || one.role === 'bias')
  const place = proof.definitions.findIndex((one) => one.name === name)
  const lastSignal = proof.definitions.map((one) => one.role).lastIndexOf('signal')
  return place < (firstKernel === -1 ? lastSignal : Math.max(firstKernel, lastSignal)) && place < lastSignal
}

function definitionHead(name: string, parameters: Lemma['parameters']): Formula {
  const at = parameters.map(
    (parameter): Index => [{ coefficient: 1, atoms: [{ kind: 'variable', name: parameter.name }] }],
  )
  return formulaOf({ kind: 'element', name, at })
}

/** The equation and its geometry are stated as facts; what the names in it stand for is a display of its own. */
function resultBlocks(proof: Proof, certainty: readonly Certainty[]): readonly Block[] {
  const { claim } = proof
  const lemma = proof.lemmas.find((one) => one.name === claim.lemma)
  if (lemma === undefined) return []
  const merged = proof.definitions.filter(
    (one) => one.role !== 'signal' && !(one.role === 'weight' && usedBySignals(one.name, proof)),
  )
  const sizes = proof.sizes.filter((size) => size.definition !== undefined)
  const definitions = [
    ...merged.map((one) => ({
      left: definitionHead(one.name, one.parameters),
      relation: 'defines' as const,
      right: formulaOf(one.body),
    })),
    ...sizes.map((size) => ({
      left: nameFormula(size.name),
      relation: 'defines' as const,
      right: indexFormula(size.definition ?? [], size.sort),
    })),
  ]
  return [
    { kind: 'heading', level: 2, text: ['The one layer'], anchor: 'result' },
    {
      kind: 'display',
      rows: [{ left: formulaOf(lemma.left), relation: '=', right: formulaOf(lemma.right) }],
      certainty,
    },
    ...(definitions.length === 0 ? [] : [{ kind: 'display' as const, rows: definitions }]),
    { kind: 'table', header: ['geometry', 'value'], rows: [...geometryRows(claim), ...rangeRows(lemma)], certainty },
  ]
}

/** Where the lemma is not for all positions: those of the output, beyond which nothing is claimed. */
function rangeRows({ parameters }: Lemma): readonly (readonly (readonly Inline[])[])[] {
  return parameters.flatMap(({ name, sort, extent }) => {
    if (sort !== 'position' || extent === undefined) return []
    const below: Formula = [{ kind: 'relation', relation: '<' }, ...indexFormula(extent, 'position')]
    const atLeast: Formula = [...indexFormula(integer(0), 'position'), { kind: 'relation', relation: '≤' }]
    return [[['holds for'], [{ formula: [...atLeast, ...nameFormula(name), ...below] }]]]
  })
}

function geometryRows(claim: Claim): readonly (readonly (readonly Inline[])[])[] {
  const row = (name: string, index: Index): readonly (readonly Inline[])[] => [
    [name],
    [{ formula: indexFormula(index, 'position') }],
  ]
  if (claim.position === undefined)
    return [[['input channels'], [{ formula: indexFormula(claim.channelIndex?.extent ?? [], 'channel') }]]]
  return [
    ...(claim.tapIndex === undefined ? [[['taps'], ['1']]] : [row('taps', claim.tapIndex.extent)]),
    row('stride', claim.stride),
    row('dilation', claim.dilation),
    row('padding', claim.padding),
  ]
}

function namesOf(proof: Proof): ReadonlyMap<string, NameInfo> {
  const axis = (one: { readonly sort: 'channel' | 'position'; readonly extent?: Index }) => ({
    sort: one.sort,
    isSingle: one.extent !== undefined && constantOf(one.extent) === 1,
  })
  const tensors = proof.tensors.map((tensor): readonly [string, NameInfo] => [
    tensor.name,
    { role: tensor.name === proof.claim.input ? 'signal' : 'tensor', axes: tensor.axes.map(axis) },
  ])
  const definitions = proof.definitions.map((one): readonly [string, NameInfo] => [
    one.name,
    { role: one.role === 'signal' ? 'signal' : 'definition', axes: one.parameters.map(axis) },
  ])
  return new Map([...tensors, ...definitions])
}
