/** Breaks a token stream into lines: as few as possible, at the best places. Imports only tokens. */
import type { Token } from './token.ts'

/** The widths that a line may have. */
export interface LineWidths {
  readonly first: number
  readonly rest: number
  /** By how much a line is narrower for every parenthesis that it is broken inside; nothing unless given. */
  readonly perDepth?: number
}

const LINE_COST = 10
const OVERFLOW_COST = 1000
/** For a line that ends at a bad place although it has a better one: a summand that is broken starts a line of its own. */
const SKIPPED_COST = 12

/**
 * The lines. The first token of each later line already stands as it is printed at the start of a line. A line is wider than
 * allowed only where it has no place to break.
 */
export function breakLines<T extends Token>(tokens: readonly T[], widths: LineWidths): readonly (readonly T[])[] {
  const places = tokens.flatMap((token, at) => (at === 0 || token.breakBefore > 0 ? [at] : []))
  const next = bestNext(tokens, places, widths)
  const lines: (readonly T[])[] = []
  for (let place = 0; place < places.length; place = next[place] ?? places.length) {
    const line = tokens.slice(places[place], places[next[place] ?? places.length] ?? tokens.length)
    lines.push(place === 0 ? line : asLineStart(line))
  }
  return lines
}

const DEEPEST = 4

/** How far a line stands in besides what all continued lines do: the parentheses that its first token is inside of. */
export function nesting(first: Token | undefined): number {
  return Math.min(first?.depth ?? 0, DEEPEST)
}

function asLineStart<T extends Token>(line: readonly T[]): readonly T[] {
  const [first, ...rest] = line
  return first?.atBreak === undefined ? line : [{ ...first, ...first.atBreak }, ...rest]
}

/** For each place where a line may start, the place where the line after it starts in the cheapest layout of the rest. */
function bestNext(tokens: readonly Token[], places: readonly number[], widths: LineWidths): readonly number[] {
  const cost: number[] = Array.from({ length: places.length + 1 }, () => 0)
  const next: number[] = []
  for (let place = places.length - 1; place >= 0; place -= 1) {
    const limit =
      place === 0 ? widths.first : widths.rest - (widths.perDepth ?? 0) * nesting(tokens[places[place] ?? 0])
    let width = 0
    let best = Number.POSITIVE_INFINITY
    let passed = Number.POSITIVE_INFINITY
    for (let end = place + 1; end <= places.length; end += 1) {
      width += stretchWidth(tokens, places[end - 1] ?? 0, places[end] ?? tokens.length, end - 1 === place && place > 0)
      const over = Math.max(0, width - limit)
      const here = breakCost(tokens[places[end] ?? tokens.length])
      const skipped = passed < here ? SKIPPED_COST : 0
      const total = LINE_COST + over * OVERFLOW_COST + (cost[end] ?? 0) + here + skipped
      passed = Math.min(passed, here)
      if (total <= best) {
        best = total
        next[place] = end
      }
      if (over > 0) break
    }
    cost[place] = best
  }
  return next
}

function stretchWidth(tokens: readonly Token[], from: number, to: number, startsLine: boolean): number {
  let width = 0
  for (let at = from; at < to; at += 1) {
    const token = tokens[at]
    if (token !== undefined) width += at === from && startsLine ? (token.atBreak ?? token).width : token.width
  }
  return width
}

function breakCost(token: Token | undefined): number {
  if (token === undefined) return 0
  return 4 * token.depth + (token.breakBefore === 2 ? 1 : 4)
}
