/** Which outputs have the same kernel: the blocks of each axis by the ranges that hold there. Proves nothing, evaluates no weight. */
import { type AxisWorld, axisWorlds, readsAt } from './axis-reads.ts'
import type { Proof } from './proof.ts'

/** The blocks of one axis with the same kernel; block n holds the outputs up·n … up·n + up − 1. */
export interface BlockClass {
  /** In ascending order; the first one stands for all. */
  readonly blocks: readonly number[]
  /** True where every range holds, as far from any border. */
  readonly isInterior: boolean
}

/** More blocks than this along one axis are not looked at. */
const MOST_BLOCKS = 1_000_000

/**
 * The classes of each axis, in the order of their first blocks. Every block is in one class, and a kernel depends on the
 * classes of a block on all axes only: which reads are hidden is decided axis by axis.
 * outputs, up: integers per axis
 * @returns undefined where a size is symbolic or an axis too long
 * @source docs/theory.md §3
 */
export function blockClasses(
  proof: Proof,
  outputs: readonly number[],
  up: readonly number[],
): readonly (readonly BlockClass[])[] | undefined {
  const defined = new Set(proof.definitions.map(({ name }) => name))
  const sources = new Set(proof.tensors.map(({ name }) => name).filter((name) => !defined.has(name)))
  const inputs = new Set([...sources].filter((name) => isSignal(name, proof)))
  const worlds = axisWorlds(proof, inputs)
  if (worlds === undefined || outputs.some((count) => count > MOST_BLOCKS)) return undefined
  return worlds.map((world) => classesOf(world, proof, outputs[world.axis] ?? 0, up[world.axis] ?? 1))
}

/** A given tensor with a position of no extent is an input. */
function isSignal(name: string, { tensors }: Proof): boolean {
  const tensor = tensors.find((one) => one.name === name)
  return tensor?.axes.some(({ sort, extent }) => sort === 'position' && extent === undefined) ?? false
}

function classesOf(world: AxisWorld, proof: Proof, outputs: number, up: number): readonly BlockClass[] {
  const patterns = createPatterns(world)
  const classes = new Map<string, { blocks: number[]; isInterior: boolean }>()
  for (let block = 0; block * up < outputs; block += 1) {
    const phases = Array.from({ length: Math.min(up, outputs - block * up) }, (_, phase) => block * up + phase)
    const found = phases.map((position) => patterns(proof.claim.output, position))
    const own = found.map(({ id }) => id).join()
    // Behind the last output a block may have phases that nobody asks for.
    const isPartial = phases.length < up
    const key = (isPartial ? [...classes.keys()].find((whole) => `${whole},`.startsWith(`${own},`)) : undefined) ?? own
    const known = classes.get(key) ?? { blocks: [], isInterior: found.every(({ isWhole }) => isWhole) }
    classes.set(key, known)
    known.blocks.push(block)
  }
  return [...classes.values()]
}

interface Pattern {
  readonly id: number
  /** True where nothing is hidden. */
  readonly isWhole: boolean
}

const WHOLE: Pattern = { id: 0, isWhole: true }
const HIDDEN: Pattern = { id: 1, isWhole: false }

/** What is hidden at a position of a signal, as a number that two positions share exactly when the same is hidden at both. */
function createPatterns(world: AxisWorld): (name: string, position: number) => Pattern {
  const ids = new Map<string, number>()
  const known = new Map<string, Pattern>()
  const patternAt = (name: string, position: number): Pattern => {
    const definition = world.definitions.get(name)
    // How an input goes on beyond its end is not a border of the layers.
    if (definition === undefined || definition.role === 'view') return WHOLE
    const place = `${name} ${position}`
    const before = known.get(place)
    if (before !== undefined) return before
    const parts = readsAt(definition, position, world).map((read) => {
      const inner = read.position === undefined ? WHOLE : patternAt(read.name, read.position)
      return { way: read.way, pattern: read.inside ? inner : HIDDEN }
    })
    const key = parts.map(({ way, pattern }) => `${way}=${pattern.id}`).join(' ')
    const id = ids.get(key) ?? ids.size + 2
    ids.set(key, id)
    const pattern = { id, isWhole: parts.every((part) => part.pattern.isWhole) }
    known.set(place, pattern)
    return pattern
  }
  return patternAt
}
