/** What a canonical kernel answers to a unit impulse, and positions in the order of their distance. Never rounds. */
import type { Polynomial } from '../scalar/polynomial.ts'
import type { CanonicalKernel, CanonicalPart } from './canonical.ts'
import { EXACT_ENTRIES } from './entries.ts'
import { compareLexicographic, floorModulo } from './position.ts'
import type { Tap } from './taps.ts'

/** The outputs at one position: matrix[o, c] answers an impulse in channel c, beyond the bias. */
export interface Answer {
  readonly position: readonly number[]
  readonly matrix: readonly Polynomial[]
}

/** The answers to an impulse at a position of the input, by output position as text; all others are zero. */
export type AnswerTo = (input: string, position: readonly number[]) => ReadonlyMap<string, Answer>

/** The taps are sorted once by the residues of their offsets, since an impulse meets one residue class of every part. */
export function answersOf(kernel: CanonicalKernel<readonly Polynomial[]>): AnswerTo {
  const parts = kernel.parts.map((part) => ({ part, classes: classesOf(part) }))
  return (input, position) => {
    const answers = new Map<string, Answer>()
    for (const { part, classes } of parts) {
      if (part.input !== input) continue
      for (const { phase, offset, matrix } of classes.get(residueKey(position, part.down)) ?? []) {
        const output = phase.map((r, axis) => {
          const block = ((position[axis] ?? 0) - (offset[axis] ?? 0)) / (part.down[axis] ?? 1)
          return (kernel.up[axis] ?? 1) * block + r
        })
        const known = answers.get(`${output}`)?.matrix
        const sum = known === undefined ? matrix : EXACT_ENTRIES.add(known, matrix)
        answers.set(`${output}`, { position: output, matrix: sum })
      }
    }
    return answers
  }
}

function classesOf<Entries>(part: CanonicalPart<Entries>): ReadonlyMap<string, readonly Tap<Entries>[]> {
  const classes = new Map<string, Tap<Entries>[]>()
  for (const tap of part.taps) {
    const key = residueKey(tap.offset, part.down)
    const known = classes.get(key)
    if (known === undefined) classes.set(key, [tap])
    else known.push(tap)
  }
  return classes
}

function residueKey(position: readonly number[], down: readonly number[]): string {
  return `${position.map((entry, axis) => floorModulo(entry, down[axis] ?? 1))}`
}

/** Positions by the sum of their absolute values, those of one sum in lexicographic order. */
export function compareDistance(a: readonly number[], b: readonly number[]): number {
  return distance(a) - distance(b) || compareLexicographic(a, b)
}

function distance(position: readonly number[]): number {
  return position.reduce((sum, entry) => sum + Math.abs(entry), 0)
}

/** All positions in this order: without end, except that rank 0 has only one. */
export function* nearestFirst(rank: number): Generator<readonly number[], void> {
  if (rank === 0) yield []
  else for (let radius = 0; ; radius++) yield* sphere(rank, radius)
}

/** The positions whose absolute values add up to the radius. */
function* sphere(rank: number, radius: number): Generator<readonly number[], void> {
  if (rank === 1) {
    if (radius > 0) yield [-radius]
    yield [radius]
    return
  }
  for (let first = 0 - radius; first <= radius; first++) {
    for (const rest of sphere(rank - 1, radius - Math.abs(first))) yield [first, ...rest]
  }
}
