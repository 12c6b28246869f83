/** Index expressions as plain text for messages: "2L − 1", "⌊(L − 1)/2⌋ + 1". Documents have their own notation. */
import { type Coefficient, coefficientEntries, type Index, type IndexAtom } from './index-expression.ts'

/** The index on one line; vectors are written (1, 2). */
export function formatIndex(index: Index): string {
  if (index.length === 0) return '0'
  // What depends on something comes before the constant.
  const ordered = [...index].sort((a, b) => Math.min(b.atoms.length, 1) - Math.min(a.atoms.length, 1))
  return ordered
    .map(({ coefficient, atoms }, place) => {
      const isNegative = typeof coefficient === 'number' && coefficient < 0
      const size = isNegative ? -coefficient : coefficient
      const sign = isNegative ? (place === 0 ? '−' : ' − ') : place === 0 ? '' : ' + '
      return `${sign}${formatProduct(size, atoms)}`
    })
    .join('')
}

function formatProduct(coefficient: Coefficient, atoms: readonly IndexAtom[]): string {
  const product = atoms.map(formatAtom).join('·')
  if (product === '') return formatCoefficient(coefficient)
  return coefficient === 1 ? product : `${formatCoefficient(coefficient)}·${product}`
}

function formatCoefficient(coefficient: Coefficient): string {
  return typeof coefficient === 'number' ? `${coefficient}` : `(${coefficientEntries(coefficient).join(', ')})`
}

function formatAtom(atom: IndexAtom): string {
  if (atom.kind === 'variable') return atom.name
  const numerator = formatIndex(atom.numerator)
  return `⌊${atom.numerator.length > 1 ? `(${numerator})` : numerator}/${formatIndex(atom.denominator)}⌋`
}
