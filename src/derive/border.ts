/** Decides whether padding between layers leaves one kernel exact everywhere, and says why not where it does not. */
import { fail } from '../errors.ts'
import { outputExtent } from '../layers/layer.ts'
import type { Claim } from '../proof/proof.ts'
import {
  addIndex,
  coefficientEntries,
  constantOf,
  type Index,
  integer,
  multiplyIndex,
  substituteIndex,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { Assembly, Stage } from './assemble.ts'
import { pads, place } from './shapes.ts'

/** For which output positions the merged kernel is exact: for all integers, or only for those that the output has. */
export type Exactness = 'everywhere' | 'on-the-output'

/**
 * Stop where a later layer pads what an earlier one gives and the merged kernel would be wrong at the border.
 * @throws ConvolemmaError "border/not-exact" naming both layers, the reason and what would make it exact
 * @source design/theory.md §3
 */
export function checkBorder(assembly: Assembly, stage: Stage, at: number, inner: Claim | undefined): Exactness {
  if (at === 0 || inner === undefined || !pads(stage.geometry)) return 'everywhere'
  if (inner.bias !== undefined) refuseBorder(assembly, stage, at, 'bias')
  const sizes = new Map(
    assembly.sizes.flatMap((size) => (size.definition === undefined ? [] : [[size.name, size.definition] as const])),
  )
  const reach = innerReach(inner)
  const start = subtractIndex(addIndex(inner.stride, inner.padding), addIndex(reach, integer(1)))
  const end = endSlack(assembly, stage, at, inner, reach)
  const axes = paddedAxesOf(stage)
  if (isNonNegative(start, axes, sizes, assembly) && isNonNegative(end, axes, sizes, assembly)) return 'everywhere'
  if (readsOnlyZeros(assembly, stage, inner)) return 'on-the-output'
  return refuseBorder(assembly, stage, at, 'samples')
}

/** Larger borders are not tried position by position. */
const MOST_POSITIONS = 100_000

/** True where all sizes are numbers and every position outside the inner output that is really read sees no sample. */
function readsOnlyZeros(assembly: Assembly, stage: Stage, inner: Claim): boolean {
  const { rank } = assembly
  const length = assembly.stages[0]?.inputExtent
  if (rank === 'any' || length === undefined || stage.inputExtent === undefined) return false
  const { kernel, stride, dilation, padding } = stage.geometry
  const output = outputExtent(stage.geometry, stage.inputExtent)
  const taps = inner.tapIndex?.extent ?? integer(1)
  const wanted = [
    length,
    stage.inputExtent,
    output,
    kernel,
    stride,
    dilation,
    padding.start,
    taps,
    inner.stride,
    inner.dilation,
    inner.padding,
  ]
  const known = wanted.map((index) => constantOf(index))
  return Array.from({ length: rank }, (_, axis) => axis).every((axis) => {
    const sizes = known.map((value) =>
      value === undefined ? Number.NaN : (coefficientEntries(value, rank)[axis] ?? Number.NaN),
    )
    return !sizes.some(Number.isNaN) && axisReadsOnlyZeros(sizes)
  })
}

/** One axis of readsOnlyZeros; the sizes in the order in which it lists them. */
function axisReadsOnlyZeros(sizes: readonly number[]): boolean {
  const [length = 0, inside = 0, outputs = 0, taps = 0, stride = 0, dilation = 0, padding = 0, ...inner] = sizes
  const [innerTaps = 0, innerStride = 0, innerDilation = 0, innerPadding = 0] = inner
  if (outputs * taps * innerTaps > MOST_POSITIONS) return false
  for (let n = 0; n < outputs; n += 1) {
    for (let j = 0; j < taps; j += 1) {
      const q = stride * n + dilation * j - padding
      if (q >= 0 && q < inside) continue
      for (let i = 0; i < innerTaps; i += 1) {
        const sample = innerStride * q + innerDilation * i - innerPadding
        if (sample >= 0 && sample < length) return false
      }
    }
  }
  return true
}

/**
 * How far behind the input the first sample lies that the inner layers read for their first missing output: S⊙L₁ − P − L
 * where the sizes are numbers, and at least p_end − D⊙(T−1) for every size.
 */
function endSlack(assembly: Assembly, stage: Stage, at: number, inner: Claim, reach: Index): Index {
  const length = assembly.stages[0]?.inputExtent
  const isKnown = length !== undefined && stage.inputExtent !== undefined && constantOf(length) !== undefined
  if (!isKnown) return subtractIndex(innerEndPadding(assembly, at), reach)
  return subtractIndex(multiplyIndex(inner.stride, stage.inputExtent), addIndex(inner.padding, length))
}

/** D⊙(T−1): from the first to the last sample that one output of the inner layers reads. */
function innerReach(inner: Claim): Index {
  if (inner.tapIndex === undefined) return integer(0)
  return multiplyIndex(inner.dilation, subtractIndex(inner.tapIndex.extent, integer(1)))
}

/** The padding at the end of the one layer that the first `count` layers equal: p₁ + s₁⊙p₂ + … */
export function innerEndPadding(assembly: Assembly, count: number): Index {
  let stride: Index = integer(1)
  let end: Index = integer(0)
  for (const { geometry } of assembly.stages.slice(0, count)) {
    end = addIndex(end, multiplyIndex(stride, geometry.padding.end))
    stride = multiplyIndex(stride, geometry.stride)
  }
  return end
}

function paddedAxesOf(stage: Stage): (axis: number) => boolean {
  const start = constantOf(stage.geometry.padding.start)
  const end = constantOf(stage.geometry.padding.end)
  if (start === undefined || end === undefined) return () => true
  return (axis) => [start, end].some((padding) => (typeof padding === 'number' ? padding : (padding[axis] ?? 0)) !== 0)
}

/** True where the index is ≥ 0 on the given axes for all values of the sizes: all coefficients ≥ 0 above the minima. */
function isNonNegative(
  index: Index,
  isAxis: (axis: number) => boolean,
  definitions: ReadonlyMap<string, Index>,
  assembly: Assembly,
): boolean {
  const expanded = substituteIndex(index, definitions)
  const minima = new Map(
    assembly.sizes.map((size) => [size.name, addIndex(variable(size.name), integer(size.minimum))] as const),
  )
  const rank = typeof assembly.rank === 'number' ? assembly.rank : 1
  return [expanded, substituteIndex(expanded, minima)].some((form) =>
    form.every((monomial) =>
      coefficientEntries(monomial.coefficient, rank).every((entry, axis) => entry >= 0 || !isAxis(axis)),
    ),
  )
}

/** @throws ConvolemmaError "border/not-exact" always */
export function refuseBorder(assembly: Assembly, stage: Stage, at: number, reason: 'bias' | 'samples'): never {
  const before = assembly.stages[at - 1]
  const inner = at === 1 && before !== undefined ? place(before.layer) : `the ${at} layers before it`
  const what =
    reason === 'bias'
      ? `not one convolution everywhere: it pads with zeros, but outside the image ${inner} would give the bias, not 0 (rule drop-window)`
      : `not one convolution everywhere: it pads with zeros, but outside its output ${inner} would still see the input (rule drop-window)`
  const example =
    reason === 'bias'
      ? 'smallest counterexample: an input of zeros; at output position 0 the first tap reads padding, 0 layer by layer, but the bias when merged'
      : 'smallest counterexample: a unit impulse at the first input sample; at output position 0 the first tap reads padding, 0 layer by layer, but that sample when merged'
  return fail({
    code: 'border/not-exact',
    what: `${what}; ${example}`,
    where: place(stage.layer),
    fix: [
      'give this layer padding=0 and pad the first layer instead (a different network at the border)',
      ...(reason === 'bias'
        ? ['give the layers before it bias=False']
        : ['pad the layers before it by at least dilation·(kernel − 1)']),
    ],
    ...(stage.layer.at === undefined ? {} : { excerpt: stage.layer.at }),
  })
}
