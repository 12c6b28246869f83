/** Parameters as the naive layers read them. Knows no layer. */
import type { ParameterValue } from '../../src/net/network.ts'
import { rationalModulo } from '../../src/scalar/modular.ts'
import { parseRational } from '../../src/scalar/rational.ts'

/** A number as written, modulo the prime. */
export function exact(text: ParameterValue): number {
  const value = parseRational(`${text}`)
  const residue = value === undefined ? undefined : rationalModulo(value)
  if (residue === undefined) throw new TypeError(`${text} has no residue`)
  return residue
}
