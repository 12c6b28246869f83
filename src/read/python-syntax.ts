/** Parses PyTorch constructor notation and print(model) into a tree with positions; evaluates nothing. Never imports a layer. */
import { fail } from '../errors.ts'
import { type GrammarNode, parseGrammar } from './python-grammar.ts'
import { decimalText, stringValue } from './python-literal.ts'
import { type PrintedLabel, rewritePrintout } from './python-printout.ts'
import type { Argument, CallNode, NumberNode, SequenceNode, Span, StringNode, SyntaxNode } from './python-tree.ts'

interface Reading {
  readonly text: string
  readonly name: string
  readonly labels: ReadonlyMap<number, PrintedLabel>
  /** How many calls a node stands for, repeated children counted each time. */
  readonly calls: Map<SyntaxNode, number>
}

const MAX_LENGTH = 1_000_000
const MAX_DEPTH = 200
const MAX_CALLS = 10_000
const PREFIXES: readonly string[] = ['', 'nn.', 'torch.nn.', 'convolemma.']
const EXPECTED = 'expected a layer, a number, a string, True, False, None, a name, a tuple or a list'

const FOUND: ReadonlyMap<string, string> = new Map([
  ['ArrayComprehensionExpression', 'a comprehension'],
  ['AwaitExpression', '"await"'],
  ['BinaryExpression', 'an operator'],
  ['ComprehensionExpression', 'a comprehension'],
  ['ConditionalExpression', 'a conditional'],
  ['ContinuedString', 'several strings in a row'],
  ['DictionaryExpression', 'a dictionary'],
  ['DictionaryComprehensionExpression', 'a comprehension'],
  ['Ellipsis', '"..."'],
  ['FormatString', 'an f-string'],
  ['LambdaExpression', 'a lambda'],
  ['MemberExpression', 'an attribute or a subscript'],
  ['NamedExpression', 'an assignment'],
  ['SetComprehensionExpression', 'a comprehension'],
  ['SetExpression', 'a set'],
  ['UnaryExpression', 'an operator'],
  ['YieldExpression', '"yield"'],
  ['AssignOp', '":="'],
  ['for', 'a comprehension'],
  ['*', '"*"'],
  ['**', '"**"'],
])

/**
 * Read one expression in PyTorch constructor notation, or what print(model) shows; `model = …` before it is skipped.
 * @throws ConvolemmaError "syntax/…", with an excerpt that points at the place
 */
export function parsePython(text: string, sourceName: string): SyntaxNode {
  if (text.length > MAX_LENGTH) {
    const what = `the text has ${text.length} characters, at most ${MAX_LENGTH} can be read`
    fail({ code: 'syntax/too-long', what, where: sourceName })
  }
  const grammarText = rewritePrintout(text, sourceName, MAX_DEPTH)
  const reading: Reading = { text, name: sourceName, labels: grammarText.labels, calls: new Map() }
  return readScript(reading, parseGrammar(grammarText.text, text, sourceName))
}

function refuse(reading: Reading, span: Span, code: string, what: string, fix?: string): never {
  const excerpt = { text: reading.text, from: span.from, to: Math.max(span.to, span.from + 1), name: reading.name }
  return fail({ code: `syntax/${code}`, what, excerpt, ...(fix === undefined ? {} : { fix }) })
}

function refuseFound(reading: Reading, node: GrammarNode): never {
  return refuse(reading, node, 'not-supported', `${FOUND.get(node.name) ?? 'this'} cannot be read, ${EXPECTED}`)
}

function childrenOf(node: GrammarNode): readonly GrammarNode[] {
  const children: GrammarNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child)
  }
  return children
}

function sourceText(reading: Reading, node: Span): string {
  return reading.text.slice(node.from, node.to)
}

