/** Records too large for files: a text that is made when a test needs it. Never imports the checker. */
import { encodeProof, type Json } from '../../../src/proof/json.ts'
import type { SizeDeclaration, Step } from '../../../src/proof/proof.ts'
import { add, multiply, number, within } from '../../../src/term/build.ts'
import { multiplyIndex } from '../../../src/term/index-expression.ts'
import type { Term } from '../../../src/term/term.ts'
import { besidePointwise } from '../../checker/example-proofs.ts'
import type { Key } from '../../checker/mutate.ts'
import { define, entry, floorOf, ix, type Move, prove, sizes, tensor } from '../../checker/write-proof.ts'
import { changed, merge, position, r, wrongStep } from './write-case.ts'

/** A record that the checker refuses, as the text of a file. */
export interface Large {
  readonly expect: string
  readonly why: string
  readonly make: () => string
}

const many = <T>(count: number, make: (place: number) => T) => Array.from({ length: count }, (_, place) => make(place))
const textOf = (value: Json) => JSON.stringify(value)
const inPlace = (path: readonly Key[], text: string) => textOf(changed(merge, [path, 'HERE'])).replace('"HERE"', text)
const inSignal = (field: string, text: string) => inPlace(['claim', 'signals', 0, field], text)

/** A record with a lemma u = body and many steps that change nothing, each deep in a wide term. */
function tinySteps(width: number, count: number): Json {
  const body = add(...many(width, (place) => r(`${place}`)))
  const lemma = prove('turned', [], entry('u'), { axiom: 'unfold', name: 'u', to: body })
  const step: Step = { axiom: 'ring', reverse: false, path: [0], before: r('0'), after: r('0') }
  const rules = [...lemma.rules, { rule: 'nothing', because: '', steps: many(count, () => step) }]
  return encodeProof(
    besidePointwise({
      title: 'Tiny steps',
      tensors: [tensor('r', 'p')],
      definitions: [define('bias', 'u', [], body)],
      lemmas: [{ ...lemma, rules }],
    }),
  )
}

/** Sizes g_1 = e + f + s + t, g_2 = g_1², g_3 = g_2² and g_4 = g_3², which has 969 monomials. */
const LARGE_SIZES: readonly SizeDeclaration[] = [
  ...sizes('position', 'e', 'f', 's', 't'),
  ...['e + f + s + t', 'g_1*g_1', 'g_2*g_2', 'g_3*g_3'].map((definition, place): SizeDeclaration => {
    return { name: `g_${place + 1}`, sort: 'position', minimum: 1, definition: ix(definition) }
  }),
]

function unrolledLargeIndex(): Json {
  const nothing = floorOf('i', '9000')
  const body = position('i', '9000', r(multiplyIndex(nothing, ix('g_4'))))
  const terms = add(...many(9_000, () => r('0')))
  const moves: readonly Move[] = [
    { axiom: 'unfold', name: 'u', to: body },
    { axiom: 'sum-unroll', to: terms },
  ]
  return encodeProof(
    besidePointwise({
      title: 'A large index',
      rank: 1,
      sizes: LARGE_SIZES,
      tensors: [tensor('r', 'p')],
      definitions: [define('bias', 'u', [], body)],
      lemmas: [prove('unrolled', [], entry('u'), ...moves)],
    }),
  )
}

function manyLargeSizes(): Json {
  const copies = many(10_000, (place): SizeDeclaration => {
    return { name: `h_${place}`, sort: 'position', minimum: 1, definition: ix(`g_4 + ${place + 1}`) }
  })
  return encodeProof(besidePointwise({ title: 'Large sizes', sizes: [...LARGE_SIZES, ...copies], lemmas: [] }))
}

const window = within(ix('n'), ix('K'))
const wide = (count: number, extra: readonly Term[]) => multiply(...extra, ...many(count, (place) => r(`${place}`)))

