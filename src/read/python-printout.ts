/** Rewrites what print(model) shows into text of the same length that the Python grammar accepts. Imports only errors. */
import { type Excerpt, fail } from '../errors.ts'

/** The label of a child: its first and last number (or its name), and how many children share the line. */
export interface PrintedLabel {
  readonly text: string
  readonly count: number
}

/** `text` has the length of the input; a label starts at its offset and stands there as a keyword argument. */
export interface GrammarText {
  readonly text: string
  readonly labels: ReadonlyMap<number, PrintedLabel>
}

/**
 * Strings and comments are matched as wholes so that nothing inside them is touched. An unclosed string runs to the end
 * of its line (or of the input), which keeps the match linear; the grammar reports it.
 */
const TOKEN = new RegExp(
  [
    /"""(?:[^"\\]|\\[\s\S]|"(?!""))*(?:"""|\\?$)/u,
    /'''(?:[^'\\]|\\[\s\S]|'(?!''))*(?:'''|\\?$)/u,
    /"(?:[^"\\\n]|\\[\s\S])*"?/u,
    /'(?:[^'\\\n]|\\[\s\S])*'?/u,
    /#[^\n]*/u,
    /(?<label>\((?<name>[\p{L}\p{N}_](?:[\p{L}\p{N}_ -]*[\p{L}\p{N}_-])?)\):(?!=))(?<times>[ \t]*(?<count>\d{1,9}) x (?=[\p{L}_]))?/u,
    /[\p{L}_][\p{L}\p{N}_]*/u,
    /(?<whole>\d[\d_]*)\.(?=[eE][+-]?\d|[^\p{L}\p{N}_.]|$)/u,
    /[\d.][\p{L}\p{N}_.]*/u,
    /\S/u,
  ]
    .map((part) => part.source)
    .join('|'),
  'gu',
)

/**
 * Turn `(label):` into a keyword argument, with a comma where the printout has only a line break; drop the `3 x` of
 * `(2-4): 3 x Conv2d(…)`; turn `1.` into `10`, because the grammar lacks floats that end in a point.
 * @throws ConvolemmaError "syntax/too-deep": more than `maxDepth` open brackets; "syntax/repeat": a count that its label denies
 */
export function rewritePrintout(source: string, sourceName: string, maxDepth: number): GrammarText {
  const labels = new Map<number, PrintedLabel>()
  let previous = '('
  let depth = 0
  const text = source.replace(TOKEN, (token: string, ...details: unknown[]) => {
    const { offset, groups } = matchDetails(details)
    const needsComma = !'([{,=:'.includes(previous)
    if (!token.startsWith('#')) previous = token
    if (token === '(' || token === '[' || token === '{') depth++
    if (token === ')' || token === ']' || token === '}') depth--
    if (depth > maxDepth) {
      const excerpt = { text: source, from: offset, to: offset + 1, name: sourceName }
      fail({ code: 'syntax/too-deep', what: `more than ${maxDepth} brackets are open here`, excerpt })
    }
    if (groups.whole !== undefined) return `${groups.whole}0`
    if (groups.label === undefined || groups.name === undefined) return token
    previous = '='
    const excerpt = { text: source, from: offset, to: offset + token.length, name: sourceName }
    labels.set(offset + 1, { text: groups.name, count: readCount(groups.name, groups.count, excerpt) })
    return `${needsComma ? ',' : ' '}${'_'.repeat(groups.name.length)}= ${' '.repeat(groups.times?.length ?? 0)}`
  })
  return { text: text.replace(/^\ufeff/, ' '), labels }
}

interface MatchDetails {
  readonly offset: number
  readonly groups: { readonly [name: string]: string | undefined }
}

/** The arguments of a replacer after the match: captures, offset, input, named captures. */
function matchDetails(details: readonly unknown[]): MatchDetails {
  // The pattern has named groups, so the language promises these two in these places.
  return { offset: details.at(-3) as number, groups: details.at(-1) as MatchDetails['groups'] }
}

/** How many children a line stands for: 1, or the number before " x ", which "first-last" must agree with. */
function readCount(label: string, countText: string | undefined, excerpt: Excerpt): number {
  if (countText === undefined) return 1
  const [, first, last] = /^(\d{1,9})-(\d{1,9})$/.exec(label) ?? []
  const count = Number(countText)
  if (first === undefined || last === undefined || count < 1 || Number(last) - Number(first) + 1 !== count) {
    fail({ code: 'syntax/repeat', what: `the label (${label}) does not stand for ${count} layers`, excerpt })
  }
  return count
}
