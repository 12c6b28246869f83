/** Records with indices of the wrong sort or rank, and floors by what may be 0. Never imports the checker. */
import { encodeProof, type Json } from '../../../src/proof/json.ts'
import { equals, sum } from '../../../src/term/build.ts'
import { besidePointwise } from '../../checker/example-proofs.ts'
import { replaced } from '../../checker/mutate.ts'
import { define, entry, ix, sizes, tensor, vector } from '../../checker/write-proof.ts'
import { changed, merge, type Rejected, r, setting } from './write-case.ts'

/** By name. */
export const SORTS: Readonly<Record<string, Rejected>> = {
  'channel-for-position': {
    expect: 'sort/mismatch',
    why: 'a channel is no position',
    proof: changed(merge, [
      ['definitions', 3, 'body'],
      { kind: 'element', name: 'k', at: [[[1, 'o']], [[1, 'o']], [[1, 'o']]] },
    ]),
  },
  'sum-of-the-other-sort': {
    expect: 'sort/mismatch',
    why: 'the extent of a channel sum is a channel size',
    proof: setting([], sum('i', 'channel', ix('K'), r('0')), {}),
  },
  'too-few-indices': {
    expect: 'sort/arity',
    why: 'x has two indices',
    proof: setting([], entry('x', '0'), {}),
  },
  'vector-at-any-rank': {
    expect: 'sort/vector',
    why: 'where the rank is open an index has no entries per axis',
    proof: setting([], r(vector(1, 2)), {}),
  },
  'vector-of-another-rank': {
    expect: 'sort/vector',
    why: 'three entries at rank 2',
    proof: setting([], r(vector(1, 2, 3)), { rank: 2 }),
  },
  'vector-as-channel': {
    expect: 'sort/vector',
    why: 'a channel is one integer',
    proof: setting([], entry('w', vector(1, 2), '0'), { rank: 2 }),
  },
  'mixed-bracket': {
    expect: 'sort/mismatch',
    why: 'a bracket compares like with like',
    proof: setting([], equals(ix('o'), ix('n')), { parameters: ['c:o', 'p:n'] }),
  },
  'position-at-rank-0': {
    expect: 'sort/no-position',
    why: 'a signal of rank 0 has no positions',
    proof: changed(merge, [['rank'], 0]),
  },
  'floor-by-zero': { expect: 'index/divisor', why: 'nothing is divided by 0', proof: floorBy([]) },
  'floor-by-a-negative': { expect: 'index/divisor', why: 'floors need a positive divisor', proof: floorBy([[-2]]) },
  'floor-by-a-size-that-may-be-0': { expect: 'index/divisor', why: 'Z may be 0', proof: floorBy([[1, 'Z']]) },
  'floor-by-an-index': { expect: 'index/divisor', why: 'an index takes the value 0', proof: floorBy([[1, 'n']]) },
}

function floorBy(divisor: Json): Json {
  const proof = encodeProof(
    besidePointwise({
      title: 'A floor',
      sizes: sizes('position', 'Z>=0'),
      tensors: [tensor('r', 'p')],
      definitions: [define('signal', 'u', ['p:n'], r('n'))],
      lemmas: [],
    }),
  )
  return replaced(proof, ['definitions', 1, 'body', 'at', 0], [[1, { floor: [[[1, 'n']], divisor] }]])
}
