/** What the claim says: the one equation, what its names stand for, its geometry and where it holds. Adds nothing to the record. */
import type { Claim, ClaimSignal, Definition, Lemma, Proof } from '../../proof/proof.ts'
import { addIndex, type Index, integer, subtractIndex, variable } from '../../term/index-expression.ts'
import type { Sort, Term } from '../../term/term.ts'
import { substitute } from '../../term/walk.ts'
import type { Block, Certainty, DisplayBlock, Formula, Inline, TableBlock } from './document.ts'
import { formulaOf, indexFormula, nameFormula, relation } from './formula.ts'
import { variation } from './variation.ts'

type Cells = readonly (readonly Inline[])[]

/** The equation and its geometry are stated as facts; what the names in it stand for is a display of its own. */
export function resultBlocks(proof: Proof, merged: readonly Definition[], certainty: readonly Certainty[]) {
  const lemma = proof.lemmas.find((one) => one.name === proof.claim.lemma)
  if (lemma === undefined) return []
  const [left, right] = claimedSides(proof.claim, lemma)
  const phase = phaseRange(proof.claim)
  const blocks: Block[] = [
    { kind: 'heading', level: 2, text: ['The one layer'], anchor: 'result' },
    {
      kind: 'display',
      rows: [{ left, relation: '=', right: phase === undefined ? right : [...right, ...relation(','), ...phase] }],
      certainty,
    },
  ]
  const definitions = definitionRows(proof, merged)
  if (definitions.length > 0) blocks.push({ kind: 'display', rows: definitions })
  blocks.push(...geometryTables(proof, lemma, certainty))
  if (proof.claim.first !== undefined && proof.claim.position !== undefined)
    blocks.push({ kind: 'paragraph', text: countedFrom(proof.claim.position, proof.claim.first) })
  return blocks
}

/** Both sides of the claimed equation, its positions counted as those of the output. */
export function claimedSides(claim: Claim, lemma: Lemma): readonly [Formula, Formula] {
  return [formulaOf(fromFirst(lemma.left, claim)), formulaOf(fromFirst(lemma.right, claim))]
}

/** A term of the claimed lemma with its positions counted as those of the output: the lemma's n is n − first here. */
export function fromFirst(term: Term, { position, first }: Claim): Term {
  if (position === undefined || first === undefined) return term
  return substitute(term, new Map([[position, subtractIndex(variable(position), first)]]))
}

function countedFrom(position: string, first: Index): readonly Inline[] {
  const shifted: Formula = indexFormula(subtractIndex(variable(position), first), 'position')
  return [
    'The derivation counts these positions from 0: what is called ',
    { formula: nameFormula(position) },
    ' there is ',
    { formula: shifted },
    ' here.',
  ]
}

/** name[parameters] := body for each definition, then the defined sizes. */
function definitionRows(proof: Proof, merged: readonly Definition[]): DisplayBlock['rows'] {
  const sizes = proof.sizes.filter((size) => size.definition !== undefined)
  return [
    ...merged.map(definitionRow),
    ...sizes.map((size) => ({
      left: nameFormula(size.name),
      relation: 'defines' as const,
      right: indexFormula(size.definition ?? [], size.sort),
    })),
  ]
}

/** name[parameters] := body */
export function definitionRow({ name, parameters, body }: Definition): DisplayBlock['rows'][number] {
  const at = parameters.map((parameter) => variable(parameter.name))
  return { left: formulaOf({ kind: 'element', name, at }), relation: 'defines', right: formulaOf(body) }
}

/** One table; with several inputs one for all of them, and one for what they share. */
function geometryTables(proof: Proof, lemma: Lemma, certainty: readonly Certainty[]): readonly TableBlock[] {
  const { claim } = proof
  const shared = [...rangeRows(claim, lemma), ...variationRows(proof)]
  const [only, ...others] = claim.signals
  const table = (header: readonly string[], rows: readonly Cells[]): readonly TableBlock[] =>
    rows.length === 0 ? [] : [{ kind: 'table', header, rows, certainty }]
  if (only !== undefined && others.length === 0) {
    const own = geometryOf(only, claim).map(([name, value]) => [[name], value])
    return table(['geometry', 'value'], [...phaseRows(claim), ...own, ...shared])
  }
  const header = ['input', ...(only === undefined ? [] : geometryOf(only, claim).map(([name]) => name))]
  const rows = claim.signals.map((signal) => [
    [{ formula: nameFormula(signal.input) }],
    ...geometryOf(signal, claim).map(([, value]) => value),
  ])
  return [...table(header, rows), ...table(['geometry', 'value'], [...phaseRows(claim), ...shared])]
}

/** What there is to say of the way in which an input is read, each with its name. */
function geometryOf(signal: ClaimSignal, claim: Claim): readonly (readonly [string, readonly Inline[]])[] {
  const value = (index: Index, sort: Sort = 'position'): readonly Inline[] => [{ formula: indexFormula(index, sort) }]
  if (claim.position === undefined) return [['input channels', value(signal.channelIndex?.extent ?? [], 'channel')]]
  return [
    ['taps', signal.tapIndex === undefined ? ['1'] : value(signal.tapIndex.extent)],
    [claim.phase === undefined ? 'stride' : 'down-rate', value(signal.stride)],
    ['dilation', value(signal.dilation)],
    ['padding', value(signal.padding)],
  ]
}

function phaseRows({ phase }: Claim): readonly Cells[] {
  return phase === undefined ? [] : [[['up-rate'], [{ formula: indexFormula(phase.extent, 'position') }]]]
}

/** 0 ≤ r < up; undefined where there are no phases. */
export function phaseRange({ phase }: Claim): Formula | undefined {
  return phase === undefined ? undefined : rangeFormula(integer(0), phase.name, phase.extent)
}

/** Where the lemma is not for all positions: those of the output, beyond which nothing is claimed. */
function rangeRows(claim: Claim, lemma: Lemma): readonly Cells[] {
  const range = claimedRange(claim, lemma)
  return range === undefined ? [] : [[['holds for'], [{ formula: range }]]]
}

/** first ≤ n < first + extent, as far as the claim has such bounds; undefined where it is about all positions. */
export function claimedRange({ position, first }: Claim, { parameters }: Lemma): Formula | undefined {
  const extent = parameters.find(({ name }) => name === position)?.extent
  if (position === undefined || (first === undefined && extent === undefined)) return undefined
  const start = first ?? integer(0)
  return rangeFormula(start, position, extent === undefined ? undefined : addIndex(start, extent))
}

function rangeFormula(start: Index, name: string, end: Index | undefined): Formula {
  const below = end === undefined ? [] : [...relation('<'), ...indexFormula(end, 'position')]
  return [...indexFormula(start, 'position'), ...relation('≤'), ...nameFormula(name), ...below]
}

function variationRows(proof: Proof): readonly Cells[] {
  const varies = variation(proof)
  if (varies === undefined) return []
  return [[[varies.part], ['one for each position ', { formula: nameFormula(varies.position) }, `; ${varies.where}`]]]
}
