import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateIndex } from '../../src/term/evaluate.ts'
import {
  addIndex,
  coefficientOf,
  constantOf,
  equalIndex,
  floorDivide,
  type Index,
  indexKey,
  integer,
  multiplyIndex,
  scaleIndex,
  singleVariable,
  substituteIndex,
  subtractIndex,
  variable,
} from '../../src/term/index-expression.ts'

const [i, j, s] = [variable('i'), variable('j'), variable('s')]

describe('index expressions are canonical polynomials', () => {
  it('the order of writing does not matter', () => {
    expect(indexKey(addIndex(multiplyIndex(s, i), j))).toBe(indexKey(addIndex(j, multiplyIndex(i, s))))
    expect(subtractIndex(addIndex(i, j), addIndex(j, i))).toEqual([])
  })

  it('equal entries of a vector are one integer', () => {
    expect(constantOf(integer([2, 2]))).toBe(2)
    expect(constantOf(integer([2, 3]))).toEqual([2, 3])
    expect(constantOf(subtractIndex(integer([2, 3]), integer([2, 3])))).toBe(0)
  })

  it('products distribute, axis by axis', () => {
    const stretched = multiplyIndex(integer([2, 3]), addIndex(i, integer(1)))
    expect(equalIndex(stretched, addIndex(scaleIndex([2, 3], i), integer([2, 3])))).toBe(true)
  })

  it('floors of constants are folded and nested ones joined', () => {
    expect(constantOf(floorDivide(integer([7, -7]), integer(2)))).toEqual([3, -4])
    const once = floorDivide(floorDivide(i, integer(2)), integer(3))
    expect(equalIndex(once, floorDivide(i, integer(6)))).toBe(true)
    expect(() => floorDivide(i, integer(0))).toThrow('cannot be divided by 0')
  })

  it('substitution puts expressions in everywhere at once', () => {
    const swapped = substituteIndex(
      subtractIndex(i, scaleIndex(2, j)),
      new Map([
        ['i', j],
        ['j', i],
      ]),
    )
    expect(equalIndex(swapped, subtractIndex(j, scaleIndex(2, i)))).toBe(true)
  })

  it('the coefficient of a variable is found where the expression is linear in it', () => {
    expect(singleVariable(coefficientOf(addIndex(multiplyIndex(s, i), j), 'i') ?? [])).toBe('s')
    expect(coefficientOf(multiplyIndex(i, i), 'i')).toBeUndefined()
    expect(coefficientOf(floorDivide(i, integer(2)), 'i')).toBeUndefined()
  })

  it('what is not made of safe integers is refused', () => {
    expect(() => integer(0.5)).toThrow('not made of integers')
    expect(() => multiplyIndex(integer(2 ** 40), integer(2 ** 40))).toThrow('2^53')
    expect(() => addIndex(integer([1, 2]), integer([1, 2, 3]))).toThrow('different ranks')
  })

  it('every operation agrees with evaluation', () => {
    const index = fc.letrec<{ readonly index: Index }>((tie) => ({
      index: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('i', 'j', 's').map(variable),
        fc.integer({ min: -4, max: 4 }).map(integer),
        fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })).map((entries) => integer(entries)),
        fc.tuple(tie('index'), tie('index')).map(([a, b]) => addIndex(a, b)),
        fc.tuple(tie('index'), tie('index')).map(([a, b]) => multiplyIndex(a, b)),
        tie('index').map((a) => floorDivide(a, integer([2, 3]))),
      ),
    })).index
    const values = new Map([
      ['i', [3, -2]],
      ['j', [5, 1]],
      ['s', [2, 4]],
    ])
    const at = (a: Index) => evaluateIndex(a, 2, values).map((entry) => entry + 0)
    fc.assert(
      fc.property(index, index, (a, b) => {
        expect(at(addIndex(a, b))).toEqual(at(a).map((entry, axis) => entry + (at(b)[axis] ?? 0)))
        expect(at(multiplyIndex(a, b))).toEqual(at(a).map((entry, axis) => entry * (at(b)[axis] ?? 0) + 0))
        const replaced = substituteIndex(a, new Map([['i', b]]))
        expect(at(replaced)).toEqual(
          evaluateIndex(a, 2, new Map([...values, ['i', [...at(b)]]])).map((entry) => entry + 0),
        )
      }),
      { seed: 5, numRuns: 300 },
    )
  })
})
