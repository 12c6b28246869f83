/** The expanded view: the written-out samples row by row, and the reversed kernel sliding over the padded one. */
import type { Checked } from '../../checker/check.ts'
import type { Lemma, Proof } from '../../proof/proof.ts'
import { addIndex, constantOf, equalIndex, singleVariable } from '../../term/index-expression.ts'
import type { Term } from '../../term/term.ts'
import type { Block, Certainty, DisplayBlock, WindowsBlock } from './document.ts'
import { counted, formulaOf } from './formula.ts'

/** True of the lemmas about one entry at constants, such as y[0, n] or M[1]; all others hold at every index. */
export function isWrittenOut({ left }: Lemma): boolean {
  return left.kind === 'element' && left.at.some((index) => constantOf(index) !== undefined)
}

/**
 * One display per written-out channel; for one channel and one axis also the picture. `areStepsListed` says whether the
 * document has the steps of these lemmas elsewhere; if not, they are counted here.
 */
export function expandedBlocks(
  checked: Checked,
  certainty: readonly Certainty[],
  areStepsListed: boolean,
): readonly Block[] {
  const { proof } = checked
  const samples = proof.lemmas.filter((lemma) => lemma.rules.some((rule) => rule.rule === 'write-out'))
  if (samples.length === 0) return []
  const windows = windowsOf(proof)
  return [
    { kind: 'heading', level: 2, text: ['Written out'], anchor: 'expanded' },
    ...samples.map((lemma) => ({
      ...sampleDisplay(lemma, checked.states[proof.lemmas.indexOf(lemma)] ?? []),
      certainty,
    })),
    ...(windows === undefined
      ? []
      : [
          {
            kind: 'paragraph' as const,
            text: [
              'Each coefficient is a window: the reversed outer kernel slides over the inner kernel, padded with zeros.',
            ],
          },
          { ...windows, certainty },
        ]),
    ...(areStepsListed ? [] : [{ kind: 'paragraph' as const, text: [notListed(proof)] }]),
  ]
}

function notListed(proof: Proof): string {
  const rules = proof.lemmas.filter(isWrittenOut).flatMap((lemma) => lemma.rules)
  const steps = rules.reduce((total, rule) => total + rule.steps.length, 0)
  return `The ${counted(steps, 'atomic step')} behind these lines ${steps === 1 ? 'is' : 'are'} not listed here.`
}

const NOTES: ReadonlyMap<string, string> = new Map([
  ['group-by-sample', 'group by sample'],
  ['add-zeros', 'add the zeros'],
])

/** output = the state after each rule, with what was done on the right. */
function sampleDisplay(lemma: Lemma, states: readonly Term[]): DisplayBlock {
  let done = 0
  const rows = lemma.rules.map((rule, at) => {
    done += rule.steps.length
    const written = rule.steps[0]?.name ?? ''
    const note = NOTES.get(rule.rule) ?? (at === 0 ? 'the outer layer' : `put ${written} in its place`)
    return {
      left: at === 0 ? formulaOf(lemma.left) : [],
      relation: '=' as const,
      right: formulaOf(states[done] ?? lemma.right),
      note: [note],
    }
  })
  return { kind: 'display', rows }
}

/** Longer padded kernels are not drawn. */
const LONGEST_PICTURE = 16

/** For a single channel and one axis: the written-out taps as windows of the padded kernel. Every term is one of the record. */
function windowsOf(proof: Proof): WindowsBlock | undefined {
  const sliding = slidingOf(proof)
  if (sliding === undefined) return undefined
  const taps = entriesOf(sliding.merged, proof)
  const reversed = entriesOf(sliding.reversed, proof)?.map((one) => one.right)
  const padded = entriesOf(sliding.padded, proof)?.map((one) => one.right)
  if (taps === undefined || reversed === undefined || padded === undefined) return undefined
  if (![...reversed, ...padded].every(isEntry) || taps.length + reversed.length !== padded.length + 1) return undefined
  const rows = taps.map((one, start) => ({ start, tap: formulaOf(one.left), value: formulaOf(one.right) }))
  return { kind: 'windows', padded, reversed, rows }
}

/** The names in merged[…, m] = Σ_j reversed[…, j]·padded[…, m + j], which rule reverse-and-pad proves. */
interface Sliding {
  readonly merged: string
  readonly reversed: string
  readonly padded: string
}

function slidingOf(proof: Proof): Sliding | undefined {
  const lemma = proof.lemmas.find((one) => one.rules.some((rule) => rule.rule === 'reverse-and-pad'))
  if (lemma?.left.kind !== 'element' || lemma.right.kind !== 'sum' || proof.rank !== 1) return undefined
  const { left: merged, right: sum } = lemma
  const [reversed, padded, ...more] = sum.body.kind === 'multiply' ? sum.body.factors : []
  if (reversed?.kind !== 'element' || padded?.kind !== 'element' || more.length > 0) return undefined
  const [tap, place, sample] = [merged, reversed, padded].map((one) => one.at.at(-1) ?? [])
  if (tap === undefined || place === undefined || sample === undefined) return undefined
  const isTap = singleVariable(tap) !== undefined && singleVariable(tap) !== sum.index
  const slides = singleVariable(place) === sum.index && equalIndex(sample, addIndex(tap, place))
  const isWhole = constantOf(sum.extent) === lengthOf(reversed.name, proof)
  return isTap && slides && isWhole ? { merged: merged.name, reversed: reversed.name, padded: padded.name } : undefined
}

/** The lemmas for all entries along the last axis, in order; undefined where one is missing or there are several channels. */
function entriesOf(name: string, proof: Proof): readonly Lemma[] | undefined {
  const length = lengthOf(name, proof)
  if (length === undefined) return undefined
  const lemmas = Array.from({ length }, (_, at) => proof.lemmas.find(({ left }) => isElementAt(left, name, at)))
  const found = lemmas.filter((one) => one !== undefined)
  return found.length === length ? found : undefined
}

/** The extent of the last axis where it is a small number and every other axis has one entry. */
function lengthOf(name: string, proof: Proof): number | undefined {
  const extents = proof.definitions
    .find((one) => one.name === name)
    ?.parameters.map((one) => constantOf(one.extent ?? []))
  const length = extents?.at(-1)
  const isSingle = extents?.slice(0, -1).every((extent) => extent === 1) ?? false
  return isSingle && typeof length === 'number' && length > 0 && length <= LONGEST_PICTURE ? length : undefined
}

function isElementAt(term: Term, name: string, at: number): boolean {
  if (term.kind !== 'element' || term.name !== name) return false
  return term.at.every((index, axis) => constantOf(index) === (axis === term.at.length - 1 ? at : 0))
}

/** What fits into a cell: an entry of a tensor, or a number such as the zeros around it. */
function isEntry(term: Term): boolean {
  return term.kind === 'element' || term.kind === 'number'
}
