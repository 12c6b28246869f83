/** From a derivation and weights to ordinary layers: one layer, several that are added, or a table of kernels for the border. */
import type { Derivation } from '../derive/derive.ts'
import type { RealisedWeights } from '../emit/weights/realised.ts'
import { fail } from '../errors.ts'
import { convLayers } from '../kernel/conv-layer.ts'
import { type EntryKind, EXACT_ENTRIES, ROUNDED_ENTRIES } from '../kernel/entries.ts'
import { lowestTerms } from '../kernel/lowest-terms.ts'
import type { PhaseKernel } from '../kernel/phase-kernel.ts'
import type { Extents, Realisation } from '../kernel/realisation.ts'
import { realisationsOf } from '../kernel/realisations.ts'
import type { MergeReport } from '../lower/form-entries.ts'
import type { KernelResult, KernelWeights } from '../lower/kernel-layout.ts'
import { type BlockClass, blockClasses } from '../proof/border-classes.ts'
import { coefficientEntries, constantOf, type Index } from '../term/index-expression.ts'
import { type MergeOptions, mergeAt, mergePhases } from './merge.ts'

/** For which outputs the merged layers are right. */
export type Validity =
  | { readonly kind: 'everywhere' }
  /** The blocks first ≤ n < first + count; block n holds the outputs up⊙n … up⊙n + up − 1. No count where the size is symbolic. */
  | { readonly kind: 'interior'; readonly first: readonly number[]; readonly count: readonly number[] | undefined }
  /** Everywhere, with one kernel for each combination of the classes of each axis. */
  | { readonly kind: 'table'; readonly classes: readonly (readonly BlockClass[])[] }

/** What a network is merged into. */
export interface MergedNetwork {
  readonly validity: Validity
  /** The simplest layers, with the table for the border where there is one. */
  readonly weights: RealisedWeights
  /** All ways in which the same map is ordinary layers, the simplest first. */
  readonly kinds: readonly Realisation<unknown>['kind'][]
  /** The kernel at a block of the output. */
  readonly kernelAt: (block: readonly number[]) => KernelWeights
  readonly report: MergeReport
  readonly extents: Extents | undefined
  readonly up: readonly number[]
}

/**
 * Merge and realise.
 * @throws ConvolemmaError "weights/…", "lower/…", "border/size-unknown" where the border needs the size of the input
 * @source docs/theory.md §2, §3
 */
export function realise(derivation: Derivation, options: MergeOptions = {}): MergedNetwork {
  const { claim } = derivation.checked.proof
  const extents = extentsOf(derivation)
  if (claim.varies === true) return realiseTable(derivation, options, extents)
  const result = mergePhases(derivation, options)
  const { realisations, weights } = realised(result.weights, extents, derivation)
  return {
    validity: validityOf(derivation, extents, result.weights.kernel.up),
    weights,
    kinds: realisations.map(({ kind }) => kind),
    kernelAt: () => result.weights,
    report: result.report,
    extents,
    up: result.weights.kernel.up,
  }
}

/** The layers with what each reads outside of its input's samples. */
function extended<Entries>(realisation: Realisation<Entries>, { continuations }: Derivation): Realisation<Entries> {
  const extend = <Layer extends { readonly input: string }>(layer: Layer): Layer => {
    const extension = continuations.get(layer.input)?.extension
    return extension === undefined ? layer : { ...layer, extension }
  }
  if (realisation.kind === 'conv-transpose') return { ...realisation, layers: realisation.layers.map(extend) }
  return { ...realisation, layers: realisation.layers.map(extend) }
}

function realised(weights: KernelWeights, extents: Extents | undefined, derivation: Derivation) {
  if (weights.kind === 'rounded') {
    const { format, kernel } = weights
    const kinds = realisationsOf(lowestTerms(kernel, ROUNDED_ENTRIES), ROUNDED_ENTRIES, extents)
    const realisations = kinds.map((one) => extended(one, derivation))
    const [realisation = refuseNothing()] = realisations
    return { realisations, weights: { kind: 'rounded', format, realised: { realisation } } as const }
  }
  const kinds = realisationsOf(lowestTerms(weights.kernel, EXACT_ENTRIES), EXACT_ENTRIES, extents)
  const realisations = kinds.map((one) => extended(one, derivation))
  const [realisation = refuseNothing()] = realisations
  return { realisations, weights: { kind: 'exact', realised: { realisation } } as const }
}

