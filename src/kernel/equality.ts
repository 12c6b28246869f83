/** Whether two kernels are the same map on unbounded signals; if not, the smallest input that shows it. Never samples. */
import { fail } from '../errors.ts'
import { add, constant, equalPolynomial, type Polynomial } from '../scalar/polynomial.ts'
import { ZERO } from '../scalar/rational.ts'
import { type CanonicalKernel, canonicalForm, equalForms } from './canonical.ts'
import { EXACT_ENTRIES } from './entries.ts'
import { type AnswerTo, answersOf, compareDistance, nearestFirst } from './impulse.ts'
import type { PhaseKernel } from './phase-kernel.ts'
import { floorModulo, positionsBelow } from './position.ts'

/** A sample of a signal. */
export interface SamplePlace {
  readonly channel: number
  readonly position: readonly number[]
}

/** What the first and the second network have of something. */
export type Pair<T> = readonly [T, T]

/** How two maps compare; the values are exact, and polynomials where symbols are left. */
export type Comparison =
  | { readonly kind: 'equal' }
  | { readonly kind: 'ranks'; readonly ranks: Pair<number> }
  | { readonly kind: 'output-channels'; readonly channels: Pair<number> }
  | { readonly kind: 'input-channels'; readonly input: string; readonly channels: Pair<number> }
  /** Already with all inputs zero the outputs differ here. */
  | { readonly kind: 'bias'; readonly output: SamplePlace; readonly values: Pair<Polynomial> }
  /** With one input sample 1 and all others 0 the outputs differ here. */
  | {
      readonly kind: 'impulse'
      readonly input: string
      readonly impulse: SamplePlace
      readonly output: SamplePlace
      readonly values: Pair<Polynomial>
    }

type ExactKernel = PhaseKernel<readonly Polynomial[]>
type ExactForm = CanonicalKernel<readonly Polynomial[]>

const NOTHING = constant(ZERO)

/**
 * Decide whether two kernels are equal on all unbounded signals, for all values of their symbols. Inputs are told apart by name;
 * an input that only one of the kernels mentions is one that the other does not depend on.
 *
 * Different kernels: the shapes if they differ, else an output with all inputs zero, else an impulse. Of all impulses it is the
 * smallest by position (the sum of absolute values, then lexicographic), then input name, then channel; of all outputs, the
 * smallest by position in the same order, then channel.
 * @throws ConvolemmaError "kernel/channels"
 * @source docs/theory.md, the normal form
 */
export function compareKernels(a: ExactKernel, b: ExactKernel): Comparison {
  const shapes = compareShapes(a, b)
  if (shapes !== undefined) return shapes
  const first = canonicalForm(a, EXACT_ENTRIES)
  const second = canonicalForm(b, EXACT_ENTRIES)
  if (equalForms(first, second, EXACT_ENTRIES)) return { kind: 'equal' }
  return compareBiases(first, second) ?? findImpulse(first, second)
}

function compareShapes(a: ExactKernel, b: ExactKernel): Comparison | undefined {
  if (a.rank !== b.rank) return { kind: 'ranks', ranks: [a.rank, b.rank] }
  if (a.outChannels !== b.outChannels) return { kind: 'output-channels', channels: [a.outChannels, b.outChannels] }
  const channels = new Map(b.parts.map((part) => [part.input, part.inChannels]))
  for (const { input, inChannels } of a.parts) {
    const other = channels.get(input) ?? inChannels
    if (other !== inChannels) return { kind: 'input-channels', input, channels: [inChannels, other] }
  }
  return undefined
}

function compareBiases(a: ExactForm, b: ExactForm): Comparison | undefined {
  const differAt = (position: readonly number[]) => {
    const channels = Array.from({ length: a.outChannels }, (_, channel) => channel)
    return channels.find((channel) => !equalPolynomial(biasAt(a, channel, position), biasAt(b, channel, position)))
  }
  const period = a.up.map((rate, axis) => rate * (b.up[axis] ?? 1))
  if (positionsBelow(period).every((position) => differAt(position) === undefined)) return undefined
  for (const position of nearestFirst(a.rank)) {
    const channel = differAt(position)
    if (channel === undefined) continue
    const values = [biasAt(a, channel, position), biasAt(b, channel, position)] as const
    return { kind: 'bias', output: { channel, position }, values }
  }
  return undefined
}

function biasAt({ up, bias }: ExactForm, channel: number, position: readonly number[]): Polynomial {
  const at = position.reduce((row, entry, axis) => {
    const rate = up[axis] ?? 1
    return row * rate + floorModulo(entry, rate)
  }, channel)
  return bias[at] ?? NOTHING
}

/**
 * The smallest impulse that two different maps of equal bias answer differently. There is one: where the rates agree, in every
 * residue class; where they do not, the answers to an impulse far away lie apart from each other.
 */
function findImpulse(a: ExactForm, b: ExactForm): Comparison {
  const channels = new Map([...a.parts, ...b.parts].map((part) => [part.input, part.inChannels]))
  const inputs = [...channels].sort(([one], [other]) => (one < other ? -1 : 1))
  const answers = [answersOf(a), answersOf(b)] as const
  for (const position of nearestFirst(a.rank)) {
    for (const [input, inChannels] of inputs) {
      const found = firstDifference(answers, input, position, { inChannels, outChannels: a.outChannels })
      if (found === undefined) continue
      const { impulse, output, values } = found
      const beyond = biasAt(a, output.channel, output.position)
      return { kind: 'impulse', input, impulse, output, values: [add(beyond, values[0]), add(beyond, values[1])] }
    }
  }
  return fail({ code: 'kernel/no-difference', what: 'two different kernels give the same output for every impulse' })
}

interface Difference {
  readonly impulse: SamplePlace
  readonly output: SamplePlace
  readonly values: Pair<Polynomial>
}

function firstDifference(
  [answerA, answerB]: Pair<AnswerTo>,
  input: string,
  position: readonly number[],
  { inChannels, outChannels }: { readonly inChannels: number; readonly outChannels: number },
): Difference | undefined {
  const first = answerA(input, position)
  const second = answerB(input, position)
  const outputs = [...new Map([...first, ...second])].sort(([, x], [, y]) => compareDistance(x.position, y.position))
  for (let channel = 0; channel < inChannels; channel++) {
    for (const [key, output] of outputs) {
      for (let o = 0; o < outChannels; o++) {
        const at = o * inChannels + channel
        const values = [first.get(key)?.matrix[at] ?? NOTHING, second.get(key)?.matrix[at] ?? NOTHING] as const
        if (equalPolynomial(...values)) continue
        return { impulse: { channel, position }, output: { channel: o, position: output.position }, values }
      }
    }
  }
  return undefined
}
