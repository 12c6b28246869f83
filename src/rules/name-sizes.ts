/** Rule name-sizes: give the stride, padding and dilation of the merged layer a name where they are products. */
import { element } from '../term/build.ts'
import {
  addIndex,
  coefficientOf,
  equalIndex,
  type Index,
  integer,
  multiplyIndex,
  variable,
  variablesOf,
} from '../term/index-expression.ts'
import type { SumTerm } from '../term/term.ts'
import { Rewriting } from './rewriting.ts'
import type { Rule, Scene } from './rule.ts'
import { sampleGeometry } from './sample-geometry.ts'
import { below, signalSummands } from './summand.ts'

export const nameSizes: Rule = {
  name: 'name-sizes',
  title: 'name the merged stride and padding',
  statement: 'S = s_1 \\odot s_2,\\qquad P = p_1 + s_1 \\odot p_2',
  condition: 'by definition of the names',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    // Where branches meet, their common samples have been named already.
    const [found, ...others] = signalSummands(term, scene)
    const position = found?.read.at[1]
    if (found === undefined || position === undefined || others.length > 0) return undefined
    const tap = found.summand.sums.find((sum) => variablesOf(position).includes(sum.index))
    const named = namedPosition(position, tap, scene)
    if (equalIndex(named.position, position)) return undefined
    const place = found.summand.factors.indexOf(found.read)
    const body = below(found.summand.path, found.summand.sums.length)
    const rewriting = new Rewriting(term)
    const path = found.summand.factors.length > 1 ? [...body, place] : body
    rewriting.step('ring', path, element(found.read.name, found.read.at[0] ?? [], named.position))
    return { term: rewriting.term, steps: rewriting.steps, sizes: named.sizes, because: 'only names are given' }
  },
}

function namedPosition(position: Index, tap: SumTerm | undefined, scene: Scene) {
  const step = tap === undefined ? integer(0) : (coefficientOf(position, tap.index) ?? integer(0))
  const { start, dilation, sizes } = sampleGeometry(position, tap === undefined ? [] : [tap.index], step, scene)
  return { position: tap === undefined ? start : addIndex(start, multiplyIndex(dilation, variable(tap.index))), sizes }
}
