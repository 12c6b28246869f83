/** Average pooling without padding: a depthwise convolution with equal taps. */
import { fail } from '../errors.ts'
import { multiply, number } from '../term/build.ts'
import {
  addIndex,
  coefficientEntries,
  constantOf,
  type Index,
  integer,
  multiplyIndex,
} from '../term/index-expression.ts'
import { defineLayer, type Geometry, type MeaningContext, reciprocal, summed } from './layer.ts'
import type { Parameters } from './schema.ts'

export const averagePool = defineLayer({
  name: 'average-pool',
  summary: 'Average pooling without padding',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html',
  notations: { AvgPool1d: [1], AvgPool2d: [2], AvgPool3d: [3] },
  schema: {
    kernelSize: { kind: 'size', summary: 'samples averaged per axis' },
    stride: { kind: 'size', fallback: null, summary: 'the kernel size where it is not given' },
    padding: { kind: 'padding', fallback: 0, minimum: 0, summary: 'must be 0' },
    ceilMode: { kind: 'flag', fallback: false, summary: 'must be False' },
    countIncludePad: { kind: 'flag', fallback: true, summary: 'of no effect without padding' },
    divisorOverride: { kind: 'ignored', fallback: null, summary: 'must be None' },
  },
  takesKernelLetter: false,
  inputChannels: () => undefined,
  outputChannels: (_, input) => input,
  geometry,
  tensors: () => [],
  meaning(context) {
    const { kernel } = geometry(context.parameters)
    const share = number(reciprocal(sampleCount(kernel, context)))
    const body = summed(context, 'i', 'position', kernel, (i) =>
      multiply(share, context.read(context.channel, samplePosition(context, i))),
    )
    return { local: [], body }
  },
  examples: [
    { notation: 'AvgPool1d(3, stride=1)', summary: 'moving average' },
    { notation: 'AvgPool2d((2, 1))', summary: 'stride equal to the window' },
    { notation: 'AvgPool3d(2)', summary: 'three axes' },
  ],
})

function geometry(p: Parameters): Geometry {
  const padding = p.padding('padding')
  if (padding === 'same' || constantOf(padding.start) !== 0) {
    fail({
      code: 'layer/pool-padding',
      what: 'padded average pooling divides by different counts near the border, which is not one convolution',
      fix: 'padding=0',
    })
  }
  if (p.flag('ceilMode')) {
    fail({
      code: 'layer/pool-ceil',
      what: 'ceil_mode=True adds windows that reach past the input',
      fix: 'ceil_mode=False',
    })
  }
  if (p.given('divisorOverride')) {
    fail({
      code: 'layer/pool-divisor',
      what: 'divisor_override is not an average',
      fix: 'divisor_override=None and a Scale',
    })
  }
  return { kernel: p.size('kernelSize'), stride: p.size('stride'), dilation: integer(1), padding }
}

/** The number of samples in one window. @throws ConvolemmaError "layer/pool-size" where it is symbolic */
function sampleCount(kernel: Index, context: MeaningContext): number {
  const size = constantOf(kernel)
  if (size === undefined || typeof context.rank !== 'number') {
    return fail({
      code: 'layer/pool-size',
      what: 'the window of an average must be a number',
      fix: 'kernel_size as integers',
    })
  }
  return coefficientEntries(size, context.rank).reduce((product, entry) => product * entry, 1)
}

function samplePosition(context: MeaningContext, tap: Index): Index {
  const { stride } = geometry(context.parameters)
  return addIndex(multiplyIndex(stride, context.position ?? integer(0)), tap)
}
