/** Average pooling: a depthwise convolution with equal taps, which near the border may be divided by fewer samples. */
import { divideRational, isZeroRational, ONE, parseRational, type Rational } from '../scalar/rational.ts'
import { apply, element, multiply, number } from '../term/build.ts'
import {
  addIndex,
  type Coefficient,
  coefficientEntries,
  constantOf,
  equalIndex,
  type Index,
  integer,
  multiplyIndex,
  singleVariable,
  subtractIndex,
  variable,
  zipCoefficients,
} from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { knownExtent } from './known-shape.ts'
import {
  defineLayer,
  type Geometry,
  type InputShape,
  type LocalDefinition,
  type MeaningContext,
  reciprocal,
  summed,
} from './layer.ts'
import { inputOf } from './resample-position.ts'
import type { Parameters } from './schema.ts'

export const averagePool = defineLayer({
  name: 'average-pool',
  summary: 'Average pooling',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html',
  notations: { AvgPool1d: [1], AvgPool2d: [2], AvgPool3d: [3] },
  schema: {
    kernelSize: { kind: 'size', summary: 'samples averaged per axis' },
    stride: {
      kind: 'size',
      fallback: null,
      fallbackTo: 'kernelSize',
      summary: 'the kernel size where it is not given',
    },
    padding: { kind: 'padding', fallback: 0, minimum: 0, summary: 'zeros around the input, at most half a window' },
    ceilMode: { kind: 'flag', fallback: false, summary: 'whether a last window may reach past the padded input' },
    countIncludePad: { kind: 'flag', fallback: true, summary: 'whether the zeros of the padding count as samples' },
    divisorOverride: { kind: 'taps', fallback: null, summary: 'what every sum is divided by' },
  },
  takesKernelLetter: false,
  inputChannels: () => undefined,
  outputChannels: (_, inputs) => inputOf(inputs).channels,
  geometry,
  tensors: () => [],
  meaning(context) {
    const { parameters: p } = context
    const { kernel, padding } = window(p)
    const divisor = divisorOf(context)
    const body = summed(context, 'i', 'position', kernel, (i) => {
      const position = windowPosition(context, context.position ?? integer(0), i)
      return multiply(divisor.share, context.read(context.channel, subtractIndex(position, padding)))
    })
    return { local: divisor.local, body }
  },
  examples: [
    { notation: 'AvgPool1d(3, stride=1)', summary: 'moving average' },
    { notation: 'AvgPool2d((2, 1))', summary: 'stride equal to the window' },
    { notation: 'AvgPool3d(2)', summary: 'three axes' },
    { notation: 'AvgPool2d(3, 2, padding=1)', summary: 'the zeros of the padding count' },
    { notation: 'AvgPool2d(3, 2, padding=1, count_include_pad=False)', summary: 'only samples count' },
    { notation: 'AvgPool1d(3, 2, padding=1, ceil_mode=True)', summary: 'the last window may be cut off' },
    { notation: 'AvgPool2d(2, 1, divisor_override=3)', summary: 'another divisor' },
  ],
})

/** The window on one axis. */
interface AxisWindow {
  readonly kernel: number
  readonly stride: number
  readonly padding: number
}

interface Window {
  readonly kernel: Index
  readonly stride: Index
  readonly padding: Index
}

/** @throws ConvolemmaError "layer/pool-padding", "layer/pool-size" */
function window(p: Parameters): Window {
  const padding = p.padding('padding')
  if (padding === 'same') {
    return p.refuse('layer/pool-padding', 'padding="same" is not there for pooling', 'the padding as integers')
  }
  const kernel = p.size('kernelSize')
  const { start } = padding
  if (constantOf(start) !== 0) {
    const spare = zipCoefficients(numberOf(p, kernel), numberOf(p, start), (taps, pad) => taps - 2 * pad)
    if (coefficientEntries(spare).some((entry) => entry < 0)) {
      p.refuse('layer/pool-padding', 'the padding is more than half of the window', 'padding of at most kernel_size/2')
    }
  }
  return { kernel, stride: p.size('stride'), padding: start }
}

/** @throws ConvolemmaError "layer/pool-size" where a size has no value */
function numberOf(p: Parameters, size: Index): Coefficient {
  const value = constantOf(size)
  if (value !== undefined) return value
  const what = `${singleVariable(size) ?? 'a size'} has no value, which the windows of an average depend on`
  return p.refuse('layer/pool-size', what, 'kernel_size, stride and padding as integers')
}

/** The window on each axis, or on the only one where all axes are alike. */
function axesOf(p: Parameters, { kernel, stride, padding }: Window): readonly AxisWindow[] {
  const sizes = [kernel, stride, padding].map((size) => numberOf(p, size))
  const rank = Math.max(...sizes.map((size) => coefficientEntries(size).length))
  const [taps = [], steps = [], pads = []] = sizes.map((size) => coefficientEntries(size, rank))
  return taps.map((entry, axis) => ({ kernel: entry, stride: steps[axis] ?? 1, padding: pads[axis] ?? 0 }))
}

