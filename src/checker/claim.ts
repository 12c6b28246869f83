/** Checks that the claimed lemma says what the claim says: the output is one convolution of the input. Never imports the engine. */
import type { Claim, Proof } from '../proof/proof.ts'
import type { Index } from '../term/index-expression.ts'
import type { Sort, Term } from '../term/term.ts'
import { isPositive } from './bounds.ts'
import { axesOf, type Context, demand, extend, rangesOf, readIndex, readTerm, type Scope } from './elaborate.ts'
import { type Expression, isSame, isSameIndex, variableWithin } from './expression.ts'
import { add, constantEntries, multiply, type Polynomial, subtract } from './polynomial.ts'
import { isRingEqual } from './ring.ts'

/** @throws ConvolemmaError with the reason why the lemma does not prove the claim */
export function checkClaim(proof: Proof, context: Context): void {
  const { claim, rank } = proof
  const lemma = context.lemmas.get(claim.lemma)
  demand(lemma !== undefined, 'claim/lemma', `there is no lemma "${claim.lemma}"`)
  checkNames(proof, context)
  const sorts: readonly Sort[] = rank === 0 ? ['channel'] : ['channel', 'position']
  const names = claim.position === undefined ? [claim.outputChannel] : [claim.outputChannel, claim.position]
  const { parameters, left } = lemma
  const fits = names.length === sorts.length && parameters.length === sorts.length
  const named = parameters.every(({ name, sort }, place) => name === names[place] && sort === sorts[place])
  demand(fits && named, 'claim/parameters', 'the lemma is not about all output channels and positions')
  const at = parameters.map(({ sort }, level) => variableWithin(level, axesOf(sort, context), undefined))
  const entry: Expression = { kind: 'element', name: claim.output, at }
  demand(isSame(left, entry), 'claim/output', `the lemma is not about "${claim.output}"`)
  checkRanges(proof, parameters, context)
  const form = normalForm(claim, parameters, context)
  demand(
    isRingEqual(form, lemma.right, context),
    'claim/form',
    'the lemma is not the convolution that the claim describes',
  )
}

/**
 * The lemma holds for every output channel for which the output is defined, and at every position. Only where the size of the
 * input is known may it be about some positions, 0 up to an extent that the documents state. No range may be empty.
 */
function checkRanges({ claim, definitions, tensors, rank }: Proof, parameters: Scope, context: Context): void {
  const [channel, position] = parameters
  const declared = definitions.find(({ name }) => name === claim.output)?.parameters[0]?.extent
  const all = declared === undefined ? undefined : readIndex(declared, 'channel', [], context)
  const proved = channel?.extent
  const isWhole = all === undefined || proved === undefined ? all === proved : isSameIndex(all, proved)
  demand(isWhole, 'claim/range', `the lemma is not about the channels for which "${claim.output}" is defined`)
  for (const { sort, extent } of parameters) {
    const isFilled = extent === undefined || isPositive(extent, axesOf(sort, context), rangesOf([], context))
    demand(isFilled, 'claim/empty', 'the range of the claim is not provably at least 1 on every axis')
  }
  const support = tensors.find(({ name }) => name === claim.input)?.support
  const isSized = rank !== 'any' && support !== undefined
  demand(position?.extent === undefined || isSized, 'claim/range', 'the lemma is not about all positions')
}

