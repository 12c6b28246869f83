/** The syntax tree of an expression and the way back from its nodes to the text. Never imports a parser. */
import { ConvolemmaError, fail, type Problem } from '../errors.ts'
import type { Rational } from './rational.ts'
import { excerptOf, type Token } from './token.ts'

/** The nodes that are read; the parser makes others, which are refused. */
export type SyntaxNode =
  | { readonly type: 'ConstantNode'; readonly value: unknown }
  | { readonly type: 'SymbolNode'; readonly name: string }
  | { readonly type: 'ParenthesisNode'; readonly content: SyntaxNode }
  | { readonly type: 'OperatorNode'; readonly fn: string; readonly args: readonly SyntaxNode[] }
  | { readonly type: 'FunctionNode'; readonly fn: SyntaxNode; readonly args: readonly SyntaxNode[] }
  | { readonly type: 'AccessorNode' }

/** One text while it is read. */
export interface Reading {
  readonly text: string
  readonly name: string | undefined
  readonly tokens: readonly Token[]
  readonly indices: ReadonlyMap<string, Rational>
  /** Products of terms so far, weighted by the length of arguments. */
  spent: number
}

/** Give a problem that arises from exact arithmetic the place where it arises. */
export function located<T>(node: SyntaxNode, reading: Reading, compute: () => T): T {
  try {
    return compute()
  } catch (cause) {
    if (!(cause instanceof ConvolemmaError) || cause.problem.excerpt !== undefined) throw cause
    const { code, what } = cause.problem
    return refuse(reading, node, code, what)
  }
}

/** Stop with a problem at the stretch of text that the node covers. @throws ConvolemmaError always */
export function refuse(reading: Reading, node: SyntaxNode, code: string, what: string, fix?: Problem['fix']): never {
  const used = leavesOf(node).flatMap((leaf) => tokenOf(leaf, reading) ?? [])
  const from = Math.min(reading.text.length, ...used.map((token) => token.from))
  const excerpt = excerptOf(reading.text, from, Math.max(from, ...used.map((token) => token.to)), reading.name)
  fail(fix === undefined ? { code, what, excerpt } : { code, what, fix, excerpt })
}

function leavesOf(node: SyntaxNode): readonly SyntaxNode[] {
  const leaves: SyntaxNode[] = []
  const pending = [node]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.type === 'ParenthesisNode') pending.push(next.content)
    else if (next.type === 'OperatorNode') pending.push(...next.args)
    else if (next.type === 'FunctionNode') pending.push(next.fn, ...next.args)
    else leaves.push(next)
  }
  return leaves
}

/** The token whose position stands in a leaf: 12 for a number, "t12" for a name. */
export function tokenOf(node: SyntaxNode, reading: Reading): Token | undefined {
  if (node.type === 'ConstantNode') return reading.tokens[Number(node.value)]
  return node.type === 'SymbolNode' ? reading.tokens[Number(node.name.slice(1))] : undefined
}
