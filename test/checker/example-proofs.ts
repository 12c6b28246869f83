/** Proofs that the checker accepts: a merge of two layers, and small ones that use every axiom. Never imports the checker. */
import type { Definition, Lemma, Proof, SizeDeclaration, TensorDeclaration } from '../../src/proof/proof.ts'
import { rational } from '../../src/scalar/rational.ts'
import { add, apply, equals, multiply, number, sum, within } from '../../src/term/build.ts'
import { type Index, integer } from '../../src/term/index-expression.ts'
import type { Term } from '../../src/term/term.ts'
import {
  claim,
  combination,
  define,
  entry,
  floorOf,
  ix,
  type Move,
  parameter,
  prove,
  record,
  sizes,
  tensor,
  vector,
} from './write-proof.ts'

const channels = (name: string, extent: string, body: Term) => sum(name, 'channel', ix(extent), body)
const positions = (name: string, extent: string | Index, body: Term) =>
  sum(name, 'position', typeof extent === 'string' ? ix(extent) : extent, body)

/** y = d + v∗(b + k∗x) at every rank, with strides s, t, dilations e, f and padding p of the inner layer. */
export function mergeOfTwo(): Proof {
  const k = entry('k', 'c', 'a', 'i')
  const v = entry('v', 'o', 'c', 'j')
  const x = entry('x', 'a', 's*t*n + s*f*j + e*i - p')
  const inner = channels('a', 'A', positions('i', 'K', multiply(k, x)))
  const outer = (body: Term) => channels('c', 'C', positions('j', 'V', body))
  const vb = multiply(v, entry('b', 'c'))
  const biasPart = channels('c', 'C', multiply(positions('j', 'V', v), entry('b', 'c')))
  const vkx = multiply(v, k, x)
  const read = entry('x', 'a', 's*t*n + m - p')
  const point = equals(ix('m'), ix('e*i + s*f*j'))
  const product = multiply(point, v, k)
  const all = multiply(point, v, k, read)
  const overI = positions('i', 'K', product)
  const overJ = positions('j', 'V', overI)
  const overC = channels('c', 'C', overJ)
  const overM = (body: Term) => positions('m', 'T', body)
  const overA = (body: Term) => channels('a', 'A', body)
  const distributed = prove(
    'distributed',
    ['c:o', 'p:n'],
    entry('y', 'o', 'n'),
    {
      axiom: 'unfold',
      name: 'y',
      to: add(entry('d', 'o'), outer(multiply(v, entry('z', 'c', 't*n + f*j')))),
    },
    { axiom: 'unfold', name: 'z', at: [1, 0, 0, 1], to: add(entry('b', 'c'), inner) },
    { axiom: 'ring', at: [1, 0, 0], to: add(vb, multiply(v, inner)) },
    { axiom: 'sum-add', at: [1, 0], to: add(positions('j', 'V', vb), positions('j', 'V', multiply(v, inner))) },
    { axiom: 'sum-add', at: [1], to: add(outer(vb), outer(multiply(v, inner))) },
  )
  const merged = prove(
    'merged',
    ['c:o', 'p:n'],
    entry('y', 'o', 'n'),
    { axiom: 'lemma', name: 'distributed', to: distributed.right },
    { axiom: 'sum-factor', at: [1, 0, 0], to: multiply(positions('j', 'V', v), entry('b', 'c')) },
    {
      axiom: 'sum-factor',
      reverse: true,
      at: [1, 1, 0, 0],
      to: overA(multiply(v, positions('i', 'K', multiply(k, x)))),
    },
    { axiom: 'sum-factor', reverse: true, at: [1, 1, 0, 0, 0], to: positions('i', 'K', vkx) },
    { axiom: 'sum-exchange', at: [1, 1, 0], to: overA(positions('j', 'V', positions('i', 'K', vkx))) },
    { axiom: 'sum-exchange', at: [1, 1], to: overA(outer(positions('i', 'K', vkx))) },
    { axiom: 'one-point', reverse: true, at: [1, 1, 0, 0, 0, 0], to: overM(all) },
    { axiom: 'sum-exchange', at: [1, 1, 0, 0, 0], to: overM(positions('i', 'K', all)) },
    { axiom: 'sum-exchange', at: [1, 1, 0, 0], to: overM(positions('j', 'V', positions('i', 'K', all))) },
    { axiom: 'sum-exchange', at: [1, 1, 0], to: overM(outer(positions('i', 'K', all))) },
    { axiom: 'sum-factor', at: [1, 1, 0, 0, 0, 0], to: multiply(overI, read) },
    { axiom: 'sum-factor', at: [1, 1, 0, 0, 0], to: multiply(overJ, read) },
    { axiom: 'sum-factor', at: [1, 1, 0, 0], to: multiply(overC, read) },
    { axiom: 'unfold', name: 'M', reverse: true, at: [1, 1, 0, 0, 0], to: entry('M', 'o', 'a', 'm') },
    {
      axiom: 'ring',
      to: add(add(entry('d', 'o'), biasPart), overA(overM(multiply(entry('M', 'o', 'a', 'm'), read)))),
    },
    { axiom: 'unfold', name: 'B', reverse: true, at: [0], to: entry('B', 'o') },
  )
  return record({
    title: 'Two convolutions are one',
    rank: 'any',
    sizes: [
      ...sizes('channel', 'A', 'C', 'O'),
      ...sizes('position', 'K', 'V', 's', 't', 'e', 'f', 'p>=0'),
      { name: 'T', sort: 'position', minimum: 1, definition: ix('e*K - e + s*f*V - s*f + 1') },
    ],
    tensors: [tensor('x', 'cp'), tensor('k', 'ccp'), tensor('v', 'ccp'), tensor('b', 'c'), tensor('d', 'c')],
    definitions: [
      define(
        'signal',
        'z',
        ['c:o', 'p:n'],
        add(
          entry('b', 'o'),
          channels(
            'a',
            'A',
            positions('i', 'K', multiply(entry('k', 'o', 'a', 'i'), entry('x', 'a', 's*n + e*i - p'))),
          ),
        ),
      ),
      define('signal', 'y', ['c:o', 'p:n'], add(entry('d', 'o'), outer(multiply(v, entry('z', 'c', 't*n + f*j'))))),
      define('kernel', 'M', ['c:o', 'c:a', 'p:m'], overC),
      define('bias', 'B', ['c:o'], add(entry('d', 'o'), biasPart)),
    ],
    lemmas: [distributed, merged],
    claim: claim({
      lemma: 'merged',
      output: 'y',
      position: 'n',
      channelIndex: { name: 'a', extent: ix('A') },
      tapIndex: { name: 'm', extent: ix('T') },
      stride: ix('s*t'),
      padding: ix('p'),
      kernel: entry('M', 'o', 'a', 'm'),
      bias: entry('B', 'o'),
    }),
  })
}