function refuseNothing(): never {
  return fail({ code: 'merge/no-input', what: 'the output reads no input, so there is no layer' })
}

/** @throws ConvolemmaError "border/size-unknown" */
function realiseTable(derivation: Derivation, options: MergeOptions, extents: Extents | undefined): MergedNetwork {
  const { proof } = derivation.checked
  const up = entriesOf(proof.claim.phase?.extent ?? [{ coefficient: 1, atoms: [] }], derivation)
  const classes = extents === undefined || up === undefined ? undefined : blockClasses(proof, extents.output, up)
  if (classes === undefined || up === undefined || extents === undefined) return refuseUnknownSize()
  const kernelOf = mergeAt(derivation, options)
  const table = productOf(classes).map((numbers) => {
    const block = numbers.map((number, axis) => classes[axis]?.[number]?.blocks[0] ?? 0)
    return { numbers, result: kernelOf(block) }
  })
  const interior = classes.map((axis) => axis.findIndex(({ isInterior }) => isInterior))
  const main = table.find(({ numbers }) => `${numbers}` === `${interior}`) ?? table[0]
  if (main === undefined) return refuseUnknownSize()
  const byClass = new Map(table.map(({ numbers, result }) => [`${numbers}`, result.weights] as const))
  const classOf = classes.map(
    (axis) => new Map(axis.flatMap((one, number) => one.blocks.map((block) => [block, number] as const))),
  )
  return {
    validity: { kind: 'table', classes },
    weights: extendedWeights(tableWeights(main, table, classes, extents), derivation),
    kinds: [up.every((rate) => rate === 1) ? 'conv' : 'conv-shuffle'],
    kernelAt: (block) =>
      byClass.get(`${block.map((entry, axis) => classOf[axis]?.get(entry) ?? 0)}`) ?? main.result.weights,
    report: addReports(table.map(({ result }) => result.report)),
    extents,
    up,
  }
}

function extendedWeights(weights: RealisedWeights, derivation: Derivation): RealisedWeights {
  if (weights.kind === 'exact') {
    const realisation = extended(weights.realised.realisation, derivation)
    return { ...weights, realised: { ...weights.realised, realisation } }
  }
  const realisation = extended(weights.realised.realisation, derivation)
  return { ...weights, realised: { ...weights.realised, realisation } }
}

interface TableEntry {
  readonly numbers: readonly number[]
  readonly result: KernelResult
}

/** All kernels as convolutions of the same geometry. */
function tableWeights(
  main: TableEntry,
  table: readonly TableEntry[],
  classes: readonly (readonly BlockClass[])[],
  extents: Extents,
): RealisedWeights {
  const places = classes.map((axis) => {
    const numbers: number[] = []
    for (const [number, { blocks }] of axis.entries()) for (const block of blocks) numbers[block] = number
    return numbers
  })
  const { weights } = main.result
  const isMainInterior = main.numbers.every((number, axis) => classes[axis]?.[number]?.isInterior)
  const others = table.filter((entry) => entry !== main || !isMainInterior)
  const interior = isMainInterior ? { interior: main.numbers } : {}
  if (weights.kind === 'rounded') {
    const kernels = others.flatMap(({ numbers, result }) =>
      result.weights.kind === 'rounded' ? [{ numbers, kernel: result.weights.kernel }] : [],
    )
    const border = { classes: places, ...interior, kernels: layersOf(kernels, ROUNDED_ENTRIES, extents) }
    const realisation = plainRealisation(weights.kernel, ROUNDED_ENTRIES, extents)
    return { kind: 'rounded', format: weights.format, realised: { realisation, border } }
  }
  const kernels = others.flatMap(({ numbers, result }) =>
    result.weights.kind === 'exact' ? [{ numbers, kernel: result.weights.kernel }] : [],
  )
  const border = { classes: places, ...interior, kernels: layersOf(kernels, EXACT_ENTRIES, extents) }
  return { kind: 'exact', realised: { realisation: plainRealisation(weights.kernel, EXACT_ENTRIES, extents), border } }
}

