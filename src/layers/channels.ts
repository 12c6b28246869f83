/** The channels in another order: a shuffle of groups, and any permutation. */
import { ONE, ZERO } from '../scalar/rational.ts'
import { element, multiply } from '../term/build.ts'
import { addIndex, floorDivide, integer, scaleIndex, subtractIndex } from '../term/index-expression.ts'
import { knownChannels } from './known-shape.ts'
import { defineLayer, type InputShape, POINTWISE, summed } from './layer.ts'
import type { Parameters } from './schema.ts'

export const channelShuffle = defineLayer({
  name: 'channel-shuffle',
  summary: 'Takes one channel of every group in turn',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html',
  notations: { ChannelShuffle: 'input' },
  schema: { groups: { kind: 'integers', minimum: 1, summary: 'blocks of channels; divides their number' } },
  takesKernelLetter: false,
  inputChannels: () => undefined,
  outputChannels: (p, inputs) => {
    const { groups, size } = groupsOf(p, inputs)
    return integer(groups * size)
  },
  geometry: () => POINTWISE,
  tensors: () => [],
  meaning({ parameters, inputs, channel, position, read }) {
    const { groups, size } = groupsOf(parameters, inputs)
    const within = floorDivide(channel, integer(groups))
    const group = subtractIndex(channel, scaleIndex(groups, within))
    return { local: [], body: read(addIndex(scaleIndex(size, group), within), position) }
  },
  examples: [{ notation: 'ChannelShuffle(2)', summary: 'two groups' }],
})

/** @throws ConvolemmaError "layer/groups" where the groups do not divide the channels */
function groupsOf(p: Parameters, inputs: readonly InputShape[]): { readonly groups: number; readonly size: number } {
  const groups = p.integers('groups')
  const channels = knownChannels(p, inputs)
  if (typeof groups === 'number' && channels % groups === 0) return { groups, size: channels / groups }
  const what = `its input has ${channels} channels, which are not divisible by groups=${groups}`
  return p.refuse('layer/groups', what, 'one integer that divides the number of channels')
}

export const channelPermutation = defineLayer({
  name: 'channel-permutation',
  summary: 'Channel order[o] of its input as channel o',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.index_select.html',
  notations: { ChannelPermutation: 'input' },
  schema: {
    order: { kind: 'integers', minimum: 0, summary: 'every channel of the input once' },
    name: { kind: 'name', fallback: null, keywordOnly: true, summary: "the matrix's symbol" },
  },
  takesKernelLetter: false,
  inputChannels: (p) => integer(orderOf(p).length),
  outputChannels: (p) => integer(orderOf(p).length),
  geometry: () => POINTWISE,
  tensors(p) {
    const order = orderOf(p)
    const axis = { sort: 'channel', extent: integer(order.length) } as const
    const constant = ([to = 0, from = 0]: readonly number[]) => (order[to] === from ? ONE : ZERO)
    return [{ role: 'matrix', symbol: p.text('name') ?? 'P', axes: [axis, axis], constant }]
  },
  meaning(context) {
    const { parameters: p, channel, position } = context
    const body = summed(context, 'c', 'channel', integer(orderOf(p).length), (c) =>
      multiply(element(context.symbol('matrix'), channel, c), context.read(c, position)),
    )
    return { local: [], body }
  },
  examples: [{ notation: 'ChannelPermutation((2, 0, 1))', summary: 'three channels in another order' }],
})

/** @throws ConvolemmaError "layer/permutation" */
function orderOf(p: Parameters): readonly number[] {
  const order = p.integers('order')
  const isPermutation =
    typeof order === 'object' && new Set(order).size === order.length && order.every((entry) => entry < order.length)
  if (isPermutation && order.length > 0) return order
  return p.refuse('layer/permutation', 'the order does not name every channel once', 'such as (2, 0, 1) for 3 channels')
}
