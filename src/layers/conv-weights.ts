/** The weight and the bias of a convolution as tensors, in either direction. Knows no layer. */
import type { Index } from '../term/index-expression.ts'
import type { LayerTensor } from './layer.ts'
import type { Parameters } from './schema.ts'

/** weight [first, second, kernelSize], and bias [outChannels] where the layer has one. */
export function convolutionTensors(
  p: Parameters,
  letter: string,
  channels: readonly [first: Index, second: Index],
): readonly LayerTensor[] {
  return [
    {
      role: 'weight',
      symbol: letter,
      axes: [
        { sort: 'channel', extent: channels[0] },
        { sort: 'channel', extent: channels[1] },
        { sort: 'position', extent: p.size('kernelSize') },
      ],
      ...valuesOf(p, 'weight'),
      fromStart: p.text('origin') === 'start',
    },
    ...(p.flag('bias')
      ? [
          {
            role: 'bias',
            symbol: `b_${letter}`,
            axes: [{ sort: 'channel' as const, extent: p.size('outChannels') }],
            ...valuesOf(p, 'bias'),
          },
        ]
      : []),
  ]
}

function valuesOf(p: Parameters, name: string): { readonly values?: NonNullable<ReturnType<Parameters['taps']>> } {
  const values = p.taps(name)
  return values === undefined ? {} : { values }
}
