/** The smallest rates of a map: how far its blocks of outputs can be divided. Never changes an entry. */
import type { EntryKind } from './entries.ts'
import { floorModulo, greatestCommonDivisor, positionsBelow, productOf } from './position.ts'
import { sameEntries, type TapMap, tapKey } from './taps.ts'

/** A phase kernel by its taps; bias [outChannels, ...up]. */
export interface TapForm<Entries> {
  readonly outChannels: number
  readonly up: readonly number[]
  readonly bias: Entries
  readonly parts: readonly TapMap<Entries>[]
}

/**
 * The same map with the smallest rates on every axis.
 *
 * On one axis, the shifts (s; t₁, t₂, …) of output and inputs that map a kernel to itself form a group. A shift with s = 0 has
 * t = 0, since each output reads finitely many samples of every part; so the group is cyclic, (up; down₁, down₂, …) is a multiple
 * g of its generator, and the greatest factor that passes the test is g. The group belongs to the map, not to the way
 * in which it is written, so neither the order of the axes nor that of earlier divisions matters.
 * @source docs/theory.md, the normal form
 */
export function reduceRates<Entries>(form: TapForm<Entries>, kind: EntryKind<Entries>): TapForm<Entries> {
  return form.up.reduce<TapForm<Entries>>((reduced, _, axis) => {
    const factor = greatestFactor(reduced, axis, kind)
    return factor === 1 ? reduced : divideRates(reduced, axis, factor, kind)
  }, form)
}

/** The greatest common divisor of all rates on one axis. */
export function commonFactor(
  { up, parts }: { readonly up: readonly number[]; readonly parts: readonly { readonly down: readonly number[] }[] },
  axis: number,
): number {
  return parts.reduce((divisor, part) => greatestCommonDivisor(divisor, part.down[axis] ?? 1), up[axis] ?? 1)
}

function greatestFactor<Entries>(form: TapForm<Entries>, axis: number, kind: EntryKind<Entries>): number {
  const common = commonFactor(form, axis)
  for (let factor = common; factor > 1; factor--) {
    if (common % factor === 0 && mapsToItself(form, axis, factor, kind)) return factor
  }
  return 1
}

/** Whether the kernel stays the same if outputs move by up/factor and the inputs by down/factor along the axis. */
function mapsToItself<Entries>(
  form: TapForm<Entries>,
  axis: number,
  factor: number,
  kind: EntryKind<Entries>,
): boolean {
  const up = form.up[axis] ?? 1
  const shift = up / factor
  const move = (phase: readonly number[]) => phase.with(axis, floorModulo((phase[axis] ?? 0) + shift, up))
  if (!biasMapsToItself(form, move, kind)) return false
  return form.parts.every((part) => {
    const down = part.down[axis] ?? 1
    const size = form.outChannels * part.inChannels
    // Moving is injective and the taps are finitely many, so every tap is also the image of one.
    return [...part.taps.values()].every(({ phase, offset, matrix }) => {
      const wraps = Math.floor(((phase[axis] ?? 0) + shift) / up)
      const moved = offset.with(axis, (offset[axis] ?? 0) + down / factor - down * wraps)
      const image = part.taps.get(tapKey(move(phase), moved))
      return image !== undefined && sameEntries(matrix, image.matrix, size, kind)
    })
  })
}

function biasMapsToItself<Entries>(
  { outChannels, up, bias }: TapForm<Entries>,
  move: (phase: readonly number[]) => readonly number[],
  kind: EntryKind<Entries>,
): boolean {
  const phases = positionsBelow(up)
  const places = new Map(phases.map((phase, r) => [`${phase}`, r]))
  return phases.every((phase, r) => {
    const moved = places.get(`${move(phase)}`) ?? r
    for (let o = 0; o < outChannels; o++) {
      if (!kind.equal(bias, o * phases.length + r, bias, o * phases.length + moved)) return false
    }
    return true
  })
}

/** Keep the first phases of the axis; the others are their images, so no tap changes. */
function divideRates<Entries>(
  form: TapForm<Entries>,
  axis: number,
  factor: number,
  kind: EntryKind<Entries>,
): TapForm<Entries> {
  const divide = (rates: readonly number[]) => rates.with(axis, (rates[axis] ?? 1) / factor)
  const up = divide(form.up)
  const remains = (phase: readonly number[]) => (phase[axis] ?? 0) < (up[axis] ?? 1)
  return {
    outChannels: form.outChannels,
    up,
    bias: kind.gather(form.bias, phasePositions(form.outChannels, form.up, up, 1)),
    parts: form.parts.map((part) => ({
      ...part,
      down: divide(part.down),
      taps: new Map([...part.taps].filter(([, tap]) => remains(tap.phase))),
    })),
  }
}

/** Where the entries of the phases below `kept` stand in a tensor [outChannels, ...up, block]. */
export function phasePositions(
  outChannels: number,
  up: readonly number[],
  kept: readonly number[],
  block: number,
): Int32Array {
  const stays = positionsBelow(up).map((phase) => phase.every((r, axis) => r < (kept[axis] ?? 1)))
  const positions = new Int32Array(outChannels * productOf(kept) * block)
  let to = 0
  for (let row = 0; row < outChannels * stays.length; row++) {
    if (stays[row % stays.length] !== true) continue
    for (let at = 0; at < block; at++) positions[to++] = row * block + at
  }
  return positions
}
