/** Indices are called equal, and ranges apart, only where trying all small values agrees. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkAxiom } from '../../src/checker/axioms.ts'
import { evaluate } from '../../src/checker/bounds.ts'
import { declare } from '../../src/checker/declarations.ts'
import type { Context, Scope } from '../../src/checker/elaborate.ts'
import type { BracketExpression, Expression } from '../../src/checker/expression.ts'
import {
  add,
  constant,
  floorQuotient,
  type Polynomial,
  scale,
  subtract,
  variable,
} from '../../src/checker/polynomial.ts'
import { checkViews } from '../../src/checker/views.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import type { Proof } from '../../src/proof/proof.ts'
import { add as addTerms, element, equals, multiply, number, within } from '../../src/term/build.ts'
import {
  addIndex,
  floorDivide,
  type Index,
  integer,
  variable as name,
  scaleIndex,
} from '../../src/term/index-expression.ts'
import type { Term } from '../../src/term/term.ts'
import { define, ix, tensor } from './write-proof.ts'

const int = (value: number) => constant([BigInt(value)])
const work = { left: Number.POSITIVE_INFINITY }

function isAccepted(run: () => void, ...refusals: readonly string[]): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (error instanceof ConvolemmaError && refusals.includes(error.problem.code)) return false
    throw error
  }
}

describe('indices that are provably equal', () => {
  /** n is unbounded, i < 3, j < i + 1. */
  const scope: Scope = [
    { name: 'n', sort: 'position', value: variable(0, [1n]) },
    { name: 'i', sort: 'position', value: variable(1, [1n]), extent: int(3) },
    { name: 'j', sort: 'position', value: variable(2, [1n]), extent: add(variable(1, [1n]), int(1)) },
  ]
  const context: Context = {
    rank: 1,
    sizes: new Map(),
    signatures: new Map([['r', ['position']]]),
    definitions: new Map(),
    supports: new Map(),
    lemmas: new Map(),
    work,
  }
  const small = fc.integer({ min: -3, max: 3 })
  const linear = fc
    .tuple(fc.integer({ min: -2, max: 2 }), small, small, small)
    .map(([n, i, j, c]) => add(...[n, i, j].map((f, level) => scale(BigInt(f), variable(level, [1n]))), int(c)))
  const by = fc.integer({ min: 1, max: 5 })
  const floored = fc.tuple(linear, by).map(([a, d]) => floorQuotient(a, int(d), work))
  const range = fc.tuple(fc.oneof(linear, floored), fc.integer({ min: 0, max: 4 }))
  const size = fc.integer({ min: 0, max: 2 })
  /** Often 0, or the same for all values. */
  const bounded = fc
    .tuple(size, size, fc.integer({ min: -1, max: 4 }), fc.integer({ min: 2, max: 9 }))
    .map(([i, j, c, d]) => {
      const sum = add(scale(BigInt(i), variable(1, [1n])), scale(BigInt(j), variable(2, [1n])), int(c))
      return floorQuotient(sum, int(d), work)
    })
  /** Two indices a few floors of small sums apart. */
  const pair = fc
    .tuple(linear, fc.array(fc.tuple(small, bounded), { maxLength: 2 }), fc.integer({ min: -1, max: 1 }))
    .map(([a, floors, shift]) => [add(a, ...floors.map(([f, q]) => scale(BigInt(f), q)), int(shift)), a] as const)
  /** The same, a quotient being what a range bracket is about. */
  const helped = fc
    .tuple(linear, range, fc.boolean(), fc.integer({ min: 0, max: 1 }))
    .map(([a, [g, end], low, shift]) => {
      const away = low ? g : subtract(int(end - 1), g)
      return { from: add(a, away, int(shift)), to: a, g, end }
    })

  function holdsEverywhere(
    from: Polynomial,
    to: Polynomial,
    known: readonly (readonly [Polynomial, number])[],
  ): boolean {
    for (let n = -25n; n <= 25n; n++) {
      for (let i = 0n; i < 3n; i++) {
        for (let j = 0n; j <= i; j++) {
          const values = new Map([n, i, j].map((value, level) => [level, value]))
          const isIn = known.every(([g, end]) => evaluate(g, values) >= 0n && evaluate(g, values) < BigInt(end))
          if (isIn && evaluate(from, values) !== evaluate(to, values)) return false
        }
      }
    }
    return true
  }

  const step = { axiom: 'same-index', reverse: false, path: [], before: number(0), after: number(0) } as const
  const entry = (index: Polynomial): Expression => ({ kind: 'element', name: 'r', at: [index] })
  const bracket = ([left, end]: readonly [Polynomial, number]): BracketExpression => {
    return { kind: 'bracket', condition: 'within', sort: 'position', axes: 1, left, right: int(end) }
  }
  const accepts = (before: Expression, after: Expression) =>
    isAccepted(() => checkAxiom(before, after, { scope, context, step }), 'same-index/condition')

  it('have the same values, in entries and in brackets', () => {
    let same = 0
    fc.assert(
      fc.property(pair, range, ([from, to], other) => {
        const accepted = accepts(entry(from), entry(to))
        expect(accepts(bracket([from, 3]), bracket([to, 3]))).toBe(accepted)
        expect(
          accepts(
            { ...bracket([from, 1]), condition: 'equal', right: other[0] },
            { ...bracket([to, 1]), condition: 'equal', right: other[0] },
          ),
        ).toBe(accepted)
        same += accepted && from.length !== to.length ? 1 : 0
        return !accepted || holdsEverywhere(from, to, [])
      }),
      { numRuns: 6_000, seed: 4711 },
    )
    expect(same).toBeGreaterThan(20)
  })

  it('have the same values where the ranges beside them hold', () => {
    let same = 0
    fc.assert(
      fc.property(helped, range, ({ from, to, g, end }, other) => {
        const known = [bracket([g, end]), bracket(other)]
        const accepted = accepts(
          { kind: 'multiply', factors: [...known, entry(from)] },
          { kind: 'multiply', factors: [...known, entry(to)] },
        )
        same += accepted ? 1 : 0
        return !accepted || holdsEverywhere(from, to, [[g, end], other])
      }),
      { numRuns: 12_000, seed: 4711 },
    )
    expect(same).toBeGreaterThan(200)
  }, 60_000)
})

