/** The padding behind the last sample that gives the merged layer the output size of the network. Proves nothing. */
import { outputExtent } from '../layers/layer.ts'
import type { Claim } from '../proof/proof.ts'
import {
  addIndex,
  constantOf,
  equalIndex,
  type Index,
  integer,
  multiplyIndex,
  subtractIndex,
} from '../term/index-expression.ts'
import type { Assembly, Stage } from './assemble.ts'

/**
 * What the layers pad less what they reach, in samples of the input, less the same of the merged layer: then both have
 * ⌊(L − 1 + that)/S⌋ + 1 outputs. Where a layer has another number of outputs than its window says, from the sizes themselves.
 */
export function endPadding(assembly: Assembly, claim: Claim): Index {
  const [signal] = claim.signals
  const last = assembly.stages.at(-1)
  if (signal === undefined || last === undefined || claim.position === undefined) return integer(0)
  const taps = signal.tapIndex?.extent ?? integer(1)
  const reach = subtractIndex(multiplyIndex(signal.dilation, subtractIndex(taps, integer(1))), signal.padding)
  const path = pathOf(assembly, last)
  const isPlain = path.every((stage) => equalIndex(stage.extent, outputExtent(stage.geometry, inputExtentOf(stage))))
  if (isPlain) return addIndex(slackOf(path), reach)
  const length = assembly.inputs[0]?.extent ?? integer(1)
  const outputs = subtractIndex(last.extent, integer(1))
  const needed = addIndex(multiplyIndex(signal.stride, outputs), reach, integer(1))
  return constantOf(needed) === undefined ? integer(0) : subtractIndex(needed, length)
}

function inputExtentOf(stage: Stage): Index {
  return stage.inputs[0]?.extent ?? integer(1)
}

/** The stages from an input to the last one, along the first input of each. */
function pathOf(assembly: Assembly, last: Stage): readonly Stage[] {
  const path: Stage[] = []
  let stage: Stage | undefined = last
  while (stage !== undefined) {
    path.unshift(stage)
    const source: string | undefined = stage.inputs[0]?.name
    stage = assembly.stages.find(({ signal }) => signal === source)
  }
  return path
}

/** Σ S_k⊙(padding at both ends − δ(K − 1)), S_k being the strides before layer k. */
function slackOf(path: readonly Stage[]): Index {
  let stride: Index = integer(1)
  let slack: Index = integer(0)
  for (const { geometry } of path) {
    const { padding, dilation, kernel } = geometry
    const reach = multiplyIndex(dilation, subtractIndex(kernel, integer(1)))
    slack = addIndex(slack, multiplyIndex(stride, subtractIndex(addIndex(padding.start, padding.end), reach)))
    stride = multiplyIndex(stride, geometry.stride)
  }
  return slack
}
