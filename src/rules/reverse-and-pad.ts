/**
 * Rule reverse-and-pad: the merged kernel is the cross-correlation of the zero-padded inner kernel with the reversed outer
 * one. This is the form in which the merge was first explained for PyTorch; here for every size, rank and channel count.
 */
import type { Definition } from '../proof/proof.ts'
import { element, multiply, within } from '../term/build.ts'
import {
  addIndex,
  coefficientEntries,
  coefficientOf,
  constantOf,
  equalIndex,
  type Index,
  integer,
  multiplyIndex,
  singleVariable,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { ElementTerm, SumTerm, Term } from '../term/term.ts'
import { substitute } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import { freshIndexName, freshTensorName, type Rule, type Scene } from './rule.ts'
import { below } from './summand.ts'

export const reverseAndPad: Rule = {
  name: 'reverse-and-pad',
  title: 'pad the inner kernel with zeros and slide the reversed outer one over it',
  statement: 'M_m = \\sum_{j<V} \\overleftarrow{v}_{j}\\; k^{\\mathrm{pad}}_{m+j}',
  condition: 'the inner taps are consecutive samples of the merged grid',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const definition = term.kind === 'element' ? scene.definitions.find((one) => one.name === term.name) : undefined
    const shape = definition === undefined ? undefined : convolutionShape(definition)
    if (term.kind !== 'element' || definition === undefined || shape === undefined) return undefined
    const views = defineViews(shape, scene)
    const rewriting = new Rewriting(term)
    rewriting.step('unfold', [], definition.body, { name: definition.name })
    const depth = shape.sums.length - 2
    solveForInnerTap(rewriting, depth, shape)
    const place = below([], depth)
    const sum = rewriting.at(place)
    if (sum.kind !== 'sum') return undefined
    const mirrored = subtractIndex(subtractIndex(sum.extent, integer(1)), variable(sum.index))
    rewriting.step('sum-reverse', place, { ...sum, body: substitute(sum.body, new Map([[sum.index, mirrored]])) })
    foldViews(rewriting, below([], depth + 1), shape, views)
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      definitions: [views.reversed, views.padded],
      because:
        'the bracket leaves one inner tap, and outside the inner kernel there are zeros; then the outer taps are counted from the other end',
    }
  },
}

/** Σ … Σ_j Σ_i [i + e⊙j = m]·outer[…, j]·inner[…, i] */
interface ConvolutionShape {
  readonly sums: readonly SumTerm[]
  readonly outerSum: SumTerm
  readonly innerSum: SumTerm
  readonly step: Index
  readonly tap: string
  readonly outer: ElementTerm
  readonly inner: ElementTerm
}

function convolutionShape(definition: Definition): ConvolutionShape | undefined {
  const sums: SumTerm[] = []
  let inside: Term = definition.body
  while (inside.kind === 'sum') {
    sums.push(inside)
    inside = inside.body
  }
  const [innerSum, outerSum] = [sums.at(-1), sums.at(-2)]
  if (inside.kind !== 'multiply' || inside.factors.length !== 3 || innerSum === undefined || outerSum === undefined)
    return undefined
  const [condition, outer, inner] = inside.factors
  if (condition?.kind !== 'bracket' || condition.condition.kind !== 'equal') return undefined
  if (outer?.kind !== 'element' || inner?.kind !== 'element') return undefined
  const { left, right } = condition.condition
  const tap = singleVariable(right)
  const step = coefficientOf(left, outerSum.index)
  if (constantOf(coefficientOf(left, innerSum.index) ?? []) !== 1 || tap === undefined || step === undefined)
    return undefined
  if (
    singleVariable(outer.at.at(-1) ?? []) !== outerSum.index ||
    singleVariable(inner.at.at(-1) ?? []) !== innerSum.index
  )
    return undefined
  const taps = addIndex(variable(innerSum.index), multiplyIndex(step, variable(outerSum.index)))
  const isForwards = step.every(({ coefficient }) => coefficientEntries(coefficient).every((entry) => entry > 0))
  return equalIndex(left, taps) && isForwards ? { sums, outerSum, innerSum, step, tap, outer, inner } : undefined
}

