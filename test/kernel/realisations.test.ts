import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costOf } from '../../src/kernel/cost.ts'
import { EXACT_ENTRIES, ROUNDED_ENTRIES } from '../../src/kernel/entries.ts'
import { lowestTerms } from '../../src/kernel/lowest-terms.ts'
import type { ConvTransposeLayer, Extents, Realisation } from '../../src/kernel/realisation.ts'
import { realisationsOf } from '../../src/kernel/realisations.ts'
import { formatPolynomial } from '../../src/scalar/polynomial.ts'
import { applyRealisation, box, type Exact, type ExactKernel, evaluateKernel, NOTHING, windowed } from './naive.ts'
import { blowUp, integer, kernels, type Limits, noise } from './sample.ts'

const INPUTS = ['x', 'y']

/** Every realisation gives what the kernel gives on inputs that are zero outside of their samples. */
function checkRealisations(kernel: ExactKernel, extents: Extents, seed: number): readonly Realisation<Exact>[] {
  const signals = noise(seed)
  const expected = evaluateKernel(kernel, (input) => windowed(signals(input), extents.inputs.get(input) ?? []))
  const realisations = realisationsOf(kernel, EXACT_ENTRIES, extents)
  for (const realisation of realisations) {
    const output = applyRealisation(realisation, (input) => {
      const channels = kernel.parts.find((part) => part.input === input)?.inChannels ?? 0
      return { channels, extent: extents.inputs.get(input) ?? [], at: signals(input) }
    })
    expect(output.extent).toEqual(extents.output)
    expect(output.channels).toBe(kernel.outChannels)
    for (const position of box(extents.output)) {
      for (let o = 0; o < kernel.outChannels; o++) expect(output.at(o, position)).toEqual(expected(o, position))
    }
  }
  return realisations
}

const sizes = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }))

function law(limits: Limits, kinds: readonly string[]): void {
  fc.assert(
    fc.property(kernels(limits), sizes, sizes, sizes, fc.nat(), (kernel, x, y, output, seed) => {
      const cut = (extent: readonly number[]) => extent.slice(0, kernel.rank)
      const inputs = new Map([
        ['x', cut(x)],
        ['y', cut(y)],
      ])
      const realisations = checkRealisations(kernel, { inputs, output: cut(output) }, seed)
      const isConv = kernel.up.every((rate) => rate === 1)
      expect(realisations.map(({ kind }) => kind)).toEqual(isConv ? ['conv'] : kinds)
      for (const { layers } of realisations) expect(layers.map((layer) => layer.input)).toEqual(limits.inputs ?? ['x'])
      for (const { kind, layers } of realisations) if (kind === 'conv-transpose') layers.forEach(checkOutputPadding)
    }),
    { numRuns: 120 },
  )
}

/** PyTorch: (L − 1)·stride − 2·padding + dilation·(K − 1) + output_padding + 1 samples. */
function checkOutputPadding({
  padding,
  paddingEnd = [],
  outputPadding,
  stride,
  dilation,
}: ConvTransposeLayer<Exact>): void {
  const extra = padding.map((before, axis) => before - (paddingEnd[axis] ?? 0))
  const isTorch = extra.every((more, axis) => {
    const limit = Math.max(stride[axis] ?? 0, dilation[axis] ?? 0)
    return (padding[axis] ?? 0) >= 0 && more >= 0 && more < limit
  })
  expect(outputPadding).toEqual(isTorch ? extra : undefined)
}

describe('the realisations of a kernel compute what it means', () => {
  it('as one convolution', () => law({ up: 1 }, ['conv']))
  it('as a transposed convolution', () => law({ down: 1, evenBias: true }, ['conv-transpose', 'conv-shuffle']))
  it('as a convolution and a depth-to-space', () => {
    fc.assert(
      fc.property(kernels({ rank: 2, inputs: INPUTS }), sizes, fc.nat(), (kernel, output, seed) => {
        const inputs = new Map([
          ['x', [5, 3]],
          ['y', [2, 4]],
        ])
        checkRealisations(kernel, { inputs, output }, seed)
      }),
      { numRuns: 60 },
    )
  })
  it('with several inputs as layers that are added', () => {
    law({ up: 1, inputs: INPUTS }, ['conv'])
    law({ down: 1, evenBias: true, inputs: INPUTS }, ['conv-transpose', 'conv-shuffle'])
  })
})

