/** Padding and cropping as layers of their own: zeros, a constant, or the signal continued. */
import { add, element, multiply, number } from '../term/build.ts'
import { coefficientEntries, constantOf, type Index, scaleIndex, subtractIndex } from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import {
  defineLayer,
  type Extension,
  type Geometry,
  type InputShape,
  type LayerKind,
  type MeaningContext,
  POINTWISE,
} from './layer.ts'
import { checkExtension } from './pad-extension.ts'
import { inputOf, positionOf } from './resample-position.ts'
import type { Parameters } from './schema.ts'

const PAD_DOCS = 'https://docs.pytorch.org/docs/stable/generated/torch.nn'
const PADDING = 'one integer, or two per axis, the last axis first: (left, right, top, bottom, front, back)'

/** The names of a padding layer: for one rank as in PyTorch, and for any. */
function notations(name: string): LayerKind['notations'] {
  return { [`${name}1d`]: [1], [`${name}2d`]: [2], [`${name}3d`]: [3], [name]: 'any' }
}

const CHANNELWISE = {
  takesKernelLetter: false,
  inputChannels: () => undefined,
  outputChannels: (_: Parameters, inputs: readonly InputShape[]) => inputOf(inputs).channels,
} as const

/** [C, L] → [C, L + start + end]; negative padding crops */
export const zeroPad = defineLayer({
  name: 'zero-pad',
  summary: 'Zeros around the input; negative padding crops',
  source: `${PAD_DOCS}.ZeroPad2d.html`,
  notations: notations('ZeroPad'),
  schema: { padding: { kind: 'pads', summary: `${PADDING}; negative to crop` } },
  ...CHANNELWISE,
  geometry: (p, input) => frame(p, input, p.pads('padding')),
  tensors: () => [],
  meaning: (context) => ({ local: [], body: zeroPadded(context, context.parameters.pads('padding')) }),
  examples: [
    { notation: 'ZeroPad1d((2, 1))', summary: 'uneven' },
    { notation: 'ZeroPad2d((1, -1, 0, 2))', summary: 'padded on three sides, cropped on one' },
    { notation: 'ZeroPad3d(1)', summary: 'three axes' },
    { notation: 'ZeroPad2d(-1)', summary: 'cropped' },
  ],
})

/** [C, L] → [C, L + start + end], with `value` where there is no input */
export const constantPad = defineLayer({
  name: 'constant-pad',
  summary: 'A constant around the input; negative padding crops',
  source: `${PAD_DOCS}.ConstantPad2d.html`,
  notations: notations('ConstantPad'),
  schema: {
    padding: { kind: 'pads', summary: `${PADDING}; negative to crop` },
    value: { kind: 'real', summary: 'what is around the input; a number or a name' },
  },
  ...CHANNELWISE,
  geometry: (p, input) => frame(p, input, p.pads('padding')),
  tensors(p) {
    const value = p.text('value')
    return p.isName('value') && value !== undefined ? [{ role: 'value', symbol: value, axes: [] }] : []
  },
  meaning: (context) => ({ local: [], body: constantPadded(context) }),
  examples: [
    { notation: 'ConstantPad1d((1, 2), 0.5)', summary: 'uneven' },
    { notation: 'ConstantPad2d((1, 0, -2, 1), -3)', summary: 'padded on two sides, cropped on one' },
    { notation: 'ConstantPad3d(1, value)', summary: 'a symbolic constant' },
    { notation: 'ConstantPad1d(-1, 7)', summary: 'cropped, so that the constant is nowhere' },
  ],
})

/** [C, L] → [C, L − start − end] */
export const crop = defineLayer({
  name: 'crop',
  summary: 'Samples cut off at the ends of every axis',
  source: 'https://keras.io/api/layers/reshaping_layers/cropping2d/',
  notations: { Crop: 'any', Crop1d: [1], Crop2d: [2], Crop3d: [3] },
  schema: { cropping: { kind: 'pads', minimum: 0, summary: PADDING } },
  ...CHANNELWISE,
  geometry: (p, input) => frame(p, input, cropping(p)),
  tensors: () => [],
  meaning: (context) => ({ local: [], body: zeroPadded(context, cropping(context.parameters), 'inside') }),
  examples: [
    { notation: 'Crop(1)', summary: 'one sample at each end' },
    { notation: 'Crop2d((0, 1, 2, 0))', summary: 'uneven' },
  ],
})

