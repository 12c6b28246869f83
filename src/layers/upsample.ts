/** Up-sampling by integer factors: nearest, and by the interpolations that are the same for every block of samples. */
import { multiplyRational, ONE, type Rational, rational } from '../scalar/rational.ts'
import { element, multiply } from '../term/build.ts'
import {
  addIndex,
  type Coefficient,
  coefficientEntries,
  constantOf,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  subtractIndex,
} from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import {
  defineLayer,
  type InputShape,
  type LayerTensor,
  type Meaning,
  type MeaningContext,
  POINTWISE,
  summed,
} from './layer.ts'
import { inputOf, positionOf, splitPosition } from './resample-position.ts'
import type { Parameters } from './schema.ts'
import { INTERPOLATIONS, type Interpolation } from './upsample-interpolation.ts'

const FACTORS = {
  size: {
    kind: 'size',
    fallback: null,
    fallbackTo: 'scaleFactor',
    summary: 'output samples per axis, a multiple of those of the input, which must be known; instead of a factor',
  },
  scaleFactor: { kind: 'size', fallback: 1, summary: 'output samples per input sample; integers' },
} as const

/** [C, L] → [C, s·L] */
export const upsample = defineLayer({
  name: 'upsample',
  summary: 'Up-sampling by integer factors: nearest, linear, bilinear, trilinear, bicubic',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html',
  notations: { Upsample: 'any', UpsamplingNearest2d: [2] },
  schema: {
    ...FACTORS,
    mode: {
      kind: 'choice',
      fallback: 'nearest',
      choices: ['nearest', 'nearest-exact', 'linear', 'bilinear', 'trilinear', 'bicubic'],
      summary: 'how the samples in between are found',
    },
    alignCorners: { kind: 'flag', fallback: false, summary: 'must be False, except for the factor 1' },
    recomputeScaleFactor: { kind: 'ignored', fallback: null, summary: 'ignored: of no effect for integer factors' },
  },
  ...upsampling((p) => p.flag('alignCorners')),
  examples: [
    { notation: 'Upsample(scale_factor=3)', summary: 'every sample three times' },
    { notation: 'UpsamplingNearest2d(scale_factor=(2, 3))', summary: 'a factor for each axis' },
    { notation: 'Upsample(scale_factor=2, mode="linear")', summary: 'between the samples, an even factor' },
    { notation: 'Upsample(scale_factor=3, mode="bilinear")', summary: 'an odd factor' },
    { notation: 'Upsample(scale_factor=2, mode="bicubic")', summary: 'four samples per axis' },
  ],
})

/** Its input for the factor 1; every other factor is refused, for align_corners is always True. */
export const upsamplingBilinear = defineLayer({
  name: 'upsampling-bilinear',
  summary: 'UpsamplingBilinear2d, which aligns the corners: only the factor 1 is the same at every position',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html',
  notations: { UpsamplingBilinear2d: [2] },
  schema: {
    ...FACTORS,
    mode: { kind: 'choice', fallback: 'bilinear', choices: ['bilinear'], summary: 'as print(model) shows it' },
  },
  ...upsampling(() => true),
  examples: [{ notation: 'UpsamplingBilinear2d(scale_factor=1)', summary: 'its input' }],
})

function upsampling(alignsCorners: (p: Parameters) => boolean) {
  const factorIn = (p: Parameters, input: InputShape): Index => {
    const factor = factorOf(p, input)
    if (constantOf(factor) !== 1 && alignsCorners(p)) refuseAlignedCorners(p)
    return factor
  }
  return {
    takesKernelLetter: false,
    inputChannels: () => undefined,
    outputChannels: (_: Parameters, inputs: readonly InputShape[]) => inputOf(inputs).channels,
    geometry: () => POINTWISE,
    rates: (p: Parameters, input: InputShape) => ({ up: factorIn(p, input), down: integer(1) }),
    outputExtent: (p: Parameters, inputs: readonly InputShape[]) =>
      multiplyIndex(inputOf(inputs).extent, factorIn(p, inputOf(inputs))),
    tensors(p: Parameters, _letter: string, inputs: readonly InputShape[]): readonly LayerTensor[] {
      const interpolation = interpolationOf(p)
      return interpolation === undefined ? [] : [interpolationTensor(p, factorIn(p, inputOf(inputs)), interpolation)]
    },
    meaning(context: MeaningContext): Meaning {
      const p = context.parameters
      const factor = factorIn(p, inputOf(context.inputs))
      const interpolation = interpolationOf(p)
      const body = interpolation === undefined ? nearest(context, factor) : interpolated(context, factor, interpolation)
      return { local: [], body }
    },
  }
}

function refuseAlignedCorners(p: Parameters): never {
  return p.refuse(
    'layer/align-corners',
    'align_corners=True spreads the samples over the whole output, with weights that are others at every position and for every size',
    'Upsample(scale_factor=…, mode="bilinear", align_corners=False)',
  )
}

