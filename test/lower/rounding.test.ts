import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MergedLayer } from '../../src/kernel/merged-layer.ts'
import { bindWeights } from '../../src/read/weights.ts'
import type { Polynomial } from '../../src/scalar/polynomial.ts'
import { fromFloat64 } from '../../src/scalar/rational.ts'
import { BFLOAT16, roundFloat64, roundPolynomial, STORAGE_FORMATS, type StorageFormat } from '../../src/scalar/round.ts'
import type { TensorValue, TensorValues } from '../../src/scalar/tensor-value.ts'
import { randomNetwork } from '../laws/random-network.ts'
import { exactLayer, type Lowered, lower, prepare, roundedLayer, valuesFrom } from './lowering.ts'

/** Every entry must be the exact value, rounded once. */
function expectCorrectlyRounded(lowered: Lowered, values: TensorValues, format: StorageFormat): void {
  const exact = exactLayer(lower(lowered, values, 'exact'))
  const rounded = roundedLayer(lower(lowered, values, format.name))
  expect(rounded.groups).toBe(exact.groups)
  expectEntries(rounded, exact, 'weight', format)
  expectEntries(rounded, exact, 'bias', format)
}

function expectEntries(
  rounded: MergedLayer<Float64Array>,
  exact: MergedLayer<readonly Polynomial[]>,
  tensor: 'weight' | 'bias',
  format: StorageFormat,
): void {
  const values = exact[tensor].entries.map((entry) => roundPolynomial(entry, format).value)
  expect(rounded[tensor].shape).toEqual(exact[tensor].shape)
  expect([...rounded[tensor].entries]).toEqual(values)
}

/** Random numbers of a format, over a range of magnitudes; variances are positive. */
function numbersFrom(lowered: Lowered, seed: number, format: StorageFormat, spread: number): TensorValues {
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state / 2 ** 32
  }
  return valuesFrom(lowered, (stateName) => {
    const magnitude = (0.5 + next() / 2) * 2 ** Math.round(spread * (next() - 0.5))
    const isPositive = stateName.endsWith('running_var') || next() < 0.5
    return roundFloat64(isPositive ? magnitude : -magnitude, format)
  })
}

const seeds = fc.integer({ min: 1, max: 2 ** 31 })

describe('rounded weights are the exact weights, rounded once', () => {
  it.each(STORAGE_FORMATS.map((format) => [format.name, format] as const))(
    'to %s, for random networks',
    (_, format) => {
      fc.assert(
        fc.property(randomNetwork({ rank: 1, layers: 4 }), seeds, fc.constantFrom(4, 40), (network, seed, spread) => {
          const lowered = prepare(network)
          fc.pre(lowered.assembly.sizes.length === 0)
          const bounded = format.name === 'float16' ? Math.min(spread, 6) : spread
          expectCorrectlyRounded(lowered, numbersFrom(lowered, seed, format, bounded), format)
        }),
        { seed: 77, numRuns: 40 },
      )
    },
  )

  it('where products and sums are far from each other in size', () => {
    const lowered = prepare('Sequential(Conv1d(3, 2, 3, bias=False), Conv1d(2, 2, 3, bias=False))')
    for (const format of STORAGE_FORMATS.filter(({ name }) => name !== 'float16')) {
      for (let seed = 1; seed < 20; seed++) {
        expectCorrectlyRounded(lowered, numbersFrom(lowered, seed, format, 110), format)
      }
    }
  })

  it('where binary64 overflows or loses everything on the way', () => {
    const lowered = prepare('Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))')
    const [first, second] = lowered.assembly.bindings.map(({ symbol }) => symbol)
    const values = (k: readonly number[], v: readonly number[]): TensorValues =>
      new Map([
        [first ?? '', numeric(k)],
        [second ?? '', numeric(v)],
      ])
    for (const format of STORAGE_FORMATS.filter(({ name }) => name === 'float64' || name === 'float32')) {
      expectCorrectlyRounded(lowered, values([2 ** -600, 2 ** -300], [2 ** -500, 2 ** -10]), format)
      expectCorrectlyRounded(lowered, values([2 ** 600, 1], [2 ** -600, 2 ** -1000]), format)
    }
  })
})

function numeric(data: readonly number[]): TensorValue {
  return { kind: 'numeric', shape: [1, 1, data.length], data: Float64Array.from(data) }
}

