/** The tree of PyTorch constructor notation, with positions in the user's text. Imports nothing. */

/** Where something stands in the user's text: [from, to). */
export interface Span {
  readonly from: number
  readonly to: number
}

/** `name(arguments)`; of a dotted name only the last part is kept. */
export interface CallNode extends Span {
  readonly kind: 'call'
  readonly name: string
  readonly arguments: readonly Argument[]
}

/** A decimal number as text, with its sign, for example "-1", "0.5" or "1e-05". */
export interface NumberNode extends Span {
  readonly kind: 'number'
  readonly text: string
}

export interface StringNode extends Span {
  readonly kind: 'string'
  readonly value: string
}

export interface BooleanNode extends Span {
  readonly kind: 'boolean'
  readonly value: boolean
}

export interface NoneNode extends Span {
  readonly kind: 'none'
}

/** A bare name, such as the symbolic size K. */
export interface NameNode extends Span {
  readonly kind: 'name'
  readonly name: string
}

/** A tuple or a list. */
export interface SequenceNode extends Span {
  readonly kind: 'sequence'
  readonly brackets: 'tuple' | 'list'
  readonly items: readonly SyntaxNode[]
}

export type SyntaxNode = CallNode | NumberNode | StringNode | BooleanNode | NoneNode | NameNode | SequenceNode

/** `value`, `keyword=value`, or `(label): value` as print(model) shows a child. */
export interface Argument extends Span {
  readonly keyword?: string
  readonly label?: string
  readonly value: SyntaxNode
}
