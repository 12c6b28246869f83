/** Ordinary layers that are together the same map as a phase kernel. Never computes them. */
import type { LayerTensor, MergedLayer } from './merged-layer.ts'

/** Samples per axis of every input, by name, and of the output. */
export interface Extents {
  readonly inputs: ReadonlyMap<string, readonly number[]>
  readonly output: readonly number[]
}

/** What a layer reads outside of the samples of its input where that is not 0; "ones" reads 1 on every sample and 0 outside. */
export type InputExtension = 'circular' | 'reflect' | 'replicate' | 'ones'

/**
 * A convolution of one input. `padding` and `paddingEnd` may be negative: then samples are left out.
 * `paddingEnd` is known where the extents are, and is the least that gives the output its samples.
 */
export interface ConvLayer<Entries> extends Omit<MergedLayer<Entries>, 'paddingEnd'> {
  readonly input: string
  readonly extension?: InputExtension
  readonly paddingEnd?: readonly number[]
}

/**
 * A transposed convolution of one input: sample q and tap i add weight · sample to the output at stride⊙q + dilation⊙i − padding.
 * weight [inChannels, outChannels / groups, ...kernelSize], bias [outChannels].
 */
export interface ConvTransposeLayer<Entries> {
  readonly input: string
  readonly extension?: InputExtension
  readonly rank: number
  readonly inChannels: number
  readonly outChannels: number
  readonly kernelSize: readonly number[]
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  /** Outputs left out before the first; where it is negative, so many outputs are added that read nothing. */
  readonly padding: readonly number[]
  /** Outputs left out after the last, as ONNX pads; known where the extents are. */
  readonly paddingEnd?: readonly number[]
  /** padding − paddingEnd, where that makes it a layer with the same padding at both ends as PyTorch has it. */
  readonly outputPadding?: readonly number[]
  readonly groups: number
  readonly weight: LayerTensor<Entries>
  readonly bias: LayerTensor<Entries>
}

/** The outputs of the layers, one for every part of the kernel, are added; the first layer has the bias, the others have zeros. */
export type Realisation<Entries> =
  | { readonly kind: 'conv'; readonly layers: readonly ConvLayer<Entries>[] }
  | { readonly kind: 'conv-transpose'; readonly layers: readonly ConvTransposeLayer<Entries>[] }
  | ConvShuffle<Entries>

/**
 * Convolutions with |up|·outChannels outputs, then depth-to-space in the order of PixelShuffle: channel o·|up| + r, with the phase r in
 * row-major order, becomes output o at up⊙n + r. Of the outputs on every axis, `crop` at the end are left out.
 */
export interface ConvShuffle<Entries> {
  readonly kind: 'conv-shuffle'
  readonly layers: readonly ConvLayer<Entries>[]
  readonly up: readonly number[]
  /** Known where the extents are. */
  readonly crop?: readonly number[]
}