function readScript(reading: Reading, script: GrammarNode): SyntaxNode {
  const [statement, second] = childrenOf(script)
  if (statement === undefined) refuse(reading, script, 'empty', 'there is no expression to read')
  if (second !== undefined) refuse(reading, second, 'several', 'expected one expression and nothing after it')
  const parts = childrenOf(statement)
  const [target, operator, value] = parts
  if (statement.name === 'ExpressionStatement' && target !== undefined && parts.length === 1) {
    return readNode(reading, target)
  }
  const isAssignment = statement.name === 'AssignStatement' && parts.length === 3 && operator?.name === 'AssignOp'
  if (isAssignment && target !== undefined && value !== undefined && isDottedName(reading, target)) {
    return readNode(reading, value)
  }
  return refuse(
    reading,
    statement,
    'statement',
    `expected one expression, such as Sequential(…), optionally after "model ="`,
  )
}

function isDottedName(reading: Reading, node: GrammarNode): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(sourceText(reading, node))
}

/** Recursion is bounded, because every level opens a bracket and the brackets have been counted. */
function readNode(reading: Reading, node: GrammarNode): SyntaxNode {
  const { from, to } = node
  switch (node.name) {
    case 'CallExpression':
      return readCall(reading, node)
    case 'Number':
      return readNumber(reading, node, '')
    case 'UnaryExpression': {
      const [sign, operand] = childrenOf(node)
      if (sign?.name !== 'ArithOp' || operand?.name !== 'Number') return refuseFound(reading, node)
      const { text } = readNumber(reading, operand, sourceText(reading, sign) === '-' ? '-' : '')
      return sourceText(reading, sign) === '~' ? refuseFound(reading, node) : { kind: 'number', text, from, to }
    }
    case 'String':
      return readString(reading, node)
    case 'Boolean':
      return { kind: 'boolean', value: sourceText(reading, node) === 'True', from, to }
    case 'None':
      return { kind: 'none', from, to }
    case 'VariableName':
      return { kind: 'name', name: sourceText(reading, node), from, to }
    case 'ParenthesizedExpression': {
      const [, inner, close] = childrenOf(node)
      return inner === undefined || close?.name !== ')' ? refuseFound(reading, node) : readNode(reading, inner)
    }
    case 'TupleExpression':
    case 'ArrayExpression':
      return readSequence(reading, node)
    default:
      return refuseFound(reading, node)
  }
}

function readNumber(reading: Reading, node: GrammarNode, sign: string): NumberNode {
  const text = decimalText(sourceText(reading, node))
  if (text === undefined) {
    refuse(reading, node, 'number', `${sourceText(reading, node).slice(0, 40)} is not a decimal number`)
  }
  return { kind: 'number', text: `${sign}${text}`, from: node.from, to: node.to }
}

function readString(reading: Reading, node: GrammarNode): StringNode {
  const value = stringValue(sourceText(reading, node))
  if (value === undefined) refuse(reading, node, 'string', 'a bytes literal or an unknown escape cannot be read')
  return { kind: 'string', value, from: node.from, to: node.to }
}

function readSequence(reading: Reading, node: GrammarNode): SequenceNode {
  const items: SyntaxNode[] = []
  for (const child of childrenOf(node).slice(1, -1)) {
    if (child.name !== ',') items.push(readNode(reading, child))
  }
  const brackets = node.name === 'TupleExpression' ? 'tuple' : 'list'
  const sequence: SequenceNode = { kind: 'sequence', brackets, items, from: node.from, to: node.to }
  countCalls(reading, sequence, items, 0)
  return sequence
}

function readCall(reading: Reading, node: GrammarNode): CallNode {
  const [callee, list] = childrenOf(node)
  if (callee === undefined || list === undefined) return refuseFound(reading, node)
  const name = readCallee(reading, callee)
  const found = readArguments(reading, childrenOf(list).slice(1, -1))
  const call: CallNode = { kind: 'call', name, arguments: found, from: node.from, to: node.to }
  countCalls(
    reading,
    call,
    found.map(({ value }) => value),
    1,
  )
  return call
}

