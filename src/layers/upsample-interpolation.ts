/** Interpolations by the samples around a place, axis by axis, with exact weights. Knows no layer. */
import { addRational, multiplyRational, ONE, type Rational, rational, subtractRational } from '../scalar/rational.ts'

/** The value at a place that lies `fraction` behind a sample, 0 ≤ fraction < 1, as a sum over the samples around it. */
export interface Interpolation {
  /** The number of axes that PyTorch has this mode for. */
  readonly axes: number
  readonly taps: number
  /** How many samples before the one at the place's floor the first tap is. */
  readonly before: number
  readonly weight: (fraction: Rational, tap: number) => Rational
}

const LINEAR = { taps: 2, before: 0, weight: linear } as const

/** By PyTorch's mode; what is not here is nearest. */
export const INTERPOLATIONS: ReadonlyMap<string, Interpolation> = new Map([
  ['linear', { axes: 1, ...LINEAR }],
  ['bilinear', { axes: 2, ...LINEAR }],
  ['trilinear', { axes: 3, ...LINEAR }],
  ['bicubic', { axes: 2, taps: 4, before: 1, weight: cubic }],
])

function linear(fraction: Rational, tap: number): Rational {
  return tap === 0 ? subtractRational(ONE, fraction) : fraction
}

/** The free parameter of cubic convolution, as PyTorch and OpenCV have it. */
const SHARPNESS = rational(-3, 4)

/** Cubic convolution. @source R. Keys, Cubic convolution interpolation for digital image processing, 1981, equation (15) */
function cubic(fraction: Rational, tap: number): Rational {
  const signed = addRational(fraction, rational(1 - tap))
  const distance = signed.numerator < 0n ? subtractRational(rational(0), signed) : signed
  const a = SHARPNESS
  const isNear = distance.numerator <= distance.denominator
  return isNear
    ? polynomial(distance, [addRational(a, rational(2)), subtractRational(rational(-3), a), rational(0), ONE])
    : polynomial(
        distance,
        [1, -5, 8, -4].map((factor) => multiplyRational(rational(factor), a)),
      )
}

/** The polynomial with these coefficients, the highest power first. */
function polynomial(at: Rational, coefficients: readonly Rational[]): Rational {
  return coefficients.reduce((value, next) => addRational(multiplyRational(value, at), next))
}
