/** Rule group-by-sample: multiply out and collect the products that meet the same input sample. For the expanded view. */
import { add, multiply } from '../term/build.ts'
import {
  coefficientEntries,
  constantOf,
  type Index,
  indexKey,
  integer,
  substituteIndex,
  variablesOf,
} from '../term/index-expression.ts'
import type { ElementTerm, Term } from '../term/term.ts'
import { expandedSummands } from './expanded.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule, Scene } from './rule.ts'

export const groupBySample: Rule = {
  name: 'group-by-sample',
  title: 'group by sample',
  statement: 'v_0 k_1\\, x_{n+1} + v_1 k_0\\, x_{n+1} = (v_0 k_1 + v_1 k_0)\\, x_{n+1}',
  condition: 'multiplication distributes over addition',
  source: 'docs/gallery/01-two-kernels.md',
  apply(term, scene) {
    const samples = collectBySample(term, scene)
    const constant = samples.get('')?.products ?? []
    const signal = [...samples.values()].filter((sample) => sample.read !== undefined).sort(byPlace)
    const rewriting = new Rewriting(term)
    const grouped = add(
      ...constant.map((product) => multiply(...product)),
      ...signal.map(({ read, products }) => productWith(products, read)),
    )
    rewriting.step('ring', [], grouped)
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      because: 'products that meet the same sample belong together',
    }
  },
}

/** All products that read one sample (or none), with the sample. */
export interface SampleProducts {
  readonly read: ElementTerm | undefined
  readonly products: readonly (readonly Term[])[]
}

/** The expanded products of a term, by the input sample that they contain; the key "" holds those without one. */
export function collectBySample(term: Term, scene: Scene): ReadonlyMap<string, SampleProducts> {
  const samples = new Map<string, SampleProducts>()
  for (const factors of expandedSummands(term)) {
    const read = factors.find(
      (factor): factor is ElementTerm => factor.kind === 'element' && factor.name === scene.input,
    )
    const key = read === undefined ? '' : read.at.map(indexKey).join('; ')
    const known = samples.get(key)
    const product = factors.filter((factor) => factor !== read)
    samples.set(key, { read: known?.read ?? read, products: [...(known?.products ?? []), product] })
  }
  return samples
}

function productWith(products: readonly (readonly Term[])[], read: ElementTerm | undefined): Term {
  const weight = add(...products.map((product) => multiply(...product)))
  if (read === undefined) return weight
  const isOne = products.length === 1 && products[0]?.length === 0
  return isOne ? read : multiply(weight, read)
}

/** By channel, then by the constant part of the position, first axis first. */
function byPlace(a: SampleProducts, b: SampleProducts): number {
  const left = (a.read?.at ?? []).flatMap(constantPart)
  const right = (b.read?.at ?? []).flatMap(constantPart)
  for (const [at, entry] of left.entries()) {
    const difference = entry - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const LARGEST_RANK = 8

function constantPart(index: Index): readonly number[] {
  const zeros = new Map(variablesOf(index).map((name) => [name, integer(0)] as const))
  return coefficientEntries(constantOf(substituteIndex(index, zeros)) ?? 0, LARGEST_RANK)
}
