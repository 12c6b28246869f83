import { describe, expect, it } from 'vitest'
import type { Arithmetic } from '../../src/lower/arithmetic.ts'
import { DEFAULT_MAX_TERMS, expansionBudget } from '../../src/lower/cost.ts'
import { doubleDoubles } from '../../src/lower/double-double.ts'
import { createEvaluation, environmentAt, type Formula } from '../../src/lower/evaluate.ts'
import { createExactEvaluation, type Sources } from '../../src/lower/exact-entry.ts'
import { expansion } from '../../src/lower/expansion.ts'
import { entryOf, scaledIntegers } from '../../src/lower/scaled-integer.ts'
import type { Definition } from '../../src/proof/proof.ts'
import { bindWeights } from '../../src/read/weights.ts'
import { constant, formatPolynomial } from '../../src/scalar/polynomial.ts'
import { formatRational, rational } from '../../src/scalar/rational.ts'
import type { TensorValue } from '../../src/scalar/tensor-value.ts'
import { add, apply, element, equals, multiply, number, sum, within } from '../../src/term/build.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import {
  addIndex,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  scaleIndex,
  subtractIndex,
  variable,
} from '../../src/term/index-expression.ts'
import type { IndexVariable, Sort, Term } from '../../src/term/term.ts'
import { exactLayer, lower, prepare, valuesFrom } from './lowering.ts'

const [o, a, c, i, j, m] = ['o', 'a', 'c', 'i', 'j', 'm'].map(variable) as [Index, Index, Index, Index, Index, Index]

function tensor(shape: readonly number[], from: number): TensorValue {
  const count = shape.reduce((product, extent) => product * extent, 1)
  return {
    kind: 'symbolic',
    shape,
    entries: Array.from({ length: count }, (_, at) => constant(rational(((at * 7 + from) % 11) - 5, 1 + (at % 3)))),
  }
}

/** w [3, 4, 3, 2] over channels and two axes, k [4, 2, 2, 2], d [4], and one definition over them. */
function sources(definitions: readonly Definition[] = []): Sources {
  const given: Readonly<Record<string, readonly Sort[]>> = {
    w: ['channel', 'channel', 'position'],
    k: ['channel', 'channel', 'position'],
    d: ['channel'],
  }
  return {
    values: new Map([
      ['w', tensor([3, 4, 3, 2], 1)],
      ['k', tensor([4, 2, 2, 2], 4)],
      ['d', tensor([4], 2)],
    ]),
    definitions: new Map(definitions.map((definition) => [definition.name, definition])),
    signatures: (name) =>
      given[name] ?? definitions.find((one) => one.name === name)?.parameters.map((parameter) => parameter.sort) ?? [],
    space: { rank: 2, sizes: new Map(), values: new Map() },
    names: new Map(),
  }
}

const O: IndexVariable = { name: 'o', sort: 'channel', extent: integer(3) }
const A: IndexVariable = { name: 'a', sort: 'channel', extent: integer(2) }
const C: IndexVariable = { name: 'c', sort: 'channel', extent: integer(4) }
const M: IndexVariable = { name: 'm', sort: 'position', extent: integer([4, 5]) }

const overTaps = (body: Term): Term => sum('j', 'position', integer([3, 2]), sum('i', 'position', integer(2), body))
const overAll = (body: Term): Term => sum('c', 'channel', integer(4), overTaps(body))

const merged = overAll(
  multiply(equals(addIndex(i, multiplyIndex(integer([1, 3]), j)), m), element('w', o, c, j), element('k', c, a, i)),
)

const half = number(rational(1, 2))

