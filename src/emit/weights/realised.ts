/** Ordinary layers that are together the merged map, with their table for the border, and what a file of them holds. Knows no format. */
import { fail } from '../../errors.ts'
import type { LayerTensor } from '../../kernel/merged-layer.ts'
import type { ConvLayer, ConvTransposeLayer, Realisation } from '../../kernel/realisation.ts'
import type { Polynomial } from '../../scalar/polynomial.ts'
import type { StorageFormat } from '../../scalar/round.ts'

/** Near the border other kernels hold: one for each combination of classes, one class per axis. */
export interface BorderTable<Entries> {
  /** For every axis the class of each block of outputs, counted from 0. */
  readonly classes: readonly (readonly number[])[]
  /** The classes of the blocks for which the realisation itself is right, where there are any. */
  readonly interior?: readonly number[]
  /** The layers for all other combinations; they differ from those of the realisation in nothing but groups and entries. */
  readonly kernels: readonly { readonly classes: readonly number[]; readonly layers: readonly ConvLayer<Entries>[] }[]
}

export interface Realised<Entries> {
  readonly realisation: Realisation<Entries>
  readonly border?: BorderTable<Entries>
}

/** The numbers of a storage format, or exact values, as in MergedWeights. */
export type RealisedWeights =
  | { readonly kind: 'rounded'; readonly format: StorageFormat; readonly realised: Realised<Float64Array> }
  | { readonly kind: 'exact'; readonly realised: Realised<readonly Polynomial[]> }

/** What a file holds, by key. Keys of several inputs start with the input's name: "x/weight"; the bias is one for all of them. */
export interface Contents<Entries> {
  readonly tensors: ReadonlyMap<string, LayerTensor<Entries>>
  /** What is needed to apply the layers; a list has one integer per axis. */
  readonly geometry: ReadonlyMap<string, readonly number[] | number>
  /** What says which blocks of the output belong to which class. */
  readonly places: ReadonlyMap<string, readonly number[]>
}

type Layer<Entries> = ConvLayer<Entries> | ConvTransposeLayer<Entries>

/**
 * Keys: weight, bias, stride, dilation, padding, padding_end, output_padding, groups; extension_circular, …_reflect,
 * …_replicate or …_ones, which are 1 where the input is read so; transposed; shuffle, crop; and for the
 * border "border/axis0" (the class of each block of outputs), "border/interior", "border/0,1/weight", ".../bias", ".../groups".
 * @throws ConvolemmaError "weights/border-transposed", "weights/border-geometry"
 */
export function contentsOf<Entries>(realised: Realised<Entries>): Contents<Entries> {
  const { realisation, border } = realised
  const tensors = new Map(tensorsOf(realisation.layers, ''))
  const geometry = new Map(geometryOf(realisation))
  const places = new Map<string, readonly number[]>()
  if (border !== undefined) {
    checkBorder(realised, border)
    border.classes.forEach((classes, axis) => {
      places.set(`border/axis${axis}`, classes)
    })
    if (border.interior !== undefined) places.set('border/interior', border.interior)
    for (const { classes, layers } of border.kernels) {
      const start = `border/${classes.join(',')}/`
      for (const [key, tensor] of tensorsOf(layers, start)) tensors.set(key, tensor)
      for (const layer of layers) geometry.set(`${start}${prefixOf(layer, layers)}groups`, layer.groups)
    }
  }
  return { tensors, geometry, places }
}

/** The layer's keys are its own where it is not the only one. */
export function prefixOf<Entries>({ input }: Layer<Entries>, layers: readonly Layer<Entries>[]): string {
  return layers.length === 1 ? '' : `${input}/`
}

/** The first layer has the bias, and the outputs of all are added. */
function tensorsOf<Entries>(
  layers: readonly Layer<Entries>[],
  start: string,
): readonly (readonly [string, LayerTensor<Entries>])[] {
  const [first] = layers
  return [
    ...layers.map((layer) => [`${start}${prefixOf(layer, layers)}weight`, layer.weight] as const),
    ...(first === undefined ? [] : [[`${start}bias`, first.bias] as const]),
  ]
}

function geometryOf<Entries>(
  realisation: Realisation<Entries>,
): readonly (readonly [string, readonly number[] | number])[] {
  const { layers } = realisation
  const own = layers.flatMap((layer: Layer<Entries>) => {
    const start = prefixOf(layer, layers)
    return layerGeometry(layer).map(([key, value]) => [`${start}${key}`, value] as const)
  })
  switch (realisation.kind) {
    case 'conv':
      return own
    case 'conv-transpose':
      return [...own, ['transposed', 1]]
    case 'conv-shuffle': {
      const { up, crop } = realisation
      return [...own, ['shuffle', up], ...(crop === undefined ? [] : [['crop', crop] as const])]
    }
    default:
      return realisation satisfies never
  }
}

/** The parameters of one layer by their names in PyTorch; padding_end is that of ONNX. */
export function layerGeometry<Entries>(
  layer: Layer<Entries>,
): readonly (readonly [string, readonly number[] | number])[] {
  return [
    ['stride', layer.stride],
    ['dilation', layer.dilation],
    ['padding', layer.padding],
    ...(layer.paddingEnd === undefined ? [] : [['padding_end', layer.paddingEnd] as const]),
    ...('outputPadding' in layer && layer.outputPadding !== undefined
      ? [['output_padding', layer.outputPadding] as const]
      : []),
    ['groups', layer.groups],
    ...(layer.extension === undefined ? [] : [[`extension_${layer.extension}`, 1] as const]),
  ]
}

/** A file has the geometry once, so that of the table must be the same; a class is a class of outputs, not of inputs. */
function checkBorder<Entries>({ realisation }: Realised<Entries>, { kernels }: BorderTable<Entries>): void {
  if (realisation.kind === 'conv-transpose') {
    fail({
      code: 'weights/border-transposed',
      what: 'a transposed convolution adds to several outputs at once, so it has no kernels for single outputs near the border',
      fix: 'write the convolution with depth-to-space',
    })
  }
  const shapeOf = (layer: Layer<Entries>) =>
    JSON.stringify([layer.input, layer.stride, layer.dilation, layer.padding, layer.kernelSize, layer.outChannels])
  const wanted = realisation.layers.map(shapeOf).join()
  const other = kernels.find(({ layers }) => layers.map(shapeOf).join() !== wanted)
  if (other === undefined) return
  fail({
    code: 'weights/border-geometry',
    what: 'a kernel of the border table has another stride, dilation, padding or size than the kernel inside',
    where: `the classes ${other.classes.join(', ')}`,
  })
}
