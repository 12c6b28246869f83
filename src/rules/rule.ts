/** What a named rewrite rule is, and what it may look up. Rules suggest axiom steps; only the checker decides. */
import type { Definition, Lemma, RuleName, SizeDeclaration, Step, TensorDeclaration } from '../proof/proof.ts'
import { type Index, variablesOf } from '../term/index-expression.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import { freshName } from '../term/walk.ts'

/** Everything that is known while one layer is merged into what comes before it. */
export interface Scene {
  /** Axes of a position; 1 where the proof is for any rank. */
  readonly rank: number
  /** The input of a network that has one. */
  readonly input: string
  /** What is read in the end: the inputs and their continuations; the first name for each is the input itself. */
  readonly sources: ReadonlySet<string>
  readonly sizes: readonly SizeDeclaration[]
  readonly tensors: readonly TensorDeclaration[]
  readonly definitions: readonly Definition[]
  readonly lemmas: readonly Lemma[]
  /** Output channel o, unless the rank is 0 output position n, and where outputs come in blocks the phase r. */
  readonly parameters: readonly IndexVariable[]
  /** True where weights may differ from place to place near the border. */
  readonly variesAtBorders: boolean
  /** Whether the checker would accept a step on the term as it is, with further sizes defined. */
  readonly accepts: (term: Term, step: Step, sizes?: readonly SizeDeclaration[]) => boolean
  /** The names that a merged kernel, bias and their sizes would like to have. */
  readonly wishes: { readonly kernel: string; readonly bias: string; readonly suffix: string }
}

/** What a rule did: the new term, the steps that lead there, and what it had to define. */
export interface RuleResult {
  readonly term: Term
  readonly steps: readonly Step[]
  readonly because: string
  readonly definitions?: readonly Definition[]
  readonly sizes?: readonly SizeDeclaration[]
}

/** A named rule. Its `name` is its file name and its heading in the proof. */
export interface Rule {
  readonly name: RuleName
  /** What it does, in a few words for a reader. */
  readonly title: string
  /** The law behind it, as LaTeX. */
  readonly statement: string
  /** When it may be used, in words. */
  readonly condition: string
  readonly source: string
  /** @returns undefined where there is nothing to do */
  readonly apply: (term: Term, scene: Scene) => RuleResult | undefined
}

/** A name for a bound index that no size and no parameter has. */
export function freshIndexName(wish: string, scene: Scene, alsoTaken: Iterable<string> = []): string {
  const taken = new Set([...scene.sizes.map((size) => size.name), ...scene.parameters.map((p) => p.name), ...alsoTaken])
  return freshName(wish, taken)
}

/** A name for a tensor or definition that is not taken. */
export function freshTensorName(wish: string, scene: Scene): string {
  const taken = new Set([...scene.tensors.map((t) => t.name), ...scene.definitions.map((d) => d.name)])
  return freshName(wish, taken)
}

/** A size as a name: itself where it is a number or one name, otherwise a new definition. */
export function nameSize(
  wish: string,
  size: Index,
  scene: Scene,
): { readonly index: Index; readonly sizes: readonly SizeDeclaration[] } {
  const [only] = size
  const isSimple = size.length === 0 || (size.length === 1 && (only?.atoms.length ?? 0) <= 1)
  if (isSimple || variablesOf(size).length === 0) return { index: size, sizes: [] }
  const taken = new Set([
    ...scene.sizes.map((known) => known.name),
    ...scene.parameters.map((parameter) => parameter.name),
    ...scene.tensors.map((tensor) => tensor.name),
    ...scene.definitions.map((definition) => definition.name),
  ])
  const name = freshName(wish, taken)
  return {
    index: [{ coefficient: 1, atoms: [{ kind: 'variable', name }] }],
    sizes: [{ name, sort: 'position', minimum: 0, definition: size }],
  }
}
