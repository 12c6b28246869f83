/** The transposed convolutions that a phase kernel with down-rate 1 is. Never rounds. */
import type { EntryKind } from './entries.ts'
import { coarsestGrid, type Grid } from './grid.ts'
import { countGroups, positionsInGroups } from './groups.ts'
import type { LayerTensor } from './merged-layer.ts'
import type { PhaseKernel, PhasePart } from './phase-kernel.ts'
import { floorModulo, positionsBelow, productOf } from './position.ts'
import type { ConvTransposeLayer, Extents } from './realisation.ts'
import { reachedTaps } from './taps.ts'

/**
 * One transposed convolution per part, stride `up`, with the least kernel and the greatest dilation. Every part has down-rate 1,
 * and the bias is the same in every phase.
 */
export function convTransposeLayers<Entries>(
  kernel: PhaseKernel<Entries>,
  kind: EntryKind<Entries>,
  extents?: Extents,
): readonly ConvTransposeLayer<Entries>[] {
  const phases = productOf(kernel.up)
  return kernel.parts.map((part, at) => {
    const positions = Int32Array.from({ length: kernel.outChannels }, (_, o) => (at === 0 ? o * phases : -1))
    const bias = { shape: [kernel.outChannels], entries: kind.gather(kernel.bias.entries, positions) }
    return withEnd(convTransposeLayer(kernel, part, bias, kind), extents)
  })
}

function convTransposeLayer<Entries>(
  kernel: PhaseKernel<Entries>,
  part: PhasePart<Entries>,
  bias: LayerTensor<Entries>,
  kind: EntryKind<Entries>,
): ConvTransposeLayer<Entries> {
  const { rank, outChannels, up } = kernel
  const { input, inChannels } = part
  const grids = reachedGrids(kernel, part, kind)
  const kernelSize = grids.map((grid) => grid.count)
  const { entries } = part.weight
  const sources = sourcesOf(kernel, part, grids)
  const shape = { outChannels, inChannels, taps: productOf(kernelSize) }
  const groups = countGroups(shape, (at) => (sources[at] ?? -1) < 0 || kind.isZero(entries, sources[at] ?? 0))
  const weight = {
    shape: [inChannels, outChannels / groups, ...kernelSize],
    entries: kind.gather(entries, transpose(shape, groups, sources)),
  }
  const dilation = grids.map((grid) => grid.step)
  const padding = grids.map((grid) => (grid.first === 0 ? 0 : -grid.first))
  return { input, rank, inChannels, outChannels, kernelSize, stride: up, dilation, padding, groups, weight, bias }
}

/**
 * The distances from stride⊙q to the outputs that sample q reaches, axis by axis: the output up⊙n + r reads q = n + t, which is
 * r − up⊙t away.
 */
function reachedGrids<Entries>(
  kernel: PhaseKernel<Entries>,
  part: PhasePart<Entries>,
  kind: EntryKind<Entries>,
): readonly Grid[] {
  const taps = reachedTaps(kernel, part, kind)
  return kernel.up.map((rate, axis) =>
    coarsestGrid(taps.map(({ phase, offset }) => (phase[axis] ?? 0) - rate * (offset[axis] ?? 0))),
  )
}

/** Where the entries of a dense kernel [outChannels, inChannels, ...taps] stand in the part's weight; −1 where it has none. */
function sourcesOf<Entries>(
  kernel: PhaseKernel<Entries>,
  part: PhasePart<Entries>,
  grids: readonly Grid[],
): Int32Array {
  const taps = positionsBelow(grids.map((grid) => grid.count)).map((place) => sourceOfTap(kernel, part, grids, place))
  const phases = productOf(kernel.up)
  const kernelTaps = productOf(part.kernelSize)
  return Int32Array.from({ length: kernel.outChannels * part.inChannels * taps.length }, (_, at) => {
    const tap = taps[at % taps.length]
    if (tap === undefined) return -1
    const row = Math.floor(at / taps.length)
    const o = Math.floor(row / part.inChannels)
    return ((o * phases + tap.phase) * part.inChannels + (row % part.inChannels)) * kernelTaps + tap.place
  })
}

/** The phase and the place in the part's kernel, each in row-major order, of a tap of the transposed kernel. */
function sourceOfTap<Entries>(
  { up }: PhaseKernel<Entries>,
  { dilation, padding, kernelSize }: PhasePart<Entries>,
  grids: readonly Grid[],
  place: readonly number[],
): { readonly phase: number; readonly place: number } | undefined {
  let source = { phase: 0, place: 0 }
  for (const [axis, { first, step }] of grids.entries()) {
    const rate = up[axis] ?? 1
    const size = kernelSize[axis] ?? 1
    const away = first + step * (place[axis] ?? 0)
    const r = floorModulo(away, rate)
    const m = ((r - away) / rate + (padding[axis] ?? 0)) / (dilation[axis] ?? 1)
    if (!Number.isInteger(m) || m < 0 || m >= size) return undefined
    source = { phase: source.phase * rate + r, place: source.place * size + m }
  }
  return source
}

/** The sources of [inChannels, outChannels / groups, taps] from those of [outChannels, inChannels, taps]. */
function transpose(
  shape: { readonly outChannels: number; readonly inChannels: number; readonly taps: number },
  groups: number,
  sources: Int32Array,
): Int32Array {
  const { outChannels, inChannels, taps } = shape
  const rows = outChannels / groups
  const columns = inChannels / groups
  const kept = positionsInGroups(shape, groups)
  const transposed = new Int32Array(kept.length)
  for (const [at, position] of kept.entries()) {
    const row = Math.floor(at / taps)
    const o = Math.floor(row / columns)
    const c = Math.floor(o / rows) * columns + (row % columns)
    transposed[(c * rows + (o % rows)) * taps + (at % taps)] = sources[position] ?? -1
  }
  return transposed
}

/** With the padding at the end that gives the output its samples. */
function withEnd<Entries>(
  layer: ConvTransposeLayer<Entries>,
  extents: Extents | undefined,
): ConvTransposeLayer<Entries> {
  const { stride, dilation, padding, kernelSize } = layer
  const paddingEnd = extents?.inputs.get(layer.input)?.map((samples, axis) => {
    const reach = (stride[axis] ?? 1) * (samples - 1) + (dilation[axis] ?? 1) * ((kernelSize[axis] ?? 1) - 1) + 1
    return reach - (padding[axis] ?? 0) - (extents.output[axis] ?? 0)
  })
  if (paddingEnd === undefined) return layer
  const outputPadding = padding.map((before, axis) => before - (paddingEnd[axis] ?? 0))
  const isSymmetric = outputPadding.every((extra, axis) => {
    const limit = Math.max(stride[axis] ?? 1, dilation[axis] ?? 1)
    return (padding[axis] ?? 0) >= 0 && extra >= 0 && extra < limit
  })
  return isSymmetric ? { ...layer, paddingEnd, outputPadding } : { ...layer, paddingEnd }
}
