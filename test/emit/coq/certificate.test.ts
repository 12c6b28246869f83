import { describe, expect, it } from 'vitest'
import { derive } from '../../../src/derive/derive.ts'
import { ConvolemmaError } from '../../../src/errors.ts'
import { certify } from '../../../src/merge/certify.ts'
import type { MergeOptions } from '../../../src/merge/merge.ts'
import { readNotation } from '../../../src/read/notation.ts'
import type { StoredTensor } from '../../../src/read/tensor.ts'

function claimOf(network: string, options: MergeOptions = {}, inputShape?: readonly number[]): string {
  const derivation = derive(readNotation(network), inputShape === undefined ? {} : { inputShape })
  return certify(derivation, options).claim.join('\n')
}

function tensor(name: string, shape: readonly number[], data: readonly number[]): [string, StoredTensor] {
  return [name, { name, shape, dtype: 'float32', data: Float64Array.from(data) }]
}

function problemOf(run: () => unknown): { readonly code: string; readonly what: string } {
  try {
    run()
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem
    throw error
  }
  throw new Error('nothing was refused')
}

const TWO = 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))'

describe('a certificate', () => {
  it('has the network and the merged layer as polynomials in symbols', () => {
    expect(claimOf(TWO)).toMatchInlineSnapshot(`
      "Definition v_v_0 : positive := 1%positive.
      Definition v_v_1 : positive := 2%positive.
      Definition v_k_0 : positive := 3%positive.
      Definition v_k_1 : positive := 4%positive.
      Definition network : net polynomials :=
        (Apply (polynomial_layer [1] 1 [[]]
          [([0], [[[p1 v_v_0]]]);
           ([1], [[[p1 v_v_1]]])])
        (Apply (polynomial_layer [1] 1 [[]]
          [([0], [[[p1 v_k_0]]]);
           ([1], [[[p1 v_k_1]]])])
        (Input 0%nat 1%nat))).
      Definition merged : net polynomials :=
        (Apply (polynomial_layer [1] 1 [[]]
          [([0], [[[p2 v_v_0 v_k_0]]]);
           ([1], [[[p2 v_v_0 v_k_1; p2 v_v_1 v_k_0]]]);
           ([2], [[[p2 v_v_1 v_k_1]]])])
        (Input 0%nat 1%nat)).
      Definition support : list window := [].
      Definition outputs : window := [].
      Definition claim : Prop := merges support outputs network merged."
    `)
  })

  it('has integers over a common denominator where the weights are numbers', () => {
    const weights = new Map([tensor('0.weight', [1, 1, 2], [0.5, 0.25]), tensor('1.weight', [1, 1, 2], [3, -1.5])])
    expect(claimOf(TWO, { weights })).toMatchInlineSnapshot(`
      "Definition network : net integers :=
        (Apply (integer_layer [1] 2 [0]
          [([0], [[6]]);
           ([1], [[(-3)]])])
        (Apply (integer_layer [1] 4 [0]
          [([0], [[2]]);
           ([1], [[1]])])
        (Input 0%nat 1%nat))).
      Definition merged : net integers :=
        (Apply (integer_layer [1] 8 [0]
          [([0], [[12]]);
           ([1], [[0]]);
           ([2], [[(-3)]])])
        (Input 0%nat 1%nat)).
      Definition support : list window := [].
      Definition outputs : window := [].
      Definition claim : Prop := merges support outputs network merged."
    `)
  })

  it('has a window where the second layer pads, and the support of the input', () => {
    const network = 'Sequential(Conv1d(1, 1, 2, padding=1, bias=False), Conv1d(1, 1, 1, padding=1, bias=False))'
    expect(claimOf(network, {}, [1, 5])).toMatchInlineSnapshot(`
      "Definition v_v : positive := 1%positive.
      Definition v_k_0 : positive := 2%positive.
      Definition v_k_1 : positive := 3%positive.
      Definition network : net polynomials :=
        (Apply (polynomial_layer [1] 1 [[]]
          [([(-1)], [[[p1 v_v]]])])
        (Inside [(Some 0, Some 6)]
        (Apply (polynomial_layer [1] 1 [[]]
          [([(-1)], [[[p1 v_k_0]]]);
           ([0], [[[p1 v_k_1]]])])
        (Input 0%nat 1%nat)))).
      Definition merged : net polynomials :=
        (Apply (polynomial_layer [1] 1 [[]]
          [([(-2)], [[[p2 v_v v_k_0]]]);
           ([(-1)], [[[p2 v_v v_k_1]]])])
        (Input 0%nat 1%nat)).
      Definition support : list window := [[(Some 0, Some 5)]].
      Definition outputs : window := [].
      Definition claim : Prop := merges support outputs network merged."
    `)
  })

  it('makes functions and roots symbols of their own', () => {
    const claim = claimOf("Sequential(BatchNorm1d(1, affine=False), Conv1d(1, 1, 1, weight='sqrt(2)', bias=False))")
    expect(claim).toContain('Definition v_f_1 : positive')
    expect(claim).toContain('Definition v_f_2 : positive')
    expect(claim).not.toMatch(/sqrt/)
  })

  it('writes a name that is no Coq identifier with code points', () => {
    const claim = claimOf(
      "Sequential(Conv1d(1, 1, 1, bias=False, weight='ω'), Conv1d(1, 1, 1, bias=False, weight='nat*R'))",
    )
    expect(claim).toContain("Definition v_'3c9' : positive")
    expect(claim).toContain('Definition v_nat : positive')
  })

  it('is refused where a value is wanted and a size has none', () => {
    const network = readNotation("Sequential(Conv1d(1, 1, 'K', bias=False), Conv1d(1, 1, 2, bias=False))")
    const weights = new Map([tensor('1.weight', [1, 1, 2], [1, 2])])
    expect(problemOf(() => certify(derive(network), { weights }))).toMatchObject({
      code: 'coq/symbolic-size',
      what: 'a certificate for given weights needs numbers for all sizes, and K is not one',
    })
  })

  it('is refused where it would be too large, before the work is done', () => {
    const layer = 'Conv2d(1000, 1000, 3, bias=False)'
    const derivation = derive(readNotation(`Sequential(${layer}, ${layer})`))
    const data = new Float64Array(9_000_000)
    const big = (name: string): [string, StoredTensor] => [
      name,
      { name, shape: [1000, 1000, 3, 3], dtype: 'float32', data },
    ]
    const weights = new Map([big('0.weight'), big('1.weight')])
    expect(problemOf(() => certify(derivation, { weights })).code).toBe('lower/certificate-too-large')
  })

  it('is one sentence per entry, without comments and quotation marks', () => {
    const { claim, proof } = certify(derive(readNotation(TWO)))
    for (const sentence of [...claim, ...proof]) {
      expect(sentence).toMatch(/\.$/)
      expect(sentence).not.toMatch(/\(\*|"|\.\s+\S/)
    }
  })
})
