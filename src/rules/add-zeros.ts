/** Rule add-zeros: write a product with 0 for every tap that a sample does not meet, so that each coefficient is a window. */
import { add, multiply, number } from '../term/build.ts'
import type { Term } from '../term/term.ts'
import { groupBySample } from './group-by-sample.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule } from './rule.ts'

export const addZeros: Rule = {
  name: 'add-zeros',
  title: 'add the zeros',
  statement: 'v_0 k_0\\, x_n = (v_0 k_0 + v_1\\, 0)\\, x_n',
  condition: 'a product with 0 adds nothing',
  source: groupBySample.source,
  apply(term, scene) {
    const parts = term.kind === 'add' ? term.terms : [term]
    const outer = outerTaps(parts, scene.input)
    if (outer === undefined || outer.length < 2 || outer.length > MOST_TAPS) return undefined
    const next = parts.map((part) => withZeros(part, outer, scene.input))
    if (next.every((part, at) => part === parts[at])) return undefined
    const rewriting = new Rewriting(term)
    rewriting.step('ring', [], add(...next))
    return { term: rewriting.term, steps: rewriting.steps, because: 'a product with 0 adds nothing' }
  },
}

const MOST_TAPS = 6

/** weight · sample → the products in the weight, or undefined for another shape. */
function productsOf(part: Term, input: string): readonly Term[] | undefined {
  if (part.kind !== 'multiply') return undefined
  const [weight, read] =
    part.factors.length === 2 ? part.factors : [multiply(...part.factors.slice(0, -1)), part.factors.at(-1)]
  if (weight === undefined || read?.kind !== 'element' || read.name !== input) return undefined
  return weight.kind === 'add' ? weight.terms : [weight]
}

/** The entries of the outer kernel, where every product is outer·inner; undefined where it is not. */
function outerTaps(parts: readonly Term[], input: string): readonly Term[] | undefined {
  const taps = new Map<string, Term>()
  for (const part of parts) {
    const products = productsOf(part, input)
    if (products === undefined) continue
    for (const product of products) {
      const [outer, inner] = product.kind === 'multiply' ? product.factors : []
      if (product.kind !== 'multiply' || product.factors.length !== 2) return undefined
      if (outer?.kind !== 'element' || inner?.kind !== 'element') return undefined
      taps.set(JSON.stringify(outer), outer)
    }
  }
  return [...taps.values()]
}

function withZeros(part: Term, outer: readonly Term[], input: string): Term {
  const products = productsOf(part, input)
  const read = part.kind === 'multiply' ? part.factors.at(-1) : undefined
  if (products === undefined || read === undefined || products.length >= outer.length) return part
  const rows = outer.map((tap) => {
    const key = JSON.stringify(tap)
    const known = products.filter(
      (product) => product.kind === 'multiply' && JSON.stringify(product.factors[0]) === key,
    )
    return known.length > 0 ? known : [multiply(tap, number(0))]
  })
  return multiply(add(...rows.flat()), read)
}
