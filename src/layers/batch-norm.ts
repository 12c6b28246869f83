/** Batch normalisation in evaluation mode: γ·(x − μ)/√(σ² + ε) + β for every channel, with the running statistics. */
import { add, apply, element, multiply, number } from '../term/build.ts'
import { variable } from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import { defineLayer, type LayerTensor, type MeaningContext, POINTWISE } from './layer.ts'
import type { Parameters } from './schema.ts'

export const batchNorm = defineLayer({
  name: 'batch-norm',
  summary: 'Batch normalisation in evaluation mode, with its running statistics',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html',
  notations: { BatchNorm1d: [0, 1], BatchNorm2d: [2], BatchNorm3d: [3], BatchNorm: 'input' },
  schema: {
    numFeatures: { kind: 'channels', summary: 'channels' },
    eps: { kind: 'real', fallback: '1e-5', summary: 'added to the variance; a number or a name' },
    momentum: { kind: 'ignored', fallback: 0.1, summary: 'ignored: it only matters in training' },
    affine: { kind: 'flag', fallback: true, summary: 'whether γ and β are there' },
    trackRunningStats: { kind: 'flag', fallback: true, summary: 'must be True' },
    device: { kind: 'ignored', fallback: null, summary: 'ignored' },
    dtype: { kind: 'ignored', fallback: null, summary: 'ignored' },
    name: { kind: 'name', fallback: null, keywordOnly: true, summary: 'added to the symbols γ, β, μ, σ²' },
  },
  takesKernelLetter: false,
  inputChannels: (p) => p.size('numFeatures'),
  outputChannels: (p) => p.size('numFeatures'),
  geometry: () => POINTWISE,
  tensors,
  meaning(context) {
    const { parameters: p, channel } = context
    if (!p.flag('trackRunningStats')) {
      p.refuse(
        'layer/batch-statistics',
        'track_running_stats=False normalises with the statistics of the batch, which is not a linear layer',
        'track_running_stats=True and model.eval()',
      )
    }
    const inverse = context.local('rho')
    const o = context.index('o')
    const centred = add(
      context.read(channel, context.position),
      multiply(number(-1), element(context.symbol('running_mean'), channel)),
    )
    const scaled = p.flag('affine')
      ? multiply(element(context.symbol('weight'), channel), element(inverse, channel), centred)
      : multiply(element(inverse, channel), centred)
    return {
      local: [
        {
          symbol: inverse,
          parameters: [{ name: o, sort: 'channel', extent: p.size('numFeatures') }],
          body: apply('rsqrt', add(element(context.symbol('running_var'), variable(o)), epsilon(context))),
        },
      ],
      body: p.flag('affine') ? add(element(context.symbol('bias'), channel), scaled) : scaled,
    }
  },
  examples: [
    { notation: 'BatchNorm2d(3)', summary: 'with γ and β' },
    { notation: 'BatchNorm1d(2, eps=0.25, affine=False)', summary: 'without γ and β' },
    { notation: 'BatchNorm3d(2, eps=epsilon)', summary: 'symbolic ε' },
  ],
})

function tensors(p: Parameters): readonly LayerTensor[] {
  const suffix = p.text('name') === undefined ? '' : `_${p.text('name')}`
  const axes = [{ sort: 'channel', extent: p.size('numFeatures') }] as const
  const eps = p.text('eps')
  return [
    ...(p.flag('affine')
      ? [
          { role: 'weight', symbol: `gamma${suffix}`, axes },
          { role: 'bias', symbol: `beta${suffix}`, axes },
        ]
      : []),
    { role: 'running_mean', symbol: `mu${suffix}`, axes },
    { role: 'running_var', symbol: `var${suffix}`, axes },
    ...(p.isName('eps') && eps !== undefined ? [{ role: 'eps', symbol: eps, axes: [] }] : []),
  ]
}

function epsilon(context: MeaningContext): Term {
  const p = context.parameters
  return p.isName('eps') ? element(context.symbol('eps')) : number(p.real('eps'))
}