describe('entries that the fast arithmetic leaves open are computed again', () => {
  /** One output that adds up products over three input channels. */
  const lowered = prepare('Sequential(Conv1d(1, 3, 1, bias=False), Conv1d(3, 1, 1, bias=False))')

  function dot(left: readonly number[], right: readonly number[]): TensorValues {
    const [k, v] = lowered.assembly.bindings.map(({ symbol }) => symbol)
    return new Map([
      [k ?? '', { kind: 'numeric', shape: [3, 1, 1], data: Float64Array.from(right) }],
      [v ?? '', { kind: 'numeric', shape: [1, 3, 1], data: Float64Array.from(left) }],
    ])
  }

  it('a tie in float32 that only a very small product decides', () => {
    const tiny = 2 ** -90
    for (const [extra, expected] of [
      [tiny, 1 + 2 ** -23],
      [-tiny, 1],
    ] as const) {
      const result = lower(lowered, dot([1, 2 ** -24, extra], [1, 1, 1]), 'float32')
      expect(roundedLayer(result).weight.entries[0]).toBe(expected)
    }
  })

  it('a tie in float64 that is far below what two binary64 numbers hold', () => {
    for (const [extra, expected] of [
      [2 ** -400, 1 + 2 ** -52],
      [-(2 ** -400), 1],
    ] as const) {
      const result = lower(lowered, dot([1, 2 ** -53, extra], [1, 1, 1]), 'float64')
      expect(roundedLayer(result).weight.entries[0]).toBe(expected)
      expect(result.report).toMatchObject({ direct: 0, recomputed: 1 })
    }
  })

  it('an exact tie goes to the even number and is not in doubt', () => {
    const result = lower(lowered, dot([1, 2 ** -24, 0], [1, 1, 1]), 'float32')
    expect(roundedLayer(result).weight.entries[0]).toBe(1)
    expect(result.report.recomputed).toBe(0)
  })

  it('a sum that cancels exactly is zero, however it was rounded on the way', () => {
    const third = 1 / 3
    const result = lower(lowered, dot([2 ** 120, third, -(2 ** 120)], [1, 2 ** -200, 1]), 'float64')
    expect(roundedLayer(result).weight.entries[0]).toBe(third * 2 ** -200)
    const zero = lower(lowered, dot([2 ** 300, -(2 ** 300), 0], [third, third, 1]), 'float64')
    expect(Object.is(roundedLayer(zero).weight.entries[0], 0)).toBe(true)
  })

  it('an irrational factor that cancels is decided with roots', () => {
    const network = prepare(
      'Sequential(Conv1d(1, 2, 1, bias=False), BatchNorm1d(2, eps=0), Conv1d(2, 1, 1, bias=False))',
    )
    const values = valuesFrom(network, (stateName, position) => {
      if (stateName === '1.running_var') return 3
      if (stateName === '2.weight') return position === 0 ? 1 : -1
      return stateName.endsWith('running_mean') ? 0 : 1
    })
    const result = lower(network, values, 'float32')
    expect([...roundedLayer(result).weight.entries]).toEqual([0])
    expect(result.report.recomputed).toBeGreaterThan(0)
  })

  it('an irrational sum that cancels keeps groups apart', () => {
    const network = prepare(
      'Sequential(Conv1d(2, 4, 1, bias=False), BatchNorm1d(4, eps=0), Conv1d(4, 2, 1, bias=False))',
    )
    // Channels 0, 1 and 2, 3 differ by a sign in one input only, which one output cancels.
    const first = [1, 1, 1, -1, 1, 1, -1, 1]
    const last = [1, 1, 0, 0, 0, 0, 1, 1]
    const values = valuesFrom(network, (stateName, position) => {
      if (stateName === '0.weight') return first[position] ?? 0
      if (stateName === '2.weight') return last[position] ?? 0
      return stateName === '1.running_var' ? 3 : 1
    })
    for (const dtype of ['float32', 'float64', 'exact'] as const) {
      expect(lower(network, values, dtype).weights.layer.groups).toBe(2)
    }
  })

  it('halves of the smallest number of a format add up', () => {
    const half = dot([2 ** -540, 2 ** -540, 0], [2 ** -535, 2 ** -535, 1])
    expect(roundedLayer(lower(lowered, half, 'float64')).weight.entries[0]).toBe(2 ** -1074)
  })

  it('many of them are computed together', () => {
    const wide = prepare('Sequential(Conv1d(12, 3, 1, bias=False), Conv1d(3, 12, 1, bias=False))')
    const [k, v] = wide.assembly.bindings.map(({ symbol }) => symbol)
    const row = (at: number): number => [1, 2 ** -53, 2 ** -400][at] ?? 0
    const values: TensorValues = new Map([
      [k ?? '', { kind: 'numeric', shape: [3, 12, 1], data: new Float64Array(36).fill(1) }],
      [
        v ?? '',
        { kind: 'numeric', shape: [12, 3, 1], data: Float64Array.from({ length: 36 }, (_, at) => row(at % 3)) },
      ],
    ])
    const result = lower(wide, values, 'float64')
    expect([...roundedLayer(result).weight.entries]).toEqual(Array.from({ length: 144 }, () => 1 + 2 ** -52))
    expect(result.report.recomputed).toBe(144)
  })
})

