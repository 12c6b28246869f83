/** What fixed depthwise filters share: one kernel for all channels, whose taps the layer itself gives. Knows no particular filter. */
import { multiplyRational, ONE, type Rational } from '../scalar/rational.ts'
import { element, multiply } from '../term/build.ts'
import {
  addIndex,
  coefficientEntries,
  constantOf,
  type Index,
  integer,
  multiplyIndex,
  subtractIndex,
} from '../term/index-expression.ts'
import { type Geometry, type LayerExample, type LayerKind, type LayerTensor, resolvePadding, summed } from './layer.ts'
import type { Parameters, Schema, TapValues } from './schema.ts'

/** The taps as exact numbers by their indices from 0, one per axis, or as an expression in i, j, l, counted from the centre unless it says so. */
type FilterTaps = Required<Pick<LayerTensor, 'constant'>> | { readonly values: TapValues; readonly fromStart?: boolean }

const CHANNELS = {
  channels: { kind: 'channels', summary: 'channels, each filtered on its own' },
} as const

const WINDOW = {
  stride: { kind: 'size', fallback: 1, summary: 'samples from one output to the next' },
  padding: {
    kind: 'padding',
    fallback: 0,
    minimum: 0,
    summary: 'zeros around the input; "same" or "valid" also work',
  },
  name: { kind: 'name', fallback: null, keywordOnly: true, summary: "the kernel's symbol" },
} as const

interface Filter<S extends Schema> {
  readonly name: string
  readonly summary: string
  readonly source: string
  readonly notations: LayerKind['notations']
  /** What stands between the channels and the stride. */
  readonly schema: S
  readonly kernel: (p: Parameters) => Index
  readonly taps: (p: Parameters, kernel: Index) => FilterTaps
  readonly examples: readonly LayerExample[]
}

/** y[o, n] = Σ_i k[i]·x[o, s⊙n + i − p] */
export function filterKind<const S extends Schema>(filter: Filter<S>): LayerKind<typeof CHANNELS & S & typeof WINDOW> {
  const { name, summary, source, notations, kernel, examples } = filter
  const geometry = (p: Parameters): Geometry => geometryOf(p, kernel(p))
  return {
    name,
    summary,
    source,
    notations,
    schema: { ...CHANNELS, ...filter.schema, ...WINDOW },
    takesKernelLetter: true,
    inputChannels: (p) => p.size('channels'),
    outputChannels: (p) => p.size('channels'),
    geometry,
    tensors: (p, letter) => [
      {
        role: 'weight',
        symbol: letter,
        axes: [{ sort: 'position', extent: kernel(p) }],
        ...filter.taps(p, kernel(p)),
      },
    ],
    meaning(context) {
      const { parameters: p, channel, position = integer(0) } = context
      const { stride, padding } = geometry(p)
      const body = summed(context, 'i', 'position', kernel(p), (i) => {
        const sample = subtractIndex(addIndex(multiplyIndex(stride, position), i), padding.start)
        return multiply(element(context.symbol('weight'), i), context.read(channel, sample))
      })
      return { local: [], body }
    },
    examples,
  }
}

/** The notation with and without the number of axes: Box, Box1d, Box2d, Box3d. */
export function anyRank(name: string): LayerKind['notations'] {
  return { [name]: 'input', [`${name}1d`]: [1], [`${name}2d`]: [2], [`${name}3d`]: [3] }
}

/** Taps that are the product of one number per axis: `tap` gives it at an index from 0, of so many, on an axis. */
export function separable(kernel: Index, tap: (at: number, taps: number, axis: number) => Rational): FilterTaps {
  const size = constantOf(kernel) ?? 1
  return {
    constant: (at) => {
      const taps = coefficientEntries(size, at.length)
      return at.map((entry, axis) => tap(entry, taps[axis] ?? 1, axis)).reduce(multiplyRational, ONE)
    },
  }
}

/** @throws ConvolemmaError "layer/filter-rank", "layer/same-padding" */
function geometryOf(p: Parameters, kernel: Index): Geometry {
  if (p.rank === 0) {
    p.refuse('layer/filter-rank', 'a filter needs at least one axis', 'the number of axes in its name, such as Box2d')
  }
  const padding = p.padding('padding')
  if (padding === 'same' && constantOf(p.size('stride')) !== 1) {
    p.refuse('layer/same-padding', 'padding="same" goes with stride 1 only', 'give the padding as numbers')
  }
  const dilation = integer(1)
  return { kernel, stride: p.size('stride'), dilation, padding: resolvePadding(padding, kernel, dilation) }
}
