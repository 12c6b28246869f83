/** The formula that a claim states: bias + Σ over its signals of Σ_a Σ_m kernel·x[a, S⊙(n + first) + D⊙m − P]. Imports only constructors of terms. */
import { add, element, multiply, sum } from '../term/build.ts'
import { addIndex, type Index, integer, multiplyIndex, subtractIndex, variable } from '../term/index-expression.ts'
import type { Term } from '../term/term.ts'
import type { Claim, ClaimSignal } from './proof.ts'

/** The right side of the claim as one term; 0 where it reads nothing and has no bias. */
export function claimedFormula(claim: Claim): Term {
  const block = claimedBlock(claim)
  const signals = claim.signals.map((signal) => claimedSignal(signal, block))
  return add(...(claim.bias === undefined ? [] : [claim.bias]), ...signals)
}

/** n + first, the number of the block of outputs that the claim speaks of; undefined at rank 0. */
export function claimedBlock({ position, first }: Claim): Index | undefined {
  return position === undefined ? undefined : addIndex(variable(position), first ?? [])
}

/** The output position of the claim, up⊙(n + first) + r; undefined at rank 0. */
export function claimedPosition(claim: Claim): Index | undefined {
  const block = claimedBlock(claim)
  if (block === undefined || claim.phase === undefined) return block
  return addIndex(multiplyIndex(claim.phase.extent, block), variable(claim.phase.name))
}

function claimedSignal(signal: ClaimSignal, block: Index | undefined): Term {
  const { channelIndex, tapIndex } = signal
  const tap = tapIndex === undefined ? integer(0) : variable(tapIndex.name)
  const sample =
    block === undefined
      ? undefined
      : subtractIndex(
          addIndex(multiplyIndex(signal.stride, block), multiplyIndex(signal.dilation, tap)),
          signal.padding,
        )
  const read =
    sample === undefined ? element(signal.input, signal.channel) : element(signal.input, signal.channel, sample)
  const isOne = signal.kernel.kind === 'number' && signal.kernel.value.numerator === signal.kernel.value.denominator
  const product = isOne ? read : multiply(signal.kernel, read)
  const overTaps = tapIndex === undefined ? product : sum(tapIndex.name, 'position', tapIndex.extent, product)
  return channelIndex === undefined ? overTaps : sum(channelIndex.name, 'channel', channelIndex.extent, overTaps)
}
