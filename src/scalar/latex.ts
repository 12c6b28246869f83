/** Prints polynomials as LaTeX for mathematics mode; every name is escaped. Never imports arithmetic. */
import type { Atom, Factor, Polynomial, Term } from './atom.ts'
import { absolute, signed, sortedTerms } from './format.ts'
import type { Rational } from './rational.ts'

/** "1 - 2 a", "k_{0,1} \\alpha^{2}", "\\exp\\left(-\\frac{1}{2} \\sigma^{-2}\\right)". */
export function formatPolynomialLatex(p: Polynomial): string {
  if (p.terms.size === 0) return '0'
  return sortedTerms(p)
    .map((term, position) => signed(term, position === 0, formatTerm(term)))
    .join('')
}

/** "\\frac{p}{q}" or "p". */
export function formatRationalLatex(a: Rational): string {
  const sign = a.numerator < 0n ? '-' : ''
  const { numerator, denominator } = absolute(a)
  return denominator === 1n ? `${sign}${numerator}` : `${sign}\\frac{${numerator}}{${denominator}}`
}

/** A name as a symbol: greek letters by name, "_" and trailing digits start subscripts, longer names upright. */
export function formatNameLatex(name: string): string {
  const leading = /^_*/.exec(name)?.[0].length ?? 0
  const [base = '', ...parts] = name.slice(leading).split('_')
  const [, letters = base, digits = ''] = /^(\D+)(\d+)$/.exec(base) ?? []
  const subscripts = [...(digits === '' ? [] : [digits]), ...parts].map(formatSubscript)
  const head = `${'\\_'.repeat(leading)}${formatLetters(letters)}`
  return subscripts.length === 0 ? head : `${head}_{${subscripts.join(',')}}`
}

const GREEK_NAMES: readonly string[] = [
  ...[
    'alpha',
    'beta',
    'gamma',
    'delta',
    'epsilon',
    'zeta',
    'eta',
    'theta',
    'iota',
    'kappa',
    'lambda',
    'mu',
    'nu',
    'xi',
  ],
  ...['pi', 'rho', 'sigma', 'tau', 'upsilon', 'phi', 'chi', 'psi', 'omega', 'varepsilon', 'vartheta', 'varphi'],
  ...['Gamma', 'Delta', 'Theta', 'Lambda', 'Xi', 'Pi', 'Sigma', 'Upsilon', 'Phi', 'Psi', 'Omega'],
]

const GREEK_LETTERS = 'αβγδεζηθικλμνξπρστυφχψωεϑϕΓΔΘΛΞΠΣΥΦΨΩ'

function formatLetters(letters: string): string {
  if (GREEK_NAMES.includes(letters)) return `\\${letters}`
  const greek = GREEK_NAMES[GREEK_LETTERS.indexOf(letters)]
  if (letters.length === 1 && greek !== undefined) return `\\${greek}`
  if (/^[A-Za-z]?$/.test(letters)) return letters
  return /^[A-Za-z0-9]+$/.test(letters) ? `\\mathrm{${letters}}` : `\\text{${escapeText(letters)}}`
}

function formatSubscript(part: string): string {
  if (/^\d+$/.test(part)) return part
  return part === '' ? '\\_' : formatLetters(part)
}

/** Whatever is neither a letter nor a digit is dropped into its code point, so that no character can act as a command. */
function escapeText(text: string): string {
  return [...text].map((c) => (/[\p{L}\p{N}]/u.test(c) ? c : `u${c.codePointAt(0)?.toString(16)}`)).join('')
}

function formatTerm(term: Term): string {
  const parts = term.factors.map(formatFactor)
  if (term.root !== undefined) parts.unshift(`\\sqrt{${term.root.radicand}}`)
  const coefficient = formatRationalLatex(absolute(term.coefficient))
  if (coefficient !== '1' || parts.length === 0) parts.unshift(coefficient)
  return parts.join(' ')
}

function formatFactor({ atom, power }: Factor): string {
  const base = formatAtom(atom)
  if (power === 1) return base
  return atom.kind === 'function' ? `\\left(${base}\\right)^{${power}}` : `${base}^{${power}}`
}

function formatAtom(atom: Atom): string {
  if (atom.kind === 'symbol') return formatNameLatex(atom.name)
  if (atom.kind === 'constant') return '\\pi'
  const argument = formatPolynomialLatex(atom.argument)
  if (atom.name === 'sqrt') return `\\sqrt{${argument}}`
  if (atom.name === 'rsqrt') return `\\frac{1}{\\sqrt{${argument}}}`
  return `\\${atom.name}\\left(${argument}\\right)`
}
