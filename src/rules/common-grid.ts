/** The samples that several summands read together: one start, one step and one count, and each summand's place on that grid. */
import { fail } from '../errors.ts'
import {
  addIndex,
  type Coefficient,
  coefficientEntries,
  coefficientOf,
  constantOf,
  equalIndex,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  scaleIndex,
  subtractIndex,
  variable,
  variablesOf,
  zipCoefficients,
} from '../term/index-expression.ts'
import { type Extents, greatestOf, type IndexRange, leastOf, rangeOfIndex } from '../term/index-range.ts'
import type { SumTerm } from '../term/term.ts'
import type { Scene } from './rule.ts'

/** What is read at one place: the position, and the sums over taps that it moves with. */
export interface SampleRead {
  readonly position: Index
  readonly taps: readonly SumTerm[]
  /** Indices that are 0 wherever the summand is not. */
  readonly equations: readonly Index[]
}

/** position = stride⊙n + dilation⊙offset − padding, with 0 ≤ offset < extent, for every read. */
export interface CommonGrid {
  readonly stride: Index
  readonly dilation: Index
  readonly padding: Index
  readonly extent: Index
  readonly offsets: readonly Index[]
  /** The divisor of an equation without which an offset might lie outside of the grid, for every read that has one. */
  readonly divisors: readonly (Index | undefined)[]
}

/** @throws ConvolemmaError "border/not-shift-invariant", "network/rates-differ", "network/samples-unknown" */
export function commonGrid(reads: readonly SampleRead[], scene: Scene): CommonGrid {
  const n = scene.parameters[1]?.name ?? ''
  const strides = reads.map(({ position }) => strideOf(position, n))
  const [stride = []] = strides
  if (!strides.every((other) => equalIndex(other, stride))) refuseRates()
  const rests = reads.map(({ position }) => subtractIndex(position, multiplyIndex(stride, variable(n))))
  const minima = new Map(scene.sizes.map((size) => [size.name, integer(size.minimum)]))
  const ranges = reads.map(({ taps, equations }, at) => {
    const extents = new Map([
      ...taps.map((tap) => [tap.index, tap.extent] as const),
      ...scene.parameters.slice(2).map((one) => [one.name, one.extent ?? []] as const),
    ])
    return rangeOfRead(rests[at] ?? [], equations, extents)
  })
  const known = ranges.filter((range) => range !== undefined)
  const low = leastOf(
    known.map((range) => range.low),
    minima,
  )
  const high = greatestOf(
    known.map((range) => range.high),
    minima,
  )
  if (known.length < ranges.length || low === undefined || high === undefined) return refuseUnknown()
  const dilation = commonStep(rests, reads, low)
  const offsets = rests.map((rest) => divide(subtractIndex(rest, low), dilation))
  return {
    stride,
    dilation: integer(dilation),
    padding: scaleIndex(-1, low),
    extent: addIndex(divide(subtractIndex(high, low), dilation), integer(1)),
    offsets,
    divisors: ranges.map((range) => range?.divisor),
  }
}

interface ReadRange extends IndexRange {
  readonly divisor?: Index
}

/** The range of k·F + g where an equation A = d⌊…⌋, with F that floor, says that F is A/d; otherwise without equations. */
function rangeOfRead(rest: Index, equations: readonly Index[], extents: Extents): ReadRange | undefined {
  for (const equation of equations) {
    const exact = exactQuotient(rest, equation)
    const range = exact === undefined ? undefined : rangeOfIndex(exact.numerator, extents)
    if (exact === undefined || range === undefined) continue
    const { divisor } = exact
    const low = scaleIndex(-1, floorDivide(scaleIndex(-1, range.low), divisor))
    return { low, high: floorDivide(range.high, divisor), divisor }
  }
  return rangeOfIndex(rest, extents)
}

