import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { derive } from '../../src/derive/derive.ts'
import { findWeightEmitter } from '../../src/emit/weights/index.ts'
import { realise } from '../../src/merge/realise.ts'
import { readNotation } from '../../src/read/notation.ts'
import { emptyFolder, ROOT, run } from './program.ts'

/** Debian's interpreter, which has Debian's NumPy. */
const PYTHON = '/usr/bin/python3'

const APPLY = /```python\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/borders.md'), 'utf8'))?.[1] ?? ''

/** The layers one after the other, as PyTorch defines them; weights are made up and the same ones as in the notation. */
const LAYERS = `
import json, sys

def conv(x, w, b, stride=1, padding=0, dilation=1):
    x = np.pad(x, [(0, 0)] + [(padding, padding)] * (x.ndim - 1))
    sizes = [(n - dilation * (k - 1) - 1) // stride + 1 for n, k in zip(x.shape[1:], w.shape[2:])]
    y = np.zeros((w.shape[0], *sizes))
    for n in np.ndindex(*sizes):
        for i in np.ndindex(*w.shape[2:]):
            at = tuple(stride * a + dilation * e for a, e in zip(n, i))
            y[(slice(None), *n)] += w[(slice(None), slice(None), *i)] @ x[(slice(None), *at)]
        y[(slice(None), *n)] += b
    return y

def transposed(x, w, b, stride=1, padding=0):
    sizes = [(n - 1) * stride + k for n, k in zip(x.shape[1:], w.shape[2:])]
    y = np.zeros((w.shape[1], *sizes))
    for n in np.ndindex(*x.shape[1:]):
        for i in np.ndindex(*w.shape[2:]):
            at = tuple(stride * a + e for a, e in zip(n, i))
            y[(slice(None), *at)] += w[(slice(None), slice(None), *i)].T @ x[(slice(None), *n)]
    inner = tuple(slice(padding, n - padding) for n in sizes)
    return y[(slice(None), *inner)] + np.reshape(b, (-1, *[1] * (x.ndim - 1)))

merged, layers, shape = dict(np.load(sys.argv[1])), json.loads(sys.argv[2]), json.loads(sys.argv[3])
x = np.random.default_rng(1).normal(size=shape)
inputs = {"x": x}
if "x_ones/weight" in merged: inputs["x_ones"] = np.ones((1, *shape[1:]))
expected = x
for kind, w, b, options in layers:
    expected = {"conv": conv, "transposed": transposed}[kind](expected, np.array(w, float), np.array(b, float), **options)
found = apply(merged, **inputs)
print(json.dumps({"shapes": [found.shape, expected.shape], "keys": sorted(merged),
  "error": float(np.abs(found - expected).max() / np.abs(expected).max())}))
`

interface Written {
  readonly kind: 'conv' | 'transposed'
  readonly shape: readonly number[]
  readonly options: Readonly<Record<string, number>>
}

/** Small integers without a pattern, nested by the shape. */
function nested(shape: readonly number[], seed: number): unknown {
  const [length, ...rest] = shape
  if (length === undefined) return ((seed * 7919) % 11) - 5
  return Array.from({ length }, (_, at) => nested(rest, seed * 31 + at + 1))
}

/** [kind, weight, bias, options] of each layer, and the same network in notation. */
function networkOf(layers: readonly Written[]) {
  const values = layers.map(({ kind, shape, options }, at) => {
    const outputs = kind === 'conv' ? shape[0] : shape[1]
    return { kind, shape, options, weight: nested(shape, at + 1), bias: nested([outputs ?? 0], at + 5) }
  })
  const written = values.map(({ kind, shape, options, weight, bias }) => {
    const [first, second, ...taps] = shape
    const channels = kind === 'conv' ? [second, first] : [first, second]
    const type = `${kind === 'conv' ? 'Conv' : 'ConvTranspose'}${taps.length}d`
    const more = Object.entries(options).map(([name, value]) => `, ${name}=${value}`)
    const data = `weight=${JSON.stringify(weight)}, bias=${JSON.stringify(bias)}`
    return `${type}(${channels.join(', ')}, (${taps.join(', ')},)${more.join('')}, ${data})`
  })
  const data = values.map(({ kind, weight, bias, options }) => [kind, weight, bias, options])
  return { notation: `Sequential(${written.join(', ')})`, data }
}

const padded = (shape: readonly number[], options: Readonly<Record<string, number>> = { padding: 1 }): Written => ({
  kind: 'conv',
  shape,
  options,
})

describe('the reference in docs/borders.md gives what the layers give', () => {
  it.each([
    { name: 'two padded layers', layers: [padded([2, 1, 3, 3]), padded([2, 2, 3, 3])], input: [1, 7, 6], table: true },
    {
      name: 'with strides and dilations',
      layers: [padded([2, 2, 3], { padding: 2, dilation: 2 }), padded([2, 2, 3], { padding: 1, stride: 2 })],
      input: [2, 15],
      table: true,
    },
    {
      name: 'three padded layers',
      layers: [padded([1, 1, 3]), padded([2, 1, 3]), padded([1, 2, 3])],
      input: [1, 9],
      table: true,
    },
    { name: 'an input that is all border', layers: [padded([1, 1, 3]), padded([1, 1, 3])], input: [1, 2], table: true },
    {
      name: 'a channel of ones',
      layers: [padded([2, 2, 1, 1], {}), padded([1, 2, 3, 3])],
      input: [2, 5, 4],
      table: false,
    },
    {
      name: 'an up-rate',
      layers: [
        { kind: 'transposed', shape: [1, 2, 4], options: { stride: 2, padding: 1 } },
        padded([2, 2, 3]),
        padded([1, 2, 3]),
      ] as const,
      input: [1, 6],
      table: true,
    },
  ])('$name', ({ layers, input, table }) => {
    const { notation, data } = networkOf(layers)
    const derivation = derive(readNotation(notation), { inputShape: input, borders: 'exact' })
    const { weights } = realise(derivation, { dtype: 'float64' })
    const [artifact] = findWeightEmitter('npz').emitRealised(weights)
    const folder = emptyFolder()
    const [merged, script] = [join(folder, 'merged.npz'), join(folder, 'apply.py')]
    writeFileSync(merged, artifact?.bytes ?? '')
    writeFileSync(script, `${APPLY}${LAYERS}`)
    const seen = JSON.parse(run(PYTHON, [script, merged, JSON.stringify(data), JSON.stringify(input)])) as {
      readonly shapes: readonly [readonly number[], readonly number[]]
      readonly keys: readonly string[]
      readonly error: number
    }
    expect(seen.shapes[0]).toEqual(seen.shapes[1])
    expect(seen.error).toBeLessThan(1e-13)
    expect(seen.keys.includes('border/axis0')).toBe(table)
  })
})
