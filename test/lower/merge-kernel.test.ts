import { describe, expect, it } from 'vitest'
import type { PhaseKernel } from '../../src/kernel/phase-kernel.ts'
import { formalMerge } from '../../src/lower/formal.ts'
import { kernelAt, kernelsAt, mergeKernel } from '../../src/lower/merge-kernel.ts'
import type { NetworkNode } from '../../src/net/network.ts'
import type { Proof } from '../../src/proof/proof.ts'
import { readNotation } from '../../src/read/notation.ts'
import { bindWeights } from '../../src/read/weights.ts'
import { asRational, formatPolynomial, type Polynomial } from '../../src/scalar/polynomial.ts'
import {
  addRational,
  divideRational,
  formatRational,
  fromFloat64,
  multiplyRational,
  ONE,
  type Rational,
  rational,
  ZERO,
} from '../../src/scalar/rational.ts'
import { rowMajorStrides, type TensorValues } from '../../src/scalar/tensor-value.ts'
import { evaluate, positionsBelow, type Ring } from '../../src/term/evaluate.ts'
import { coefficientEntries, constantOf, substituteIndex } from '../../src/term/index-expression.ts'
import { lower, prepare, valuesFrom } from './lowering.ts'

const RATIONALS: Ring<Rational> = {
  zero: ZERO,
  one: ONE,
  number: (value) => value,
  add: addRational,
  multiply: multiplyRational,
  apply: (_, argument) => (argument.numerator === 0n ? ZERO : divideRational(ONE, argument)),
}

type Signal = (name: string, channel: number | undefined, position: readonly number[]) => Rational

/** The signals of a proof, each by its own definition, on inputs that are 0 outside of their samples. */
function signalsOf(proof: Proof, values: TensorValues): Signal {
  const rank = proof.rank === 'any' ? 1 : proof.rank
  const sizes = new Map<string, readonly number[]>()
  for (const { name, sort, definition } of proof.sizes) {
    const value = definition && constantOf(definition)
    if (value !== undefined) sizes.set(name, coefficientEntries(value, sort === 'channel' ? 1 : rank))
  }
  const known = new Map<string, Rational>()
  const entry = (name: string, at: readonly (readonly number[])[]): Rational => {
    const key = `${name} ${at.join(' ')}`
    const value = known.get(key) ?? compute(name, at)
    known.set(key, value)
    return value
  }
  const compute = (name: string, at: readonly (readonly number[])[]): Rational => {
    const definition = proof.definitions.find((one) => one.name === name)
    if (definition !== undefined) {
      const inside = new Map([
        ...sizes,
        ...definition.parameters.map((one, place) => [one.name, at[place] ?? []] as const),
      ])
      return evaluate(definition.body, inside, {
        ring: RATIONALS,
        rank,
        element: (inner, read) =>
          entry(
            inner,
            axesOf(inner).map((axes, place) => [...read(place, axes)]),
          ),
        extentOf: (_, extent) => extent,
      })
    }
    const given = values.get(name)
    if (given === undefined) return sample(name, at)
    const position = rowMajorStrides(given.shape).reduce(
      (sum, stride, axis) => sum + stride * (at.flat()[axis] ?? 0),
      0,
    )
    if (given.kind === 'numeric') return fromFloat64(given.data[position] ?? 0)
    return asRational(given.entries[position] as Polynomial) ?? ZERO
  }
  const axesOf = (name: string): readonly number[] => {
    const axes =
      proof.definitions.find((one) => one.name === name)?.parameters ??
      proof.tensors.find((one) => one.name === name)?.axes
    return (axes ?? []).map(({ sort }) => (sort === 'channel' ? 1 : rank))
  }
  /** A pseudo-random sample where the declaration of the input allows one. */
  const sample = (name: string, at: readonly (readonly number[])[]): Rational => {
    const tensor = proof.tensors.find((one) => one.name === name)
    const definitions = new Map(
      proof.sizes.flatMap((one) => (one.definition ? [[one.name, one.definition] as const] : [])),
    )
    const extent = constantOf(substituteIndex(tensor?.support ?? [], definitions))
    const extents = tensor?.support === undefined || extent === undefined ? [] : coefficientEntries(extent, rank)
    const position = at.at(-1) ?? []
    const isOutside = extents.some((one, axis) => (position[axis] ?? 0) < 0 || (position[axis] ?? 0) >= one)
    if (isOutside) return ZERO
    return rational(at.flat().reduce((sum, value) => (sum * 31 + value + 7 + 1000) % 17, name.length) - 8)
  }
  return (name, channel, position) => entry(name, channel === undefined ? [position] : [[channel], position])
}

