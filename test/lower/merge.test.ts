import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MergedLayer } from '../../src/kernel/merged-layer.ts'
import type { NetworkNode } from '../../src/net/network.ts'
import { bindWeights } from '../../src/read/weights.ts'
import {
  asRational,
  constant,
  equalPolynomial,
  formatPolynomial,
  type Polynomial,
  substitute,
} from '../../src/scalar/polynomial.ts'
import {
  formatRational,
  multiplyRational,
  type Rational,
  rational,
  subtractRational,
  ZERO,
} from '../../src/scalar/rational.ts'
import { rowMajorStrides } from '../../src/scalar/tensor-value.ts'
import { randomNetwork } from '../laws/random-network.ts'
import { exactLayer, type Lowered, lower, prepare, shapesOf, valuesFrom } from './lowering.ts'
import { applyNetwork, below, impulse, type Weights } from './naive.ts'

/** A pseudo-random rational for an entry; a variance is a square without the default ε. */
function entryFrom(seed: number): (stateName: string, position: number) => Rational {
  return (stateName, position) => {
    const n = hash(`${seed} ${stateName} ${position}`)
    if (!stateName.endsWith('running_var')) return rational((n % 19) - 9, 1 + (n % 4))
    const deviation = rational(1 + (n % 7), 1 + (n % 3))
    return subtractRational(multiplyRational(deviation, deviation), rational(1, 100_000))
  }
}

function hash(text: string): number {
  let h = 2166136261
  for (const c of text) h = Math.imul(h ^ c.charCodeAt(0), 16777619) >>> 0
  return Math.imul(h ^ (h >>> 15), 2246822519) >>> 0
}

function weightsFrom(lowered: Lowered, entry: (stateName: string, position: number) => Rational): Weights {
  const shapes = shapesOf(lowered)
  return (stateName, at) => {
    const strides = rowMajorStrides(shapes.get(stateName) ?? [])
    return entry(
      stateName,
      at.reduce((sum, index, axis) => sum + index * (strides[axis] ?? 0), 0),
    )
  }
}

/** The entry [o, a, ...tap] of the dense kernel. */
function denseEntry(layer: MergedLayer<readonly Polynomial[]>, o: number, a: number, tap: readonly number[]): Rational {
  const { groups, inChannels, outChannels, weight } = layer
  const columns = inChannels / groups
  if (Math.floor(a / columns) !== Math.floor(o / (outChannels / groups))) return ZERO
  const place = [o, a % columns, ...tap]
  const strides = rowMajorStrides(weight.shape)
  const position = place.reduce((sum, index, axis) => sum + index * (strides[axis] ?? 0), 0)
  return asRational(weight.entries[position] ?? constant(ZERO)) ?? ZERO
}

/** Unit impulses at every sample that one output reads, and one sample around them, must give the merged kernel. */
function expectKernel(network: NetworkNode, lowered: Lowered, seed: number): void {
  const entry = entryFrom(seed)
  const layer = exactLayer(lower(lowered, valuesFrom(lowered, entry), 'exact'))
  const weights = weightsFrom(lowered, entry)
  const { rank, inChannels, outChannels, kernelSize, stride, dilation, padding } = layer
  const silence = applyNetwork(network, rank, weights, () => ZERO)
  const origin = padding.map(() => 0)
  const bias = Array.from({ length: outChannels }, (_, o) => silence(o, origin))
  expect(layer.bias.entries.map(formatPolynomial)).toEqual(bias.map(formatRational))
  const output = padding.map((_, axis) => seed % (2 + axis))
  const window = kernelSize.map((taps, axis) => (dilation[axis] ?? 1) * (taps - 1) + 3)
  const count = window.reduce((product, extent) => product * extent, inChannels)
  const step = Math.max(1, Math.floor(count / 60))
  let turn = seed % step
  for (const offset of below(window)) {
    for (let a = 0; a < inChannels; a++) {
      if (turn++ % step !== 0) continue
      const reach = offset.map((entryOffset) => entryOffset - 1)
      const position = reach.map(
        (distance, axis) => (stride[axis] ?? 1) * (output[axis] ?? 0) + distance - (padding[axis] ?? 0),
      )
      const response = applyNetwork(network, rank, weights, impulse(a, position))
      for (let o = 0; o < outChannels; o++) {
        const found = subtractRational(response(o, output), bias[o] ?? ZERO)
        expect(formatRational(found)).toBe(formatRational(expected(o, a, reach)))
      }
    }
  }

  function expected(o: number, a: number, reach: readonly number[]): Rational {
    const tap = reach.map((distance, axis) => distance / (dilation[axis] ?? 1))
    const isTap = tap.every((index, axis) => Number.isInteger(index) && index >= 0 && index < (kernelSize[axis] ?? 1))
    return isTap ? denseEntry(layer, o, a, tap) : ZERO
  }
}