interface Extra {
  readonly title: string
  readonly rank?: Proof['rank']
  /** Where the input is not 0. */
  readonly support?: Index
  readonly sizes?: readonly SizeDeclaration[]
  readonly tensors?: readonly TensorDeclaration[]
  readonly definitions?: readonly Definition[]
  readonly lemmas: readonly Lemma[]
}

/** Lemmas beside a record whose claim is only that y = w·x is what it is. */
export function besidePointwise(extra: Extra): Proof {
  const body = channels('a', 'A', multiply(entry('w', 'o', 'a'), entry('x', 'a', 'n')))
  const main = prove('main', ['c:o', 'p:n'], entry('y', 'o', 'n'), { axiom: 'unfold', name: 'y', to: body })
  return record({
    title: extra.title,
    rank: extra.rank ?? 'any',
    sizes: [...sizes('channel', 'A'), ...(extra.sizes ?? [])],
    tensors: [tensor('x', 'cp', extra.support), tensor('w', 'cc'), ...(extra.tensors ?? [])],
    definitions: [define('signal', 'y', ['c:o', 'p:n'], body), ...(extra.definitions ?? [])],
    lemmas: [...extra.lemmas, main],
    claim: claim({
      lemma: 'main',
      output: 'y',
      position: 'n',
      channelIndex: { name: 'a', extent: ix('A') },
      kernel: entry('w', 'o', 'a'),
    }),
  })
}

