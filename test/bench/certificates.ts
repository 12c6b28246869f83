/** Certificates: emitted, then accepted by coqc as one file; needs coqc, and says so where there is none. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { certify, conv2d, derive, printCoqFile, type StoredTensor, sequential } from '../../src/index.ts'
import { count, median, milliseconds, randomFloats, type Table } from './table.ts'

type Weights = ReadonlyMap<string, StoredTensor>

interface Row {
  readonly channels: number
  readonly weights: string
  readonly make: ((channels: number) => Weights) | undefined
}

const ROWS: readonly Row[] = [
  { channels: 1, weights: 'symbols', make: undefined },
  { channels: 4, weights: 'symbols', make: undefined },
  { channels: 8, weights: 'symbols', make: undefined },
  { channels: 16, weights: 'integers below 100', make: (c) => tensors(c, (x) => Math.round(100 * x)) },
  { channels: 16, weights: 'binary32', make: (c) => tensors(c, (x) => x) },
]

function tensors(channels: number, change: (value: number) => number): Weights {
  const tensor = (name: string, shape: readonly number[], seed: number): readonly [string, StoredTensor] => {
    const length = shape.reduce((product, extent) => product * extent, 1)
    return [name, { name, shape, dtype: 'float32', data: randomFloats(length, seed).map(change) }]
  }
  const kernel = [channels, channels, 3, 3]
  return new Map([tensor('0.weight', kernel, 1), tensor('1.weight', kernel, 2)])
}

function accept(folder: string, file: string): void {
  const answer = execFileSync('coqc', ['-q', file], { cwd: folder, encoding: 'utf8' }).trim()
  if (answer !== 'Closed under the global context') throw new Error(`${file}: ${answer}`)
}

export function certificates(): Table {
  const folder = mkdtempSync(join(tmpdir(), 'convolemma-'))
  writeFileSync(join(folder, 'nothing.v'), 'Definition nothing := Prop.\nPrint Assumptions nothing.\n')
  const floor = median(() => accept(folder, 'nothing.v'), 3)
  const rows = ROWS.map(({ channels, weights, make }, at) => {
    const layer = { inChannels: channels, outChannels: channels, kernelSize: 3, bias: false } as const
    const derivation = derive(sequential(conv2d(layer), conv2d(layer)))
    const values = make === undefined ? {} : { weights: make(channels) }
    const text = printCoqFile(certify(derivation, values))
    const emitting = median(() => printCoqFile(certify(derivation, values)), 1)
    writeFileSync(join(folder, `c${at}.v`), text)
    const accepting = median(() => accept(folder, `c${at}.v`), 3)
    return [
      count(channels),
      weights,
      count(81 * channels ** 3),
      count(text.length),
      milliseconds(emitting),
      milliseconds(accepting),
      `${(accepting / floor).toFixed(0)} ×`,
    ]
  })
  return {
    title: 'Certificates for C → C → C, 3×3 after 3×3',
    about:
      'One self-contained file each, the library in it, accepted by a whole run of coqc. The floor is coqc on a file with one definition.',
    header: ['C', 'weights', 'products', 'characters', 'emit', 'coqc', 'of coqc that does nothing'],
    rows,
  }
}
