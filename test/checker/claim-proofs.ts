/** Proofs of every form that a claim can have: phases, a box, weights that vary, several inputs, views. Never imports the checker. */
import type { ClaimSignal, Proof } from '../../src/proof/proof.ts'
import { add, equals, multiply, number, sum, within } from '../../src/term/build.ts'
import {
  addIndex,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  scaleIndex,
  subtractIndex,
} from '../../src/term/index-expression.ts'
import type { Term } from '../../src/term/term.ts'
import { besidePointwise } from './example-proofs.ts'
import { claim, combination, define, entry, floorOf, ix, prove, record, sizes, tensor, vector } from './write-proof.ts'

const positions = (name: string, extent: string | Index, body: Term) =>
  sum(name, 'position', typeof extent === 'string' ? ix(extent) : extent, body)

/** Each sample u times, then a kernel of V taps, at every rank: at u⊙n + r the read samples are n + ⌊(r + j)/u⌋. */
export function upSampled(): Proof {
  const from = floorOf('r + j', 'u')
  const v = entry('v', 'j')
  const x = (at: Index) => entry('x', 'o', at)
  const overJ = (body: Term) => positions('j', 'V', body)
  const overM = (body: Term) => positions('m', 'T', body)
  const body = (at: string) => overJ(multiply(v, entry('z', 'o', `${at} + j`)))
  const point = equals(ix('m'), from)
  const kernel = overJ(multiply(point, v))
  const all = multiply(point, v, x(ix('n + m')))
  const main = prove(
    'main',
    ['c:o', 'p:n', 'p:r<u'],
    entry('y', 'o', 'u*n + r'),
    { axiom: 'unfold', name: 'y', to: body('u*n + r') },
    { axiom: 'unfold', name: 'z', at: [0, 1], to: x(floorOf('u*n + r + j', 'u')) },
    { axiom: 'one-point', reverse: true, at: [0], to: overM(all) },
    { axiom: 'sum-exchange', to: overM(overJ(all)) },
    { axiom: 'sum-factor', at: [0], to: multiply(kernel, x(ix('n + m'))) },
  )
  return record({
    title: 'Nearest up-sampling and a kernel',
    rank: 'any',
    sizes: [
      ...sizes('position', 'u', 'V'),
      { name: 'T', sort: 'position', minimum: 1, definition: addIndex(floorOf('u + V - 2', 'u'), integer(1)) },
    ],
    tensors: [tensor('x', 'cp'), tensor('v', 'p')],
    definitions: [
      define('signal', 'z', ['c:c', 'p:n'], entry('x', 'c', floorOf('n', 'u'))),
      define('signal', 'y', ['c:o', 'p:n'], body('n')),
    ],
    lemmas: [main],
    claim: claim({
      lemma: 'main',
      output: 'y',
      position: 'n',
      phase: { name: 'r', extent: ix('u') },
      channel: ix('o'),
      tapIndex: { name: 'm', extent: ix('T') },
      kernel,
    }),
  })
}