function checkNames({ claim, definitions, tensors, rank }: Proof, context: Context): void {
  const output = definitions.find(({ name }) => name === claim.output)
  demand(output?.role === 'signal', 'claim/output', `"${claim.output}" is not defined as a signal`)
  const input = tensors.find(({ name }) => name === claim.input)
  const sorts = rank === 0 ? 'channel' : 'channel,position'
  const fits = input?.axes.map(({ sort }) => sort).join() === sorts
  demand(fits, 'claim/input', `"${claim.input}" is not a given tensor with a channel and a position`)
  const supported = tensors.find(({ name, support }) => support !== undefined && name !== claim.input)
  demand(supported === undefined, 'claim/support', 'only the input may be 0 outside a range')
  const dependent = new Set([claim.input])
  for (const { name, body } of definitions) if (mentions(body, dependent)) dependent.add(name)
  for (const part of [claim.kernel, ...(claim.bias === undefined ? [] : [claim.bias])]) {
    demand(!mentions(part, dependent), 'claim/depends-on-input', 'the kernel or the bias depends on the input')
  }
  if (rank !== 0) return
  const flat = [claim.stride, claim.dilation, claim.padding].map((index) => readIndex(index, 'channel', [], context))
  const isTrivial = [1n, 1n, 0n].every((value, place) => {
    const entries = constantEntries(flat[place] ?? [])
    return entries !== undefined && (entries[0] ?? 0n) === value
  })
  const isFlat = isTrivial && claim.tapIndex === undefined && claim.position === undefined
  demand(isFlat, 'claim/rank', 'at rank 0 there is no position and no tap, stride and dilation are 1 and padding is 0')
}

function mentions(term: Term, names: ReadonlySet<string>): boolean {
  switch (term.kind) {
    case 'number':
    case 'bracket':
      return false
    case 'element':
      return names.has(term.name)
    case 'sum':
      return mentions(term.body, names)
    case 'add':
      return term.terms.some((part) => mentions(part, names))
    case 'multiply':
      return term.factors.some((factor) => mentions(factor, names))
    case 'apply':
      return mentions(term.argument, names)
    default:
      return term satisfies never
  }
}

/** bias + Σ_channel Σ_tap kernel · input[channel, stride⊙position + dilation⊙tap − padding]; absent parts are left out. */
function normalForm(claim: Claim, parameters: Scope, context: Context): Expression {
  const clash = [claim.channelIndex?.name, claim.tapIndex?.name].includes(claim.position ?? '')
  demand(!clash, 'claim/parameters', 'an index of the kernel has the name of the position')
  const hidden = parameters.map(({ name, ...rest }) => (name === claim.outputChannel ? { name, ...rest } : rest))
  const outside = { scope: hidden, wrap: (body: Expression) => body }
  const channels = enter(outside, claim.channelIndex, 'channel', context)
  const taps = enter(channels, claim.tapIndex, 'position', context)
  const channel = readIndex(claim.channel, 'channel', channels.scope, context)
  const position = claim.position === undefined ? [] : [readPosition(claim, channels.scope.length, parameters, context)]
  const input: Expression = { kind: 'element', name: claim.input, at: [channel, ...position] }
  const kernel = readTerm(claim.kernel, taps.scope, context)
  const signal = taps.wrap({ kind: 'multiply', factors: [kernel, input] })
  if (claim.bias === undefined) return signal
  return { kind: 'add', terms: [readTerm(claim.bias, hidden, context), signal] }
}

/** Variables around the summand, the position being unnamed so that no kernel depends on it, and the sums that bind them. */
interface Sums {
  readonly scope: Scope
  readonly wrap: (body: Expression) => Expression
}

function enter(sums: Sums, index: { name: string; extent: Index } | undefined, sort: Sort, context: Context): Sums {
  if (index === undefined) return sums
  const { scope, wrap } = sums
  const extent = readIndex(index.extent, sort, [], context)
  const axes = axesOf(sort, context)
  return {
    scope: extend(scope, { name: index.name, sort, extent }, context),
    wrap: (body) => wrap({ kind: 'sum', sort, axes, level: scope.length, extent, body }),
  }
}

/** stride⊙position + dilation⊙tap − padding, the position being level 1 and the tap, if any, the given level. */
function readPosition(claim: Claim, tapLevel: number, parameters: Scope, context: Context): Polynomial {
  const read = (index: Index) => readIndex(index, 'position', [], context)
  const axes = axesOf('position', context)
  const position = parameters[1]?.value ?? []
  const tap = claim.tapIndex
  const offset = tap === undefined ? [] : variableWithin(tapLevel, axes, read(tap.extent))
  const start = subtract(multiply(read(claim.stride), position, context.work), read(claim.padding))
  return add(start, multiply(read(claim.dilation), offset, context.work))
}