function continued(name: string, extension: Extension, summary: string) {
  return defineLayer({
    name,
    summary,
    source: `${PAD_DOCS}.${CONTINUED[extension]}2d.html`,
    notations: notations(CONTINUED[extension]),
    schema: { padding: { kind: 'pads', minimum: 0, summary: PADDING } },
    ...CHANNELWISE,
    geometry(p, input) {
      const padding = p.pads('padding')
      checkExtension(p, extension, padding, input.extent)
      return frame(p, input, padding)
    },
    tensors: () => [],
    meaning(context) {
      const padding = context.parameters.pads('padding')
      const position = subtractIndex(positionOf(context), padding.start)
      return { local: [], body: context.readExtended(extension, padding, context.channel, position) }
    },
    examples: [
      { notation: `${CONTINUED[extension]}1d((3, 2))`, summary: 'uneven' },
      { notation: `${CONTINUED[extension]}2d((1, 0, 2, 1))`, summary: 'two axes' },
      { notation: `${CONTINUED[extension]}3d(1)`, summary: 'three axes' },
    ],
  })
}

const CONTINUED = { circular: 'CircularPad', reflect: 'ReflectionPad', replicate: 'ReplicationPad' } as const

/** [C, L] → [C, L + start + end], x[n mod L] around the input; start, end ≤ L */
export const circularPad = continued('circular-pad', 'circular', 'The input repeated around itself')
/** [C, L] → [C, L + start + end], mirrored at the first and last sample; start, end < L */
export const reflectionPad = continued('reflection-pad', 'reflect', 'The input mirrored around itself')
/** [C, L] → [C, L + start + end], the first and the last sample repeated */
export const replicationPad = continued(
  'replication-pad',
  'replicate',
  'The first and last samples of the input repeated around it',
)

function cropping(p: Parameters): Geometry['padding'] {
  const { start, end } = p.pads('cropping')
  return { start: scaleIndex(-1, start), end: scaleIndex(-1, end) }
}

/** @throws ConvolemmaError "layer/crop" where more is cut off than there is */
function frame(p: Parameters, input: InputShape, padding: Geometry['padding']): Geometry {
  const extent = constantOf(input.extent)
  const start = constantOf(padding.start)
  const end = constantOf(padding.end)
  if (extent !== undefined && start !== undefined && end !== undefined) {
    const rank = Math.max(...[extent, start, end].map((value) => coefficientEntries(value).length))
    const starts = coefficientEntries(start, rank)
    const ends = coefficientEntries(end, rank)
    coefficientEntries(extent, rank).forEach((samples, axis) => {
      const cut = [starts[axis] ?? 0, ends[axis] ?? 0].reduce((total, side) => total + Math.max(-side, 0), 0)
      if (cut < samples) return
      p.refuse(
        'layer/crop',
        `${cut} of the ${samples} samples on axis ${axis} are cut off`,
        'leave at least one sample',
      )
    })
  }
  return { ...POINTWISE, padding }
}

/** True where no side of any axis is padded, so that nothing outside of the input is read. */
function onlyCrops({ start, end }: Geometry['padding']): boolean {
  return [start, end].every((side) => {
    const value = constantOf(side)
    return value !== undefined && coefficientEntries(value).every((entry) => entry <= 0)
  })
}

/** x[o, n − start], 0 outside of the input */
function zeroPadded(
  context: MeaningContext,
  padding: Geometry['padding'],
  reach: 'padding' | 'inside' = onlyCrops(padding) ? 'inside' : 'padding',
): Term {
  return context.read(context.channel, sourceOf(context, padding.start), { reach })
}

function sourceOf(context: MeaningContext, start: Index): Index {
  return subtractIndex(positionOf(context), start)
}

/** x[o, n − start] + value·(1 − [0 ≤ n − start < L]) */
function constantPadded(context: MeaningContext): Term {
  const p = context.parameters
  const padding = p.pads('padding')
  const input = zeroPadded(context, padding)
  const isZero = !p.isName('value') && p.real('value').numerator === 0n
  if (onlyCrops(padding) || isZero) return input
  const value = p.isName('value') ? element(context.symbol('value')) : number(p.real('value'))
  const inside = context.inside(sourceOf(context, padding.start), inputOf(context.inputs).extent)
  return add(input, multiply(value, add(number(1), multiply(number(-1), inside))))
}
