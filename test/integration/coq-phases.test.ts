/** Certificates about several rates, several inputs and borders: true ones, accepted by coqc, and false ones, rejected by it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { claimFault } from '../../src/coq/certificate-claim.ts'
import { printCertificate } from '../../src/emit/coq/certificate.ts'
import type { Box, FormalMerge } from '../../src/lower/formal-net.ts'
import { symbol } from '../../src/scalar/polynomial.ts'
import { denseLayer, residues } from '../coq/polyphase.ts'
import { batch, CLOSED, compiledLibrary, coqc } from './coq.ts'
import {
  apply,
  type Case,
  chain,
  conv,
  falseMergers,
  input,
  type Kind,
  repeat,
  shuffle,
  spread,
  statement,
  transposed,
  unshuffle,
  within,
} from './coq-phases.ts'

let folder = ''
beforeAll(() => {
  folder = compiledLibrary()
})

const PROOF = 'Theorem certificate : claim.\nProof. apply check_sound. vm_cast_no_check (eq_refl true).'
const accepted = (name: string): string => `${PROOF} Qed.\nEnd ${name}.`
const rejected = (name: string): string => `${PROOF} Fail Qed. Abort.\nEnd ${name}.`

function accepts(name: string, statements: readonly FormalMerge[]): void {
  const files = statements.map(printCertificate)
  for (const sentence of files.flatMap((file) => file.claim)) expect(claimFault(sentence)).toBeUndefined()
  const all = files.map((_, number) => `Batch_${number}.certificate`).join(', ')
  // Once for all, because Coq walks through the whole library for every answer.
  const end = `Definition all := (${all}).\nPrint Assumptions all.\n`
  writeFileSync(join(folder, name), `${batch(files, accepted)}${end}`)
  const { code, out, err } = coqc(folder, name)
  expect(err.slice(0, 600)).toBe('')
  expect(code).toBe(0)
  expect(out).toBe(CLOSED)
}

function rejects(name: string, statements: readonly FormalMerge[]): void {
  writeFileSync(join(folder, name), batch(statements.map(printCertificate), rejected))
  expect(coqc(folder, name)).toMatchObject({ code: 0, err: '' })
}

const KINDS: Readonly<Record<string, (channels: number) => Kind>> = {
  'conv stride 1': () => conv(2, 3),
  'conv stride 2': () => conv(2, 3, 2, 1),
  'conv stride 3': () => conv(2, 2, 3),
  'conv stride 4': () => conv(2, 5, 4),
  'transposed stride 1': () => transposed(2, 3, 1),
  'transposed stride 2': () => transposed(2, 3, 2, 1),
  'transposed stride 3': () => transposed(2, 4, 3),
  'transposed stride 4': () => transposed(2, 3, 4),
  shuffle: (channels) => shuffle(channels / 2, 2),
  unshuffle: (channels) => unshuffle(channels, 2),
  'up-sampling by 2': (channels) => repeat(channels, 2),
  'up-sampling by 3': (channels) => repeat(channels, 3),
}

const PAIRS = Object.values(KINDS).flatMap((first) =>
  Object.values(KINDS).map((second) => {
    const inner = first(4)
    return chain(4, [inner, second(inner.out)])
  }),
)

const LONGER: readonly Case[] = [
  chain(1, [transposed(1, 3, 3), conv(1, 3, 2), transposed(1, 2, 2)], true),
  chain(1, [transposed(1, 2, 2), transposed(1, 2, 3), conv(1, 2, 4)], true),
  chain(2, [conv(4, 3), shuffle(2, 2), conv(4, 3), shuffle(2, 2), conv(1, 3, 3)]),
  chain(2, [unshuffle(2, 3), conv(6, 2), shuffle(3, 2), conv(2, 3, 2), repeat(2, 3), conv(1, 4)]),
]

const OFFSETS = residues([2, 3])
const layer = (seed: number | string, out: number, channels: number, stride: readonly number[], offsets = OFFSETS) =>
  denseLayer(seed, { out, in: channels, stride, offsets }, symbol)

/** Two axes with rates of their own: up (2, 3), then down (2, 1) and (1, 2). */
const PLANE: Case = {
  network: apply(
    layer(3, 1, 2, [1, 2]),
    apply(layer(2, 2, 2, [2, 1]), spread([2, 3], apply(layer(1, 12, 2, [1, 1]), input(0, 2)))),
  ),
  shape: { channels: 1, inputs: [2], up: [1, 3], down: [[1, 2]] },
}