/** One axis, with entries by [o, r, c, m]. */
function kernelOf(
  geometry: { readonly up?: number; readonly down?: number; readonly dilation?: number; readonly padding?: number },
  shape: readonly [number, number, number],
  entries: readonly number[],
): ExactKernel {
  const { up = 1, down = 1, dilation = 1, padding = 0 } = geometry
  const [outChannels, inChannels, taps] = shape
  const weight = { shape: [outChannels, up, inChannels, taps], entries: entries.map(integer) }
  const rates = { down: [down], dilation: [dilation], padding: [padding], kernelSize: [taps] }
  const bias = { shape: [outChannels, up], entries: Array.from({ length: outChannels * up }, () => NOTHING) }
  return { rank: 1, outChannels, up: [up], parts: [{ input: '', inChannels, ...rates, weight }], bias }
}

function only(kernel: ExactKernel, kind: Realisation<Exact>['kind'], extents?: Extents) {
  const found = realisationsOf(kernel, EXACT_ENTRIES, extents).find((one) => one.kind === kind)
  const [layer] = found?.layers ?? []
  if (found === undefined || layer === undefined) throw new RangeError(`no ${kind}`)
  const { shape, entries } = layer.weight
  return { ...layer, realisation: found, shape, values: entries.map(formatPolynomial).join(' ') }
}

const extentsOf = (samples: number, output: number): Extents => ({
  inputs: new Map([['', [samples]]]),
  output: [output],
})

