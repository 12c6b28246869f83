/** Takes names apart for printing: the letter, its number, what it belongs to, its primes. Imports nothing. */

/** How a derived tensor is drawn: k reversed, k with zeros around it, k with its groups filled in, σ². */
export type Decoration = 'reversed' | 'padded' | 'dense' | 'square'

/** M_2 is M with number 2; b_k is b of k; i' has one prime. */
export interface ParsedName {
  /** The letter, or the word where it is longer; a Greek word is its letter already. */
  readonly head: string
  readonly decoration?: Decoration
  readonly number?: string
  readonly of?: ParsedName
  readonly primes: number
}

const GREEK_WORDS =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega'
const CAPITAL_WORDS = 'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'

const GREEK: ReadonlyMap<string, string> = new Map([
  ...pairUp(GREEK_WORDS, 'αβγδεζηθικλμνξοπρστυφχψω'),
  ...pairUp(CAPITAL_WORDS, 'ΓΔΘΛΞΠΣΥΦΨΩ'),
])

function pairUp(words: string, letters: string): readonly (readonly [string, string])[] {
  return words.split(' ').map((word, at) => [word, [...letters][at] ?? word] as const)
}

/** The LaTeX command of a Greek letter, without backslash; undefined for other letters and for omicron, which has none. */
export function greekCommand(letter: string): string | undefined {
  for (const [word, greek] of GREEK) {
    if (greek !== letter || word === 'omicron') continue
    return word === 'epsilon' || word === 'phi' ? `var${word}` : word
  }
  return undefined
}

const DECORATIONS: ReadonlyMap<string, Decoration> = new Map([
  ['flip', 'reversed'],
  ['pad', 'padded'],
  ['dense', 'dense'],
])

/** What a name names. Only tensors have squares (var is σ²), and only the engine's definitions are decorated (flip_v). */
export type NameKind = 'size' | 'tensor' | 'definition'

/** Take a name apart. */
export function parseName(name: string, kind: NameKind): ParsedName {
  const [, stem = name, primes = ''] = /^(.*?)('*)$/su.exec(name) ?? []
  const parts = stem.split('_')
  if (parts.some((part) => part === '')) return literalName(name)
  const [first = '', ...rest] = parts
  const decoration = kind === 'definition' ? DECORATIONS.get(first) : undefined
  if (decoration !== undefined && rest.length > 0) {
    return { ...parseName(rest.join('_'), 'size'), decoration, primes: primes.length }
  }
  const letters = rest.findIndex((part) => !/^\d+$/.test(part))
  const numbers = letters === -1 ? rest : rest.slice(0, letters)
  return {
    ...(first === 'var' && kind !== 'size' ? { head: 'σ', decoration: 'square' } : { head: GREEK.get(first) ?? first }),
    ...(numbers.length === 0 ? {} : { number: numbers.join(',') }),
    ...(letters === -1 ? {} : { of: parseName(rest.slice(letters).join('_'), 'size') }),
    primes: primes.length,
  }
}

/** The name letter by letter, as the user wrote it. */
export function literalName(name: string): ParsedName {
  return { head: name, primes: 0 }
}

/** True for one letter, perhaps with a number: what may stand beside another without a sign between them. */
export function isSingleLetter(name: ParsedName): boolean {
  return name.of === undefined && name.decoration === undefined && /^\p{L}$/u.test(name.head)
}
