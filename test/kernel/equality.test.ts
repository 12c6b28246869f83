import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Comparison, compareKernels } from '../../src/kernel/equality.ts'
import { compareDistance, nearestFirst } from '../../src/kernel/impulse.ts'
import {
  add,
  equalPolynomial,
  formatPolynomial,
  multiply,
  type Polynomial,
  symbol,
} from '../../src/scalar/polynomial.ts'
import { box, type Exact, type ExactKernel, evaluateKernel, NOTHING, type Signals } from './naive.ts'
import { blowUp, integer, kernels } from './sample.ts'

/** A kernel of one axis, one input and one channel; weight by phase, then tap. */
function line(up: number, down: number, rows: readonly (readonly Polynomial[])[], padding = 0): ExactKernel {
  const kernelSize = [rows[0]?.length ?? 0]
  const weight = { shape: [1, up, 1, ...kernelSize], entries: rows.flat() }
  const part = { input: 'x', inChannels: 1, down: [down], dilation: [1], padding: [padding], kernelSize, weight }
  const bias = { shape: [1, up], entries: rows.map(() => NOTHING) }
  return { rank: 1, outChannels: 1, up: [up], parts: [part], bias }
}

const numbers = (...values: readonly number[]) => values.map(integer)
const a = symbol('a')
const b = symbol('b')

function withBias(kernel: ExactKernel, ...bias: readonly number[]): ExactKernel {
  return { ...kernel, bias: { ...kernel.bias, entries: numbers(...bias) } }
}

/** A comparison as one line. */
function show(comparison: Comparison): string {
  const values = (pair: readonly [Polynomial, Polynomial]) => pair.map(formatPolynomial).join(' and ')
  switch (comparison.kind) {
    case 'equal':
      return 'equal'
    case 'ranks':
      return `ranks ${comparison.ranks}`
    case 'output-channels':
      return `output channels ${comparison.channels}`
    case 'input-channels':
      return `channels of ${comparison.input} ${comparison.channels}`
    case 'bias':
      return `0 -> y[${comparison.output.channel}, ${comparison.output.position}] = ${values(comparison.values)}`
    case 'impulse': {
      const { input, impulse, output } = comparison
      const from = `${input}[${impulse.channel}, ${impulse.position}]`
      return `${from} = 1 -> y[${output.channel}, ${output.position}] = ${values(comparison.values)}`
    }
    default:
      return comparison satisfies never
  }
}

const IDENTITY = line(1, 1, [numbers(1)])

