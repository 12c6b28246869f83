/** Fully expanded symbolic kernels, written as JSON. */
import { conv2d, derive, findWeightEmitter, merge, sequential } from '../../src/index.ts'
import { count, median, milliseconds, type Table } from './table.ts'

export function symbolic(): Table {
  const rows = [2, 4, 8].map((channels) => {
    const layer = { inChannels: channels, outChannels: channels, kernelSize: 3, bias: false } as const
    const derivation = derive(sequential(conv2d(layer), conv2d(layer)))
    const emitter = findWeightEmitter('json')
    const result = merge(derivation, { dtype: 'exact' })
    const expanding = median(() => merge(derivation, { dtype: 'exact' }), 3)
    const writing = median(() => emitter?.emit(result.weights), 3)
    const bytes = emitter?.emit(result.weights)[0]?.bytes.length ?? 0
    return [
      count(channels),
      count(result.report.products),
      milliseconds(expanding),
      milliseconds(writing),
      count(bytes),
    ]
  })
  return {
    title: 'Fully expanded symbolic kernels',
    about:
      'C → C → C, 3×3 after 3×3, every tap a free symbol: each entry of the merged kernel is a polynomial with all its products.',
    header: ['C', 'products', 'expand', 'write JSON', 'bytes'],
    rows,
  }
}
