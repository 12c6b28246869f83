/** The values of a tensor: numbers of a file, or exact polynomials. Never imports a network or a term. */
import type { Polynomial } from './atom.ts'

/** Binary64 numbers in row-major order, each meant exactly. */
interface NumericTensor {
  readonly kind: 'numeric'
  readonly shape: readonly number[]
  readonly data: Float64Array
}

/** Exact polynomials in row-major order. */
export interface SymbolicTensor {
  readonly kind: 'symbolic'
  readonly shape: readonly number[]
  readonly entries: readonly Polynomial[]
}

export type TensorValue = NumericTensor | SymbolicTensor

/** The values of the given tensors, by their symbol in the formulas. */
export type TensorValues = ReadonlyMap<string, TensorValue>

/** The number of elements of a shape; 1 for a scalar. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}

/** How far apart neighbours along each axis lie in row-major order. */
export function rowMajorStrides(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => countElements(shape.slice(axis + 1)))
}

/** The index of the element at a row-major position. */
export function indexAt(position: number, shape: readonly number[]): readonly number[] {
  return rowMajorStrides(shape).map((stride, axis) => Math.floor(position / stride) % (shape[axis] ?? 1))
}

/** "0.weight[1, 0, 1]" for messages; a scalar has no brackets. */
export function nameElement(name: string, position: number, shape: readonly number[]): string {
  return shape.length === 0 ? name : `${name}[${indexAt(position, shape).join(', ')}]`
}
