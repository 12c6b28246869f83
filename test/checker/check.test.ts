/** What the checker accepts, what it hands out, and that nothing makes it throw. */
import { describe, expect, it } from 'vitest'
import { assertChecked, checkProof, parseProof } from '../../src/checker/check.ts'
import { encodeProof, type Json } from '../../src/proof/json.ts'
import { AXIOMS, type Proof } from '../../src/proof/proof.ts'
import { witness } from '../../src/proof/witness.ts'
import { add, multiply, number } from '../../src/term/build.ts'
import { addIndex, type Index, multiplyIndex, variable } from '../../src/term/index-expression.ts'
import { CLAIM_PROOFS } from './claim-proofs.ts'
import { besidePointwise, EXAMPLE_PROOFS, mergeOfTwo } from './example-proofs.ts'
import { replaced } from './mutate.ts'
import { define, entry, ix, prove, sizes, tensor } from './write-proof.ts'

function accepted(value: unknown) {
  const verdict = checkProof(value)
  if (!verdict.accepted) throw new Error(JSON.stringify(verdict.rejection))
  return verdict.checked
}

function codeOf(value: unknown): string {
  const verdict = checkProof(value)
  return verdict.accepted ? 'accepted' : verdict.rejection.code
}

const merge = encodeProof(mergeOfTwo())
const BY_HAND = { ...EXAMPLE_PROOFS, ...CLAIM_PROOFS }

describe('a correct proof', () => {
  for (const [name, make] of Object.entries(BY_HAND)) {
    it(`is accepted as data and as text: ${name}`, () => {
      const checked = accepted(encodeProof(make()))
      expect(parseProof(JSON.stringify(encodeProof(make()), undefined, 2)).accepted).toBe(true)
      expect(encodeProof(checked.proof)).toEqual(encodeProof(make()))
    })

    it(`agrees with exact evaluation: ${name}`, () => {
      expect(witness(make(), { trials: 4 })).toMatchObject({ agrees: true, complete: true })
    })
  }

  it('uses every axiom, in both directions where that makes a difference', () => {
    const steps = Object.values(BY_HAND).flatMap((make) =>
      make().lemmas.flatMap((lemma) => lemma.rules.flatMap((rule) => rule.steps)),
    )
    expect([...new Set(steps.map((step) => step.axiom))].sort()).toEqual([...AXIOMS].sort())
    const reversed = new Set(steps.filter((step) => step.reverse).map((step) => step.axiom))
    expect([...reversed].sort()).toEqual(
      [
        'bracket-decide',
        'bracket-implied',
        'lemma',
        'one-point',
        'sum-factor',
        'sum-reverse',
        'sum-unroll',
        'support',
        'unfold',
      ].sort(),
    )
  })

  it('comes back with the whole term before and after every step', () => {
    const { proof, states } = accepted(merge)
    for (const [place, lemma] of proof.lemmas.entries()) {
      const count = lemma.rules.reduce((total, rule) => total + rule.steps.length, 0)
      expect(states[place]?.length).toBe(count + 1)
      expect(states[place]?.[0]).toEqual(lemma.left)
      expect(states[place]?.at(-1)).toEqual(lemma.right)
    }
  })
})

describe('the mark of a checked proof', () => {
  it('is given by the checker alone', () => {
    const checked = accepted(merge)
    expect(() => assertChecked(checked)).not.toThrow()
    for (const forged of [
      { ...checked },
      Object.create(checked),
      JSON.parse(JSON.stringify(checked)),
      null,
      1,
      mergeOfTwo(),
    ]) {
      expect(() => assertChecked(forged)).toThrow('not a proof that the checker accepted')
    }
  })

  it('stays true, since what is marked cannot be changed', () => {
    const { proof, states } = accepted(merge)
    const isDeeplyFrozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen))
    expect(isDeeplyFrozen(proof)).toBe(true)
    expect(isDeeplyFrozen(states)).toBe(true)
  })

  it('does not follow later changes of the data that was checked', () => {
    const data = JSON.parse(JSON.stringify(merge))
    const { proof } = accepted(data)
    data.claim.signals[0].stride = []
    expect(proof.claim.signals[0]?.stride).toEqual(ix('s*t'))
  })
})

describe('a rejection', () => {
  it('names the lemma, the rule, the atomic step and the place in the JSON', () => {
    const value = replaced(merge, ['lemmas', 1, 'rules', 0, 'steps', 5, 'after', 'index'], 'q')
    expect(checkProof(value)).toEqual({
      accepted: false,
      rejection: {
        code: 'name/unknown',
        reason: 'no index and no size is called "a" here',
        lemma: 'merged',
        rule: 'by-hand',
        step: 6,
        path: 'lemmas[1].rules[0].steps[5]',
      },
    })
  })

  it('names the place in the JSON of malformed data', () => {
    const value = replaced(merge, ['lemmas', 1, 'rules', 0, 'steps', 5, 'path'], [1, 'x'])
    expect(checkProof(value)).toMatchObject({
      rejection: { code: 'format/type', path: 'lemmas[1].rules[0].steps[5].path[1]' },
    })
  })

  it('shows no control characters from the file', () => {
    const value = replaced(merge, ['claim', 'lemma'], 'a\u001b[2J')
    expect(JSON.stringify(checkProof(value))).not.toContain('\u001b')
  })
})