/** A transposed convolution at rank 2: stride (2, 1), kernel (3, 2); input q and tap i give output s⊙q + i. */
export function transposed(): Proof {
  const [stride, extent] = [vector(2, 1), vector(3, 2)]
  const source = (at: string) => floorDivide(ix(`${at} - i`), stride)
  const body = (at: string) => {
    const hit = equals(ix(`${at} - i`), multiplyIndex(stride, source(at)))
    return positions('i', extent, multiply(hit, entry('k', 'o', 'i'), entry('x', 'o', source(at))))
  }
  const output = combination([[2, 1], 'n'], [1, 'r'])
  const hit = equals(ix('r - i'), multiplyIndex(stride, source('r')))
  const tap = addIndex(source('r'), integer(1))
  const read = entry('x', 'o', 'n + m - 1')
  const inner = multiply(hit, entry('k', 'o', 'i'))
  const atN = multiply(inner, entry('x', 'o', addIndex(ix('n'), source('r'))))
  const all = multiply(equals(ix('m'), tap), inner, read)
  const taps = vector(2, 2)
  const kernel = positions('i', extent, multiply(equals(ix('m'), tap), inner))
  const unfolded = positions(
    'i',
    extent,
    multiply(hit, entry('k', 'o', 'i'), entry('x', 'o', sourceAt(output, stride))),
  )
  const main = prove(
    'main',
    ['c:o', 'p:n', 'p:r'],
    entry('y', 'o', output),
    { axiom: 'unfold', name: 'y', to: unfolded },
    { axiom: 'ring', at: [0], to: atN },
    { axiom: 'one-point', reverse: true, at: [0], to: positions('m', taps, all) },
    { axiom: 'sum-exchange', to: positions('m', taps, positions('i', extent, all)) },
    { axiom: 'sum-factor', at: [0], to: multiply(kernel, read) },
  )
  const parameters = main.parameters.map((one) => (one.name === 'r' ? { ...one, extent: stride } : one))
  return record({
    title: 'A transposed convolution',
    rank: 2,
    sizes: [],
    tensors: [tensor('x', 'cp'), tensor('k', 'cp')],
    definitions: [define('signal', 'y', ['c:o', 'p:n'], body('n'))],
    lemmas: [{ ...main, parameters }],
    claim: claim({
      lemma: 'main',
      output: 'y',
      position: 'n',
      phase: { name: 'r', extent: stride },
      channel: ix('o'),
      tapIndex: { name: 'm', extent: taps },
      padding: integer(1),
      kernel,
    }),
  })
}

/** ⌊(output − i) / stride⌋ */
function sourceAt(output: Index, stride: Index): Index {
  return floorDivide(subtractIndex(output, ix('i')), stride)
}

/** Each sample u times, then every u-th sum of u: lemmas about u⊙n + r are used at their arguments, in both directions. */
export function upAndDown(): Proof {
  const v = entry('v', 'j')
  const at = (position: string) => entry('z', 'o', position)
  const over = (body: Term) => positions('j', 'u', body)
  const held = prove(
    'held',
    ['c:c', 'p:n', 'p:r<u'],
    entry('z', 'c', 'u*n + r'),
    { axiom: 'unfold', name: 'z', to: entry('x', 'c', addIndex(ix('n'), floorOf('r', 'u'))) },
    { axiom: 'same-index', to: entry('x', 'c', 'n') },
  )
  const same = prove(
    'same',
    ['c:c', 'p:n', 'p:r<u', 'p:q<u'],
    entry('z', 'c', 'u*n + r'),
    { axiom: 'lemma', name: 'held', arguments: [ix('c'), ix('n'), ix('r')], to: entry('x', 'c', 'n') },
    {
      axiom: 'lemma',
      name: 'held',
      reverse: true,
      arguments: [ix('c'), ix('n'), ix('q')],
      to: entry('z', 'c', 'u*n + q'),
    },
  )
  const body = over(multiply(v, at('u*n + j')))
  const kernel = over(v)
  const main = prove(
    'main',
    ['c:o', 'p:n'],
    entry('y', 'o', 'n'),
    { axiom: 'unfold', name: 'y', to: body },
    {
      axiom: 'lemma',
      name: 'same',
      arguments: [ix('o'), ix('n'), ix('j'), ix('u - 1 - j')],
      at: [0, 1],
      to: at('u*n + u - 1 - j'),
    },
    {
      axiom: 'lemma',
      name: 'held',
      arguments: [ix('o'), ix('n'), ix('u - 1 - j')],
      at: [0, 1],
      to: entry('x', 'o', 'n'),
    },
    { axiom: 'sum-factor', to: multiply(kernel, entry('x', 'o', 'n')) },
  )
  return record({
    title: 'Up and down again',
    rank: 'any',
    sizes: sizes('position', 'u'),
    tensors: [tensor('x', 'cp'), tensor('v', 'p')],
    definitions: [
      define('signal', 'z', ['c:c', 'p:n'], entry('x', 'c', floorOf('n', 'u'))),
      define('signal', 'y', ['c:o', 'p:n'], body),
    ],
    lemmas: [held, same, main],
    claim: claim({ lemma: 'main', output: 'y', position: 'n', channel: ix('o'), kernel }),
  })
}

