/** Checks that the claimed lemma says what the claim says: the output is one linear layer of the inputs. Never imports the engine. */
import type { Claim, ClaimSignal, Definition, Proof } from '../proof/proof.ts'
import type { Index } from '../term/index-expression.ts'
import type { Sort, Term } from '../term/term.ts'
import { isPositive } from './bounds.ts'
import { axesOf, type Context, demand, extend, rangesOf, readIndex, readTerm, type Scope } from './elaborate.ts'
import { type Expression, isSame, isSameIndex, variableWithin } from './expression.ts'
import { add, constantEntries, multiply, type Polynomial, subtract } from './polynomial.ts'
import { isRingEqual } from './ring.ts'
import { checkViews, inputSorts } from './views.ts'

/** @throws ConvolemmaError with the reason why the lemma does not prove the claim */
export function checkClaim(proof: Proof, context: Context): void {
  const { claim, rank } = proof
  const lemma = context.lemmas.get(claim.lemma)
  demand(lemma !== undefined, 'claim/lemma', `there is no lemma "${claim.lemma}"`)
  checkNames(proof, context)
  const { parameters, left } = lemma
  const wanted: readonly (readonly [string | undefined, Sort])[] = [
    [claim.outputChannel, 'channel'],
    ...(rank === 0 ? [] : [[claim.position, 'position'] as const]),
    ...(claim.phase === undefined ? [] : [[claim.phase.name, 'position'] as const]),
  ]
  const fits = parameters.length === wanted.length
  const named = parameters.every(({ name, sort }, place) => name === wanted[place]?.[0] && sort === wanted[place]?.[1])
  demand(fits && named, 'claim/parameters', 'the lemma is not about all output channels and positions')
  checkRanges(proof, parameters, context)
  const entry: Expression = { kind: 'element', name: claim.output, at: outputPlace(claim, parameters, context) }
  demand(isSame(left, entry), 'claim/output', `the lemma is not about "${claim.output}"`)
  const form = normalForm(claim, parameters, context)
  demand(
    isRingEqual(form, lemma.right, context),
    'claim/form',
    'the lemma is not the linear layer that the claim describes',
  )
}

/** [o] or [o, up⊙(n + first) + r], read with all parameters unbounded as the left side of a lemma is. */
function outputPlace(claim: Claim, parameters: Scope, context: Context): readonly Polynomial[] {
  const [channel = [], position, phase] = parameters.map(({ sort }, level) =>
    variableWithin(level, axesOf(sort, context), undefined),
  )
  if (position === undefined) return [channel]
  const block = blockOf(claim, position, context)
  if (claim.phase === undefined || phase === undefined) return [channel, block]
  const up = readIndex(claim.phase.extent, 'position', [], context)
  return [channel, add(multiply(up, block, context.work), phase)]
}

/** n + first. */
function blockOf(claim: Claim, position: Polynomial, context: Context): Polynomial {
  return claim.first === undefined ? position : add(position, readIndex(claim.first, 'position', [], context))
}

/**
 * The lemma holds for every output channel for which the output is defined, for every phase, and at every position. Only where
 * the size of the input is known may it be about some positions, which the documents state. No range may be empty.
 */
function checkRanges({ claim, definitions, tensors, rank }: Proof, parameters: Scope, context: Context): void {
  const [channel, position, phase] = parameters
  const declared = definitions.find(({ name }) => name === claim.output)?.parameters[0]?.extent
  const all = declared === undefined ? undefined : readIndex(declared, 'channel', [], context)
  const proved = channel?.extent
  const isWhole = all === undefined || proved === undefined ? all === proved : isSameIndex(all, proved)
  demand(isWhole, 'claim/range', `the lemma is not about the channels for which "${claim.output}" is defined`)
  for (const { sort, extent } of parameters) {
    const isFilled = extent === undefined || isPositive(extent, axesOf(sort, context), rangesOf([], context))
    demand(isFilled, 'claim/empty', 'the range of the claim is not provably at least 1 on every axis')
  }
  if (claim.phase !== undefined) {
    const up = readIndex(claim.phase.extent, 'position', [], context)
    const isEvery = phase?.extent !== undefined && isSameIndex(phase.extent, up)
    demand(isEvery, 'claim/range', 'the lemma is not about every phase')
  }
  const isSized = rank !== 'any' && tensors.some(({ support }) => support !== undefined)
  const isSome = position?.extent !== undefined || claim.first !== undefined
  demand(!isSome || isSized, 'claim/range', 'the lemma is not about all positions')
}

function checkNames(proof: Proof, context: Context): void {
  const { claim, definitions, tensors, rank } = proof
  const output = definitions.find(({ name }) => name === claim.output)
  demand(output?.role === 'signal', 'claim/output', `"${claim.output}" is not defined as a signal`)
  demand(claim.signals.length > 0, 'claim/input', 'the claim reads no input')
  const inputs = new Set(claim.signals.map(({ input }) => input))
  demand(inputs.size === claim.signals.length, 'claim/input', 'an input is read twice')
  for (const input of inputs) checkInput(input, proof)
  checkViews(proof, context)
  const dependent = withSources(inputs, definitions)
  const isGiven = tensors.some(({ name }) => dependent.has(name))
  demand(isGiven, 'claim/input', 'the claim reads no given tensor')
  const supported = tensors.find(({ name, support }) => support !== undefined && !dependent.has(name))
  demand(supported === undefined, 'claim/support', 'only an input may be 0 outside a range')
  for (const { name, body } of definitions) if (mentions(body, dependent)) dependent.add(name)
  for (const part of [
    ...claim.signals.map(({ kernel }) => kernel),
    ...(claim.bias === undefined ? [] : [claim.bias]),
  ]) {
    demand(!mentions(part, dependent), 'claim/depends-on-input', 'the kernel or the bias depends on the input')
  }
  if (rank === 0) for (const signal of claim.signals) checkFlat(signal, claim, context)
}

