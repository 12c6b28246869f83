/** A symbol for every entry of every given tensor of a record. Never reads weights. */
import { fail } from '../../errors.ts'
import { concreteEntries, spaceOf } from '../../lower/space.ts'
import type { Proof } from '../../proof/proof.ts'
import { refusalOfName, symbol } from '../../scalar/polynomial.ts'
import { countElements, type TensorValues } from '../../scalar/tensor-value.ts'
import { positionsBelow } from '../../term/evaluate.ts'
import { inputsOf } from '../inputs.ts'

const MOST_SYMBOLS = 1_000_000

/** k[o, a, i] becomes k_0_1_2; axes of length 1 are left out. @throws ConvolemmaError "lower/symbolic-size", "coq/too-many-symbols" */
export function symbolicValues(proof: Proof): TensorValues {
  const space = spaceOf(proof)
  const inputs = new Set(inputsOf(proof))
  const tensors = proof.tensors
    .filter((tensor) => !inputs.has(tensor))
    .map(({ name, axes }) => ({
      name,
      shape: axes.flatMap(({ sort, extent }) => (extent === undefined ? [] : concreteEntries(extent, sort, space))),
    }))
  const total = tensors.reduce((sum, { shape }) => sum + countElements(shape), 0)
  if (total > MOST_SYMBOLS) {
    fail({
      code: 'coq/too-many-symbols',
      what: `the certificate would need ${total} symbols, more than ${MOST_SYMBOLS}`,
      fix: 'give the weights as numbers',
    })
  }
  const taken = new Set<string>()
  return new Map(
    tensors.map(({ name, shape }, number) => {
      const base = refusalOfName(name) === undefined ? name : `t_${number}`
      const entries = Array.from(positionsBelow(shape), (place) => {
        const wish = [base, ...place.filter((_, axis) => shape[axis] !== 1)].join('_')
        const isFree = refusalOfName(wish) === undefined && !taken.has(wish)
        const name = isFree ? wish : numbered(`t_${number}`, taken)
        taken.add(name)
        return symbol(name)
      })
      return [name, { kind: 'symbolic', shape, entries } as const]
    }),
  )
}

function numbered(base: string, taken: ReadonlySet<string>): string {
  let count = 0
  while (taken.has(`${base}_${count}`)) count += 1
  return `${base}_${count}`
}