const seeds = fc.integer({ min: 0, max: 1_000_000 })

describe('the merged layer has the impulse response of the layers one after the other', () => {
  it.each([
    [1, 4, 60],
    [2, 3, 40],
    [3, 2, 15],
  ])('for random networks of %i axes', (rank, layers, numRuns) => {
    fc.assert(
      fc.property(randomNetwork({ rank, layers }), seeds, (network, seed) => {
        const lowered = prepare(network)
        fc.pre(lowered.assembly.sizes.length === 0)
        expectKernel(network, lowered, seed)
      }),
      { seed: 20_240, numRuns },
    )
  })

  it.each([
    'Sequential(Linear(3, 4), Scale(4), Linear(4, 2, bias=False))',
    'Scale(3)',
    'Linear(2, 3)',
    'Sequential(BatchNorm(3), Scale(3, bias=False), BatchNorm(3, affine=False))',
  ])('for vectors: %s', (notation) => {
    const lowered = prepare(notation)
    const entry = entryFrom(7)
    const { layers } = { layers: lowered.assembly.stages.map((stage) => stage.layer) }
    const network: NetworkNode = {
      kind: 'sequential',
      children: layers.map((layer) => ({ label: layer.path, node: layer })),
    }
    const layer = exactLayer(lower(lowered, valuesFrom(lowered, entry), 'exact'))
    const weights = weightsFrom(lowered, entry)
    expect(layer.weight.shape).toEqual([layer.outChannels, layer.inChannels])
    const silence = applyNetwork(network, 0, weights, () => ZERO)
    for (let o = 0; o < layer.outChannels; o++) {
      expect(formatPolynomial(layer.bias.entries[o] ?? constant(ZERO))).toBe(formatRational(silence(o, [])))
      for (let a = 0; a < layer.inChannels; a++) {
        const response = applyNetwork(network, 0, weights, impulse(a, []))
        const found = subtractRational(response(o, []), silence(o, []))
        expect(formatRational(denseEntry(layer, o, a, []))).toBe(formatRational(found))
      }
    }
  })

  it('for a single layer, an identity, a flipped kernel and a large group', () => {
    for (const notation of [
      'Conv2d(2, 3, (2, 3), stride=(1, 2), padding=(2, 0))',
      'Conv1d(4, 4, 3, groups=4)',
      'Conv1d(4, 8, 3, groups=4, padding="same")',
      'Conv3d(1, 1, 2, mode="convolution")',
      'AvgPool2d(2)',
    ]) {
      const lowered = prepare(notation.startsWith('Avg') ? `Sequential(Scale(2), ${notation})` : notation)
      const layers = lowered.assembly.stages.map((stage) => stage.layer)
      const network: NetworkNode = {
        kind: 'sequential',
        children: layers.map((layer) => ({ label: layer.path, node: layer })),
      }
      expectKernel(network, lowered, 3)
    }
  })
})

describe('geometry and groups', () => {
  it('the padding at the end is its own', () => {
    const layer = exactLayer(mergeNotation('Sequential(Conv1d(1, 1, 4, padding="same"), Conv1d(1, 1, 2))'))
    expect([layer.padding, layer.paddingEnd, layer.kernelSize]).toEqual([[1], [2], [5]])
  })

  it.each([
    ['Sequential(Conv1d(4, 8, 2, groups=4), Conv1d(8, 4, 2, groups=2))', 2],
    ['Sequential(Conv1d(4, 4, 2, groups=2), Conv1d(4, 4, 2, groups=2))', 2],
    ['Sequential(Conv1d(4, 4, 2, groups=4), Conv1d(4, 4, 2, groups=4))', 4],
    ['Sequential(Conv1d(4, 4, 2, groups=4), Conv1d(4, 2, 1))', 1],
    ['Sequential(Conv1d(6, 6, 2, groups=2), Conv1d(6, 6, 2, groups=3))', 1],
    ['Sequential(Scale(4), AvgPool1d(2))', 4],
    ['Sequential(BatchNorm1d(4), Conv1d(4, 8, 2, groups=4))', 4],
  ])('%s has %i groups', (notation, groups) => {
    const layer = exactLayer(mergeNotation(notation))
    expect(layer.groups).toBe(groups)
    expect(layer.weight.shape[1]).toBe(layer.inChannels / groups)
  })

  it('an identity is a depthwise kernel of ones', () => {
    const { assembly, checked } = prepare('Sequential(Conv1d(2, 2, 1, groups=2, bias=False, weight=1), Identity())')
    const values = bindWeights(assembly.bindings, undefined, { rank: assembly.rank })
    const layer = exactLayer(lower({ assembly, checked }, values, 'exact'))
    expect([layer.groups, layer.weight.shape, layer.weight.entries.map(formatPolynomial)]).toEqual([
      2,
      [2, 1, 1],
      ['1', '1'],
    ])
  })
})