function readCallee(reading: Reading, callee: GrammarNode): string {
  const text = sourceText(reading, callee)
  const fix = 'write the layers one after another, or paste what print(model) shows'
  if (/^(?:collections\.)?OrderedDict$/.test(text)) {
    refuse(reading, callee, 'ordered-dict', 'OrderedDict cannot be read', fix)
  }
  if (!isDottedName(reading, callee)) {
    refuse(reading, callee, 'layer-name', 'expected the name of a layer before "("')
  }
  const [, prefix = '', name = ''] = /^(.*\.)?([^.]*)$/.exec(text) ?? []
  if (!PREFIXES.includes(prefix)) {
    refuse(reading, callee, 'prefix', `the prefix "${prefix.slice(0, 40)}" is none of nn., torch.nn. and convolemma.`)
  }
  return name
}

/** Children of an argument list without its parentheses: values, names, "=" and ",". */
function readArguments(reading: Reading, parts: readonly GrammarNode[]): readonly Argument[] {
  const found: Argument[] = []
  const seen = new Set<string>()
  for (const group of splitAtCommas(parts)) {
    for (const argument of readArgument(reading, group)) {
      const { keyword, label } = argument
      if (keyword === undefined && label === undefined && seen.size > 0) {
        refuse(reading, argument, 'positional-after-keyword', 'an argument without a name follows one with a name')
      }
      if (keyword !== undefined && seen.has(keyword)) {
        refuse(reading, argument, 'duplicate-keyword', `the argument ${keyword} is given twice`)
      }
      if (label !== undefined && seen.has(`(${label})`)) {
        refuse(reading, argument, 'duplicate-label', `the label (${label}) is given twice`)
      }
      if (keyword !== undefined) seen.add(keyword)
      if (label !== undefined) seen.add(`(${label})`)
      found.push(argument)
    }
  }
  return found
}

function splitAtCommas(parts: readonly GrammarNode[]): readonly (readonly GrammarNode[])[] {
  const groups: GrammarNode[][] = []
  let current: GrammarNode[] = []
  for (const part of parts) {
    if (part.name !== ',') current.push(part)
    else {
      groups.push(current)
      current = []
    }
  }
  // A comma after the last argument leaves nothing behind it.
  return current.length === 0 ? groups : [...groups, current]
}

/** One argument; a printed label with a count gives several that share their value. */
function readArgument(reading: Reading, group: readonly GrammarNode[]): readonly Argument[] {
  const [first, operator, value] = group
  if (first === undefined) return []
  if (operator === undefined) {
    const positional = readNode(reading, first)
    return [{ value: positional, from: first.from, to: first.to }]
  }
  const isKeyword = first.name === 'VariableName' && operator.name === 'AssignOp' && sourceLength(operator) === 1
  if (!isKeyword || value === undefined || group.length > 3)
    return refuseFound(reading, FOUND.has(first.name) ? first : operator)
  const label = reading.labels.get(first.from)
  if (label === undefined) {
    const keyword = sourceText(reading, first)
    return [{ keyword, value: readNode(reading, value), from: first.from, to: value.to }]
  }
  const child = readNode(reading, value)
  const span: Span = { from: first.from - 1, to: value.to }
  if (label.count === 1) return [{ label: label.text, value: child, ...span }]
  checkCalls(reading, span, label.count * (reading.calls.get(child) ?? 0) + label.count)
  const start = Number.parseInt(label.text, 10)
  return Array.from({ length: label.count }, (_, i) => ({ label: `${start + i}`, value: child, ...span }))
}

function sourceLength(span: Span): number {
  return span.to - span.from
}

/** Repeated children share one node, so what the tree stands for is counted before anyone walks it. */
function countCalls(reading: Reading, node: SyntaxNode, parts: readonly SyntaxNode[], own: number): void {
  const calls = parts.reduce((sum, part) => sum + (reading.calls.get(part) ?? 0), own)
  checkCalls(reading, node, calls)
  reading.calls.set(node, calls)
}

function checkCalls(reading: Reading, span: Span, calls: number): void {
  if (calls > MAX_CALLS) refuse(reading, span, 'too-many-layers', `more than ${MAX_CALLS} layers stand here`)
}
