/** The interior for every size of the input: guessed from some sizes, proved by the checker for all. */
import {
  addIndex,
  coefficientEntries,
  constantOf,
  floorDivide,
  type Index,
  integer,
  singleVariable,
  substituteIndex,
  subtractIndex,
  variable,
  variablesOf,
  zipCoefficients,
} from '../term/index-expression.ts'
import { freshName } from '../term/walk.ts'
import type { Assembly, Stage } from './assemble.ts'
import type { Domain } from './domain.ts'
import { interiorOf } from './interior.ts'

/** Sizes that are looked at: several in a row, since strides leave different remainders. */
const SAMPLES = Array.from({ length: 24 }, (_, at) => 60 + at)

/** The one size that is not a number: the samples of the only input. */
function openSize({ inputs, rank }: Assembly): string | undefined {
  const [input, ...others] = inputs
  return input === undefined || others.length > 0 || rank === 'any' ? undefined : singleVariable(input.extent)
}

/** The assembly for an input of so many samples on every axis. */
export function withSamples(assembly: Assembly, name: string, samples: number): Assembly {
  const definition = integer(samples)
  const open = assembly.sizes.find((size) => size.name === name)?.definition
  const replaced = new Set(open === undefined ? [] : variablesOf(open))
  const sizes = assembly.sizes.filter((size) => !replaced.has(size.name))
  return { ...assembly, sizes: sizes.map((size) => (size.name === name ? { ...size, definition } : size)) }
}

/** Blocks first ≤ n < ⌊N/up⌋ − tail with N outputs, for every size; undefined where the sizes that were tried do not agree. */
export function interiorForAllSizes(assembly: Assembly, stage: Stage, up: Index): Domain | undefined {
  const name = openSize(assembly)
  if (name === undefined) return undefined
  const found = SAMPLES.map((samples) => {
    const value = new Map([[name, integer(samples)]])
    const sized = { ...stage, extent: substituteIndex(stage.extent, value) }
    const domain = interiorOf(withSamples(assembly, name, samples), sized, up)
    if (domain?.extent === undefined) return undefined
    const end = addIndex(domain.first, domain.extent)
    return { first: constantOf(domain.first), tail: constantOf(subtractIndex(floorDivide(sized.extent, up), end)) }
  })
  const [one] = found
  if (one?.first === undefined) return undefined
  let tail = one.tail ?? 0
  for (const other of found) {
    if (other?.tail === undefined || `${other.first}` !== `${one.first}`) return undefined
    tail = zipCoefficients(tail, other.tail, Math.max)
  }
  const first = integer(one.first)
  return { first, extent: subtractIndex(floorDivide(stage.extent, up), addIndex(first, integer(tail))) }
}

/** The assembly for inputs so large that the interior of the output is not empty: L is a new size plus a number. */
export function forLargeInputs(assembly: Assembly): Assembly {
  const name = openSize(assembly)
  const least = name === undefined ? undefined : leastSize(assembly, name)
  if (name === undefined || least === undefined || least < 2) return assembly
  const more = freshName(`${name}_more`, new Set(assembly.sizes.map((size) => size.name)))
  const sizes = assembly.sizes.flatMap((size) =>
    size.name === name
      ? [
          { name: more, sort: 'position', minimum: 1 } as const,
          { ...size, definition: addIndex(variable(more), integer(least - 1)) },
        ]
      : [size],
  )
  return { ...assembly, sizes }
}

/** The least size from which on all that are looked at have an output in the interior. */
function leastSize(assembly: Assembly, name: string): number | undefined {
  const stage = assembly.stages.at(-1)
  if (stage === undefined) return undefined
  const hasInterior = (samples: number): boolean => {
    const extent = substituteIndex(stage.extent, new Map([[name, integer(samples)]]))
    const value = constantOf(extent)
    if (value === undefined || coefficientEntries(value).some((entry) => entry < 1)) return false
    return interiorOf(withSamples(assembly, name, samples), { ...stage, extent }, integer(1)) !== undefined
  }
  const [most = 0] = SAMPLES
  let least = most
  while (least > 1 && hasInterior(least - 1)) least -= 1
  // The tail is the longest of all remainders, so some sizes need a few samples more.
  return hasInterior(most) ? least + REMAINDERS : undefined
}

const REMAINDERS = 8