/** rest = numerator/divisor, where the equation A − d·F = 0 is put in for the floor F that stands k times in the rest. */
function exactQuotient(
  rest: Index,
  equation: Index,
): { readonly numerator: Index; readonly divisor: Index } | undefined {
  const multiple = rest.find(({ atoms }) => atoms.length === 1 && atoms[0]?.kind === 'floor')
  const [atom] = multiple?.atoms ?? []
  if (multiple === undefined || atom?.kind !== 'floor') return undefined
  const others = subtractIndex(rest, [multiple])
  const product = multiplyIndex(atom.denominator, [{ coefficient: 1, atoms: [atom] }])
  for (const error of [equation, scaleIndex(-1, equation)]) {
    const exact = addIndex(error, product)
    const isLeft = exact.some(({ atoms }) => atoms.some((one) => one.kind === 'floor'))
    const numerator = addIndex(scaleIndex(multiple.coefficient, exact), multiplyIndex(atom.denominator, others))
    if (!isLeft) return { numerator, divisor: atom.denominator }
  }
  return undefined
}

/** How far the sample moves from one block of outputs to the next. */
function strideOf(position: Index, n: string): Index {
  const stride = coefficientOf(position, n)
  if (stride !== undefined) return stride
  return fail({
    code: 'border/not-shift-invariant',
    what: 'the samples that are read do not move evenly with the output, so it is no convolution at the border',
    fix: 'pad the first layer only, or --borders interior',
  })
}

function refuseRates(): never {
  return fail({
    code: 'network/rates-differ',
    what: 'the branches move over the input at different rates, so no kernel describes their sum',
    fix: 'give the branches the same strides and up-sampling',
  })
}

/** @throws ConvolemmaError "network/samples-unknown" always */
export function refuseUnknown(): never {
  return fail({
    code: 'network/samples-unknown',
    what: 'the sizes are symbolic, and which samples are the first and the last that are read depends on them',
    fix: 'give kernel sizes, strides and paddings as numbers',
  })
}

/** The greatest step that leads from `low` to every sample; 1 where floors or symbols are involved. */
function commonStep(rests: readonly Index[], reads: readonly SampleRead[], low: Index): Coefficient {
  const ones = 1
  let step: Coefficient = 0
  for (const [at, rest] of rests.entries()) {
    for (const { coefficient, atoms } of subtractIndex(rest, low)) {
      const [atom] = atoms
      const tap = reads[at]?.taps.find((one) => atom?.kind === 'variable' && one.index === atom.name)
      if (atoms.length > 1 || (atom !== undefined && tap === undefined)) return ones
      const extent = tap === undefined ? undefined : constantOf(tap.extent)
      if (tap !== undefined && extent === undefined) return ones
      const moves = extent === undefined ? coefficient : zipCoefficients(coefficient, extent, (c, e) => (e > 1 ? c : 0))
      step = zipCoefficients(step, moves, greatestCommonDivisor)
    }
  }
  return zipCoefficients(step, 1, (entry) => (entry === 0 ? 1 : entry))
}

/** An index all of whose coefficients are multiples of the step where they matter. */
function divide(index: Index, step: Coefficient): Index {
  return index
    .map((monomial) => ({
      ...monomial,
      coefficient: zipCoefficients(monomial.coefficient, step, (c, s) => (c % s === 0 ? c / s : 0)),
    }))
    .filter(({ coefficient }) => coefficientEntries(coefficient).some((entry) => entry !== 0))
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b)
}

/** True where all reads move with one tap index of one extent, or with none, over the very same samples. */
export function readsSameSamples(reads: readonly SampleRead[]): boolean {
  const forms = reads.map(({ position, taps }) => {
    const [tap] = taps
    const step = tap === undefined ? [] : coefficientOf(position, tap.index)
    const start =
      tap === undefined ? position : position.filter((monomial) => !variablesOf([monomial]).includes(tap.index))
    const hasFloor = position.some(({ atoms }) => atoms.some((atom) => atom.kind === 'floor'))
    return taps.length > 1 || hasFloor || step === undefined ? undefined : { start, step, extent: tap?.extent ?? [] }
  })
  const [first] = forms
  return forms.every(
    (form) =>
      form !== undefined &&
      first !== undefined &&
      equalIndex(form.start, first.start) &&
      equalIndex(form.step, first.step) &&
      equalIndex(form.extent, first.extent),
  )
}
