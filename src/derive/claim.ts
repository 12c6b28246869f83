/** Reads the normal form off the right side of a lemma: rates, padding, kernels and bias of the one layer. */
import type { Claim, ClaimSignal, Lemma } from '../proof/proof.ts'
import { multiply } from '../term/build.ts'
import { coefficientOf, type Index, integer, substituteIndex, subtractIndex } from '../term/index-expression.ts'
import type { ElementTerm, SumTerm, Term } from '../term/term.ts'
import { freeIndices, mentions } from '../term/walk.ts'

/** @throws TypeError where the right side is not in normal form, which would be a defect of the strategy */
export function readClaim(lemma: Lemma, first: Index, sources: ReadonlySet<string>): Claim {
  const parts = lemma.right.kind === 'add' ? lemma.right.terms : [lemma.right]
  const [o, n, r] = lemma.parameters
  const order = [...sources]
  const constant = parts.filter((part) => !mentions(part, sources))
  const signals = parts
    .filter((part) => mentions(part, sources))
    .map((part) => readSignal(part, n?.name ?? '', first, sources))
    .sort((a, b) => order.indexOf(a.input) - order.indexOf(b.input))
  const weights = [...constant, ...signals.map(({ kernel }) => kernel)]
  const varies = n !== undefined && weights.some((weight) => freeIndices(weight).has(n.name))
  const [bias] = constant
  if (lemma.left.kind !== 'element' || constant.length > 1) throw new TypeError('the lemma is not in normal form')
  return {
    lemma: lemma.name,
    output: lemma.left.name,
    outputChannel: o?.name ?? 'o',
    ...(n === undefined ? {} : { position: n.name }),
    ...(r?.extent === undefined ? {} : { phase: { name: r.name, extent: r.extent } }),
    ...(first.length === 0 ? {} : { first }),
    ...(varies ? { varies } : {}),
    signals,
    ...(bias === undefined ? {} : { bias }),
  }
}

function readSignal(part: Term, n: string, first: Index, sources: ReadonlySet<string>): ClaimSignal {
  const { sums, read, kernel } = splitSignal(part, sources)
  const channelSum = sums.find((sum) => sum.sort === 'channel')
  const tapSum = sums.find((sum) => sum.sort === 'position')
  return {
    input: read.name,
    ...(channelSum === undefined ? {} : { channelIndex: { name: channelSum.index, extent: channelSum.extent } }),
    channel: read.at[0] ?? [],
    ...(tapSum === undefined ? {} : { tapIndex: { name: tapSum.index, extent: tapSum.extent } }),
    ...geometryOf(read.at[1] ?? [], n, first, tapSum),
    kernel,
  }
}

/** S, D and P with position = S⊙(n + first) + D⊙m − P; the dilation of a single tap is 1. */
function geometryOf(position: Index, n: string, first: Index, tapSum: SumTerm | undefined) {
  const tap = tapSum?.index ?? ''
  const dilation = tapSum === undefined ? integer(1) : (coefficientOf(position, tap) ?? integer(1))
  const start = new Map<string, Index>([
    [n, subtractIndex([], first)],
    [tap, []],
  ])
  return {
    stride: n === '' ? integer(1) : (coefficientOf(position, n) ?? integer(1)),
    dilation,
    padding: subtractIndex(integer(0), substituteIndex(position, start)),
  }
}

function splitSignal(signal: Term, sources: ReadonlySet<string>) {
  const sums: SumTerm[] = []
  let inside = signal
  while (inside.kind === 'sum') {
    sums.push(inside)
    inside = inside.body
  }
  const factors = inside.kind === 'multiply' ? inside.factors : [inside]
  const read = factors.find((factor): factor is ElementTerm => factor.kind === 'element' && sources.has(factor.name))
  if (read === undefined) throw new TypeError('the merged formula does not read the input')
  return { sums, read, kernel: multiply(...factors.filter((factor) => factor !== read)) }
}
