/** The canonical form of a phase kernel: two linear networks are the same map iff their forms are equal. Never rounds. */
import type { EntryKind } from './entries.ts'
import type { PhaseKernel } from './phase-kernel.ts'
import { compareLexicographic, productOf } from './position.ts'
import { reduceRates } from './rates.ts'
import { collectTaps, sameEntries, type Tap } from './taps.ts'

/**
 * output[o, up⊙n + r] = bias[o, r] + Σ over parts and taps with phase r of Σ_c matrix[o, c] · input[c, down⊙n + offset],
 * with the smallest rates; bias [outChannels, ...up].
 */
export interface CanonicalKernel<Entries> {
  readonly rank: number
  readonly outChannels: number
  readonly up: readonly number[]
  readonly bias: Entries
  /** Sorted by input, then by down-rate; an input that the output does not depend on has no part. */
  readonly parts: readonly CanonicalPart<Entries>[]
}

export interface CanonicalPart<Entries> {
  readonly input: string
  readonly inChannels: number
  readonly down: readonly number[]
  /** At least one, sorted by phase, then by offset; none is zero. */
  readonly taps: readonly Tap<Entries>[]
}

/**
 * The one canonical form of the map that a kernel is: it does not depend on how dilations, zero taps, rates and parts are written.
 * Parts of different rates are told apart by the map itself, since what they read drifts apart; `reduceRates` says why the
 * rates are unique, and the taps are what the outputs 0 ≤ r < up read.
 * @throws ConvolemmaError "kernel/rounded-twice", "kernel/channels"
 * @source docs/theory.md, the normal form
 */
export function canonicalForm<Entries>(
  kernel: PhaseKernel<Entries>,
  kind: EntryKind<Entries>,
): CanonicalKernel<Entries> {
  const { rank, outChannels } = kernel
  const parts = collectTaps(kernel, kind).filter((part) => part.taps.size > 0)
  const reduced = reduceRates({ outChannels, up: kernel.up, bias: kernel.bias.entries, parts }, kind)
  return {
    rank,
    outChannels,
    up: reduced.up,
    bias: reduced.bias,
    parts: reduced.parts
      .map(({ input, inChannels, down, taps }) => ({
        input,
        inChannels,
        down,
        taps: [...taps.values()].sort(compareTaps),
      }))
      .sort((a, b) => compareText(a.input, b.input) || compareLexicographic(a.down, b.down)),
  }
}

function compareTaps<Entries>(a: Tap<Entries>, b: Tap<Entries>): number {
  return compareLexicographic(a.phase, b.phase) || compareLexicographic(a.offset, b.offset)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether two canonical forms are the same. */
export function equalForms<Entries>(
  a: CanonicalKernel<Entries>,
  b: CanonicalKernel<Entries>,
  kind: EntryKind<Entries>,
): boolean {
  const { rank, outChannels, up } = a
  if (rank !== b.rank || outChannels !== b.outChannels || `${up}` !== `${b.up}`) return false
  if (!sameEntries(a.bias, b.bias, outChannels * productOf(up), kind)) return false
  return (
    a.parts.length === b.parts.length && a.parts.every((part, at) => equalParts(part, b.parts[at], outChannels, kind))
  )
}

function equalParts<Entries>(
  a: CanonicalPart<Entries>,
  b: CanonicalPart<Entries> | undefined,
  outChannels: number,
  kind: EntryKind<Entries>,
): boolean {
  if (b === undefined || a.input !== b.input || a.inChannels !== b.inChannels) return false
  if (`${a.down}` !== `${b.down}` || a.taps.length !== b.taps.length) return false
  const size = outChannels * a.inChannels
  return a.taps.every((tap, at) => {
    const other = b.taps[at]
    return other !== undefined && compareTaps(tap, other) === 0 && sameEntries(tap.matrix, other.matrix, size, kind)
  })
}