interface Views {
  readonly reversed: Definition
  readonly padded: Definition
  /** The position parameter of both. */
  readonly index: string
}

/** reversed[…, j] := outer[…, V−1−j];  padded[…, t] := [0 ≤ t − e(V−1) < K]·inner[…, t − e(V−1)] */
function defineViews(shape: ConvolutionShape, scene: Scene): Views {
  const last = subtractIndex(shape.outerSum.extent, integer(1))
  const lead = multiplyIndex(shape.step, last)
  const taken = [shape.tap, ...shape.sums.map((sum) => sum.index)]
  const name = freshIndexName('t', scene, taken)
  const t = variable(name)
  const from = subtractIndex(t, lead)
  const inner = { ...shape.inner, at: [...shape.inner.at.slice(0, -1), from] }
  const outer = { ...shape.outer, at: [...shape.outer.at.slice(0, -1), subtractIndex(last, t)] }
  const length = addIndex(shape.innerSum.extent, multiplyIndex(integer(2), lead))
  return {
    index: name,
    reversed: viewOf(name, `flip_${shape.outer.name}`, outer, shape.outerSum.extent, outer, scene, shape),
    padded: viewOf(
      name,
      `pad_${shape.inner.name}`,
      inner,
      length,
      multiply(within(from, shape.innerSum.extent), inner),
      scene,
      shape,
    ),
  }
}

function viewOf(
  index: string,
  wish: string,
  read: ElementTerm,
  extent: Index,
  body: Term,
  scene: Scene,
  shape: ConvolutionShape,
): Definition {
  const channels = read.at.slice(0, -1).flatMap((index) => {
    const name = singleVariable(index)
    if (name === undefined) return []
    const sum = shape.sums.find((one) => one.index === name)
    const parameter = scene.parameters.find((one) => one.name === name)
    const range = sum?.extent ?? parameter?.extent
    return [{ name, sort: 'channel' as const, ...(range === undefined ? {} : { extent: range }) }]
  })
  const name = freshTensorName(wish, scene)
  return { name, parameters: [...channels, { name: index, sort: 'position', extent }], body, role: 'weight' }
}

/** Σ_i [i + e⊙j = m]·outer·inner[i] = [0 ≤ m − e⊙j < K]·outer·inner[m − e⊙j] */
function solveForInnerTap(rewriting: Rewriting, depth: number, shape: ConvolutionShape): void {
  const solved = subtractIndex(variable(shape.tap), multiplyIndex(shape.step, variable(shape.outerSum.index)))
  const inner = substitute(shape.inner, new Map([[shape.innerSum.index, solved]]))
  rewriting.step('one-point', below([], depth + 1), multiply(within(solved, shape.innerSum.extent), shape.outer, inner))
}

function foldViews(rewriting: Rewriting, place: readonly number[], shape: ConvolutionShape, views: Views): void {
  const product = rewriting.at(place)
  if (product.kind !== 'multiply') return
  const [window, outer, inner] = product.factors
  if (window === undefined || outer === undefined || inner === undefined) return
  rewriting.step('ring', place, multiply(outer, { kind: 'multiply', factors: [window, inner] }))
  const j = variable(shape.outerSum.index)
  const sample = addIndex(variable(shape.tap), multiplyIndex(shape.step, j))
  const arguments_ = (view: Definition, at: Index) =>
    view.parameters.map((p) => (p.name === views.index ? at : variable(p.name)))
  rewriting.step('unfold', [...place, 0], element(views.reversed.name, ...arguments_(views.reversed, j)), {
    name: views.reversed.name,
    reverse: true,
  })
  rewriting.step('unfold', [...place, 1], element(views.padded.name, ...arguments_(views.padded, sample)), {
    name: views.padded.name,
    reverse: true,
  })
}
