/** Reads a layer's coefficients off its definition: which sample of which signal counts how much. Knows no layer kind. */
import { fail } from '../errors.ts'
import type { Definition, Proof } from '../proof/proof.ts'
import { add, constant, multiply, type Polynomial } from '../scalar/polynomial.ts'
import { ONE, ZERO } from '../scalar/rational.ts'
import { evaluateIndex, positionsBelow } from '../term/evaluate.ts'
import { coefficientOf, type Index, substituteIndex, variablesOf } from '../term/index-expression.ts'
import type { BracketTerm, ElementTerm, Term } from '../term/term.ts'
import { mentions, sidesOf } from '../term/walk.ts'
import type { Environment, EvaluateExactly, Sources } from './exact-entry.ts'
import type { Box, FormalLayer, FormalNet } from './formal-net.ts'
import { atPhase, periodOf } from './phases.ts'
import { concreteEntries } from './space.ts'

/** 0 ≤ position < extent on the axes that have an extent. */
type Extents = readonly (number | undefined)[]

/** coefficient · source[channel, stride⊙n + offset], where `window` holds for that position. */
interface Read {
  readonly source: string
  readonly channel: number
  readonly stride: readonly number[]
  readonly offset: readonly number[]
  readonly window: Extents
  readonly coefficient: Polynomial
}

interface Affine {
  readonly constant: Polynomial
  readonly reads: readonly Read[]
}

interface Reading {
  readonly proof: Proof
  readonly input: string
  readonly sources: Sources
  readonly exactly: EvaluateExactly
  readonly signals: ReadonlySet<string>
}

/** The output signal of the claim as a network over its one input. @throws ConvolemmaError "lower/not-affine" */
export function readAffine(proof: Proof, input: string, sources: Sources, exactly: EvaluateExactly): FormalNet {
  const signals = new Set([input])
  for (const { name, body } of proof.definitions) if (mentions(body, signals)) signals.add(name)
  return netOf(proof.claim.output, { proof, input, sources, exactly, signals })
}

function netOf(signal: string, reading: Reading): FormalNet {
  const { proof, input, sources } = reading
  if (signal === input) {
    const extent = proof.tensors.find(({ name }) => name === signal)?.axes[0]?.extent ?? []
    return { kind: 'input', number: 0, channels: concreteEntries(extent, 'channel', sources.space)[0] ?? 1 }
  }
  const definition = sources.definitions.get(signal)
  if (definition === undefined) throw new TypeError(`the signal ${signal} has no definition`)
  const up = periodOf(definition, sources.space)
  const outputs = outputsOf(definition, up, reading)
  const parts = [...groupReads(outputs).values()].map((group, number): FormalNet => {
    const { source, window, stride } = group
    const before = netOf(source, reading)
    const bias = outputs.map((output) => (number === 0 ? output.constant : NOTHING))
    const inner: FormalNet = window.some((extent) => extent !== undefined)
      ? { kind: 'window', box: boxOf(window), before }
      : before
    return { kind: 'layer', layer: layerOf(group.reads, bias, stride), before: inner }
  })
  const [only, ...more] = parts
  if (only === undefined) return notAffine(signal)
  return spreadBy(up, more.length === 0 ? only : { kind: 'sum', parts })
}

/** The blocks of `up` channels as blocks of samples; the net itself where a block is one sample. */
export function spreadBy(up: readonly number[], before: FormalNet): FormalNet {
  return up.every((count) => count === 1) ? before : { kind: 'spread', up, before }
}

/** The positions from 0 to below the extents. */
export function boxOf(extents: Extents): Box {
  return extents.map((extent) => (extent === undefined ? undefined : { from: 0, to: extent }))
}

const NOTHING: Polynomial = constant(ZERO)
const UNIT: Polynomial = constant(ONE)

function notAffine(signal: string): never {
  return fail({ code: 'lower/not-affine', what: `the signal ${signal} is not a sum of samples with constant weights` })
}

/** One affine form per output channel and phase; the form of phase r is about the block m of the position period⊙m + r. */
function outputsOf(definition: Definition, period: readonly number[], reading: Reading): readonly Affine[] {
  const { space } = reading.sources
  const [channel, position] = definition.parameters
  const count = concreteEntries(channel?.extent ?? [], 'channel', space)[0] ?? 1
  const bodies = Array.from(positionsBelow(period), (phase) => atPhase(definition, period, phase, space))
  return Array.from({ length: count }, (_, o) => {
    const at = new Map(space.values)
    if (channel !== undefined) at.set(channel.name, [o])
    return bodies.map((body) => affineOf(body, at, { ...reading, position: position?.name }))
  }).flat()
}

type Inside = Reading & { readonly position: string | undefined }

function affineOf(term: Term, at: Environment, reading: Inside): Affine {
  if (!mentions(term, reading.signals)) return { constant: reading.exactly(term, at), reads: [] }
  switch (term.kind) {
    case 'element':
      return { constant: NOTHING, reads: [readOf(term, at, reading)] }
    case 'add':
      return sumOf(term.terms.map((part) => affineOf(part, at, reading)))
    case 'sum': {
      const places = positionsBelow(concreteEntries(term.extent, term.sort, reading.sources.space))
      return sumOf(Array.from(places, (place) => affineOf(term.body, new Map([...at, [term.index, place]]), reading)))
    }
    case 'multiply':
      return productOf(term.factors, at, reading)
    case 'number':
    case 'bracket':
    case 'apply':
      return notAffine(term.kind)
    default:
      return term satisfies never
  }
}

