/** The reference application of a phase kernel: plain loops, one output at a time. Never optimises. */
import type { PhaseKernel, PhasePart } from './phase-kernel.ts'
import { positionsBelow } from './position.ts'

/** What is computed with: `entry` reads a weight or bias at its row-major place. */
export interface OutputArithmetic<Entries, T> {
  readonly zero: T
  readonly entry: (entries: Entries, at: number) => T
  readonly add: (a: T, b: T) => T
  readonly multiply: (a: T, b: T) => T
}

/** A sample of an input by its name, at any position: outside of its samples what its padding holds. */
export type ReadSample<T> = (input: string, channel: number, position: readonly number[]) => T

/** output[channel, up⊙block + phase] = bias + Σ weight · input, in the order of the entries. */
export function outputOf<Entries, T>(
  kernel: PhaseKernel<Entries>,
  arithmetic: OutputArithmetic<Entries, T>,
  read: ReadSample<T>,
  { channel, block, phase }: OutputPlace,
): T {
  const phases = kernel.up.reduce((product, rate) => product * rate, 1)
  const row = channel * phases + rowMajor(phase, kernel.up)
  const bias = arithmetic.entry(kernel.bias.entries, row)
  return kernel.parts.reduce((sum, part) => addPart(sum, part, row, block, arithmetic, read), bias)
}

/** One output sample: its channel, its block, and its phase within the block. */
export interface OutputPlace {
  readonly channel: number
  readonly block: readonly number[]
  readonly phase: readonly number[]
}

function addPart<Entries, T>(
  start: T,
  part: PhasePart<Entries>,
  row: number,
  block: readonly number[],
  { entry, add, multiply }: OutputArithmetic<Entries, T>,
  read: ReadSample<T>,
): T {
  const { input, inChannels, down, dilation, padding, kernelSize, weight } = part
  const taps = positionsBelow(kernelSize)
  let sum = start
  for (let channel = 0; channel < inChannels; channel += 1) {
    for (const [number, tap] of taps.entries()) {
      const position = tap.map(
        (m, axis) => (down[axis] ?? 1) * (block[axis] ?? 0) + (dilation[axis] ?? 1) * m - (padding[axis] ?? 0),
      )
      const value = entry(weight.entries, (row * inChannels + channel) * taps.length + number)
      sum = add(sum, multiply(value, read(input, channel, position)))
    }
  }
  return sum
}

function rowMajor(position: readonly number[], extent: readonly number[]): number {
  return position.reduce((at, entry, axis) => at * (extent[axis] ?? 1) + entry, 0)
}
