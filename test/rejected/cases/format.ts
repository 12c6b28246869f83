/** Records that are malformed as data. Never imports the checker. */
import { encodeProof } from '../../../src/proof/json.ts'
import { windowByEnumeration } from '../../checker/example-proofs.ts'
import { at, changed, firstStep, merge, object, type Rejected, secondLemma } from './write-case.ts'

/** By name. */
export const FORMAT: Readonly<Record<string, Rejected>> = {
  'not-json': { expect: 'format/not-json', why: 'the text ends too soon', text: '{"format": "convolemma-proof"' },
  'repeated-key-with-another-spelling': {
    expect: 'format/repeated-key',
    why: 'the key "rank" written with an escape is the same key',
    text: JSON.stringify(encodeProof(merge)).replace('"rank":"any"', '"\\u0072ank":1,"rank":"any"'),
  },
  'repeated-key': {
    expect: 'format/repeated-key',
    why: 'a reader that takes the first value would see another rank than one that takes the last',
    text: JSON.stringify(encodeProof(merge)).replace('"rank":"any"', '"rank":1,"rank":"any"'),
  },
  'prototype-key': {
    expect: 'format/unknown-field',
    why: 'a key __proto__ must not supply fields',
    text: JSON.stringify(encodeProof(merge)).replace('"version":2', '"__proto__":{"version":2}'),
  },
  'prototype-name': {
    expect: 'name/unknown',
    why: 'an entry of "constructor" is no declared tensor',
    proof: changed(merge, [['claim', 'bias'], { kind: 'element', name: 'constructor', at: [] }]),
  },
  'prototype-kind': {
    expect: 'format/type',
    why: 'a term of kind "toString" does not exist',
    proof: changed(merge, [['claim', 'bias', 'kind'], 'toString']),
  },
  'deep-nesting': {
    expect: 'format/too-deep',
    why: 'a hundred nested sums would exhaust the stack of a careless reader',
    text: JSON.stringify(changed(merge, [['claim', 'bias'], 'BIAS'])).replace(
      '"BIAS"',
      `${'{"kind":"apply","function":"rsqrt","argument":'.repeat(100)}0${'}'.repeat(100)}`,
    ),
  },
  'deep-floors': {
    expect: 'format/too-deep',
    why: 'indices nest through floors',
    text: JSON.stringify(changed(merge, [['claim', 'signals', 0, 'stride'], 'HERE'])).replace(
      '"HERE"',
      `${'[[1,{"floor":['.repeat(100)}[]${',[[2]]]}]]'.repeat(100)}`,
    ),
  },
  'huge-integer': {
    expect: 'format/integer',
    why: 'beyond 2^53 an integer of JSON is not exact',
    proof: changed(merge, [['claim', 'signals', 0, 'stride', 0, 0], 2 ** 53]),
  },
  'broken-integer': {
    expect: 'format/integer',
    why: 'a path has whole numbers',
    proof: changed(merge, [[...firstStep, 'path'], [0.5]]),
  },
  'huge-rational': {
    expect: 'format/rational',
    why: 'numbers have at most 10,000 digits',
    proof: changed(merge, [['claim', 'bias'], { kind: 'number', value: '7'.repeat(10_001) }]),
  },
  'zero-denominator': {
    expect: 'format/rational',
    why: '1/0 is not a number',
    proof: changed(merge, [['claim', 'bias'], { kind: 'number', value: '1/0' }]),
  },
  'division-by-a-symbol': {
    expect: 'format/rational',
    why: '1/s is no number: s may be anything',
    proof: changed(merge, [['claim', 'bias'], { kind: 'number', value: '1/s' }]),
  },
  'unreduced-rational': {
    expect: 'format/rational',
    why: 'a number has one text',
    proof: changed(merge, [['claim', 'bias'], { kind: 'number', value: '2/4' }]),
  },
  'other-version': {
    expect: 'format/type',
    why: 'this checker knows version 2',
    proof: changed(merge, [['version'], 1]),
  },
  'other-format': { expect: 'format/type', why: 'some other file', proof: changed(merge, [['format'], 'proof']) },
  'unknown-field': {
    expect: 'format/unknown-field',
    why: 'what the checker does not know, nobody should rely on',
    proof: { ...object(encodeProof(merge)), proved: true },
  },
  'missing-field': {
    expect: 'format/missing-field',
    why: 'a sum needs an extent',
    proof: changed(merge, [
      ['definitions', 0, 'body'],
      { kind: 'sum', index: 'i', sort: 'position', body: { kind: 'number', value: '1' } },
    ]),
  },
  'empty-name': {
    expect: 'format/name',
    why: 'a name is not empty',
    proof: changed(merge, [['claim', 'outputChannel'], '']),
  },
  'control-character': {
    expect: 'format/name',
    why: 'a name cannot steer a terminal',
    proof: changed(merge, [['tensors', 0, 'name'], 'x\u001b[2J']),
  },
  'invisible-character': {
    expect: 'format/name',
    why: 'two names must not look the same because of a zero-width space',
    proof: changed(merge, [['tensors', 0, 'name'], 'x\u200b']),
  },
  'filler-character': {
    expect: 'format/name',
    why: 'a Hangul filler is a letter that nobody sees',
    proof: changed(merge, [['tensors', 0, 'name'], 'x\u3164']),
  },
  'trailing-space': {
    expect: 'format/name',
    why: '"x " and "x" look the same',
    proof: changed(merge, [['tensors', 0, 'name'], 'x ']),
  },
  'unicode-twin': {
    expect: 'format/name',
    why: 'é as one character and é as e with an accent are two strings that look the same',
    proof: changed(merge, [['tensors', 0, 'name'], 'e\u0301']),
  },
  'negative-zero': {
    expect: 'format/not-canonical',
    why: 'a coefficient −0 is 0',
    text: JSON.stringify(changed(merge, [['claim', 'signals', 0, 'padding'], 'HERE'])).replace('"HERE"', '[[-0, "p"]]'),
  },
  'zero-coefficient': {
    expect: 'format/not-canonical',
    why: 'an index has no zero terms',
    proof: changed(merge, [['claim', 'signals', 0, 'padding'], [[0, 'p']]]),
  },
  'repeated-monomial': {
    expect: 'format/not-canonical',
    why: 'an index names each product once',
    proof: changed(merge, [
      ['claim', 'signals', 0, 'padding'],
      [
        [1, 's', 't'],
        [1, 't', 's'],
      ],
    ]),
  },
  'equal-entries': {
    expect: 'format/not-canonical',
    why: 'a vector of equal entries is written as one integer',
    proof: changed(windowByEnumeration(), [['claim', 'signals', 0, 'stride'], [[[1, 1]]]]),
  },
  'unknown-axiom': {
    expect: 'format/unknown-axiom',
    why: 'there is no such axiom',
    proof: changed(merge, [[...firstStep, 'axiom'], 'trust-me']),
  },
  'inherited-axiom': {
    expect: 'format/unknown-axiom',
    why: 'toString is a property of every object but no axiom',
    proof: changed(merge, [[...firstStep, 'axiom'], 'toString']),
  },
  'name-without-use': {
    expect: 'format/step-name',
    why: 'only unfold and lemma have a name',
    proof: changed(merge, [[...firstStep, 'axiom'], 'ring']),
  },
  'multipliers-without-use': {
    expect: 'format/step-multipliers',
    why: 'only bracket-implied has multipliers',
    proof: changed(merge, [
      [...secondLemma, 1],
      { ...object(at(merge, ...secondLemma, 1)), multipliers: [[[1]], [[1]]] },
    ]),
  },
  'negative-rank': { expect: 'format/rank', why: 'a rank is not negative', proof: changed(merge, [['rank'], -1]) },
}
