/** A phase kernel as a sparse map from phases and offsets to channel matrices. Never computes new entries except sums. */
import { fail } from '../errors.ts'
import type { EntryKind } from './entries.ts'
import type { PhaseKernel, PhasePart } from './phase-kernel.ts'
import { positionsBelow, productOf } from './position.ts'

/** output[·, up⊙n + phase] takes matrix · input[·, down⊙n + offset]; matrix [outChannels, inChannels], not all zero. */
export interface Tap<Entries> {
  readonly phase: readonly number[]
  readonly offset: readonly number[]
  readonly matrix: Entries
}

/** All taps that read one input at one down-rate, by `tapKey`. */
export interface TapMap<Entries> {
  readonly input: string
  readonly inChannels: number
  readonly down: readonly number[]
  readonly taps: ReadonlyMap<string, Tap<Entries>>
}

export function tapKey(phase: readonly number[], offset: readonly number[]): string {
  return `${phase};${offset}`
}

/**
 * The taps of a kernel that are not zero, with parts added that read the same input at the same down-rate.
 * A part without any tap stays, so that its rate is still known.
 * @throws ConvolemmaError "kernel/channels" where two parts differ about the channels of one input
 */
export function collectTaps<Entries>(
  kernel: PhaseKernel<Entries>,
  kind: EntryKind<Entries>,
): readonly TapMap<Entries>[] {
  const found = new Map<string, { readonly part: PhasePart<Entries>; readonly taps: Map<string, Tap<Entries>> }>()
  for (const part of kernel.parts) {
    const key = JSON.stringify([part.input, part.down])
    const known = found.get(key) ?? { part, taps: new Map<string, Tap<Entries>>() }
    found.set(key, known)
    if (known.part.inChannels !== part.inChannels) refuseChannels(known.part, part)
    for (const place of reachedTaps(kernel, part, kind)) {
      const { phase, offset } = place
      const matrix = matrixOf(kernel, part, place, kind)
      const there = known.taps.get(tapKey(phase, offset))?.matrix
      const sum = there === undefined ? matrix : kind.add(there, matrix)
      known.taps.set(tapKey(phase, offset), { phase, offset, matrix: sum })
    }
  }
  return [...found.values()].map(({ part: { input, inChannels, down }, taps }) => {
    const size = kernel.outChannels * inChannels
    const remaining = [...taps].filter(([, tap]) => !isZeroMatrix(tap.matrix, size, kind))
    return { input, inChannels, down, taps: new Map(remaining) }
  })
}

function refuseChannels(
  a: { readonly input: string; readonly inChannels: number },
  b: { readonly inChannels: number },
) {
  const what = `two parts of a kernel take ${a.inChannels} and ${b.inChannels} channels of it`
  fail({ code: 'kernel/channels', what, where: `input "${a.input}"` })
}

/** A phase and a tap of a part, with their places in row-major order. */
export interface TapPlace {
  readonly phase: readonly number[]
  readonly offset: readonly number[]
  readonly r: number
  readonly m: number
}

/** The phases and taps of a part whose channel matrix is not all zero. */
export function reachedTaps<Entries>(
  kernel: PhaseKernel<Entries>,
  part: PhasePart<Entries>,
  kind: EntryKind<Entries>,
): readonly TapPlace[] {
  const { dilation, padding, kernelSize, weight } = part
  const offsets = positionsBelow(kernelSize).map((place) =>
    place.map((m, axis) => (dilation[axis] ?? 1) * m - (padding[axis] ?? 0)),
  )
  const places = positionsBelow(kernel.up).flatMap((phase, r) => offsets.map((offset, m) => ({ phase, offset, r, m })))
  return places.filter((place) => {
    const position = positionIn(kernel, part, place)
    for (let o = 0; o < kernel.outChannels; o++) {
      for (let c = 0; c < part.inChannels; c++) if (!kind.isZero(weight.entries, position(o, c))) return true
    }
    return false
  })
}

/** Where the channel matrix of a tap stands in the part's weight. */
function positionIn<Entries>(
  { up }: PhaseKernel<Entries>,
  { inChannels, kernelSize }: PhasePart<Entries>,
  { r, m }: TapPlace,
): (o: number, c: number) => number {
  const phases = productOf(up)
  const taps = productOf(kernelSize)
  return (o, c) => ((o * phases + r) * inChannels + c) * taps + m
}

function matrixOf<Entries>(
  kernel: PhaseKernel<Entries>,
  part: PhasePart<Entries>,
  place: TapPlace,
  kind: EntryKind<Entries>,
): Entries {
  const { inChannels } = part
  const position = positionIn(kernel, part, place)
  const positions = new Int32Array(kernel.outChannels * inChannels)
  for (let at = 0; at < positions.length; at++) positions[at] = position(Math.floor(at / inChannels), at % inChannels)
  return kind.gather(part.weight.entries, positions)
}

function isZeroMatrix<Entries>(matrix: Entries, size: number, kind: EntryKind<Entries>): boolean {
  for (let at = 0; at < size; at++) if (!kind.isZero(matrix, at)) return false
  return true
}

/** Whether two lists of `size` entries are the same. */
export function sameEntries<Entries>(a: Entries, b: Entries, size: number, kind: EntryKind<Entries>): boolean {
  for (let at = 0; at < size; at++) if (!kind.equal(a, at, b, at)) return false
  return true
}
