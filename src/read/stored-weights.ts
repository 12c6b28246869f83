/** Checks that a file's tensors are exactly those that a network asks for, and names all that are not. */
import { fail } from '../errors.ts'
import type { TensorBinding } from '../layers/layer.ts'
import { nameElement } from '../scalar/tensor-value.ts'
import { showShape } from './tap-values.ts'
import type { StoredTensor } from './tensor.ts'

/** A tensor that the network asks for, with its shape in a state dict. */
export interface WantedTensor {
  readonly binding: TensorBinding
  readonly storedShape: readonly number[]
}

interface Difference {
  readonly code: 'weights/missing' | 'weights/unexpected' | 'weights/shape' | 'weights/dtype' | 'weights/given-twice'
  readonly what: string
}

/**
 * @throws ConvolemmaError "weights/missing", "weights/unexpected", "weights/shape", "weights/dtype", "weights/given-twice",
 *   "weights/do-not-fit" for several of these, "weights/not-finite"
 */
export function checkStored(
  wanted: readonly WantedTensor[],
  stored: ReadonlyMap<string, StoredTensor>,
  fileName: string | undefined,
): void {
  const expected = wanted.filter(({ binding }) => isStored(binding))
  const names = new Set(expected.map(({ binding }) => binding.stateName))
  const differences = [
    ...expected.flatMap((tensor) => compare(tensor, stored.get(tensor.binding.stateName))),
    ...[...stored.values()].filter(({ name }) => !names.has(name) && !COUNTER.test(name)).map(unexpected),
  ]
  const where = fileName === undefined ? {} : { where: fileName }
  if (differences.length > 0) refuse(differences, where)
  for (const { binding } of expected) refuseNonFinite(stored.get(binding.stateName), where)
}

/** Files hold neither a tensor without axes, which is a parameter given as a name, nor one that belongs to the layer itself. */
export function isStored(binding: TensorBinding): boolean {
  return binding.axes.length > 0 && binding.constant === undefined
}

/** What PyTorch stores for training only. */
const COUNTER = /(^|\.)num_batches_tracked$/

function compare(
  { binding, storedShape: shape }: WantedTensor,
  found: StoredTensor | undefined,
): readonly Difference[] {
  const { stateName, values } = binding
  if (values !== undefined) {
    const what = `${stateName} is given in the notation, too`
    return found === undefined ? [] : [{ code: 'weights/given-twice', what }]
  }
  if (found === undefined) {
    return [{ code: 'weights/missing', what: `${stateName} is missing, expected ${showShape(shape)}` }]
  }
  if (!(found.data instanceof Float64Array) || !FLOATS.has(found.dtype)) {
    return [{ code: 'weights/dtype', what: `${stateName} is ${found.dtype}, expected floating-point numbers` }]
  }
  if (showShape(found.shape) !== showShape(shape)) {
    const what = `${stateName} is ${showShape(found.shape)}, expected ${showShape(shape)}`
    return [{ code: 'weights/shape', what }]
  }
  return []
}

const FLOATS: ReadonlySet<string> = new Set(['float64', 'float32', 'float16', 'bfloat16'])

function unexpected({ name, shape }: StoredTensor): Difference {
  return { code: 'weights/unexpected', what: `${name} ${showShape(shape)} belongs to no layer` }
}

const SHOWN = 6

function refuse(differences: readonly Difference[], where: { readonly where?: string }): never {
  const codes = new Set(differences.map((difference) => difference.code))
  const [only] = codes
  const code = codes.size === 1 && only !== undefined ? only : 'weights/do-not-fit'
  const shown = differences.slice(0, SHOWN).map((difference) => difference.what)
  const rest = differences.length - shown.length
  const list = rest > 0 ? [...shown, `and ${rest} more`] : shown
  const count = differences.length === 1 ? '' : `${differences.length} tensors do not fit the network: `
  fail({ code, what: `${count}${list.join('; ')}`, ...where, fix: 'store the state_dict of exactly this network' })
}

/** @throws ConvolemmaError "weights/not-finite" naming the first entry that is no finite number */
function refuseNonFinite(tensor: StoredTensor | undefined, where: { readonly where?: string }): void {
  if (!(tensor?.data instanceof Float64Array)) return
  const { data, name, shape } = tensor
  const at = data.findIndex((value) => !Number.isFinite(value))
  if (at === -1) return
  const others = data.subarray(at + 1).filter((value) => !Number.isFinite(value)).length
  const more = others === 0 ? '' : ` (and ${others} more of its entries are not finite)`
  fail({ code: 'weights/not-finite', what: `${nameElement(name, at, shape)} is ${data[at]}${more}`, ...where })
}
