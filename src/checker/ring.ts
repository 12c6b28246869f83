/** Equality in the commutative ring: sums of products of rational numbers and opaque entries. Never imports the engine. */
import { fail } from '../errors.ts'
import { addRational, formatRational, multiplyRational, ONE, type Rational } from '../scalar/rational.ts'
import type { Context } from './elaborate.ts'
import { type Expression, leafKey, sumKey } from './expression.ts'
import { spend, unitsOf } from './work.ts'

/** A polynomial over atoms: the coefficient of each monomial; a monomial is the sorted list of its atoms' numbers. */
type RingPolynomial = ReadonlyMap<string, Rational>

/** Numbers the atoms of one comparison, so that equal atoms on both sides have equal numbers. */
interface Comparison {
  readonly numbers: Map<string, number>
  readonly context: Context
  left: number
}

const MOST_MONOMIALS = 100_000
const LARGEST = 10n ** 20_000n
const SMALL = 2n ** 64n

/** True where both sides are the same polynomial; sums, entries and brackets are atoms, bodies of sums are normalised. */
export function isRingEqual(left: Expression, right: Expression, context: Context): boolean {
  const comparison: Comparison = { numbers: new Map(), context, left: MOST_MONOMIALS }
  return polynomialText(normalise(left, comparison)) === polynomialText(normalise(right, comparison))
}

function normalise(term: Expression, comparison: Comparison): RingPolynomial {
  pay(comparison, 1)
  switch (term.kind) {
    case 'number':
      return collect([['', term.value]], comparison)
    case 'add':
      return collect(
        term.terms.flatMap((part) => [...normalise(part, comparison)]),
        comparison,
      )
    case 'multiply':
      return term.factors.reduce<RingPolynomial>(
        (product, factor) => multiply(product, normalise(factor, comparison), comparison),
        new Map([['', ONE]]),
      )
    case 'sum':
      return atom(`${sumKey(term)}(${polynomialText(normalise(term.body, comparison))})`, comparison)
    case 'apply':
      return atom(`${term.function}(${polynomialText(normalise(term.argument, comparison))})`, comparison)
    case 'element':
    case 'bracket':
      return atom(leafKey(term), comparison)
    default:
      return term satisfies never
  }
}

function atom(key: string, comparison: Comparison): RingPolynomial {
  const { numbers } = comparison
  spend(comparison.context.work, unitsOf(key.length))
  const number = numbers.get(key) ?? numbers.size
  numbers.set(key, number)
  return new Map([[`${number}`, ONE]])
}

function multiply(left: RingPolynomial, right: RingPolynomial, comparison: Comparison): RingPolynomial {
  const products: [string, Rational][] = []
  for (const [a, x] of left) {
    for (const [b, y] of right) {
      pay(comparison, unitsOf(4 * (a.length + b.length)) + unitsOfDigits(x, y))
      products.push([multiplyMonomials(a, b), multiplyRational(x, y)])
    }
  }
  return collect(products, comparison)
}

function multiplyMonomials(a: string, b: string): string {
  if (a === '' || b === '') return a + b
  return [...a.split(','), ...b.split(',')].sort().join(',')
}

function collect(monomials: readonly (readonly [string, Rational])[], comparison: Comparison): RingPolynomial {
  const sums = new Map<string, Rational>()
  for (const [key, value] of monomials) {
    const known = sums.get(key)
    if (known !== undefined) spend(comparison.context.work, unitsOfDigits(known, value))
    const sum = known === undefined ? value : addRational(known, value)
    if (sum.denominator > LARGEST || sum.numerator > LARGEST || sum.numerator < -LARGEST) tooLarge()
    sums.set(key, sum)
  }
  return new Map([...sums].filter(([, value]) => value.numerator !== 0n))
}

function polynomialText(polynomial: RingPolynomial): string {
  return [...polynomial]
    .map(([key, value]) => `${formatRational(value)}*${key}`)
    .sort()
    .join('+')
}

/** Bringing a fraction into lowest terms takes time quadratic in its length; numbers of the usual size are free. */
function unitsOfDigits(x: Rational, y: Rational): number {
  const lengths = [x.numerator, x.denominator, y.numerator, y.denominator].map((value) =>
    value < SMALL && value > -SMALL ? 0 : value.toString(16).length,
  )
  return Math.floor(lengths.reduce((total, length) => total + length, 0) ** 2 / 500)
}

function pay(comparison: Comparison, amount: number): void {
  spend(comparison.context.work, amount)
  comparison.left -= 1
  if (comparison.left < 0) tooLarge()
}

function tooLarge(): never {
  return fail({
    code: 'limit/ring',
    what: `the ring step expands to more than ${MOST_MONOMIALS} products or huge numbers`,
  })
}
