import { describe, expect, it } from 'vitest'
import { json } from '../../../src/emit/weights/json.ts'
import { npy } from '../../../src/emit/weights/npy.ts'
import { npz } from '../../../src/emit/weights/npz.ts'
import type { BorderTable, Realised, RealisedWeights } from '../../../src/emit/weights/realised.ts'
import { safetensors } from '../../../src/emit/weights/safetensors.ts'
import { summarizeRealised } from '../../../src/emit/weights/summary.ts'
import { ROUNDED_ENTRIES } from '../../../src/kernel/entries.ts'
import type { PhaseKernel, PhasePart } from '../../../src/kernel/phase-kernel.ts'
import type { ConvLayer, Realisation } from '../../../src/kernel/realisation.ts'
import { realisationsOf } from '../../../src/kernel/realisations.ts'
import { readNpz } from '../../../src/read/npz.ts'
import { readSafetensors } from '../../../src/read/safetensors.ts'
import { constant, symbol } from '../../../src/scalar/polynomial.ts'
import { rational } from '../../../src/scalar/rational.ts'
import { FLOAT32 } from '../../../src/scalar/round.ts'

/** Entries that differ, in order. */
function tensor(shape: readonly number[], start = 1) {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return { shape, entries: Float64Array.from({ length: size }, (_, at) => start + at / 4) }
}

function part(input: string, up: readonly number[], down: number, start = 1): PhasePart<Float64Array> {
  return {
    input,
    inChannels: 1,
    down: up.map(() => down),
    dilation: up.map(() => 1),
    padding: up.map(() => 1),
    kernelSize: up.map(() => 3),
    weight: tensor([2, ...up, 1, ...up.map(() => 3)], start),
  }
}

/** Two output channels at the given up-rates. */
function kernel(up: readonly number[], parts: readonly PhasePart<Float64Array>[]): PhaseKernel<Float64Array> {
  const phases = up.reduce((product, rate) => product * rate, 1)
  const bias = {
    shape: [2, ...up],
    entries: Float64Array.from({ length: 2 * phases }, (_, at) => Math.floor(at / phases)),
  }
  return { rank: up.length, outChannels: 2, up, parts, bias }
}

const extents = { inputs: new Map([['x', [6]]]), output: [9] }

function realise(
  kind: Realisation<Float64Array>['kind'],
  of: PhaseKernel<Float64Array>,
  withExtents = false,
): Realisation<Float64Array> {
  const found = realisationsOf(of, ROUNDED_ENTRIES, withExtents ? extents : undefined).find((one) => one.kind === kind)
  if (found === undefined) throw new Error(`no ${kind}`)
  return found
}

function weights(realisation: Realisation<Float64Array>, border?: BorderTable<Float64Array>): RealisedWeights {
  const realised: Realised<Float64Array> = border === undefined ? { realisation } : { realisation, border }
  return { kind: 'rounded', format: FLOAT32, realised }
}

const TRANSPOSED = weights(realise('conv-transpose', kernel([2], [part('x', [2], 1)])))
const SHUFFLED = weights(realise('conv-shuffle', kernel([2], [part('x', [2], 3)]), true))
const INPUTS = weights(realise('conv', kernel([1, 1], [part('x', [1, 1], 1), part('u', [1, 1], 2, 9)])))

/** A kernel of three taps, cut at both ends of five outputs. */
const CUT = kernel([1], [part('x', [1], 1)])
const inside = realise('conv', CUT)
function cut(...taps: readonly number[]): readonly ConvLayer<Float64Array>[] {
  const [own] = CUT.parts
  if (own === undefined) return []
  const entries = own.weight.entries.map((entry, at) => (taps.includes(at % 3) ? entry : 0))
  const layer = realise('conv', { ...CUT, parts: [{ ...own, weight: { ...own.weight, entries } }] })
  return layer.kind === 'conv' ? layer.layers : []
}
const TABLE: BorderTable<Float64Array> = {
  classes: [[0, 1, 1, 1, 2]],
  interior: [1],
  kernels: [
    { classes: [0], layers: cut(1, 2) },
    { classes: [2], layers: cut(0, 1) },
  ],
}
const BORDERED = weights(inside, TABLE)

const only = (files: ReturnType<typeof npz.emitRealised>) => files[0]?.bytes ?? new Uint8Array()
const arrays = (of: RealisedWeights) => readNpz(only(npz.emitRealised(of)), 'merged.npz')
const keys = (of: RealisedWeights) => [...arrays(of).keys()].sort()
const parse = (of: RealisedWeights) => JSON.parse(new TextDecoder().decode(only(json.emitRealised(of))))

