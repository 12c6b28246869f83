/** Compositions whose merged layer was measured elsewhere, by unit impulses in another framework. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readNpy } from '../../src/read/npy.ts'
import { readSafetensors } from '../../src/read/safetensors.ts'
import { bindWeights } from '../../src/read/weights.ts'
import type { TensorValues } from '../../src/scalar/tensor-value.ts'
import { type Lowered, lower, prepare, roundedLayer } from '../lower/lowering.ts'

const ROOT = new URL('.', import.meta.url).pathname
const CASES = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'net.txt')))
const MERGEABLE = CASES.filter((name) => existsSync(join(ROOT, name, 'merged_weight.npy')))

function notationOf(name: string): string {
  return readFileSync(join(ROOT, name, 'net.txt'), 'utf8')
}

function valuesOf(name: string, { assembly }: Lowered): TensorValues {
  const { tensors } = readSafetensors(readFileSync(join(ROOT, name, 'weights.safetensors')), 'weights.safetensors')
  return bindWeights(assembly.bindings, tensors, { rank: assembly.rank, fileName: 'weights.safetensors' })
}

function reference(
  name: string,
  file: string,
): { readonly shape: readonly number[]; readonly data: readonly number[] } {
  const { shape, data } = readNpy(readFileSync(join(ROOT, name, file)), file)
  return { shape, data: Array.from(data, Number) }
}

function expectNear(found: Float64Array, expected: readonly number[], tolerance: number): void {
  const largest = Math.max(0, ...expected.map(Math.abs))
  expect(found.length).toBe(expected.length)
  found.forEach((value, at) => {
    expect(Math.abs(value - (expected[at] ?? Number.NaN))).toBeLessThanOrEqual(tolerance * largest)
  })
}

describe('compositions that one layer equals everywhere', () => {
  it('are all here', () => {
    expect(MERGEABLE).toHaveLength(11)
  })

  it.each(MERGEABLE)('%s', (name) => {
    const lowered = prepare(notationOf(name))
    const layer = roundedLayer(lower(lowered, valuesOf(name, lowered), 'float64'))
    const weight = reference(name, 'merged_weight.npy')
    expect(layer.weight.shape).toEqual(weight.shape)
    expectNear(layer.weight.entries, weight.data, name.startsWith('03') ? 0 : 1e-12)
    expectNear(layer.bias.entries, reference(name, 'merged_bias.npy').data, 1e-12)
    expect(JSON.parse(readFileSync(join(ROOT, name, 'facts.json'), 'utf8'))).toMatchObject({
      kernel_size: layer.kernelSize,
      stride: layer.stride,
      dilation: layer.dilation,
      padding: layer.padding,
      padding_end: layer.paddingEnd,
      groups: layer.groups,
      in: layer.inChannels,
      out: layer.outChannels,
    })
  })
})

describe('compositions that are refused', () => {
  it.each([
    ['11_padding_after_a_bias', /not one convolution everywhere/],
    ['15_relu_between', /ReLU is not a layer that can be merged/],
    ['16_flatten_linear', /Flatten is not a layer that can be merged/],
    ['17_upsampling', /ConvTranspose2d is not a layer that can be merged/],
  ])('%s', (name, reason) => {
    expect(() => prepare(notationOf(name))).toThrow(reason)
  })

  it('18_nan names the tensor and the entry', () => {
    const lowered = prepare(notationOf('18_nan'))
    expect(() => valuesOf('18_nan', lowered)).toThrow(/0\.weight\[\d, \d, \d\] is NaN/)
  })
})