/** What the kernel gives at a block and phase. */
function apply(
  { parts, bias, up }: PhaseKernel<readonly Polynomial[]>,
  o: number,
  block: readonly number[],
  phase: readonly number[],
  input: Signal,
): Rational {
  const entry = (
    tensor: { readonly shape: readonly number[]; readonly entries: readonly Polynomial[] },
    at: readonly number[],
  ) => {
    const strides = rowMajorStrides(tensor.shape)
    const position = at.reduce((sum, index, axis) => sum + index * (strides[axis] ?? 0), 0)
    return asRational(tensor.entries[position] as Polynomial) ?? ZERO
  }
  expect(up.length).toBe(block.length)
  let sum = entry(bias, [o, ...phase])
  for (const { input: name, inChannels, down, dilation, padding, kernelSize, weight } of parts) {
    for (let c = 0; c < inChannels; c++) {
      for (const tap of positionsBelow(kernelSize)) {
        const factor = entry(weight, [o, ...phase, c, ...tap])
        if (factor.numerator === 0n) continue
        const position = block.map(
          (n, axis) => (down[axis] ?? 1) * n + (dilation[axis] ?? 1) * (tap[axis] ?? 0) - (padding[axis] ?? 0),
        )
        sum = addRational(sum, multiplyRational(factor, input(name, c, position)))
      }
    }
  }
  return sum
}

interface Case {
  readonly notation: string
  /** The network, where it is not what the notation says. */
  readonly network?: NetworkNode
  readonly inputShape?: readonly number[]
  readonly inputShapes?: ReadonlyMap<string, readonly number[]>
  /** The outputs per axis, where every one is compared. */
  readonly outputs: number
  readonly borders?: 'exact' | 'interior'
}

function entryFrom(stateName: string, position: number): Rational {
  return rational(
    ((position * 7919 + stateName.length * 31 + (stateName.codePointAt(0) ?? 0)) % 19) - 9,
    1 + (position % 3),
  )
}

function expectOutputs({
  notation,
  network = readNotation(notation),
  inputShape,
  inputShapes,
  outputs,
  borders,
}: Case): void {
  const lowered = prepare(network, {
    ...(inputShape && { inputShape }),
    ...(inputShapes && { inputShapes }),
    ...(borders && { borders }),
  })
  const { checked, assembly } = lowered
  const { proof } = checked
  const values = valuesFrom(lowered, entryFrom)
  const signals = signalsOf(proof, values)
  const input = { checked, values, bindings: assembly.bindings, dtype: 'exact' } as const
  const at = kernelsAt(input)
  const whole = proof.claim.varies === undefined ? mergeKernel(input) : undefined
  const rank = proof.rank === 'any' ? 1 : proof.rank
  for (const output of positionsBelow(Array.from({ length: rank }, () => outputs))) {
    const { kernel: first } = at(output.map(() => 0)).weights
    const block = output.map((q, axis) => Math.floor(q / (first.up[axis] ?? 1)))
    const phase = output.map((q, axis) => q - (first.up[axis] ?? 1) * (block[axis] ?? 0))
    if (!holdsAt(proof, block)) continue
    const { weights } = whole ?? at(block)
    if (weights.kind === 'rounded') throw new Error('expected exact values')
    for (let o = 0; o < weights.kernel.outChannels; o++) {
      const found = apply(weights.kernel, o, block, phase, signals)
      expect([o, output, formatRational(found)]).toEqual([
        o,
        output,
        formatRational(signals(proof.claim.output, o, output)),
      ])
    }
  }
}

/** Whether the claim speaks of a block. */
function holdsAt({ claim, lemmas }: Proof, block: readonly number[]): boolean {
  const position = lemmas
    .find(({ name }) => name === claim.lemma)
    ?.parameters.find(({ name }) => name === claim.position)
  if (position?.extent === undefined) return true
  const first = coefficientEntries(constantOf(claim.first ?? []) ?? 0, block.length)
  const extent = coefficientEntries(constantOf(position.extent) ?? 0, block.length)
  return block.every((n, axis) => n >= (first[axis] ?? 0) && n < (first[axis] ?? 0) + (extent[axis] ?? 0))
}