describe('npz', () => {
  it('of a transposed convolution says that it is one', () => {
    expect(keys(TRANSPOSED)).toEqual(['bias', 'dilation', 'groups', 'padding', 'stride', 'transposed', 'weight'])
    expect(arrays(TRANSPOSED).get('weight')).toMatchObject({ dtype: 'float32', shape: [1, 2, 6] })
    expect(arrays(TRANSPOSED).get('transposed')).toMatchObject({ shape: [], data: BigInt64Array.of(1n) })
  })

  it('of a convolution with depth-to-space has its factors and what is left out', () => {
    expect(keys(SHUFFLED)).toEqual([
      'bias',
      'crop',
      'dilation',
      'groups',
      'padding',
      'padding_end',
      'shuffle',
      'stride',
      'weight',
    ])
    expect(arrays(SHUFFLED).get('shuffle')).toMatchObject({ data: BigInt64Array.of(2n) })
    expect(arrays(SHUFFLED).get('crop')).toMatchObject({ data: BigInt64Array.of(1n) })
    expect(arrays(SHUFFLED).get('weight')).toMatchObject({ shape: [4, 1, 3] })
  })

  it('of several inputs has one kernel for each, and one bias', () => {
    const own = ['dilation', 'groups', 'padding', 'stride', 'weight']
    expect(keys(INPUTS)).toEqual(['bias', ...own.map((key) => `u/${key}`), ...own.map((key) => `x/${key}`)])
    expect(arrays(INPUTS).get('u/stride')).toMatchObject({ data: BigInt64Array.of(2n, 2n) })
    expect(arrays(INPUTS).get('bias')).toMatchObject({ data: Float64Array.of(0, 1) })
  })

  it('with a border says which outputs have which kernel', () => {
    expect(keys(BORDERED).filter((key) => key.startsWith('border/'))).toEqual([
      'border/0/bias',
      'border/0/groups',
      'border/0/weight',
      'border/2/bias',
      'border/2/groups',
      'border/2/weight',
      'border/axis0',
      'border/interior',
    ])
    expect(arrays(BORDERED).get('border/axis0')).toMatchObject({ data: BigInt64Array.of(0n, 1n, 1n, 1n, 2n) })
    const zeroed = arrays(BORDERED).get('border/0/weight')?.data
    expect([...(zeroed ?? [])]).toEqual([0, 1.25, 1.5, 0, 2, 2.25])
  })

  it('holds all that is needed to apply the layers', () => {
    const file = arrays(BORDERED)
    const list = (key: string) => [...(file.get(key)?.data ?? [])].map(Number)
    const x = [3, 1, 4, 1, 5]
    const [interior] = list('border/interior')
    const outputs = list('border/axis0').map((at, block) => {
      const start = at === interior ? '' : `border/${at}/`
      const reach = block * (list('stride')[0] ?? 1) - (list('padding')[0] ?? 0)
      const taps = list(`${start}weight`).slice(0, 3)
      return taps.reduce((total, tap, m) => total + tap * (x[reach + m] ?? 100), list(`${start}bias`)[0] ?? 0)
    })
    // At both ends the tap that would read outside of the input is 0, so that the 100 there does not matter.
    expect(outputs).toEqual([1.25 * 3 + 1.5, 3 + 1.25 + 6, 1 + 5 + 1.5, 4 + 1.25 + 7.5, 1 + 1.25 * 5])
  })
})

describe('safetensors', () => {
  it('has the geometry as metadata and the classes of outputs as tensors', () => {
    const { tensors, metadata } = readSafetensors(only(safetensors.emitRealised(BORDERED)), 'merged.safetensors')
    expect(tensors.get('border/axis0')).toMatchObject({ dtype: 'int64', shape: [5] })
    expect(metadata.get('border/0/groups')).toBe('1')
    expect(metadata.get('realisation')).toBe('conv')
    expect(metadata.get('type')).toBe('Conv1d')
  })

  it('names the type of every layer', () => {
    const { metadata } = readSafetensors(only(safetensors.emitRealised(INPUTS)), 'merged.safetensors')
    expect(metadata.get('x/type')).toBe('Conv2d')
    expect(metadata.get('u/kernel_size')).toBe('[3,3]')
    const transposed = readSafetensors(only(safetensors.emitRealised(TRANSPOSED)), 'merged.safetensors').metadata
    expect(transposed.get('type')).toBe('ConvTranspose1d')
  })
})

describe('json', () => {
  it('has layers, bias, shuffle and border', () => {
    expect(parse(SHUFFLED)).toMatchObject({
      format: 'convolemma-kernel',
      version: 2,
      realisation: 'conv-shuffle',
      dtype: 'float32',
      shuffle: [2],
      crop: [1],
      layers: [{ layer: { input: 'x', type: 'Conv1d', stride: [3], padding_end: [8] } }],
      bias: [0, 0, 1, 1],
    })
    expect(parse(BORDERED).border).toMatchObject({
      classes: [[0, 1, 1, 1, 2]],
      interior: [1],
      kernels: [
        { classes: [0], bias: [0, 1], layers: [{ groups: 1, weight: [[[0, 1.25, 1.5]], [[0, 2, 2.25]]] }] },
        { classes: [2] },
      ],
    })
    expect(parse(INPUTS).layers.map((one: { layer: { input: string } }) => one.layer.input)).toEqual(['x', 'u'])
  })

  it('holds exact values', () => {
    const { realised } = TRANSPOSED
    const { realisation } = realised as Realised<Float64Array>
    if (realisation.kind !== 'conv-transpose') throw new Error('no transposed convolution')
    const exact: RealisedWeights = {
      kind: 'exact',
      realised: {
        realisation: {
          kind: 'conv-transpose',
          layers: realisation.layers.map((layer) => ({
            ...layer,
            weight: { shape: [1, 2, 1], entries: [symbol('a'), constant(rational(1, 3))] },
            bias: { shape: [2], entries: [constant(rational(0)), constant(rational(1))] },
          })),
        },
      },
    }
    expect(parse(exact)).toMatchObject({ dtype: 'exact', layers: [{ weight: [[['a'], ['1/3']]] }], bias: ['0', '1'] })
    for (const emitter of [npz, npy, safetensors]) {
      expect(() => emitter.emitRealised(exact)).toThrow(
        `${emitter.name} holds numbers only, and these symbols have no value: a`,
      )
    }
  })
})

