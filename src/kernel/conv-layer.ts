/** The convolutions of a phase kernel whose phases are taken as output channels. Never rounds. */
import type { EntryKind } from './entries.ts'
import { countGroups, positionsInGroups } from './groups.ts'
import type { LayerTensor } from './merged-layer.ts'
import type { PhaseKernel, PhasePart } from './phase-kernel.ts'
import { productOf } from './position.ts'
import type { ConvLayer, Extents } from './realisation.ts'

/**
 * One convolution per part, stride `down`, with |up|·outChannels outputs: channel o·|up| + r gives output o in phase r.
 * The extents are the inputs' samples and the number of blocks.
 */
export function convLayers<Entries>(
  kernel: PhaseKernel<Entries>,
  kind: EntryKind<Entries>,
  extents?: Extents,
): readonly ConvLayer<Entries>[] {
  return kernel.parts.map((part, at) => convLayer(kernel, part, biasOf(kernel, at === 0, kind), kind, extents))
}

function biasOf<Entries>(
  { bias }: PhaseKernel<Entries>,
  given: boolean,
  kind: EntryKind<Entries>,
): LayerTensor<Entries> {
  const shape = [productOf(bias.shape)]
  if (given) return { shape, entries: bias.entries }
  return { shape, entries: kind.gather(bias.entries, new Int32Array(productOf(shape)).fill(-1)) }
}

function convLayer<Entries>(
  { rank, outChannels: blockChannels, up }: PhaseKernel<Entries>,
  part: PhasePart<Entries>,
  bias: LayerTensor<Entries>,
  kind: EntryKind<Entries>,
  extents: Extents | undefined,
): ConvLayer<Entries> {
  const { input, inChannels, kernelSize, down: stride, dilation, padding } = part
  const { entries } = part.weight
  const outChannels = blockChannels * productOf(up)
  // [outChannels, ...up, inChannels, ...kernelSize] is already the row-major order that depth-to-space asks for.
  const shape = { outChannels, inChannels, taps: productOf(kernelSize) }
  const groups = countGroups(shape, (at) => kind.isZero(entries, at))
  const weight = {
    shape: [outChannels, inChannels / groups, ...kernelSize],
    entries: kind.gather(entries, positionsInGroups(shape, groups)),
  }
  const end = paddingEnd(part, extents)
  const layer = { input, rank, inChannels, outChannels, kernelSize, stride, dilation, padding, groups, weight, bias }
  return end === undefined ? layer : { ...layer, paddingEnd: end }
}

/** The zeros after the last sample with which the last output is the last that is asked for. */
function paddingEnd<Entries>(part: PhasePart<Entries>, extents: Extents | undefined): readonly number[] | undefined {
  return extents?.inputs.get(part.input)?.map((samples, axis) => {
    const reach = (part.down[axis] ?? 1) * ((extents.output[axis] ?? 1) - 1)
    const kernel = (part.dilation[axis] ?? 1) * ((part.kernelSize[axis] ?? 1) - 1) + 1
    return reach + kernel - samples - (part.padding[axis] ?? 0)
  })
}
