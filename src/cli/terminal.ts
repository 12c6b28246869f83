/** What the program says and to whom: results to standard output, remarks to standard error. */

export interface Terminal {
  readonly width: number
  readonly color: boolean
  /** A result. */
  readonly write: (text: string) => void
  /** A remark beside the result. */
  readonly note: (text: string) => void
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process
  return {
    width: Math.min(Math.max(stdout.columns ?? 100, 40), 200),
    color: stdout.isTTY === true && env.NO_COLOR === undefined && env.TERM !== 'dumb',
    write: (text) => void stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
  }
}
