import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { linearSegments, partsOf } from '../../src/layers/segments.ts'
import { flattenNetwork } from '../../src/net/flatten.ts'
import { layersOf } from '../../src/net/network.ts'
import { readNotation } from '../../src/read/notation.ts'

const CASE = join(new URL('..', import.meta.url).pathname, 'cases/15_relu_between')

/** The layers of a segment, and what stands behind it. */
type Stretch = readonly [layers: readonly string[], behind: readonly string[]]

interface Facts {
  readonly segments: readonly { readonly layers: readonly string[]; readonly then: readonly string[] }[]
}

/** The layers of each segment by their state-dict prefixes, and the classes of what follows up to the next one. */
function stretches(notation: string): readonly Stretch[] {
  const network = readNotation(notation)
  const parts = partsOf(network)
  const segments = linearSegments(network)
  return segments.map((segment, at) => [
    flattenNetwork(segment.network).layers.map((layer) => layer.path),
    parts
      .slice(segment.to, segments[at + 1]?.from ?? parts.length)
      .flatMap((part) => layersOf(part.node).map((layer) => layer.type)),
  ])
}

it('the segments of a network with a ReLU are those that were measured elsewhere', () => {
  // The file is that of the case, whose README describes its fields.
  const facts = JSON.parse(readFileSync(join(CASE, 'facts.json'), 'utf8')) as Facts
  const expected = facts.segments.map((segment): Stretch => [segment.layers, segment.then])
  expect(stretches(readFileSync(join(CASE, 'net.txt'), 'utf8'))).toEqual(expected)
})

describe('linearSegments', () => {
  const conv = 'Conv1d(1, 1, 2)'

  it.each<[string, readonly Stretch[]]>([
    [conv, [[[''], []]]],
    ['ReLU()', []],
    ['Sequential()', []],
    [`Residual(${conv})`, [[['identity', '0', ''], []]]],
    [`Sequential(ReLU(), Sequential(Concat(${conv}, ${conv}), ${conv}))`, [[['1.0.0', '1.0.1', '1.0', '1.1'], []]]],
    [`Sequential(${conv}, ${conv})`, [[['0', '1'], []]]],
    [`Sequential(ReLU(), ReLU(), ${conv}, ReLU())`, [[['2'], ['ReLU']]]],
    [
      `Sequential(${conv}, MaxPool1d(2), GELU(), ${conv})`,
      [
        [['0'], ['MaxPool1d', 'GELU']],
        [['3'], []],
      ],
    ],
    [
      `Sequential(Sequential(${conv}, ReLU(), ${conv}), Sequential(${conv}, Mystery(), ${conv}))`,
      [
        [['0.0'], ['ReLU']],
        [['0.2', '1.0'], ['Mystery']],
        [['1.2'], []],
      ],
    ],
    [
      `Sequential(${conv}, Residual(${conv}, ReLU()), Sequential(${conv}))`,
      [
        [['0'], ['Identity', 'Conv1d', 'ReLU', 'Sum']],
        [['2.0'], []],
      ],
    ],
  ])('%s', (notation, expected) => {
    expect(stretches(notation)).toEqual(expected)
  })
})