describe('realisationsOf', () => {
  it('keeps groups', () => {
    const kernel = kernelOf({}, [2, 2, 2], [1, 2, 0, 0, 0, 0, 3, 4])
    expect(only(kernel, 'conv')).toMatchObject({ groups: 2, shape: [2, 1, 2], values: '1 2 3 4' })
    const up = kernelOf({ up: 2 }, [2, 2, 1], [1, 0, 2, 0, 0, 3, 0, 4])
    expect(only(up, 'conv-transpose')).toMatchObject({ groups: 2, shape: [2, 1, 2], values: '1 2 3 4' })
    expect(only(up, 'conv-shuffle')).toMatchObject({ groups: 2, shape: [4, 1, 1], values: '1 2 3 4', outChannels: 4 })
  })

  it('pads a convolution at the end for the samples that are asked for', () => {
    const kernel = kernelOf({ down: 2, padding: 1 }, [1, 1, 3], [1, 2, 3])
    expect(only(kernel, 'conv')).not.toHaveProperty('paddingEnd')
    expect(only(kernel, 'conv', extentsOf(224, 112))).toMatchObject({ padding: [1], paddingEnd: [0] })
    expect(only(kernel, 'conv', extentsOf(7, 4))).toMatchObject({ padding: [1], paddingEnd: [1] })
    expect(only(kernel, 'conv', extentsOf(7, 2))).toMatchObject({ padding: [1], paddingEnd: [-3] })
  })

  it('finds the transposed convolution that a kernel came from', () => {
    // stride 2, three taps 1 2 3, padding 1: y[2n] = 2 x[n], y[2n+1] = 3 x[n] + x[n+1]
    const kernel = kernelOf({ up: 2 }, [1, 1, 2], [2, 0, 3, 1])
    const layer = only(kernel, 'conv-transpose', extentsOf(5, 10))
    expect(layer).toMatchObject({ stride: [2], padding: [1], paddingEnd: [0], outputPadding: [1], values: '1 2 3' })
    expect(only(kernel, 'conv-transpose', extentsOf(5, 9))).toMatchObject({ paddingEnd: [1], outputPadding: [0] })
    expect(only(kernel, 'conv-transpose', extentsOf(5, 8))).toMatchObject({ padding: [1], paddingEnd: [2] })
    expect(only(kernel, 'conv-transpose', extentsOf(5, 8))).not.toHaveProperty('outputPadding')
  })

  it('finds the dilation of a transposed convolution, and zeros between its taps', () => {
    // stride 2, dilation 3, taps 1 2: outputs 2q and 2q + 3
    const dilated = kernelOf({ up: 2, padding: 1 }, [1, 1, 2], [0, 1, 2, 0])
    expect(only(dilated, 'conv-transpose')).toMatchObject({
      dilation: [3],
      kernelSize: [2],
      padding: [0],
      values: '1 2',
    })
    const spaced = kernelOf({ up: 3 }, [1, 1, 1], [1, 0, 5])
    expect(only(spaced, 'conv-transpose')).toMatchObject({ dilation: [2], kernelSize: [2], values: '1 5' })
    const uneven = kernelOf({ up: 4 }, [1, 1, 1], [1, 0, 5, 7])
    expect(only(uneven, 'conv-transpose')).toMatchObject({ dilation: [1], kernelSize: [4], values: '1 0 5 7' })
    const apart = kernelOf({ up: 2, dilation: 2 }, [1, 1, 2], [1, 4, 2, 3])
    expect(only(apart, 'conv-transpose')).toMatchObject({ dilation: [1], padding: [4], values: '4 3 0 0 1 2' })
  })

  it('names an output padding only where PyTorch has such a layer', () => {
    const dilated = kernelOf({ up: 2, padding: 1 }, [1, 1, 2], [0, 1, 2, 0])
    expect(only(dilated, 'conv-transpose', extentsOf(2, 8))).toMatchObject({ padding: [0], outputPadding: [2] })
    expect(only(dilated, 'conv-transpose', extentsOf(2, 9))).not.toHaveProperty('outputPadding')
    const late = kernelOf({ up: 2, padding: 1 }, [1, 1, 1], [1, 1])
    expect(only(late, 'conv-transpose', extentsOf(2, 8))).toMatchObject({ padding: [-2], paddingEnd: [-2] })
    expect(only(late, 'conv-transpose', extentsOf(2, 8))).not.toHaveProperty('outputPadding')
  })

  it('has no transposed convolution where the bias differs from phase to phase', () => {
    const kernel = kernelOf({ up: 2 }, [1, 1, 1], [1, 1])
    const uneven = { ...kernel, bias: { ...kernel.bias, entries: [1, 2].map(integer) } }
    expect(realisationsOf(uneven, EXACT_ENTRIES).map(({ kind }) => kind)).toEqual(['conv-shuffle'])
  })

  it('has none for a kernel without parts', () => {
    expect(realisationsOf({ ...kernelOf({}, [1, 1, 1], [1]), parts: [] }, EXACT_ENTRIES)).toEqual([])
  })

  it('crops what the last block has too much', () => {
    const { realisation } = only(kernelOf({ up: 3, down: 2 }, [1, 1, 1], [1, 2, 3]), 'conv-shuffle', extentsOf(8, 10))
    expect(realisation).toMatchObject({ up: [3], crop: [2] })
  })

  it('rearranges rounded numbers as they are', () => {
    const exact = kernelOf({ up: 2 }, [1, 1, 2], [2, 0, 3, 1])
    const {
      parts: [part],
      bias,
    } = exact
    if (part === undefined) throw new RangeError('no part')
    const weight = { shape: part.weight.shape, entries: Float64Array.of(0.5, -0, 0.1, 3) }
    const kernel = { ...exact, parts: [{ ...part, weight }], bias: { ...bias, entries: Float64Array.of(1, 1) } }
    const [transposed] = realisationsOf(kernel, ROUNDED_ENTRIES)
    expect(transposed?.layers[0]?.weight.entries).toEqual(Float64Array.of(3, 0.5, 0.1))
    expect(transposed?.layers[0]?.bias.entries).toEqual(Float64Array.of(1))
  })
})

