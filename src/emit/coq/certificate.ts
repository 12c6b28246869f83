/** A certificate for numbers of every size: the network and the merged layer as data, accepted by computation. Never composes. */
import type { CoqFile } from '../../coq/coq-file.ts'
import { identifier } from '../../coq/identifier.ts'
import { type FormalInput, formalMerge } from '../../lower/formal.ts'
import type { Box, FormalLayer, FormalMerge, FormalNet, FormalTap } from '../../lower/formal-net.ts'
import { commonDenominator, integerTerms } from '../../scalar/integer-terms.ts'
import type { Polynomial } from '../../scalar/polynomial.ts'

/** The proof of every certificate: the checker, proved correct in the library, says yes. */
export const CERTIFICATE_PROOF: readonly string[] = [
  'Theorem certificate : claim.',
  'Proof.',
  'apply check_sound.',
  'vm_cast_no_check (eq_refl true).',
  'Qed.',
]

/**
 * The claim that the network equals the merged layer, for every commutative ring in which the divisors are invertible,
 * every value of the symbols, all signals, every channel and position.
 * @throws ConvolemmaError "lower/…" where a size is symbolic, a value is missing or the certificate would be too large
 */
export function emitCertificate(input: FormalInput): CoqFile {
  return printCertificate(formalMerge(input))
}

/** The certificate for a statement, which need not be true: that is for Coq to find out. */
export function printCertificate(formal: FormalMerge): CoqFile {
  return {
    modules: ['Positions', 'Coefficients', 'Layers', 'Checker'],
    claim: claimOf(formal),
    proof: CERTIFICATE_PROOF,
  }
}

/** How coefficients are written: as integers, or as polynomials in named symbols. */
interface Writing {
  readonly coefficients: 'integers' | 'polynomials'
  /** The library compares monomials with their symbols in this order. */
  readonly numbers: ReadonlyMap<string, number>
}

function claimOf(formal: FormalMerge): readonly string[] {
  const { symbols, network, merged, supports, outputs } = formal
  const numbers = new Map(symbols.map((name, at) => [name, at + 1]))
  const coefficients = symbols.length === 0 ? 'integers' : 'polynomials'
  const writing: Writing = { coefficients, numbers }
  return [
    ...symbols.map((name, at) => `Definition ${identifier('symbol', name)} : positive := ${at + 1}%positive.`),
    `Definition network : net ${coefficients} :=\n  ${netText(network, writing)}.`,
    `Definition merged : net ${coefficients} :=\n  ${netText(merged, writing)}.`,
    `Definition support : list window := [${supports.every(isEverywhere) ? '' : supports.map(windowText).join('; ')}].`,
    `Definition outputs : window := ${windowText(outputs)}.`,
    'Definition claim : Prop := merges support outputs network merged.',
  ]
}

function netText(net: FormalNet, writing: Writing): string {
  switch (net.kind) {
    case 'input':
      return `(Input ${net.number}%nat ${net.channels}%nat)`
    case 'layer':
      return `(Apply ${layerText(net.layer, writing)}\n  ${netText(net.before, writing)})`
    case 'window':
      return `(Inside ${windowText(net.box)}\n  ${netText(net.before, writing)})`
    case 'spread':
      return `(Spread ${integersText(net.up)}\n  ${netText(net.before, writing)})`
    case 'sum':
      return net.parts.map((part) => netText(part, writing)).reduceRight((rest, part) => `(Plus ${part}\n  ${rest})`)
    default:
      return net satisfies never
  }
}

/** The layer with all its coefficients times their common denominator. */
function layerText({ stride, bias, taps }: FormalLayer, writing: Writing): string {
  const divisor = commonDenominator([...bias, ...taps.flatMap(({ matrix }) => matrix.flat())])
  const rowText = (row: readonly Polynomial[]): string =>
    `[${row.map((entry) => entryText(entry, divisor, writing)).join('; ')}]`
  const matrixText = (matrix: FormalTap['matrix']): string => `[${matrix.map(rowText).join(';\n      ')}]`
  const tapTexts = taps.map(({ offset, matrix }) => `(${integersText(offset)}, ${matrixText(matrix)})`)
  const build = writing.coefficients === 'integers' ? 'integer_layer' : 'polynomial_layer'
  const head = `${build} ${integersText(stride)} ${integerText(divisor)} ${rowText(bias)}`
  return `(${head}\n    [${tapTexts.join(';\n     ')}])`
}

function entryText(entry: Polynomial, divisor: bigint, writing: Writing): string {
  const terms = integerTerms(entry, divisor)
  if (writing.coefficients === 'integers') return integerText(terms[0]?.coefficient ?? 0n)
  const rank = (name: string): number => writing.numbers.get(name) ?? 0
  const products = terms.map(({ coefficient, symbols }) => ({
    coefficient,
    names: symbols.toSorted((a, b) => rank(a) - rank(b)).map((name) => identifier('symbol', name)),
  }))
  return products.length <= MOST_LISTED ? `[${products.map(termText).join('; ')}]` : longSum(products)
}

interface Product {
  readonly coefficient: bigint
  readonly names: readonly string[]
}

/** Longer sums are nested applications, which Coq reads several times as fast as lists. */
const MOST_LISTED = 6

/** Nesting deeper than this would exhaust Coq's stack. */
const DEEPEST = 1_000

const LONGEST_NAMED_PRODUCT = 4

function hasName({ coefficient, names }: Product): boolean {
  return coefficient === 1n && names.length > 0 && names.length <= LONGEST_NAMED_PRODUCT
}

function termText(product: Product): string {
  const { coefficient, names } = product
  if (hasName(product)) return `p${names.length} ${names.join(' ')}`
  return `(${integerText(coefficient)}, [${names.join('; ')}])`
}

function longSum(products: readonly Product[]): string {
  const chunks: string[] = []
  for (let from = 0; from < products.length; from += DEEPEST) {
    const chunk = products.slice(from, from + DEEPEST)
    const open = chunk.map((product) =>
      hasName(product) ? `(plus${product.names.length} ${product.names.join(' ')} ` : `(${termText(product)} :: `,
    )
    chunks.push(`${open.join('')}[]${')'.repeat(chunk.length)}`)
  }
  return chunks.length === 1 ? (chunks[0] ?? '[]') : `(${chunks.join(' ++ ')})`
}

function integerText(value: bigint): string {
  return value < 0n ? `(${value})` : `${value}`
}

function integersText(values: readonly number[]): string {
  return `[${values.map((value) => integerText(BigInt(value))).join('; ')}]`
}

function isEverywhere(box: Box): boolean {
  return box.every((range) => range === undefined)
}

function windowText(box: Box): string {
  if (isEverywhere(box)) return '[]'
  return `[${box.map((range) => (range === undefined ? 'anywhere' : `(${boundText(range.from)}, ${boundText(range.to)})`)).join('; ')}]`
}

function boundText(bound: number): string {
  return `Some ${integerText(BigInt(bound))}`
}