/** Two inputs, of which the second has twice the samples. */
const TWO_INPUTS: NetworkNode = {
  kind: 'graph',
  inputs: ['low', 'high'],
  nodes: [
    { name: 'a', node: readNotation('Conv1d(2, 3, 3, padding=1)'), from: ['low'] },
    { name: 'b', node: readNotation('Conv1d(1, 3, 4, stride=2, padding=1)'), from: ['high'] },
    { name: 'sum', node: { kind: 'layer', type: 'Sum', parameters: {} }, from: ['a', 'b'] },
  ],
  output: 'sum',
}

describe('the phase kernel gives what the layers give one after the other', () => {
  it.each<Case>([
    { notation: 'Sequential(Conv1d(2, 3, 3, padding=1), Conv1d(3, 2, 2, stride=2))', outputs: 5 },
    { notation: 'ConvTranspose1d(2, 3, 4, stride=2, padding=1)', outputs: 8 },
    { notation: 'Sequential(ConvTranspose1d(2, 3, 5, stride=3), Conv1d(3, 2, 3, stride=2))', outputs: 9 },
    { notation: 'Sequential(ConvTranspose2d(1, 2, 3, stride=2), Conv2d(2, 1, 3))', outputs: 5 },
    { notation: 'Sequential(Conv2d(2, 4, 3), PixelShuffle(2))', outputs: 4 },
    { notation: 'Sum(Conv1d(2, 2, 3, padding=1), Conv1d(2, 2, 1))', outputs: 6 },
    {
      notation: 'Sequential(Conv1d(2, 3, 3, padding=1), Conv1d(3, 2, 3, padding=1))',
      inputShape: [2, 8],
      outputs: 8,
      borders: 'exact',
    },
    {
      notation:
        'Sequential(Conv2d(1, 2, 3, padding=1), Conv2d(2, 1, 3, padding=1), Conv2d(1, 2, 3, stride=2, padding=1))',
      inputShape: [1, 5, 5],
      outputs: 3,
      borders: 'exact',
    },
    {
      notation: 'Sequential(ConvTranspose1d(2, 2, 4, stride=2, padding=1), Conv1d(2, 1, 3, padding=1))',
      inputShape: [2, 5],
      outputs: 10,
      borders: 'exact',
    },
    {
      notation: 'Sequential(AvgPool1d(3, stride=2, padding=1, count_include_pad=False), Conv1d(2, 2, 3, padding=1))',
      inputShape: [2, 9],
      outputs: 5,
      borders: 'exact',
    },
    {
      notation: 'Sequential(Conv1d(2, 2, 3, padding=1), AvgPool1d(3, stride=2, ceil_mode=True))',
      inputShape: [2, 8],
      outputs: 4,
      borders: 'exact',
    },
    {
      notation: 'Sequential(Upsample(scale_factor=2, mode="bilinear"), Conv2d(1, 2, 3, padding=1))',
      inputShape: [1, 3, 4],
      outputs: 6,
      borders: 'exact',
    },
    {
      notation:
        'Sequential(Conv1d(1, 2, 3, padding=1, padding_mode="circular"), Conv1d(2, 1, 3, padding=1, padding_mode="circular"))',
      inputShape: [1, 6],
      outputs: 6,
      borders: 'exact',
    },
    {
      notation: 'Sequential(Conv2d(4, 4, 3, groups=4, padding=1), PixelShuffle(2), ConvTranspose2d(1, 2, 3, stride=2))',
      inputShape: [4, 2, 2],
      outputs: 9,
      borders: 'exact',
    },
    { notation: 'Sequential(PixelUnshuffle(2), Conv2d(4, 2, 3))', inputShape: [1, 8, 8], outputs: 2 },
    {
      notation: 'Residual(Sequential(Conv1d(2, 2, 3, padding=1), Conv1d(2, 2, 3, padding=1)))',
      inputShape: [2, 7],
      outputs: 7,
      borders: 'exact',
    },
    { notation: 'Sequential(Concat(Conv1d(2, 2, 3, padding=1), Conv1d(2, 1, 1)), Conv1d(3, 2, 1))', outputs: 5 },
    {
      notation: 'Sequential(Conv1d(1, 2, 3, padding=1), Conv1d(2, 1, 3, padding=1))',
      inputShape: [1, 8],
      outputs: 8,
      borders: 'interior',
    },
    {
      notation: 'two inputs of different rates',
      network: TWO_INPUTS,
      inputShapes: new Map([
        ['low', [2, 5]],
        ['high', [1, 10]],
      ]),
      outputs: 5,
    },
  ])('$notation', (one) => expectOutputs(one))
})

