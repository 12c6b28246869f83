import { describe, expect, it } from 'vitest'
import { claimForm } from '../../src/lower/claim-form.ts'
import { createExactEvaluation, type Sources } from '../../src/lower/exact-entry.ts'
import { type KernelResult, kernelOf } from '../../src/lower/kernel-layout.ts'
import { createVaryingEvaluation, formAt } from '../../src/lower/lowering.ts'
import { loopsOf } from '../../src/lower/plan.ts'
import { createSpecialisation } from '../../src/lower/specialise.ts'
import {
  type Claim,
  type ClaimSignal,
  type Definition,
  PROOF_FORMAT,
  PROOF_VERSION,
  type Proof,
  type TensorDeclaration,
} from '../../src/proof/proof.ts'
import { formatPolynomial } from '../../src/scalar/polynomial.ts'
import { fromFloat64, parseRational, rational } from '../../src/scalar/rational.ts'
import { FLOAT32, FLOAT64, roundRational } from '../../src/scalar/round.ts'
import type { TensorValue } from '../../src/scalar/tensor-value.ts'
import { add, apply, element, equals, multiply, number, sum, within } from '../../src/term/build.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import {
  addIndex,
  floorDivide,
  type Index,
  integer,
  scaleIndex,
  subtractIndex,
  variable,
} from '../../src/term/index-expression.ts'
import type { IndexVariable, Term } from '../../src/term/term.ts'
import { channels, define, positions, sourcesOf, tensor } from './by-hand.ts'

const [o, a, c, d, n, q, r, m, i, j] = ['o', 'a', 'c', 'd', 'n', 'q', 'r', 'm', 'i', 'j'].map(variable) as [
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
]

interface Example {
  readonly rank: number
  readonly definitions: readonly Definition[]
  readonly tensors: readonly TensorDeclaration[]
  readonly claim: Omit<Claim, 'lemma' | 'output' | 'outputChannel' | 'position' | 'varies'>
  readonly blocks: readonly number[]
}

const over = (index: string, extent: number, body: Term): Term => sum(index, 'position', integer(extent), body)
const through = (index: string, extent: number, body: Term): Term => sum(index, 'channel', integer(extent), body)

function signal(kernel: Term, taps: number, given: Partial<ClaimSignal> = {}): ClaimSignal {
  return {
    input: 'x',
    channelIndex: { name: 'a', extent: integer(2) },
    channel: a,
    tapIndex: { name: 'm', extent: integer(taps) },
    stride: integer(1),
    dilation: integer(1),
    padding: integer(3),
    kernel,
    ...given,
  }
}

/** Three convolutions with three taps and padding 1 and a bias each, the second with stride 2, on nine samples per axis. */
function threeLayers(rank: number): Example {
  const e = addIndex(n, j, integer(-1))
  const f = addIndex(scaleIndex(2, q), j, integer(-1))
  const inner = within(f, integer(9))
  const outer = within(e, integer(5))
  const parameters: readonly IndexVariable[] = [channels('c', 2), positions('q'), channels('a', 2), positions('m', 5)]
  return {
    rank,
    tensors: [
      tensor('w', channels('d', 3), channels('a', 2), positions('i', 3)),
      tensor('v', channels('c', 2), channels('d', 3), positions('i', 3)),
      tensor('u', channels('o', 2), channels('c', 2), positions('i', 3)),
      ...['bw', 'bv', 'bu'].map((name) => tensor(name, channels('o', name === 'bw' ? 3 : 2))),
    ],
    definitions: [
      define(
        'M1',
        parameters,
        through(
          'd',
          3,
          over(
            'j',
            3,
            over('i', 3, multiply(equals(m, addIndex(i, j)), inner, element('v', c, d, j), element('w', d, a, i))),
          ),
        ),
      ),
      define(
        'B1',
        [channels('c', 2), positions('q')],
        add(element('bv', c), through('d', 3, over('j', 3, multiply(inner, element('v', c, d, j), element('bw', d))))),
      ),
      define(
        'M2',
        [channels('o', 2), positions('n'), channels('a', 2), positions('m', 9)],
        through(
          'c',
          2,
          over(
            'j',
            3,
            over(
              'i',
              5,
              multiply(
                equals(m, addIndex(i, scaleIndex(2, j))),
                outer,
                element('u', o, c, j),
                element('M1', c, e, a, i),
              ),
            ),
          ),
        ),
      ),
    ],
    claim: {
      signals: [signal(element('M2', o, n, a, m), 9, { stride: integer(2), padding: integer(4) })],
      bias: add(
        element('bu', o),
        through('c', 2, over('j', 3, multiply(outer, element('u', o, c, j), element('B1', c, e)))),
      ),
    },
    blocks: [-2, -1, 0, 1, 2, 3, 4, 5, 8],
  }
}

