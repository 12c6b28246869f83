/** The record as JSON data; the checker has the only reader of it. Imports only types and the rational's text form. */
import { formatRational } from '../scalar/rational.ts'
import type { Index, IndexAtom } from '../term/index-expression.ts'
import type { Condition, IndexVariable, Term } from '../term/term.ts'
import type { Claim, ClaimSignal, Lemma, Proof, RuleApplication, Step } from './proof.ts'

/** What JSON.stringify writes without loss. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json }

type JsonObject = { readonly [field: string]: Json }

/** The record as data for JSON.stringify; docs/proof-record.md describes it. */
export function encodeProof(proof: Proof): Json {
  const { format, version, title, network, rank } = proof
  return {
    format,
    version,
    title,
    network,
    rank,
    sizes: proof.sizes.map(({ name, sort, minimum, definition }) => {
      return { name, sort, minimum, ...indexField('definition', definition) }
    }),
    tensors: proof.tensors.map(({ name, axes, support }) => ({
      name,
      axes: axes.map(({ sort, extent }) => ({ sort, ...indexField('extent', extent) })),
      ...indexField('support', support),
    })),
    definitions: proof.definitions.map(({ name, parameters, body, role }) => {
      return { name, parameters: parameters.map(encodeVariable), body: encodeTerm(body), role }
    }),
    lemmas: proof.lemmas.map(encodeLemma),
    claim: encodeClaim(proof.claim),
  }
}

function indexField(name: string, index: Index | undefined): JsonObject {
  return index === undefined ? {} : { [name]: encodeIndex(index) }
}

function encodeVariable({ name, sort, extent }: IndexVariable): Json {
  return { name, sort, ...indexField('extent', extent) }
}

/** [[coefficient, atom, …], …], an atom being a name or {"floor": [numerator, denominator]}. */
function encodeIndex(index: Index): Json {
  return index.map(({ coefficient, atoms }) => [coefficient, ...atoms.map(encodeAtom)])
}

function encodeAtom(atom: IndexAtom): Json {
  if (atom.kind === 'variable') return atom.name
  return { floor: [encodeIndex(atom.numerator), encodeIndex(atom.denominator)] }
}

/** The term with its fields in the order of their declaration. */
function encodeTerm(term: Term): Json {
  const { kind } = term
  switch (kind) {
    case 'number':
      return { kind, value: formatRational(term.value) }
    case 'element':
      return { kind, name: term.name, at: term.at.map(encodeIndex) }
    case 'sum': {
      const { index, sort, extent, body } = term
      return { kind, index, sort, extent: encodeIndex(extent), body: encodeTerm(body) }
    }
    case 'add':
      return { kind, terms: term.terms.map(encodeTerm) }
    case 'multiply':
      return { kind, factors: term.factors.map(encodeTerm) }
    case 'bracket':
      return { kind, condition: encodeCondition(term.condition) }
    case 'apply':
      return { kind, function: term.function, argument: encodeTerm(term.argument) }
    default:
      return term satisfies never
  }
}

function encodeCondition(condition: Condition): Json {
  const { kind } = condition
  if (kind === 'equal') return { kind, left: encodeIndex(condition.left), right: encodeIndex(condition.right) }
  return { kind, index: encodeIndex(condition.index), extent: encodeIndex(condition.extent) }
}

function encodeLemma({ name, parameters, left, right, rules }: Lemma): Json {
  return {
    name,
    parameters: parameters.map(encodeVariable),
    left: encodeTerm(left),
    right: encodeTerm(right),
    rules: rules.map(encodeRule),
  }
}

function encodeRule({ rule, because, steps }: RuleApplication): Json {
  return { rule, because, steps: steps.map(encodeStep) }
}

function encodeStep(step: Step): Json {
  const { axiom, reverse, path, before, after, name, multipliers } = step
  return {
    axiom,
    reverse,
    path,
    before: encodeTerm(before),
    after: encodeTerm(after),
    ...(name === undefined ? {} : { name }),
    ...(step.arguments === undefined ? {} : { arguments: step.arguments.map(encodeIndex) }),
    ...(multipliers === undefined ? {} : { multipliers: multipliers.map(encodeIndex) }),
  }
}

function encodeClaim(claim: Claim): Json {
  const { lemma, output, outputChannel, position, phase, first, varies, signals, bias } = claim
  return {
    lemma,
    output,
    outputChannel,
    ...(position === undefined ? {} : { position }),
    ...(phase === undefined ? {} : { phase: encodeBound(phase) }),
    ...indexField('first', first),
    ...(varies === undefined ? {} : { varies }),
    signals: signals.map(encodeSignal),
    ...(bias === undefined ? {} : { bias: encodeTerm(bias) }),
  }
}

function encodeSignal(signal: ClaimSignal): Json {
  const { input, channelIndex, tapIndex } = signal
  return {
    input,
    ...(channelIndex === undefined ? {} : { channelIndex: encodeBound(channelIndex) }),
    channel: encodeIndex(signal.channel),
    ...(tapIndex === undefined ? {} : { tapIndex: encodeBound(tapIndex) }),
    stride: encodeIndex(signal.stride),
    dilation: encodeIndex(signal.dilation),
    padding: encodeIndex(signal.padding),
    kernel: encodeTerm(signal.kernel),
  }
}

function encodeBound({ name, extent }: { readonly name: string; readonly extent: Index }): Json {
  return { name, extent: encodeIndex(extent) }
}
