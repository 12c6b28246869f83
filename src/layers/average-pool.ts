/** Average pooling without padding: a depthwise convolution with equal taps. */
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
    stride: {
      kind: 'size',
      fallback: null,
      fallbackTo: 'kernelSize',
      summary: 'the kernel size where it is not given',
    },
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

/** @throws ConvolemmaError "layer/pool-padding", "layer/pool-ceil", "layer/pool-divisor" for what is not a convolution */
function geometry(p: Parameters): Geometry {
  const padding = p.padding('padding')
  if (padding === 'same' || constantOf(padding.start) !== 0) {
    return p.refuse(
      'layer/pool-padding',
      'padded average pooling divides by different counts near the border, which is not one convolution',
      'padding=0',
    )
  }
  if (p.flag('ceilMode')) {
    p.refuse('layer/pool-ceil', 'ceil_mode=True adds windows that reach past the input', 'ceil_mode=False')
  }
  if (p.given('divisorOverride')) {
    p.refuse('layer/pool-divisor', 'divisor_override is not an average', 'divisor_override=None and a Scale')
  }
  return { kernel: p.size('kernelSize'), stride: p.size('stride'), dilation: integer(1), padding }
}

/** The number of samples in one window. @throws ConvolemmaError "layer/pool-size" where it is symbolic */
function sampleCount(kernel: Index, { parameters, rank }: MeaningContext): number {
  const size = constantOf(kernel)
  if (size === undefined || typeof rank !== 'number') {
    return parameters.refuse('layer/pool-size', 'the window of an average must be a number', 'kernel_size as integers')
  }
  return coefficientEntries(size, rank).reduce((product, entry) => product * entry, 1)
}

function samplePosition(context: MeaningContext, tap: Index): Index {
  const { stride } = geometry(context.parameters)
  return addIndex(multiplyIndex(stride, context.position ?? integer(0)), tap)
}