/** By name. */
export const LARGE: Readonly<Record<string, Large>> = {
  'long-text': {
    expect: 'format/too-large',
    why: 'a text of more than 64 MiB is not read',
    make: () => ' '.repeat(64 * 1024 * 1024 + 1),
  },
  'many-objects': {
    expect: 'format/too-large',
    why: 'twenty million empty objects fill the memory before a reader has looked at one; they are counted in the text',
    make: () => `[${'{},'.repeat(20_000_000)}{}]`,
  },
  'many-brackets': {
    expect: 'format/too-deep',
    why: 'ten million opening brackets',
    make: () => '['.repeat(10_000_000),
  },
  'long-string': {
    expect: 'format/too-large',
    why: 'one name of thirty million escaped characters',
    make: () => inPlace(['claim', 'lemma'], `"${'\\\\'.repeat(30_000_000)}"`),
  },
  'many-repeated-keys': {
    expect: 'format/repeated-key',
    why: 'the same key a million times leaves one field',
    make: () => `{${'"rank":1,'.repeat(1_000_000)}"rank":1}`,
  },
  'long-unknown-field': {
    expect: 'format/unknown-field',
    why: 'the message does not repeat a megabyte',
    make: () => textOf({ ['field'.repeat(200_000)]: 1 }),
  },
  'long-integer': {
    expect: 'format/integer',
    why: 'a coefficient of a million digits',
    make: () => inSignal('stride', `[[${'9'.repeat(1_000_000)}]]`),
  },
  'wide-sum': {
    expect: 'format/too-large',
    why: 'a list has at most 100,000 entries',
    make: () =>
      inSignal('kernel', textOf({ kind: 'add', terms: many(100_001, () => ({ kind: 'number', value: '1' })) })),
  },
  'many-parts': {
    expect: 'format/too-large',
    why: 'three million numbers, a hundred thousand in each sum',
    make: () => {
      const row = `{"kind":"add","terms":[${'{"kind":"number","value":"1"},'.repeat(49_999)}{"kind":"number","value":"1"}]}`
      return inSignal('kernel', `{"kind":"add","terms":[${many(30, () => row).join(',')}]}`)
    },
  },
  'many-lemmas': {
    expect: 'format/too-large',
    why: 'a list has at most 100,000 entries, lemmas too',
    make: () => textOf(changed(merge, [['lemmas'], 'HERE'])).replace('"HERE"', `[${'0,'.repeat(100_000)}0]`),
  },
  'many-fractions': {
    expect: 'format/too-large',
    why: 'bringing a hundred fractions of ten thousand digits into lowest terms takes long, so they count for more',
    make: () => {
      const value = `${'7'.repeat(10_000)}/1${'0'.repeat(9_999)}`
      return inSignal('kernel', textOf({ kind: 'add', terms: many(100, () => ({ kind: 'number', value })) }))
    },
  },
  'many-tiny-steps': {
    expect: 'limit/work',
    why: 'each step copies the list of twenty thousand terms that it changes one of',
    make: () => textOf(tinySteps(20_000, 2_000)),
  },
  'many-large-sizes': {
    expect: 'limit/work',
    why: 'each of ten thousand sizes is a polynomial of a thousand terms, written in thirty letters',
    make: () => textOf(manyLargeSizes()),
  },
  'wide-product-in-ring': {
    expect: 'limit/work',
    why: 'multiplied out one factor at a time, a product of twenty thousand factors is written twenty thousand times',
    make: () => textOf(wrongStep(wide(20_000, []), { axiom: 'ring', to: number(0) })),
  },
  'wide-product-with-brackets': {
    expect: 'bracket-implied/condition',
    why: 'which of twenty thousand factors was dropped is found without trying each',
    make: () =>
      textOf(
        wrongStep(wide(20_000, [window]), { axiom: 'bracket-implied', to: wide(20_000, []) }, { parameters: ['p:n'] }),
      ),
  },
  'wide-product-of-points': {
    expect: 'limit/work',
    why: 'each of five thousand brackets might pick the point, and the rest is copied for each',
    make: () => {
      const points = many(5_000, () => window)
      const body = position('m', 'K', multiply(...points))
      return textOf(wrongStep(body, { axiom: 'one-point', to: number(0) }, { parameters: ['p:n'] }))
    },
  },
  'unrolled-large-index': {
    expect: 'limit/work',
    why: 'the index of each of nine thousand terms has a thousand monomials before it collapses to 0',
    make: () => textOf(unrolledLargeIndex()),
  },
}
