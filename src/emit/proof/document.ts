/** A proof as a document without a format: blocks of words and formulas. Renderers turn it into text, LaTeX, HTML, Markdown. */
import type { Index } from '../../term/index-expression.ts'
import type { Path, Sort, Term } from '../../term/term.ts'

/** A piece of a formula. Terms and indices are printed by the renderer's own notation; `marks` are the places that changed. */
export type FormulaPart =
  | { readonly kind: 'term'; readonly term: Term; readonly marks: readonly Path[] }
  | { readonly kind: 'index'; readonly index: Index; readonly sort: Sort }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'name'; readonly name: string }

/** What stands between two parts of a formula; "defines" is :=. */
export type Relation = '=' | 'defines' | '≤' | '<' | '∈' | ',' | 'and'

export type Formula = readonly FormulaPart[]

/** Words, or a formula within a line. */
export type Inline = string | { readonly formula: Formula } | { readonly code: string } | { readonly strong: string }

/** Who vouches for a line: Coq accepted a proof of it, the checker replayed it, exact random evaluation agreed. */
export type Certainty = 'proved' | 'replayed' | 'evaluated'

/** A block that may state facts; definitions are none, so a block of definitions has no certainty. */
interface Stated {
  /** Who vouches for every equation in the block, strongest first. */
  readonly certainty?: readonly Certainty[]
}

/** One rule or one axiom step: what stood there, what stands there now, and why that is allowed. */
export interface StepBlock {
  readonly kind: 'step'
  /** "4" for a rule, "4.2" for an axiom step inside it; stable, usable as an anchor together with the lemma's name. */
  readonly number: string
  readonly anchor: string
  /** How many atomic steps of the record it stands for. */
  readonly count: number
  /** The rule's or axiom's id, for example "group-by-position". */
  readonly name: string
  readonly title: string
  readonly before: Formula
  readonly after: Formula
  /** What changed, in words: "both sums". */
  readonly changed: string
  readonly because: readonly Inline[]
  /** Side conditions, one line each. */
  readonly conditions: readonly (readonly Inline[])[]
  readonly certainty: readonly Certainty[]
  /** The names of the Coq lemmas that say the same; usually one. */
  readonly coqLemmas?: readonly string[]
  /** The steps that this one stands for, and what to call them: "4 atomic steps". */
  readonly inner?: { readonly summary: string; readonly steps: readonly StepBlock[]; readonly isOpen: boolean }
}

/** Rows that belong together: left relation right, with a note on the right; an empty left continues the row above. */
export interface DisplayBlock extends Stated {
  readonly kind: 'display'
  readonly rows: readonly {
    readonly left: Formula
    readonly relation: Relation
    readonly right: Formula
    readonly note?: readonly Inline[]
  }[]
}

/** The reversed outer kernel sliding over the zero-padded inner one; each row is one merged tap. */
export interface WindowsBlock extends Stated {
  readonly kind: 'windows'
  /** The zero-padded inner kernel, one term per sample. */
  readonly padded: readonly Term[]
  /** The reversed outer kernel. */
  readonly reversed: readonly Term[]
  /** For each merged tap: where the window starts in `padded`, the tap, and its value as a sum of products. */
  readonly rows: readonly { readonly start: number; readonly tap: Formula; readonly value: Formula }[]
}

export interface ListBlock extends Stated {
  readonly kind: 'list'
  readonly ordered: boolean
  readonly items: readonly (readonly Inline[])[]
}

export interface TableBlock extends Stated {
  readonly kind: 'table'
  readonly header: readonly string[]
  readonly rows: readonly (readonly (readonly Inline[])[])[]
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: readonly Inline[]; readonly anchor?: string }
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | ListBlock
  | TableBlock
  | { readonly kind: 'details'; readonly summary: readonly Inline[]; readonly blocks: readonly Block[] }
  | DisplayBlock
  | StepBlock
  | WindowsBlock

/** What the renderers must know of names to print them: which axes a tensor has, and what it is. */
export interface NameInfo {
  /** A signal (x, z, y), a given tensor (k, b_k), a definition (M, B, dense_k). */
  readonly role: 'signal' | 'tensor' | 'definition'
  /** Axes with extent exactly 1 are not printed. */
  readonly axes: readonly { readonly sort: Sort; readonly isSingle: boolean }[]
}

export interface ProofDocument {
  /** Also the title of the browser tab and of the PDF, so it has no formulas. */
  readonly title: string
  readonly blocks: readonly Block[]
  readonly names: ReadonlyMap<string, NameInfo>
  /** The number of axes of a position; with it the constant position (1,1), which is stored as 1, is printed as 1,1. */
  readonly rank?: number | 'any'
}
