/** The outputs that no border changes, found by looking at every position of every axis. The checker has the last word. */
import { type AxisWorld, axisWorlds, readsAt } from '../proof/axis-reads.ts'
import type { Definition } from '../proof/proof.ts'
import { coefficientEntries, constantOf, type Index, integer } from '../term/index-expression.ts'
import type { Assembly, Stage } from './assemble.ts'
import type { Domain } from './domain.ts'

/** More positions than this along one axis are not looked at. */
const MOST_POSITIONS = 100_000

/** The world along each axis; undefined where the rank or a size is symbolic. */
export function worldsOf(assembly: Assembly): readonly AxisWorld[] | undefined {
  return axisWorlds(assembly, new Set(assembly.inputs.map(({ name }) => name)))
}

/** The largest box of blocks of the stage's output in which nothing depends on a border; undefined where it is empty. */
export function interiorOf(assembly: Assembly, stage: Stage, up: Index): Domain | undefined {
  const worlds = worldsOf(assembly)
  const extent = constantOf(stage.extent)
  const rates = constantOf(up)
  if (worlds === undefined || extent === undefined || rates === undefined) return undefined
  const first: number[] = []
  const counts: number[] = []
  for (const world of worlds) {
    const outputs = coefficientEntries(extent, worlds.length)[world.axis] ?? 0
    const rate = coefficientEntries(rates, worlds.length)[world.axis] ?? 1
    const blocks = Math.floor(outputs / rate)
    if (blocks > MOST_POSITIONS) return undefined
    const isInterior = interiorTest(world, assembly)
    const inBlock = (block: number) =>
      Array.from({ length: rate }, (_, phase) => block * rate + phase).every((q) => isInterior(stage.signal, q))
    const [from, to] = longestRun(blocks, inBlock)
    if (to <= from) return undefined
    first.push(from)
    counts.push(to - from)
  }
  return { first: integer(first), extent: integer(counts) }
}

function longestRun(length: number, holds: (place: number) => boolean): readonly [number, number] {
  let best: readonly [number, number] = [0, 0]
  let from = 0
  for (let place = 0; place <= length; place += 1) {
    if (place < length && holds(place)) continue
    if (place - from > best[1] - best[0]) best = [from, place]
    from = place + 1
  }
  return best
}

/** Whether what a signal is at a position is what it would be on an input without end. */
function interiorTest(world: AxisWorld, assembly: Assembly): (signal: string, position: number) => boolean {
  const known = new Map<string, boolean>()
  const layers = new Set(assembly.stages.map(({ signal }) => signal))
  const isInterior = (signal: string, position: number): boolean => {
    const definition = world.definitions.get(signal)
    if (definition === undefined || definition.role === 'view') return true
    const key = `${signal} ${position}`
    const before = known.get(key)
    if (before !== undefined) return before
    const isContinuation = definition.role === 'signal' && !layers.has(signal)
    const answer = isContinuation
      ? continues(definition, position, world, isInterior)
      : readsAt(definition, position, world).every(
          (read) => read.inside && (read.position === undefined || isInterior(read.name, read.position)),
        )
    known.set(key, answer)
    return answer
  }
  return isInterior
}

/** A signal that is continued is itself where every case that holds reads at the very position. */
function continues(
  definition: Definition,
  position: number,
  world: AxisWorld,
  isInterior: (signal: string, position: number) => boolean,
): boolean {
  const own = readsAt(definition, position, world).filter(({ inside }) => inside)
  return own.length > 0 && own.every((read) => read.position === position && isInterior(read.name, position))
}