describe('a view', () => {
  const n = name('n')
  const line = fc
    .tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -6, max: 6 }), fc.integer({ min: 1, max: 3 }))
    .map(([factor, offset, by]) => floorDivide(addIndex(scaleIndex(factor, n), integer(offset)), integer(by)))
  const condition = fc.tuple(line, fc.integer({ min: 0, max: 6 }), fc.boolean())
  const bracketOf = ([at, end, isRange]: readonly [Index, number, boolean]): Term =>
    isRange ? within(at, integer(end)) : equals(at, integer(end))
  const term = fc.tuple(fc.array(condition, { minLength: 1, maxLength: 2 }), line)

  function acceptsView(body: Term): boolean {
    const proof: Pick<Proof, 'rank' | 'sizes' | 'tensors' | 'definitions'> = {
      rank: 1,
      sizes: [],
      tensors: [tensor('x', 'cp')],
      definitions: [define('view', 'v', ['c:c', 'p:n'], body)],
    }
    const context = declare(proof, () => undefined)
    return isAccepted(() => checkViews(proof, context), 'claim/view-overlap')
  }

  function holds([at, end, isRange]: readonly [Index, number, boolean], value: number): boolean {
    const entry = evaluateAt(at, value)
    return isRange ? entry >= 0 && entry < end : entry === end
  }

  function evaluateAt(index: Index, value: number): number {
    return index.reduce((total, { coefficient, atoms }) => {
      const factors = atoms.map((atom) =>
        atom.kind === 'variable'
          ? value
          : Math.floor(evaluateAt(atom.numerator, value) / evaluateAt(atom.denominator, value)),
      )
      return total + factors.reduce((product, factor) => product * factor, Number(coefficient))
    }, 0)
  }

  it('never adds up two samples', () => {
    let apart = 0
    fc.assert(
      fc.property(fc.array(term, { minLength: 2, maxLength: 3 }), (terms) => {
        const body = addTerms(
          ...terms.map(([conditions, at]) => multiply(...conditions.map(bracketOf), element('x', ix('c'), at))),
        )
        if (!acceptsView(body)) return true
        apart += 1
        for (let value = -60; value <= 60; value++) {
          const many = terms.filter(([conditions]) => conditions.every((one) => holds(one, value))).length
          if (many > 1) return false
        }
        return true
      }),
      { numRuns: 12_000, seed: 4711 },
    )
    expect(apart).toBeGreaterThan(150)
  })
})