const FORMULAS: Readonly<Record<string, readonly [readonly IndexVariable[], Term]>> = {
  'the merged kernel of two layers': [[O, A, M], merged],
  'with the equation the other way round': [
    [O, A, M],
    overAll(
      multiply(
        element('w', o, c, j),
        equals(m, addIndex(j, multiplyIndex(integer([1, 2]), i))),
        element('k', c, a, i),
        half,
      ),
    ),
  ],
  'three factors': [
    [O, A, { ...M, extent: integer(2) }],
    sum('c', 'channel', integer(4), multiply(element('d', c), element('w', o, c, integer(0)), element('k', c, a, m))),
  ],
  'a factor that is summed over nothing it reads': [[C], overTaps(multiply(element('d', c), half))],
  'a constant': [[O, A], number(rational(2, 3))],
  'a sum of different shapes': [
    [C],
    add(element('d', c), overTaps(multiply(element('d', c), element('k', c, integer(1), i))), number(5)),
  ],
  'a product of sums': [
    [C],
    multiply(
      add(element('d', c), number(1)),
      add(element('d', c), sum('i', 'position', integer(2), element('k', c, integer(0), i))),
      sum('i', 'position', integer(2), element('k', c, integer(1), i)),
    ),
  ],
  'a flipped kernel': [[C, A, { ...M, extent: integer(2) }], element('k', c, a, subtractIndex(integer(1), m))],
  'channels in blocks': [
    [{ ...O, extent: integer(8) }, A, { ...M, extent: integer(2) }],
    multiply(
      equals(floorDivide(o, integer(4)), a),
      element('k', subtractIndex(o, scaleIndex(4, floorDivide(o, integer(4)))), a, m),
    ),
  ],
  'a range that cuts a sum off': [
    [C],
    overTaps(multiply(within(addIndex(i, j), integer([2, 3])), element('k', c, integer(0), i))),
  ],
  'an equation between summed indices': [
    [C],
    overTaps(multiply(equals(i, j), element('k', c, integer(0), i), element('w', integer(0), c, j))),
  ],
  'an equation that leaves the range of its parameter': [[O, A, { ...M, extent: integer([2, 3]) }], merged],
  'a bracket that never holds': [[], multiply(equals(integer(1), integer(2)), number(3))],
  'brackets alone': [[O, C], multiply(equals(o, c), within(c, integer(2)))],
  'a product of indices': [
    [{ ...O, extent: integer(2) }, A],
    multiply(element('d', multiplyIndex(o, a)), element('k', o, a, integer(1))),
  ],
}

/** Counts the products that every entry receives and compares with the announced depth; a tensor has no values. */
const counting: Arithmetic<undefined> = {
  load: () => undefined,
  isZero: () => false,
  accumulator: (size) => ({
    add({ leftAt, leftKey, leftOut, rightOut, rowStart, depth }) {
      const received = new Int32Array(size)
      leftAt.forEach((_, l) => {
        const row = leftKey[l] ?? 0
        for (let r = rowStart[row] ?? 0; r < (rowStart[row + 1] ?? 0); r++) {
          const out = (leftOut[l] ?? 0) + (rightOut[r] ?? 0)
          received[out] = (received[out] ?? 0) + 1
        }
      })
      expect(Math.max(0, ...received)).toBeLessThanOrEqual(depth)
    },
    finish: () => undefined,
  }),
}

/** Every entry of a formula, computed from the terms one by one. */
function entryByEntry(formula: Formula, from: Sources): readonly string[] {
  const exactly = createExactEvaluation(from)
  const extents = formula.parameters.flatMap(({ sort, extent }) => {
    const size = extent?.[0]?.coefficient ?? 1
    return typeof size === 'number' ? Array.from({ length: sort === 'channel' ? 1 : 2 }, () => size) : size
  })
  return [...positionsBelow(extents)].map((place) =>
    formatPolynomial(exactly(formula.body, environmentAt(formula.parameters, place, from))),
  )
}

