/** The name that a misspelt one was probably meant to be. Knows no layer. */

/** "did you mean padding?", or nothing: the first of the fixes for an unknown name. */
export function nameHint(word: string, names: readonly string[]): readonly string[] {
  const near = nearestName(word, names)
  return near === undefined ? [] : [`did you mean ${near}?`]
}

/** The nearest of the names, at most two edits away and less than half of the word; undefined where none is. */
function nearestName(word: string, names: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined
  const ranked = names
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name) }))
    .filter(({ distance, name }) => distance <= 2 && 2 * distance < name.length)
  return ranked.sort((a, b) => a.distance - b.distance)[0]?.name
}

/** No parameter is longer, and the distance takes time in the product of the lengths. */
const LONGEST = 40

/** How many letters must be put in, taken out or changed; Levenshtein's recurrence, row by row. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const changed = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed))
    }
    row = next
  }
  return row[to.length] ?? 0
}