function layersOf<Entries>(
  kernels: readonly { readonly numbers: readonly number[]; readonly kernel: PhaseKernel<Entries> }[],
  kind: EntryKind<Entries>,
  extents: Extents,
) {
  return kernels.map(({ numbers, kernel }) => ({
    classes: numbers,
    layers: convLayers(kernel, kind, blockExtents(kernel, extents)),
  }))
}

function blockExtents({ up }: PhaseKernel<unknown>, { inputs, output }: Extents): Extents {
  return { inputs, output: output.map((samples, axis) => Math.ceil(samples / (up[axis] ?? 1))) }
}

/** The kernel as it is, without trimming: a table holds kernels of one size. */
function plainRealisation<Entries>(
  kernel: PhaseKernel<Entries>,
  kind: EntryKind<Entries>,
  extents: Extents,
): Realisation<Entries> {
  const layers = convLayers(kernel, kind, blockExtents(kernel, extents))
  if (kernel.up.every((rate) => rate === 1)) return { kind: 'conv', layers }
  const { output } = blockExtents(kernel, extents)
  const crop = output.map((blocks, axis) => blocks * (kernel.up[axis] ?? 1) - (extents.output[axis] ?? 0))
  return { kind: 'conv-shuffle', layers, up: kernel.up, crop }
}

function productOf(classes: readonly (readonly BlockClass[])[]): readonly (readonly number[])[] {
  return classes.reduce<readonly (readonly number[])[]>(
    (rows, axis) => rows.flatMap((row) => axis.map((_, number) => [...row, number])),
    [[]],
  )
}

function addReports(reports: readonly MergeReport[]): MergeReport {
  return reports.reduce((sum, one) => ({
    direct: sum.direct + one.direct,
    recomputed: sum.recomputed + one.recomputed,
    products: sum.products + one.products,
  }))
}

function validityOf({ checked }: Derivation, extents: Extents | undefined, up: readonly number[]): Validity {
  const { claim, lemmas } = checked.proof
  const position = lemmas
    .find(({ name }) => name === claim.lemma)
    ?.parameters.find(({ name }) => name === claim.position)
  const rank = checked.proof.rank === 'any' ? 1 : checked.proof.rank
  const count = position?.extent === undefined ? undefined : constantOf(position.extent)
  const first = constantOf(claim.first ?? [])
  const blocks = count === undefined ? undefined : coefficientEntries(count, rank)
  const all = extents?.output.map((samples, axis) => Math.ceil(samples / (up[axis] ?? 1)))
  const isWhole = position?.extent === undefined || (claim.first === undefined && `${blocks}` === `${all}`)
  if (isWhole || first === undefined) return { kind: 'everywhere' }
  return { kind: 'interior', first: coefficientEntries(first, rank), count: blocks }
}

/** The samples of all inputs and of the output, where all are numbers. */
function extentsOf(derivation: Derivation): Extents | undefined {
  const { assembly, checked } = derivation
  const output = entriesOf(assembly.stages.at(-1)?.extent ?? [], derivation)
  const inputs = new Map<string, readonly number[]>()
  for (const { name, extent } of assembly.inputs) {
    const samples = entriesOf(extent, derivation)
    if (samples === undefined) return undefined
    inputs.set(name, samples)
  }
  for (const { input } of checked.proof.claim.signals) {
    const origin = derivation.continuations.get(input)?.input
    const samples = inputs.get(origin ?? input)
    if (samples !== undefined) inputs.set(input, samples)
  }
  return output === undefined ? undefined : { inputs, output }
}

function entriesOf(index: Index, { assembly }: Derivation): readonly number[] | undefined {
  const value = constantOf(index)
  if (value === undefined || assembly.rank === 'any') return undefined
  return coefficientEntries(value, assembly.rank)
}

function refuseUnknownSize(): never {
  return fail({
    code: 'border/size-unknown',
    what: 'which outputs lie at the border depends on the size of the input, which is not known',
    fix: '--input 3x224x224 (option inputShape)',
  })
}
