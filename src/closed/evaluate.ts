/** A closed form at given sizes, exactly. Knows nothing of how the form was found. */
import { constant, multiply, type Polynomial, power, scale, substitute, subtract } from '../scalar/polynomial.ts'
import { ONE, rational } from '../scalar/rational.ts'
import { evaluateIndex } from '../term/evaluate.ts'
import type { Index } from '../term/index-expression.ts'
import type { ClosedFormula, Count, Piece, Power, Value } from './closed-form.ts'

/** Values of the sizes and of the tap index. */
export type Numbers = ReadonlyMap<string, number>

/** The pieces in which the tap index lies: one, or none where the kernel is 0. */
export function piecesAt(formula: ClosedFormula, numbers: Numbers, tap: string): readonly Piece[] {
  const m = numbers.get(tap) ?? 0
  return formula.pieces.filter(({ from, to }) => countAt(from, numbers) <= m && m < countAt(to, numbers))
}

/** kernel[m] · divisor, which is what the formula says without dividing. */
export function multipliedOutAt(formula: ClosedFormula, numbers: Numbers, tap: string): Polynomial {
  const [piece] = piecesAt(formula, numbers, tap)
  if (piece === undefined) return constant(rational(0))
  const sizes = new Map([...numbers].map(([name, value]) => [name, constant(rational(value))]))
  const factor = substitute(formula.scale, sizes)
  return [
    substitute(productAt(formula.powers, numbers), sizes),
    substitute(valueAt(piece.value, numbers), sizes),
  ].reduce(multiply, factor)
}

/** The number that a count is. */
export function countAt(count: Count, numbers: Numbers): number {
  if (count.kind === 'index') return indexAt(count.index, numbers)
  const [a, b] = count.of.map((index) => indexAt(index, numbers))
  return (count.kind === 'least' ? Math.min : Math.max)(a ?? 0, b ?? 0)
}

function valueAt(value: Value, numbers: Numbers): Polynomial {
  switch (value.kind) {
    case 'count':
      return constant(rational(countAt(value.count, numbers)))
    case 'difference':
      return subtract(productAt(value.left, numbers), productAt(value.right, numbers))
    case 'binomial':
      return scale(
        productAt(value.powers, numbers),
        rational(choose(indexAt(value.order, numbers), indexAt(value.at, numbers))),
      )
    default:
      return value satisfies never
  }
}

function productAt(powers: readonly Power[], numbers: Numbers): Polynomial {
  return powers.map(({ base, exponent }) => power(base, indexAt(exponent, numbers))).reduce(multiply, constant(ONE))
}

function indexAt(index: Index, numbers: Numbers): number {
  const values = new Map([...numbers].map(([name, value]) => [name, [value]]))
  return evaluateIndex(index, 1, values)[0] ?? 0
}

/** n!/(k!·(n − k)!) by k products, each division exact. */
function choose(n: number, k: number): bigint {
  let value = 1n
  for (let step = 1; step <= k; step += 1) value = (value * BigInt(n - step + 1)) / BigInt(step)
  return value
}
