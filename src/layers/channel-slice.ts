/** Some neighbouring channels of the input: slices, and one part of a split. */
import { addIndex, integer } from '../term/index-expression.ts'
import { knownChannels } from './known-shape.ts'
import { type InputShape, type LayerExample, type LayerKind, POINTWISE } from './layer.ts'
import type { Parameters, Schema } from './schema.ts'

/** Channels start ≤ c < stop. */
interface Slice {
  readonly start: number
  readonly stop: number
}

interface SliceKind<S extends Schema> {
  readonly name: string
  readonly summary: string
  readonly source: string
  readonly notation: string
  readonly schema: S
  readonly slice: (p: Parameters, channels: number) => Slice
  readonly examples: readonly LayerExample[]
}

/** y[o, n] = x[o + start, n] for 0 ≤ o < stop − start */
function sliceKind<const S extends Schema>(kind: SliceKind<S>): LayerKind<S> {
  const { name, summary, source, notation, schema, examples } = kind
  const sliceOf = (p: Parameters, inputs: readonly InputShape[]): Slice => {
    const channels = knownChannels(p, inputs)
    const { start, stop } = kind.slice(p, channels)
    if (0 <= start && start < stop && stop <= channels) return { start, stop }
    const what = `channels ${start} to ${stop} are not some of the ${channels} channels of its input`
    return p.refuse('layer/channel-slice', what, `0 ≤ start < stop ≤ ${channels}`)
  }
  return {
    name,
    summary,
    source,
    notations: { [notation]: 'input' },
    schema,
    takesKernelLetter: false,
    inputChannels: () => undefined,
    outputChannels(p, inputs) {
      const { start, stop } = sliceOf(p, inputs)
      return integer(stop - start)
    },
    geometry: () => POINTWISE,
    tensors: () => [],
    meaning({ parameters, inputs, channel, position, read }) {
      const { start } = sliceOf(parameters, inputs)
      return { local: [], body: read(addIndex(channel, integer(start)), position) }
    },
    examples,
  }
}

export const channelSlice = sliceKind({
  name: 'channel-slice',
  summary: 'The channels from start to before stop',
  source: 'https://onnx.ai/onnx/operators/onnx__Slice.html',
  notation: 'ChannelSlice',
  schema: {
    start: { kind: 'integers', minimum: 0, summary: 'the first channel that is kept' },
    stop: { kind: 'integers', minimum: 1, summary: 'the first channel after it that is not' },
  },
  slice: (p) => ({ start: single(p, 'start'), stop: single(p, 'stop') }),
  examples: [{ notation: 'ChannelSlice(1, 3)', summary: 'channels 1 and 2' }],
})

export const narrow = sliceKind({
  name: 'narrow',
  summary: 'As many channels as length says, from start on',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.narrow.html',
  notation: 'Narrow',
  schema: {
    start: { kind: 'integers', minimum: 0, summary: 'the first channel that is kept' },
    length: { kind: 'integers', minimum: 1, summary: 'how many are kept' },
  },
  slice: (p) => ({ start: single(p, 'start'), stop: single(p, 'start') + single(p, 'length') }),
  examples: [{ notation: 'Narrow(1, 3)', summary: 'channels 1, 2 and 3' }],
})

export const chunk = sliceKind({
  name: 'chunk',
  summary: 'One of the parts that torch.chunk makes of the channels',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.chunk.html',
  notation: 'Chunk',
  schema: {
    chunks: { kind: 'integers', minimum: 1, summary: 'into how many parts the channels are divided' },
    index: { kind: 'integers', minimum: 0, summary: 'which part, counted from 0' },
  },
  slice: (p, channels) => part(p, channels, Math.ceil(channels / single(p, 'chunks'))),
  examples: [{ notation: 'Chunk(2, 1)', summary: 'the second half' }],
})

export const split = sliceKind({
  name: 'split',
  summary: 'One of the parts that torch.split makes of the channels',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.split.html',
  notation: 'Split',
  schema: {
    splitSize: { kind: 'integers', minimum: 1, summary: 'the channels of every part, or of each' },
    index: { kind: 'integers', minimum: 0, summary: 'which part, counted from 0' },
  },
  slice(p, channels) {
    const sizes = p.integers('splitSize')
    if (typeof sizes === 'number') return part(p, channels, sizes)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    if (total !== channels) {
      p.refuse(
        'layer/channel-slice',
        `the parts have ${total} channels, but its input has ${channels}`,
        `parts of ${channels} channels in all`,
      )
    }
    const index = partIndex(p, sizes.length)
    const start = sizes.slice(0, index).reduce((sum, size) => sum + size, 0)
    return { start, stop: start + (sizes[index] ?? 0) }
  },
  examples: [
    { notation: 'Split(2, 0)', summary: 'the first two channels' },
    { notation: 'Split((1, 3), 1)', summary: 'all channels but the first of four' },
  ],
})

/** Parts of `size` channels each, the last of what is left. */
function part(p: Parameters, channels: number, size: number): Slice {
  const index = partIndex(p, Math.ceil(channels / size))
  return { start: index * size, stop: Math.min(channels, (index + 1) * size) }
}

/** @throws ConvolemmaError "layer/channel-slice" where there is no such part */
function partIndex(p: Parameters, count: number): number {
  const index = single(p, 'index')
  if (index < count) return index
  return p.refuse('layer/channel-slice', `there is no part ${index} of ${count} parts`, `index from 0 to ${count - 1}`)
}

/** @throws ConvolemmaError "layer/parameter" where a list is given */
function single(p: Parameters, name: string): number {
  const value = p.integers(name)
  return typeof value === 'number' ? value : p.refuse('layer/parameter', `${name} must be one integer`, 'an integer')
}
