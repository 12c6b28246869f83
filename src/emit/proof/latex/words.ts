/** Makes any text harmless in LaTeX and readable by pdflatex: signs become mathematics, unknown letters their code point. */
import { printable } from '../../../errors.ts'
import { greekCommand } from '../notation/name.ts'

const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['\\', '\\ensuremath{\\backslash}'],
  ['{', '\\ensuremath{\\{}'],
  ['}', '\\ensuremath{\\}}'],
  ['$', '\\$'],
  ['&', '\\&'],
  ['#', '\\#'],
  ['%', '\\%'],
  ['_', '\\_'],
  ['^', '\\char94{}'],
  ['~', '\\char126{}'],
  ['<', '\\ensuremath{<}'],
  ['>', '\\ensuremath{>}'],
  ['|', '\\ensuremath{|}'],
  ["'", "'{}"],
  ['`', '{}`{}'],
  ['-', '-{}'],
  ['\u00a0', '~'],
  ['–', '--'],
  ['—', '---'],
  ['‘', '`'],
  ['’', "'"],
  ['“', '``'],
  ['”', "''"],
  ['…', '\\dots{}'],
])

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['×', '\\times'],
  ['·', '\\cdot'],
  ['⊙', '\\odot'],
  ['−', '-'],
  ['±', '\\pm'],
  ['÷', '\\div'],
  ['≤', '\\le'],
  ['≥', '\\ge'],
  ['≠', '\\ne'],
  ['≈', '\\approx'],
  ['≡', '\\equiv'],
  ['∈', '\\in'],
  ['∉', '\\notin'],
  ['∑', '\\sum'],
  ['∏', '\\prod'],
  ['√', '\\surd'],
  ['∞', '\\infty'],
  ['→', '\\rightarrow'],
  ['←', '\\leftarrow'],
  ['↦', '\\mapsto'],
  ['⇒', '\\Rightarrow'],
  ['⇔', '\\Leftrightarrow'],
  ['⇓', '\\Downarrow'],
  ['⌊', '\\lfloor'],
  ['⌋', '\\rfloor'],
  ['⌈', '\\lceil'],
  ['⌉', '\\rceil'],
  ['∘', '\\circ'],
  ['•', '\\bullet'],
  ['°', '^{\\circ}'],
  ['′', "'"],
  ['½', '\\frac{1}{2}'],
  ['¼', '\\frac{1}{4}'],
  ['¾', '\\frac{3}{4}'],
  ['⁻', '^{-}'],
  ['ℤ', '\\mathbb{Z}'],
  ['ℝ', '\\mathbb{R}'],
  ['✓', '\\checkmark'],
])

const SPELLED: ReadonlyMap<string, string> = new Map([
  ['×', 'x'],
  ['·', '*'],
  ['⊙', '*'],
  ['−', '-'],
  ['≤', '<='],
  ['≥', '>='],
  ['→', '->'],
  ['′', "'"],
  ['–', '-'],
  ['—', '-'],
  ['…', '...'],
  ...[...'₀₁₂₃₄₅₆₇₈₉'].map((sign, digit) => [sign, `${digit}`] as const),
])

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const LOWERED = '₀₁₂₃₄₅₆₇₈₉'

/** Words, with white space as single spaces. */
export function escapeLatex(text: string): string {
  return [...printable(text.replace(/\s+/g, ' '))].map(escapeCharacter).join('')
}

/** Code in a typewriter font, which has every sign of ASCII at its place; it may be broken after punctuation. */
export function escapeLatexCode(text: string): string {
  return [...printable(text.replace(/\s+/g, ' '))].map(escapeCodeCharacter).join('')
}

function escapeCodeCharacter(character: string): string {
  if (/^[A-Za-z0-9 =+*:;]$/.test(character)) return character
  if (/^[,(/.]$/.test(character)) return `${character}\\allowbreak{}`
  if (/^[_']$/.test(character)) return `\\char${character.charCodeAt(0)}{}\\allowbreak{}`
  if (character > ' ' && character <= '~') return `\\char${character.charCodeAt(0)}{}`
  return escapeCharacter(character)
}

/** Words for bookmarks and the title of the PDF, which hold no mathematics: signs are spelled in ASCII. */
export function escapeBookmark(text: string): string {
  const spelled = [...text].map((character) => SPELLED.get(character) ?? greekCommand(character) ?? character).join('')
  return printable(spelled.replace(/\s+/g, ' '))
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/[\\{}$&#%_^~]/g, (character) => BOOKMARK_COMMANDS.get(character) ?? `\\${character}`)
}

const BOOKMARK_COMMANDS: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
])

function escapeCharacter(character: string): string {
  const special = SPECIAL.get(character)
  if (special !== undefined) return special
  if (character >= ' ' && character <= '~') return character
  const sign = SIGNS.get(character) ?? scriptOf(character)
  if (sign !== undefined) return `\\ensuremath{${sign}}`
  const greek = greekCommand(character)
  if (greek !== undefined) return `\\ensuremath{\\${greek}}`
  return ACCENTED.test(character) ? character : codePoint(character)
}

function scriptOf(character: string): string | undefined {
  const up = RAISED.indexOf(character)
  const down = LOWERED.indexOf(character)
  if (up !== -1) return `{}^{${up}}`
  return down === -1 ? undefined : `{}_{${down}}`
}

/** Letters that every LaTeX font can put together from a letter and an accent. */
const ACCENTED = /^[À-ÅÇ-ÏÑ-ÖØÙ-Ýß-åç-ïñ-öøù-ýÿ]$/

function codePoint(character: string): string {
  return `[U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? ''}]`
}
