/** What the script claims: one closed statement with every size, tensor, layer and name that the printed proof mentions. */
import { identifier } from '../../coq/identifier.ts'
import type { Claim, ClaimSignal, Definition, Proof, SizeDeclaration, TensorDeclaration } from '../../proof/proof.ts'
import { element, sum } from '../../term/build.ts'
import { addIndex, type Index, integer, multiplyIndex, subtractIndex, variable } from '../../term/index-expression.ts'
import { type IndexVariable, OPAQUE_FUNCTIONS, type OpaqueFunction, type Sort, type Term } from '../../term/term.ts'
import { children } from '../../term/walk.ts'
import { rangeName, supportName } from './script-steps.ts'
import { onlySignal } from './script-support.ts'
import {
  type Declared,
  inverseName,
  primeFactors,
  printArgument,
  printEntries,
  printIndex,
  printTerm,
  type Scope,
} from './script-terms.ts'

/** name : type, as a universally quantified variable. */
export interface Binder {
  readonly name: string
  readonly type: string
}

/** name := value */
export interface NamedValue {
  readonly name: string
  readonly binders: readonly Binder[]
  readonly type: string
  readonly value: string
}

/** The parts of the statement, in order. */
export interface Statement {
  readonly variables: readonly Binder[]
  readonly hypotheses: readonly Binder[]
  /** Defined sizes, then definitions, then the geometry of the merged layer. */
  readonly sizes: readonly NamedValue[]
  readonly definitions: readonly NamedValue[]
  readonly geometry: readonly NamedValue[]
  readonly conclusion: Conclusion
}

/** For all binders within their ranges, left = right. */
export interface Conclusion {
  readonly binders: readonly Binder[]
  readonly ranges: readonly Binder[]
  readonly left: string
  readonly right: string
}

/** Everything that the script claims, in Coq's words. */
export function statementOf(declared: Declared): Statement {
  const { proof } = declared
  const terms = [
    ...proof.definitions.map((one) => one.body),
    ...proof.lemmas.flatMap(termsOfLemma),
    ...claimTerms(proof.claim),
  ]
  const primes = [...new Set(terms.flatMap(denominatorsOf).flatMap((one) => primeFactors(one)))].sort((a, b) =>
    a < b ? -1 : 1,
  )
  return {
    variables: variablesOf(proof, primes, new Set(terms.flatMap(functionsIn))),
    hypotheses: hypothesesOf(declared, primes),
    sizes: proof.sizes.flatMap(({ name, sort, definition }) =>
      definition === undefined ? [] : [namedIndex(identifier('size', name), sort, definition, declared)],
    ),
    definitions: proof.definitions.map((one) => namedDefinition(one, declared)),
    geometry: geometryOf(proof.claim, declared),
    conclusion: conclusionOf(proof.claim, declared),
  }
}

/** A size as a variable: an integer, or one for each axis. */
const SIZE_TYPES: Readonly<Record<Sort, string>> = { channel: 'Z', position: 'nat -> Z' }
/** An index as an argument: an integer, or a position. */
const INDEX_TYPES: Readonly<Record<Sort, string>> = { channel: 'Z', position: 'position' }

function freeSizes({ sizes }: Proof): readonly SizeDeclaration[] {
  return sizes.filter(({ definition }) => definition === undefined)
}

/** What the claim is for all of: not every ring has the inverses and the functions. */
function variablesOf(
  proof: Proof,
  primes: readonly bigint[],
  functions: ReadonlySet<OpaqueFunction>,
): readonly Binder[] {
  return [
    ...(proof.rank === 'any' ? [{ name: 'rank', type: 'nat' }] : []),
    ...freeSizes(proof).map(({ name, sort }) => ({ name: identifier('size', name), type: SIZE_TYPES[sort] })),
    ...primes.map((prime) => ({ name: inverseName(prime), type: 'R' })),
    ...OPAQUE_FUNCTIONS.filter((name) => functions.has(name)).map((name) => ({ name, type: 'R -> R' })),
    ...proof.tensors.map((tensor) => ({ name: identifier('tensor', tensor.name), type: tensorType(tensor) })),
  ]
}

/** What is assumed of the variables. */
function hypothesesOf(declared: Declared, primes: readonly bigint[]): readonly Binder[] {
  const { proof } = declared
  return [
    ...(proof.rank === 'any' ? [{ name: 'positive_rank', type: '(0 < rank)%nat' }] : []),
    ...freeSizes(proof).map((size) => {
      const name = identifier('size', size.name)
      const least = `${size.minimum} <= ${name}`
      const everywhere = `forall axis, (axis < ${declared.rank})%nat -> ${least} axis`
      return { name: `minimum_${name}`, type: size.sort === 'channel' ? least : everywhere }
    }),
    ...primes.map((prime) => ({
      name: `times_${inverseName(prime)}`,
      type: `(integer ${prime} * ${inverseName(prime)})%ring = one`,
    })),
    ...proof.tensors.flatMap((tensor) => supportOf(tensor, declared)),
  ]
}

