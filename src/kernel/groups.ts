/** Groups of a merged layer: the equal diagonal blocks outside of which the kernel is exactly zero. Never rounds. */
import { greatestCommonDivisor } from './position.ts'

/** The shape of a kernel [outChannels, inChannels, taps], all taps of a pair of channels counted together. */
export interface DenseShape {
  readonly outChannels: number
  readonly inChannels: number
  readonly taps: number
}

/**
 * The largest number of equal, contiguous blocks of channels that do not mix; 1 where all mix.
 * `isZero` tells whether the entry at a row-major position is exactly zero.
 * @source docs/theory.md §2
 */
export function countGroups(shape: DenseShape, isZero: (position: number) => boolean): number {
  const { outChannels, inChannels } = shape
  const ranges = Array.from({ length: outChannels }, (_, o) => inputRange(shape, o, isZero))
  for (let groups = greatestCommonDivisor(outChannels, inChannels); groups > 1; groups--) {
    if (outChannels % groups !== 0 || inChannels % groups !== 0) continue
    const rows = outChannels / groups
    const columns = inChannels / groups
    const fits = ranges.every((range, o) => {
      const block = Math.floor(o / rows)
      return range === undefined || range.every((a) => Math.floor(a / columns) === block)
    })
    if (fits) return groups
  }
  return 1
}

/** The row-major positions of the entries that remain of a dense kernel: [outChannels, inChannels / groups, taps]. */
export function positionsInGroups(shape: DenseShape, groups: number): Int32Array {
  const { outChannels, inChannels, taps } = shape
  const columns = inChannels / groups
  const rows = outChannels / groups
  const positions = new Int32Array(outChannels * columns * taps)
  let at = 0
  for (let o = 0; o < outChannels; o++) {
    const start = (o * inChannels + Math.floor(o / rows) * columns) * taps
    for (let i = 0; i < columns * taps; i++) positions[at++] = start + i
  }
  return positions
}

/** The first and the last input channel that some tap joins with the output channel. */
function inputRange(
  { inChannels, taps }: DenseShape,
  o: number,
  isZero: (position: number) => boolean,
): readonly [number, number] | undefined {
  const start = o * inChannels * taps
  const end = start + inChannels * taps
  let first = start
  while (first < end && isZero(first)) first++
  if (first === end) return undefined
  let last = end - 1
  while (isZero(last)) last--
  return [Math.floor((first - start) / taps), Math.floor((last - start) / taps)]
}