describe('compareKernels', () => {
  it.each<readonly [string, ExactKernel, ExactKernel, string]>([
    ['a kernel and itself', IDENTITY, IDENTITY, 'equal'],
    ['two phases of the identity', IDENTITY, line(2, 2, [numbers(1, 0), numbers(0, 1)]), 'equal'],
    ['a sum in another order', line(1, 1, [[add(a, b)]]), line(1, 1, [[add(b, a)]]), 'equal'],
    [
      'a square and its expansion',
      line(1, 1, [[multiply(add(a, b), add(a, b))]]),
      line(1, 1, [[squareOfSum()]]),
      'equal',
    ],
    ['two symbols', line(1, 1, [[a]]), line(1, 1, [[b]]), 'x[0, 0] = 1 -> y[0, 0] = a and b'],
    ['a shift', IDENTITY, line(1, 1, [numbers(1)], -1), 'x[0, 0] = 1 -> y[0, 0] = 1 and 0'],
    ['sub-sampling', IDENTITY, line(1, 2, [numbers(1)]), 'x[0, -1] = 1 -> y[0, -1] = 1 and 0'],
    ['up-sampling', IDENTITY, line(2, 1, [numbers(1), numbers(0)]), 'x[0, -1] = 1 -> y[0, -1] = 1 and 0'],
    [
      'the nearest of several outputs',
      line(1, 1, [numbers(1, 2, 3)], 2),
      line(1, 1, [numbers(0)]),
      'x[0, 0] = 1 -> y[0, 0] = 3 and 0',
    ],
    ['two zero maps of different rates', line(2, 1, [numbers(0), numbers(0)]), line(1, 3, [numbers(0, 0)]), 'equal'],
    ['biases', withBias(IDENTITY, 1), withBias(IDENTITY, 2), '0 -> y[0, 0] = 1 and 2'],
    [
      'a bias in one phase',
      withBias(line(2, 2, [numbers(1, 0), numbers(0, 1)]), 0, 3),
      withBias(line(1, 1, [numbers(7)]), 0),
      '0 -> y[0, -1] = 3 and 0',
    ],
    [
      'kernels with a bias',
      withBias(IDENTITY, 5),
      withBias(line(1, 1, [numbers(3)]), 5),
      'x[0, 0] = 1 -> y[0, 0] = 6 and 8',
    ],
  ])('tells %s', (_, first, second, text) => {
    expect(show(compareKernels(first, second))).toBe(text)
  })

  it('compares the shapes first', () => {
    const flat: ExactKernel = { rank: 0, outChannels: 1, up: [], parts: [], bias: { shape: [1], entries: numbers(0) } }
    expect(show(compareKernels(IDENTITY, flat))).toBe('ranks 1,0')
    const two = { ...flat, outChannels: 2, bias: { shape: [2], entries: numbers(0, 0) } }
    expect(show(compareKernels(flat, two))).toBe('output channels 1,2')
    const wide = IDENTITY.parts.map((part) => ({
      ...part,
      inChannels: 2,
      weight: { shape: [1, 1, 2, 1], entries: numbers(1, 0) },
    }))
    expect(show(compareKernels(IDENTITY, { ...IDENTITY, parts: wide }))).toBe('channels of x 1,2')
  })

  it('takes an input that is not mentioned as one that does not matter', () => {
    const second = (entry: number) => {
      const [part] = line(1, 1, [numbers(entry)]).parts
      return { ...IDENTITY, parts: part === undefined ? [] : [...IDENTITY.parts, { ...part, input: 'z' }] }
    }
    expect(show(compareKernels(IDENTITY, second(0)))).toBe('equal')
    expect(show(compareKernels(IDENTITY, second(2)))).toBe('z[0, 0] = 1 -> y[0, 0] = 0 and 2')
  })

  it('says that different ways to write a map are equal', () => {
    fc.assert(
      fc.property(kernels({ inputs: ['x', 'y'] }), fc.integer({ min: 1, max: 3 }), (kernel, factor) => {
        expect(compareKernels(kernel, blowUp(kernel, [factor, 2], 1))).toEqual({ kind: 'equal' })
      }),
      { numRuns: 60 },
    )
  })

  it('finds what nested loops find, and nothing smaller differs', () => {
    const limits = { rank: 1, outChannels: 1, inputs: ['x', 'x'], inChannels: 1, up: 2 }
    fc.assert(
      fc.property(kernels(limits), kernels(limits), (first, second) => {
        checkAgainstLoops(first, second, compareKernels(first, second))
      }),
      { numRuns: 150 },
    )
  })

  it('finds the one entry that was changed', () => {
    fc.assert(
      fc.property(
        kernels({ inputs: ['x', 'y'] }),
        fc.nat(),
        fc.integer({ min: 1, max: 2 }),
        (kernel, place, factor) => {
          const changed = changeOne(kernel, place)
          const comparison = compareKernels(kernel, blowUp(changed, [factor, factor], 0))
          expect(comparison.kind).toBe('impulse')
          checkAgainstLoops(kernel, changed, comparison)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('nearestFirst', () => {
  it.each<readonly [number, readonly (readonly number[])[]]>([
    [0, [[]]],
    [1, [[0], [-1], [1], [-2], [2]]],
    [
      2,
      [
        [0, 0],
        [-1, 0],
        [0, -1],
        [0, 1],
        [1, 0],
        [-2, 0],
        [-1, -1],
        [-1, 1],
      ],
    ],
    [
      3,
      [
        [0, 0, 0],
        [-1, 0, 0],
        [0, -1, 0],
        [0, 0, -1],
        [0, 0, 1],
        [0, 1, 0],
        [1, 0, 0],
        [-2, 0, 0],
      ],
    ],
  ])('at rank %i goes outwards, in lexicographic order', (rank, expected) => {
    const found: (readonly number[])[] = []
    for (const position of nearestFirst(rank)) if (found.push(position) === expected.length) break
    expect(found).toEqual(expected)
    expect(found.toSorted(compareDistance)).toEqual(expected)
  })
})

function squareOfSum(): Polynomial {
  return add(add(multiply(a, a), multiply(b, b)), multiply(integer(2), multiply(a, b)))
}

function changeOne(kernel: ExactKernel, place: number): ExactKernel {
  const change = (entries: Exact) =>
    entries.map((entry, at) => (at === place % entries.length ? add(entry, integer(1)) : entry))
  const parts = kernel.parts.map((part, at) =>
    at === place % kernel.parts.length
      ? { ...part, weight: { ...part.weight, entries: change(part.weight.entries) } }
      : part,
  )
  return { ...kernel, parts }
}

function impulseAt(input: string, channel: number, position: readonly number[]): Signals {
  return (name) => (c, q) => integer(name === input && c === channel && `${q}` === `${position}` ? 1 : 0)
}

/** The claim holds, and no impulse at an earlier position is answered differently near it. */
function checkAgainstLoops(first: ExactKernel, second: ExactKernel, comparison: Comparison): void {
  const differAt = (signals: Signals, o: number, position: readonly number[]) =>
    !equalPolynomial(evaluateKernel(first, signals)(o, position), evaluateKernel(second, signals)(o, position))
  const around = (radius: number) =>
    box(first.up.map(() => 2 * radius + 1)).map((place) => place.map((entry) => entry - radius))
  const zeros: Signals = () => () => NOTHING
  if (comparison.kind === 'bias') {
    expect(differAt(zeros, comparison.output.channel, comparison.output.position)).toBe(true)
    return
  }
  const outputs = around(first.rank === 1 ? 12 : 3)
  const radius = comparison.kind === 'impulse' ? Math.max(0, ...comparison.impulse.position.map(Math.abs)) : 3
  const channels = Array.from({ length: first.outChannels }, (_, o) => o)
  for (const { input, inChannels } of [...first.parts, ...second.parts]) {
    for (const q of around(radius)) {
      if (comparison.kind === 'impulse' && compareDistance(q, comparison.impulse.position) >= 0) continue
      for (let c = 0; c < inChannels; c++) {
        const signals = impulseAt(input, c, q)
        expect(outputs.some((p) => channels.some((o) => differAt(signals, o, p)))).toBe(false)
      }
    }
  }
  if (comparison.kind !== 'impulse') return
  const { input, impulse, output, values } = comparison
  const signals = impulseAt(input, impulse.channel, impulse.position)
  expect(evaluateKernel(first, signals)(output.channel, output.position)).toEqual(values[0])
  expect(evaluateKernel(second, signals)(output.channel, output.position)).toEqual(values[1])
  expect(differAt(signals, output.channel, output.position)).toBe(true)
}
