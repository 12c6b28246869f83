import { describe, expect, it } from 'vitest'
import { atPhase, periodOf } from '../../src/lower/phases.ts'
import type { Space } from '../../src/lower/space.ts'
import type { Definition } from '../../src/proof/proof.ts'
import { element, equals, multiply, sum, within } from '../../src/term/build.ts'
import {
  addIndex,
  floorDivide,
  type Index,
  integer,
  scaleIndex,
  subtractIndex,
  variable,
} from '../../src/term/index-expression.ts'
import type { Term } from '../../src/term/term.ts'

const [o, n, j] = ['o', 'n', 'j'].map(variable) as [Index, Index, Index]
const half = (index: Index) => floorDivide(index, integer(2))
const third = (index: Index) => floorDivide(index, integer(3))
const space = (rank: number): Space => ({
  rank,
  sizes: new Map([['s', integer(3)]]),
  values: new Map([['s', Array.from({ length: rank }, () => 3)]]),
})
const x = (at: Index) => element('x', o, at)

function defined(body: Term): Definition {
  const parameters = [
    { name: 'o', sort: 'channel', extent: integer(1) },
    { name: 'n', sort: 'position' },
  ] as const
  return { name: 'z', parameters, body, role: 'signal' }
}

describe('the length of a block', () => {
  it.each([
    ['no floor', x(addIndex(n, half(j))), 1, [1]],
    ['a floor', x(half(n)), 1, [2]],
    ['two floors beside each other', multiply(x(half(n)), x(third(n))), 1, [6]],
    ['a floor of a floor', x(third(addIndex(n, half(n)))), 1, [6]],
    [
      'a floor in a range, below a sum',
      sum('j', 'position', integer(2), within(third(addIndex(n, j)), integer(4))),
      1,
      [3],
    ],
    ['a size that is a number', x(floorDivide(n, variable('s'))), 1, [3]],
    ['axes of their own', x(floorDivide(n, integer([2, 1]))), 2, [2, 1]],
  ])('of %s', (_, body, rank, period) => {
    expect(periodOf(defined(body), space(rank))).toEqual(period)
  })
})

describe('a body at one phase', () => {
  it('reads at a linear position', () => {
    const body = x(half(addIndex(n, integer(1))))
    expect(atPhase(defined(body), [2], [0], space(1))).toEqual(x(n))
    expect(atPhase(defined(body), [2], [1], space(1))).toEqual(x(addIndex(n, integer(1))))
  })

  it('has equations without the block', () => {
    const body = equals(subtractIndex(n, j), scaleIndex(2, half(subtractIndex(n, j))))
    const rest = subtractIndex(integer(1), j)
    const difference = subtractIndex(rest, scaleIndex(2, half(rest)))
    expect(atPhase(defined(body), [2], [1], space(1))).toEqual(equals(difference, []))
  })

  it('is the body itself where a block is one sample', () => {
    const body = equals(n, n)
    expect(atPhase(defined(body), [1], [0], space(1))).toBe(body)
  })
})
