import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/derive/assemble.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { readNotation } from '../../src/read/notation.ts'
import type { StoredTensor } from '../../src/read/tensor.ts'
import { bindWeights } from '../../src/read/weights.ts'
import { formatPolynomial } from '../../src/scalar/polynomial.ts'
import { FLOAT64, roundPolynomial } from '../../src/scalar/round.ts'
import type { TensorValue, TensorValues } from '../../src/scalar/tensor-value.ts'

function bind(notation: string, stored?: readonly StoredTensor[], inputShape?: readonly number[]): TensorValues {
  const { bindings, rank } = assemble(readNotation(notation), inputShape === undefined ? {} : { inputShape })
  const tensors = stored === undefined ? undefined : new Map(stored.map((tensor) => [tensor.name, tensor]))
  return bindWeights(bindings, tensors, { rank })
}

/** The last of the tensors. */
function last(values: TensorValues): TensorValue {
  const value = [...values.values()].at(-1)
  if (value === undefined) throw new TypeError('there is no tensor')
  return value
}

/** The only tensor of a layer. */
function kernel(notation: string): TensorValue {
  return last(bind(notation))
}

/** The entries as they print. */
function texts(value: TensorValue): readonly string[] {
  return value.kind === 'numeric' ? [...value.data].map(String) : value.entries.map(formatPolynomial)
}

/** The entries to the nearest binary64. */
function numbers(value: TensorValue): readonly number[] {
  if (value.kind === 'numeric') return [...value.data]
  return value.entries.map((entry) => roundPolynomial(entry, FLOAT64).value)
}

function float32(name: string, shape: readonly number[]): StoredTensor {
  const count = shape.reduce((product, extent) => product * extent, 1)
  return { name, dtype: 'float32', shape, data: Float64Array.from({ length: count }, (_, at) => at) }
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem.code
    throw error
  }
}

describe('tensors that a layer gives itself', () => {
  it.each([
    ['ChannelPermutation((2, 0, 1))', [3, 3], '0 0 1 1 0 0 0 1 0'],
    ['Box1d(2, 4)', [4], '0.25 0.25 0.25 0.25'],
    ['Binomial1d(1, 5)', [5], '0.0625 0.25 0.375 0.25 0.0625'],
    ['Binomial2d(1, (1, 3))', [1, 3], '0.25 0.5 0.25'],
    ['Sobel1d(1)', [3], '-1 0 1'],
    ['Sobel2d(1, 0)', [3, 3], '-1 -2 -1 0 0 0 1 2 1'],
    ['Sobel2d(1, 1)', [3, 3], '-1 0 1 -2 0 2 -1 0 1'],
    ['Laplacian1d(1)', [3], '1 -2 1'],
    ['Laplacian2d(1)', [3, 3], '0 1 0 1 -4 1 0 1 0'],
    ['Bilinear1d(1, 1)', [1], '1'],
    ['Bilinear1d(1, 2)', [4], '0.25 0.75 0.75 0.25'],
  ])('%s is numeric where binary64 holds every entry', (notation, shape, entries) => {
    const value = kernel(notation)
    expect(value.kind).toBe('numeric')
    expect(value.shape).toEqual(shape)
    expect(texts(value).join(' ')).toBe(entries)
  })

  it.each([
    ['Box1d(1, 3)', '1/3 1/3 1/3'],
    ['Bilinear1d(1, 3)', '1/3 2/3 1 2/3 1/3'],
  ])('%s is exact where binary64 does not', (notation, entries) => {
    const value = kernel(notation)
    expect(value.kind).toBe('symbolic')
    expect(texts(value).join(' ')).toBe(entries)
  })

  it('no file has them', () => {
    const net = 'Sequential(Conv1d(2, 2, 1, bias=False), Box1d(2, 2), ChannelPermutation((1, 0)), Gaussian1d(2, 3, 1))'
    const values = bind(net, [float32('0.weight', [2, 2, 1])])
    expect([...values.values()].map((value) => value.kind)).toEqual(['numeric', 'numeric', 'numeric', 'symbolic'])
    const extra = [float32('0.weight', [2, 2, 1]), float32('1.weight', [2])]
    expect(codeOf(() => bind(net, extra))).toBe('weights/unexpected')
  })

  it('a symbolic size has no entries', () => {
    expect(codeOf(() => bind('Box1d(1, K)'))).toBe('weights/symbolic-size')
    expect(codeOf(() => bind('Box2d(1, 4096)'))).toBe('weights/too-many-values')
  })
})

