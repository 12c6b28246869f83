/** How many outputs a signal has in each block, and what a layer makes of that. */
import { fail } from '../errors.ts'
import { describeLayer } from '../net/network.ts'
import { greatestCommonDivisor } from '../rules/common-grid.ts'
import {
  type Coefficient,
  constantOf,
  equalIndex,
  type Index,
  integer,
  multiplyIndex,
  zipCoefficients,
} from '../term/index-expression.ts'
import { place } from './shapes.ts'
import type { Stage } from './stage.ts'

/**
 * The up-rate of what the layer gives, from those of what it reads: up · up₁/gcd(up₁, down), for several inputs the least
 * common multiple.
 * @throws ConvolemmaError "network/symbolic-rates" where symbolic rates have no known common divisor
 * @source docs/theory.md §2
 */
export function upRateOf(stage: Stage, inner: readonly Index[]): Index {
  const { up, down } = stage.rates
  return inner
    .map((rate) => multiplyIndex(up, withoutDivisor(stage, rate, down)))
    .reduce((a, b) => leastMultiple(stage, a, b))
}

/** rate / gcd(rate, down) */
function withoutDivisor(stage: Stage, rate: Index, down: Index): Index {
  if (equalIndex(rate, integer(1)) || equalIndex(down, integer(1))) return rate
  if (equalIndex(rate, down)) return integer(1)
  const [a, b] = [constantOf(rate), constantOf(down)]
  if (a === undefined || b === undefined) return refuse(stage)
  return integer(zipCoefficients(a, zipCoefficients(a, b, greatestCommonDivisor), (entry, common) => entry / common))
}

function leastMultiple(stage: Stage, a: Index, b: Index): Index {
  if (equalIndex(a, b)) return a
  const [x, y] = [constantOf(a), constantOf(b)]
  if (x !== undefined && y !== undefined)
    return integer(zipCoefficients(x, y, (p, q) => (p * q) / greatestCommonDivisor(p, q)))
  if (isOne(x)) return b
  return isOne(y) ? a : refuse(stage)
}

function isOne(value: Coefficient | undefined): boolean {
  return value === 1
}

function refuse(stage: Stage): never {
  return fail({
    code: 'network/symbolic-rates',
    what: `${describeLayer(stage.layer)} changes the rate of a signal that was up-sampled by a symbolic factor`,
    where: place(stage.layer),
    fix: 'give strides and up-sampling factors as numbers',
  })
}
