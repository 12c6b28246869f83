/** A phase kernel in lowest terms: the smallest rates, the least kernels, the greatest dilations. Never changes an entry. */
import type { EntryKind } from './entries.ts'
import { coarsestGrid } from './grid.ts'
import type { PhaseKernel, PhasePart } from './phase-kernel.ts'
import { positionsBelow, productOf } from './position.ts'
import { commonFactor, phasePositions, reduceRates } from './rates.ts'
import { collectTaps, reachedTaps } from './taps.ts'

/**
 * The same map as a phase kernel with the smallest rates; every part without the zeros at the ends of its kernel and with the
 * greatest dilation. A part that is zero throughout keeps one tap.
 * @throws ConvolemmaError "kernel/rounded-twice", "kernel/channels"
 * @source docs/theory.md, the normal form
 */
export function lowestTerms<Entries>(kernel: PhaseKernel<Entries>, kind: EntryKind<Entries>): PhaseKernel<Entries> {
  const { outChannels, up } = kernel
  const isLowest = up.every((_, axis) => commonFactor(kernel, axis) === 1)
  if (isLowest) return { ...kernel, parts: kernel.parts.map((part) => trimPart(kernel, part, kind)) }
  const form = { outChannels, up, bias: kernel.bias.entries, parts: collectTaps(kernel, kind) }
  const reduced = reduceRates(form, kind)
  const parts = kernel.parts.map((part): PhasePart<Entries> => {
    const shape = [outChannels, ...reduced.up, part.inChannels, ...part.kernelSize]
    const positions = phasePositions(outChannels, up, reduced.up, part.inChannels * productOf(part.kernelSize))
    const down = part.down.map((rate, axis) => (rate * (reduced.up[axis] ?? 1)) / (up[axis] ?? 1))
    return { ...part, down, weight: { shape, entries: kind.gather(part.weight.entries, positions) } }
  })
  const bias = { shape: [outChannels, ...reduced.up], entries: reduced.bias }
  const divided = { ...kernel, up: reduced.up, bias, parts }
  return { ...divided, parts: parts.map((part) => trimPart(divided, part, kind)) }
}

function trimPart<Entries>(
  kernel: PhaseKernel<Entries>,
  part: PhasePart<Entries>,
  kind: EntryKind<Entries>,
): PhasePart<Entries> {
  const offsets = reachedTaps(kernel, part, kind).map((tap) => tap.offset)
  const grids = part.kernelSize.map((_, axis) => coarsestGrid(offsets.map((offset) => offset[axis] ?? 0)))
  const trimmed = {
    ...part,
    dilation: grids.map((grid) => grid.step),
    padding: grids.map((grid) => (grid.first === 0 ? 0 : -grid.first)),
    kernelSize: grids.map((grid) => grid.count),
  }
  // The reached taps are among the part's own, so as many taps are the same taps.
  if (`${trimmed.kernelSize}` === `${part.kernelSize}`) return trimmed
  const shape = [kernel.outChannels, ...kernel.up, part.inChannels, ...trimmed.kernelSize]
  const taps = placesOf(trimmed, part)
  const before = productOf(part.kernelSize)
  const positions = Int32Array.from({ length: productOf(shape) }, (_, at) => {
    const tap = taps[at % taps.length] ?? -1
    return tap < 0 ? -1 : Math.floor(at / taps.length) * before + tap
  })
  return { ...trimmed, weight: { shape, entries: kind.gather(part.weight.entries, positions) } }
}

/** The places of the taps of a trimmed kernel in the one before; −1 for a tap of a kernel that is zero throughout. */
function placesOf(trimmed: PhasePart<unknown>, before: PhasePart<unknown>): readonly number[] {
  return positionsBelow(trimmed.kernelSize).map((place) =>
    place.reduce((row, i, axis) => {
      const size = before.kernelSize[axis] ?? 1
      const offset = (trimmed.dilation[axis] ?? 1) * i - (trimmed.padding[axis] ?? 0)
      const m = (offset + (before.padding[axis] ?? 0)) / (before.dilation[axis] ?? 1)
      return row < 0 || !Number.isInteger(m) || m < 0 || m >= size ? -1 : row * size + m
    }, 0),
  )
}