/** undefined for nearest. @throws ConvolemmaError "layer/upsample-mode" where the mode is for another number of axes */
function interpolationOf(p: Parameters): Interpolation | undefined {
  const mode = p.text('mode') ?? 'nearest'
  const interpolation = INTERPOLATIONS.get(mode)
  if (interpolation !== undefined && typeof p.rank === 'number' && p.rank !== interpolation.axes) {
    const right = [...INTERPOLATIONS].filter(([, one]) => one.axes === p.rank).map(([name]) => `mode="${name}"`)
    const what = `mode="${mode}" is for ${interpolation.axes} axes, but the signal has ${p.rank}`
    p.refuse('layer/upsample-mode', what, [...right, 'mode="nearest"'].join(' or '))
  }
  return interpolation
}

/**
 * Output samples per input sample, by scale_factor or by the output's size.
 * @throws ConvolemmaError "layer/upsample-size" where the size is no multiple of the input's, or that is not known
 */
function factorOf(p: Parameters, input: InputShape): Index {
  if (!p.given('size')) return p.size('scaleFactor')
  const size = constantOf(p.size('size'))
  const extent = constantOf(input.extent)
  if (constantOf(p.size('scaleFactor')) !== 1) {
    return p.refuse('layer/upsample-size', 'size and scale_factor are both given', 'only one of them')
  }
  if (size === undefined || extent === undefined) {
    const what =
      'size is the number of output samples, so the factor depends on the size of the input, which is not known'
    return p.refuse('layer/upsample-size', what, 'scale_factor=…, or the input size by --input')
  }
  const rank = Math.max(coefficientEntries(size).length, coefficientEntries(extent).length)
  const samples = coefficientEntries(extent, rank)
  const factors = coefficientEntries(size, rank).map((entry, axis) => {
    const factor = entry / (samples[axis] ?? 1)
    if (Number.isInteger(factor)) return factor
    const what = `${samples[axis]} samples become ${entry} on axis ${axis}, which is no whole number of times as many`
    return p.refuse('layer/upsample-size', what, 'an integer factor on every axis')
  })
  return integer(factors)
}

/** y[o, q] = x[o, ⌊q/s⌋] */
function nearest(context: MeaningContext, factor: Index): Term {
  return context.read(context.channel, floorDivide(positionOf(context), factor), { reach: 'inside' })
}

/**
 * y[o, q] = Σ_j u[q − s⊙⌊q/s⌋, j]·x̃[o, ⌊(q − ⌊s/2⌋)/s⌋ − before + j], where x̃ repeats the first and the last sample.
 * The output q lies at (2q + 1 − s)/2s of the input; its floor is ⌊(q − ⌊s/2⌋)/s⌋.
 */
function interpolated(context: MeaningContext, factor: Index, { taps, before }: Interpolation): Term {
  const position = positionOf(context)
  const { phase } = splitPosition(position, factor)
  const left = floorDivide(subtractIndex(position, floorDivide(factor, integer(2))), factor)
  const beyond = { start: integer(before + 1), end: integer(taps - before - 1) }
  return summed(context, 'i', 'position', integer(taps), (i) =>
    multiply(
      element(context.symbol('interpolation'), phase, i),
      context.readExtended('replicate', beyond, context.channel, addIndex(left, i, integer(-before))),
    ),
  )
}

/** u[phase, j]: the product over the axes of what the sample j contributes to an output of this phase. */
function interpolationTensor(p: Parameters, factor: Index, { taps, weight }: Interpolation): LayerTensor {
  const factors = constantOf(factor)
  if (factors === undefined) {
    const what = 'the weights of an interpolation depend on the factor, which must be a number'
    return p.refuse('layer/upsample-factor', what, 'scale_factor as an integer, or mode="nearest"')
  }
  return {
    role: 'interpolation',
    symbol: 'u',
    axes: [
      { sort: 'position', extent: factor },
      { sort: 'position', extent: integer(taps) },
    ],
    constant: (at) => entry(factors, at, weight),
  }
}

/** `at` is the phase on every axis, then the tap on every axis. */
function entry(factors: Coefficient, at: readonly number[], weight: Interpolation['weight']): Rational {
  const rank = at.length / 2
  return coefficientEntries(factors, rank).reduce((product, factor, axis) => {
    const share = weight(fractionOf(at[axis] ?? 0, factor), at[rank + axis] ?? 0)
    return multiplyRational(product, share)
  }, ONE)
}

/** How far the output of a phase lies behind the input sample before it: (2·phase + 1 − s)/2s less its floor. */
function fractionOf(phase: number, factor: number): Rational {
  const place = 2 * phase + 1 - factor
  const whole = Math.floor(place / (2 * factor))
  return rational(place - 2 * factor * whole, 2 * factor)
}
