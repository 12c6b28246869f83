/** Random chains of layers for property tests, as typed builders make them, with fast-check's shrinking. */
import fc from 'fast-check'
import { type LayerNode, type NetworkNode, sequential } from '../../src/net/network.ts'

export interface NetworkChoice {
  readonly rank: number
  readonly layers: number
  /** Zero padding on later layers as well; the derivation may then refuse. */
  readonly padLater?: boolean
  /** Only convolutions, all with bias, so that no signal is 0 beyond its samples by chance. */
  readonly biased?: boolean
}

/** A chain whose channel counts fit, of convolutions, batch norms, scales, pools and linear layers. */
export function randomNetwork(choice: NetworkChoice): fc.Arbitrary<NetworkNode> {
  const seeds = fc.array(layerSeed(), { minLength: 1, maxLength: choice.layers })
  return fc.tuple(fc.integer({ min: 1, max: 3 }), seeds).map(([channels, drawn]) => build(choice, channels, drawn))
}

interface LayerSeed {
  readonly kind: number
  readonly out: number
  readonly kernel: readonly number[]
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  readonly padding: readonly number[]
  readonly grouped: boolean
  readonly bias: boolean
  readonly flip: boolean
}

function layerSeed(): fc.Arbitrary<LayerSeed> {
  const sizes = (min: number, max: number) => fc.array(fc.integer({ min, max }), { minLength: 3, maxLength: 3 })
  return fc.record({
    kind: fc.integer({ min: 0, max: 9 }),
    out: fc.integer({ min: 1, max: 3 }),
    kernel: sizes(1, 3),
    stride: sizes(1, 2),
    dilation: sizes(1, 2),
    padding: sizes(0, 2),
    grouped: fc.boolean(),
    bias: fc.boolean(),
    flip: fc.boolean(),
  })
}

function build(choice: NetworkChoice, channels: number, drawn: readonly LayerSeed[]): NetworkNode {
  let now = channels
  const nodes = drawn.map((seed, at) => {
    const node = buildLayer(choice, now, seed, at)
    now = node.out
    return node.layer
  })
  return sequential(...nodes)
}

function buildLayer(
  choice: NetworkChoice,
  now: number,
  seed: LayerSeed,
  at: number,
): { readonly layer: LayerNode; readonly out: number } {
  const { rank } = choice
  const axes = (entries: readonly number[]) => entries.slice(0, rank)
  const layer = (type: string, parameters: LayerNode['parameters']): LayerNode => ({ kind: 'layer', type, parameters })
  const kind = choice.biased === true ? 9 : seed.kind
  if (kind === 0) return { layer: layer(`BatchNorm${rank}d`, { num_features: now, affine: seed.bias }), out: now }
  if (kind === 1) return { layer: layer('Scale', { num_features: now, bias: seed.bias }), out: now }
  if (kind === 2) {
    const stride = seed.grouped ? {} : { stride: axes(seed.stride) }
    return { layer: layer(`AvgPool${rank}d`, { kernel_size: axes(seed.kernel), ...stride }), out: now }
  }
  if (kind === 3)
    return { layer: layer('Linear', { in_features: now, out_features: seed.out, bias: seed.bias }), out: seed.out }
  if (kind === 4) return { layer: layer('Identity', {}), out: now }
  const out = seed.grouped ? now * seed.out : seed.out
  const isPadded = at === 0 || choice.padLater === true
  return {
    out,
    layer: layer(`Conv${rank}d`, {
      in_channels: now,
      out_channels: out,
      kernel_size: axes(seed.kernel),
      stride: axes(seed.stride),
      dilation: axes(seed.dilation),
      groups: seed.grouped ? now : 1,
      bias: seed.bias || choice.biased === true,
      ...(isPadded ? { padding: axes(seed.padding) } : {}),
      ...(seed.flip ? { mode: 'convolution' } : {}),
    }),
  }
}