describe('values that a format does not hold', () => {
  it('are refused with tensor and index', () => {
    const lowered = prepare('Sequential(Conv1d(1, 2, 2), Conv1d(2, 1, 1, bias=False))')
    const values = valuesFrom(lowered, (stateName, position) =>
      stateName === '0.weight' && position === 3 ? 60_000 : 2,
    )
    expect(() => lower(lowered, values, 'float16')).toThrow(
      /weight\[0, 0, 1\] of the merged layer is beyond float16, whose largest number is 65504/,
    )
    expect(roundedLayer(lower(lowered, values, 'bfloat16')).weight.entries[1]).toBe(roundFloat64(120_004, BFLOAT16))
  })

  it('a value that is too small becomes zero with its sign, and its channels stay joined', () => {
    const lowered = prepare('Sequential(Conv1d(2, 2, 1, bias=False), Scale(2, bias=False))')
    const values = valuesFrom(lowered, (stateName, position) =>
      stateName === '0.weight' && position % 3 !== 0 ? -(2 ** -20) : 2 ** -10,
    )
    const layer = roundedLayer(lower(lowered, values, 'float16'))
    expect(layer.groups).toBe(1)
    expect([...layer.weight.entries]).toEqual([2 ** -20, -0, -0, 2 ** -20])
  })
})

describe('values in the notation', () => {
  function merge(notation: string, dtype: StorageFormat['name']) {
    const lowered = prepare(notation)
    const { bindings, rank } = lowered.assembly
    return lower(lowered, bindWeights(bindings, undefined, { rank }), dtype)
  }

  it('irrational taps are rounded correctly', () => {
    const notation =
      'Sequential(Conv1d(1, 1, 3, bias=False, weight="exp(-i^2/2)"), Conv1d(1, 1, 2, bias=False, weight=["1/3", "sqrt(2)"]))'
    const exact = exactLayer(lower(prepare(notation), valuesOf(notation), 'exact'))
    for (const format of STORAGE_FORMATS) {
      const found = roundedLayer(merge(notation, format.name))
      expect([...found.weight.entries]).toEqual(
        exact.weight.entries.map((entry) => roundPolynomial(entry, format).value),
      )
    }
  })

  function valuesOf(notation: string): TensorValues {
    const { bindings, rank } = prepare(notation).assembly
    return bindWeights(bindings, undefined, { rank })
  }

  it('symbols that cancel do not stand in the way of numbers', () => {
    const taps = 'Conv1d(1, 2, 1, bias=False, weight=[[["1/3+a"]], [["1/3-a"]]])'
    const result = merge(`Sequential(${taps}, Conv1d(2, 1, 1, bias=False, weight=1))`, 'float32')
    expect([...roundedLayer(result).weight.entries]).toEqual([Math.fround(2 / 3)])
  })

  it('with symbols that are left the weights stay exact', () => {
    expect(merge('Conv1d(1, 1, 1, bias=False)', 'float32').weights.kind).toBe('exact')
  })
})

it('exact weights of numbers from a file are rationals', () => {
  const lowered = prepare('Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 1, bias=False))')
  const values = valuesFrom(lowered, () => 0.1)
  const [entry] = exactLayer(lower(lowered, values, 'exact')).weight.entries
  const tenth = fromFloat64(0.1)
  expect(entry?.terms.get('')?.coefficient).toEqual({
    numerator: tenth.numerator ** 2n,
    denominator: tenth.denominator ** 2n,
  })
})
