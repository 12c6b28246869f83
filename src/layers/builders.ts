/** Typed builders of layers for TypeScript: conv2d({ inChannels: 3, outChannels: 16, kernelSize: 3 }). */
import type { LayerNode, ParameterValue } from '../net/network.ts'
import { addValue, multiplyByValue, negate as negateKind } from './affine.ts'
import { averagePool } from './average-pool.ts'
import { adaptiveAveragePool, globalAveragePool } from './average-pool-adaptive.ts'
import { batchNorm } from './batch-norm.ts'
import {
  chunk as chunkKind,
  narrow as narrowKind,
  channelSlice as sliceKind,
  split as splitKind,
} from './channel-slice.ts'
import { channelShuffle as channelShuffleKind, channelPermutation as permutationKind } from './channels.ts'
import { conv } from './conv.ts'
import { bilinear, binomial, box, laplacian, sobel } from './filter.ts'
import { gabor, gaussian } from './filter-formula.ts'
import { flatten as flattenKind, flattenLinear as flattenLinearKind } from './flatten.ts'
import { dropout as dropoutKind, identity as identityKind } from './identity.ts'
import { linear as linearKind } from './linear.ts'
import { circularPad, constantPad, crop as cropKind, reflectionPad, replicationPad, zeroPad } from './pad.ts'
import { subsample as subsampleKind, zeroInsert as zeroInsertKind } from './resample.ts'
import { scale as scaleKind } from './scale.ts'
import {
  keywordOf,
  type Parameter,
  type Schema,
  type Size,
  type SizePerAxis,
  type SizePerSide,
  type TapValues,
} from './schema.ts'
import {
  depthToSpace as depthToSpaceKind,
  pixelShuffle as pixelShuffleKind,
  pixelUnshuffle as pixelUnshuffleKind,
  spaceToDepth as spaceToDepthKind,
} from './shuffle.ts'
import { transposedConv } from './transposed-conv.ts'
import { upsample as upsampleKind } from './upsample.ts'

/** What may be given for a parameter of each kind. */
interface ValueOf {
  readonly channels: Size
  readonly size: SizePerAxis
  readonly padding: SizePerAxis | 'same' | 'valid'
  readonly pads: SizePerSide
  readonly integers: number | readonly number[]
  readonly flag: boolean
  readonly real: number | string
  readonly choice: string
  readonly name: string
  readonly taps: TapValues
  readonly bias: boolean | TapValues
  readonly ignored: ParameterValue
}

type RequiredOptions<S extends Schema> = {
  readonly [Name in keyof S as S[Name] extends { fallback: ParameterValue } ? never : Name]: ValueOf[S[Name]['kind']]
}
type OptionalOptions<S extends Schema> = {
  readonly [Name in keyof S as S[Name] extends { fallback: ParameterValue } ? Name : never]?: ValueOf[S[Name]['kind']]
}

/** The parameters of a layer kind as a TypeScript object: required ones without a default, the others optional. */
export type LayerOptions<S extends Schema> = RequiredOptions<S> & OptionalOptions<S>

function builder<S extends Readonly<Record<string, Parameter>>>(
  type: string,
  _schema: S,
): (options: LayerOptions<S>) => LayerNode {
  return (options) => {
    // The cast holds for what TypeScript has checked, since every member of ValueOf is a ParameterValue; what comes
    // unchecked from JavaScript is refused by readParameters.
    const parameters = Object.entries(options).map(
      ([name, value]) => [keywordOf(name), value as ParameterValue] as const,
    )
    return { kind: 'layer', type, parameters: Object.fromEntries(parameters) }
  }
}

