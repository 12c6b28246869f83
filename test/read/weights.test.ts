import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/derive/assemble.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { readNotation } from '../../src/read/notation.ts'
import type { StoredTensor } from '../../src/read/tensor.ts'
import { type BindOptions, bindWeights } from '../../src/read/weights.ts'
import { readExpression } from '../../src/scalar/expression.ts'
import { formatPolynomial, type Polynomial } from '../../src/scalar/polynomial.ts'
import { type Rational, rational } from '../../src/scalar/rational.ts'
import type { TensorValues } from '../../src/scalar/tensor-value.ts'

function bind(
  notation: string,
  stored?: readonly StoredTensor[],
  options: Omit<BindOptions, 'rank'> = {},
): TensorValues {
  const { bindings, rank } = assemble(readNotation(notation))
  const tensors = stored === undefined ? undefined : new Map(stored.map((tensor) => [tensor.name, tensor]))
  return bindWeights(bindings, tensors, { rank, ...options })
}

/** The entries of a tensor as texts. */
function texts(values: TensorValues, symbol: string): readonly string[] {
  const value = values.get(symbol)
  if (value === undefined) throw new Error(`no tensor ${symbol}`)
  return value.kind === 'numeric' ? [...value.data].map(String) : value.entries.map(formatPolynomial)
}

function float32(name: string, shape: readonly number[], data?: readonly number[]): StoredTensor {
  const count = shape.reduce((product, extent) => product * extent, 1)
  return { name, dtype: 'float32', shape, data: Float64Array.from(data ?? Array.from({ length: count }, (_, i) => i)) }
}

function problemOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem
    throw error
  }
  throw new Error('expected a refusal')
}

describe('without a file, tensors are free symbols', () => {
  it('indices of axes with one entry are left out', () => {
    const values = bind('Sequential(Conv1d(2, 1, 2), Conv1d(1, 1, 1, bias=False))')
    expect(texts(values, 'k')).toEqual(['k_0_0', 'k_0_1', 'k_1_0', 'k_1_1'])
    expect(texts(values, 'b_k')).toEqual(['b_k'])
    expect(texts(values, 'v')).toEqual(['v'])
    expect(values.get('k')?.shape).toEqual([1, 2, 2])
  })

  it('one extent serves all axes', () => {
    expect(bind('Conv3d(1, 1, 2, bias=False)').get('k')?.shape).toEqual([1, 1, 2, 2, 2])
    expect(bind('Conv2d(1, 1, (1, 3), bias=False)').get('k')?.shape).toEqual([1, 1, 1, 3])
    expect(texts(bind('Conv2d(1, 1, (1, 3), bias=False)'), 'k')).toEqual(['k_0', 'k_1', 'k_2'])
  })

  it('a symbolic ε is its own symbol, also beside a file', () => {
    const names = ['weight', 'bias', 'running_mean', 'running_var']
    const values = bind(
      'BatchNorm2d(2, eps=epsilon)',
      names.map((name) => float32(name, [2])),
    )
    expect(texts(values, 'epsilon')).toEqual(['epsilon'])
    expect(texts(values, 'var')).toEqual(['0', '1'])
  })

  it('a name that is taken is refused', () => {
    const clash = problemOf(() => bind('Sequential(Conv1d(1, 1, 2, weight=["v_0", 1]), Conv1d(1, 1, 2))'))
    expect(clash).toMatchObject({ code: 'weights/symbol-taken', where: '1.weight' })
    expect(clash.what).toMatch(/would be called v_0/)
    const twins = problemOf(() => bind('Sequential(Conv1d(2, 2, 3, name=w), Conv1d(2, 1, 3, name=w_0))'))
    expect(twins.what).toMatch(/would be called w_0_\d_\d/)
  })

  it('a reserved name is refused', () => {
    expect(problemOf(() => bind('Conv1d(1, 1, 1, bias=False, name=e)'))).toMatchObject({ code: 'weights/name' })
  })

  it('too many symbols are refused', () => {
    expect(problemOf(() => bind('Conv2d(512, 512, 3)'))).toMatchObject({ code: 'weights/too-many-symbols' })
  })

  it('symbolic sizes are refused by name', () => {
    expect(problemOf(() => bind('Conv1d(1, 1, K)'))).toMatchObject({
      code: 'weights/symbolic-size',
      where: 'weight',
      fix: 'give K a number',
    })
    expect(problemOf(() => bind('Conv(1, 1, 3)'))).toMatchObject({ code: 'weights/any-rank' })
  })
})

