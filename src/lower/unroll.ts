/**
 * A summand whose positions go through floors, as one copy for each value of the position loops inside the floors: in every
 * copy those floors are numbers, and what is left is affine. Knows no arithmetic.
 */
import { compileGuards, decides, type Factor, type Guard, type Loop, type Summand } from './plan.ts'
import { fixVariables, floorVariables, type ScalarIndex } from './scalar-index.ts'

/** More copies than this, and more values to look at, are not worth it. */
const MAXIMAL_COPIES = 2 ** 14
const MAXIMAL_TRIALS = 2 ** 20

/** The copies, without those in which a guard fails; undefined where no position is in a floor, or there are too many copies. */
export function unrollFloors(summand: Summand): readonly Summand[] | undefined {
  const inFloors = new Set(indicesOf(summand).flatMap(floorVariables))
  const isFixed = (loop: Loop): boolean => loop.sort === 'position' && inFloors.has(loop.name)
  const fixed = summand.loops.filter(isFixed)
  if (fixed.length === 0) return undefined
  const places = passing(
    fixed,
    summand.guards.filter((guard) => decides(fixed, guard)),
  )
  if (places === undefined) return undefined
  const left: Summand = {
    ...summand,
    loops: summand.loops.filter((loop) => !isFixed(loop)),
    guards: summand.guards.filter((guard) => !decides(fixed, guard)),
  }
  return places.map((place) => copyAt(left, new Map(fixed.map(({ name }, slot) => [name, place[slot] ?? 0]))))
}

function indicesOf({ guards, factors, target }: Summand): readonly ScalarIndex[] {
  return [
    ...guards.flatMap(({ index, extent }) => [index, extent]),
    ...factors.flatMap((factor) => (factor.kind === 'number' ? [] : factor.at)),
    ...target,
  ]
}

/** The values of the loops that pass the guards; a guard is asked as soon as its last loop has a value. */
function passing(loops: readonly Loop[], guards: readonly Guard[]): readonly Int32Array[] | undefined {
  const slots = new Map(loops.map(({ name }, slot) => [name, slot]))
  const checks = loops.map((_, slot) => {
    const due = guards.filter(
      (guard) => decides(loops.slice(0, slot + 1), guard) && !decides(loops.slice(0, slot), guard),
    )
    return compileGuards(due, slots)
  })
  const always = compileGuards(
    guards.filter((guard) => decides([], guard)),
    slots,
  )
  const found: Int32Array[] = []
  const values = new Int32Array(loops.length)
  let trials = 0
  const walk = (slot: number): boolean => {
    const loop = loops[slot]
    if (loop === undefined) return found.push(values.slice()) <= MAXIMAL_COPIES
    for (let value = 0; value < loop.extent; value++) {
      values[slot] = value
      trials += 1
      if (trials > MAXIMAL_TRIALS) return false
      if ((checks[slot]?.(values) ?? true) && !walk(slot + 1)) return false
    }
    return true
  }
  if (always !== undefined && !always(values)) return []
  return walk(0) ? found : undefined
}

function copyAt({ loops, factors, guards, target }: Summand, values: ReadonlyMap<string, number>): Summand {
  const at = (index: ScalarIndex): ScalarIndex => fixVariables(index, values)
  return {
    loops,
    factors: factors.map(
      (factor): Factor => (factor.kind === 'number' ? factor : { ...factor, at: factor.at.map(at) }),
    ),
    guards: guards.map(({ index, extent }) => ({ index: at(index), extent: at(extent) })),
    target: target.map(at),
  }
}
