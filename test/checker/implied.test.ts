/** A range bracket is dropped only where trying all values agrees. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BracketExpression, Expression } from '../../src/checker/expression.ts'
import { checkImplied } from '../../src/checker/implied.ts'
import { add, constant, floorQuotient, type Polynomial, scale, variable } from '../../src/checker/polynomial.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { number } from '../../src/term/build.ts'
import { type Index, integer } from '../../src/term/index-expression.ts'

const int = (value: number) => constant([BigInt(value)])

/** ⌊(factor·n + tap·i + offset) / by⌋ within [0, end), where n is unbounded and i < taps. */
interface Window {
  readonly by?: number
  readonly factor: number
  readonly tap: number
  readonly offset: number
  readonly end: number
}

function bracketOf(
  { factor, tap, offset, end, by = 1 }: Window,
  endOf: (end: number) => Polynomial = int,
): BracketExpression {
  const n = scale(BigInt(factor), variable(0, [1n]))
  const i = scale(BigInt(tap), variable(1, [1n]))
  const left = floorQuotient(add(n, i, int(offset)), int(by), { left: 1_000 })
  return { kind: 'bracket', condition: 'within', sort: 'position', axes: 1, left, right: endOf(end) }
}

function holds({ factor, tap, offset, end, by = 1 }: Window, n: number, i: number): boolean {
  const value = Math.floor((factor * n + tap * i + offset) / by)
  return value >= 0 && value < end
}

function isImplied(kept: Window, dropped: Window, taps: number): boolean {
  for (let n = -60; n <= 60; n++) {
    for (let i = 0; i < taps; i++) if (holds(kept, n, i) && !holds(dropped, n, i)) return false
  }
  return true
}

function isAccepted(kept: Expression, dropped: Expression, taps: number, multipliers?: readonly Index[]): boolean {
  const entry: Expression = { kind: 'element', name: 'r', at: [] }
  const term = number(0)
  const step = { axiom: 'bracket-implied', reverse: false, path: [], before: term, after: term } as const
  const context = {
    rank: 1,
    sizes: new Map(),
    signatures: new Map(),
    definitions: new Map(),
    supports: new Map(),
    lemmas: new Map(),
    work: { left: 100_000 },
  }
  const scope = [
    { name: 'n', sort: 'position', value: variable(0, [1n]) },
    { name: 'i', sort: 'position', value: variable(1, [1n]), extent: int(taps) },
  ] as const
  const place = { scope, context, step: multipliers === undefined ? step : { ...step, multipliers } }
  try {
    const before: Expression = { kind: 'multiply', factors: [kept, dropped, entry] }
    checkImplied(before, { kind: 'multiply', factors: [kept, entry] }, place)
    return true
  } catch (error) {
    if (error instanceof ConvolemmaError && error.problem.code === 'bracket-implied/condition') return false
    throw error
  }
}

const window = (factor: fc.Arbitrary<number>) =>
  fc.record({
    factor,
    tap: fc.integer({ min: -2, max: 2 }),
    offset: fc.integer({ min: -3, max: 3 }),
    end: fc.integer({ min: 0, max: 8 }),
  })

/** Pairs that are close to each other, so that one often implies the other. */
const pair = fc
  .tuple(window(fc.constantFrom(-3, -2, -1, 1, 2, 3)), window(fc.integer({ min: -2, max: 2 })), fc.boolean())
  .map(([kept, other, close]): readonly [Window, Window] =>
    close ? [kept, { ...other, factor: Math.sign(kept.factor), tap: 0, end: other.end + 4 }] : [kept, other],
  )

