/** Random exact values for the property tests of the scalar rings. */
import fc from 'fast-check'
import { add, constant, functionOf, multiply, type Polynomial, scale, symbol } from '../../src/scalar/polynomial.ts'
import { type Rational, rational } from '../../src/scalar/rational.ts'

/** A small rational number. */
export const rationals: fc.Arbitrary<Rational> = fc
  .tuple(fc.integer({ min: -12, max: 12 }), fc.integer({ min: 1, max: 9 }))
  .map(([n, d]) => rational(n, d))

const symbols = fc.constantFrom('a', 'b', 'k_2', 'k_10').map(symbol)

const numericRoots = fc.integer({ min: 1, max: 40 }).map((n) => functionOf('sqrt', constant(rational(n))))

/** A polynomial in four symbols, exponentials, and square roots of numbers and of symbols. */
export const polynomials: fc.Arbitrary<Polynomial> = fc.letrec<{ poly: Polynomial }>((tie) => ({
  poly: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(symbols, rationals.map(constant), numericRoots),
    fc.tuple(tie('poly'), tie('poly')).map(([p, q]) => add(p, q)),
    fc.tuple(tie('poly'), tie('poly')).map(([p, q]) => multiply(p, q)),
    fc.tuple(tie('poly'), rationals).map(([p, r]) => scale(p, r)),
    fc.tuple(symbols, rationals).map(([p, r]) => functionOf('exp', scale(p, r))),
    symbols.map((p) => functionOf('sqrt', add(p, constant(rational(1))))),
  ),
})).poly

/** Any finite binary64 number, subnormal ones and powers of two included. */
export const finite: fc.Arbitrary<number> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc
    .tuple(fc.integer({ min: -160, max: 130 }), fc.double({ min: -2, max: 2, noNaN: true }))
    .map(([e, m]) => m * 2 ** e),
)
