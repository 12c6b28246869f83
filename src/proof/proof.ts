/** A proof as plain data: declarations, definitions, lemmas with their steps, and the claim. Imports only types. */
import type { Index } from '../term/index-expression.ts'
import type { IndexVariable, Path, Sort, Term } from '../term/term.ts'

/** The version of the record's schema; documented in docs/proof-record.md. */
export const PROOF_FORMAT = 'convolemma-proof'
export const PROOF_VERSION = 2

/** A named size such as a stride: an integer of at least `minimum` on every axis, or what its definition says. */
export interface SizeDeclaration {
  readonly name: string
  readonly sort: Sort
  readonly minimum: 0 | 1
  readonly definition?: Index
}

/** One axis of a tensor; without extent the axis is unbounded. */
export interface TensorAxis {
  readonly sort: Sort
  readonly extent?: Index
}

/** A given tensor. `support` says that the entries are 0 unless 0 ≤ last index < support. */
export interface TensorDeclaration {
  readonly name: string
  readonly axes: readonly TensorAxis[]
  readonly support?: Index
}

/**
 * What a definition is for. A view is an input as it is read: continued outside of its samples, or the ones inside of them;
 * the checker insists that a view only chooses samples, by ranges. The other roles are a reader's aid without logical weight.
 */
export type DefinitionRole = 'signal' | 'kernel' | 'bias' | 'weight' | 'view'

/** name[parameters] := body, for all parameters. The body mentions only tensors and earlier definitions. */
export interface Definition {
  readonly name: string
  readonly parameters: readonly IndexVariable[]
  readonly body: Term
  readonly role: DefinitionRole
}

/** The axioms that a step may appeal to; the checker knows exactly these. */
export const AXIOMS = [
  'unfold',
  'lemma',
  'ring',
  'sum-factor',
  'sum-add',
  'sum-exchange',
  'sum-reverse',
  'sum-unroll',
  'one-point',
  'same-index',
  'bracket-decide',
  'bracket-implied',
  'support',
] as const

export type AxiomName = (typeof AXIOMS)[number]

/** The rules that the engine has, each named as its file; in a record a rule's name is only commentary. */
export const RULE_NAMES = [
  'unfold-layer',
  'split-phases',
  'substitute-inner',
  'distribute',
  'unwrap-circular',
  'decide-window',
  'drop-window',
  'ones-channel',
  'read-all-channels',
  'exchange-sums',
  'group-by-position',
  'name-sizes',
  'factor-signal',
  'add-branches',
  'name-kernel',
  'name-bias',
  'reverse-and-pad',
  'write-out',
  'group-by-sample',
  'add-zeros',
  'write-tap-out',
] as const

export type RuleName = (typeof RULE_NAMES)[number]

/**
 * One step: the subterm `before` at `path` becomes `after` by the axiom. `reverse` reads the axiom from right to left.
 * `name` is the definition or lemma used, at `arguments`; `multipliers` are the factors that prove an implied bracket.
 */
export interface Step {
  readonly axiom: AxiomName
  readonly reverse: boolean
  readonly path: Path
  readonly before: Term
  readonly after: Term
  readonly name?: string
  /** The values of a lemma's parameters, in order; where they are not given, the lemma's left side is matched. */
  readonly arguments?: readonly Index[]
  readonly multipliers?: readonly Index[]
}

/** A named rule's steps; `rule` and `because` are commentary that the checker ignores. */
export interface RuleApplication {
  readonly rule: string
  readonly because: string
  readonly steps: readonly Step[]
}

/** left = right for all values of the parameters within their ranges. `left` is an entry of a tensor or definition. */
export interface Lemma {
  readonly name: string
  readonly parameters: readonly IndexVariable[]
  readonly left: Term
  readonly right: Term
  readonly rules: readonly RuleApplication[]
}

/**
 * The part of a claim that reads one input: Σ_{channel} Σ_{m < taps} kernel · input[channel, stride⊙n + dilation⊙m − padding].
 * `input` is a given tensor or a view of one, such as its periodic continuation. `channel` is the channel that is
 * read: a bound index (then `channelIndex` is that index with its extent) or an index in o.
 */
export interface ClaimSignal {
  readonly input: string
  readonly channelIndex?: { readonly name: string; readonly extent: Index }
  readonly channel: Index
  readonly tapIndex?: { readonly name: string; readonly extent: Index }
  readonly stride: Index
  readonly dilation: Index
  readonly padding: Index
  readonly kernel: Term
}

/**
 * The main statement, proved as `lemma`: the output signal is one linear layer of the inputs,
 *   output[o, up⊙(n + first) + r] = bias + the sum of what `signals` read around n + first, for 0 ≤ r < up.
 * Without `phase` the up-rate is 1 and r is 0; without `first` it is 0. Kernels and bias depend on o and r, and on n only where
 * `varies` says so: then the claim is one layer whose weights differ from place to place, as at borders.
 */
export interface Claim {
  readonly lemma: string
  readonly output: string
  readonly outputChannel: string
  readonly position?: string
  readonly phase?: { readonly name: string; readonly extent: Index }
  readonly first?: Index
  readonly varies?: true
  readonly signals: readonly ClaimSignal[]
  readonly bias?: Term
}

/** The whole record. `rank` is the number of spatial axes, or "any" where the proof holds for every rank. */
export interface Proof {
  readonly format: typeof PROOF_FORMAT
  readonly version: typeof PROOF_VERSION
  readonly title: string
  readonly network: readonly string[]
  readonly rank: number | 'any'
  readonly sizes: readonly SizeDeclaration[]
  readonly tensors: readonly TensorDeclaration[]
  readonly definitions: readonly Definition[]
  readonly lemmas: readonly Lemma[]
  readonly claim: Claim
}
