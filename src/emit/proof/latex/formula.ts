/** LaTeX formulas from tokens: changed parts wrapped as one, long formulas on several lines. Knows no document format. */
import { breakLines, type LineWidths, nesting } from '../notation/break-lines.ts'
import type { Token } from '../notation/token.ts'

/** Wraps LaTeX of a changed part; each format has its own way. */
export type Mark = (latex: string) => string

/** The tokens as one formula. */
export function latexOf(tokens: readonly Token[], mark: Mark): string {
  let text = ''
  for (let at = 0; at < tokens.length; ) {
    const end = endOfRun(tokens, at)
    const run = tokens
      .slice(at, end)
      .map((token) => token.text)
      .join('')
    text += tokens[at]?.marked === true ? ` ${mark(withSpacing(run))}` : run
    at = end
  }
  return text.replace(/\s+/g, ' ').trim()
}

function endOfRun(tokens: readonly Token[], start: number): number {
  const end = tokens.findIndex((token, at) => at > start && token.marked !== tokens[start]?.marked)
  return end === -1 ? tokens.length : end
}

/** A sign at the start of a group is set as a sign between two things. */
function withSpacing(latex: string): string {
  return /^\s*[-+=]/.test(latex) ? `{}${latex}` : latex
}

/** What a line stands in for every parenthesis that it is broken inside, in half ems. */
const PER_DEPTH = 2

/** The formula on as many lines as it needs; the document indents later lines, by \quad further inside parentheses. */
export function latexLines(tokens: readonly Token[], widths: LineWidths, mark: Mark): readonly string[] {
  return breakLines(tokens, { ...widths, perDepth: PER_DEPTH }).map((line, at) => {
    return `${'\\quad '.repeat(at === 0 ? 0 : nesting(line[0]))}${latexOf(line, mark)}`
  })
}