/** A transposed convolution of up-rate 2 and what a padded convolution reads of it: the block and the phase vary. */
function phases(rank: number): Example {
  const e = addIndex(scaleIndex(2, n), r, j, integer(-1))
  const block = floorDivide(e, integer(2))
  const phase = subtractIndex(e, scaleIndex(2, block))
  return {
    rank,
    tensors: [
      tensor('w', channels('c', 2), positions('r', 2), channels('a', 2), positions('i', 2)),
      tensor('v', channels('o', 3), channels('c', 2), positions('j', 3)),
    ],
    definitions: [
      define(
        'M1',
        [channels('c', 2), positions('q'), positions('r', 2), channels('a', 2), positions('i', 2)],
        multiply(within(addIndex(q, i), integer(4)), element('w', c, r, a, i)),
      ),
    ],
    claim: {
      phase: { name: 'r', extent: integer(2) },
      first: integer(1),
      signals: [
        signal(
          through(
            'c',
            2,
            over(
              'j',
              3,
              over(
                'i',
                2,
                multiply(
                  equals(m, addIndex(subtractIndex(block, n), i, integer(1))),
                  within(e, integer(7)),
                  element('v', o, c, j),
                  element('M1', c, block, phase, a, i),
                ),
              ),
            ),
          ),
          4,
          { padding: integer(1) },
        ),
        signal(multiply(element('v', o, a, integer(1)), number(3)), 1, { input: 'z', padding: integer(0) }),
      ],
      bias: multiply(within(n, integer(2)), number(rational(1, 3))),
    },
    blocks: [-1, 0, 1, 2, 3, 4],
  }
}

/** Means over the samples that a window has, and a convolution of them that reads one sample too far on both sides. */
function means(rank: number, isHidden: boolean): Example {
  const e = addIndex(n, j, integer(-1))
  const tap = addIndex(scaleIndex(2, q), i, integer(-1))
  const k = variable('k')
  const inside = (at: Index): Term => within(addIndex(n, at, integer(-1)), integer(4))
  const guard = isHidden ? over('k', 3, multiply(equals(k, j), inside(k))) : inside(j)
  return {
    rank,
    tensors: [tensor('v', channels('o', 2), channels('a', 2), positions('j', 3))],
    definitions: [
      define('count', [positions('q')], over('i', 3, within(tap, integer(7)))),
      define(
        'P',
        [positions('q'), positions('i', 3)],
        multiply(within(tap, integer(7)), apply('reciprocal', element('count', q))),
      ),
    ],
    claim: {
      signals: [
        signal(
          over(
            'j',
            3,
            over(
              'i',
              3,
              multiply(equals(m, addIndex(i, scaleIndex(2, j))), guard, element('v', o, a, j), element('P', e, i)),
            ),
          ),
          7,
        ),
      ],
    },
    blocks: [0, 1, 2, 3],
  }
}

function proofOf({ rank, definitions, tensors, claim }: Example): Proof {
  const output = define(
    'y',
    [channels('o', definitions[0]?.name === 'M1' && claim.phase ? 3 : 2), positions('n')],
    number(0),
  )
  return {
    format: PROOF_FORMAT,
    version: PROOF_VERSION,
    title: 'by hand',
    network: [],
    rank,
    sizes: [],
    tensors: [tensor('x', channels('a', 2), positions('q')), tensor('z', channels('a', 2), positions('q')), ...tensors],
    definitions: [...definitions, output],
    lemmas: [],
    claim: { lemma: 'main', output: 'y', outputChannel: 'o', position: 'n', varies: true, ...claim },
  }
}

