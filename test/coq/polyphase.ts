/** Merges a network by following what one output reads, sample by sample; shares nothing with the library's checker. */
import type { FormalLayer, FormalNet } from '../../src/lower/formal-net.ts'
import { add, constant, multiply, type Polynomial, scale } from '../../src/scalar/polynomial.ts'
import { ONE, rational, ZERO } from '../../src/scalar/rational.ts'

interface Read {
  readonly input: number
  readonly channel: number
  readonly position: readonly number[]
  readonly weight: Polynomial
}

/** What one output is: a constant, and how much it takes of which sample of which input. */
interface Output {
  readonly constant: Polynomial
  readonly reads: ReadonlyMap<string, Read>
}

/** How the merged network is to be written: output position up⊙n + r reads input i around down[i]⊙n. */
export interface Shape {
  readonly channels: number
  readonly inputs: readonly number[]
  readonly up: readonly number[]
  readonly down: readonly (readonly number[])[]
  /** The n at which the outputs are followed; 0 where it is not given. */
  readonly at?: readonly number[]
}

const NOTHING: Output = { constant: constant(ZERO), reads: new Map() }

/** The network as it is around one block of outputs. */
export function mergedAround(network: FormalNet, shape: Shape): FormalNet {
  const { channels, inputs, up } = shape
  const block = shape.at ?? up.map(() => 0)
  const follow = follower(network)
  const outputs = Array.from({ length: channels }, (_, o) =>
    residues(up).map((r) =>
      follow(
        o,
        r.map((entry, axis) => (up[axis] ?? 1) * (block[axis] ?? 0) + entry),
      ),
    ),
  ).flat()
  const parts = inputs.map((count, number): FormalNet => {
    const layer = layerOf(outputs, number, count, shape.down[number] ?? [], block)
    return { kind: 'layer', layer, before: { kind: 'input', number, channels: count } }
  })
  const [only] = parts
  const merged: FormalNet = only !== undefined && parts.length === 1 ? only : { kind: 'sum', parts }
  return up.every((entry) => entry === 1) ? merged : { kind: 'spread', up, before: merged }
}

/** All positions below `up`, the last axis fastest. */
export function residues(up: readonly number[]): readonly (readonly number[])[] {
  return up.reduce<readonly (readonly number[])[]>(
    (all, count) => all.flatMap((one) => Array.from({ length: count }, (_, entry) => [...one, entry])),
    [[]],
  )
}

function layerOf(
  outputs: readonly Output[],
  input: number,
  channels: number,
  stride: readonly number[],
  block: readonly number[],
): FormalLayer {
  const taps = new Map<string, { offset: readonly number[]; matrix: Polynomial[][] }>()
  outputs.forEach(({ reads }, o) => {
    for (const read of reads.values()) {
      if (read.input !== input) continue
      const offset = read.position.map((entry, axis) => entry - (stride[axis] ?? 1) * (block[axis] ?? 0))
      const fresh = () => outputs.map(() => Array.from({ length: channels }, () => constant(ZERO)))
      const tap = taps.get(offset.join()) ?? { offset, matrix: fresh() }
      taps.set(offset.join(), tap)
      const row = tap.matrix[o]
      if (row !== undefined) row[read.channel] = read.weight
    }
  })
  const bias = outputs.map((output) => (input === 0 ? output.constant : constant(ZERO)))
  return { stride, bias, taps: [...taps.values()] }
}

type Follow = (channel: number, position: readonly number[]) => Output

function follower(net: FormalNet): Follow {
  const follow = followed(net)
  const known = new Map<string, Output>()
  return (channel, position) => {
    const key = `${channel}:${position}`
    const output = known.get(key) ?? follow(channel, position)
    known.set(key, output)
    return output
  }
}

function followed(net: FormalNet): Follow {
  switch (net.kind) {
    case 'input':
      return (channel, position) => {
        if (channel >= net.channels) return NOTHING
        const read = { input: net.number, channel, position, weight: constant(ONE) }
        return { constant: constant(ZERO), reads: new Map([[keyOf(read), read]]) }
      }
    case 'layer':
      return followLayer(net.layer, follower(net.before))
    case 'window': {
      const before = follower(net.before)
      return (channel, position) => (isInside(net.box, position) ? before(channel, position) : NOTHING)
    }
    case 'spread': {
      const before = follower(net.before)
      const { up } = net
      return (channel, position) => {
        const floors = position.map((entry, axis) => Math.floor(entry / (up[axis] ?? 1)))
        const phase = position.reduce(
          (number, entry, axis) => number * (up[axis] ?? 1) + entry - (up[axis] ?? 1) * (floors[axis] ?? 0),
          0,
        )
        return before(channel * residues(up).length + phase, floors)
      }
    }
    case 'sum': {
      const parts = net.parts.map(follower)
      return (channel, position) => parts.reduce((sum, part) => plus(sum, part(channel, position)), NOTHING)
    }
    default:
      return net satisfies never
  }
}

function followLayer({ stride, bias, taps }: FormalLayer, before: Follow): Follow {
  return (channel, position) =>
    taps.reduce<Output>(
      (sum, { offset, matrix }) => {
        const place = position.map((entry, axis) => (stride[axis] ?? 1) * entry + (offset[axis] ?? 0))
        const row = matrix[channel] ?? []
        return row.reduce((all, weight, from) => {
          return weight.terms.size === 0 ? all : plus(all, times(weight, before(from, place)))
        }, sum)
      },
      { constant: bias[channel] ?? constant(ZERO), reads: new Map() },
    )
}

function isInside(box: Extract<FormalNet, { kind: 'window' }>['box'], position: readonly number[]): boolean {
  return box.every((range, axis) => {
    const entry = position[axis] ?? 0
    return range === undefined || (range.from <= entry && entry < range.to)
  })
}

function keyOf({ input, channel, position }: Read): string {
  return `${input}:${channel}:${position}`
}

function plus(left: Output, right: Output): Output {
  const reads = new Map(left.reads)
  for (const [key, read] of right.reads) {
    const other = reads.get(key)
    reads.set(key, other === undefined ? read : { ...read, weight: add(other.weight, read.weight) })
  }
  return { constant: add(left.constant, right.constant), reads }
}

function times(weight: Polynomial, { constant: free, reads }: Output): Output {
  const scaled = [...reads].map(([key, read]) => [key, { ...read, weight: multiply(weight, read.weight) }] as const)
  return { constant: multiply(weight, free), reads: new Map(scaled) }
}

/** A layer with small numbers for weights, all different from 0, or with symbols that begin with `name`. */
export function denseLayer(
  name: string | number,
  shape: {
    readonly out: number
    readonly in: number
    readonly stride: readonly number[]
    readonly offsets: readonly (readonly number[])[]
  },
  symbolOf: (name: string) => Polynomial = () => constant(ONE),
): FormalLayer {
  let count = 0
  const entry = (): Polynomial => {
    count += 1
    if (typeof name === 'string') return symbolOf(`${name}_${count}`)
    return scale(constant(ONE), rational(((name * 7 + count * 5) % 11) - 5 || 6, 2))
  }
  const row = (length: number): readonly Polynomial[] => Array.from({ length }, entry)
  return {
    stride: shape.stride,
    bias: row(shape.out),
    taps: shape.offsets.map((offset) => ({ offset, matrix: Array.from({ length: shape.out }, () => row(shape.in)) })),
  }
}
