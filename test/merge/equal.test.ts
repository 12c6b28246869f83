import { describe, expect, it } from 'vitest'
import { compareNetworks, type WeighedNetwork } from '../../src/merge/equal.ts'
import { readNetworkJson } from '../../src/read/network-json.ts'
import { readNotation } from '../../src/read/notation.ts'
import { formatPolynomial } from '../../src/scalar/polynomial.ts'

function compared(first: string, second: string, inputShape?: readonly number[]) {
  const weighed = (notation: string): WeighedNetwork => ({
    network: readNotation(notation),
    ...(inputShape === undefined ? {} : { inputShape }),
  })
  return compareNetworks(weighed(first), weighed(second))
}

const TAPS = (values: string) => `Conv1d(1, 1, ${values.split(',').length}, bias=False, weight=[${values}])`

describe('networks that are the same function', () => {
  it.each([
    [`Repeat(${TAPS("'a', 'b'")}, 3)`, TAPS("'a^3', '3*a^2*b', '3*a*b^2', 'b^3'"), [1, 9]],
    [
      `Sequential(${TAPS("'a', 'b'")}, ${TAPS("'c', 'd'")})`,
      `Sequential(${TAPS("'c', 'd'")}, ${TAPS("'a', 'b'")})`,
      [1, 9],
    ],
    ['Sequential(Upsample(scale_factor=2), AvgPool1d(2))', 'Identity()', [3, 8]],
    ['Sequential(PixelShuffle(2), PixelUnshuffle(2))', 'Identity()', [4, 6, 6]],
    [`Residual(${TAPS("'a'")})`, TAPS("'1 + a'"), [1, 4]],
    [`Sum(${TAPS('1, 2, 3')}, ${TAPS('0, 0, -3')})`, TAPS('1, 2, 0'), [1, 8]],
    // Padding hides nothing on signals without an end.
    [
      'Sequential(Conv1d(1, 1, 3, padding=1, weight=[1, 2, 3], bias=[1]), Conv1d(1, 1, 1, padding=2, bias=[4], weight=[2]))',
      'Conv1d(1, 1, 3, padding=3, weight=[2, 4, 6], bias=[6])',
      [1, 9],
    ],
  ])('%s and %s', (first, second, inputShape) => {
    expect(compared(first, second, inputShape)).toEqual({ kind: 'equal' })
  })

  it('whatever their inputs are called', () => {
    const named = (a: string, b: string) => ({
      network: readNetworkJson(
        JSON.stringify({
          graph: {
            inputs: [a, b],
            nodes: [{ name: 's', layer: 'Sum', from: [a, b] }],
            output: 's',
          },
        }),
      ),
      inputShapes: new Map([a, b].map((name) => [name, [1, 4]])),
    })
    expect(compareNetworks(named('p', 'q'), named('u', 'v'))).toEqual({ kind: 'equal' })
  })
})

describe('networks that differ show where', () => {
  it('in a sample', () => {
    const found = compared(TAPS("'a', 2, 3"), TAPS("'a', 2, 4"), [1, 8])
    expect(found).toMatchObject({ kind: 'impulse', impulse: { channel: 0 }, output: { channel: 0 } })
    expect(found.kind === 'impulse' ? found.values.map(formatPolynomial) : []).toEqual(['3', '4'])
  })

  it('in a bias', () => {
    const found = compared('Conv1d(1, 1, 1, weight=[1], bias=[2])', 'Conv1d(1, 1, 1, weight=[1], bias=[3])', [1, 8])
    expect(found.kind === 'bias' ? found.values.map(formatPolynomial) : []).toEqual(['2', '3'])
  })

  it('in the number of channels', () => {
    expect(compared('Conv1d(1, 2, 1)', 'Conv1d(1, 3, 1)', [1, 8])).toEqual({
      kind: 'output-channels',
      channels: [2, 3],
    })
  })

  it('also where they agree for some values of their symbols', () => {
    expect(compared(TAPS("'a^2'"), TAPS("'a'"), [1, 4]).kind).toBe('impulse')
  })
})
