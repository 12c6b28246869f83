import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/derive/assemble.ts'
import { derive } from '../../src/derive/derive.ts'
import { ConvolemmaError, type Problem, renderProblem } from '../../src/errors.ts'
import {
  avgPool2d,
  batchNorm2d,
  channelPermutation,
  conv1d,
  convTranspose2d,
  linear,
  scale,
  sobelFilter,
  zeroPad2d,
} from '../../src/layers/builders.ts'
import { findLayer } from '../../src/layers/index.ts'
import { readParameters } from '../../src/layers/schema.ts'
import type { LayerNode, NetworkNode, ParameterValue } from '../../src/net/network.ts'
import { readNetworkJson } from '../../src/read/network-json.ts'
import { readNotation } from '../../src/read/notation.ts'
import { constantOf } from '../../src/term/index-expression.ts'

function problemOf(run: () => unknown): Problem | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem
    throw error
  }
}

const refusal = (network: NetworkNode) => problemOf(() => derive(network))

function rendered(notation: string): string {
  const problem = problemOf(() => derive(readNotation(notation)))
  return problem === undefined ? 'accepted' : renderProblem(problem)
}

function layer(type: string, parameters: Readonly<Record<string, ParameterValue>>): LayerNode {
  return { kind: 'layer', type, parameters }
}

const read = (node: LayerNode) => readParameters(findLayer(node.type)?.kind.schema ?? {}, node, 1)

describe('names of parameters', () => {
  it('a builder refuses a name that the layer does not have', () => {
    const problem = refusal(conv1d({ inChannels: 1, outChannels: 1, kernelSize: 3, pading: 1 } as never))
    expect(problem?.code).toBe('layer/unknown-parameter')
    expect(problem?.what).toBe('Conv1d has no parameter "pading"')
    expect(problem?.where).toBe('Conv1d(in_channels=1, out_channels=1, kernel_size=3, pading=1)')
    expect(problem?.fix).toEqual(['did you mean padding?', expect.stringContaining('in_channels, out_channels')])
  })

  it.each([
    ['kernel', []],
    ['dillation', ['did you mean dilation?']],
    ['Bias', ['did you mean bias?']],
    ['x'.repeat(100_000), []],
  ])('the nearest name is proposed where one is near: %.20s', (name, hint) => {
    const problem = refusal(layer('Conv1d', { in_channels: 1, out_channels: 1, kernel_size: 2, [name]: 1 }))
    expect(problem?.fix).toEqual([...hint, expect.stringContaining('its parameters are in_channels')])
  })

  it('a layer without parameters says so', () => {
    expect(refusal(layer('Identity', { size: 1 }))?.fix).toEqual(['it has no parameters'])
    expect(rendered('Identity(size=1)')).toContain('it has no arguments')
  })

  it('the notation and JSON propose the nearest name, too', () => {
    expect(rendered('Conv1d(1, 1, 2, pading=1)')).toContain('did you mean padding?')
    const json = '{"layer": "Conv1d", "in_channels": 1, "out_channels": 1, "kernel_size": 2, "strid": 2}'
    expect(problemOf(() => readNetworkJson(json))?.fix).toContain('did you mean stride?')
  })

  it('undefined is as good as not given', () => {
    const options = { inChannels: 1, outChannels: 1, kernelSize: 2, stride: undefined }
    expect(refusal(conv1d(options as never))).toBeUndefined()
  })
})

describe('bias', () => {
  const biasOf = (value: ParameterValue) =>
    read(layer('Conv1d', { in_channels: 1, out_channels: 1, kernel_size: 2, bias: value }))

  it.each([
    [true, true],
    [false, false],
    [null, false],
    ['a', true],
    [2, true],
    [[1, 'a'], true],
  ] as const)('%j means there is one: %s', (value, expected) => {
    expect(biasOf(value).flag('bias')).toBe(expected)
  })

  it('None is the same as False, in every layer that has one', () => {
    for (const [type, sizes] of [
      ['Conv1d', '1, 1, 2'],
      ['Linear', '1, 2'],
      ['Scale', '2'],
    ]) {
      const claim = (bias: string) =>
        derive(readNotation(`${type}(${sizes}, bias=${bias})`)).checked.proof.claim.bias ?? null
      expect(claim('None')).toEqual(claim('False'))
    }
  })

  it.each([[[true]], [[null, 1]], [[[1], [false]]]] as const)('%j is refused', (value) => {
    expect(problemOf(() => biasOf(value))?.what).toBe(
      'bias must be True, False, None, a list of numbers and expressions, or one expression',
    )
  })

  it('values of a weight are looked at, too', () => {
    const weights = { in_channels: 1, out_channels: 1, kernel_size: 2, weight: [1, null] }
    expect(problemOf(() => read(layer('Conv1d', weights)))?.where).toContain('weight=(1, None)')
  })
})

