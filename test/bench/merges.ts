/** Merging C → C → C, 3×3 after 3×3, from binary32 weights, beside the same multiplications without any guarantee. */
import { conv2d, type Dtype, derive, merge, type StoredTensor, sequential } from '../../src/index.ts'
import { count, median, milliseconds, randomFloats, type Table } from './table.ts'

function weights(channels: number): ReadonlyMap<string, StoredTensor> {
  const shape = [channels, channels, 3, 3]
  const tensor = (name: string, seed: number): readonly [string, StoredTensor] => [
    name,
    { name, dtype: 'float32', shape, data: randomFloats(channels * channels * 9, seed) },
  ]
  return new Map([tensor('0.weight', 1), tensor('1.weight', 2)])
}

/** The floor: plain loops over binary64, rounded at the end whatever the error. */
function plainLoops(channels: number, first: Float64Array, second: Float64Array): Float32Array {
  const out = new Float64Array(channels * channels * 25)
  for (let o = 0; o < channels; o += 1)
    for (let c = 0; c < channels; c += 1)
      for (let j = 0; j < 9; j += 1) {
        const factor = second[(o * channels + c) * 9 + j] ?? 0
        const corner = Math.floor(j / 3) * 5 + (j % 3)
        for (let a = 0; a < channels; a += 1)
          for (let i = 0; i < 9; i += 1) {
            const at = (o * channels + a) * 25 + corner + Math.floor(i / 3) * 5 + (i % 3)
            out[at] = (out[at] ?? 0) + factor * (first[(c * channels + a) * 9 + i] ?? 0)
          }
      }
  return Float32Array.from(out)
}

export function merges(): Table {
  const rows = [16, 32, 64].flatMap((channels) => {
    const layer = { inChannels: channels, outChannels: channels, kernelSize: 3, bias: false } as const
    const derivation = derive(sequential(conv2d(layer), conv2d(layer)))
    const stored = weights(channels)
    const data = (name: string) => stored.get(name)?.data as Float64Array
    const floor = median(() => plainLoops(channels, data('0.weight'), data('1.weight')), 3)
    return (['float32', 'float64', 'exact'] as const).map((dtype: Dtype) => {
      const { report } = merge(derivation, { weights: stored, dtype })
      const time = median(() => merge(derivation, { weights: stored, dtype }), 3)
      const ratio = `${(time / floor).toFixed(1)} ×`
      return [
        count(channels),
        count(report.products),
        dtype,
        milliseconds(time),
        milliseconds(floor),
        ratio,
        count(report.recomputed),
      ]
    })
  })
  return {
    title: 'Exact merge of C → C → C, 3×3 after 3×3',
    about:
      'Every entry correctly rounded from its exact value. The floor is hand-written loops over binary64 that guarantee nothing; "again" counts entries that the error bound left open.',
    header: ['C', 'products', 'result', 'merge', 'plain loops', 'ratio', 'again'],
    rows,
  }
}