function mergeNotation(notation: string) {
  const lowered = prepare(notation)
  return lower(lowered, bindWeights(lowered.assembly.bindings, undefined, { rank: lowered.assembly.rank }), 'exact')
}

describe('symbols', () => {
  it('two taps and two taps give the three products of the polynomials', () => {
    const layer = exactLayer(mergeNotation('Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 2))'))
    expect(layer.weight.entries.map(formatPolynomial)).toEqual(['k_0*v_0', 'k_0*v_1 + k_1*v_0', 'k_1*v_1'])
    expect(layer.bias.entries.map(formatPolynomial)).toEqual(['b_v + b_k*v_0 + b_k*v_1'])
  })

  it('a symbolic variance stays under its root', () => {
    const layer = exactLayer(mergeNotation('Sequential(Conv1d(1, 1, 1, bias=False), BatchNorm1d(1, eps=epsilon))'))
    expect(layer.weight.entries.map(formatPolynomial)).toEqual(['gamma*k*rsqrt(epsilon + var)'])
  })

  it('putting numbers into the expanded weights gives the weights of the numbers', () => {
    fc.assert(
      fc.property(randomNetwork({ rank: 1, layers: 3 }), seeds, (network, seed) => {
        const lowered = prepare(network)
        const { bindings, rank, sizes } = lowered.assembly
        fc.pre(sizes.length === 0)
        const free = bindWeights(bindings, undefined, { rank })
        const entry = entryFrom(seed)
        const numbers = valuesFrom(lowered, entry)
        const replacements = new Map<string, Polynomial>()
        for (const [name, value] of free) {
          const number = numbers.get(name)
          if (value.kind !== 'symbolic' || number?.kind !== 'symbolic') throw new Error('expected exact values')
          value.entries.forEach((symbol, at) => {
            replacements.set(formatPolynomial(symbol), number.entries[at] ?? constant(ZERO))
          })
        }
        const general = exactLayer(lower(lowered, free, 'exact'))
        const special = exactLayer(lower(lowered, numbers, 'exact'))
        fc.pre(general.groups === special.groups)
        for (const [at, symbolic] of general.weight.entries.entries()) {
          const value = special.weight.entries[at] ?? constant(ZERO)
          expect(equalPolynomial(substitute(symbolic, replacements), value)).toBe(true)
        }
      }),
      { seed: 5, numRuns: 40 },
    )
  })
})

describe('refusals', () => {
  it('a formula without a shape is refused, whatever the values', () => {
    expect(() => lower(prepare('Conv1d(1, 1, K, stride=s)'), new Map(), 'exact')).toThrow(/the size K has no value/)
    expect(() => lower(prepare('Conv(1, 1, 3)'), new Map(), 'exact')).toThrow(/any number of axes/)
    expect(() => lower(prepare('AvgPool1d(2)'), new Map(), 'exact')).toThrow(/the size C has no value/)
  })

  it('a symbolic size is named', () => {
    expect(() => mergeNotation('Conv1d(1, 1, K)')).toThrow(/the size K has no value/)
  })

  it('a network of any rank is refused', () => {
    expect(() => mergeNotation('Conv(1, 1, 3)')).toThrow(/any number of axes/)
  })

  it('values of another shape, and missing ones, are named', () => {
    const lowered = prepare('Sequential(Conv1d(1, 2, 1), Conv1d(2, 1, 2))')
    const values = valuesFrom(lowered, () => 1)
    const wrong = new Map([...values, ['k', { kind: 'numeric', shape: [2, 1, 2], data: new Float64Array(4) }] as const])
    expect(() => lower(lowered, wrong, 'float32')).toThrow(
      /^0\.weight: the values are \[2, 1, 2\] with 4 entries, expected/,
    )
    const missing = new Map([...values].filter(([name]) => name !== 'v'))
    expect(() => lower(lowered, missing, 'float32')).toThrow(/no values for the tensor v/)
  })

  it('a proof that was not checked is refused', () => {
    const { assembly, checked } = prepare('Conv1d(1, 1, 1)')
    expect(() => lower({ assembly, checked: { ...checked } }, new Map(), 'exact')).toThrow(
      /not a proof that the checker/,
    )
  })

  it('a negative variance is named with its channel', () => {
    const lowered = prepare('Sequential(Conv1d(1, 2, 1), BatchNorm1d(2))')
    const values = valuesFrom(lowered, (stateName, position) => (stateName === '1.running_var' ? 0.5 - position : 1))
    for (const dtype of ['exact', 'float32', 'float64'] as const) {
      expect(() => lower(lowered, values, dtype)).toThrow(/^1\.running_var\[1\]: rsqrt\(.*\) is not a real number/)
    }
  })
})