describe('results', () => {
  const network = prepare('Sequential(Conv1d(2, 4, 3, padding=1, groups=2), Conv1d(4, 2, 1, groups=2))')
  const values = valuesFrom(network, entryFrom)
  const input = { checked: network.checked, values, bindings: network.assembly.bindings } as const

  it('a convolution comes with its layer where its padding is known', () => {
    expect(mergeKernel({ ...input, dtype: 'exact' }).layer).toBeUndefined()
    const { layer, weights } = mergeKernel({ ...input, dtype: 'float64', paddingEnd: [{ coefficient: 1, atoms: [] }] })
    expect(layer?.layer.groups).toBe(2)
    expect(layer?.layer.weight.shape).toEqual([2, 1, 3])
    expect(weights.kernel.parts[0]?.weight.shape).toEqual([2, 1, 2, 3])
  })

  it('rounded entries are the exact ones rounded once', () => {
    const exact = mergeKernel({ ...input, dtype: 'exact' }).weights
    const rounded = mergeKernel({ ...input, dtype: 'float64' }).weights
    if (exact.kind === 'rounded' || rounded.kind === 'exact') throw new Error('expected exact and rounded weights')
    const texts = exact.kernel.parts[0]?.weight.entries.map(formatPolynomial) ?? []
    const near = texts.map((text) => text.split('/').map(Number)).map(([p = 0, q = 1]) => p / q)
    expect([...(rounded.kernel.parts[0]?.weight.entries ?? [])]).toEqual(near)
  })

  it('weights that differ from place to place have no one kernel, and one at each block', () => {
    const padded = prepare('Sequential(Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 3, padding=1))', {
      inputShape: [1, 6],
      borders: 'exact',
    })
    const at = { checked: padded.checked, values: valuesFrom(padded, entryFrom), dtype: 'float32' } as const
    expect(() => mergeKernel(at)).toThrow(/the weights differ from place to place/)
    expect(kernelAt(at, [0]).weights.kernel).not.toEqual(kernelAt(at, [3]).weights.kernel)
    expect(kernelAt(at, [2]).weights.kernel).toEqual(kernelAt(at, [3]).weights.kernel)
  })
})

describe('refusals', () => {
  it.each([
    ['ConvTranspose1d(1, 1, 2, stride=2)', undefined, /every phase of the output has a kernel of its own, so/],
    [
      'Sequential(Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 3, padding=1))',
      [1, 6],
      /the weights differ from place to place, so/,
    ],
  ])('%s is not one convolution', (notation, inputShape, message) => {
    const lowered = prepare(notation, inputShape === undefined ? {} : { inputShape, borders: 'exact' })
    expect(() => lower(lowered, valuesFrom(lowered, entryFrom), 'exact')).toThrow(message)
  })

  it('what has no certificate is named', () => {
    const lowered = prepare('Sequential(Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 3, padding=1))', { borders: 'exact' })
    const values = valuesFrom(lowered, entryFrom)
    expect(() => formalMerge({ checked: lowered.checked, values })).toThrow(
      /no certificate for weights that differ from place to place yet/,
    )
  })

  it('a kernel too large for the memory is refused before it is computed', () => {
    const lowered = prepare('Conv2d(3000, 3000, 3, groups=3000, bias=False)')
    const { checked } = lowered
    const values = valuesFrom(lowered, () => 1)
    expect(() => mergeKernel({ checked, values, dtype: 'float32' })).toThrow(
      /weight \[3000, 1, 1, 3000, 3, 3\] has 81000000 entries/,
    )
  })

  it('an expansion beyond the budget names its size', () => {
    const lowered = prepare('Sequential(ConvTranspose2d(8, 8, 4, stride=2, bias=False), Conv2d(8, 8, 3, bias=False))')
    const { checked, assembly } = lowered
    const values = bindWeights(assembly.bindings, undefined, { rank: 2 })
    expect(() => mergeKernel({ checked, values, dtype: 'exact', maxTerms: 1000 })).toThrow(
      /takes \d+ products of terms, more than 1000/,
    )
  })
})