/** The one closed proposition. */
export function printStatement(statement: Statement): string {
  const { variables, hypotheses, sizes, definitions, geometry, conclusion } = statement
  const lines = [
    `forall (R : ring) ${printBinders(variables)},`,
    ...hypotheses.map(({ type }) => `(${type}) ->`),
    ...[...sizes, ...definitions, ...geometry].map(printLet),
    printConclusion(conclusion),
  ]
  return lines.join('\n')
}

function printLet({ name, binders, value }: NamedValue): string {
  const head = binders.length === 0 ? '' : `fun ${printBinders(binders)} => `
  return `let ${name} := ${head}${value} in`
}

/** Binders as Coq writes them, neighbours of one type together: (s_a s_b : Z) (t_x : Z -> R). */
export function printBinders(binders: readonly Binder[]): string {
  const groups: { readonly type: string; readonly names: string[] }[] = []
  for (const { name, type } of binders) {
    const last = groups.at(-1)
    if (last?.type === type) last.names.push(name)
    else groups.push({ type, names: [name] })
  }
  return groups.map(({ names, type }) => `(${names.join(' ')} : ${type})`).join(' ')
}

export function printConclusion({ binders, ranges, left, right }: Conclusion): string {
  const quantifier = binders.length === 0 ? '' : `forall ${printBinders(binders)},\n`
  return `${quantifier}${ranges.map(({ type }) => `(${type}) ->\n`).join('')}(${left})%ring =\n(${right})%ring`
}

function termsOfLemma({ left, right, rules }: Proof['lemmas'][number]): readonly Term[] {
  return [left, right, ...rules.flatMap((rule) => rule.steps.map((step) => step.after))]
}

function claimTerms(claim: Claim): readonly Term[] {
  const kernels = claim.signals.map(({ kernel }) => kernel)
  return claim.bias === undefined ? kernels : [...kernels, claim.bias]
}

function denominatorsOf(term: Term): readonly bigint[] {
  return term.kind === 'number' ? [term.value.denominator] : children(term).flatMap(denominatorsOf)
}

function functionsIn(term: Term): readonly OpaqueFunction[] {
  const inside = children(term).flatMap(functionsIn)
  return term.kind === 'apply' ? [term.function, ...inside] : inside
}

function tensorType({ axes }: TensorDeclaration): string {
  return [...axes.map(({ sort }) => INDEX_TYPES[sort]), 'R'].join(' -> ')
}

/** The tensor is 0 unless its last index is within the support. */
function supportOf({ name, axes, support }: TensorDeclaration, declared: Declared): readonly Binder[] {
  const last = axes.at(-1)
  if (support === undefined || last === undefined) return []
  const names = axes.map((_, place) => `at_${place}`)
  const binders = axes.map(({ sort }, place) => `(at_${place} : ${INDEX_TYPES[sort]})`).join(' ')
  const point = names.at(-1) ?? ''
  const extent = printIndex(support, [], declared)
  const entry = `${identifier('tensor', name)} ${names.join(' ')} = zero`
  const type =
    last.sort === 'channel'
      ? `forall ${binders}, ~ (0 <= ${point} < ${extent}) -> ${entry}`
      : `forall ${binders}, length ${point} = ${declared.rank} -> ~ (forall axis, (axis < ${declared.rank})%nat -> 0 <= ${point} axis < ${extent}) -> ${entry}`
  return [{ name: supportName(name), type }]
}

function namedIndex(name: string, sort: Sort, value: Index, declared: Declared): NamedValue {
  const binders = sort === 'channel' ? [] : [{ name: 'axis', type: 'nat' }]
  return { name, binders, type: 'Z', value: printIndex(value, [], declared) }
}

function namedDefinition({ name, parameters, body }: Definition, declared: Declared): NamedValue {
  return {
    name: identifier('tensor', name),
    binders: parameters.map(binderOf),
    type: 'R',
    value: `(${printTerm(body, parameters, declared)})%ring`,
  }
}

export function binderOf({ name, sort }: IndexVariable): Binder {
  return { name: identifier('index', name), type: INDEX_TYPES[sort] }
}