describe('sizes', () => {
  it('the stride of a pooling layer is its kernel size where it is None or not given', () => {
    for (const parameters of [{ kernel_size: 3 }, { kernel_size: 3, stride: null }]) {
      expect(constantOf(read(layer('AvgPool1d', parameters)).size('stride'))).toBe(3)
    }
  })

  it.each(['Conv1d(1, 1, 2, stride=None)', 'Conv1d(1, 1, 2, padding=None)', 'Conv1d(1, 1, None)'])(
    '%s: None is not a size',
    (notation) => {
      expect(rendered(notation)).toContain('must be an integer or a name, or one integer per axis')
    },
  )

  it.each([
    ['Conv1d(1, 1, 9007199254740993)', 'kernel_size is 9007199254740993', 'below 10^15'],
    ['Conv1d(1, 1, 2.5)', 'kernel_size is 2.5', 'an integer of at least 1'],
    ['Conv1d(1, 1, 2, padding=-1)', 'padding is -1', 'an integer of at least 0'],
    ['Conv1d(1, 1, "two words")', 'which is not a name for a size', ''],
  ])('%s is refused', (notation, what, fix) => {
    expect(rendered(notation)).toContain(what)
    expect(rendered(notation)).toContain(fix)
  })

  it('an integer may be written as a decimal, as print(model) shows a scale factor', () => {
    for (const factor of ['2.0', ['2.0'], 2]) {
      expect(constantOf(read(layer('Upsample', { scale_factor: factor })).size('scaleFactor'))).toBe(2)
    }
    expect(rendered('Upsample(scale_factor=2.5)')).toContain('scale_factor is 2.5')
  })

  it('None stands for False where a flag is meant', () => {
    expect(read(layer('Upsample', { align_corners: null })).flag('alignCorners')).toBe(false)
  })

  it('one integer in brackets is for all axes', () => {
    const parameters = { in_channels: 1, out_channels: 1, kernel_size: [3] }
    for (const type of ['Conv1d', 'Conv2d', 'Conv']) {
      expect(constantOf(read(layer(type, parameters)).size('kernelSize'))).toBe(3)
    }
  })

  it('a list is refused where the number of axes is not known', () => {
    expect(rendered('Conv(1, 1, (2, 3))')).toContain('any number of axes')
    expect(rendered('Conv2d(1, 1, ())')).toContain('0 entries')
  })
})

describe('a refused layer is named and pointed at', () => {
  it.each([
    ['layer/pool-padding', 'AvgPool1d(3, padding=2)'],
    ['layer/pool-padding', 'AvgPool2d((4, 1), padding=(2, 1))'],
    ['layer/pool-padding', 'AvgPool1d(3, padding="same")'],
    ['layer/pool-divisor', 'AvgPool2d(3, divisor_override=0)'],
    ['layer/pool-divisor', 'AvgPool2d(3, divisor_override=(1, 2))'],
    ['layer/pool-size', 'AvgPool1d(K)'],
    ['layer/pool-size', 'AvgPool1d(3, padding=P)'],
    ['layer/pool-size', 'AvgPool1d(3, stride=S, ceil_mode=True)'],
    ['layer/input-size', 'AvgPool1d(2, 3, ceil_mode=True)'],
    ['layer/input-size', 'AdaptiveAvgPool1d(2)'],
    ['layer/adaptive-windows', 'AdaptiveAvgPool1d(N)'],
    ['layer/input-size', 'GlobalAvgPool()'],
    ['layer/input-size', 'FlattenLinear(6, 2)'],
    ['layer/flatten', 'Flatten(start_dim=2)'],
    ['layer/batch-statistics', 'BatchNorm1d(2, track_running_stats=False)'],
    ['layer/channel-slice', 'ChannelSlice(1, 3)'],
    ['layer/channel-slice', 'ChannelSlice(1, 1)'],
    ['layer/channel-slice', 'Narrow(1, 2)'],
    ['layer/channel-slice', 'Chunk(2, 2)'],
    ['layer/channel-slice', 'Split((1, 2), 0)'],
    ['layer/channel-slice', 'Split(1, 2)'],
    ['layer/permutation', 'ChannelPermutation((0, 0))'],
    ['layer/permutation', 'ChannelPermutation((0, 2))'],
    ['layer/permutation', 'ChannelPermutation(0)'],
    ['layer/groups', 'ChannelShuffle(3)'],
    ['layer/parameter', 'Multiply((1, 2))'],
    ['layer/parameter', 'Multiply(None)'],
    ['layer/parameter', 'Sobel1d(2, 1)'],
    ['layer/parameter', 'Gaussian1d(2, 3, (1, 2))'],
    ['layer/filter-size', 'Gaussian1d(2, K, 1)'],
    ['layer/same-padding', 'Box1d(2, 3, stride=2, padding="same")'],
    ['layer/same-padding', 'Conv1d(2, 2, 3, padding="same", stride=2)'],
    ['layer/groups', 'Conv1d(2, 3, 3, groups=2)'],
  ])('%s: %s', (code, notation) => {
    const text = `Sequential(Conv1d(1, 2, 1), ${notation})`.replace(/Conv1d\(1, 2, 1\)(?=.*Pool2d)/, 'Conv2d(1, 2, 1)')
    const problem = problemOf(() => assemble(readNotation(text)))
    expect(problem?.code).toBe(code)
    expect(problem?.where).toContain(notation)
    expect(problem?.excerpt?.text.slice(problem.excerpt.from, problem.excerpt.to)).toBe(notation)
    expect(problem?.fix).toBeDefined()
  })
})