describe('values in the notation', () => {
  it('lists may leave out leading axes of one entry', () => {
    expect(texts(bind('Conv1d(1, 1, 3, bias=False, weight=[1, "1-2a", 0.1])'), 'k')).toEqual(['1', '1 - 2*a', '1/10'])
    expect(texts(bind('Conv1d(1, 1, 2, bias=False, weight=[[[1, 2]]])'), 'k')).toEqual(['1', '2'])
    expect(texts(bind('Conv2d(1, 1, 2, bias=[3], weight=[[1, 2], [3, 4]])'), 'k')).toEqual(['1', '2', '3', '4'])
    expect(texts(bind('Conv2d(1, 1, 2, bias=[3], weight=[[1, 2], [3, 4]])'), 'b_k')).toEqual(['3'])
  })

  it.each([
    ['Conv1d(1, 1, 3, weight=[1, 2])', '[2], expected [1, 1, 3]'],
    ['Conv1d(2, 1, 3, weight=[1, 2, 3])', '[3], expected [1, 2, 3]'],
    ['Conv1d(1, 1, 1, weight=[[[[1]]]])', '[1, 1, 1, 1], expected [1, 1, 1]'],
  ])('%s has the wrong shape', (notation, shapes) => {
    expect(problemOf(() => bind(notation))).toMatchObject({
      code: 'weights/values-shape',
      where: 'weight',
      what: `the values have the shape ${shapes}`,
    })
  })

  it('ragged lists are refused', () => {
    const problem = problemOf(() => bind('Conv2d(1, 1, 2, weight=[[1, 2], [3]])'))
    expect(problem.what).toMatch(/nested unevenly: \[2\] beside \[1\]/)
  })

  it('one number is every tap', () => {
    expect(texts(bind('Conv1d(2, 1, 2, bias=False, weight="1/4")'), 'k')).toEqual(['1/4', '1/4', '1/4', '1/4'])
    expect(texts(bind('Conv1d(1, 1, 2, bias=False, weight=2)'), 'k')).toEqual(['2', '2'])
  })

  it('a formula counts the taps from the centre of the kernel', () => {
    expect(texts(bind('Conv1d(1, 1, 3, bias=False, weight="a*i")'), 'k')).toEqual(['-a', '0', 'a'])
    expect(texts(bind('Conv1d(1, 1, 2, bias=False, weight="i")'), 'k')).toEqual(['-1/2', '1/2'])
    expect(texts(bind('Conv1d(1, 1, 3, bias=False, weight="i", origin="start")'), 'k')).toEqual(['0', '1', '2'])
    expect(texts(bind('Conv2d(1, 1, (3, 2), bias=False, weight="i+10j")'), 'k')).toEqual([
      '-6',
      '4',
      '-5',
      '5',
      '-4',
      '6',
    ])
    expect(texts(bind('Conv3d(1, 1, (1, 1, 2), bias=False, weight="l")'), 'k')).toEqual(['-1/2', '1/2'])
  })

  it('only i, j and l are indices in a formula; o and c are symbols like any other', () => {
    const values = bind('Conv1d(2, 1, 1, weight="10o+c", bias="o*b")')
    expect(texts(values, 'k')).toEqual(['c + 10*o', 'c + 10*o'])
    expect(texts(values, 'b_k')).toEqual(['b*o'])
  })

  it('what is wrong in an expression is shown in its text', () => {
    const problem = problemOf(() => bind('Conv1d(1, 1, 2, weight="1/(a+b)")'))
    expect(problem).toMatchObject({ code: 'expression/not-polynomial', where: 'weight' })
    expect(problem.excerpt?.text).toBe('1/(a+b)')
  })
})

describe('set', () => {
  it('puts values for symbols everywhere', () => {
    const set = new Map<string, Rational | Polynomial>([
      ['a', rational(1, 4)],
      ['k_0', readExpression('2b')],
    ])
    const values = bind(
      'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False, weight=["a", "1-a"]))',
      undefined,
      { set },
    )
    expect(texts(values, 'k')).toEqual(['2*b', 'k_1'])
    expect(texts(values, 'v')).toEqual(['1/4', '3/4'])
  })

  it('an unknown symbol is refused with those that there are', () => {
    const set = new Map([['q', rational(1)]])
    expect(problemOf(() => bind('Conv1d(1, 1, 2, bias=False)', undefined, { set }))).toMatchObject({
      code: 'weights/unknown-symbol',
      what: 'there is no symbol q to set',
      fix: 'the symbols are k_0, k_1',
    })
    expect(problemOf(() => bind('Conv1d(1, 1, 1, bias=False, weight=1)', undefined, { set })).fix).toBe(
      'there are no symbols',
    )
  })
})