it('finds groups between taps that no phase reaches', () => {
  // Phases of two inputs each, two samples apart: of the six taps of each channel two stay zero.
  const kernel = kernelOf({ up: 2, dilation: 2 }, [2, 2, 2], [1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 5, 6, 0, 0, 7, 8])
  const rounded = {
    ...kernel,
    parts: kernel.parts.map((part) => {
      const entries = Float64Array.from(part.weight.entries, (entry) => Number(formatPolynomial(entry)))
      return { ...part, weight: { ...part.weight, entries } }
    }),
    bias: { ...kernel.bias, entries: new Float64Array(4) },
  }
  expect(only(kernel, 'conv-transpose')).toMatchObject({
    groups: 2,
    shape: [2, 1, 6],
    values: '2 4 0 0 1 3 6 8 0 0 5 7',
  })
  expect(realisationsOf(rounded, ROUNDED_ENTRIES)[0]?.layers[0]).toMatchObject({
    groups: 2,
    weight: { shape: [2, 1, 6], entries: Float64Array.of(2, 4, 0, 0, 1, 3, 6, 8, 0, 0, 5, 7) },
  })
})

describe('lowestTerms', () => {
  it('undoes larger rates, zeros and dilations', () => {
    fc.assert(
      fc.property(kernels({ inputs: INPUTS }), fc.integer({ min: 1, max: 3 }), fc.nat(2), (kernel, factor, margin) => {
        const lowest = lowestTerms(kernel, EXACT_ENTRIES)
        const isRead = (part: { readonly weight: { readonly entries: Exact } }) =>
          part.weight.entries.some((entry) => entry.terms.size > 0)
        fc.pre(kernel.parts.every(isRead))
        expect(lowestTerms(blowUp(kernel, [factor, 2], margin), EXACT_ENTRIES)).toEqual(lowest)
      }),
      { numRuns: 120 },
    )
  })

  it('is the same map', () => {
    fc.assert(
      fc.property(kernels({ inputs: INPUTS }), fc.nat(), (kernel, seed) => {
        const blown = blowUp(kernel, [2, 2], 1)
        const before = evaluateKernel(blown, noise(seed))
        const after = evaluateKernel(lowestTerms(blown, EXACT_ENTRIES), noise(seed))
        for (const position of box(kernel.up.map(() => 4)).map((p) => p.map((entry) => entry - 2))) {
          for (let o = 0; o < kernel.outChannels; o++) expect(after(o, position)).toEqual(before(o, position))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('finds the greatest dilation', () => {
    const { parts } = lowestTerms(kernelOf({ padding: 1 }, [1, 1, 4], [2, 0, 5, 0]), EXACT_ENTRIES)
    expect(parts[0]).toMatchObject({ kernelSize: [2], dilation: [2], padding: [1] })
    expect(parts[0]?.weight.entries).toEqual([2, 5].map(integer))
  })

  it('keeps the rates of a kernel that is zero whole', () => {
    const { parts, up } = lowestTerms(kernelOf({ up: 4, down: 6 }, [1, 1, 1], [0, 0, 0, 0]), EXACT_ENTRIES)
    expect([up, parts[0]?.down]).toEqual([[2], [3]])
  })

  it('leaves one tap of a kernel that is zero', () => {
    const { parts, up } = lowestTerms(kernelOf({ up: 2, down: 2, padding: 3 }, [1, 1, 2], [0, 0, 0, 0]), EXACT_ENTRIES)
    expect(up).toEqual([1])
    expect(parts[0]).toMatchObject({ kernelSize: [1], down: [1], padding: [0] })
    expect(parts[0]?.weight.shape).toEqual([1, 1, 1, 1])
  })
})

describe('costOf', () => {
  it.each<readonly [string, ExactKernel, readonly ReturnType<typeof costOf>[]]>([
    ['a convolution', kernelOf({}, [2, 1, 3], [1, 2, 3, 4, 5, 6]), [{ multiplyAdds: 6, outputs: 1, parameters: 8 }]],
    [
      'an up-sampling with three taps',
      kernelOf({ up: 2 }, [1, 1, 2], [2, 0, 3, 1]),
      [
        { multiplyAdds: 3, outputs: 2, parameters: 4 },
        { multiplyAdds: 4, outputs: 2, parameters: 6 },
      ],
    ],
  ])('of %s', (_, kernel, costs) => {
    expect(realisationsOf(kernel, EXACT_ENTRIES).map(costOf)).toEqual(costs)
  })
})
