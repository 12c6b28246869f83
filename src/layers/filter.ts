/** Fixed filters with rational taps: box, binomial, Sobel, Laplacian and the triangle of linear interpolation. */
import { type Rational, rational } from '../scalar/rational.ts'
import { type Index, integer, singleVariable } from '../term/index-expression.ts'
import { anyRank, filterKind, separable } from './filter-kind.ts'
import type { Parameters } from './schema.ts'

const KERNEL_SIZE = { kernelSize: { kind: 'size', summary: 'taps per axis' } } as const

export const box = filterKind({
  name: 'box',
  summary: 'Moving average',
  source: 'https://docs.scipy.org/doc/scipy/reference/generated/scipy.ndimage.uniform_filter.html',
  notations: anyRank('Box'),
  schema: KERNEL_SIZE,
  kernel: (p) => p.size('kernelSize'),
  taps: (p, kernel) =>
    ofSymbolicLength(p, kernel, (taps) => `1/${taps}`) ?? separable(kernel, (_at, taps) => rational(1, taps)),
  examples: [
    { notation: 'Box1d(2, 3)', summary: 'three samples' },
    { notation: 'Box2d(1, (2, 3), stride=2, padding=1)', summary: 'strided, padded' },
  ],
})

export const binomial = filterKind({
  name: 'binomial',
  summary: 'Smoothing with binomial coefficients, which approximates a Gaussian',
  source: 'https://en.wikipedia.org/wiki/Binomial_distribution',
  notations: anyRank('Binomial'),
  schema: KERNEL_SIZE,
  kernel: (p) => p.size('kernelSize'),
  taps: (p, kernel) =>
    ofSymbolicLength(p, kernel, (taps) => `binomial(${taps} - 1, i)/2^(${taps} - 1)`) ??
    separable(kernel, (at, taps) => rational(choose(taps - 1, at), 1n << BigInt(taps - 1))),
  examples: [
    { notation: 'Binomial1d(1, 5)', summary: '1 4 6 4 1, over 16' },
    { notation: 'Binomial2d(2, 3, padding="same")', summary: 'as large as the input' },
  ],
})

/** The taps along one axis as a formula in i, counted from the first, where their number is a name; it gives them at no number. */
function ofSymbolicLength(p: Parameters, kernel: Index, formula: (taps: string) => string) {
  const name = singleVariable(kernel)
  return p.rank === 1 && name !== undefined ? { values: formula(name), fromStart: true } : undefined
}

/** Without recursion, so that a long kernel costs as many products as it has taps. */
function choose(n: number, k: number): bigint {
  let value = 1n
  for (let step = 1; step <= k; step += 1) value = (value * BigInt(n - step + 1)) / BigInt(step)
  return value
}

export const sobel = filterKind({
  name: 'sobel',
  summary: 'Sobel derivative along one axis, smoothed along the others',
  source: 'https://docs.scipy.org/doc/scipy/reference/generated/scipy.ndimage.sobel.html',
  notations: anyRank('Sobel'),
  schema: {
    axis: { kind: 'integers', fallback: 0, minimum: 0, summary: 'the axis of the derivative, 0 is the first' },
  },
  kernel: () => integer(3),
  taps(p, kernel) {
    const along = axisOf(p)
    const taps = (at: number, axis: number) => (axis === along ? DIFFERENCE : SMOOTHING)[at] ?? 0
    return separable(kernel, (at, _, axis) => rational(taps(at, axis)))
  },
  examples: [
    { notation: 'Sobel2d(1, 1)', summary: 'along the second axis' },
    { notation: 'Sobel3d(2, 0, padding=1)', summary: 'three axes' },
  ],
})

const DIFFERENCE = [-1, 0, 1]
const SMOOTHING = [1, 2, 1]

/** @throws ConvolemmaError "layer/parameter" where there is no such axis */
function axisOf(p: Parameters): number {
  const axis = p.integers('axis')
  if (typeof axis === 'number' && (p.rank === 'any' || axis < p.rank)) return axis
  return p.refuse('layer/parameter', `axis ${axis} is not one of the ${p.rank} axes`, 'axis counted from 0')
}

export const laplacian = filterKind({
  name: 'laplacian',
  summary: 'The sum of the second differences along all axes',
  source: 'https://docs.scipy.org/doc/scipy/reference/generated/scipy.ndimage.laplace.html',
  notations: anyRank('Laplacian'),
  schema: {},
  kernel: () => integer(3),
  taps: () => ({ constant: laplacianTap }),
  examples: [
    { notation: 'Laplacian1d(2)', summary: '1 -2 1' },
    { notation: 'Laplacian2d(1)', summary: 'five taps that are not 0' },
  ],
})

/** −2 per axis at the centre, 1 at its neighbours along the axes. */
function laplacianTap(at: readonly number[]): Rational {
  const distance = at.reduce((total, entry) => total + Math.abs(entry - 1), 0)
  return rational(distance === 0 ? -2 * at.length : distance === 1 ? 1 : 0)
}

export const bilinear = filterKind({
  name: 'bilinear',
  summary: 'The triangle that interpolates linearly between samples that are factor apart',
  source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html',
  // torch.nn.Bilinear is another layer, so that the name without a number of axes is a longer one.
  notations: { BilinearFilter: 'input', Bilinear1d: [1], Bilinear2d: [2], Bilinear3d: [3] },
  schema: { factor: { kind: 'integers', minimum: 1, summary: 'samples between one sample and the next' } },
  kernel(p) {
    const factor = factorOf(p)
    return integer(2 * factor - (factor % 2))
  },
  taps(p, kernel) {
    const factor = factorOf(p)
    const twice = (at: number, taps: number) => Math.abs(2 * at - taps + 1)
    return separable(kernel, (at, taps) => rational(2 * factor - twice(at, taps), 2 * factor))
  },
  examples: [
    { notation: 'Bilinear1d(1, 2)', summary: '1 3 3 1, over 4' },
    { notation: 'Bilinear2d(2, 3)', summary: '1 2 3 2 1, over 3, on each axis' },
  ],
})

function factorOf(p: Parameters): number {
  const factor = p.integers('factor')
  return typeof factor === 'number' ? factor : p.refuse('layer/parameter', 'factor must be one integer', 'an integer')
}
