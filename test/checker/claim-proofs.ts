/** Proofs of every form that a claim can have: phases, a box, weights that vary, several inputs, views. Never imports the checker. */
import type { ClaimSignal, Proof } from '../../src/proof/proof.ts'
import { add, equals, multiply, number, sum, within } from '../../src/term/build.ts'
import { addIndex, type Index, integer, multiplyIndex, subtractIndex } from '../../src/term/index-expression.ts'
import type { Term } from '../../src/term/term.ts'
import { helpedByConditions, samePlaces, transposed, upAndDown, upSampled } from './phase-proofs.ts'
import { claim, define, entry, floorOf, ix, prove, record, sizes, tensor } from './write-proof.ts'

const positions = (name: string, extent: string | Index, body: Term) =>
  sum(name, 'position', typeof extent === 'string' ? ix(extent) : extent, body)

/** Three taps over N + 2 samples of b + k·x between zeros, and the steps to it at a position. */
function padded(at: string) {
  const v = entry('v', 'j')
  const over = (body: Term) => positions('j', '3', body)
  const window = (start: string) => within(ix(start), ix('N + 2'))
  const [b, k] = [entry('b', 'o'), entry('k', 'o')]
  const layer = (place: string) => over(multiply(v, window(`${place} + j - 1`), entry('z', 'o', `${place} + j - 1`)))
  const read = entry('x', 'o', `${at} + j - 1`)
  const [weight, constant] = [multiply(v, window(`${at} + j - 1`), k), multiply(v, window(`${at} + j - 1`), b)]
  const steps = [
    { axiom: 'unfold', name: 'y', to: layer(at) },
    { axiom: 'unfold', name: 'z', at: [0, 2], to: add(b, multiply(k, read)) },
    { axiom: 'ring', at: [0], to: add(constant, multiply(weight, read)) },
    { axiom: 'sum-add', to: add(over(constant), over(multiply(weight, read))) },
  ] as const
  const parts = {
    rank: 1,
    sizes: sizes('position', 'N'),
    tensors: [tensor('x', 'cp', ix('N + 2')), tensor('k', 'c'), tensor('b', 'c'), tensor('v', 'p')],
    definitions: [
      define('signal', 'z', ['c:o', 'p:n'], add(b, multiply(k, entry('x', 'o', 'n')))),
      define('signal', 'y', ['c:o', 'p:n'], layer('n')),
    ],
  } as const
  return { v, b, k, over, read, weight, constant, steps, parts }
}

/** Everywhere, with weights that are 0 where the layer sees padding. */
export function varying(): Proof {
  const { over, weight, constant, steps, parts } = padded('n')
  return record({
    title: 'Weights that vary at the border',
    ...parts,
    lemmas: [prove('main', ['c:o', 'p:n'], entry('y', 'o', 'n'), ...steps)],
    claim: claim({
      lemma: 'main',
      output: 'y',
      position: 'n',
      varies: true,
      channel: ix('o'),
      tapIndex: { name: 'j', extent: ix('3') },
      padding: integer(1),
      kernel: weight,
      bias: over(constant),
    }),
  })
}

/** The N positions from 1 on, at which no padding between is read. */
export function interior(): Proof {
  const { v, b, k, over, read, steps, parts } = padded('n + 1')
  const bias = over(multiply(v, b))
  return record({
    title: 'The interior of a padded layer',
    ...parts,
    lemmas: [
      prove(
        'main',
        ['c:o', 'p:n<N'],
        entry('y', 'o', 'n + 1'),
        ...steps,
        { axiom: 'bracket-decide', at: [0, 0, 1], to: number(1) },
        { axiom: 'ring', at: [0, 0], to: multiply(v, b) },
        { axiom: 'bracket-decide', at: [1, 0, 0, 1], to: number(1) },
        { axiom: 'ring', to: add(bias, over(multiply(v, k, read))) },
      ),
    ],
    claim: claim({
      lemma: 'main',
      output: 'y',
      position: 'n',
      first: integer(1),
      channel: ix('o'),
      tapIndex: { name: 'm', extent: ix('3') },
      padding: integer(1),
      kernel: multiply(entry('v', 'm'), k),
      bias,
    }),
  })
}