/** Indices that are equal within their ranges: of a channel, of a position, in brackets of both kinds; one tap of a group. */
export function samePlaces(): Proof {
  const overC = (body: Term) => sum('c', 'channel', ix('G'), body)
  const overI = (body: Term) => positions('i', 'K', body)
  const group = floorOf('G*o + c', 'G')
  const later = addIndex(ix('n'), floorOf('i', 'K'))
  const w = (at: string | Index) => entry('w', at, 'c', 'i')
  const x = (at: string | Index) => entry('x', 'c', at)
  const inside = (at: string | Index) => within(typeof at === 'string' ? ix(at) : at, ix('L'))
  const met = (place: Index) => equals(addIndex(ix('n'), scaleIndex(2, place)), ix('n'))
  const product = (o: string | Index, n: string | Index, at: string | Index, zero: Index) =>
    multiply(w(o), inside(n), met(zero), x(at))
  const body = overC(overI(product(group, later, later, floorOf('i', 'K'))))
  const weights = overI(multiply(w('o'), inside('n')))
  const main = prove(
    'main',
    ['c:o', 'p:n'],
    entry('y', 'o', 'n'),
    { axiom: 'unfold', name: 'y', to: body },
    { axiom: 'same-index', at: [0, 0, 0], to: w('o') },
    { axiom: 'same-index', at: [0, 0, 1], to: inside('n') },
    { axiom: 'same-index', at: [0, 0, 2], to: equals(ix('n'), ix('n')) },
    { axiom: 'bracket-decide', at: [0, 0, 2], to: number(1) },
    { axiom: 'same-index', at: [0, 0, 3], to: x('n') },
    { axiom: 'ring', at: [0, 0], to: multiply(w('o'), inside('n'), x('n')) },
    { axiom: 'sum-factor', at: [0], to: multiply(weights, x('n')) },
  )
  return record({
    title: 'Equal indices',
    rank: 1,
    sizes: [...sizes('channel', 'G'), ...sizes('position', 'K', 'L')],
    tensors: [tensor('x', 'cp'), tensor('w', 'ccp')],
    definitions: [define('signal', 'y', ['c:o', 'p:n'], body)],
    lemmas: [main],
    claim: claim({
      lemma: 'main',
      output: 'y',
      position: 'n',
      varies: true,
      channelIndex: { name: 'c', extent: ix('G') },
      channel: ix('c'),
      kernel: weights,
    }),
  })
}

/** What holds where a range or an equation holds: indices in a product are equal, and a range goes. */
export function helpedByConditions(): Proof {
  const r = (at: string | Index) => entry('r', at)
  const place = floorOf('n', 'K')
  const [range, outer] = [within(place, integer(1)), within(ix('m'), ix('K'))]
  const met = equals(ix('2*m'), ix('n'))
  const [periodicBody, metBody] = [multiply(range, r(addIndex(ix('n'), place))), multiply(met, outer, r('m'))]
  return besidePointwise({
    title: 'Helped by conditions',
    sizes: sizes('position', 'K'),
    tensors: [tensor('r', 'p')],
    definitions: [define('signal', 'u', ['p:n'], periodicBody), define('signal', 'h', ['p:m', 'p:n'], metBody)],
    lemmas: [
      prove(
        'once',
        ['p:n'],
        entry('u', 'n'),
        { axiom: 'unfold', name: 'u', to: periodicBody },
        { axiom: 'same-index', to: multiply(range, r('n')) },
      ),
      prove(
        'met',
        ['p:m', 'p:n<2*K'],
        entry('h', 'm', 'n'),
        { axiom: 'unfold', name: 'h', to: metBody },
        { axiom: 'bracket-implied', multipliers: [ix('2'), ix('2')], to: multiply(met, r('m')) },
      ),
    ],
  })
}

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
