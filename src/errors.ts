/** What can go wrong, as data, and the one function that renders it. Imports nothing. */

/** A stretch of the user's text, as offsets into it; `name` is the file or argument it came from. */
export interface Excerpt {
  readonly text: string
  readonly from: number
  readonly to: number
  readonly name?: string
}

/** One thing that is wrong: `code` for programs, the other fields for people. */
export interface Problem {
  /** Stable identifier "area/what", for example "network/channels-differ". */
  readonly code: string
  /** What is wrong, with the offending values. One sentence, no full stop needed. */
  readonly what: string
  /** Which layer, tensor, file or step. */
  readonly where?: string
  /** What the user can do about it; several ways are several entries. */
  readonly fix?: string | readonly string[]
  readonly excerpt?: Excerpt
}

/** The only error that Convolemma throws on purpose; anything else is a defect of the program. */
export class ConvolemmaError extends Error {
  readonly problem: Problem

  constructor(problem: Problem, options?: { readonly cause?: unknown }) {
    super(problem.where === undefined ? problem.what : `${problem.where}: ${problem.what}`, options)
    this.name = 'ConvolemmaError'
    this.problem = problem
  }
}

/** Stop with a problem. @throws ConvolemmaError always */
export function fail(problem: Problem, cause?: unknown): never {
  throw new ConvolemmaError(problem, cause === undefined ? undefined : { cause })
}

/** Replace control characters, so that a name from a file cannot steer a terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** The problem as text for a terminal: one line, then the excerpt with a caret, then what would fix it. */
export function renderProblem(problem: Problem): string {
  const where = problem.where === undefined ? '' : `${printable(problem.where)}: `
  const fixes = problem.fix === undefined ? [] : typeof problem.fix === 'string' ? [problem.fix] : problem.fix
  return [
    `${where}${printable(problem.what)} [${problem.code}]`,
    ...(problem.excerpt === undefined ? [] : renderExcerpt(problem.excerpt)),
    ...fixes.map((fix) => `  fix: ${printable(fix)}`),
  ].join('\n')
}

const EXCERPT_WIDTH = 100

function renderExcerpt(excerpt: Excerpt): string[] {
  const { text } = excerpt
  const from = Math.max(0, Math.min(excerpt.from, text.length))
  const start = text.lastIndexOf('\n', from - 1) + 1
  const newline = text.indexOf('\n', from)
  const end = newline === -1 ? text.length : newline
  const left = Math.max(start, from - Math.floor(EXCERPT_WIDTH / 2))
  const line = text.slice(left, Math.min(end, left + EXCERPT_WIDTH))
  const caretLength = Math.max(1, Math.min(excerpt.to, left + line.length, end) - from)
  const row = text.slice(0, start).split('\n').length
  const place = `${printable(excerpt.name ?? 'input')}:${row}:${from - start + 1}`
  const before = printable(text.slice(left, from))
  return [`  --> ${place}`, `    ${printable(line)}`, `    ${' '.repeat([...before].length)}${'^'.repeat(caretLength)}`]
}
