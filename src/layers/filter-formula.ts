/** Fixed filters whose taps are expressions in the tap indices: Gaussian and Gabor. */
import { coefficientEntries, constantOf, type Index } from '../term/index-expression.ts'
import { anyRank, filterKind } from './filter-kind.ts'
import type { Parameters } from './schema.ts'

const VALUE = 'a number or an expression'

export const gaussian = filterKind({
  name: 'gaussian',
  summary: 'Gaussian smoothing; the taps have the sum 1',
  source: 'https://docs.scipy.org/doc/scipy/reference/generated/scipy.ndimage.gaussian_filter.html',
  notations: anyRank('Gaussian'),
  schema: {
    kernelSize: { kind: 'size', summary: 'taps per axis' },
    sigma: { kind: 'taps', summary: `standard deviation in samples, ${VALUE}` },
  },
  kernel: (p) => p.size('kernelSize'),
  taps: (p, kernel) => ({ values: gaussianFormula(p, kernel) }),
  examples: [
    { notation: 'Gaussian1d(1, 3, sigma=s)', summary: 'with a symbolic width' },
    { notation: 'Gaussian2d(2, (3, 2), 1.5, padding=1)', summary: 'another size on each axis' },
  ],
})

const INDICES = ['i', 'j', 'l']

/** Π over the axes of exp(−i²/(2σ²))/Σ_t exp(−t²/(2σ²)); the sum is written out, and 1/S is rsqrt(S)². */
function gaussianFormula(p: Parameters, kernel: Index): string {
  const sigma = expressionOf(p, 'sigma')
  const size = constantOf(kernel)
  const { rank } = p
  if (size === undefined || typeof rank !== 'number' || rank > INDICES.length) {
    const what = 'its taps have the sum 1, so their number must be known on at most three axes'
    return p.refuse('layer/filter-size', what, 'kernel_size as integers')
  }
  const bell = (at: string) => `exp(-(${at})^2/(2*(${sigma})^2))`
  const factors = coefficientEntries(size, rank).map((taps, axis) => {
    const places = Array.from({ length: taps }, (_, at) => bell(`${2 * at - taps + 1}/2`))
    return `${bell(INDICES[axis] ?? '')}*rsqrt(${places.join(' + ')})^2`
  })
  return factors.join('*')
}

export const gabor = filterKind({
  name: 'gabor',
  summary: 'Gabor filter: a wave across the axes under a Gaussian, not normalised',
  source: 'https://en.wikipedia.org/wiki/Gabor_filter',
  notations: { Gabor: [2], Gabor2d: [2] },
  schema: {
    kernelSize: { kind: 'size', summary: 'taps per axis' },
    sigma: { kind: 'taps', summary: `standard deviation of the Gaussian in samples, ${VALUE}` },
    theta: { kind: 'taps', fallback: 0, summary: `direction of the wave, 0 along the second axis; ${VALUE}` },
    wavelength: { kind: 'taps', summary: `samples per wave, ${VALUE}` },
    gamma: { kind: 'taps', fallback: 1, summary: `how much narrower across the wave, ${VALUE}` },
    psi: { kind: 'taps', fallback: 0, summary: `phase of the wave at the centre, ${VALUE}` },
  },
  kernel: (p) => p.size('kernelSize'),
  taps: (p) => ({ values: gaborFormula(p) }),
  examples: [{ notation: 'Gabor2d(1, 3, sigma=1, theta="pi/4", wavelength=4)', summary: 'a diagonal wave' }],
})

/** exp(−(u² + γ²v²)/(2σ²))·cos(2πu/λ + ψ), where u and v are j and i turned by θ. */
function gaborFormula(p: Parameters): string {
  const [sigma, theta, wavelength, gamma, psi] = ['sigma', 'theta', 'wavelength', 'gamma', 'psi'].map(
    (name) => `(${expressionOf(p, name)})`,
  )
  const along = `(j*cos(${theta}) + i*sin(${theta}))`
  const across = `(i*cos(${theta}) - j*sin(${theta}))`
  return `exp(-(${along}^2 + ${gamma}^2*${across}^2)/(2*${sigma}^2))*cos(2*pi*${along}/${wavelength} + ${psi})`
}

/** @throws ConvolemmaError "layer/parameter" where a list is given or nothing */
function expressionOf(p: Parameters, name: string): string {
  const value = p.taps(name)
  if (value !== undefined && typeof value !== 'object') return `${value}`
  return p.refuse('layer/parameter', `${name} must be ${VALUE}`, `${name}=1, or ${name}="s"`)
}
