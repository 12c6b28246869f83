/** Statements that are false: the merged layer of a true one with one thing changed that changes its kernel. */
import type { FormalLayer, FormalMerge, FormalTap } from '../../src/lower/formal-net.ts'
import { add, constant, isZero, negate, type Polynomial, symbol } from '../../src/scalar/polynomial.ts'
import { ONE, ZERO } from '../../src/scalar/rational.ts'
import type { RandomCertificate } from './coq-networks.ts'

/** The layer with another kernel or bias; undefined where the layer has no place for this change. */
type Mutation = (layer: FormalLayer) => FormalLayer | undefined

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a term doubled': onEntry((entry) => add(entry, entry)),
  'an entry negated': onEntry(negate),
  'an entry dropped': onEntry(() => constant(ZERO)),
  'one added to an entry': onEntry((entry) => add(entry, constant(ONE))),
  'a term dropped': onEntry((entry) => ({ terms: new Map([...entry.terms].slice(1)) })),
  'one added to the bias': (layer) => {
    const [first, ...rest] = layer.bias
    return first === undefined ? undefined : { ...layer, bias: [add(first, constant(ONE)), ...rest] }
  },
  'a foreign symbol in the bias': (layer) => {
    const [first, ...rest] = layer.bias
    return first === undefined ? undefined : { ...layer, bias: [add(first, symbol('foreign')), ...rest] }
  },
  'a tap dropped': onTap(() => []),
  'a tap moved': onTap(({ offset, matrix }) => {
    return offset.length === 0 ? undefined : [{ matrix, offset: offset.map((entry) => entry + 1_000) }]
  }),
  'a tap twice': onTap((tap) => [tap, tap]),
  'another stride': (layer) => {
    return layer.stride.length === 0 || layer.taps.every(isEmpty)
      ? undefined
      : { ...layer, stride: layer.stride.map((step) => step + 1) }
  },
}

/** Every mutation of every statement where it has a place. */
export function falseStatements(certificates: readonly RandomCertificate[]): readonly FormalMerge[] {
  return certificates.flatMap(({ formal }) => {
    const { merged } = formal
    if (merged.kind !== 'layer') return []
    return Object.values(MUTATIONS).flatMap((mutate) => {
      const layer = mutate(merged.layer)
      if (layer === undefined) return []
      const symbols = formal.symbols.length === 0 ? [] : [...formal.symbols, 'foreign']
      return usesForeign(layer) && symbols.length === 0 ? [] : [{ ...formal, merged: { ...merged, layer }, symbols }]
    })
  })
}

function usesForeign({ bias }: FormalLayer): boolean {
  return bias.some((entry) => [...entry.terms.keys()].some((key) => key.includes('foreign')))
}

function isEmpty({ matrix }: FormalTap): boolean {
  return matrix.every((row) => row.every(isZero))
}

/** Change one tap that is not zero. */
function onTap(change: (tap: FormalTap) => readonly FormalTap[] | undefined): Mutation {
  return (layer) => {
    const at = layer.taps.findIndex((tap) => !isEmpty(tap))
    const tap = layer.taps[at]
    const changed = tap === undefined ? undefined : change(tap)
    return changed === undefined
      ? undefined
      : { ...layer, taps: layer.taps.flatMap((one) => (one === tap ? changed : [one])) }
  }
}

/** Change the last entry that is not zero of the first tap that has one. */
function onEntry(change: (entry: Polynomial) => Polynomial): Mutation {
  return onTap(({ offset, matrix }) => {
    const o = matrix.findLastIndex((row) => !row.every(isZero))
    const c = matrix[o]?.findLastIndex((entry) => !isZero(entry)) ?? -1
    const changed = matrix.map((row, r) => row.map((entry, a) => (r === o && a === c ? change(entry) : entry)))
    return [{ offset, matrix: changed }]
  })
}
