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

type Required<S extends Schema> = {
  readonly [Name in keyof S as S[Name] extends { fallback: ParameterValue } ? never : Name]: ValueOf[S[Name]['kind']]
}
type Optional<S extends Schema> = {
  readonly [Name in keyof S as S[Name] extends { fallback: ParameterValue } ? Name : never]?: ValueOf[S[Name]['kind']]
}

/** The parameters of a layer kind as a TypeScript object: required ones without a default, the others optional. */
export type LayerOptions<S extends Schema> = Required<S> & Optional<S>

function builder<S extends Readonly<Record<string, Parameter>>>(
  type: string,
  _schema: S,
): (options: LayerOptions<S>) => LayerNode {
  return (options) => {
    const parameters = Object.entries(options).map(
      ([name, value]) => [keywordOf(name), value as ParameterValue] as const,
    )
    return { kind: 'layer', type, parameters: Object.fromEntries(parameters) }
  }
}

export const conv1d = builder('Conv1d', conv.schema)
export const conv2d = builder('Conv2d', conv.schema)
export const conv3d = builder('Conv3d', conv.schema)
/** A convolution of any rank, for symbolic sizes. */
export const convNd = builder('Conv', conv.schema)
export const linear = builder('Linear', linearKind.schema)
export const batchNorm1d = builder('BatchNorm1d', batchNorm.schema)
export const batchNorm2d = builder('BatchNorm2d', batchNorm.schema)
export const batchNorm3d = builder('BatchNorm3d', batchNorm.schema)
export const scale = builder('Scale', scaleKind.schema)
export const avgPool1d = builder('AvgPool1d', averagePool.schema)
export const avgPool2d = builder('AvgPool2d', averagePool.schema)
export const avgPool3d = builder('AvgPool3d', averagePool.schema)
export const identity = builder('Identity', identityKind.schema)
export const dropout = builder('Dropout', dropoutKind.schema)
