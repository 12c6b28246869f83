/** The shape of what a claim states: its geometry in numbers, and its kernels and bias as formulas. Never evaluates them. */
import type { Claim, ClaimSignal, Proof } from '../proof/proof.ts'
import { countElements } from '../scalar/tensor-value.ts'
import { type Index, singleVariable } from '../term/index-expression.ts'
import type { IndexVariable } from '../term/term.ts'
import type { Formula } from './evaluate.ts'
import { loopsOf } from './plan.ts'
import { compileIndex, onAxis } from './scalar-index.ts'
import { concreteEntries, type Space } from './space.ts'

/** output[o, up⊙n + r] = bias[o, r] + what every part reads around block n. */
export interface ClaimForm {
  readonly rank: number
  readonly outChannels: number
  readonly up: readonly number[]
  readonly parts: readonly PartForm[]
  /** Parameters [o], or [o, r] where the claim has phases. */
  readonly bias: Formula | undefined
}

/** Σ_c Σ_m kernel · input[c, down⊙n + dilation⊙m − padding]. */
export interface PartForm {
  readonly input: string
  readonly inChannels: number
  readonly down: readonly number[]
  readonly dilation: readonly number[]
  readonly padding: readonly number[]
  readonly kernelSize: readonly number[]
  /** Parameters [o, r, c, m], without r where the claim has no phases, c where one channel is read and m where one tap is. */
  readonly kernel: Formula
  /** [outChannels, ...up, inChannels, ...kernelSize], without what the parameters do not have. */
  readonly kernelShape: readonly number[]
  /** True where every output channel reads the input channel of its own number; rank 0 has no such form. */
  readonly isSeparate: boolean
  /** The one input channel that an output channel reads; undefined where the kernel has an axis of input channels. */
  readonly channelOf: ((outputChannel: number) => number) | undefined
}

/** @throws ConvolemmaError "lower/symbolic-size" */
export function claimForm(proof: Proof, space: Space): ClaimForm {
  const { claim } = proof
  const output = proof.definitions.find(({ name }) => name === claim.output)?.parameters[0]
  if (output?.extent === undefined) throw new TypeError('the claim has no output channels')
  const channel: IndexVariable = { name: claim.outputChannel, sort: 'channel', extent: output.extent }
  const phase: readonly IndexVariable[] = claim.phase === undefined ? [] : [{ ...claim.phase, sort: 'position' }]
  const shared: readonly IndexVariable[] = [channel, ...phase]
  return {
    rank: space.rank,
    outChannels: concreteEntries(output.extent, 'channel', space)[0] ?? 1,
    up: claim.phase === undefined ? ones(space) : concreteEntries(claim.phase.extent, 'position', space),
    parts: claim.signals.map((signal) => partForm(signal, shared, proof, space)),
    bias: claim.bias === undefined ? undefined : { name: 'bias', parameters: shared, body: claim.bias },
  }
}

function ones({ rank }: Space): readonly number[] {
  return Array.from({ length: rank }, () => 1)
}

function partForm(signal: ClaimSignal, shared: readonly IndexVariable[], proof: Proof, space: Space): PartForm {
  const { channel, channelIndex, tapIndex } = signal
  if (channelIndex !== undefined && singleVariable(channel) !== channelIndex.name) {
    throw new TypeError('the input channel of the claim is not the index that runs over the input channels')
  }
  const parameters: readonly IndexVariable[] = [
    ...shared,
    ...(channelIndex === undefined ? [] : [{ ...channelIndex, sort: 'channel' } as const]),
    ...(tapIndex === undefined ? [] : [{ ...tapIndex, sort: 'position' } as const]),
  ]
  const kernelShape = parameters.flatMap((parameter) => loopsOf(parameter, space)).map((loop) => loop.extent)
  const perAxis = (index: Index): readonly number[] => concreteEntries(index, 'position', space)
  const { outputChannel } = proof.claim
  return {
    input: signal.input,
    inChannels: channelsOf(signal.input, proof, space),
    down: perAxis(signal.stride),
    dilation: perAxis(signal.dilation),
    padding: perAxis(signal.padding),
    kernelSize: tapIndex === undefined ? ones(space) : perAxis(tapIndex.extent),
    kernel: { name: kernelName(signal, proof.claim), parameters, body: signal.kernel },
    kernelShape,
    isSeparate: space.rank > 0 && channelIndex === undefined && singleVariable(channel) === outputChannel,
    channelOf: channelIndex === undefined ? channelReader(channel, outputChannel, space) : undefined,
  }
}

/** What messages call a kernel. */
function kernelName({ input }: ClaimSignal, { signals }: Claim): string {
  return signals.length === 1 ? 'weight' : `weight for ${input}`
}

/** The channels of a given tensor or of a signal; one where it has only positions. */
function channelsOf(signal: string, proof: Proof, space: Space): number {
  const axis =
    proof.tensors.find(({ name }) => name === signal)?.axes[0] ??
    proof.definitions.find(({ name }) => name === signal)?.parameters[0]
  if (axis?.sort !== 'channel') return 1
  if (axis.extent === undefined) throw new TypeError('the claim has no input channels')
  return concreteEntries(axis.extent, 'channel', space)[0] ?? 1
}

function channelReader(channel: Index, outputChannel: string, space: Space): (outputChannel: number) => number {
  const index = onAxis(channel, 0, new Map([[outputChannel, 'channel']]), space)
  const read = compileIndex(index, new Map([[outputChannel, 0]]))
  return (o) => read(Int32Array.of(o))
}

/** [outChannels, ...up, inChannels, ...kernelSize] */
export function denseShape({ outChannels, up }: ClaimForm, { inChannels, kernelSize }: PartForm): readonly number[] {
  return [outChannels, ...up, inChannels, ...kernelSize]
}

/**
 * Where an entry of the dense shape stands in the kernel of the claim, -1 where it is zero; undefined where both have the
 * same layout.
 */
export function densePositions(form: ClaimForm, part: PartForm): ((position: number) => number) | undefined {
  const { inChannels, kernelSize, kernelShape, channelOf } = part
  const taps = countElements(kernelSize)
  const phases = countElements(form.up)
  const columns = channelOf === undefined ? countElements(kernelShape) / (form.outChannels * phases * taps) : 1
  if (channelOf === undefined && columns === inChannels) return undefined
  return (position) => {
    const row = Math.floor(position / (inChannels * taps))
    const a = Math.floor(position / taps) % inChannels
    const column = channelOf === undefined ? a : a - channelOf(Math.floor(row / phases))
    const isRead = channelOf === undefined ? a < columns : column === 0
    return isRead ? (row * columns + column) * taps + (position % taps) : -1
  }
}
