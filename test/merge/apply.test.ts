import { describe, expect, it } from 'vitest'
import { type DeriveOptions, derive } from '../../src/derive/derive.ts'
import { applyMerged, type SampleArithmetic } from '../../src/merge/apply.ts'
import { realise } from '../../src/merge/realise.ts'
import { readNotation } from '../../src/read/notation.ts'
import { add, constant, formatPolynomial, multiply, type Polynomial } from '../../src/scalar/polynomial.ts'
import { rational } from '../../src/scalar/rational.ts'

const whole = (value: number): Polynomial => constant(rational(value))

const POLYNOMIALS: SampleArithmetic<Polynomial> = {
  zero: whole(0),
  add,
  multiply,
  weight: (value) => (typeof value === 'number' ? whole(value) : value),
}

/** The output for samples of one channel, exactly. */
function outputOf(notation: string, samples: readonly number[], options: DeriveOptions = {}): readonly string[] {
  const shape = [1, samples.length]
  const derivation = derive(readNotation(notation), { inputShape: shape, ...options })
  const merged = realise(derivation, { dtype: 'exact' })
  const inputs = new Map([['x', { shape, data: samples.map(whole) }]])
  return applyMerged(derivation, merged, inputs, POLYNOMIALS).data.map(formatPolynomial)
}

describe('a merged network applied to samples', () => {
  it.each([
    [
      'reads zeros in the padding',
      "Conv1d(1, 1, 3, padding=1, bias=False, weight=[1, 'a', 10])",
      ['20 + a', '31 + 2*a', '2 + 3*a'],
    ],
    [
      'goes around',
      "Conv1d(1, 1, 3, padding=1, padding_mode='circular', bias=False, weight=[1, 0, 10])",
      ['23', '31', '12'],
    ],
    [
      'reflects',
      "Conv1d(1, 1, 3, padding=1, padding_mode='reflect', bias=False, weight=[1, 0, 10])",
      ['22', '31', '22'],
    ],
    ['repeats samples', 'Upsample(scale_factor=2)', ['1', '1', '2', '2', '3', '3']],
    [
      'leaves none of the last samples out',
      'ConvTranspose1d(1, 1, 2, stride=2, bias=False, weight=[1, 10])',
      ['1', '10', '2', '20', '3', '30'],
    ],
  ])('%s', (_, notation, expected) => {
    expect(outputOf(notation, [1, 2, 3])).toEqual(expected)
  })

  it('has the kernel of each place where they differ', () => {
    const layer = 'Conv1d(1, 1, 3, padding=1, bias=False, weight=[1, 1, 1])'
    expect(outputOf(`Sequential(${layer}, ${layer})`, [1, 1, 1, 1], { borders: 'exact' })).toEqual(['5', '8', '8', '5'])
  })
})

describe('what cannot be applied', () => {
  const LAYERS = 'Sequential(Conv1d(1, 1, 1), Conv1d(1, 1, 3, padding=1))'

  it('is a layer that holds in the interior only', () => {
    expect(() => outputOf(LAYERS, [1, 2, 3, 4], { borders: 'interior' })).toThrow(/away from the border only/)
  })

  it('is a network for inputs of any size', () => {
    const derivation = derive(readNotation('Conv1d(1, 1, 3)'))
    const merged = realise(derivation, { dtype: 'exact' })
    expect(() => applyMerged(derivation, merged, new Map(), POLYNOMIALS)).toThrow(/size of the output is not known/)
  })

  it('is an input that is missing or incomplete', () => {
    const derivation = derive(readNotation('Conv1d(1, 1, 3)'), { inputShape: [1, 4] })
    const merged = realise(derivation, { dtype: 'exact' })
    const short = new Map([['x', { shape: [1, 4], data: [whole(1)] }]])
    for (const inputs of [new Map(), short]) {
      expect(() => applyMerged(derivation, merged, inputs, POLYNOMIALS)).toThrow(/no samples for the input x/)
    }
  })
})