/** The padding at the end is what the last window reaches, which ceil_mode moves past the padded input. */
function geometry(p: Parameters, input: InputShape): Geometry {
  const { kernel, stride, padding } = window(p)
  const end = p.flag('ceilMode') ? ceilPadding(p, input) : padding
  return { kernel, stride, dilation: integer(1), padding: { start: padding, end } }
}

/**
 * The padding at the end with which ⌊…⌋ + 1 windows are those of ceil_mode: ⌈(L + 2p − K)/s⌉ + 1, but no window that starts
 * only after the input. Such a window is never there where s + p ≤ K.
 * @throws ConvolemmaError "layer/pool-size", "layer/input-size"
 */
function ceilPadding(p: Parameters, { extent }: InputShape): Index {
  const { kernel, stride, padding } = window(p)
  const axes = axesOf(p, { kernel, stride, padding })
  if (constantOf(extent) === undefined && axes.every((axis) => axis.stride + axis.padding <= axis.kernel)) {
    return subtractIndex(addIndex(padding, stride), integer(1))
  }
  const length = knownExtent(p, extent, 'with ceil_mode=True its last window depends on the size')
  const rank = Math.max(axes.length, coefficientEntries(length).length)
  return integer(coefficientEntries(length, rank).map((samples, at) => lastReach(axes[at] ?? axes[0] ?? UNIT, samples)))
}

const UNIT: AxisWindow = { kernel: 1, stride: 1, padding: 0 }

/** How far the last window reaches past the input, but at least its padding. */
function lastReach({ kernel, stride, padding }: AxisWindow, samples: number): number {
  const steps = Math.ceil((samples + 2 * padding - kernel) / stride)
  const kept = steps * stride < samples + padding ? steps : steps - 1
  return Math.max(padding, kept * stride + kernel - samples - padding)
}

interface Divisor {
  /** What every sample is multiplied by. */
  readonly share: Term
  readonly local: readonly LocalDefinition[]
}

/**
 * One over the number of samples in a window; where that is not the same everywhere, over count[n], which counts the taps
 * that fall on the input or, with count_include_pad=True, on the padded input.
 */
function divisorOf(context: MeaningContext): Divisor {
  const { parameters: p, inputs } = context
  const override = divisorOverride(p)
  if (override !== undefined) return { share: number(override), local: [] }
  const { kernel, padding } = window(p)
  const input = inputOf(inputs)
  const { extent } = input
  const includesPadding = p.flag('countIncludePad')
  const isCutOff = !equalIndex(geometry(p, input).padding.end, padding)
  if (!isCutOff && (includesPadding || constantOf(padding) === 0)) {
    return { share: number(reciprocal(sampleCount(kernel, context))), local: [] }
  }
  const counted = includesPadding ? addIndex(extent, padding, padding) : extent
  const first = includesPadding ? integer(0) : padding
  const n = context.index('n')
  const symbol = context.local('count')
  const body = summed(context, 'i', 'position', kernel, (i) =>
    context.inside(subtractIndex(windowPosition(context, variable(n), i), first), counted),
  )
  return {
    share: apply('reciprocal', element(symbol, context.position ?? integer(0))),
    local: [{ symbol, parameters: [{ name: n, sort: 'position' }], body }],
  }
}

/** @throws ConvolemmaError "layer/pool-divisor" where it is 0 or not a number */
function divisorOverride(p: Parameters): Rational | undefined {
  if (!p.given('divisorOverride')) return undefined
  const written = p.taps('divisorOverride')
  const value = typeof written === 'object' ? undefined : parseRational(`${written}`)
  if (value !== undefined && !isZeroRational(value)) return divideRational(ONE, value)
  return p.refuse('layer/pool-divisor', 'divisor_override must be a number other than 0', 'divisor_override=None')
}

/** The number of samples in one window. @throws ConvolemmaError "layer/pool-size" where the rank is not known */
function sampleCount(kernel: Index, { parameters, rank }: MeaningContext): number {
  const size = constantOf(kernel)
  if (size === undefined || typeof rank !== 'number') {
    return parameters.refuse('layer/pool-size', 'the window of an average must be a number', 'kernel_size as integers')
  }
  return coefficientEntries(size, rank).reduce((product, entry) => product * entry, 1)
}

/** s⊙n + i, counted from the first sample of the padded input. */
function windowPosition({ parameters }: MeaningContext, position: Index, tap: Index): Index {
  return addIndex(multiplyIndex(parameters.size('stride'), position), tap)
}
