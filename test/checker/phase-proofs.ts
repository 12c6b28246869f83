/** Proofs about phases, lemmas at arguments and indices that are equal within their ranges. Never imports the checker. */
import type { Proof } from '../../src/proof/proof.ts'
import { equals, multiply, number, sum, within } from '../../src/term/build.ts'
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