describe('layers that need to know their input', () => {
  const problem = (notation: string, inputShape?: readonly number[]) =>
    problemOf(() => assemble(readNotation(notation), inputShape === undefined ? {} : { inputShape }))

  it.each([
    ['AdaptiveAvgPool1d(2)', [1, 7], 'layer/adaptive-windows', '7 samples cannot be divided into 2 equal windows'],
    ['AdaptiveAvgPool2d((1, 2))', [1, 5, 9], 'layer/adaptive-windows', '9 samples cannot be divided into 2'],
    ['FlattenLinear(11, 2)', [2, 6], 'layer/flatten-features', 'takes 11 features, but its input 2×6 has 12'],
    ['Sequential(Flatten(), Linear(9, 1))', [2, 2, 2], 'layer/flatten-features', 'its input 2×2×2 has 8'],
    ['Chunk(3, 2)', [4, 6], 'layer/channel-slice', 'there is no part 2 of 2 parts'],
    ['Box(2, 3)', [2], 'layer/filter-rank', 'at least one axis'],
  ])('%s on %j', (notation, inputShape, code, what) => {
    const found = problem(notation, inputShape)
    expect(found?.code).toBe(code)
    expect(found?.what).toContain(what)
  })

  it.each(['ChannelSlice(0, 1)', 'Chunk(2, 0)', 'ChannelShuffle(2)'])('%s asks for the channels', (notation) => {
    expect(problem(notation)?.code).toBe('layer/input-channels')
    expect(problem(notation, [2, 6])).toBeUndefined()
  })

  it('a ceil_mode that cuts nothing off is a constant divisor, and one that does is not', () => {
    const names = (notation: string, inputShape?: readonly number[]) =>
      assemble(readNotation(notation), inputShape === undefined ? {} : { inputShape }).definitions.map(
        ({ name }) => name,
      )
    expect(names('AvgPool1d(3, 2, ceil_mode=True)', [1, 7])).toEqual(['y'])
    expect(names('AvgPool1d(3, 2, ceil_mode=True)', [1, 8])).toEqual(['count', 'y'])
    expect(names('AvgPool1d(3, 2, ceil_mode=True)')).toEqual(['count', 'y'])
    expect(names('AvgPool1d(3, 1, ceil_mode=True)')).toEqual(['y'])
    expect(names('AvgPool1d(3, 1, padding=1)')).toEqual(['y'])
    expect(names('AvgPool1d(3, 1, padding=1, count_include_pad=False)')).toEqual(['count', 'y'])
  })
})

