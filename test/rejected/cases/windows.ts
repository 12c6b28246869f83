/** Brackets dropped without reason, and axes wrongly taken for axes with one tap. Never imports the checker. */
import { encodeProof, type Json } from '../../../src/proof/json.ts'
import { equals, multiply, within } from '../../../src/term/build.ts'
import { besidePointwise, unitAxis, windowByEnumeration, windowBySymbols } from '../../checker/example-proofs.ts'
import { type Key, replaced } from '../../checker/mutate.ts'
import { define, entry, ix, prove, tensor } from '../../checker/write-proof.ts'
import { at, changed, firstStep, items, object, position, type Rejected, r, wrongStep } from './write-case.ts'

const implied = ['lemmas', 0, 'rules', 0, 'steps', 3] as const
const windows = windowBySymbols()
const numbers = windowByEnumeration()

/** By name. */
export const WINDOWS: Readonly<Record<string, Rejected>> = {
  'window-dropped-alone': {
    expect: 'bracket-implied/condition',
    why: 'no other bracket stays',
    proof: wrongStep(
      multiply(within(ix('n'), ix('K')), r('n')),
      { axiom: 'bracket-implied', to: r('n') },
      { parameters: ['p:n'] },
    ),
  },
  'window-implied-by-itself': {
    expect: 'bracket-implied/shape',
    why: 'both of two brackets are dropped, each because of the other',
    proof: wrongStep(
      multiply(within(ix('n'), ix('K')), within(ix('n'), ix('K')), r('n')),
      { axiom: 'bracket-implied', to: r('n') },
      { parameters: ['p:n'] },
    ),
  },
  'window-without-reason': {
    expect: 'bracket-implied/condition',
    why: 'with symbols there is nothing to enumerate, and the multipliers are missing',
    proof: replaced(
      encodeProof(windows),
      implied,
      Object.fromEntries(Object.entries(object(at(windows, ...implied))).filter(([name]) => name !== 'multipliers')),
    ),
  },
  'window-multiplier-zero': {
    expect: 'bracket-implied/condition',
    why: 'a multiplier is at least 1',
    proof: changed(windows, [[...implied, 'multipliers', 0], []]),
  },
  'window-multiplier-negative': {
    expect: 'bracket-implied/condition',
    why: 'a multiplier is at least 1',
    proof: changed(windows, [[...implied, 'multipliers', 1], [[-1, 's']]]),
  },
  'window-multiplier-variable': {
    expect: 'name/unknown',
    why: 'a multiplier is made of sizes',
    proof: changed(windows, [[...implied, 'multipliers', 0], [[1, 'n']]]),
  },
  'window-too-short': {
    expect: 'bracket-implied/condition',
    why: 'W is one short, so its last entry is needed',
    proof: changed(windows, [['sizes', 4, 'definition'], [items(at(windows, 'sizes', 4, 'definition'))[1] ?? null]]),
  },
  'window-enumerated-too-short': {
    expect: 'bracket-implied/condition',
    why: 'n = 4 is read on the first axis',
    proof: JSON.parse(JSON.stringify(encodeProof(numbers)).replaceAll('[[5,6]]', '[[4,6]]')),
  },
  'window-of-an-equality': {
    expect: 'bracket-implied/shape',
    why: 'only range brackets are dropped',
    proof: wrongStep(
      multiply(equals(ix('n'), ix('0')), within(ix('n'), ix('K'))),
      { axiom: 'bracket-implied', to: within(ix('n'), ix('K')) },
      { parameters: ['p:n'] },
    ),
  },
  'window-and-another-factor': {
    expect: 'bracket-implied/shape',
    why: 'together with the bracket a factor disappears',
    proof: wrongStep(
      multiply(within(ix('n'), ix('K')), within(ix('n'), ix('K')), r('n')),
      { axiom: 'bracket-implied', to: within(ix('n'), ix('K')) },
      { parameters: ['p:n'] },
    ),
  },
}

const unit = unitAxis()
const units = (path: readonly Key[], replacement: Json) => changed(unit, [path, replacement])

/** By name. */
export const UNITS: Readonly<Record<string, Rejected>> = {
  'unit-trick-on-the-long-axis': {
    expect: 'unfold/differs',
    why: 'on the second axis the index does vary',
    proof: units([...firstStep, 'after', 'body', 'factors', 0, 'at', 0, 0, 0], [1, 7]),
  },
  'unit-trick-on-a-parameter': {
    expect: 'lemma/differs',
    why: 'a definition holds for all integers, whatever extent its parameter is given',
    proof: encodeProof(
      besidePointwise({
        title: 'A parameter is not a bound index',
        tensors: [tensor('r', 'p')],
        definitions: [define('signal', 'u', ['p:n<1'], r('n')), define('signal', 'g', ['p:n'], entry('u', 'n'))],
        lemmas: [
          prove('free', ['p:n'], entry('u', 'n'), { axiom: 'unfold', name: 'u', to: r('n') }),
          prove(
            'wrong',
            ['p:n'],
            entry('g', 'n'),
            { axiom: 'unfold', name: 'g', to: entry('u', 'n') },
            { axiom: 'lemma', name: 'free', to: r('0') },
          ),
        ],
      }),
    ),
  },
  'unit-trick-on-a-symbolic-extent': {
    expect: 'ring/differs',
    why: 'K may be more than 1',
    proof: wrongStep(position('i', 'K', r('i')), { axiom: 'ring', to: position('i', 'K', r('2*i')) }),
  },
  'unit-trick-across-sums': {
    expect: 'ring/differs',
    why: 'a sum over nothing is 0, not its summand at 0',
    proof: wrongStep(position('i', [], r('i')), { axiom: 'ring', to: r('0') }),
  },
}
