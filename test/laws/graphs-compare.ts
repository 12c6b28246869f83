/** Compares what is claimed of a network with its layers one by one, exactly modulo a prime. Draws nothing. */
import type { Borders } from '../../src/derive/border.ts'
import { type Derivation, derive } from '../../src/derive/derive.ts'
import type { NetworkNode } from '../../src/net/network.ts'
import { claimedFormula } from '../../src/proof/claimed-formula.ts'
import { evaluate, evaluateIndex, positionsBelow } from '../../src/term/evaluate.ts'
import type { Signal } from './reference.ts'
import { applyNetwork } from './reference-network.ts'
import { interpret, randomInput, type World } from './world.ts'

/** Output positions first ≤ q < first + extent on every axis. */
export interface Box {
  readonly first: readonly number[]
  readonly extent: readonly number[]
}

/** A derivation with random weights and inputs: what the layers give, what the claim says, and for which outputs. */
export interface Comparison {
  readonly derivation: Derivation
  readonly expected: Signal
  readonly claimed: Box
  /** The right side of the claim at an output, whether it is claimed there or not. */
  readonly valueAt: (channel: number, position: readonly number[]) => number
}

const SEED = 9

/** Derive a network and make ready to compare it. The inputs are in the order of the network. @throws what derive throws */
export function comparisonOf(
  network: NetworkNode,
  inputs: ReadonlyMap<string, readonly number[]>,
  borders: Borders,
): Comparison {
  const shapes = [...inputs.values()]
  const [shape = []] = shapes
  const rank = shape.length - 1
  const sizes = inputs.size === 1 ? { inputShape: shape } : { inputShapes: inputs }
  const derivation = derive(network, { ...sizes, borders })
  const { assembly, checked } = derivation
  const signals = shapes.map(([channels = 1, ...extent], number) => randomInput(channels, extent, 5 + number))
  const world = interpret(assembly, checked.proof.definitions, signals, rank, SEED)
  const expected = applyNetwork(assembly, signals, rank, SEED)
  return { derivation, expected, ...readClaim(derivation, expected, world) }
}

function readClaim(
  { checked: { proof } }: Derivation,
  expected: Signal,
  world: World,
): Pick<Comparison, 'claimed' | 'valueAt'> {
  const { claim } = proof
  const { rank, sizes } = world
  const formula = claimedFormula(claim)
  const up = claim.phase === undefined ? expected.extent.map(() => 1) : evaluateIndex(claim.phase.extent, rank, sizes)
  const first = evaluateIndex(claim.first ?? [], rank, sizes)
  const blocks = proof.lemmas
    .find(({ name }) => name === claim.lemma)
    ?.parameters.find(({ name }) => name === claim.position)?.extent
  const counts = blocks === undefined ? undefined : evaluateIndex(blocks, rank, sizes)
  const start = first.map((block, axis) => (counts === undefined ? 0 : block * (up[axis] ?? 1)))
  const end = expected.extent.map((length, axis) => {
    const covered = ((first[axis] ?? 0) + (counts?.[axis] ?? length)) * (up[axis] ?? 1)
    return Math.min(length, covered)
  })
  const valueAt = (channel: number, position: readonly number[]): number => {
    const block = position.map((entry, axis) => Math.floor(entry / (up[axis] ?? 1)))
    const values = new Map(sizes)
    values.set(claim.outputChannel, [channel])
    if (claim.position !== undefined) {
      values.set(
        claim.position,
        block.map((entry, axis) => entry - (first[axis] ?? 0)),
      )
    }
    if (claim.phase !== undefined) {
      values.set(
        claim.phase.name,
        position.map((entry, axis) => entry - (block[axis] ?? 0) * (up[axis] ?? 1)),
      )
    }
    return evaluate(formula, values, world)
  }
  return { claimed: { first: start, extent: end.map((entry, axis) => entry - (start[axis] ?? 0)) }, valueAt }
}

/** The first output within a box at which the claim is wrong, in words; undefined where there is none. */
export function firstDifference({ expected, valueAt }: Comparison, { first, extent }: Box): string | undefined {
  for (const place of positionsBelow(extent)) {
    const position = place.map((entry, axis) => entry + (first[axis] ?? 0))
    for (let channel = 0; channel < expected.channels; channel += 1) {
      const [claimed, layered] = [valueAt(channel, position), expected.at(channel, position)]
      if (claimed === layered) continue
      return `output ${channel} at (${position.join(', ')}) of ${expected.extent.join('x')}: ${claimed} claimed, ${layered} layer by layer`
    }
  }
  return undefined
}

/** All outputs of the network. */
export function everyOutput({ expected }: Comparison): Box {
  return { first: expected.extent.map(() => 0), extent: expected.extent }
}

/** The rows of whole blocks of outputs next to the claimed box, one on either side of every axis, where there are such. */
export function neighbours({ claimed, expected, derivation }: Comparison): readonly Box[] {
  const { phase } = derivation.checked.proof.claim
  const rank = expected.extent.length
  const up = phase === undefined ? [] : evaluateIndex(phase.extent, rank, new Map())
  return expected.extent.flatMap((length, axis) => {
    const rows = up[axis] ?? 1
    const before = (claimed.first[axis] ?? 0) - rows
    const behind = (claimed.first[axis] ?? 0) + (claimed.extent[axis] ?? 0)
    return [before, behind]
      .filter((start) => start >= 0 && start + rows <= length)
      .map((start) => ({ first: claimed.first.with(axis, start), extent: claimed.extent.with(axis, rows) }))
  })
}
