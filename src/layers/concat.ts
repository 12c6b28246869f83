/** Several signals as the channels of one. */
import { add, equals, multiply } from '../term/build.ts'
import { addIndex } from '../term/index-expression.ts'
import { defineLayer, POINTWISE, summed } from './layer.ts'

export const concat = defineLayer({
  name: 'concat',
  summary: 'The channels of its inputs, one after the other',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.cat.html',
  notations: { Concat: 'input' },
  schema: {},
  takesKernelLetter: false,
  joins: true,
  inputChannels: () => undefined,
  outputChannels: (_, inputs) => addIndex(...inputs.map((input) => input.channels)),
  geometry: () => POINTWISE,
  tensors: () => [],
  meaning(context) {
    const { inputs, channel, position } = context
    const parts = inputs.map(({ channels }, from) => {
      const first = addIndex(...inputs.slice(0, from).map((input) => input.channels))
      return summed(context, 'c', 'channel', channels, (c) =>
        multiply(equals(channel, addIndex(c, first)), context.read(c, position, { from, reach: 'inside' })),
      )
    })
    return { local: [], body: add(...parts) }
  },
  examples: [{ notation: 'Concat(Conv1d(2, 2, 1), Conv1d(2, 1, 1))', summary: 'two branches' }],
})