describe('refusals', () => {
  it('npy holds one kernel', () => {
    expect(npy.emitRealised(TRANSPOSED).map(({ suffix }) => suffix)).toEqual(['.npy', '.bias.npy'])
    for (const several of [INPUTS, BORDERED])
      expect(() => npy.emitRealised(several)).toThrow('an npy file holds one array, and there are several kernels')
  })

  it('a transposed convolution has no border table, and a table has the geometry of the layers', () => {
    const { realisation } = TRANSPOSED.realised as Realised<Float64Array>
    const other = { ...TABLE, kernels: [{ classes: [0], layers: cut(1).map((layer) => ({ ...layer, padding: [2] })) }] }
    for (const emitter of [npz, safetensors, json]) {
      expect(() => emitter.emitRealised(weights(realisation, TABLE))).toThrow('adds to several outputs at once')
      expect(() => emitter.emitRealised(weights(inside, other))).toThrow('the classes 0: a kernel of the border table')
    }
  })
})

describe('the summary', () => {
  it('of a transposed convolution', () => {
    expect(summarizeRealised(TRANSPOSED)).toMatchInlineSnapshot(`
      "One ConvTranspose1d: 1 → 2 channels, kernel_size=6, stride=2, padding=2 at the start, dilation=1, groups=1
        weight [1, 2, 6] = [[[1.5, 2.25, 1.25, 2, 1, 1.75], [3, 3.75, 2.75, 3.5, 2.5, 3.25]]]
        bias [2] = [0, 1]"
    `)
  })

  it('of a convolution with depth-to-space', () => {
    expect(summarizeRealised(SHUFFLED)).toMatchInlineSnapshot(`
      "One Conv1d: 1 → 4 channels, kernel_size=3, stride=3, padding=1 at the start, 8 at the end, dilation=1, groups=1
        then depth-to-space by 2, channels in the order of PixelShuffle; without the last 1 of its outputs
        weight [4, 1, 3] = [[[1, 1.25, 1.5]], [[1.75, 2, 2.25]], [[2.5, 2.75, 3]], [[3.25, 3.5, 3.75]]]
        bias [4] = [0, 0, 1, 1]"
    `)
  })

  it('of several inputs', () => {
    expect(summarizeRealised(INPUTS)).toMatchInlineSnapshot(`
      "The sum of 2 layers:
        of x, a Conv2d: 1 → 2 channels, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1) at the start, dilation=(1, 1), groups=1
        of u, a Conv2d: 1 → 2 channels, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1) at the start, dilation=(1, 1), groups=1
        x/weight [2, 1, 3, 3] = [[[[1, 1.25, 1.5], [1.75, 2, 2.25], [2.5, 2.75, 3]]], [[[3.25, 3.5, 3.75], [4, 4.25, 4.5], [4.75, 5, 5.25]]]]
        u/weight [2, 1, 3, 3] = [[[[9, 9.25, 9.5], [9.75, 10, 10.25], [10.5, 10.75, 11]]], [[[11.25, 11.5, 11.75], [12, 12.25, 12.5], [12.75, 13, 13.25]]]]
        bias [2] = [0, 1]"
    `)
  })

  it('with a border', () => {
    expect(summarizeRealised(BORDERED)).toMatchInlineSnapshot(`
      "One Conv1d: 1 → 2 channels, kernel_size=3, stride=1, padding=1 at the start, dilation=1, groups=1
        weight [2, 1, 3] = [[[1, 1.25, 1.5]], [[1.75, 2, 2.25]]]
        bias [2] = [0, 1]
        near the border: 2 other kernels, for 3 classes of outputs"
    `)
  })

  it('of a transposed convolution for a known number of samples', () => {
    const known = { inputs: new Map([['x', [6]]]), output: [12] }
    const found = realisationsOf(kernel([2], [part('x', [2], 1)]), ROUNDED_ENTRIES, known)
    const [first] = found.map((one) => summarizeRealised(weights(one)).split('\n')[0])
    expect(first).toMatchInlineSnapshot(
      `"One ConvTranspose1d: 1 → 2 channels, kernel_size=6, stride=2, padding=2, output_padding=0, dilation=1, groups=1"`,
    )
  })
})