describe('pads', () => {
  const padsOf = (padding: ParameterValue, rank: number | 'any' = 2) => {
    const schema = { padding: { kind: 'pads', summary: '' } } as const
    const { start, end } = readParameters(schema, layer('Pad', { padding }), rank).pads('padding')
    return [constantOf(start), constantOf(end)]
  }

  it.each([
    [2, 2, [2, 2]],
    [-1, 2, [-1, -1]],
    [[1, 2], 1, [1, 2]],
    [
      [1, 2, 3, 4],
      2,
      [
        [3, 1],
        [4, 2],
      ],
    ],
    [
      [1, 2, 3, 4, 5, 6],
      3,
      [
        [5, 3, 1],
        [6, 4, 2],
      ],
    ],
    [[1, 0, 1, -2], 2, [1, [-2, 0]]],
    [3, 'any', [3, 3]],
  ] as const)('%j on %s axes', (written, rank, sides) => {
    expect(padsOf(written, rank)).toEqual(sides)
  })

  it.each([
    [[1, 2], 2, 'has 2 entries, but the layer has 2 axes'],
    [[1, 2], 'any', 'for any number of axes'],
    [[1, 'p', 2, 3], 2, 'mixes names and integers'],
    [1.5, 1, 'is 1.5'],
    [null, 1, 'must be an integer or a name, or two integers per axis'],
    ['two words', 1, 'not a name for a size'],
  ] as const)('%j on %s axes is refused', (written, rank, what) => {
    expect(problemOf(() => padsOf(written, rank))?.what).toContain(what)
  })

  it('on one axis each side may have a name, and no side is negative where that makes no sense', () => {
    const schema = { padding: { kind: 'pads', minimum: 0, summary: '' } } as const
    const parameters = readParameters(schema, layer('Pad', { padding: ['p', 'q'] }), 1)
    expect(parameters.named.map(({ name }) => name)).toEqual(['p', 'q'])
    expect(problemOf(() => readParameters(schema, layer('Pad', { padding: [0, -1] }), 1))?.what).toBe('padding is -1')
  })
})

describe('lists of integers', () => {
  const integersOf = (value: ParameterValue) =>
    readParameters({ order: { kind: 'integers', minimum: 0, summary: '' } }, layer('X', { order: value }), 1).integers(
      'order',
    )

  it.each([[2], [[2, 0, 1]], [[]]])('%j', (value) => {
    expect(integersOf(value)).toEqual(value)
  })

  it.each([['a'], [null], [[0, 'a']], [[0, 0.5]], [[-1]]])('%j is refused', (value) => {
    expect(problemOf(() => integersOf(value))?.code).toBe('layer/parameter')
  })
})

describe('groups', () => {
  it.each([
    ['Conv1d(4, 4, 2, groups=G)', 'groups=G with in_channels=4: a symbolic number of groups is not supported unless'],
    ['Conv1d(C, D, 2, groups=C)', 'groups=C with out_channels=D'],
    ['Conv1d(C, D, 2, groups=2)', 'in_channels=C has no value'],
    ['Conv1d(4, 6, 2, groups=4)', 'out_channels=6 is not divisible by groups=4'],
  ])('%s is refused', (notation, part) => {
    expect(rendered(notation)).toContain(part)
  })

  it('a symbolic number of groups that equals the channels is depthwise', () => {
    expect(rendered('Conv1d(C, C, 2, groups=C)')).toBe('accepted')
  })
})

describe('builders', () => {
  it('say the same as the notation', () => {
    const same = (node: LayerNode, notation: string) =>
      expect(assemble(node).definitions).toEqual(assemble(readNotation(notation)).definitions)
    same(conv1d({ inChannels: 1, outChannels: 2, kernelSize: 3, stride: 2 }), 'Conv1d(1, 2, 3, stride=2)')
    same(linear({ inFeatures: 2, outFeatures: 3, bias: false }), 'Linear(2, 3, bias=False)')
    same(batchNorm2d({ numFeatures: 2, affine: false }), 'BatchNorm2d(2, affine=False)')
    same(scale({ numFeatures: 2 }), 'Scale(2)')
    same(avgPool2d({ kernelSize: [3, 2], padding: 1 }), 'AvgPool2d((3, 2), padding=1)')
    same(zeroPad2d({ padding: [1, 0, 2, -1] }), 'ZeroPad2d((1, 0, 2, -1))')
    same(channelPermutation({ order: [1, 0] }), 'ChannelPermutation((1, 0))')
    same(
      convTranspose2d({ inChannels: 1, outChannels: 2, kernelSize: 3, outputPadding: 1, stride: 2 }),
      'ConvTranspose2d(1, 2, 3, stride=2, output_padding=1)',
    )
    const derivative = sobelFilter({ channels: 1, axis: 1 })
    expect(assemble(derivative, { inputShape: [1, 5, 5] }).definitions).toEqual(
      assemble(readNotation('Sobel2d(1, 1)'), { inputShape: [1, 5, 5] }).definitions,
    )
  })
})
