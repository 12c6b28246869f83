/** What the algorithms on kernels ask of the entries of a tensor, exact or rounded. Never rounds. */
import { fail } from '../errors.ts'
import { add, constant, equalPolynomial, isZero, type Polynomial } from '../scalar/polynomial.ts'
import { ZERO } from '../scalar/rational.ts'

/** How to test and rearrange entries without knowing what they are. */
export interface EntryKind<Entries> {
  /** Whether the entry is exactly zero. */
  readonly isZero: (entries: Entries, at: number) => boolean
  readonly equal: (a: Entries, atA: number, b: Entries, atB: number) => boolean
  /** The entries at the given positions, one after the other; 0 where a position is −1. */
  readonly gather: (entries: Entries, positions: Int32Array) => Entries
  /** The sums of the entries of two equally long lists. */
  readonly add: (a: Entries, b: Entries) => Entries
}

const NOTHING = constant(ZERO)

/** Rationals and polynomials: equal means equal for all values of the symbols. */
export const EXACT_ENTRIES: EntryKind<readonly Polynomial[]> = {
  isZero: (entries, at) => isZero(entries[at] ?? NOTHING),
  equal: (a, atA, b, atB) => equalPolynomial(a[atA] ?? NOTHING, b[atB] ?? NOTHING),
  gather: (entries, positions) => Array.from(positions, (at) => entries[at] ?? NOTHING),
  add: (a, b) => a.map((entry, at) => add(entry, b[at] ?? NOTHING)),
}

/** Numbers of a storage format; adding them is refused, since the sum would be rounded a second time. */
export const ROUNDED_ENTRIES: EntryKind<Float64Array> = {
  isZero: (entries, at) => entries[at] === 0,
  equal: (a, atA, b, atB) => a[atA] === b[atB],
  gather: (entries, positions) => Float64Array.from(positions, (at) => entries[at] ?? 0),
  add: () =>
    fail({
      code: 'kernel/rounded-twice',
      what: 'a sum of rounded kernels would be rounded twice',
      fix: 'add the parts that read one input before rounding',
    }),
}