/** Branches that reach the output at other rates of their inputs: one doubles, one halves what is four times as fine. */
const BRANCHES: Case = {
  network: {
    kind: 'sum',
    parts: [
      spread([2], apply(layer('a', 4, 1, [1], [[0], [1]]), input(0, 1))),
      apply(layer('b', 2, 2, [2], [[-1], [0]]), apply(layer('c', 2, 3, [3], [[0], [2]]), input(1, 3))),
      apply(layer('d', 2, 1, [1], [[0]]), spread([2], apply(layer('e', 2, 1, [1], [[0]]), input(0, 1)))),
    ],
  },
  shape: { channels: 2, inputs: [1, 3], up: [2], down: [[1], [12]] },
}

/** One output of two inputs, of which one is read at the rate of the output and one in threes. */
const TWO_INPUTS: Case = {
  network: {
    kind: 'sum',
    parts: [
      apply(layer(1, 2, 2, [1], [[-1], [0], [1]]), apply(layer(2, 2, 2, [1], [[0]]), input(0, 2))),
      apply(layer(3, 2, 1, [3], [[0], [1]]), input(1, 1)),
    ],
  },
  shape: { channels: 2, inputs: [2, 1], up: [1], down: [[1], [3]] },
}

const ALIGNED = [[-1], [0], [1]]

/** Two convolutions with kernel 3 and padding 1, both with bias, on 8 samples: what the output at `at` is. */
function padded(at: number, symbolic: boolean, window = { from: 0, to: 8 }): Case {
  const [first, second] = symbolic ? (['k', 'v'] as const) : ([1, 2] as const)
  const middle = within([window], apply(layer(first, 2, 2, [1], ALIGNED), input(0, 2)))
  return {
    network: apply(layer(second, 1, 2, [1], ALIGNED), middle),
    shape: { channels: 1, inputs: [2], up: [1], down: [[1]], at: [at] },
    supports: [[{ from: 0, to: 8 }]],
  }
}

/** The output positions at which one kernel is right. */
const CLASSES: readonly { readonly at: number; readonly outputs: Box }[] = [
  { at: 0, outputs: [{ from: 0, to: 1 }] },
  { at: 3, outputs: [{ from: 1, to: 7 }] },
  { at: 7, outputs: [{ from: 7, to: 8 }] },
]

/** A transposed convolution gives 2 · 5 samples, which a padded convolution reads: classes of blocks of two outputs. */
function paddedPhases(block: number): Case {
  const kind = transposed(2, 4, 2, 1)
  const middle = within([{ from: 0, to: 10 }], kind.build(1, 2, input(0, 2)))
  return {
    network: apply(layer(2, 1, 2, [1], ALIGNED), middle),
    shape: { channels: 1, inputs: [2], up: [2], down: [[1]], at: [block] },
    supports: [[{ from: 0, to: 5 }]],
  }
}

const BLOCKS: readonly { readonly at: number; readonly outputs: Box }[] = [
  { at: 0, outputs: [{ from: 0, to: 2 }] },
  { at: 2, outputs: [{ from: 2, to: 8 }] },
  { at: 4, outputs: [{ from: 8, to: 10 }] },
]

/** The same along two axes: nine classes. */
function paddedPlane(at: readonly number[]): Case {
  const square = residues([3, 3]).map((offset) => offset.map((entry) => entry - 1))
  const box = [
    { from: 0, to: 5 },
    { from: 0, to: 6 },
  ]
  const middle = within(box, apply(layer(1, 1, 1, [1, 1], square), input(0, 1)))
  return {
    network: apply(layer(2, 1, 1, [1, 1], square), middle),
    shape: { channels: 1, inputs: [1], up: [1, 1], down: [[1, 1]], at },
    supports: [box],
  }
}

