import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { convolemma, emptyFolder, ROOT, run } from './program.ts'

const CASE = join(ROOT, 'test/cases/06_stride_then_stride')

/** Debian's interpreter, which has Debian's NumPy. */
const PYTHON = '/usr/bin/python3'

const COMPARE = `
import json, sys, numpy as np
merged = np.load(sys.argv[1])
weight, bias = np.load(sys.argv[2]), np.load(sys.argv[3])
def worst(a, b): return float(np.abs(a.astype(np.float64) - b).max() / np.abs(b).max())
print(json.dumps({
  "names": sorted(merged.files), "dtype": str(merged["weight"].dtype), "shape": merged["weight"].shape,
  "weight": worst(merged["weight"], weight), "bias": worst(merged["bias"], bias),
  "stride": merged["stride"].tolist(), "groups": merged["groups"].tolist()}))
`

describe('NumPy reads what is written', () => {
  it.each([
    { dtype: 'float64', within: 1e-12 },
    { dtype: 'float32', within: 1e-7 },
    { dtype: 'float16', within: 1e-3 },
  ])('npz in $dtype', ({ dtype, within }) => {
    const path = join(emptyFolder(), 'merged.npz')
    const { code, err } = convolemma([
      'merge',
      join(CASE, 'net.txt'),
      '--weights',
      join(CASE, 'weights.safetensors'),
      '--dtype',
      dtype,
      '--out',
      path,
    ])
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
    const text = run(PYTHON, ['-c', COMPARE, path, join(CASE, 'merged_weight.npy'), join(CASE, 'merged_bias.npy')])
    const seen = JSON.parse(text) as {
      readonly weight: number
      readonly bias: number
      readonly [name: string]: unknown
    }
    const facts = JSON.parse(readFileSync(join(CASE, 'facts.json'), 'utf8')) as { readonly stride: readonly number[] }
    expect(seen.names).toEqual(['bias', 'dilation', 'groups', 'padding', 'padding_end', 'stride', 'weight'])
    expect(seen.dtype).toBe(dtype)
    expect(seen.stride).toEqual(facts.stride)
    expect(seen.weight).toBeLessThan(within)
    expect(seen.bias).toBeLessThan(within)
  })
})