describe('a plan gives what the term says', () => {
  it.each(Object.entries(FORMULAS))('%s', (_, [parameters, body]) => {
    const from = sources()
    const formula: Formula = { name: 'f', parameters, body }
    const expected = entryByEntry(formula, from)
    const exactly = createExactEvaluation(from)
    const integers = createEvaluation(scaledIntegers, from, exactly).evaluate(formula)
    expect(integers.numerators.map((__, at) => formatRational(entryOf(integers, at)))).toEqual(expected)
    const expanded = createEvaluation(expansion(expansionBudget()), from, exactly).evaluate(formula)
    expect(expanded.map(formatPolynomial)).toEqual(expected)
    const pairs = createEvaluation(doubleDoubles, from, exactly).evaluate(formula)
    const near = expected.map((text) => {
      const [p, q = '1'] = text.split('/')
      return Number(p) / Number(q)
    })
    pairs.high.forEach((value, at) => {
      expect(value).toBeCloseTo(near[at] ?? Number.NaN, 12)
    })
  })

  it.each(Object.entries(FORMULAS))('no entry receives more products than announced: %s', (_, [parameters, body]) => {
    const from = sources()
    createEvaluation(counting, from, createExactEvaluation(from)).evaluate({ name: 'f', parameters, body })
  })

  it('formulas of the shapes that derivations have are evaluated by their plan', () => {
    for (const [name, [parameters, body]] of Object.entries(FORMULAS)) {
      const from = sources()
      const evaluation = createEvaluation(counting, from, createExactEvaluation(from))
      evaluation.evaluate({ name: 'f', parameters, body })
      const isPlanned = name !== 'a bracket that never holds'
      expect([name, evaluation.products() > 0]).toEqual([name, isPlanned])
    }
  })

  it('a function of a term, and definitions that mention definitions', () => {
    const rho: Definition = {
      name: 'rho',
      parameters: [C],
      body: apply('rsqrt', add(multiply(element('d', c), element('d', c)), number(rational(1, 4)))),
      role: 'weight',
    }
    const scaled: Definition = {
      name: 's',
      parameters: [O, C],
      body: multiply(element('rho', c), element('w', o, c, integer(0))),
      role: 'weight',
    }
    const from = sources([rho, scaled])
    const formula: Formula = {
      name: 'f',
      parameters: [O],
      body: sum('c', 'channel', integer(4), multiply(element('s', o, c), element('rho', c))),
    }
    const expected = entryByEntry(formula, from)
    const evaluation = createEvaluation(expansion(expansionBudget()), from, createExactEvaluation(from))
    expect(evaluation.evaluate(formula).map(formatPolynomial)).toEqual(expected)
  })
})

describe('work', () => {
  it('zero entries of grouped kernels cost nothing', () => {
    const count = (notation: string): number => {
      const lowered = prepare(notation)
      return lower(
        lowered,
        valuesFrom(lowered, () => 1),
        'float32',
      ).report.products
    }
    const dense = count('Sequential(Conv1d(8, 8, 3, bias=False), Conv1d(8, 8, 3, bias=False))')
    const grouped = count('Sequential(Conv1d(8, 8, 3, bias=False, groups=4), Conv1d(8, 8, 3, bias=False, groups=4))')
    const depthwise = count('Sequential(Conv1d(8, 8, 3, bias=False, groups=8), Conv1d(8, 8, 3, bias=False, groups=8))')
    expect(dense).toBe(8 * 8 * 8 * 9)
    // Spreading the two kernels over all channels copies their entries once.
    expect(grouped).toBe(4 * (2 * 2 * 2 * 9) + 2 * (8 * 2 * 3))
    expect(depthwise).toBe(8 * 9)
  })

  it('an expansion beyond the budget is refused with its size, before it is done', () => {
    const lowered = prepare('Sequential(Conv2d(64, 64, 3, bias=False), Conv2d(64, 64, 3, bias=False))')
    const values = bindWeights(lowered.assembly.bindings, undefined, { rank: 2 })
    expect(() => lower(lowered, values, 'exact')).toThrow(
      new RegExp(`takes ${64 ** 3 * 81} products of terms, more than ${DEFAULT_MAX_TERMS}`),
    )
  })

  it('the budget counts what an expansion does and can be set', () => {
    const lowered = prepare('Sequential(Conv2d(2, 2, 3, bias=False), Conv2d(2, 2, 3, bias=False))')
    const values = bindWeights(lowered.assembly.bindings, undefined, { rank: 2 })
    expect(() => lower(lowered, values, 'exact', 8 * 81 - 1)).toThrow(/takes 648 products of terms, more than 647/)
    expect(exactLayer(lower(lowered, values, 'exact', 8 * 81)).weight.shape).toEqual([2, 2, 5, 5])
  })

  it('a kernel too large for the memory is refused', () => {
    const lowered = prepare('Sequential(Linear(9000, 1), Linear(1, 9000))')
    expect(() =>
      lower(
        lowered,
        valuesFrom(lowered, () => 1),
        'float32',
      ),
    ).toThrow(/has 81000000 entries, more than/)
  })
})