describe('filters that are formulas', () => {
  it('a Gaussian has the sum 1', () => {
    for (const notation of ['Gaussian1d(1, 5, 1.5)', 'Gaussian1d(1, 4, 2/3)', 'Gaussian2d(1, (3, 2), 0.8)']) {
      const taps = numbers(kernel(notation.replace('2/3', '"2/3"')))
      expect(taps.reduce((total, tap) => total + tap, 0)).toBeCloseTo(1, 14)
    }
  })

  it('a Gaussian is that of its formula, row by row', () => {
    const bell = (t: number) => Math.exp(-(t ** 2) / (2 * 0.8 ** 2))
    const axis = (places: readonly number[]) => {
      const total = places.reduce((sum, t) => sum + bell(t), 0)
      return places.map((t) => bell(t) / total)
    }
    const expected = axis([-1, 0, 1]).flatMap((a) => axis([-0.5, 0.5]).map((b) => a * b))
    const taps = numbers(kernel('Gaussian2d(1, (3, 2), 0.8)'))
    taps.forEach((tap, at) => {
      expect(tap).toBeCloseTo(expected[at] ?? Number.NaN, 15)
    })
  })

  it('a symbolic width stays symbolic', () => {
    const taps = texts(kernel('Gaussian1d(1, 2, sigma=s)'))
    expect(taps[0]).toBe(taps[1])
    expect(taps[0]).toContain('s')
  })

  it('a Gabor filter is that of its formula', () => {
    const [sigma, theta, wavelength, gamma, psi] = [2, Math.PI / 3, 4, 0.5, 0.25]
    const taps = numbers(kernel('Gabor2d(1, (3, 4), sigma=2, theta="pi/3", wavelength=4, gamma=0.5, psi="1/4")'))
    const expected = [-1, 0, 1].flatMap((i) =>
      [-1.5, -0.5, 0.5, 1.5].map((j) => {
        const along = j * Math.cos(theta) + i * Math.sin(theta)
        const across = i * Math.cos(theta) - j * Math.sin(theta)
        const bell = Math.exp(-(along ** 2 + gamma ** 2 * across ** 2) / (2 * sigma ** 2))
        return bell * Math.cos((2 * Math.PI * along) / wavelength + psi)
      }),
    )
    taps.forEach((tap, at) => {
      expect(tap).toBeCloseTo(expected[at] ?? Number.NaN, 14)
    })
  })
})

describe('a linear layer behind Flatten', () => {
  const NET = 'Sequential(Conv1d(1, 2, 1, bias=False), Flatten(), Linear(6, 2, bias=False))'

  it('takes its weights in the shape of the state dict, row by row', () => {
    const stored = [float32('0.weight', [2, 1, 1]), float32('2.weight', [2, 6])]
    const weight = last(bind(NET, stored, [1, 3]))
    expect(weight.shape).toEqual([2, 2, 3])
    expect(texts(weight)).toEqual(Array.from({ length: 12 }, (_, at) => `${at}`))
    const wrong = [float32('0.weight', [2, 1, 1]), float32('2.weight', [2, 2, 3])]
    expect(codeOf(() => bind(NET, wrong, [1, 3]))).toBe('weights/shape')
  })

  it('written weights have that shape, too', () => {
    const written = NET.replace('Linear(6, 2,', 'Linear(6, 2, weight=[[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]],')
    const weight = last(bind(written, undefined, [1, 3]))
    expect(weight.shape).toEqual([2, 2, 3])
    expect(texts(weight)).toEqual(Array.from({ length: 12 }, (_, at) => `${at}`))
  })
})

it('layers that were given the same parameter by its name share it', () => {
  const values = bind('Sequential(BatchNorm1d(2, eps=epsilon), BatchNorm1d(2, eps=epsilon))')
  const epsilon = values.get('epsilon')
  expect(epsilon === undefined ? [] : texts(epsilon)).toEqual(['epsilon'])
})
