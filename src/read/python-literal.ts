/** The values of Python number and string literals. Imports nothing. */

/**
 * A decimal literal in the form that the scalar reader takes: "1_000" → "1000", ".5" → "0.5".
 * @returns undefined for other bases, complex numbers, leading zeros and misplaced underscores
 * @source The Python Language Reference §2.6
 */
export function decimalText(literal: string): string | undefined {
  const isInteger = /^(?:0(?:_?0)*|[1-9](?:_?\d)*)$/.test(literal)
  const isFloat = /^(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.?)(?:[eE][+-]?\d(?:_?\d)*)?$/.test(literal)
  if (!isInteger && !(isFloat && /[.eE]/.test(literal))) return undefined
  const digits = literal.replaceAll('_', '')
  return digits.startsWith('.') ? `0${digits}` : digits
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\r\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])

/**
 * The value of a string literal with its quotes and prefix.
 * @returns undefined for bytes, unknown escapes and escapes that are no character
 * @source The Python Language Reference §2.4
 */
export function stringValue(literal: string): string | undefined {
  const [whole, prefix] = /^([rRuU]?)(?="|')/.exec(literal) ?? []
  if (whole === undefined || prefix === undefined) return undefined
  const quoted = literal.slice(prefix.length)
  const quoteLength = /^(?:"""|''')/.test(quoted) && quoted.length >= 6 ? 3 : 1
  const body = quoted.slice(quoteLength, -quoteLength)
  if (prefix.toLowerCase() === 'r') return body
  let isKnown = true
  const value = body.replace(
    /\\(\r\n|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|[\s\S])/g,
    (_, sequence: string) => {
      const character = SIMPLE_ESCAPES.get(sequence) ?? codePoint(sequence)
      if (character === undefined) isKnown = false
      return character ?? ''
    },
  )
  return isKnown ? value : undefined
}

function codePoint(sequence: string): string | undefined {
  const code = /^[0-7]/.test(sequence) ? Number.parseInt(sequence, 8) : Number.parseInt(sequence.slice(1), 16)
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isCharacter && /^(?:[0-7]|[xuU].)/.test(sequence) ? String.fromCodePoint(code) : undefined
}