/** The inputs, and what those of them mention that are defined. */
function withSources(inputs: ReadonlySet<string>, definitions: readonly Definition[]): Set<string> {
  const all = new Set(inputs)
  // A definition mentions only what stands before it.
  for (const { name, body } of definitions.toReversed()) if (all.has(name)) addNames(body, all)
  return all
}

function addNames(term: Term, names: Set<string>): void {
  if (term.kind === 'element') names.add(term.name)
  else if (term.kind === 'sum') addNames(term.body, names)
  else if (term.kind === 'apply') addNames(term.argument, names)
  else if (term.kind === 'add') for (const part of term.terms) addNames(part, names)
  else if (term.kind === 'multiply') for (const factor of term.factors) addNames(factor, names)
}

/** An input is a given tensor or a view, with a channel and, unless the rank is 0, a position. */
function checkInput(input: string, { definitions, tensors, rank }: Proof): void {
  const tensor = tensors.find(({ name }) => name === input)
  const view = definitions.find(({ name, role }) => name === input && role === 'view')
  const sorts = (tensor?.axes ?? view?.parameters)?.map(({ sort }) => sort)
  const fits = sorts?.join() === inputSorts(rank)
  demand(fits, 'claim/input', `"${input}" is neither a given tensor with a channel and a position nor a view of one`)
}

function checkFlat(signal: ClaimSignal, claim: Claim, context: Context): void {
  const flat = [signal.stride, signal.dilation, signal.padding].map((index) => readIndex(index, 'channel', [], context))
  const isTrivial = [1n, 1n, 0n].every((value, place) => {
    const entries = constantEntries(flat[place] ?? [])
    return entries !== undefined && (entries[0] ?? 0n) === value
  })
  const hasPosition = claim.position !== undefined || claim.phase !== undefined || claim.first !== undefined
  const isFlat = isTrivial && signal.tapIndex === undefined && !hasPosition
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

/** bias + Σ over the signals; absent parts are left out. The position is unnamed unless the claim says that weights vary. */
function normalForm(claim: Claim, parameters: Scope, context: Context): Expression {
  const named = [claim.outputChannel, ...(claim.phase === undefined ? [] : [claim.phase.name])]
  const visible = claim.varies === true && claim.position !== undefined ? [...named, claim.position] : named
  const hidden = parameters.map(({ name, ...rest }) =>
    visible.includes(name ?? '') ? { ...rest, name: `${name}` } : rest,
  )
  const signals = claim.signals.map((signal) => signalForm(signal, claim, hidden, parameters, context))
  const bias = claim.bias === undefined ? [] : [readTerm(claim.bias, hidden, context)]
  return { kind: 'add', terms: [...bias, ...signals] }
}

/** Σ_channel Σ_tap kernel · input[channel, stride⊙(n + first) + dilation⊙tap − padding]. */
function signalForm(signal: ClaimSignal, claim: Claim, hidden: Scope, parameters: Scope, context: Context): Expression {
  const clash = [signal.channelIndex?.name, signal.tapIndex?.name].includes(claim.position ?? '')
  demand(!clash, 'claim/parameters', 'an index of the kernel has the name of the position')
  const outside = { scope: hidden, wrap: (body: Expression) => body }
  const channels = enter(outside, signal.channelIndex, 'channel', context)
  const taps = enter(channels, signal.tapIndex, 'position', context)
  const channel = readIndex(signal.channel, 'channel', channels.scope, context)
  const place = { claim, tapLevel: channels.scope.length, parameters }
  const position = claim.position === undefined ? [] : [readPosition(signal, place, context)]
  const input: Expression = { kind: 'element', name: signal.input, at: [channel, ...position] }
  const kernel = readTerm(signal.kernel, taps.scope, context)
  return taps.wrap({ kind: 'multiply', factors: [kernel, input] })
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

/** Where a position is read: in which claim, at which level the tap, if any, is bound, and the parameters of the lemma. */
interface PositionPlace {
  readonly claim: Claim
  readonly tapLevel: number
  readonly parameters: Scope
}

/** stride⊙(n + first) + dilation⊙tap − padding. */
function readPosition(
  signal: ClaimSignal,
  { claim, tapLevel, parameters }: PositionPlace,
  context: Context,
): Polynomial {
  const read = (index: Index) => readIndex(index, 'position', [], context)
  const axes = axesOf('position', context)
  const block = blockOf(claim, parameters[1]?.value ?? [], context)
  const tap = signal.tapIndex
  const offset = tap === undefined ? [] : variableWithin(tapLevel, axes, read(tap.extent))
  const start = subtract(multiply(read(signal.stride), block, context.work), read(signal.padding))
  return add(start, multiply(read(signal.dilation), offset, context.work))
}
