/** Runs the Python grammar and points at the first place that it does not accept. Imports only errors and the grammar. */
import { parser } from '@lezer/python'
import type { Excerpt } from '../errors.ts'
import { fail } from '../errors.ts'

/** A node of the grammar's tree, with offsets into the text. */
export type GrammarNode = ReturnType<typeof parser.parse>['topNode']

const strictParser = parser.configure({ strict: true })

/** How much text after the first error is read again to say what was expected there. */
const LOOKAHEAD = 64

const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['ArgList', 'expected "," or ")"'],
  ['TupleExpression', 'expected "," or ")"'],
  ['ParenthesizedExpression', 'expected "," or ")"'],
  ['ArrayExpression', 'expected "," or "]"'],
  ['String', 'the string is not closed'],
  ['ContinuedString', 'the string is not closed'],
  ['FormatString', 'the string is not closed'],
])

/**
 * The tree of `grammarText`, which has no error node in it; `source` is the user's text of the same length.
 * @throws ConvolemmaError "syntax/not-python"
 */
export function parseGrammar(grammarText: string, source: string, sourceName: string): GrammarNode {
  try {
    return strictParser.parse(grammarText).topNode
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    const { from, expected } = firstError(grammarText, cause)
    return fail({
      code: 'syntax/not-python',
      what: describe(source, from, expected),
      excerpt: excerptAt(source, from, sourceName),
    })
  }
}

interface FirstError {
  readonly from: number
  readonly expected: string
}

/** The strict parser says where it stopped; a second, lenient parse of the text up to there says inside what. */
function firstError(text: string, stopped: SyntaxError): FirstError {
  const position = /\d+$/.exec(stopped.message)?.[0]
  const from = position === undefined ? 0 : Math.min(Number(position), text.length)
  let expected: string | undefined
  parser.parse(text.slice(0, from + LOOKAHEAD)).iterate({
    from,
    enter(node) {
      if (expected === undefined && node.type.isError) expected = EXPECTED.get(node.node.parent?.name ?? '')
    },
  })
  return { from, expected: expected ?? 'expected one expression in PyTorch constructor notation' }
}

function describe(source: string, from: number, expected: string): string {
  const [found] = /^\s*(?:[\p{L}\p{N}_]+|[\s\S])/u.exec(source.slice(from, from + LOOKAHEAD)) ?? []
  const isEnd = source.slice(from).trim() === ''
  const wanted = /[([,=]\s*$/.test(source.slice(Math.max(0, from - LOOKAHEAD), from)) ? 'expected a value' : expected
  return `${isEnd ? 'the text ends here' : `${JSON.stringify(found?.trim() ?? '')} cannot stand here`}, ${wanted}`
}

/** At the end of the text the caret stands right after its last character, not below trailing blank lines. */
function excerptAt(source: string, from: number, name: string): Excerpt {
  const at = source.slice(from).trim() === '' ? source.trimEnd().length : from
  const word = /^[\p{L}\p{N}_]+/u.exec(source.slice(at, at + LOOKAHEAD))?.[0] ?? ''
  return { text: source, from: at, to: at + Math.max(1, word.length), name }
}