/** One definition u and one lemma that transforms its body. */
function aboutBody(parameters: readonly string[], body: Term, ...moves: readonly Move[]) {
  const names = parameters.map((text) => parameter(text).name)
  const left = entry('u', ...names)
  return {
    definitions: [define('signal', 'u', parameters, body)],
    lemmas: [prove('u-form', parameters, left, { axiom: 'unfold', name: 'u', to: body }, ...moves)],
  }
}

/** A window on the intermediate signal goes, since what the padded input allows lies within it. */
export function windowBySymbols(): Proof {
  const g = 'n'
  const h = 's*n + i - K + 1'
  const x = entry('x', '0', h)
  const window = within(ix(g), ix('W'))
  const body = positions('i', 'K', multiply(window, entry('r', 'i'), x))
  return besidePointwise({
    title: 'A window that is implied, for all sizes',
    sizes: [
      ...sizes('position', 'K', 'L', 's'),
      { name: 'W', sort: 'position', minimum: 0, definition: [...integer(1), ...floorOf('L + K - 2', 's')] },
    ],
    support: ix('L'),
    tensors: [tensor('r', 'p')],
    ...aboutBody(
      ['p:n'],
      body,
      { axiom: 'support', at: [0, 2], to: multiply(within(ix(h), ix('L')), x) },
      { axiom: 'ring', at: [0], to: multiply(window, within(ix(h), ix('L')), entry('r', 'i'), x) },
      {
        axiom: 'bracket-implied',
        at: [0],
        multipliers: [ix('s'), ix('s')],
        to: multiply(within(ix(h), ix('L')), entry('r', 'i'), x),
      },
      { axiom: 'ring', at: [0], to: multiply(entry('r', 'i'), multiply(within(ix(h), ix('L')), x)) },
      { axiom: 'support', reverse: true, at: [0, 1], to: x },
    ),
  })
}

/** The same with numbers at rank 2, decided by trying all values; stride (2, 1), kernel (3, 2), padding (2, 1). */
export function windowByEnumeration(): Proof {
  const h = combination([[2, 1], 'n'], [1, 'i'], [[-2, -1], '1'])
  const inside = within(h, vector(8, 5))
  const window = within(ix('n'), vector(5, 6))
  return besidePointwise({
    title: 'A window that is implied, by enumeration',
    rank: 2,
    tensors: [tensor('r', 'p')],
    ...aboutBody(
      ['p:n'],
      positions('i', vector(3, 2), multiply(window, inside, entry('r', 'i'))),
      { axiom: 'bracket-implied', at: [0], to: multiply(inside, entry('r', 'i')) },
      { axiom: 'bracket-implied', reverse: true, at: [0], to: multiply(window, inside, entry('r', 'i')) },
    ),
  })
}

/** Sums written out and taken together again at rank 2; lemmas about single entries. */
export function unrolled(): Proof {
  const r = (...at: readonly number[]) => entry('r', vector(...at))
  const terms = [r(0, 0), r(0, 1), r(0, 2), r(1, 0), r(1, 1), r(1, 2)]
  const whole = positions('i', vector(2, 3), entry('r', 'i'))
  const single = positions('i', '1', multiply(entry('r', 'i'), entry('r', 'i + 1')))
  return besidePointwise({
    title: 'Unrolling at rank 2',
    rank: 2,
    tensors: [tensor('r', 'p')],
    definitions: [
      define('bias', 'u', [], whole),
      define('bias', 'g', ['p:m'], single),
      define('bias', 'h', [], entry('g', '0')),
    ],
    lemmas: [
      prove(
        'u-terms',
        [],
        entry('u'),
        { axiom: 'unfold', name: 'u', to: whole },
        { axiom: 'sum-unroll', to: add(...terms) },
      ),
      prove(
        'u-back',
        [],
        entry('u'),
        { axiom: 'lemma', name: 'u-terms', to: add(...terms) },
        { axiom: 'sum-unroll', reverse: true, to: whole },
      ),
      prove(
        'g-at-a-point',
        [],
        entry('g', vector(4, 5)),
        { axiom: 'unfold', name: 'g', to: single },
        { axiom: 'sum-unroll', to: multiply(r(0, 0), r(1, 1)) },
      ),
      prove(
        'u-again',
        [],
        entry('u'),
        { axiom: 'lemma', name: 'u-back', to: whole },
        { axiom: 'sum-unroll', to: add(...terms) },
      ),
    ],
  })
}

