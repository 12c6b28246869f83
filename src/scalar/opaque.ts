/** Functions, roots and inverses as symbols of their own, so that products of them are products of symbols. Never evaluates one. */
import type { Factor, Polynomial, Term } from './atom.ts'
import { formatPolynomial } from './format.ts'
import { isPlain } from './integer-terms.ts'
import { ONE } from './rational.ts'
import { add, constant, multiply, power, scale, symbol } from './ring.ts'
import { fromTerm, makeTerm } from './sum.ts'

/** Gives equal atoms equal symbols. State with the lifetime of one use. */
export interface Opaque {
  /** The polynomial in symbols only, with positive powers. */
  readonly hide: (value: Polynomial) => Polynomial
  /** What each new symbol stands for, as text. */
  readonly meanings: ReadonlyMap<string, string>
}

/** `freshName` makes a symbol's name that nobody else has. */
export function createOpaque(freshName: () => string): Opaque {
  const meanings = new Map<string, string>()
  const names = new Map<string, string>()
  const named = (value: Polynomial): Polynomial => {
    const text = formatPolynomial(value)
    const name = names.get(text) ?? freshName()
    names.set(text, name)
    meanings.set(name, text)
    return symbol(name)
  }
  const hideFactor = ({ atom, power: n }: Factor): Polynomial => {
    if (atom.kind === 'symbol' && n > 0) return power(symbol(atom.name), n)
    const base = fromTerm(makeTerm(ONE, undefined, [{ atom, power: Math.sign(n) }]))
    return power(named(base), Math.abs(n))
  }
  const hideTerm = (term: Term): Polynomial => {
    const start = term.root === undefined ? constant(ONE) : named(fromTerm(makeTerm(ONE, term.root, [])))
    const product = term.factors.reduce((sofar, factor) => multiply(sofar, hideFactor(factor)), start)
    return scale(product, term.coefficient)
  }
  return {
    hide(value) {
      const terms = [...value.terms.values()]
      return terms.every(isPlain) ? value : terms.map(hideTerm).reduce(add)
    },
    meanings,
  }
}