function classesOf(extent: number): readonly { readonly at: number; readonly range: Box[number] }[] {
  return [
    { at: 0, range: { from: 0, to: 1 } },
    { at: 1, range: { from: 1, to: extent - 1 } },
    { at: extent - 1, range: { from: extent - 1, to: extent } },
  ]
}

describe('a certificate about several rates', () => {
  it('holds for every pair of layers that change the rate, in both orders', () => {
    expect(PAIRS).toHaveLength(144)
    accepts('Pairs.v', PAIRS.map(statement))
  })

  it('holds for longer chains, symbolic ones and two axes with rates of their own', () => {
    accepts('Longer.v', [...LONGER, PLANE].map(statement))
  })

  it('holds where the merged network is written with a higher rate than it needs', () => {
    const { network, shape } = chain(2, [unshuffle(2, 2), shuffle(2, 2)])
    const [twice, once] = [
      { up: [2], down: [[2]] },
      { up: [1], down: [[1]] },
    ]
    accepts(
      'Lowest.v',
      [twice, once].map((rates) => statement({ network, shape: { ...shape, ...rates } })),
    )
  })

  it('is refused with another phase, rate, tap or input', () => {
    const statements = [...PAIRS.slice(48, 60), ...LONGER.slice(0, 2), PLANE, BRANCHES]
      .map(statement)
      .flatMap(falseMergers)
    expect(statements.length).toBeGreaterThan(60)
    rejects('FalsePhases.v', statements)
  })
})

describe('a certificate about several inputs', () => {
  it('holds with a rate of its own for each input', () => {
    accepts('Inputs.v', [TWO_INPUTS, BRANCHES].map(statement))
  })

  it('is refused where the inputs change places', () => {
    rejects('FalseInputs.v', falseMergers(statement(TWO_INPUTS)))
  })
})

describe('a certificate about a border', () => {
  it.each([true, false])('holds for each class of two padded convolutions with bias (symbolic: %s)', (symbolic) => {
    const name = symbolic ? 'BorderSymbolic.v' : 'BorderNumeric.v'
    accepts(
      name,
      CLASSES.map(({ at, outputs }) => statement({ ...padded(at, symbolic), outputs })),
    )
  })

  it('holds for each of nine classes along two axes', () => {
    const statements = classesOf(5).flatMap((row) =>
      classesOf(6).map((column) =>
        statement({ ...paddedPlane([row.at, column.at]), outputs: [row.range, column.range] }),
      ),
    )
    accepts('BorderPlane.v', statements)
  })

  it('holds for each class of blocks where the padded signal has two phases', () => {
    accepts(
      'BorderPhases.v',
      BLOCKS.map(({ at, outputs }) => statement({ ...paddedPhases(at), outputs })),
    )
  })

  it('is refused on one block of outputs more, on either side', () => {
    const classes = [
      ...CLASSES.map((one) => ({ ...one, about: padded(one.at, false) })),
      ...BLOCKS.map((one) => ({ ...one, about: paddedPhases(one.at) })),
    ]
    const statements = classes.flatMap(({ about, outputs: [range = { from: 0, to: 1 }] }) => [
      statement({ ...about, outputs: [{ ...range, from: range.from - (about.shape.up[0] ?? 1) }] }),
      statement({ ...about, outputs: [{ ...range, to: range.to + (about.shape.up[0] ?? 1) }] }),
    ])
    rejects('FalseOutputs.v', statements)
  })

  it('is refused with a window off by one', () => {
    const windows = [
      { at: 0, from: [-1, 1], to: [8] },
      { at: 3, from: [1], to: [8] },
      { at: 3, from: [0], to: [7] },
      { at: 7, from: [0], to: [7, 9] },
    ]
    const statements = windows.flatMap(({ at, from, to }) => {
      const outputs = CLASSES.find((one) => one.at === at)?.outputs ?? []
      const formal = statement({ ...padded(at, false), outputs })
      return from.flatMap((low) =>
        to.map((high) => ({ ...formal, network: padded(at, false, { from: low, to: high }).network })),
      )
    })
    expect(statements).toHaveLength(6)
    rejects('FalseWindows.v', statements)
  })
})
