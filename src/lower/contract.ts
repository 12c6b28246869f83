/** Products of many operands as products of two: contracts the cheapest pair until two are left. Knows no arithmetic. */
import { countElements } from '../scalar/tensor-value.ts'
import type { Pairing } from './arithmetic.ts'
import { type LinearForm, type Operand, pair, rowMajorForm } from './operand.ts'
import { decides, type Loop } from './plan.ts'

/** Adds the products of one pairing up into a tensor of `size` entries. */
export type Contract<Tensor> = (pairing: Pairing<Tensor>, size: number) => Tensor

/** Contract the pair with the smallest result until two operands are left. */
export function contractToTwo<Tensor>(
  operands: readonly Operand<Tensor>[],
  target: LinearForm,
  isZero: (tensor: Tensor, at: number) => boolean,
  contract: Contract<Tensor>,
): readonly [Operand<Tensor>, Operand<Tensor>] {
  const [a, b, ...more] = operands
  if (a === undefined || b === undefined) throw new TypeError('a summand has fewer than two operands')
  if (more.length === 0) return [a, b]
  const [first, second] = cheapestPair(operands)
  const rest = operands.filter((operand) => operand !== first && operand !== second)
  const needed = new Set([...target.coefficients.keys(), ...rest.flatMap(({ loops }) => loops.map(({ name }) => name))])
  const all = unionOf(first.loops, second.loops)
  const kept = all.filter((loop) => needed.has(loop.name))
  const form = rowMajorForm(kept)
  const depth = countElements(all.filter((loop) => !needed.has(loop.name)).map((loop) => loop.extent))
  const size = countElements(kept.map((loop) => loop.extent))
  const tensor = contract(pair(first, second, form, depth, isZero), size)
  const position = [...form.coefficients].map(([name, coefficient]) => ({
    coefficient,
    atoms: [{ kind: 'variable', name } as const],
  }))
  // The entries for which these guards fail are zero, and their products need not land anywhere.
  const guards = [...first.guards, ...second.guards].filter((guard) => decides(kept, guard))
  return contractToTwo([{ tensor, loops: kept, position, guards }, ...rest], target, isZero, contract)
}

function cheapestPair<Tensor>(operands: readonly Operand<Tensor>[]): readonly [Operand<Tensor>, Operand<Tensor>] {
  const pairs = operands.flatMap((a, at) => operands.slice(at + 1).map((b) => [a, b] as const))
  const cost = ([a, b]: readonly [Operand<Tensor>, Operand<Tensor>]): number =>
    countElements(unionOf(a.loops, b.loops).map((loop) => loop.extent))
  return pairs.reduce((best, next) => (cost(next) < cost(best) ? next : best))
}

function unionOf(a: readonly Loop[], b: readonly Loop[]): readonly Loop[] {
  return [...a, ...b.filter((loop) => a.every((other) => other.name !== loop.name))]
}