function worldOf(example: Example, kind?: TensorValue['kind']) {
  const proof = proofOf(example)
  const sources = sourcesOf(example.rank, example.tensors, example.definitions, kind)
  return { proof, sources, form: claimForm(proof, sources.space) }
}

/** The entries at a block, each read off the terms, with positions that need no extent. */
function entriesAt(proof: Proof, sources: Sources, block: readonly number[]): readonly (readonly string[])[] {
  const { claim } = proof
  const exactly = createExactEvaluation(sources)
  const first = claim.first === undefined ? 0 : 1
  const outputs: readonly IndexVariable[] = [
    { name: 'o', sort: 'channel', extent: proof.definitions.at(-1)?.parameters[0]?.extent ?? [] },
    ...(claim.phase === undefined ? [] : [{ ...claim.phase, sort: 'position' } as const]),
  ]
  const all = (term: Term, parameters: readonly IndexVariable[]): readonly string[] => {
    const loops = parameters.map((parameter) => ({ parameter, loops: loopsOf(parameter, sources.space) }))
    return [...positionsBelow(loops.flatMap((one) => one.loops.map((loop) => loop.extent)))].map((place) => {
      const at = new Map<string, readonly number[]>([['n', block.map((entry) => entry - first)]])
      let from = 0
      for (const { parameter, loops: own } of loops) {
        at.set(parameter.name, place.slice(from, from + own.length))
        from += own.length
      }
      return formatPolynomial(exactly(term, at))
    })
  }
  const kernels = claim.signals.map(({ kernel, channelIndex, tapIndex }) =>
    all(kernel, [
      ...outputs,
      ...(channelIndex === undefined ? [] : [{ ...channelIndex, sort: 'channel' } as const]),
      ...(tapIndex === undefined ? [] : [{ ...tapIndex, sort: 'position' } as const]),
    ]),
  )
  return [...kernels, all(claim.bias ?? number(0), outputs)]
}

function textsOf({ weights }: KernelResult): readonly (readonly string[])[] {
  if (weights.kind === 'rounded') throw new Error('expected exact values')
  const { parts, bias } = weights.kernel
  return [...parts.map((part) => part.weight), bias].map(({ entries }) => entries.map(formatPolynomial))
}

const EXAMPLES: readonly (readonly [string, Example])[] = [
  ['three padded layers', threeLayers(1)],
  ['three padded layers in two dimensions', { ...threeLayers(2), blocks: [0, 1, 4] }],
  ['phases and two inputs', phases(1)],
  ['phases and two inputs in two dimensions', { ...phases(2), blocks: [0, 3] }],
  ['means with a divisor of their own', means(1, false)],
  ['means with a divisor of their own in two dimensions', { ...means(2, false), blocks: [0, 3] }],
  ['means whose window is known only entry by entry', means(1, true)],
]

const blocksOf = ({ rank, blocks }: Example): readonly (readonly number[])[] =>
  [...positionsBelow(Array.from({ length: rank }, () => blocks.length))].map((place) =>
    place.map((entry) => blocks[entry] ?? 0),
  )

describe('the kernel at a block is what the definitions say there', () => {
  it.each(EXAMPLES)('%s', (_, example) => {
    const { proof, sources, form } = worldOf(example)
    const evaluate = createVaryingEvaluation(undefined, sources, undefined)
    for (const block of blocksOf(example)) {
      const result = kernelOf(form, evaluate(formAt(form, proof, block)), undefined)
      expect([block, textsOf(result)]).toEqual([block, entriesAt(proof, sources, block)])
    }
  })

  it.each(EXAMPLES)('rounded once: %s', (_, example) => {
    const { proof, sources, form } = worldOf(example, 'numeric')
    for (const format of [FLOAT32, FLOAT64]) {
      const evaluate = createVaryingEvaluation(format, sources, undefined)
      for (const block of blocksOf(example)) {
        const { weights } = kernelOf(form, evaluate(formAt(form, proof, block)), format)
        if (weights.kind === 'exact') throw new Error('expected numbers')
        const { parts, bias } = weights.kernel
        const found = [...parts.map((part) => part.weight), bias].map(({ entries }) => [...entries])
        const expected = entriesAt(proof, sources, block).map((texts) =>
          texts.map((text) => roundRational(parseRational(text) ?? fromFloat64(Number.NaN), format).value),
        )
        expect([block, found]).toEqual([block, expected])
      }
    }
  })
})

