/** The expanded view: the written-out samples row by row, and the reversed kernel sliding over the padded one. */
import type { Checked } from '../../checker/check.ts'
import type { Lemma, Proof } from '../../proof/proof.ts'
import type { Index } from '../../term/index-expression.ts'
import { coefficientOf, constantOf, integer, substituteIndex } from '../../term/index-expression.ts'
import type { Term } from '../../term/term.ts'
import type { Block, Certainty, DisplayBlock, WindowsBlock } from './document.ts'
import { formulaOf } from './formula.ts'

/** One display per written-out channel; for one channel and one axis also the picture. */
export function expandedBlocks(checked: Checked, certainty: readonly Certainty[]): readonly Block[] {
  const { proof } = checked
  const samples = proof.lemmas.filter((lemma) => lemma.rules.some((rule) => rule.rule === 'write-out'))
  if (samples.length === 0) return []
  const windows = windowsOf(proof)
  return [
    { kind: 'heading', level: 2, text: ['Written out'], anchor: 'expanded' },
    ...samples.map((lemma) => sampleDisplay(lemma, checked.states[proof.lemmas.indexOf(lemma)] ?? [])),
    ...(windows === undefined
      ? []
      : [
          {
            kind: 'paragraph' as const,
            text: [
              'Each coefficient is a window: the reversed outer kernel slides over the inner kernel, padded with zeros.',
            ],
          },
          windows,
        ]),
    { kind: 'paragraph', text: [`Every line: ${certainty.join(' and ')}.`] },
  ]
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

/** For a single channel and one axis: the written-out taps as windows of the padded kernel. */
function windowsOf(proof: Proof): WindowsBlock | undefined {
  const taps = proof.lemmas.filter((one) => one.rules.some((rule) => rule.rule === 'write-tap-out'))
  const right = proof.lemmas.find((one) => one.rules.some((rule) => rule.rule === 'reverse-and-pad'))?.right
  if (taps.length === 0 || right?.kind !== 'sum' || right.body.kind !== 'multiply') return undefined
  const [reversed, padded] = right.body.factors
  if (reversed?.kind !== 'element' || padded?.kind !== 'element') return undefined
  const outer = entriesOf(reversed.name, proof)
  const inner = entriesOf(padded.name, proof)
  const step = constantOf(coefficientOf(padded.at.at(-1) ?? [], right.index) ?? [])
  if (outer === undefined || inner === undefined || step !== 1 || inner.length > LONGEST_PICTURE) return undefined
  const rows = taps.map((one, start) => ({ start, tap: formulaOf(one.left), value: formulaOf(one.right) }))
  return { kind: 'windows', padded: inner, reversed: outer, rows }
}

/** All entries of a reversed or padded kernel along its axis; undefined where its length is symbolic. */
function entriesOf(name: string, proof: Proof): readonly Term[] | undefined {
  const view = proof.definitions.find((one) => one.name === name)
  const length = constantOf(view?.parameters.at(-1)?.extent ?? [])
  if (view === undefined || typeof length !== 'number') return undefined
  return Array.from({ length }, (_, t) => entryAt(view.body, t))
}

/** The entry of a view at t: the tensor entry that it shows, or 0 where its bracket is false. */
function entryAt(body: Term, t: number): Term {
  const values = new Map([['t', integer(t)]])
  const zero: Term = { kind: 'number', value: { numerator: 0n, denominator: 1n } }
  const factors = body.kind === 'multiply' ? body.factors : [body]
  for (const factor of factors) {
    if (factor.kind !== 'bracket' || factor.condition.kind !== 'within') continue
    const index = constantOf(substituteIndex(factor.condition.index, values))
    const extent = constantOf(factor.condition.extent)
    if (typeof index !== 'number' || typeof extent !== 'number' || index < 0 || index >= extent) return zero
  }
  const entry = factors.find((factor) => factor.kind === 'element')
  return entry?.kind === 'element' ? { ...entry, at: entry.at.map((index) => fixed(index, values)) } : zero
}

function fixed(index: Index, values: ReadonlyMap<string, Index>): Index {
  const value = substituteIndex(index, values)
  return constantOf(value) === undefined ? integer(0) : value
}
