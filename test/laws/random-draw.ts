/** How random layers are drawn from a seed. Knows no layer. */
import type { LayerNode, NetworkNode, ParameterValue } from '../../src/net/network.ts'
import { hashModulo } from '../../src/scalar/modular.ts'

/** A network of one layer, or of one that joins some, with the shape of its input. */
export interface RandomCase {
  readonly network: NetworkNode
  readonly shape: readonly number[]
}

/** Draws from a seed: integers from `least` to `most`, one of a list, one integer per axis. */
export interface Draw {
  readonly integer: (least: number, most: number) => number
  readonly flag: () => boolean
  readonly oneOf: <T>(list: readonly [T, ...T[]]) => T
  readonly perAxis: (rank: number, least: number, most: number) => readonly number[]
}

/** Draws that are the same for the same seed. */
export function drawing(seed: number): Draw {
  let count = 0
  const integer = (least: number, most: number): number => {
    count += 1
    return least + (hashModulo(seed, [count]) % (most - least + 1))
  }
  return {
    integer,
    flag: () => integer(0, 1) === 1,
    oneOf: (list) => list[integer(0, list.length - 1)] ?? list[0],
    perAxis: (rank, least, most) => Array.from({ length: rank }, () => integer(least, most)),
  }
}

/** Parameters as written. */
export type Parameters = Readonly<Record<string, ParameterValue>>

/** A layer as written. */
export function layer(type: string, parameters: Parameters = {}): LayerNode {
  return { kind: 'layer', type, parameters }
}

/** The extent of an input on which every window of a random layer fits. */
export function extent(draw: Draw, rank: number): readonly number[] {
  return draw.perAxis(rank, rank === 3 ? 4 : 5, rank === 3 ? 5 : 8)
}

/** A layer whose class name ends in its rank. */
export function ranked(type: string, parametersOf: (draw: Draw, rank: number, channels: number) => Parameters) {
  return (draw: Draw): RandomCase => {
    const rank = draw.integer(1, 3)
    const channels = draw.integer(1, 3)
    const network = layer(`${type}${rank}d`, parametersOf(draw, rank, channels))
    return { network, shape: [channels, ...extent(draw, rank)] }
  }
}

/** A layer of the input's rank. */
export function anyRank(type: string, parametersOf: (draw: Draw, channels: number) => Parameters, least = 1) {
  return (draw: Draw): RandomCase => {
    const channels = draw.integer(least, 6)
    return {
      network: layer(type, parametersOf(draw, channels)),
      shape: [channels, ...extent(draw, draw.integer(1, 2))],
    }
  }
}
