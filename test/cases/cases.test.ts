/** Networks whose outputs and merged layers were computed elsewhere, the layers by unit impulses in another framework. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Borders } from '../../src/derive/border.ts'
import { type Derivation, derive } from '../../src/derive/derive.ts'
import type { MergedLayer } from '../../src/kernel/merged-layer.ts'
import { linearSegments } from '../../src/layers/segments.ts'
import { applyMerged, type SampleArithmetic } from '../../src/merge/apply.ts'
import { merge } from '../../src/merge/merge.ts'
import { type MergedNetwork, realise } from '../../src/merge/realise.ts'
import { layersOf, type NetworkNode } from '../../src/net/network.ts'
import { readNetworkJson } from '../../src/read/network-json.ts'
import { readNotation } from '../../src/read/notation.ts'
import { readNpy } from '../../src/read/npy.ts'
import { readSafetensors } from '../../src/read/safetensors.ts'
import type { StoredTensor } from '../../src/read/tensor.ts'

const ROOT = new URL('.', import.meta.url).pathname
const CASES = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'facts.json')))
const has = (file: string) => (name: string) => existsSync(join(ROOT, name, file))
const MERGEABLE = CASES.filter(has('merged_weight.npy'))
const LINEAR = CASES.filter(has('expected.npy')).filter((name) => !name.startsWith('15'))

interface Facts {
  readonly input_shape: readonly number[]
  readonly tolerance: { readonly rel: number }
  readonly interior_output_box: readonly (readonly [number, number])[] | null
}

interface Numbers {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

function textOf(name: string, file: string): string {
  return readFileSync(join(ROOT, name, file), 'utf8')
}

function factsOf(name: string): Facts {
  // The files lie beside this one, and each has these fields.
  return JSON.parse(textOf(name, 'facts.json')) as Facts
}

function networkOf(name: string): NetworkNode {
  return has('net.json')(name) ? readNetworkJson(textOf(name, 'net.json')) : readNotation(textOf(name, 'net.txt'))
}

function weightsOf(name: string): ReadonlyMap<string, StoredTensor> {
  return readSafetensors(readFileSync(join(ROOT, name, 'weights.safetensors')), 'weights.safetensors').tensors
}

function numbersOf(name: string, file: string): Numbers {
  const { shape, data } = readNpy(readFileSync(join(ROOT, name, file)), file)
  return { shape, data: Array.from(data, Number) }
}

function derived(name: string, borders: Borders): Derivation {
  const [, ...inputShape] = factsOf(name).input_shape
  return derive(networkOf(name), { inputShape, borders })
}

function expectNear(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  const largest = Math.max(0, ...expected.map(Math.abs))
  expect(found.length).toBe(expected.length)
  const errors = expected.map((value, at) => Math.abs(value - (found[at] ?? Number.NaN)))
  // A difference that is not a number is not within the tolerance either.
  expect(errors.filter((error) => !(error <= tolerance * largest))).toEqual([])
}

const DOUBLES: SampleArithmetic<number> = {
  zero: 0,
  add: (a, b) => a + b,
  multiply: (a, b) => a * b,
  weight: (value) => (typeof value === 'number' ? value : Number.NaN),
}

describe('a merged network gives what the layers give, borders included', () => {
  it('for every case that is linear', () => {
    expect(LINEAR).toHaveLength(16)
  })

  it.each(LINEAR)('%s', (name) => {
    const derivation = derived(name, 'exact')
    const merged = realise(derivation, { weights: weightsOf(name), dtype: 'float64' })
    const [input, expected] = [numbersOf(name, 'input.npy'), numbersOf(name, 'expected.npy')]
    const [batch = 0, ...shape] = input.shape
    const length = input.data.length / batch
    const outputs = Array.from({ length: batch }, (_, at) => {
      const samples = { shape, data: input.data.slice(at * length, (at + 1) * length) }
      return applyMerged(derivation, merged, new Map([['x', samples]]), DOUBLES).data
    })
    expectNear(outputs.flat(), expected.data, factsOf(name).tolerance.rel)
  })
})

describe('compositions that one layer equals everywhere', () => {
  it('are all here', () => {
    expect(MERGEABLE).toHaveLength(14)
  })

  it.each(MERGEABLE)('%s', (name) => {
    const derivation = derived(name, 'refuse')
    const { weights } = merge(derivation, { weights: weightsOf(name), dtype: 'float64' })
    const layer = roundedOf(weights)
    expectLayer(name, layer, ['merged_weight.npy', 'merged_bias.npy'], name.startsWith('03') ? 0 : 1e-12)
    expect(factsOf(name)).toMatchObject({
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

  it('a convolution over the whole input, flattened, is a linear layer of its samples', () => {
    const name = '16_flatten_linear'
    const layer = roundedOf(merge(derived(name, 'refuse'), { weights: weightsOf(name) }).weights)
    expectNear(layer.weight.entries, numbersOf(name, 'alt_weight.npy').data, 1e-12)
    expectNear(layer.bias.entries, numbersOf(name, 'alt_bias.npy').data, 1e-12)
  })

  it('a transposed convolution and a convolution are one transposed convolution', () => {
    const name = '17_upsampling'
    const [layer] = layersIn(realise(derived(name, 'refuse'), { weights: weightsOf(name) }), 'conv-transpose')
    expectNear(layer?.weight.entries ?? [], numbersOf(name, 'alt_weight.npy').data, 1e-12)
    expectNear(layer?.bias.entries ?? [], numbersOf(name, 'alt_bias.npy').data, 1e-12)
    expect(JSON.parse(textOf(name, 'facts.json'))).toMatchObject({
      equals: {
        kernel_size: layer?.kernelSize,
        stride: layer?.stride,
        dilation: layer?.dilation,
        padding: layer?.padding,
        padding_end: layer?.paddingEnd,
        groups: layer?.groups,
      },
    })
  })
})

describe('a layer that is not linear', () => {
  const name = '15_relu_between'

  it('is named in the refusal', () => {
    expect(() => derived(name, 'exact')).toThrow(/ReLU is not a layer that can be merged/)
  })

  it('leaves one layer on each side of it', () => {
    const segments = linearSegments(networkOf(name))
    const rests = segments.map(({ network }) => layersOf(network).length)
    expect(rests).toEqual([2, 2])
    segments.forEach(({ network }, number) => {
      const derivation = derive(network)
      const names = new Set(derivation.assembly.bindings.map(({ stateName }) => stateName))
      const weights = new Map([...weightsOf(name)].filter(([tensor]) => names.has(tensor)))
      const layer = roundedOf(merge(derivation, { weights }).weights)
      expectLayer(name, layer, [`segment${number}_weight.npy`, `segment${number}_bias.npy`], 1e-12)
    })
  })
})

describe('padding that hides a bias', () => {
  const name = '11_padding_after_a_bias'

  it('is refused where nothing is said about borders', () => {
    expect(() => derived(name, 'refuse')).toThrow(/not one convolution everywhere/)
  })

  it('leaves one convolution in the interior', () => {
    const { validity, weights } = realise(derived(name, 'interior'), { weights: weightsOf(name) })
    const box = factsOf(name).interior_output_box ?? []
    expect(validity).toEqual({
      kind: 'interior',
      first: box.map(([from]) => from),
      count: box.map(([from, to]) => to - from),
    })
    const [layer] = weights.kind === 'rounded' ? weights.realised.realisation.layers : []
    expectNear(layer?.weight.entries ?? [], numbersOf(name, 'interior_weight.npy').data, 1e-12)
    expectNear(layer?.bias.entries ?? [], numbersOf(name, 'interior_bias.npy').data, 1e-12)
  })
})

it('a NaN is refused with its tensor and its place', () => {
  const [name] = CASES.filter((one) => one.startsWith('18'))
  const weights = weightsOf(name ?? '')
  expect(() => merge(derived(name ?? '', 'refuse'), { weights })).toThrow(/0\.weight\[\d, \d, \d\] is NaN/)
})

function roundedOf(weights: ReturnType<typeof merge>['weights']): MergedLayer<Float64Array> {
  if (weights.kind !== 'rounded') throw new TypeError('the weights are numbers')
  return weights.layer
}

/** The layers, where they are of the kind and rounded. */
function layersIn({ weights }: MergedNetwork, kind: 'conv-transpose') {
  if (weights.kind !== 'rounded') return []
  const { realisation } = weights.realised
  return realisation.kind === kind ? realisation.layers : []
}

function expectLayer(
  name: string,
  layer: MergedLayer<Float64Array>,
  [weightFile, biasFile]: readonly [string, string],
  within: number,
): void {
  const weight = numbersOf(name, weightFile)
  expect(layer.weight.shape).toEqual(weight.shape)
  expectNear(layer.weight.entries, weight.data, within)
  expectNear(layer.bias.entries, numbersOf(name, biasFile).data, 1e-12)
}