describe('layout', () => {
  it('the shapes are those of a phase kernel, and the geometry is that of the claim', () => {
    const { proof, sources, form } = worldOf({ ...phases(2), blocks: [0] })
    const evaluate = createVaryingEvaluation(undefined, sources, undefined)
    const { kernel } = kernelOf(form, evaluate(formAt(form, proof, [0, 3])), undefined).weights
    expect([kernel.rank, kernel.outChannels, kernel.up, kernel.bias.shape]).toEqual([2, 3, [2, 2], [3, 2, 2]])
    expect(kernel.parts.map(({ weight, ...geometry }) => ({ ...geometry, shape: weight.shape }))).toEqual([
      {
        input: 'x',
        inChannels: 2,
        down: [1, 1],
        dilation: [1, 1],
        padding: [1, 1],
        kernelSize: [4, 4],
        shape: [3, 2, 2, 2, 4, 4],
      },
      {
        input: 'z',
        inChannels: 2,
        down: [1, 1],
        dilation: [1, 1],
        padding: [0, 0],
        kernelSize: [1, 1],
        shape: [3, 2, 2, 2, 1, 1],
      },
    ])
  })

  it('one channel and one tap that the claim does not sum over are zeros elsewhere', () => {
    const example: Example = {
      rank: 1,
      tensors: [tensor('g', channels('o', 2))],
      definitions: [],
      claim: {
        signals: [
          {
            input: 'x',
            channel: subtractIndex(integer(1), o),
            stride: integer(1),
            dilation: integer(1),
            padding: integer(0),
            kernel: element('g', o),
          },
        ],
      },
      blocks: [0],
    }
    const { proof, sources, form } = worldOf(example)
    const evaluate = createVaryingEvaluation(undefined, sources, undefined)
    const [weight = [], bias] = textsOf(kernelOf(form, evaluate(formAt(form, proof, [0])), undefined))
    expect(weight.map((entry) => entry === '0')).toEqual([true, false, false, true])
    expect(bias).toEqual(['0', '0'])
  })
})

describe('work', () => {
  it('positions that no bracket tells apart share their kernels', () => {
    const { proof, sources, form } = worldOf(threeLayers(1))
    const { specialise, definitions } = createSpecialisation(sources)
    for (const block of [0, 1, 2, 3, 4]) {
      for (const { kernel } of formAt(form, proof, [block]).parts) specialise(kernel)
    }
    const copies = (name: string) => [...definitions.keys()].filter((key) => key.startsWith(`${name}@`))
    expect(copies('M1')).toEqual(['M1@0', 'M1@1', 'M1@4'])
    expect(copies('M2')).toEqual(['M2@0', 'M2@1', 'M2@2', 'M2@3', 'M2@4'])
  })

  it('an interior block costs what the layers cost without borders', () => {
    const { proof, sources, form } = worldOf({ ...threeLayers(2), blocks: [2] }, 'numeric')
    const evaluate = createVaryingEvaluation(FLOAT32, sources, undefined)
    const { report } = evaluate(formAt(form, proof, [2, 2]))
    const inner = 2 * 3 * 2 * 9 * 9
    const outer = 2 * 2 * 2 * 9 * 25
    expect(report.products).toBeLessThan(2 * (inner + outer))
  })

  it('too many places are refused', () => {
    const { definitions, ...rest } = threeLayers(1)
    const long = rest.tensors.map((one) =>
      one.name === 'u' ? tensor('u', channels('o', 2), channels('c', 2), positions('j', 5000)) : one,
    )
    const { proof, sources, form } = worldOf({
      ...rest,
      definitions,
      tensors: long,
      claim: {
        signals: [
          signal(
            through(
              'c',
              2,
              over('j', 5000, multiply(element('u', o, c, j), element('M1', c, addIndex(n, j), a, integer(0)))),
            ),
            1,
          ),
        ],
      },
    })
    const evaluate = createVaryingEvaluation(undefined, sources, undefined)
    expect(() => evaluate(formAt(form, proof, [0]))).toThrow(
      /the sum over j reads weights .* at 5000 places, more than 4096/,
    )
  })
})
