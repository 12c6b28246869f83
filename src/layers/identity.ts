/** Layers that return their input: Identity, and Dropout in evaluation mode. */
import { type LayerKind, POINTWISE } from './layer.ts'
import { inputOf } from './resample-position.ts'
import type { Schema } from './schema.ts'

function passThrough<const S extends Schema>(
  name: string,
  summary: string,
  source: string,
  notations: LayerKind['notations'],
  schema: S,
): LayerKind<S> {
  return {
    name,
    summary,
    source,
    notations,
    schema,
    isFlatReader: true,
    takesKernelLetter: false,
    inputChannels: () => undefined,
    outputChannels: (_, inputs) => inputOf(inputs).channels,
    geometry: () => POINTWISE,
    tensors: () => [],
    meaning: (context) => ({ local: [], body: context.read(context.channel, context.position) }),
    examples: Object.keys(notations).map((notation) => ({ notation: `${notation}()`, summary: 'its input' })),
  }
}

export const identity = passThrough(
  'identity',
  'Its input',
  'https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html',
  { Identity: 'input' },
  {},
)

export const dropout = passThrough(
  'dropout',
  'Dropout in evaluation mode: its input',
  'https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html',
  {
    ...{ Dropout: 'input', Dropout1d: [0, 1], Dropout2d: [2], Dropout3d: [3] },
    ...{ AlphaDropout: 'input', FeatureAlphaDropout: 'input' },
  },
  {
    p: { kind: 'ignored', fallback: 0.5, summary: 'ignored: it only matters in training' },
    inplace: { kind: 'ignored', fallback: false, summary: 'ignored' },
  },
)
