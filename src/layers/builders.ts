/** Typed builders of layers for TypeScript: conv2d({ inChannels: 3, outChannels: 16, kernelSize: 3 }). */
import type { LayerNode, ParameterValue } from '../net/network.ts'
import { averagePool } from './average-pool.ts'
import { batchNorm } from './batch-norm.ts'
import { conv } from './conv.ts'
import { dropout as dropoutKind, identity as identityKind } from './identity.ts'
import { linear as linearKind } from './linear.ts'
import { scale as scaleKind } from './scale.ts'
import { keywordOf, type Parameter, type Schema, type Size, type SizePerAxis, type TapValues } from './schema.ts'

/** What may be given for a parameter of each kind. */
interface ValueOf {
  readonly channels: Size
  readonly size: SizePerAxis
  readonly padding: SizePerAxis | 'same' | 'valid'
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
/** [inFeatures, L…] → [outFeatures, L…], the same map at every position; [inFeatures] → [outFeatures] on vectors */
export const linear = builder('Linear', linearKind.schema)
/** [numFeatures] → [numFeatures], or [numFeatures, L] → [numFeatures, L], with the running statistics */
export const batchNorm1d = builder('BatchNorm1d', batchNorm.schema)
/** [numFeatures, H, W] → [numFeatures, H, W], with the running statistics */
export const batchNorm2d = builder('BatchNorm2d', batchNorm.schema)
/** [numFeatures, D, H, W] → [numFeatures, D, H, W], with the running statistics */
export const batchNorm3d = builder('BatchNorm3d', batchNorm.schema)
/** [numFeatures, L…] → [numFeatures, L…], one factor and one offset for every channel */
export const scale = builder('Scale', scaleKind.schema)
/** [C, L] → [C, ⌊(L − kernelSize)/stride⌋ + 1], where the stride is kernelSize unless given */
export const avgPool1d = builder('AvgPool1d', averagePool.schema)
/** [C, H, W] → [C, H', W'], each axis as for avgPool1d */
export const avgPool2d = builder('AvgPool2d', averagePool.schema)
/** [C, D, H, W] → [C, D', H', W'], each axis as for avgPool1d */
export const avgPool3d = builder('AvgPool3d', averagePool.schema)
/** [C, L…] → [C, L…], its input */
export const identity = builder('Identity', identityKind.schema)
/** [C, L…] → [C, L…], its input, as in evaluation mode */
export const dropout = builder('Dropout', dropoutKind.schema)
