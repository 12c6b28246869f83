import { describe, expect, it } from 'vitest'
import { type DeriveOptions, derive } from '../../src/derive/derive.ts'
import type { MergeOptions } from '../../src/merge/merge.ts'
import { realise } from '../../src/merge/realise.ts'
import { readNotation } from '../../src/read/notation.ts'

const BIASED =
  'Sequential(Conv1d(1, 1, 3, padding=1, bias=[5], weight=[1, 2, 3]), Conv1d(1, 1, 3, padding=1, weight=[1, 1, 1]))'

const NUMBERS = BIASED.replace('padding=1, weight', 'padding=1, bias=[0], weight')

function realised(notation: string, options: DeriveOptions, merging: MergeOptions = {}) {
  return realise(derive(readNotation(notation), options), merging)
}

describe('what a network is realised as', () => {
  it.each([
    ['Conv1d(1, 1, 3, stride=2)', [1, 9], ['conv']],
    ['Sequential(ConvTranspose1d(1, 2, 4, stride=2), Conv1d(2, 1, 3))', [1, 9], ['conv-transpose', 'conv-shuffle']],
    ['Sequential(ConvTranspose1d(1, 2, 4, stride=3), Conv1d(2, 1, 3, stride=2))', [1, 9], ['conv-shuffle']],
    ['Sequential(PixelShuffle1d(2), PixelUnshuffle1d(2))', [2, 8], ['conv']],
  ])('%s', (notation, inputShape, kinds) => {
    const merged = realised(notation, { inputShape })
    expect(merged.kinds).toEqual(kinds)
    expect(merged.validity).toEqual({ kind: 'everywhere' })
  })
})

describe('where it holds', () => {
  it('in the interior is in a box of blocks', () => {
    const { validity } = realised(BIASED, { inputShape: [1, 8], borders: 'interior' })
    expect(validity).toEqual({ kind: 'interior', first: [1], count: [6] })
  })

  it('with a table everywhere, by the classes of each axis', () => {
    const { validity, kernelAt, weights } = realised(BIASED, { inputShape: [1, 8], borders: 'exact' })
    expect(validity).toEqual({
      kind: 'table',
      classes: [
        [
          { blocks: [0], isInterior: false },
          { blocks: [1, 2, 3, 4, 5, 6], isInterior: true },
          { blocks: [7], isInterior: false },
        ],
      ],
    })
    expect(kernelAt([3])).toBe(kernelAt([4]))
    expect(kernelAt([0])).not.toBe(kernelAt([4]))
    expect(weights.realised.border).toMatchObject({ interior: [1], classes: [[0, 1, 1, 1, 1, 1, 1, 2]] })
  })

  it('the table has the same classes, however long the input is', () => {
    const classesFor = (samples: number) => {
      const { validity } = realised(BIASED, { inputShape: [1, samples], borders: 'exact' })
      return validity.kind === 'table' ? validity.classes.map((axis) => axis.length) : []
    }
    expect([5, 8, 100].map(classesFor)).toEqual([[3], [3], [3]])
  })

  it('a bias alone needs no table but a channel of ones', () => {
    const notation = 'Sequential(Conv1d(1, 1, 1, bias=[5]), Conv1d(1, 1, 3, padding=1))'
    const { validity, weights } = realised(notation, { inputShape: [1, 8], borders: 'exact' })
    expect(validity).toEqual({ kind: 'everywhere' })
    expect(weights.realised.realisation.layers.map(({ input }) => input)).toEqual(['x', 'x_ones'])
  })
})

describe('its numbers', () => {
  it.each(['float64', 'exact'] as const)('are asked for as %s, also at the border', (dtype) => {
    const { weights, report } = realised(NUMBERS, { inputShape: [1, 8], borders: 'exact' }, { dtype })
    expect(weights.kind).toBe(dtype === 'exact' ? 'exact' : 'rounded')
    expect(report.products).toBeGreaterThan(0)
  })

  it('are counted for every kernel of the table', () => {
    const [one, many] = (['interior', 'exact'] as const).map(
      (borders) => realised(BIASED, { inputShape: [1, 8], borders }).report.products,
    )
    expect(many ?? 0).toBeGreaterThan(one ?? 0)
  })
})

it('a table needs the size of the input', () => {
  expect(() => realised(BIASED, { borders: 'exact' })).toThrow(/size/)
})
