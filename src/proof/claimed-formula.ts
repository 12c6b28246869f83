/** The formula that a claim states: bias + Σ_a Σ_m kernel·x[a, S⊙n + D⊙m − P]. Imports only constructors of terms. */
import { add, element, multiply, sum } from '../term/build.ts'
import { addIndex, integer, multiplyIndex, subtractIndex, variable } from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import type { Claim } from './proof.ts'

/** The right side of the claim as one term. */
export function claimedFormula(claim: Claim): Term {
  const { channelIndex, tapIndex, position } = claim
  const tap = tapIndex === undefined ? integer(0) : variable(tapIndex.name)
  const sample =
    position === undefined
      ? undefined
      : subtractIndex(
          addIndex(multiplyIndex(claim.stride, variable(position)), multiplyIndex(claim.dilation, tap)),
          claim.padding,
        )
  const read = sample === undefined ? element(claim.input, claim.channel) : element(claim.input, claim.channel, sample)
  const isOne = claim.kernel.kind === 'number' && claim.kernel.value.numerator === claim.kernel.value.denominator
  const product = isOne ? read : multiply(claim.kernel, read)
  const overTaps = tapIndex === undefined ? product : sum(tapIndex.name, 'position', tapIndex.extent, product)
  const signal =
    channelIndex === undefined ? overTaps : sum(channelIndex.name, 'channel', channelIndex.extent, overTaps)
  return claim.bias === undefined ? signal : add(claim.bias, signal)
}