describe('a range bracket that another one implies', () => {
  it('is dropped by enumeration exactly where no value contradicts', () => {
    let dropped = 0
    fc.assert(
      fc.property(pair, fc.integer({ min: 1, max: 4 }), ([kept, other], taps) => {
        const accepted = isAccepted(bracketOf(kept), bracketOf(other), taps)
        dropped += accepted ? 1 : 0
        return accepted === isImplied(kept, other, taps)
      }),
      { numRuns: 4_000, seed: 4711 },
    )
    expect(dropped).toBeGreaterThan(400)
  })

  it('is dropped by multipliers only where no value contradicts', () => {
    let dropped = 0
    const multiplier = fc.integer({ min: -1, max: 4 })
    fc.assert(
      fc.property(pair, fc.integer({ min: 0, max: 4 }), multiplier, multiplier, ([kept, other], taps, low, high) => {
        const accepted = isAccepted(bracketOf(kept), bracketOf(other), taps, [integer(low), integer(high)])
        dropped += accepted ? 1 : 0
        return !accepted || isImplied(kept, other, taps)
      }),
      { numRuns: 20_000, seed: 4711 },
    )
    expect(dropped).toBeGreaterThan(100)
  })

  it('is dropped by enumeration exactly where no value contradicts, when its index has a floor', () => {
    let dropped = 0
    fc.assert(
      fc.property(pair, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), ([kept, other], taps, by) => {
        const floored = { ...other, by, end: Math.ceil(other.end / by) }
        const accepted = isAccepted(bracketOf(kept), bracketOf(floored), taps)
        dropped += accepted ? 1 : 0
        return accepted === isImplied(kept, floored, taps)
      }),
      { numRuns: 3_000, seed: 4711 },
    )
    expect(dropped).toBeGreaterThan(300)
  })

  it('is dropped only where no value contradicts, when both indices have floors', () => {
    let dropped = 0
    const multiplier = fc.integer({ min: -1, max: 6 })
    const divisor = fc.integer({ min: 1, max: 4 })
    const floors = fc.tuple(divisor, divisor, fc.boolean(), fc.integer({ min: 0, max: 12 }))
    fc.assert(
      fc.property(
        pair,
        floors,
        fc.integer({ min: 0, max: 4 }),
        multiplier,
        multiplier,
        (windows, of, taps, low, high) => {
          const [keptBy, droppedBy, byEnumeration, end] = of
          const [kept, other] = [
            { ...windows[0], by: keptBy },
            { ...windows[1], by: droppedBy, end },
          ]
          const multipliers = byEnumeration ? undefined : [integer(low), integer(high)]
          const accepted = isAccepted(bracketOf(kept), bracketOf(other), taps, multipliers)
          dropped += accepted && keptBy > 1 ? 1 : 0
          return !accepted || isImplied(kept, other, taps)
        },
      ),
      { numRuns: 30_000, seed: 4711 },
    )
    expect(dropped).toBeGreaterThan(100)
  })

  it('is dropped for an equation only where no value contradicts', () => {
    let dropped = 0
    const multiplier = fc.integer({ min: 0, max: 4 })
    const by = fc.integer({ min: 1, max: 3 })
    const sides = fc.tuple(by, by, fc.integer({ min: 0, max: 12 }))
    fc.assert(
      fc.property(
        pair,
        sides,
        fc.integer({ min: 0, max: 4 }),
        multiplier,
        multiplier,
        (windows, of, taps, low, high) => {
          const [left, right] = [
            { ...windows[0], by: of[0] },
            { ...windows[1], by: of[1], end: of[2] },
          ]
          const equation: BracketExpression = { ...bracketOf(left), condition: 'equal', right: variable(1, [1n]) }
          const accepted = isAccepted(equation, bracketOf(right), taps, [integer(low), integer(high)])
          dropped += accepted && taps > 0 ? 1 : 0
          if (!accepted) return true
          for (let n = -60; n <= 60; n++) {
            for (let i = 0; i < taps; i++) {
              const value = Math.floor((left.factor * n + left.tap * i + left.offset) / left.by)
              if (value === i && !holds(right, n, i)) return false
            }
          }
          return true
        },
      ),
      { numRuns: 30_000, seed: 4711 },
    )
    expect(dropped).toBeGreaterThan(50)
  })

  it('may have a floor in its extent', () => {
    const kept: Window = { factor: 2, tap: 1, offset: -2, end: 9 }
    const extent = (end: number) => add(floorQuotient(add(variable(1, [0n]), int(end)), int(2), { left: 100 }), int(1))
    for (let end = -3; end < 20; end++) {
      const other: Window = { factor: 1, tap: 0, offset: 0, end: Math.floor(end / 2) + 1 }
      const accepted = isAccepted(bracketOf(kept), bracketOf({ ...other, end }, extent), 3, [integer(2), integer(2)])
      expect(accepted, `${end}`).toBe(isImplied(kept, other, 3))
    }
  })

  it('is kept where it never holds', () => {
    const [kept, empty]: readonly Window[] = [
      { factor: 1, tap: 0, offset: 0, end: 4 },
      { factor: 0, tap: 0, offset: 0, end: 0 },
    ]
    if (kept === undefined || empty === undefined) throw new Error('two windows')
    expect(isAccepted(bracketOf(kept), bracketOf(empty), 1, [integer(1), integer(1)])).toBe(false)
    expect(isAccepted(bracketOf(kept), bracketOf({ ...empty, end: 1 }), 1, [integer(1), integer(1)])).toBe(true)
  })
})
