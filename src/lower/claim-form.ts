/** The shape of what a claim states: its geometry in numbers, and its kernel and bias as formulas. Never evaluates them. */
import type { Proof } from '../proof/proof.ts'
import { countElements } from '../scalar/tensor-value.ts'
import { type Index, singleVariable } from '../term/index-expression.ts'
import type { IndexVariable } from '../term/term.ts'
import type { Formula } from './evaluate.ts'
import { loopsOf } from './plan.ts'
import { compileIndex, onAxis } from './scalar-index.ts'
import { concreteEntries, type Space } from './space.ts'

/** The merged layer without groups and entries. */
interface ClaimGeometry {
  readonly rank: number
  readonly inChannels: number
  readonly outChannels: number
  readonly kernelSize: readonly number[]
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  readonly padding: readonly number[]
  readonly paddingEnd: readonly number[]
}

export interface ClaimForm {
  readonly geometry: ClaimGeometry
  readonly kernel: Formula
  readonly bias: Formula | undefined
  /** [outChannels, inChannels, ...kernelSize], without inChannels where every output reads one channel only. */
  readonly kernelShape: readonly number[]
  /** True where every output channel reads the input channel of its own number; rank 0 has no such form. */
  readonly isSeparate: boolean
  /** The one input channel that an output channel reads; undefined where the kernel has an axis of input channels. */
  readonly channelOf: ((outputChannel: number) => number) | undefined
}

/** @throws ConvolemmaError "lower/symbolic-size" */
export function claimForm(proof: Proof, space: Space, paddingEnd: Index): ClaimForm {
  const { claim } = proof
  const { rank } = space
  const output = proof.definitions.find(({ name }) => name === claim.output)?.parameters[0]
  const input = proof.tensors.find(({ name }) => name === claim.input)?.axes[0]
  if (output?.extent === undefined || input?.extent === undefined) throw new TypeError('the claim has no channels')
  if (claim.channelIndex !== undefined && singleVariable(claim.channel) !== claim.channelIndex.name) {
    throw new TypeError('the input channel of the claim is not the index that runs over the input channels')
  }
  const channel: IndexVariable = { name: claim.outputChannel, sort: 'channel', extent: output.extent }
  const parameters: readonly IndexVariable[] = [
    channel,
    ...(claim.channelIndex === undefined ? [] : [{ ...claim.channelIndex, sort: 'channel' } as const]),
    ...(claim.tapIndex === undefined ? [] : [{ ...claim.tapIndex, sort: 'position' } as const]),
  ]
  const perAxis = (index: Index): readonly number[] => concreteEntries(index, 'position', space)
  const kernelShape = parameters.flatMap((parameter) => loopsOf(parameter, space)).map((loop) => loop.extent)
  const taps = claim.tapIndex
  return {
    geometry: {
      rank,
      inChannels: concreteEntries(input.extent, 'channel', space)[0] ?? 1,
      outChannels: kernelShape[0] ?? 1,
      kernelSize: taps === undefined ? Array.from({ length: rank }, () => 1) : perAxis(taps.extent),
      stride: perAxis(claim.stride),
      dilation: perAxis(claim.dilation),
      padding: perAxis(claim.padding),
      paddingEnd: perAxis(paddingEnd),
    },
    kernel: { name: 'weight', parameters, body: claim.kernel },
    bias: claim.bias === undefined ? undefined : { name: 'bias', parameters: [channel], body: claim.bias },
    kernelShape,
    isSeparate: rank > 0 && claim.channelIndex === undefined && singleVariable(claim.channel) === claim.outputChannel,
    channelOf: claim.channelIndex === undefined ? channelReader(claim.channel, channel.name, space) : undefined,
  }
}

function channelReader(channel: Index, outputChannel: string, space: Space): (outputChannel: number) => number {
  const index = onAxis(channel, 0, new Map([[outputChannel, 'channel']]), space)
  const read = compileIndex(index, new Map([[outputChannel, 0]]))
  return (o) => read(Int32Array.of(o))
}

/** Where an entry of [outChannels, inChannels, ...kernelSize] stands in the kernel of the claim; -1 where it is zero. */
export function densePositions({ geometry, channelOf }: ClaimForm): (position: number) => number {
  if (channelOf === undefined) return (position) => position
  const { inChannels } = geometry
  const taps = countElements(geometry.kernelSize)
  return (position) => {
    const o = Math.floor(position / (inChannels * taps))
    const a = Math.floor(position / taps) % inChannels
    return a === channelOf(o) ? o * taps + (position % taps) : -1
  }
}
