/** Reads the normal form off the right side of a lemma: stride, dilation, padding, kernel and bias of the one layer. */
import type { Claim, Lemma } from '../proof/proof.ts'
import { multiply } from '../term/build.ts'
import {
  coefficientOf,
  type Index,
  integer,
  substituteIndex,
  subtractIndex,
  variablesOf,
} from '../term/index-expression.ts'
import type { ElementTerm, SumTerm, Term } from '../term/term.ts'
import { mentions } from '../term/walk.ts'
import type { Stage } from './assemble.ts'

/** @throws TypeError where the right side is not in normal form, which would be a defect of the strategy */
export function readClaim(lemma: Lemma, stage: Stage, input: string): Claim {
  const parts = lemma.right.kind === 'add' ? lemma.right.terms : [lemma.right]
  const signal = parts.find((part) => mentions(part, new Set([input])))
  const bias = parts.find((part) => part !== signal)
  const { sums, read, kernel } = splitSignal(signal, input)
  const [o, n] = stage.parameters.map((parameter) => parameter.name)
  const channel = read.at[0] ?? []
  const channelSum = sums.find((sum) => sum.sort === 'channel')
  const tapSum = sums.find((sum) => sum.sort === 'position')
  return {
    lemma: lemma.name,
    output: stage.signal,
    input,
    outputChannel: o ?? 'o',
    ...(n === undefined ? {} : { position: n }),
    ...(channelSum === undefined ? {} : { channelIndex: { name: channelSum.index, extent: channelSum.extent } }),
    channel,
    ...(tapSum === undefined ? {} : { tapIndex: { name: tapSum.index, extent: tapSum.extent } }),
    ...geometryOf(read.at[1] ?? [], n ?? '', tapSum),
    kernel,
    ...(bias === undefined ? {} : { bias }),
  }
}

/** S, D and P with position = S⊙n + D⊙m − P; the dilation of a single tap is 1. */
function geometryOf(position: Index, n: string, tapSum: SumTerm | undefined) {
  const tap = tapSum?.index ?? ''
  const dilation = tapSum === undefined ? integer(1) : (coefficientOf(position, tap) ?? integer(1))
  const zero = new Map([n, tap].map((name) => [name, integer(0)] as const))
  return {
    stride: variablesOf(position).includes(n) ? (coefficientOf(position, n) ?? integer(1)) : integer(1),
    dilation,
    padding: subtractIndex(integer(0), substituteIndex(position, zero)),
  }
}

function splitSignal(signal: Term | undefined, input: string) {
  const sums: SumTerm[] = []
  let inside = signal
  while (inside?.kind === 'sum') {
    sums.push(inside)
    inside = inside.body
  }
  const factors = inside === undefined ? [] : inside.kind === 'multiply' ? inside.factors : [inside]
  const read = factors.find((factor): factor is ElementTerm => factor.kind === 'element' && factor.name === input)
  if (read === undefined) throw new TypeError('the merged formula does not read the input')
  return { sums, read, kernel: multiply(...factors.filter((factor) => factor !== read)) }
}