describe('hostile data', () => {
  it('is refused, whatever it is, without an exception', () => {
    const cyclic: { self?: unknown } = {}
    cyclic.self = cyclic
    const throwing = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('trap')
        },
      },
    )
    const values = [
      undefined,
      null,
      0,
      '',
      [],
      {},
      cyclic,
      throwing,
      () => merge,
      Symbol('x'),
      1n,
      new Map(),
      new Date(0),
    ]
    for (const value of values) expect(codeOf(value)).toMatch(/^(format\/|checker\/failed)/)
    for (const text of ['', '[]', 'null', '{"a":1}', '[[[[', '\u0000']) expect(parseProof(text).accepted).toBe(false)
  })

  it('cannot hide behind a getter that changes its answer', () => {
    let reads = 0
    const { claim } = Object(merge)
    const [first] = claim.signals
    const signal = Object.defineProperty({ ...first }, 'stride', {
      enumerable: true,
      get: () => (reads++ === 0 ? [[1, 's', 't']] : []),
    })
    const { proof } = accepted({ ...Object(merge), claim: { ...claim, signals: [signal] } })
    expect(proof.claim.signals[0]?.stride).toEqual(ix('s*t'))
  })

  it('cannot inherit its fields', () => {
    expect(codeOf(Object.create(Object(merge)))).toBe('format/missing-field')
  })

  it('is bounded in size', () => {
    const wide: Json = { kind: 'add', terms: Array.from({ length: 100_001 }, () => ({ kind: 'number', value: '1' })) }
    expect(codeOf(replaced(merge, ['claim', 'signals', 0, 'kernel'], wide))).toBe('format/too-large')
    const row: Json = { kind: 'add', terms: Array.from({ length: 50_000 }, () => ({ kind: 'number', value: '1' })) }
    const many: Json = { kind: 'add', terms: Array.from({ length: 30 }, () => row) }
    expect(codeOf(replaced(merge, ['claim', 'signals', 0, 'kernel'], many))).toBe('format/too-large')
    expect(parseProof(' '.repeat(64 * 1024 * 1024 + 1))).toMatchObject({ rejection: { code: 'format/too-large' } })
  })

  it('may use the names of object properties for its own things', () => {
    const renamed = JSON.parse(
      JSON.stringify(merge).replaceAll('"k"', '"__proto__"').replaceAll('"a"', '"constructor"'),
    )
    expect(codeOf(renamed)).toBe('accepted')
  })
})

describe('large records are accepted', () => {
  it('ten layers of twenty-five steps', () => {
    const proof = mergeOfTwo()
    const [distributed, merged] = proof.lemmas
    if (distributed === undefined || merged === undefined) throw new Error('the example has two lemmas')
    const copies = Array.from({ length: 9 }, (_, place) => ({ ...merged, name: `merged-${place}` }))
    const value = encodeProof({ ...proof, lemmas: [distributed, ...copies, merged] })
    accepted(value)
    accepted(value)
  })

  it('an index of a dozen monomials of degree ten', () => {
    const names = Array.from({ length: 12 }, (_, place) => `s${place}`)
    const product = (skipped: number) =>
      names
        .filter((_, place) => place !== skipped && place !== (skipped + 1) % 12)
        .map(variable)
        .reduce(multiplyIndex)
    const large: Index = addIndex(...names.map((_, place) => product(place)))
    const last = addIndex(large, ix('-1'))
    const proof: Proof = besidePointwise({
      title: 'Large indices',
      sizes: sizes('position', ...names),
      tensors: [tensor('r', 'p')],
      definitions: [define('signal', 'u', ['p:n'], entry('r', 'n'))],
      lemmas: [
        prove('bounded', [], entry('u', last), { axiom: 'unfold', name: 'u', to: entry('r', last) }),
        prove('ranged', ['p:n'], entry('u', 'n'), { axiom: 'unfold', name: 'u', to: entry('r', 'n') }),
        {
          ...prove('limited', ['p:n'], entry('u', 'n'), { axiom: 'unfold', name: 'u', to: entry('r', 'n') }),
          parameters: [{ name: 'n', sort: 'position', extent: large }],
        },
        prove('used', [], entry('u', last), { axiom: 'lemma', name: 'limited', to: entry('r', last) }),
      ],
    })
    accepted(encodeProof(proof))
  })

  it('a sum of many terms', () => {
    const terms = Array.from({ length: 2_000 }, (_, place) => multiply(number(place + 1), entry('r', ix(`${place}`))))
    const proof = besidePointwise({
      title: 'Many terms',
      tensors: [tensor('r', 'p')],
      definitions: [define('bias', 'u', [], add(...terms))],
      lemmas: [
        prove(
          'turned',
          [],
          entry('u'),
          { axiom: 'unfold', name: 'u', to: add(...terms) },
          { axiom: 'ring', to: add(...terms.toReversed()) },
        ),
      ],
    })
    accepted(encodeProof(proof))
  })
})