/** Sums turned round, points that may lie outside the range, brackets decided. */
export function smallSteps(): Proof {
  const r = entry('r', 'i')
  const first = positions('i', 'K', multiply(r, entry('r', 'n - i')))
  const second = positions('m', 'K', multiply(entry('r', 'm'), equals(ix('m'), ix('n + 3'))))
  const mirrored = positions('i', 'K', multiply(entry('r', 'K - 1 - i'), entry('r', 'n - K + 1 + i')))
  const cut = multiply(within(ix('n + 3'), ix('K')), entry('r', 'n + 3'))
  const opposite = positions('m', 'K', multiply(equals(ix('n + 3'), ix('m')), entry('r', 'm')))
  const [yes, no, never] = [within(ix('K + i'), ix('2*K')), within(ix('i - K'), ix('K')), equals(ix('i'), ix('i + s'))]
  const decided = positions('i', 'K', multiply(yes, no, never, r))
  return besidePointwise({
    title: 'Small steps',
    sizes: sizes('position', 'K', 's', 'p>=0'),
    tensors: [tensor('r', 'p')],
    definitions: [define('signal', 'u', ['p:n'], add(first, second)), define('signal', 'g', [], decided)],
    lemmas: [
      prove(
        'turned',
        ['p:n'],
        entry('u', 'n'),
        { axiom: 'unfold', name: 'u', to: add(first, second) },
        { axiom: 'sum-reverse', at: [0], to: mirrored },
        { axiom: 'one-point', at: [1], to: cut },
      ),
      prove(
        'turned-back',
        ['p:n<K'],
        entry('u', 'n'),
        { axiom: 'lemma', name: 'turned', to: add(mirrored, cut) },
        { axiom: 'one-point', reverse: true, at: [1], to: opposite },
        { axiom: 'sum-reverse', reverse: true, at: [0], to: first },
      ),
      prove(
        'decided',
        [],
        entry('g'),
        { axiom: 'unfold', name: 'g', to: decided },
        { axiom: 'bracket-decide', at: [0, 0], to: number(1) },
        { axiom: 'bracket-decide', at: [0, 1], to: number(0) },
        { axiom: 'bracket-decide', at: [0, 2], to: number(0) },
        { axiom: 'ring', at: [0], to: number(0) },
        { axiom: 'bracket-decide', reverse: true, at: [0], to: equals(ix('s + p'), ix('0')) },
      ),
    ],
  })
}

/** Exact numbers and an opaque function; a lemma about a bounded channel, used inside a sum. */
export function exactNumbers(): Proof {
  const half = number(rational(1, 2))
  const root = (argument: Term) => apply('rsqrt', argument)
  const w = entry('w', 'o', 'o')
  const body = multiply(number(rational(3, 2)), root(add(w, half)), root(add(half, w, w)))
  const changedAt = (c: string) => {
    const at = entry('w', c, c)
    return multiply(root(add(half, at)), half, add(number(5), number(-2)), root(add(multiply(number(2), at), half)))
  }
  const weighted = channels('c', 'A', multiply(within(ix('c'), ix('A')), entry('q', 'c')))
  return besidePointwise({
    title: 'Exact numbers and an opaque function',
    definitions: [define('bias', 'q', ['c:o'], body), define('bias', 'u', [], weighted)],
    lemmas: [
      prove(
        'exact',
        ['c:o<A'],
        entry('q', 'o'),
        { axiom: 'unfold', name: 'q', to: body },
        { axiom: 'ring', to: changedAt('o') },
      ),
      prove(
        'inside',
        [],
        entry('u'),
        { axiom: 'unfold', name: 'u', to: weighted },
        { axiom: 'lemma', name: 'exact', at: [0, 1], to: changedAt('c') },
      ),
    ],
  })
}

