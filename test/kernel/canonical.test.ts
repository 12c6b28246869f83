import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CanonicalKernel, canonicalForm, equalForms } from '../../src/kernel/canonical.ts'
import { EXACT_ENTRIES, ROUNDED_ENTRIES } from '../../src/kernel/entries.ts'
import { formatPolynomial, type Polynomial } from '../../src/scalar/polynomial.ts'
import { compose } from './compose.ts'
import { box, type Exact, type ExactKernel, evaluateKernel } from './naive.ts'
import { blowUp, integer, kernels, noise, splitParts } from './sample.ts'

/** A canonical form as short text, for tables. */
function show({ up, bias, parts }: CanonicalKernel<Exact>): string {
  const list = (entries: readonly Polynomial[]) => entries.map(formatPolynomial).join(' ')
  const taps = parts.map((part) => {
    const each = part.taps.map((tap) => `${tap.phase}@${tap.offset}: ${list(tap.matrix)}`)
    return `${part.input}/${part.down} ${each.join(', ')}`
  })
  return [`up ${up}`, `bias ${list(bias)}`, ...taps].join(' | ')
}

/** A kernel of one axis and one channel; weight by phase, then tap. */
function line(up: number, down: number, rows: readonly (readonly number[])[], padding = 0, bias = 0): ExactKernel {
  const kernelSize = [rows[0]?.length ?? 0]
  const weight = { shape: [1, up, 1, ...kernelSize], entries: rows.flat().map(integer) }
  const part = { input: 'x', inChannels: 1, down: [down], dilation: [1], padding: [padding], kernelSize, weight }
  const biases = { shape: [1, up], entries: rows.map(() => integer(bias)) }
  return { rank: 1, outChannels: 1, up: [up], parts: [part], bias: biases }
}

