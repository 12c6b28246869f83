/** How the parts of a closed form are written, as text and as LaTeX. Knows no closed form. */
import { formatNameLatex, formatPolynomial, formatPolynomialLatex, type Polynomial } from '../scalar/polynomial.ts'
import { coefficientEntries, type Index, type Monomial } from '../term/index-expression.ts'

/** Everything that differs between the two; what is passed in has been written already, except where a type says otherwise. */
export interface Notation {
  readonly name: (name: string) => string
  readonly index: (index: Index) => string
  readonly polynomial: (value: Polynomial) => string
  readonly entry: (name: string, at: Index) => string
  readonly product: (factors: readonly string[]) => string
  readonly power: (base: string, exponent: string, isSimple: boolean) => string
  readonly fraction: (numerator: string, denominator: string) => string
  readonly parentheses: (inside: string) => string
  readonly binomial: (order: string, at: string) => string
  readonly extremum: (which: 'least' | 'greatest', of: readonly string[]) => string
  readonly sum: (over: string, from: string, to: string, body: string) => string
  readonly sumOver: (over: string, body: string) => string
  readonly sumOf: (range: string, condition: string, body: string) => string
  readonly minus: string
  readonly atMost: string
  readonly unequal: string
}

export const TEXT: Notation = {
  name: (name) => name,
  index: (index) => writeIndex(index, { name: (name) => name, minus: '−', times: '·' }),
  polynomial: (value) => formatPolynomial(value).replaceAll('*', '·').replaceAll('-', '−'),
  entry: (name, at) => `${name}[${TEXT.index(at)}]`,
  product: (factors) => factors.join('·'),
  power: (base, exponent, isSimple) => `${base}^${isSimple ? exponent : `(${exponent})`}`,
  fraction: (numerator, denominator) => `${grouped(numerator)}/${grouped(denominator)}`,
  parentheses: (inside) => `(${inside})`,
  binomial: (order, at) => `binomial(${order}, ${at})`,
  extremum: (which, of) => `${which === 'least' ? 'min' : 'max'}(${of.join(', ')})`,
  sum: (over, from, to, body) => `Σ_{${over} = ${from} … ${to}} ${body}`,
  sumOver: (over, body) => `Σ_${over} ${body}`,
  sumOf: (range, condition, body) => `Σ_{${range}: ${condition}} ${body}`,
  minus: ' − ',
  atMost: '≤',
  unequal: '≠',
}

/** In parentheses unless it is one word. */
function grouped(text: string): string {
  return /^[\p{L}\p{N}_]+$/u.test(text) ? text : `(${text})`
}

export const LATEX: Notation = {
  name: formatNameLatex,
  index: (index) => writeIndex(index, { name: formatNameLatex, minus: '-', times: '\\,' }),
  polynomial: formatPolynomialLatex,
  entry: (name, at) => `${formatNameLatex(name)}_{${LATEX.index(at)}}`,
  product: (factors) => factors.join('\\,'),
  power: (base, exponent) => `${base}^{${exponent}}`,
  fraction: (numerator, denominator) => `\\frac{${numerator}}{${denominator}}`,
  parentheses: (inside) => `\\left(${inside}\\right)`,
  binomial: (order, at) => `\\binom{${order}}{${at}}`,
  extremum: (which, of) => `\\${which === 'least' ? 'min' : 'max'}(${of.join(', ')})`,
  sum: (over, from, to, body) => `\\sum_{${over}=${from}}^{${to}} ${body}`,
  sumOver: (over, body) => `\\sum_{${over}} ${body}`,
  sumOf: (range, condition, body) => `\\sum_{\\substack{${range} \\\\ ${condition}}} ${body}`,
  minus: ' - ',
  atMost: '\\le',
  unequal: '\\ne',
}

interface Signs {
  readonly name: (name: string) => string
  readonly minus: string
  readonly times: string
}

/** What is added before what is subtracted, names before numbers: J + K − m − 1. */
function writeIndex(index: Index, signs: Signs): string {
  if (index.length === 0) return '0'
  const rank = (one: Monomial): number => (numberIn(one) < 0 ? 2 : 0) + (one.atoms.length === 0 ? 1 : 0)
  const ordered = [...index].sort((a, b) => rank(a) - rank(b))
  return ordered
    .map((one, at) => {
      const isNegative = numberIn(one) < 0
      const sign = at === 0 ? (isNegative ? signs.minus : '') : isNegative ? ` ${signs.minus} ` : ' + '
      return `${sign}${writeMonomial(one, signs)}`
    })
    .join('')
}

function writeMonomial(one: Monomial, { name, times }: Signs): string {
  const size = Math.abs(numberIn(one))
  const names = one.atoms.map((atom) => (atom.kind === 'variable' ? name(atom.name) : '?'))
  return [...(size === 1 && names.length > 0 ? [] : [`${size}`]), ...names].join(times)
}

/** The coefficient on the one axis that there is. */
function numberIn({ coefficient }: Monomial): number {
  return coefficientEntries(coefficient)[0] ?? 0
}
