import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, constant, equalPolynomial, functionOf, multiply, scale, subtract } from '../../src/scalar/polynomial.ts'
import { addRational, ONE, rational } from '../../src/scalar/rational.ts'
import { exactSquareRoot, integerSquareRoot, multiplyRoots, rootRatio, squareRoot } from '../../src/scalar/root.ts'

const big = fc.bigInt({ min: 1n, max: 2n ** 200n })

describe('square roots of integers', () => {
  it('are the largest integers whose squares fit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), (n) => {
        const root = integerSquareRoot(n)
        expect(root * root <= n && n < (root + 1n) * (root + 1n)).toBe(true)
        expect(exactSquareRoot(n * n)).toBe(n)
        expect(exactSquareRoot(n * n + 1n)).toBe(n === 0n ? 1n : undefined)
      }),
    )
  })
})

describe('square classes', () => {
  it('merge without factoring, whatever squares are hidden in the radicands', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n, max: 2n ** 60n }), big, big, (core, p, q) => {
        const value = (s: bigint) => functionOf('sqrt', constant(rational(core * s * s)))
        const combined = subtract(scale(value(p), rational(1n, p)), scale(value(q), rational(1n, q)))
        expect(combined.terms.size).toBe(0)
      }),
    )
  })

  it('give products that are exact', () => {
    fc.assert(
      fc.property(big, big, (n, m) => {
        const a = squareRoot(rational(n))
        const b = squareRoot(rational(m))
        const { scale: whole, root } = multiplyRoots(a.root, b.root)
        const square = (s: typeof a) => s.scale.numerator ** 2n * (s.root?.radicand ?? 1n)
        expect(square(a)).toBe(n)
        const outer = a.scale.numerator * b.scale.numerator * whole.numerator
        expect(outer ** 2n * (root?.radicand ?? 1n)).toBe(n * m)
        const direct = squareRoot(rational(n * m)).root
        expect(direct?.key).toBe(root?.key)
        if (direct !== undefined && root !== undefined) expect(rootRatio(direct, root)).toBeDefined()
      }),
    )
  })

  it('stay apart when their keys collide', () => {
    // Adding a multiple of all witnesses leaves every quadratic character as it is.
    const primes = Array.from({ length: 1250 }, (_, n) => n).filter(
      (n) => n > 1 && Array.from({ length: n - 2 }, (_, i) => i + 2).every((d) => d * d > n || n % d !== 0),
    )
    const step = primes.slice(-32).reduce((product, p) => product * BigInt(p), 4n)
    const first = functionOf('sqrt', constant(rational(2n * 5n)))
    const second = functionOf('sqrt', constant(rational(2n * 5n + step)))
    const [a, b] = [first, second].map((p) => [...p.terms.values()][0])
    expect(a?.root?.key).toBe(b?.root?.key)
    expect(equalPolynomial(first, second)).toBe(false)
    const both = add(first, second)
    expect(both.terms.size).toBe(2)
    expect(equalPolynomial(both, add(second, first))).toBe(true)
    const rest = subtract(both, first)
    expect(equalPolynomial(rest, second)).toBe(true)
    expect(add(rest, second).terms.size).toBe(1)
    expect(subtract(add(rest, first), both).terms.size).toBe(0)
  })

  it('are fast for the variances of many channels', () => {
    const epsilon = rational(1n, 100_000n)
    const scales = Array.from({ length: 60 }, (_, i) =>
      functionOf('rsqrt', constant(addRational(rational(BigInt(1_000_003 + 977 * i), 1n << 20n), epsilon))),
    )
    for (const p of scales) for (const q of scales) expect(multiply(p, q).terms.size).toBe(1)
    expect(equalPolynomial(multiply(scales[0] ?? constant(ONE), scales[0] ?? constant(ONE)), constant(ONE))).toBe(false)
  })
})
