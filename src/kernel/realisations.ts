/** In which ways a phase kernel is ordinary layers: convolutions, transposed ones, or with a depth-to-space. Never rounds. */
import { convLayers } from './conv-layer.ts'
import { convTransposeLayers } from './conv-transpose-layer.ts'
import type { EntryKind } from './entries.ts'
import type { PhaseKernel } from './phase-kernel.ts'
import { productOf } from './position.ts'
import type { ConvShuffle, Extents, Realisation } from './realisation.ts'

/**
 * The realisations of a kernel, the simplest first; none where the kernel has no parts and so is only its bias. For as few and as
 * small layers as possible, give the kernel in lowest terms.
 * @source docs/theory.md, the normal form
 */
export function realisationsOf<Entries>(
  kernel: PhaseKernel<Entries>,
  kind: EntryKind<Entries>,
  extents?: Extents,
): readonly Realisation<Entries>[] {
  if (kernel.parts.length === 0) return []
  if (kernel.up.every((rate) => rate === 1)) return [{ kind: 'conv', layers: convLayers(kernel, kind, extents) }]
  const transposed = isTransposed(kernel, kind)
    ? [{ kind: 'conv-transpose' as const, layers: convTransposeLayers(kernel, kind, extents) }]
    : []
  return [...transposed, convShuffle(kernel, kind, extents)]
}

/** Whether every input moves by one sample per block, and the bias is the same in every phase. */
function isTransposed<Entries>({ parts, up, bias }: PhaseKernel<Entries>, kind: EntryKind<Entries>): boolean {
  if (!parts.every((part) => part.down.every((rate) => rate === 1))) return false
  const phases = productOf(up)
  const first = (at: number) => at - (at % phases)
  return Array.from({ length: productOf(bias.shape) }, (_, at) => at).every((at) =>
    kind.equal(bias.entries, at, bias.entries, first(at)),
  )
}

function convShuffle<Entries>(
  kernel: PhaseKernel<Entries>,
  kind: EntryKind<Entries>,
  extents: Extents | undefined,
): ConvShuffle<Entries> {
  const { up } = kernel
  if (extents === undefined) return { kind: 'conv-shuffle', layers: convLayers(kernel, kind), up }
  const blocks = extents.output.map((samples, axis) => Math.ceil(samples / (up[axis] ?? 1)))
  const crop = extents.output.map((samples, axis) => (blocks[axis] ?? 0) * (up[axis] ?? 1) - samples)
  const layers = convLayers(kernel, kind, { inputs: extents.inputs, output: blocks })
  return { kind: 'conv-shuffle', layers, up, crop }
}