/** What is assumed of an index: its range, or the number of its axes. */
export function rangesOf(parameters: Scope, declared: Declared): readonly Binder[] {
  return parameters.flatMap(({ name, sort, extent }) => {
    const index = identifier('index', name)
    if (sort === 'channel')
      return extent === undefined
        ? []
        : [{ name: rangeName(name), type: `0 <= ${index} < ${printIndex(extent, [], declared)}` }]
    const length = `length ${index} = ${declared.rank}`
    const type =
      extent === undefined ? length : `in_box ${declared.rank} ${printEntries(extent, sort, [], declared)} ${index}`
    return [{ name: rangeName(name), type }]
  })
}

const GEOMETRY = ['stride', 'dilation', 'padding'] as const

function geometryOf(claim: Claim, declared: Declared): readonly NamedValue[] {
  if (claim.position === undefined) return []
  const signal = onlySignal(claim)
  return GEOMETRY.map((part) => namedIndex(`merged_${part}`, 'position', signal[part], declared))
}

/** The right side of the claim as a term, exactly as the statement has it but for the names of the geometry. */
export function claimedTerm(claim: Claim): Term {
  const { position } = claim
  const { input, channel, channelIndex, tapIndex, stride, dilation, padding, kernel } = onlySignal(claim)
  const tap = tapIndex === undefined ? integer(0) : multiplyIndex(dilation, variable(tapIndex.name))
  const start = position === undefined ? [] : multiplyIndex(stride, variable(position))
  const sample = position === undefined ? [] : [subtractIndex(addIndex(start, tap), padding)]
  const product: Term = { kind: 'multiply', factors: [kernel, element(input, channel, ...sample)] }
  const overTaps = tapIndex === undefined ? product : sum(tapIndex.name, 'position', tapIndex.extent, product)
  const read = channelIndex === undefined ? overTaps : sum(channelIndex.name, 'channel', channelIndex.extent, overTaps)
  return claim.bias === undefined ? read : { kind: 'add', terms: [claim.bias, read] }
}

/** output[o, n] = bias + Σ_channel Σ_tap kernel · input[channel, stride⊙n + dilation⊙tap − padding] */
function conclusionOf(claim: Claim, declared: Declared): Conclusion {
  const parameters = outputParameters(claim, declared)
  const signal = onlySignal(claim)
  const { channelIndex, tapIndex } = signal
  const channels: Scope =
    channelIndex === undefined ? parameters : [...parameters, { ...channelIndex, sort: 'channel' }]
  const taps: Scope = tapIndex === undefined ? channels : [...channels, { ...tapIndex, sort: 'position' }]
  const channel = printArgument(signal.channel, 'channel', taps, declared)
  const read = [identifier('tensor', signal.input), channel, ...samplePosition(claim, signal, declared)].join(' ')
  const kernel = printTerm(signal.kernel, taps, declared)
  const isLoose = signal.kernel.kind === 'add'
  const product = `${isLoose ? `(${kernel})` : kernel} * ${read}`
  const overTaps =
    tapIndex === undefined
      ? product
      : `sum_positions ${declared.rank} ${printEntries(tapIndex.extent, 'position', channels, declared)} (fun ${identifier('index', tapIndex.name)} => ${product})`
  const overChannels =
    channelIndex === undefined
      ? overTaps
      : `sum_channels ${printEntries(channelIndex.extent, 'channel', parameters, declared)} (fun ${identifier('index', channelIndex.name)} => ${overTaps})`
  const output = [identifier('tensor', claim.output), ...parameters.map(({ name }) => identifier('index', name))]
  return {
    binders: parameters.map(binderOf),
    ranges: rangesOf(parameters, declared),
    left: output.join(' '),
    right: claim.bias === undefined ? overChannels : `${printTerm(claim.bias, parameters, declared)} + ${overChannels}`,
  }
}

/** All output channels of the network, and the positions that the claimed lemma is about: all, unless the input's size is known. */
function outputParameters({ output, lemma }: Claim, { definitions, proof }: Declared): Scope {
  const channels = definitions.get(output)?.parameters[0]?.extent
  return (proof.lemmas.find((one) => one.name === lemma)?.parameters ?? []).map(({ name, sort, extent }) => {
    const range = sort === 'channel' ? channels : extent
    return { name, sort, ...(range === undefined ? {} : { extent: range }) }
  })
}

/** The position that the claim reads, in the names of the merged geometry. */
function samplePosition({ position }: Claim, { tapIndex }: ClaimSignal, declared: Declared): readonly string[] {
  if (position === undefined) return []
  const tap = tapIndex === undefined ? '' : ` + merged_dilation axis * ${identifier('index', tapIndex.name)} axis`
  const start = `merged_stride axis * ${identifier('index', position)} axis`
  return [`(at_axes ${declared.rank} (fun axis => ${start}${tap} - merged_padding axis)%Z)`]
}
