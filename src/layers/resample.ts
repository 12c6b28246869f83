/** The two elementary changes of rate: zeros between the samples, and one sample out of many. */
import { equals, multiply } from '../term/build.ts'
import { addIndex, constantOf, floorDivide, integer, multiplyIndex, subtractIndex } from '../term/index-expression.ts'
import { defineLayer, POINTWISE } from './layer.ts'
import { inputOf, positionOf } from './resample-position.ts'

/** y[q] = x[q/s] where s divides q, and 0 elsewhere: [C, L] → [C, (L − 1)s + 1] */
export const zeroInsert = defineLayer({
  name: 'zero-insert',
  summary: 'Zero insertion: factor − 1 zeros between the samples',
  source: 'https://docs.scipy.org/doc/scipy/reference/generated/scipy.signal.upfirdn.html',
  notations: { ZeroInsert: 'any' },
  schema: { factor: { kind: 'size', summary: 'output samples from one input sample to the next' } },
  takesKernelLetter: false,
  inputChannels: () => undefined,
  outputChannels: (_, inputs) => inputOf(inputs).channels,
  geometry: () => POINTWISE,
  rates: (p) => ({ up: p.size('factor'), down: integer(1) }),
  outputExtent: (p, inputs) =>
    addIndex(multiplyIndex(subtractIndex(inputOf(inputs).extent, integer(1)), p.size('factor')), integer(1)),
  tensors: () => [],
  meaning(context) {
    const factor = context.parameters.size('factor')
    const position = positionOf(context)
    const sample = floorDivide(position, factor)
    const value = context.read(context.channel, sample, { reach: 'inside' })
    if (constantOf(factor) === 1) return { local: [], body: value }
    return { local: [], body: multiply(equals(position, multiplyIndex(factor, sample)), value) }
  },
  examples: [
    { notation: 'ZeroInsert(3)', summary: 'two zeros between the samples' },
    { notation: 'ZeroInsert(1)', summary: 'its input' },
  ],
})

/** y[n] = x[s⊙n + start]: [C, L] → [C, ⌊(L − 1 − start)/s⌋ + 1] */
export const subsample = defineLayer({
  name: 'subsample',
  summary: 'Sub-sampling: one sample out of every stride, as slicing with a step',
  source: 'https://numpy.org/doc/stable/user/basics.indexing.html#slicing-and-striding',
  notations: { Subsample: 'any' },
  schema: {
    stride: { kind: 'size', summary: 'input samples from one output sample to the next' },
    start: { kind: 'size', fallback: 0, minimum: 0, summary: 'the first sample that is kept' },
  },
  takesKernelLetter: false,
  inputChannels: () => undefined,
  outputChannels: (_, inputs) => inputOf(inputs).channels,
  geometry: (p) => ({ ...POINTWISE, stride: p.size('stride') }),
  outputExtent(p, inputs) {
    const room = subtractIndex(inputOf(inputs).extent, addIndex(p.size('start'), integer(1)))
    return addIndex(floorDivide(room, p.size('stride')), integer(1))
  },
  tensors: () => [],
  meaning(context) {
    const { parameters: p, channel } = context
    const sample = addIndex(multiplyIndex(p.size('stride'), positionOf(context)), p.size('start'))
    return { local: [], body: context.read(channel, sample, { reach: 'inside' }) }
  },
  examples: [
    { notation: 'Subsample(2)', summary: 'every second sample' },
    { notation: 'Subsample(3, start=1)', summary: 'every third, from the second one' },
  ],
})