/** A matrix of one input and two taps with stride 2 of another, added. */
export function twoInputs(): Proof {
  const first = sum('a', 'channel', ix('A'), multiply(entry('k', 'o', 'a'), entry('x', 'a', 'n')))
  const second = positions('j', '2', multiply(entry('v', 'j'), entry('x2', 'o', '2*n + j - 1')))
  const signal = (parts: Pick<ClaimSignal, 'input' | 'kernel'> & Partial<ClaimSignal>): ClaimSignal => {
    return { channel: ix('o'), stride: integer(1), dilation: integer(1), padding: integer(0), ...parts }
  }
  return record({
    title: 'Two inputs',
    rank: 1,
    sizes: sizes('channel', 'A'),
    tensors: [tensor('x', 'cp'), tensor('x2', 'cp'), tensor('k', 'cc'), tensor('v', 'p')],
    definitions: [
      define('signal', 'z', ['c:o', 'p:n'], second),
      define('signal', 'y', ['c:o', 'p:n'], add(first, entry('z', 'o', 'n'))),
    ],
    lemmas: [
      prove(
        'main',
        ['c:o', 'p:n'],
        entry('y', 'o', 'n'),
        { axiom: 'unfold', name: 'y', to: add(first, entry('z', 'o', 'n')) },
        { axiom: 'unfold', name: 'z', at: [1], to: second },
      ),
    ],
    claim: {
      lemma: 'main',
      output: 'y',
      outputChannel: 'o',
      position: 'n',
      signals: [
        signal({
          input: 'x',
          channelIndex: { name: 'a', extent: ix('A') },
          channel: ix('a'),
          kernel: entry('k', 'o', 'a'),
        }),
        signal({
          input: 'x2',
          tapIndex: { name: 'j', extent: ix('2') },
          stride: integer(2),
          padding: integer(1),
          kernel: entry('v', 'j'),
        }),
      ],
    },
  })
}

/** Two circular layers, at every rank: the result reads the periodic continuation of the input. */
export function periodic(): Proof {
  const around = (at: string) => subtractIndex(ix(at), multiplyIndex(ix('L'), floorOf(at, 'L')))
  const [k, v] = [entry('k', 'i'), entry('v', 'j')]
  const overI = (body: Term) => positions('i', 'K', body)
  const overJ = (body: Term) => positions('j', 'V', body)
  const inner = (at: Index) => overI(multiply(k, entry('xc', 'c', addIndex(at, ix('i')))))
  const wrapped = (at: string) => overI(multiply(k, entry('xc', 'o', addIndex(around(at), ix('i')))))
  const point = equals(ix('m'), ix('i + j'))
  const read = entry('xc', 'o', 'n + m')
  const all = multiply(point, v, k, read)
  const overM = (body: Term) => positions('m', 'K + V - 1', body)
  const kernel = overJ(overI(multiply(point, v, k)))
  const main = prove(
    'main',
    ['c:o', 'p:n'],
    entry('y', 'o', 'n'),
    { axiom: 'unfold', name: 'y', to: overJ(multiply(v, entry('zc', 'o', 'n + j'))) },
    { axiom: 'unfold', name: 'zc', at: [0, 1], to: entry('z', 'o', around('n + j')) },
    { axiom: 'unfold', name: 'z', at: [0, 1], to: wrapped('n + j') },
    { axiom: 'unfold', name: 'xc', at: [0, 1, 0, 1], to: entry('x', 'o', around('n + j + i')) },
    { axiom: 'unfold', name: 'xc', reverse: true, at: [0, 1, 0, 1], to: entry('xc', 'o', 'n + j + i') },
    { axiom: 'sum-factor', reverse: true, at: [0], to: overI(multiply(v, k, entry('xc', 'o', 'n + j + i'))) },
    { axiom: 'one-point', reverse: true, at: [0, 0], to: overM(all) },
    { axiom: 'sum-exchange', at: [0], to: overM(overI(all)) },
    { axiom: 'sum-exchange', to: overM(overJ(overI(all))) },
    { axiom: 'sum-factor', at: [0, 0], to: multiply(overI(multiply(point, v, k)), read) },
    { axiom: 'sum-factor', at: [0], to: multiply(kernel, read) },
  )
  const repeats = prove(
    'repeats',
    ['c:c', 'p:n'],
    entry('xc', 'c', 'n + L'),
    { axiom: 'unfold', name: 'xc', to: entry('x', 'c', around('n')) },
    { axiom: 'unfold', name: 'xc', reverse: true, to: entry('xc', 'c', 'n') },
  )
  return record({
    title: 'Circular layers',
    rank: 'any',
    sizes: sizes('position', 'K', 'V', 'L'),
    tensors: [tensor('x', 'cp'), tensor('k', 'p'), tensor('v', 'p')],
    definitions: [
      define('view', 'xc', ['c:c', 'p:n'], entry('x', 'c', around('n'))),
      define('signal', 'z', ['c:c', 'p:n'], inner(ix('n'))),
      define('signal', 'zc', ['c:c', 'p:n'], entry('z', 'c', around('n'))),
      define('signal', 'y', ['c:o', 'p:n'], overJ(multiply(v, entry('zc', 'o', 'n + j')))),
    ],
    lemmas: [repeats, main],
    claim: claim({
      lemma: 'main',
      output: 'y',
      position: 'n',
      input: 'xc',
      channel: ix('o'),
      tapIndex: { name: 'm', extent: ix('K + V - 1') },
      kernel,
    }),
  })
}

