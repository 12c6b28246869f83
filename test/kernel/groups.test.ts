import { describe, expect, it } from 'vitest'
import { countGroups, positionsInGroups } from '../../src/kernel/groups.ts'

/** Rows of a kernel with one tap: "x" joins two channels. */
function groupsOf(...rows: readonly string[]): number {
  const inChannels = rows[0]?.length ?? 0
  const shape = { outChannels: rows.length, inChannels, taps: 1 }
  return countGroups(shape, (position) => rows.join('')[position] !== 'x')
}

describe('countGroups', () => {
  it.each<readonly [string, number, readonly string[]]>([
    ['a full kernel', 1, ['xx', 'xx']],
    ['a diagonal', 3, ['x..', '.x.', '..x']],
    ['two blocks', 2, ['xx..', 'xx..', '..xx', '..xx']],
    ['more outputs than inputs', 2, ['x.', 'x.', '.x', '.x']],
    ['more inputs than outputs', 2, ['xx..', '..xx']],
    ['blocks of different size', 1, ['x..', '.xx', '.xx']],
    ['blocks that are not contiguous', 1, ['.x', 'x.']],
    ['a hole inside a block', 2, ['x...', '.x..', '...x', '..xx']],
    ['an empty row', 2, ['..', '.x']],
    ['zeros only', 2, ['..', '..']],
    ['channel counts without a common divisor', 1, ['x..', '.x.']],
    ['one entry that joins two blocks', 1, ['x..x', '.x..', '..x.', '...x']],
  ])('%s', (_, groups, rows) => {
    expect(groupsOf(...rows)).toBe(groups)
  })

  it('any tap joins two channels', () => {
    const shape = { outChannels: 2, inChannels: 2, taps: 3 }
    expect(countGroups(shape, (position) => position % 3 === 1 || position === 3)).toBe(1)
    expect(countGroups(shape, (position) => ![0, 2, 11].includes(position))).toBe(2)
  })
})

describe('positionsInGroups', () => {
  it('keeps the diagonal blocks, row by row', () => {
    const positions = positionsInGroups({ outChannels: 2, inChannels: 4, taps: 2 }, 2)
    expect([...positions]).toEqual([0, 1, 2, 3, 12, 13, 14, 15])
  })
})