describe('the canonical form', () => {
  it.each<readonly [string, ExactKernel, string]>([
    ['a convolution', line(1, 2, [[0, 1, 2, 0]], 1), 'up 1 | bias 0 | x/2 0@0: 1, 0@1: 2'],
    [
      'the identity in two phases',
      line(2, 2, [
        [1, 0],
        [0, 1],
      ]),
      'up 1 | bias 0 | x/1 0@0: 1',
    ],
    ['nearest up-sampling', line(2, 1, [[1], [1]]), 'up 2 | bias 0 0 | x/1 0@0: 1, 1@0: 1'],
    ['up-sampling after sub-sampling', line(2, 2, [[1], [1]]), 'up 2 | bias 0 0 | x/2 0@0: 1, 1@0: 1'],
    ['nothing but a bias', line(3, 2, [[0], [0], [0]], 0, 5), 'up 1 | bias 5'],
    [
      'four phases that are two',
      line(4, 2, [
        [1, 0],
        [2, 0],
        [0, 1],
        [0, 2],
      ]),
      'up 2 | bias 0 0 | x/1 0@0: 1, 1@0: 2',
    ],
  ])('of %s', (_, kernel, text) => {
    expect(show(canonicalForm(kernel, EXACT_ENTRIES))).toBe(text)
  })

  it('keeps phases that read alike but with other weights', () => {
    const kernel = line(2, 2, [
      [1, 0],
      [0, 2],
    ])
    expect(show(canonicalForm(kernel, EXACT_ENTRIES))).toBe('up 2 | bias 0 0 | x/2 0@0: 1, 1@1: 2')
  })

  it('does not depend on the order of parts that read one input at several rates', () => {
    const { parts, ...kernel } = line(1, 1, [[1]])
    const all = [...parts, ...line(1, 2, [[3]]).parts]
    const text = 'up 1 | bias 0 | x/1 0@0: 1 | x/2 0@0: 3'
    expect(show(canonicalForm({ ...kernel, parts: all }, EXACT_ENTRIES))).toBe(text)
    expect(show(canonicalForm({ ...kernel, parts: all.toReversed() }, EXACT_ENTRIES))).toBe(text)
  })

  it('keeps a rate that only the bias needs', () => {
    const kernel = line(2, 2, [
      [1, 0],
      [0, 1],
    ])
    const bias = { shape: [1, 2], entries: [0, 1].map(integer) }
    expect(show(canonicalForm({ ...kernel, bias }, EXACT_ENTRIES))).toBe('up 2 | bias 0 1 | x/2 0@0: 1, 1@1: 1')
  })

  it('divides the rates of two inputs by what they have in common', () => {
    const x = line(2, 2, [
      [1, 0],
      [0, 1],
    ]).parts
    const y = line(2, 4, [
      [1, 0, 0],
      [0, 0, 1],
    ]).parts.map((part) => ({ ...part, input: 'y' }))
    const both = { ...line(2, 2, [[0], [0]]), parts: [...y, ...x] }
    expect(show(canonicalForm(both, EXACT_ENTRIES))).toBe('up 1 | bias 0 | x/1 0@0: 1 | y/2 0@0: 1')
    const odd = line(2, 3, [
      [1, 0, 0],
      [0, 0, 1],
    ]).parts.map((part) => ({ ...part, input: 'y' }))
    const form = canonicalForm({ ...both, parts: [...odd, ...x] }, EXACT_ENTRIES)
    expect(form.up).toEqual([2])
    expect(form.parts.map((part) => part.down)).toEqual([[2], [3]])
  })

  it('comes back however rates, parts and zeros are written', () => {
    fc.assert(
      fc.property(
        kernels({ inputs: ['x', 'y'] }),
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
        fc.nat(2),
        fc.nat(),
        (kernel, factors, margin, seed) => {
          const form = canonicalForm(kernel, EXACT_ENTRIES)
          const other = canonicalForm(splitParts(blowUp(kernel, factors, margin), seed), EXACT_ENTRIES)
          expect(show(other)).toBe(show(form))
          expect(equalForms(form, other, EXACT_ENTRIES)).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('comes back where one input is read at several rates', () => {
    fc.assert(
      fc.property(
        kernels({ inputs: ['x', 'x', 'y'], inChannels: 1 }),
        fc.integer({ min: 1, max: 4 }),
        (kernel, factor) => {
          const other = blowUp(kernel, [factor, 1], 1)
          expect(show(canonicalForm(other, EXACT_ENTRIES))).toBe(show(canonicalForm(kernel, EXACT_ENTRIES)))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('is the same map as the kernel', () => {
    fc.assert(
      fc.property(kernels({ inputs: ['x', 'y'] }), fc.nat(), (kernel, seed) => {
        const signals = noise(seed)
        const { up, bias, parts } = canonicalForm(kernel, EXACT_ENTRIES)
        const expected = evaluateKernel(kernel, signals)
        const written = evaluateKernel(
          {
            ...kernel,
            up,
            bias: { shape: [kernel.outChannels, ...up], entries: bias },
            // Each tap as a part with a kernel of one tap that only its own phase uses.
            parts: parts.flatMap((part) =>
              part.taps.map((tap) => ({
                ...part,
                dilation: up.map(() => 1),
                kernelSize: up.map(() => 1),
                padding: tap.offset.map((offset) => -offset),
                weight: oneTap(kernel.outChannels, up, part.inChannels, tap),
              })),
            ),
          },
          signals,
        )
        for (const position of box(up.map((rate) => 2 * rate + 1)).map((p) => p.map((entry) => entry - 2))) {
          for (let o = 0; o < kernel.outChannels; o++) expect(written(o, position)).toEqual(expected(o, position))
        }
      }),
      { numRuns: 100 },
    )
  })

  it('of a composition does not depend on the order of composing', () => {
    const rates = { outChannels: 1, inChannels: 1, rank: 1 }
    fc.assert(
      fc.property(kernels(rates), kernels(rates), kernels(rates), fc.nat(), (a, b, c, seed) => {
        const left = compose(compose(a, b), c)
        const right = compose(a, compose(b, c))
        expect(show(canonicalForm(left, EXACT_ENTRIES))).toBe(show(canonicalForm(right, EXACT_ENTRIES)))
        const inner = evaluateKernel(b, () => evaluateKernel(c, noise(seed)))
        const layers = evaluateKernel(a, () => inner)
        const merged = evaluateKernel(left, noise(seed))
        for (const at of [-5, -1, 0, 3, 7]) expect(merged(0, [at])).toEqual(layers(0, [at]))
      }),
      { numRuns: 100 },
    )
  })

  it('of rounded numbers refuses to add parts', () => {
    const weight = { shape: [1, 1, 1, 1], entries: Float64Array.of(0.5) }
    const part = { input: 'x', inChannels: 1, down: [1], dilation: [1], padding: [0], kernelSize: [1], weight }
    const bias = { shape: [1, 1], entries: Float64Array.of(0) }
    const kernel = { rank: 1, outChannels: 1, up: [1], parts: [part, part], bias }
    expect(() => canonicalForm(kernel, ROUNDED_ENTRIES)).toThrow('rounded twice')
    expect(canonicalForm({ ...kernel, parts: [part] }, ROUNDED_ENTRIES).parts[0]?.taps[0]?.matrix).toEqual(
      Float64Array.of(0.5),
    )
  })

  it('refuses parts that differ about the channels of their input', () => {
    const kernel = line(1, 1, [[1]])
    const wide = kernel.parts.map((part) => ({
      ...part,
      inChannels: 2,
      weight: { shape: [1, 1, 2, 1], entries: [1, 2].map(integer) },
    }))
    expect(() => canonicalForm({ ...kernel, parts: [...kernel.parts, ...wide] }, EXACT_ENTRIES)).toThrow(
      'input "x": two parts of a kernel take 1 and 2 channels of it',
    )
  })
})

function oneTap(
  outChannels: number,
  up: readonly number[],
  inChannels: number,
  tap: CanonicalKernel<Exact>['parts'][number]['taps'][number],
) {
  const shape = [outChannels, ...up, inChannels, ...up.map(() => 1)]
  const entries = box(shape).map((place) => {
    const [o = 0] = place
    const own = `${place.slice(1, 1 + up.length)}` === `${tap.phase}`
    return (own ? tap.matrix[o * inChannels + (place[1 + up.length] ?? 0)] : undefined) ?? integer(0)
  })
  return { shape, entries }
}