/** A layer that reads its input reflected at both ends. */
export function reflected(): Proof {
  const choice = (range: Term, at: string) => multiply(range, entry('x', 'c', at))
  const ranges = (at: string) =>
    [within(ix(at), ix('L')), within(ix(`- 1 - ${at}`), ix('P')), within(ix(`${at} - L`), ix('P'))] as const
  const [inside, before, behind] = ranges('n')
  const body = add(choice(inside, 'n'), choice(before, '- n'), choice(behind, '2*L - 2 - n'))
  const layer = positions('j', '3', multiply(entry('v', 'j'), entry('xr', 'o', '2*n + j - 1')))
  const own = prove(
    'own',
    ['c:c', 'p:n<L'],
    entry('xr', 'c', 'n'),
    { axiom: 'unfold', name: 'xr', to: body },
    { axiom: 'bracket-decide', at: [0, 0], to: number(1) },
    { axiom: 'bracket-decide', at: [1, 0], to: number(0) },
    { axiom: 'bracket-decide', at: [2, 0], to: number(0) },
    { axiom: 'ring', to: entry('x', 'c', 'n') },
  )
  return record({
    title: 'A reflected input',
    rank: 1,
    sizes: sizes('position', 'L', 'P'),
    tensors: [tensor('x', 'cp', ix('L')), tensor('v', 'p')],
    definitions: [define('view', 'xr', ['c:c', 'p:n'], body), define('signal', 'y', ['c:o', 'p:n'], layer)],
    lemmas: [own, prove('main', ['c:o', 'p:n'], entry('y', 'o', 'n'), { axiom: 'unfold', name: 'y', to: layer })],
    claim: claim({
      lemma: 'main',
      output: 'y',
      position: 'n',
      input: 'xr',
      channel: ix('o'),
      tapIndex: { name: 'j', extent: ix('3') },
      stride: integer(2),
      padding: integer(1),
      kernel: entry('v', 'j'),
    }),
  })
}

/** Every one by its name. */
export const CLAIM_PROOFS: { readonly [name: string]: () => Proof } = {
  'up-sampled': upSampled,
  transposed,
  'up-and-down': upAndDown,
  'same-places': samePlaces,
  'helped-by-conditions': helpedByConditions,
  varying,
  interior,
  'two-inputs': twoInputs,
  periodic,
  reflected,
}
