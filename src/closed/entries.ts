/** The taps of a layer's kernel at given sizes, computed entry by entry as merging does. Knows no formula of them. */
import { assemble } from '../derive/assemble.ts'
import type { TensorBinding } from '../layers/layer.ts'
import { setSizes } from '../layers/set-sizes.ts'
import { bindWeights } from '../read/weights.ts'
import { constant, type Polynomial } from '../scalar/polynomial.ts'
import { fromFloat64 } from '../scalar/rational.ts'

/** Longer than every kernel that is compared; it says that there is one axis. */
const INPUT_SHAPE = [1, 2 ** 20]

/** The layer's tensor at these sizes. @throws ConvolemmaError "weights/…", "expression/…" */
export function entriesAt(binding: TensorBinding, sizes: ReadonlyMap<string, number>): readonly Polynomial[] {
  const { type, parameters } = binding.layer
  const layer = setSizes({ kind: 'layer', type, parameters }, sizes)
  const { bindings } = assemble(layer, { inputShape: INPUT_SHAPE })
  const own = bindings.filter(({ role }) => role === binding.role)
  const values = bindWeights(own, undefined, { rank: 1 }).get(own[0]?.symbol ?? '')
  if (values === undefined) return []
  if (values.kind === 'numeric') return [...values.data].map((entry) => constant(fromFloat64(entry)))
  return values.entries
}
