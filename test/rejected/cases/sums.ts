/** False steps about sums and ring arithmetic. Never imports the checker. */
import { add, apply, multiply, number } from '../../../src/term/build.ts'
import { vector } from '../../checker/write-proof.ts'
import { channel, position, type Rejected, r, wrongStep } from './write-case.ts'

const summand = multiply(r('i'), r('n - i'))

/** By name. */
export const SUMS: Readonly<Record<string, Rejected>> = {
  'ring-sign': {
    expect: 'ring/differs',
    why: 'a − b is not b − a',
    proof: wrongStep(add(r('0'), multiply(number(-1), r('1'))), {
      axiom: 'ring',
      to: add(r('1'), multiply(number(-1), r('0'))),
    }),
  },
  'ring-into-sum': {
    expect: 'ring/differs',
    why: 'a number leaves a sum by sum-factor, not by ring arithmetic',
    proof: wrongStep(position('i', 'K', multiply(number(2), r('i'))), {
      axiom: 'ring',
      to: multiply(number(2), position('i', 'K', r('i'))),
    }),
  },
  'ring-through-a-function': {
    expect: 'ring/differs',
    why: 'rsqrt(2a) is not 2·rsqrt(a)',
    proof: wrongStep(apply('rsqrt', multiply(number(2), r('0'))), {
      axiom: 'ring',
      to: multiply(number(2), apply('rsqrt', r('0'))),
    }),
  },
  'ring-merges-indices': {
    expect: 'ring/differs',
    why: 'r[i]·r[j] is not r[j]·r[j], bound indices keep apart',
    proof: wrongStep(position('i', 'K', position('j', 'K', multiply(r('i'), r('j')))), {
      axiom: 'ring',
      to: position('i', 'K', position('j', 'K', multiply(r('j'), r('j')))),
    }),
  },
  'ring-of-other-sorts': {
    expect: 'ring/differs',
    why: 'Σ over 3 channels is not Σ over 3 positions',
    proof: wrongStep(channel('i', '3', number(1)), { axiom: 'ring', to: position('i', '3', number(1)) }),
  },
  'factor-with-the-index': {
    expect: 'name/unknown',
    why: 'a factor that mentions the index cannot leave the sum',
    proof: wrongStep(
      position('i', 'K', summand),
      { axiom: 'sum-factor', to: multiply(r('i'), position('i', 'K', r('n - i'))) },
      { parameters: ['p:n'] },
    ),
  },
  'factor-captures': {
    expect: 'sum-factor/differs',
    why: 'the outer i is another one than the summed j',
    proof: wrongStep(position('i', 'K', position('j', 'K', multiply(r('j'), r('j')))), {
      axiom: 'sum-factor',
      at: [0],
      to: multiply(r('i'), position('j', 'K', r('j'))),
    }),
  },
  'factor-out-of-both': {
    expect: 'sum-factor/differs',
    why: 'Σ r² is not (Σ r)²',
    proof: wrongStep(position('i', 'K', multiply(r('i'), r('i'))), {
      axiom: 'sum-factor',
      to: multiply(position('i', 'K', r('i')), position('j', 'K', r('j'))),
    }),
  },
  'factor-changes-the-range': {
    expect: 'sum-factor/differs',
    why: 'the sum becomes longer',
    proof: wrongStep(
      position('i', 'K', multiply(r('n'), r('i'))),
      { axiom: 'sum-factor', to: multiply(r('n'), position('i', 'K + 1', r('i'))) },
      { parameters: ['p:n'] },
    ),
  },
  'factor-not-a-product': {
    expect: 'sum-factor/shape',
    why: 'the result is no product',
    proof: wrongStep(position('i', 'K', r('i')), { axiom: 'sum-factor', to: r('0') }),
  },
  'add-in-another-order': {
    expect: 'sum-add/differs',
    why: 'the terms keep their order',
    proof: wrongStep(position('i', 'K', add(r('i'), r('2*i'))), {
      axiom: 'sum-add',
      to: add(position('i', 'K', r('2*i')), position('i', 'K', r('i'))),
    }),
  },
  'add-loses-a-term': {
    expect: 'sum-add/shape',
    why: 'two of three terms',
    proof: wrongStep(position('i', 'K', add(r('i'), r('2*i'), r('3*i'))), {
      axiom: 'sum-add',
      to: add(position('i', 'K', r('i')), position('i', 'K', r('2*i'))),
    }),
  },
  'add-with-another-range': {
    expect: 'sum-add/differs',
    why: 'one of the sums is longer',
    proof: wrongStep(position('i', 'K', add(r('i'), r('2*i'))), {
      axiom: 'sum-add',
      to: add(position('i', 'K', r('i')), position('i', 'L', r('2*i'))),
    }),
  },
  'exchange-keeps-the-extents': {
    expect: 'sum-exchange/condition',
    why: 'the ranges go with their indices',
    proof: wrongStep(position('i', 'K', position('j', 'L', r('i + s*j'))), {
      axiom: 'sum-exchange',
      to: position('j', 'K', position('i', 'L', r('i + s*j'))),
    }),
  },
  'exchange-of-a-triangle': {
    expect: 'sum-exchange/condition',
    why: 'the inner extent depends on the outer index',
    proof: wrongStep(position('i', 'K', position('j', 'i', r('j'))), {
      axiom: 'sum-exchange',
      to: position('j', 'K', position('i', 'j', r('j'))),
    }),
  },
  'exchange-of-a-free-triangle': {
    expect: 'name/unknown',
    why: 'outside its sum the index i does not exist',
    proof: wrongStep(position('i', 'K', position('j', 'i', r('j'))), {
      axiom: 'sum-exchange',
      to: position('j', 'i', position('i', 'K', r('j'))),
    }),
  },
  'exchange-of-names-only': {
    expect: 'sum-exchange/differs',
    why: 'with equal ranges, renaming both indices crosswise changes nothing, so this exchanged nothing',
    proof: wrongStep(position('i', 'K', position('j', 'K', r('i + s*j'))), {
      axiom: 'sum-exchange',
      to: position('j', 'K', position('i', 'K', r('j + s*i'))),
    }),
  },
  'reverse-off-by-one': {
    expect: 'sum-reverse/differs',
    why: 'the mirror image of i is K − 1 − i',
    proof: wrongStep(position('i', 'K', r('i')), { axiom: 'sum-reverse', to: position('i', 'K', r('K - i')) }),
  },
  'reindex-by-a-multiple': {
    expect: 'sum-reverse/differs',
    why: 'i ↦ K − 1 − 2i leaves out every other entry',
    proof: wrongStep(position('i', 'K', r('i')), { axiom: 'sum-reverse', to: position('i', 'K', r('K - 1 - 2*i')) }),
  },
  'reindex-by-a-shift': {
    expect: 'ring/differs',
    why: 'i ↦ i + 1 leaves out 0 and adds K',
    proof: wrongStep(position('i', 'K', r('i')), { axiom: 'ring', to: position('i', 'K', r('i + 1')) }),
  },
  'reindex-to-one-entry': {
    expect: 'ring/differs',
    why: 'i ↦ 0 reads one entry K times',
    proof: wrongStep(position('i', 'K', r('i')), { axiom: 'ring', to: position('i', 'K', r('0')) }),
  },
  'empty-sum-of-a-constant': {
    expect: 'sum-factor/shape',
    why: 'a sum over no index is 0, not its summand',
    proof: wrongStep(position('i', 'Z', r('0')), { axiom: 'sum-factor', to: r('0') }),
  },
  'reverse-another-range': {
    expect: 'sum-reverse/shape',
    why: 'the range stays',
    proof: wrongStep(position('i', 'K', r('i')), { axiom: 'sum-reverse', to: position('i', 'K + 1', r('K - 1 - i')) }),
  },
  'unroll-symbolic': {
    expect: 'sum-unroll/condition',
    why: 'K is not known',
    proof: wrongStep(position('i', 'K', r('i')), { axiom: 'sum-unroll', to: add(r('0'), r('1')) }),
  },
  'unroll-nothing': {
    expect: 'sum-unroll/condition',
    why: 'an empty sum has no terms',
    proof: wrongStep(position('i', [], r('i')), { axiom: 'sum-unroll', to: r('0') }),
  },
  'unroll-at-any-rank': {
    expect: 'sum-unroll/condition',
    why: 'at rank 2 there are four terms',
    proof: wrongStep(position('i', '2', r('i')), { axiom: 'sum-unroll', to: add(r('0'), r('1')) }),
  },
  'unroll-too-few': {
    expect: 'sum-unroll/shape',
    why: 'one term is missing',
    proof: wrongStep(
      position('i', vector(1, 3), r('i')),
      { axiom: 'sum-unroll', to: add(r('0'), r(vector(0, 1))) },
      { rank: 2 },
    ),
  },
  'unroll-columns-first': {
    expect: 'sum-unroll/differs',
    why: 'the last axis counts fastest',
    proof: wrongStep(
      position('i', '2', r('i')),
      { axiom: 'sum-unroll', to: add(r('0'), r(vector(1, 0)), r(vector(0, 1)), r('1')) },
      { rank: 2 },
    ),
  },
  'unroll-too-much': {
    expect: 'sum-unroll/condition',
    why: 'a million terms',
    proof: wrongStep(position('i', '1000', r('i')), { axiom: 'sum-unroll', to: r('0') }, { rank: 2 }),
  },
}
