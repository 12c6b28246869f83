/** Records with names that clash, come too late or do not exist. Never imports the checker. */
import { add, number } from '../../../src/term/build.ts'
import { entry, prove } from '../../checker/write-proof.ts'
import { at, changed, merge, object, position, type Rejected, r, setting } from './write-case.ts'

/** By name. */
export const NAMES: Readonly<Record<string, Rejected>> = {
  'definition-twice': {
    expect: 'name/duplicate',
    why: 'a name means one thing',
    proof: changed(merge, [['definitions', 1, 'name'], 'z']),
  },
  'definition-named-as-tensor': {
    expect: 'name/duplicate',
    why: 'a definition cannot replace a given tensor',
    proof: changed(merge, [['definitions', 3, 'name'], 'b']),
  },
  'size-twice': {
    expect: 'name/duplicate',
    why: 'a size means one thing',
    proof: changed(merge, [['sizes', 1, 'name'], 'A']),
  },
  'lemma-twice': {
    expect: 'name/duplicate',
    why: 'a lemma is proved once',
    proof: changed(merge, [['lemmas', 1, 'name'], 'distributed']),
  },
  'forward-definition': {
    expect: 'name/unknown',
    why: 'y mentions z, which is defined after it',
    proof: changed(
      merge,
      [['definitions', 0], at(merge, 'definitions', 1)],
      [['definitions', 1], at(merge, 'definitions', 0)],
    ),
  },
  'definition-by-itself': {
    expect: 'name/unknown',
    why: 'u = u + 1 has no solution',
    proof: setting([], add(entry('u'), number(1)), {}),
  },
  'forward-size': {
    expect: 'name/unknown',
    why: 'a size is made of earlier sizes',
    proof: changed(merge, [['sizes', 3], { ...object(at(merge, 'sizes', 3)), definition: [[1, 'V']] }]),
  },
  'free-index': {
    expect: 'name/unknown',
    why: 'the body of u mentions an index that is no parameter',
    proof: setting([], r('n'), {}),
  },
  'duplicate-binder': {
    expect: 'name/shadowed',
    why: 'two nested sums over i',
    proof: setting([], position('i', 'K', position('i', 'K', r('i'))), {}),
  },
  'binder-named-as-size': {
    expect: 'name/shadowed',
    why: 'a sum over s inside which s is the stride elsewhere',
    proof: setting([], position('s', 'K', r('s')), {}),
  },
  'parameter-twice': {
    expect: 'name/shadowed',
    why: 'u[n, n]',
    proof: setting([], r('n'), { parameters: ['p:n', 'p:n'] }),
  },
  'parameter-named-as-size': {
    expect: 'name/shadowed',
    why: 'u[K]',
    proof: setting([], r('K'), { parameters: ['p:K'] }),
  },
  'size-below-its-minimum': {
    expect: 'size/minimum',
    why: 'T is said to be at least 1, but its definition may be 0',
    proof: changed(merge, [['sizes', 10, 'definition'], [[1, 'p']]]),
  },
  'lemma-before-it-is-proved': {
    expect: 'lemma/unknown',
    why: 'the second lemma uses the first, which comes after it',
    proof: changed(merge, [['lemmas', 0], at(merge, 'lemmas', 1)], [['lemmas', 1], at(merge, 'lemmas', 0)]),
  },
  'lemma-by-itself': {
    expect: 'lemma/unknown',
    why: 'a lemma cannot be its own reason',
    proof: setting([prove('wrong', [], entry('u'), { axiom: 'lemma', name: 'wrong', to: number(1) })], number(0), {}),
  },
}
