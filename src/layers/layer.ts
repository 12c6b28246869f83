/** What a layer kind is: its parameters, its tensors and its meaning as a term. Knows no particular layer. */

import type { PlacedLayer } from '../net/network.ts'
import type { Rational } from '../scalar/rational.ts'
import { sum } from '../term/build.ts'
import {
  addIndex,
  constantOf,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { IndexVariable, Sort, Term } from '../term/term.ts'
import type { Padding, Parameters, Schema, TapValues } from './schema.ts'

/** A tensor that a layer has, as the proof will declare it. */
export interface LayerTensor {
  /** The state-dict component: "weight", "running_mean", … */
  readonly role: string
  /** The symbol in formulas; the strategy makes it unique. */
  readonly symbol: string
  readonly axes: readonly { readonly sort: 'channel' | 'position'; readonly extent: Index }[]
  /** Values given in the notation itself. */
  readonly values?: TapValues
  /** The entries of a tensor that belongs to the layer itself, such as a shuffle's; no file gives them. One index per axis. */
  readonly constant?: (at: readonly number[]) => Rational
  /** The shape in a state dict where it is not that of the axes; the entries are in the same row-major order. */
  readonly storedShape?: readonly number[]
  /** True where a formula's tap indices count from the first tap instead of the kernel's centre. */
  readonly fromStart?: boolean
}

/** A layer's tensor in its network: its unique symbol, and its state-dict name such as "0.weight". */
export interface TensorBinding extends LayerTensor {
  readonly stateName: string
  readonly layer: PlacedLayer
}

/** The window that a layer slides over its input, axis by axis; a channel-wise layer has kernel 1. */
export interface Geometry {
  readonly kernel: Index
  readonly stride: Index
  readonly dilation: Index
  readonly padding: { readonly start: Index; readonly end: Index }
}

/** One input of a layer: its channels, and its samples per axis (a size where it is not known; nothing at rank 0). */
export interface InputShape {
  readonly channels: Index
  readonly extent: Index
}

/** Outputs come in blocks: up⊙n + r, for 0 ≤ r < up, reads the input around down⊙n. */
export interface Rates {
  readonly up: Index
  readonly down: Index
}

/** How the input goes on outside of its samples; only "zeros" is zero padding. */
export type Extension = 'circular' | 'reflect' | 'replicate'

export interface ReadOptions {
  /** Which input is read, 0 unless given. */
  readonly from?: number
  /**
   * Where the position may lie: on the axes that the geometry pads also outside of the input, "anywhere" or only "inside".
   * What lies outside is read as 0. "padding" unless given.
   */
  readonly reach?: 'padding' | 'anywhere' | 'inside'
}

/** What a layer may use to say what it means. */
export interface MeaningContext {
  readonly parameters: Parameters
  readonly rank: number | 'any'
  readonly inputs: readonly InputShape[]
  /** The samples per axis of the output. */
  readonly outputExtent: Index
  /** The symbols chosen for the layer's tensors, by role. */
  readonly symbol: (role: string) => string
  /** Output channel o and output position n (undefined for rank 0). */
  readonly channel: Index
  readonly position: Index | undefined
  /** A bound index that is not used elsewhere, called like `wish`. */
  readonly bound: (wish: string) => string
  /** A name for a parameter of a local definition that no size has. */
  readonly index: (wish: string) => string
  /** A free symbol for a tensor that the meaning itself defines. */
  readonly local: (wish: string) => string
  /** An input at a channel and position; the position counts from the input's first sample. */
  readonly read: (channel: Index, position: Index | undefined, options?: ReadOptions) => Term
  /** An input that goes on outside of its samples, for at most `padding` samples before and after them. */
  readonly readExtended: (
    extension: Extension,
    padding: { readonly start: Index; readonly end: Index },
    channel: Index,
    position: Index,
  ) => Term
  /** 1 where 0 ≤ position < extent on every axis, else 0. */
  readonly inside: (position: Index, extent: Index) => Term
}

/** A tensor that the meaning introduces: a dense view of grouped weights, a flipped kernel. */
export interface LocalDefinition {
  readonly symbol: string
  readonly parameters: readonly IndexVariable[]
  readonly body: Term
}

/** output[o, n] = body, where `local` definitions may be used. */
export interface Meaning {
  readonly local: readonly LocalDefinition[]
  readonly body: Term
}

/** An example for documentation and law tests, in PyTorch notation. */
export interface LayerExample {
  readonly notation: string
  readonly summary: string
}

/** One kind of layer. Adding a kind is one file with such an object and one line in index.ts. */
export interface LayerKind<S extends Schema = Schema> {
  readonly name: string
  readonly summary: string
  readonly source: string
  /** Class names in the notation and the ranks each may have; "any" is for every rank, "input" takes the network's. */
  readonly notations: Readonly<Record<string, readonly number[] | 'any' | 'input'>>
  readonly schema: S
  /** The kernel letter comes from the sequence k, v, w, … where true, and from the tensors' own symbols otherwise. */
  readonly takesKernelLetter: boolean
  /** True for a layer after which the signal counts as one vector; `afterFlatten` is the type that a kind then stands for. */
  readonly flattens?: boolean
  readonly afterFlatten?: string
  /** True for a layer that may read a flattened signal: it takes all of it, or treats all entries alike. */
  readonly isFlatReader?: boolean
  /** True for a layer that joins several inputs of one extent; its reads say from which. */
  readonly joins?: boolean
  /** The channels that every input must have; undefined where any number will do. */
  readonly inputChannels: (parameters: Parameters) => Index | undefined
  readonly outputChannels: (parameters: Parameters, inputs: readonly InputShape[]) => Index
  readonly geometry: (parameters: Parameters, input: InputShape) => Geometry
  /** One output per block, and the stride of the geometry, unless given. */
  readonly rates?: (parameters: Parameters, input: InputShape) => Rates
  /** What the geometry gives unless it is given here. */
  readonly outputExtent?: (parameters: Parameters, inputs: readonly InputShape[]) => Index
  readonly tensors: (parameters: Parameters, letter: string, inputs: readonly InputShape[]) => readonly LayerTensor[]
  readonly meaning: (context: MeaningContext) => Meaning
  readonly examples: readonly LayerExample[]
}

/** A layer that looks at one sample at a time. */
export const POINTWISE: Geometry = {
  kernel: integer(1),
  stride: integer(1),
  dilation: integer(1),
  padding: { start: integer(0), end: integer(0) },
}

/** ⌊(L + padding − δ(K−1) − 1)/s⌋ + 1, the number of output samples per axis. @source docs/theory.md §3 */
export function outputExtent(geometry: Geometry, inputExtent: Index): Index {
  const { kernel, stride, dilation, padding } = geometry
  const reach = multiplyIndex(dilation, subtractIndex(kernel, integer(1)))
  const room = subtractIndex(addIndex(inputExtent, padding.start, padding.end), addIndex(reach, integer(1)))
  return addIndex(floorDivide(room, stride), integer(1))
}

/** "same" padding: δ(K−1) in all, the smaller half at the start, as PyTorch does. */
export function resolvePadding(
  padding: Padding,
  kernel: Index,
  dilation: Index,
): { readonly start: Index; readonly end: Index } {
  if (padding !== 'same') return padding
  const total = multiplyIndex(dilation, subtractIndex(kernel, integer(1)))
  const start = floorDivide(total, integer(2))
  return { start, end: subtractIndex(total, start) }
}

/** Σ of `body` over a bound index; over a single value, just the body at 0. */
export function summed(
  context: MeaningContext,
  wish: string,
  sort: Sort,
  extent: Index,
  body: (at: Index) => Term,
): Term {
  if (constantOf(extent) === 1) return body(integer(0))
  const name = context.bound(wish)
  return sum(name, sort, extent, body(variable(name)))
}

/** 1/count as an exact number. */
export function reciprocal(count: number): Rational {
  return { numerator: 1n, denominator: BigInt(count) }
}

/** A layer kind that keeps the literal type of its schema, so that the builders are typed by it. */
export function defineLayer<const S extends Schema>(kind: LayerKind<S>): LayerKind<S> {
  return kind
}