describe('with a file', () => {
  const net = 'Sequential(Conv1d(1, 2, 2), BatchNorm1d(2))'
  const good = [
    float32('0.weight', [2, 1, 2]),
    float32('0.bias', [2]),
    ...['weight', 'bias', 'running_mean', 'running_var'].map((role) => float32(`1.${role}`, [2])),
  ]
  const without = (name: string): readonly StoredTensor[] => good.filter((tensor) => tensor.name !== name)
  const counter: StoredTensor = {
    name: '1.num_batches_tracked',
    dtype: 'int64',
    shape: [],
    data: BigInt64Array.of(5n),
  }

  it('tensors are taken by their state name', () => {
    const values = bind(net, [...good, counter])
    expect(values.get('k')).toEqual({ kind: 'numeric', shape: [2, 1, 2], data: Float64Array.of(0, 1, 2, 3) })
    expect(texts(values, 'mu')).toEqual(['0', '1'])
  })

  it.each<readonly [string, readonly StoredTensor[], string, RegExp]>([
    ['a missing tensor', without('1.running_var'), 'weights/missing', /^1\.running_var is missing, expected \[2\]$/],
    [
      'an unexpected tensor',
      [...good, float32('2.weight', [3])],
      'weights/unexpected',
      /^2\.weight \[3\] belongs to no layer$/,
    ],
    [
      'a wrong shape',
      [...without('0.bias'), float32('0.bias', [1, 2])],
      'weights/shape',
      /^0\.bias is \[1, 2\], expected \[2\]$/,
    ],
    [
      'integers',
      [...without('0.bias'), { name: '0.bias', dtype: 'int32', shape: [2], data: Float64Array.of(1, 2) }],
      'weights/dtype',
      /^0\.bias is int32, expected floating-point numbers$/,
    ],
    [
      'several differences',
      [...without('0.bias'), float32('0.biased', [2])],
      'weights/do-not-fit',
      /^2 tensors do not fit the network: 0\.bias is missing, expected \[2\]; 0\.biased \[2\] belongs to no layer$/,
    ],
    ['very many differences', [], 'weights/missing', /^6 tensors do not fit the network: .*1\.running_var is missing/],
  ])('%s is refused', (_, stored, code, what) => {
    const problem = problemOf(() => bind(net, stored, { fileName: 'w.safetensors' }))
    expect(problem).toMatchObject({ code, where: 'w.safetensors' })
    expect(problem.what).toMatch(what)
  })

  it('the first few of many differences are named, with the count', () => {
    const extra = Array.from({ length: 9 }, (_, at) => float32(`x.${at}`, [1]))
    expect(problemOf(() => bind(net, [...good, ...extra])).what).toMatch(/^9 tensors .*x\.5 \[1\] .*; and 3 more$/)
  })

  it('numbers that are not finite are named with their index', () => {
    const bad = float32('0.weight', [2, 1, 2], [0, 1, 2, Number.NaN])
    expect(problemOf(() => bind(net, [...without('0.weight'), bad]))).toMatchObject({
      code: 'weights/not-finite',
      what: '0.weight[1, 0, 1] is NaN',
    })
    const worse = float32('0.bias', [2], [Number.NEGATIVE_INFINITY, Number.NaN])
    expect(problemOf(() => bind(net, [...without('0.bias'), worse])).what).toMatch(
      /^0\.bias\[0\] is -Infinity \(and 1 more/,
    )
  })

  it('a tensor is given in one place only', () => {
    const notation = 'Sequential(Conv1d(1, 1, 2, bias=False, weight=[1, 2]), Scale(1, bias=False))'
    expect(problemOf(() => bind(notation, [float32('0.weight', [1, 1, 2]), float32('1.weight', [1])]))).toMatchObject({
      code: 'weights/given-twice',
      what: '0.weight is given in the notation, too',
    })
    expect(texts(bind(notation, [float32('1.weight', [1], [7])]), 'alpha')).toEqual(['7'])
    expect(texts(bind(notation, [float32('1.weight', [1], [7])]), 'k')).toEqual(['1', '2'])
  })
})
