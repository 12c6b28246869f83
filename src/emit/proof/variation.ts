/** How a layer that varies depends on the position, as far as its formulas show it. Never evaluates them. */
import type { Definition, Proof } from '../../proof/proof.ts'
import { coefficientOf, type Index, type Monomial, variablesOf } from '../../term/index-expression.ts'
import type { Term } from '../../term/term.ts'
import { children, freeIndices } from '../../term/walk.ts'

/** What differs from position to position: the kernel, or only the bias; and where it changes, in words. */
export interface Variation {
  readonly part: 'kernel' | 'bias'
  readonly position: string
  readonly where: string
}

/** Undefined where the claim has one kernel and one bias for all positions. */
export function variation({ claim, definitions }: Proof): Variation | undefined {
  const { position, varies, signals, bias } = claim
  if (varies !== true || position === undefined) return undefined
  const kernels = signals.map(({ kernel }) => kernel)
  const parts = [...kernels, ...(bias === undefined ? [] : [bias])]
  const part = kernels.some((kernel) => freeIndices(kernel).has(position)) ? 'kernel' : 'bias'
  const known = new Map(definitions.map((one) => [one.name, one]))
  const isAtBorders = parts.every((part) => changesOnlyAtWindows(part, position, known))
  return { part, position, where: isAtBorders ? 'it changes only near the border' : 'it may change everywhere' }
}

/**
 * True where the index occurs only in brackets 0 ≤ e < L whose e grows or falls with it: each is cut at two places and is
 * constant between and beyond them. Definitions are followed.
 */
function changesOnlyAtWindows(term: Term, name: string, known: ReadonlyMap<string, Definition>): boolean {
  switch (term.kind) {
    case 'number':
      return true
    case 'bracket': {
      const { condition } = term
      if (condition.kind === 'equal') return ![condition.left, condition.right].some((one) => isIn(one, name))
      return isMonotone(condition.index, name) && !isIn(condition.extent, name)
    }
    case 'element':
      return term.at.every((index, place) => {
        if (!isIn(index, name)) return true
        const definition = known.get(term.name)
        const parameter = definition?.parameters[place]?.name
        if (definition === undefined || parameter === undefined || !isMonotone(index, name)) return false
        return changesOnlyAtWindows(definition.body, parameter, known)
      })
    case 'sum':
      if (isIn(term.extent, name)) return false
      return term.index === name || changesOnlyAtWindows(term.body, name, known)
    case 'add':
    case 'multiply':
    case 'apply':
      return children(term).every((part) => changesOnlyAtWindows(part, name, known))
    default:
      return term satisfies never
  }
}

function isIn(index: Index, name: string): boolean {
  return variablesOf(index).includes(name)
}

/** True of e₁·name + e₂, and of e₁·⌊e₃/e₄⌋ + e₂ where e₃ is such an index and nothing else mentions the name. */
function isMonotone(index: Index, name: string): boolean {
  if (coefficientOf(index, name) !== undefined) return true
  const [only, ...others] = index.filter((monomial) => isIn([monomial], name))
  if (only === undefined || others.length > 0) return others.length === 0
  return isMonotoneProduct(only, name)
}

function isMonotoneProduct({ atoms }: Monomial, name: string): boolean {
  const [only, ...others] = atoms.filter((atom) => isIn([{ coefficient: 1, atoms: [atom] }], name))
  if (only?.kind !== 'floor' || others.length > 0) return false
  return isMonotone(only.numerator, name) && !isIn(only.denominator, name)
}