/** [inChannels, L] → [outChannels, ⌊(L + 2·padding − dilation·(kernelSize − 1) − 1)/stride⌋ + 1] */
export const conv1d = builder('Conv1d', conv.schema)
/** [inChannels, H, W] → [outChannels, H', W'], each axis as for conv1d */
export const conv2d = builder('Conv2d', conv.schema)
/** [inChannels, D, H, W] → [outChannels, D', H', W'], each axis as for conv1d */
export const conv3d = builder('Conv3d', conv.schema)
/** [inChannels, L…] → [outChannels, L'…] for any number of axes, each as for conv1d; with symbolic sizes */
export const convNd = builder('Conv', conv.schema)
/** [inChannels, L] → [outChannels, (L − 1)·stride − 2·padding + dilation·(kernelSize − 1) + outputPadding + 1] */
export const convTranspose1d = builder('ConvTranspose1d', transposedConv.schema)
/** [inChannels, H, W] → [outChannels, H', W'], each axis as for convTranspose1d */
export const convTranspose2d = builder('ConvTranspose2d', transposedConv.schema)
/** [inChannels, D, H, W] → [outChannels, D', H', W'], each axis as for convTranspose1d */
export const convTranspose3d = builder('ConvTranspose3d', transposedConv.schema)
/** [inFeatures, L…] → [outFeatures, L…], the same map at every position; [inFeatures] → [outFeatures] on vectors */
export const linear = builder('Linear', linearKind.schema)
/** [C, L…] → [C, L…]; a linear layer behind it takes all C·ΠL entries */
export const flatten = builder('Flatten', flattenKind.schema)
/** [C, L…] → [outFeatures, 1…], a linear map of all C·ΠL = inFeatures entries */
export const flattenLinear = builder('FlattenLinear', flattenLinearKind.schema)
/** [numFeatures] → [numFeatures], or [numFeatures, L] → [numFeatures, L], with the running statistics */
export const batchNorm1d = builder('BatchNorm1d', batchNorm.schema)
/** [numFeatures, H, W] → [numFeatures, H, W], with the running statistics */
export const batchNorm2d = builder('BatchNorm2d', batchNorm.schema)
/** [numFeatures, D, H, W] → [numFeatures, D, H, W], with the running statistics */
export const batchNorm3d = builder('BatchNorm3d', batchNorm.schema)
/** [numFeatures, L…] → [numFeatures, L…], one factor and one offset for every channel */
export const scale = builder('Scale', scaleKind.schema)
/** [C, L…] → [C, L…], times one value */
export const multiplyBy = builder('Multiply', multiplyByValue.schema)
/** [C, L…] → [C, L…], plus one value */
export const offsetBy = builder('Add', addValue.schema)
/** [C, L…] → [C, L…], with the other sign */
export const negate = builder('Negate', negateKind.schema)
/** [C, L] → [C, ⌊(L + 2·padding − kernelSize)/stride⌋ + 1], where the stride is kernelSize unless given */
export const avgPool1d = builder('AvgPool1d', averagePool.schema)
/** [C, H, W] → [C, H', W'], each axis as for avgPool1d */
export const avgPool2d = builder('AvgPool2d', averagePool.schema)
/** [C, D, H, W] → [C, D', H', W'], each axis as for avgPool1d */
export const avgPool3d = builder('AvgPool3d', averagePool.schema)
/** [C, L] → [C, outputSize], where each size divides that of the input */
export const adaptiveAvgPool1d = builder('AdaptiveAvgPool1d', adaptiveAveragePool.schema)
/** [C, H, W] → [C, outputSize…], each axis as for adaptiveAvgPool1d */
export const adaptiveAvgPool2d = builder('AdaptiveAvgPool2d', adaptiveAveragePool.schema)
/** [C, D, H, W] → [C, outputSize…], each axis as for adaptiveAvgPool1d */
export const adaptiveAvgPool3d = builder('AdaptiveAvgPool3d', adaptiveAveragePool.schema)
/** [C, L…] → [C, 1…] */
export const globalAvgPool = builder('GlobalAvgPool', globalAveragePool.schema)
/** [C, L] → [C, L + start + end], 0 around the input, cut off where negative */
export const zeroPad1d = builder('ZeroPad1d', zeroPad.schema)
/** [C, H, W] → [C, H', W'], each axis as for zeroPad1d */
export const zeroPad2d = builder('ZeroPad2d', zeroPad.schema)
/** [C, D, H, W] → [C, D', H', W'], each axis as for zeroPad1d */
export const zeroPad3d = builder('ZeroPad3d', zeroPad.schema)
/** [C, L] → [C, L + start + end], value around the input, cut off where negative */
export const constantPad1d = builder('ConstantPad1d', constantPad.schema)
/** [C, H, W] → [C, H', W'], each axis as for constantPad1d */
export const constantPad2d = builder('ConstantPad2d', constantPad.schema)
/** [C, D, H, W] → [C, D', H', W'], each axis as for constantPad1d */
export const constantPad3d = builder('ConstantPad3d', constantPad.schema)
/** [C, L] → [C, L + start + end], the input repeated */
export const circularPad1d = builder('CircularPad1d', circularPad.schema)
/** [C, H, W] → [C, H', W'], each axis as for circularPad1d */
export const circularPad2d = builder('CircularPad2d', circularPad.schema)
/** [C, D, H, W] → [C, D', H', W'], each axis as for circularPad1d */
export const circularPad3d = builder('CircularPad3d', circularPad.schema)
/** [C, L] → [C, L + start + end], the input mirrored */
export const reflectionPad1d = builder('ReflectionPad1d', reflectionPad.schema)
/** [C, H, W] → [C, H', W'], each axis as for reflectionPad1d */
export const reflectionPad2d = builder('ReflectionPad2d', reflectionPad.schema)
/** [C, D, H, W] → [C, D', H', W'], each axis as for reflectionPad1d */
export const reflectionPad3d = builder('ReflectionPad3d', reflectionPad.schema)
/** [C, L] → [C, L + start + end], the first and last samples repeated */
export const replicationPad1d = builder('ReplicationPad1d', replicationPad.schema)
/** [C, H, W] → [C, H', W'], each axis as for replicationPad1d */
export const replicationPad2d = builder('ReplicationPad2d', replicationPad.schema)
/** [C, D, H, W] → [C, D', H', W'], each axis as for replicationPad1d */
export const replicationPad3d = builder('ReplicationPad3d', replicationPad.schema)
/** [C, L…] → [C, L − start − end…] */
export const crop = builder('Crop', cropKind.schema)
/** [C·r², H, W] → [C, r·H, r·W] for upscaleFactor r */
export const pixelShuffle = builder('PixelShuffle', pixelShuffleKind.schema)
/** [C, r·H, r·W] → [C·r², H, W] for downscaleFactor r */
export const pixelUnshuffle = builder('PixelUnshuffle', pixelUnshuffleKind.schema)
/** [C·b², H, W] → [C, b·H, b·W] for blocksize b, in either order */
export const depthToSpace = builder('DepthToSpace', depthToSpaceKind.schema)
/** [C, b·H, b·W] → [C·b², H, W] for blocksize b, in either order */
export const spaceToDepth = builder('SpaceToDepth', spaceToDepthKind.schema)
/** [C, L…] → [C, scaleFactor·L…] */
export const upsample = builder('Upsample', upsampleKind.schema)
/** [C, L…] → [C, factor·(L − 1) + 1…], zeros between the samples */
export const zeroInsert = builder('ZeroInsert', zeroInsertKind.schema)
/** [C, L…] → [C, ⌊(L − start − 1)/stride⌋ + 1…], some of the samples */
export const subsample = builder('Subsample', subsampleKind.schema)
/** [C, L…] → [stop − start, L…] */
export const channelSlice = builder('ChannelSlice', sliceKind.schema)
/** [C, L…] → [length, L…] */
export const narrow = builder('Narrow', narrowKind.schema)
/** [C, L…] → [⌈C/chunks⌉, L…], fewer channels in the last part */
export const chunk = builder('Chunk', chunkKind.schema)
/** [C, L…] → [splitSize, L…], fewer channels in the last part; or one of the parts of the given sizes */
export const split = builder('Split', splitKind.schema)
/** [C, L…] → [C, L…], the groups interleaved */
export const channelShuffle = builder('ChannelShuffle', channelShuffleKind.schema)
/** [C, L…] → [C, L…], channel order[o] as channel o */
export const channelPermutation = builder('ChannelPermutation', permutationKind.schema)
/** [channels, L…] → [channels, L'…], each axis as for conv1d; moving average */
export const boxFilter = builder('Box', box.schema)
/** [channels, L…] → [channels, L'…], each axis as for conv1d; binomial smoothing */
export const binomialFilter = builder('Binomial', binomial.schema)
/** [channels, L…] → [channels, L'…], each axis as for conv1d; Gaussian smoothing */
export const gaussianFilter = builder('Gaussian', gaussian.schema)
/** [channels, L…] → [channels, L'…], each axis as for conv1d; Sobel derivative along one axis */
export const sobelFilter = builder('Sobel', sobel.schema)
/** [channels, L…] → [channels, L'…], each axis as for conv1d; sum of the second differences */
export const laplacianFilter = builder('Laplacian', laplacian.schema)
/** [channels, L…] → [channels, L'…], each axis as for conv1d; Gabor filter on two axes */
export const gaborFilter = builder('Gabor', gabor.schema)
/** [channels, L…] → [channels, L'…], each axis as for conv1d; the triangle of linear interpolation */
export const bilinearFilter = builder('BilinearFilter', bilinear.schema)
/** [C, L…] → [C, L…], its input */
export const identity = builder('Identity', identityKind.schema)
/** [C, L…] → [C, L…], its input, as in evaluation mode */
export const dropout = builder('Dropout', dropoutKind.schema)
