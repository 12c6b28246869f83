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
 * @source docs/theory.md §3
 */
export function checkBorder(assembly: Assembly, stage: Stage, at: number, inner: Claim | undefined): Exactness {
  if (at === 0 || inner === undefined || !pads(stage.geometry)) return 'everywhere'
  if (inner.bias !== undefined) refuseBorder(assembly, stage, at, 'bias', inner)
  const sizes = new Map(
    assembly.sizes.flatMap((size) => (size.definition === undefined ? [] : [[size.name, size.definition] as const])),
  )
  const reach = innerReach(inner)
  const start = subtractIndex(addIndex(inner.stride, inner.padding), addIndex(reach, integer(1)))
  const end = endSlack(assembly, stage, at, inner, reach)
  const axes = paddedAxesOf(stage)
  if (isNonNegative(start, axes, sizes, assembly) && isNonNegative(end, axes, sizes, assembly)) return 'everywhere'
  if (readsOnlyZeros(assembly, stage, inner)) return 'on-the-output'
  return refuseBorder(assembly, stage, at, 'samples', inner)
}

/** Larger borders are not tried position by position. */
const MOST_POSITIONS = 100_000

/** The sizes of one axis as numbers: the outer layer, and the one layer that all before it equal. */
interface AxisSizes {
  readonly length: number
  readonly inside: number
  readonly outputs: number
  readonly outer: {
    readonly taps: number
    readonly stride: number
    readonly dilation: number
    readonly padding: number
  }
  readonly inner: {
    readonly taps: number
    readonly stride: number
    readonly dilation: number
    readonly padding: number
  }
}

/** An output that reads padding through a tap of the outer layer; `sample` is what the merged kernel reads there instead. */
interface PaddedRead {
  readonly axis: number
  readonly output: number
  readonly tap: number
  readonly sample: number | undefined
}

/** The sizes of an axis for an input of `length` samples; undefined where one of them is symbolic. */
function axisSizes(
  stage: Stage,
  inner: Claim,
  axis: number,
  rank: number,
  length: Index,
  inside: Index,
): AxisSizes | undefined {
  const { kernel, stride, dilation, padding } = stage.geometry
  let isKnown = true
  const at = (index: Index): number => {
    const value = constantOf(index)
    if (value === undefined) isKnown = false
    return value === undefined ? 0 : (coefficientEntries(value, rank)[axis] ?? 0)
  }
  const sizes: AxisSizes = {
    length: at(length),
    inside: at(inside),
    outputs: at(outputExtent(stage.geometry, inside)),
    outer: { taps: at(kernel), stride: at(stride), dilation: at(dilation), padding: at(padding.start) },
    inner: {
      taps: at(inner.tapIndex?.extent ?? integer(1)),
      stride: at(inner.stride),
      dilation: at(inner.dilation),
      padding: at(inner.padding),
    },
  }
  return isKnown ? sizes : undefined
}

/** The first read of padding on an axis, or the first where the inner layers would see a sample. */
function firstPaddedRead(sizes: AxisSizes, axis: number, seesSample: boolean): PaddedRead | 'too-many' | undefined {
  const { length, inside, outputs, outer, inner } = sizes
  if (outputs * outer.taps * inner.taps > MOST_POSITIONS) return 'too-many'
  for (let output = 0; output < outputs; output += 1) {
    for (let tap = 0; tap < outer.taps; tap += 1) {
      const q = outer.stride * output + outer.dilation * tap - outer.padding
      if (q >= 0 && q < inside) continue
      if (!seesSample) return { axis, output, tap, sample: undefined }
      for (let i = 0; i < inner.taps; i += 1) {
        const sample = inner.stride * q + inner.dilation * i - inner.padding
        if (sample >= 0 && sample < length) return { axis, output, tap, sample }
      }
    }
  }
  return undefined
}

/** True where all sizes are numbers and every position outside the inner output that is really read sees no sample. */
function readsOnlyZeros(assembly: Assembly, stage: Stage, inner: Claim): boolean {
  const { rank } = assembly
  const length = assembly.stages[0]?.inputExtent
  if (rank === 'any' || length === undefined || stage.inputExtent === undefined) return false
  const { inputExtent } = stage
  return Array.from({ length: rank }, (_, axis) => axis).every((axis) => {
    const sizes = axisSizes(stage, inner, axis, rank, length, inputExtent)
    return sizes !== undefined && firstPaddedRead(sizes, axis, true) === undefined
  })
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
export function refuseBorder(
  assembly: Assembly,
  stage: Stage,
  at: number,
  reason: 'bias' | 'samples',
  inner: Claim,
): never {
  const before = assembly.stages[at - 1]
  const names = at === 1 && before !== undefined ? place(before.layer) : `the ${at} layers before it`
  const would =
    reason === 'bias'
      ? `outside the image ${names} would give the bias, not 0`
      : `outside its output ${names} would still see the input`
  const example = counterexample(assembly, stage, at, inner, reason)
  return fail({
    code: 'border/not-exact',
    what: `not one convolution everywhere: it pads with zeros, but ${would} (rule drop-window)${example}`,
    where: place(stage.layer),
    fix: [
      'give this layer padding=0 and pad the first layer instead (a different network at the border)',
      reason === 'bias'
        ? 'give the layers before it bias=False'
        : 'pad the layers before it by at least dilation·(kernel − 1)',
    ],
    ...(stage.layer.at === undefined ? {} : { excerpt: stage.layer.at }),
  })
}

/** Inputs up to this length are tried when the user gives no size. */
const LONGEST_EXAMPLE = 64

/** The smallest input for which an output differs, in words; nothing where a size is symbolic. */
function counterexample(
  assembly: Assembly,
  stage: Stage,
  at: number,
  inner: Claim,
  reason: 'bias' | 'samples',
): string {
  const { rank } = assembly
  if (rank === 'any') return ''
  const given = assembly.stages[0]?.inputExtent
  const isGiven = given !== undefined && constantOf(given) !== undefined
  const lengths = isGiven ? [given] : Array.from({ length: LONGEST_EXAMPLE }, (_, length) => integer(length + 1))
  for (const length of lengths) {
    const inside = assembly.stages.slice(0, at).reduce((extent, one) => outputExtent(one.geometry, extent), length)
    for (let axis = 0; axis < rank; axis += 1) {
      const sizes = axisSizes(stage, inner, axis, rank, length, inside)
      if (sizes === undefined || sizes.inside < 1) continue
      const read = firstPaddedRead(sizes, axis, reason === 'samples')
      if (read !== undefined && read !== 'too-many')
        return `; smallest counterexample: ${inWords(read, sizes.length, rank)}`
    }
  }
  return ''
}

function inWords({ axis, output, tap, sample }: PaddedRead, length: number, rank: number): string {
  const along = rank === 1 ? '' : ` along axis ${axis}`
  const input =
    sample === undefined
      ? `an input of ${length} zeros`
      : `an input of ${length} samples that is 0 but for sample ${sample}`
  const merged = sample === undefined ? 'the bias' : `sample ${sample}`
  return `${input}${along}; output ${output} reads padding through tap ${tap}, which is 0 layer by layer, where one kernel would read ${merged}`
}