/** A kernel of extent (1, K) at rank 2: on the first axis its index is 0, whatever multiplies it. */
export function unitAxis(): Proof {
  const extent = combination([[1, 0], '1'], [[0, 1], 'K'])
  const body = positions('i', extent, multiply(entry('r', 'i'), entry('x', '0', 'n + i')))
  const same = positions('j', extent, multiply(entry('r', combination([[7, 1], 'j'])), entry('x', '0', ix('n + j'))))
  return besidePointwise({
    title: 'An axis with one tap',
    rank: 2,
    sizes: sizes('position', 'K'),
    tensors: [tensor('r', 'p')],
    definitions: [define('signal', 'u', ['p:n'], body)],
    lemmas: [
      prove('u-form', ['p:n'], entry('u', 'n'), { axiom: 'unfold', name: 'u', to: same }, { axiom: 'ring', to: body }),
    ],
  })
}

/** Two matrices are one: rank 0. */
export function matrices(): Proof {
  const vk = multiply(entry('v', 'o', 'c'), entry('k', 'c', 'a'))
  const vkx = multiply(vk, entry('x', 'a'))
  const inner = channels('a', 'A', multiply(entry('k', 'c', 'a'), entry('x', 'a')))
  const kernel = channels('c', 'C', vk)
  const z = channels('a', 'A', multiply(entry('k', 'o', 'a'), entry('x', 'a')))
  const y = channels('c', 'C', multiply(entry('v', 'o', 'c'), entry('z', 'c')))
  const spread = channels('a', 'A', vkx)
  return record({
    title: 'Two matrices are one',
    rank: 0,
    sizes: sizes('channel', 'A', 'C'),
    tensors: [tensor('x', 'c'), tensor('k', 'cc'), tensor('v', 'cc')],
    definitions: [define('signal', 'z', ['c:o'], z), define('signal', 'y', ['c:o'], y)],
    lemmas: [
      prove(
        'merged',
        ['c:o'],
        entry('y', 'o'),
        { axiom: 'unfold', name: 'y', to: y },
        { axiom: 'unfold', name: 'z', at: [0, 1], to: inner },
        { axiom: 'sum-factor', reverse: true, at: [0], to: spread },
        { axiom: 'sum-exchange', to: channels('a', 'A', channels('c', 'C', vkx)) },
        { axiom: 'sum-factor', at: [0], to: multiply(kernel, entry('x', 'a')) },
      ),
    ],
    claim: claim({ lemma: 'merged', output: 'y', channelIndex: { name: 'a', extent: ix('A') }, kernel }),
  })
}

/** Two scalings of the channel that ⌊o / G⌋ names: no sum over channels, no taps, rank 1. */
export function oneTap(): Proof {
  const group: Index = floorOf('o', 'G')
  const x = (position: string) => entry('x', group, position)
  const z = multiply(entry('k', 'o'), x('2*n - 1'))
  const y = add(multiply(number(3), entry('z', 'o', '2*n')), entry('b', 'o'))
  const kernel = multiply(number(3), entry('k', 'o'))
  return record({
    title: 'Scalings',
    rank: 1,
    sizes: sizes('channel', 'G'),
    tensors: [tensor('x', 'cp'), tensor('k', 'c'), tensor('b', 'c')],
    definitions: [define('signal', 'z', ['c:o', 'p:n'], z), define('signal', 'y', ['c:o', 'p:n'], y)],
    lemmas: [
      prove(
        'merged',
        ['c:o', 'p:n'],
        entry('y', 'o', 'n'),
        { axiom: 'unfold', name: 'y', to: y },
        { axiom: 'unfold', name: 'z', at: [0, 1], to: multiply(entry('k', 'o'), x('4*n - 1')) },
        { axiom: 'ring', to: add(entry('b', 'o'), multiply(kernel, x('4*n - 1'))) },
      ),
    ],
    claim: claim({
      lemma: 'merged',
      output: 'y',
      position: 'n',
      channel: group,
      stride: ix('4'),
      padding: ix('1'),
      kernel,
      bias: entry('b', 'o'),
    }),
  })
}

/** Every example by its name. */
export const EXAMPLE_PROOFS: { readonly [name: string]: () => Proof } = {
  'merge-of-two': mergeOfTwo,
  'window-by-symbols': windowBySymbols,
  'window-by-enumeration': windowByEnumeration,
  unrolled,
  'small-steps': smallSteps,
  'exact-numbers': exactNumbers,
  'unit-axis': unitAxis,
  matrices,
  'one-tap': oneTap,
}
