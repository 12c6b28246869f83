import { describe, expect, it } from 'vitest'
import { renderProblem } from '../../src/errors.ts'
import { flattenNetwork } from '../../src/net/flatten.ts'
import { describeLayer, layersOf, type NetworkNode } from '../../src/net/network.ts'
import { readNotation } from '../../src/read/notation.ts'
import { refusal } from './hostile.ts'

/** The state-dict prefixes and classes of all layers. */
function paths(notation: string): readonly string[] {
  return flattenNetwork(readNotation(notation)).layers.map(({ path, type }) => `${path} ${type}`)
}

/** Containers with their labels: sum[0: Identity, 1: chain[]]. */
function shape(node: NetworkNode): string {
  if (node.kind === 'layer') return node.type
  if (node.kind === 'graph') return 'graph'
  const children = node.children.map(({ label, node: child }) => `${label}: ${shape(child)}`)
  return `${node.kind === 'branches' ? node.join.type : 'chain'}[${children.join(', ')}]`
}

describe('readNotation reads branches', () => {
  it.each([
    ['Sum(Identity(), ReLU())', 'Sum[0: Identity, 1: ReLU]'],
    ['Sum(Identity())', 'Sum[0: Identity]'],
    ['Concat(Identity(), ReLU(), Identity())', 'Concat[0: Identity, 1: ReLU, 2: Identity]'],
    ['Sum(main=Identity(), skip=ReLU())', 'Sum[main: Identity, skip: ReLU]'],
    ['Concat(Identity(), skip=ReLU())', 'Concat[0: Identity, skip: ReLU]'],
    ['Residual(ReLU())', 'Sum[identity: Identity, 0: ReLU]'],
    ['Residual(fn=ReLU())', 'Sum[identity: Identity, fn: ReLU]'],
    ['Residual(Identity(), ReLU())', 'Sum[identity: Identity, : chain[0: Identity, 1: ReLU]]'],
    ['Residual(norm=Identity(), fn=ReLU())', 'Sum[identity: Identity, : chain[norm: Identity, fn: ReLU]]'],
    ['Residual(Sequential())', 'Sum[identity: Identity, 0: chain[]]'],
    ['Sum((main): Identity() (skip): ReLU())', 'Sum[main: Identity, skip: ReLU]'],
    ['Residual(\n  (fn): ReLU()\n)', 'Sum[identity: Identity, fn: ReLU]'],
    ['Sum((0-2): 3 x ReLU())', 'Sum[0: ReLU, 1: ReLU, 2: ReLU]'],
    [
      'nn.Sequential(convolemma.Sum(Concat(ReLU()), Residual(Sum(ReLU()))))',
      'chain[0: Sum[0: Concat[0: ReLU], 1: Sum[identity: Identity, 0: Sum[0: ReLU]]]]',
    ],
  ])('%j', (notation, expected) => {
    expect(shape(readNotation(notation))).toBe(expected)
  })

  it('with state-dict names that count every container', () => {
    const network =
      'Sequential(Conv1d(1, 1, 1), Sum(main=Conv1d(1, 1, 1), skip=Residual(Conv1d(1, 1, 1), BatchNorm1d(1))))'
    expect(paths(network)).toEqual([
      '0 Conv1d',
      '1.main Conv1d',
      '1.skip.identity Identity',
      '1.skip.0 Conv1d',
      '1.skip.1 BatchNorm1d',
      '1.skip Sum',
      '1 Sum',
    ])
    expect(paths('Residual(Conv1d(1, 1, 1))')).toEqual(['identity Identity', '0 Conv1d', ' Sum'])
  })

  it('with the place of the call at the layer that joins', () => {
    const text = 'Sequential(Sum(Identity(), Residual(ReLU())))'
    expect(layersOf(readNotation(text)).map(describeLayer)).toEqual([
      'Identity()',
      'Identity()',
      'ReLU()',
      'Residual(ReLU())',
      'Sum(Identity(), Residual(ReLU()))',
    ])
  })

  it('as deep as brackets may be, and the network can still be flattened', () => {
    const nested = (depth: number): string => `${'Residual('.repeat(depth)}ReLU(), ReLU()${')'.repeat(depth)}`
    expect(flattenNetwork(readNotation(nested(199))).layers).toHaveLength(2 + 2 * 199)
    expect(refusal(() => readNotation(nested(200))).code).toBe('syntax/too-deep')
  })

  it('and goes on reading what print(model) shows', () => {
    const printed = `Sequential(
      (0): Conv2d(3, 16, kernel_size=(3, 3), stride=(1, 1))
      (act): Sequential(
        (0): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      )
      (2-3): 2 x Conv2d(16, 16, kernel_size=(1, 1), stride=(1, 1), bias=False)
    )`
    expect(paths(printed)).toEqual(['0 Conv2d', 'act.0 BatchNorm2d', '2 Conv2d', '3 Conv2d'])
  })
})

describe('readNotation refuses', () => {
  it.each([
    ['Sequential(Sum())', 'notation/empty', 'Sum needs at least one layer', 'Sum()'],
    ['Concat()', 'notation/empty', 'Concat needs at least one layer', 'Concat()'],
    ['Sum(Residual())', 'notation/empty', 'Residual needs at least one layer', 'Residual()'],
    ['Concat([ReLU(), ReLU()])', 'notation/not-a-layer', 'expected a layer', '[ReLU(), ReLU()]'],
    ['Concat(ReLU(), dim=1)', 'notation/not-a-layer', 'expected a layer', '1'],
    ['Sum(ReLU(), K)', 'notation/not-a-layer', 'expected a layer', 'K'],
    ['Sequential(a=ReLU())', 'notation/keyword', 'Sequential takes layers, not keywords', 'a=ReLU()'],
    ['Sum(ReLU(), (0): ReLU())', 'notation/twice', 'the label 0 is given twice', '(0): ReLU()'],
    ['Sum(a=ReLU(), (a): ReLU())', 'notation/twice', 'the label a is given twice', '(a): ReLU()'],
    [
      'Residual(identity=ReLU())',
      'notation/twice',
      'the label identity is that of the input itself',
      'identity=ReLU()',
    ],
    [
      'Sum(a=ReLU(), ReLU())',
      'syntax/positional-after-keyword',
      'an argument without a name follows one with a name',
      'ReLU()',
    ],
    ['Sum(a=ReLU(), a=ReLU())', 'syntax/duplicate-keyword', 'the argument a is given twice', 'a=ReLU()'],
    ['Sum(Conv1d(1, 1, 2, strid=1))', 'notation/unknown-argument', 'Conv1d has no argument "strid"', 'strid=1'],
    [
      'Block((0): ReLU())',
      'notation/unknown-container',
      'Block is not a container that can be read',
      'Block((0): ReLU())',
    ],
  ])('%s', (notation, code, what, place) => {
    const problem = refusal(() => readNotation(notation))
    expect(problem).toMatchObject({ code, what })
    const { from = 0, to = 0 } = problem.excerpt ?? {}
    expect(notation.slice(from, to)).toBe(place)
    expect(from).toBe(notation.lastIndexOf(place))
  })

  it('with a caret under the place', () => {
    expect(renderProblem(refusal(() => readNotation('Sequential(Conv1d(1, 1, 2), Sum())', 'net.txt')))).toBe(
      [
        'Sum needs at least one layer [notation/empty]',
        '  --> net.txt:1:29',
        '    Sequential(Conv1d(1, 1, 2), Sum())',
        '                                ^^^^^',
        '  fix: Sum(Conv1d(1, 1, 1), …)',
      ].join('\n'),
    )
  })
})