function sumOf(parts: readonly Affine[]): Affine {
  return {
    constant: parts.reduce((sum, part) => add(sum, part.constant), NOTHING),
    reads: parts.flatMap((part) => part.reads),
  }
}

/** Constant factors, windows, and one factor that reads a signal. */
function productOf(factors: readonly Term[], at: Environment, reading: Inside): Affine {
  const reads = factors.filter((factor) => mentions(factor, reading.signals))
  const [read, ...more] = reads
  if (read === undefined || more.length > 0) return notAffine(reads.map((one) => one.kind).join(', '))
  const windows = factors.filter((factor): factor is BracketTerm => isWindow(factor, reading))
  const weights = factors.filter((factor) => factor !== read && !isWindow(factor, reading))
  const weight = weights.reduce<Polynomial>((product, factor) => multiply(product, reading.exactly(factor, at)), UNIT)
  const { constant: free, reads: inner } = affineOf(read, at, reading)
  if (windows.length > 0 && free.terms.size > 0) return notAffine('a constant in a window')
  return {
    constant: multiply(weight, free),
    reads: inner.map((one) => ({
      ...windows.reduce<Read>((narrowed, window) => narrow(narrowed, window, at, reading), one),
      coefficient: multiply(weight, one.coefficient),
    })),
  }
}

/** A bracket about the output position. */
function isWindow(term: Term, { position }: Inside): boolean {
  if (term.kind !== 'bracket' || position === undefined) return false
  return sidesOf(term.condition).some((side) => variablesOf(side).includes(position))
}

function readOf(term: ElementTerm, at: Environment, reading: Inside): Read {
  const [channel = [], position] = term.at
  const place = position === undefined ? { stride: [], offset: [] } : linearOf(position, at, reading)
  const [number = 0] = evaluateIndex(channel, 1, at)
  return { source: term.name, channel: number, ...place, window: [], coefficient: UNIT }
}

const NOT_LINEAR = 'a position that is not linear'

/** stride and offset with index = stride⊙n + offset, n being the output position. */
function linearOf(index: Index, at: Environment, { position, sources }: Inside) {
  const { rank, sizes } = sources.space
  const known = substituteIndex(index, sizes)
  if (position !== undefined && coefficientOf(known, position) === undefined) return notAffine(NOT_LINEAR)
  const valueAt = (n: number): readonly number[] =>
    evaluateIndex(known, rank, position === undefined ? at : new Map([...at, [position, new Array(rank).fill(n)]]))
  const [zero, one, two] = [valueAt(0), valueAt(1), valueAt(2)]
  const stride = one.map((entry, axis) => entry - (zero[axis] ?? 0))
  const isLinear = two.every((entry, axis) => entry === (zero[axis] ?? 0) + 2 * (stride[axis] ?? 0))
  return isLinear ? { stride, offset: zero } : notAffine(NOT_LINEAR)
}

/** The read with the bracket [0 ≤ position < extent] as its window; on axes where the bracket always holds there is none. */
function narrow(read: Read, { condition }: BracketTerm, at: Environment, reading: Inside): Read {
  if (condition.kind === 'equal') return notAffine('an equation about the position')
  const { stride, offset } = linearOf(condition.index, at, reading)
  const extents = evaluateIndex(substituteIndex(condition.extent, reading.sources.space.sizes), stride.length, at)
  const window = stride.map((step, axis): number | undefined => {
    const start = offset[axis] ?? 0
    const extent = extents[axis] ?? 0
    if (step === 0 && start >= 0 && start < extent) return read.window[axis]
    const isRead = step === read.stride[axis] && start === read.offset[axis]
    return isRead ? Math.min(extent, read.window[axis] ?? extent) : notAffine('a window about another position')
  })
  return { ...read, window }
}

interface Group {
  readonly source: string
  readonly stride: readonly number[]
  readonly window: Extents
  /** By output channel. */
  readonly reads: readonly (readonly Read[])[]
}

/** What one layer can say: reads of one signal with one stride and window. */
function groupReads(outputs: readonly Affine[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, { source: string; stride: readonly number[]; window: Extents; reads: Read[][] }>()
  outputs.forEach(({ reads }, o) => {
    for (const read of reads) {
      const { source, stride, window } = read
      const key = JSON.stringify([source, stride, window])
      const group = groups.get(key) ?? { source, stride, window, reads: outputs.map(() => []) }
      groups.set(key, group)
      group.reads[o]?.push(read)
    }
  })
  return groups
}

function layerOf(
  reads: readonly (readonly Read[])[],
  bias: readonly Polynomial[],
  stride: readonly number[],
): FormalLayer {
  const channels = 1 + reads.flat().reduce((most, read) => Math.max(most, read.channel), -1)
  const taps = new Map<string, { offset: readonly number[]; matrix: Polynomial[][] }>()
  reads.forEach((own, o) => {
    for (const { offset, channel, coefficient } of own) {
      const key = offset.join()
      const matrix = (): Polynomial[][] => reads.map(() => new Array<Polynomial>(channels).fill(NOTHING))
      const tap = taps.get(key) ?? { offset, matrix: matrix() }
      taps.set(key, tap)
      const row = tap.matrix[o]
      if (row !== undefined) row[channel] = add(row[channel] ?? NOTHING, coefficient)
    }
  })
  return { stride, bias, taps: [...taps.values()] }
}
