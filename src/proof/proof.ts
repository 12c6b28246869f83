/** A proof as plain data: declarations, definitions, lemmas with their steps, and the claim. Imports only types. */
import type { Index } from '../term/index-expression.ts'
import type { IndexVariable, Path, Sort, Term } from '../term/term.ts'

/** The version of the record's schema; documented in docs/proof-record.md. */
export const PROOF_FORMAT = 'convolemma-proof'
export const PROOF_VERSION = 1

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

/** What a definition is for; a reader's aid without logical weight. */
export type DefinitionRole = 'signal' | 'kernel' | 'bias' | 'weight'

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
  'bracket-decide',
  'bracket-implied',
  'support',
] as const

export type AxiomName = (typeof AXIOMS)[number]

/** The rules that the engine has, each named as its file; in a record a rule's name is only commentary. */
export const RULE_NAMES = [
  'unfold-layer',
  'substitute-inner',
  'distribute',
  'drop-window',
  'exchange-sums',
  'group-by-position',
  'name-sizes',
  'factor-signal',
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
 * `name` is the definition or lemma used; `multipliers` are the factors that prove an implied bracket.
 */
export interface Step {
  readonly axiom: AxiomName
  readonly reverse: boolean
  readonly path: Path
  readonly before: Term
  readonly after: Term
  readonly name?: string
  readonly multipliers?: readonly Index[]
}

/** A named rule's steps; `rule` and `because` are commentary that the checker ignores. */
export interface RuleApplication {
  readonly rule: string
  readonly because: string
  readonly steps: readonly Step[]
}

/** left = right for all values of the parameters within their ranges. `left` is an entry at the parameters themselves or at constants. */
export interface Lemma {
  readonly name: string
  readonly parameters: readonly IndexVariable[]
  readonly left: Term
  readonly right: Term
  readonly rules: readonly RuleApplication[]
}

/**
 * The main statement, proved as `lemma`: the output signal is one convolution of the input,
 *   output[o, n] = bias + Σ_{a < channels} Σ_{m < taps} kernel · input[a, stride⊙n + dilation⊙m − padding].
 * `channel` is the input channel that is read: a bound index (then `channels` is its extent) or an index in o.
 */
export interface Claim {
  readonly lemma: string
  readonly output: string
  readonly input: string
  readonly outputChannel: string
  readonly position?: string
  readonly channelIndex?: { readonly name: string; readonly extent: Index }
  readonly channel: Index
  readonly tapIndex?: { readonly name: string; readonly extent: Index }
  readonly stride: Index
  readonly dilation: Index
  readonly padding: Index
  readonly kernel: Term
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
