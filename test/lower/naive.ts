/**
 * The layers one after the other on an unbounded signal, in exact rational arithmetic and as plain sums: the witness that the
 * merged weights are compared with. Reads a network as written; imports nothing of the engine but rational numbers and the list of layers.
 */
import { flattenNetwork } from '../../src/net/flatten.ts'
import type { NetworkNode, ParameterValue, PlacedLayer } from '../../src/net/network.ts'
import {
  addRational,
  divideRational,
  multiplyRational,
  ONE,
  parseRational,
  type Rational,
  rational,
  subtractRational,
  ZERO,
} from '../../src/scalar/rational.ts'

/** A signal on all integer positions. */
export type Signal = (channel: number, position: readonly number[]) => Rational

/** The entry of a tensor by its state name. */
export type Weights = (stateName: string, at: readonly number[]) => Rational

/** 1 at one channel and position, 0 elsewhere. */
export function impulse(channel: number, position: readonly number[]): Signal {
  return (c, q) => (c === channel && q.every((entry, axis) => entry === position[axis]) ? ONE : ZERO)
}

/** The output of the network; every entry of every layer is computed once. `channels` is what the network reads. */
export function applyNetwork(network: NetworkNode, rank: number, weights: Weights, input: Signal): Signal {
  return flattenNetwork(network).layers.reduce<Signal>(
    (signal, layer) => remember(applyLayer(layer, rank, weights, signal)),
    input,
  )
}

function remember(signal: Signal): Signal {
  const known = new Map<string, Rational>()
  return (channel, position) => {
    const key = `${channel}:${position.join()}`
    const value = known.get(key) ?? signal(channel, position)
    known.set(key, value)
    return value
  }
}

function applyLayer(layer: PlacedLayer, rank: number, weights: Weights, input: Signal): Signal {
  const tensor = (role: string, ...at: readonly number[]) =>
    weights(layer.path === '' ? role : `${layer.path}.${role}`, at)
  const p = layer.parameters
  if (layer.type.startsWith('Conv')) return convolution(p, rank, tensor, input)
  if (layer.type.startsWith('BatchNorm')) return batchNorm(p, tensor, input)
  if (layer.type.startsWith('AvgPool')) return averagePool(p, rank, input)
  if (layer.type === 'Linear') return linear(p, tensor, input)
  if (layer.type === 'Scale') {
    return (c, q) => {
      const scaled = multiplyRational(tensor('weight', c), input(c, q))
      return p.bias === false ? scaled : addRational(scaled, tensor('bias', c))
    }
  }
  return input
}

type Tensor = (role: string, ...at: readonly number[]) => Rational
type Parameters = Readonly<Record<string, ParameterValue>>

function convolution(p: Parameters, rank: number, tensor: Tensor, input: Signal): Signal {
  const kernel = axes(p.kernel_size, rank, 1)
  const stride = axes(p.stride, rank, 1)
  const dilation = axes(p.dilation, rank, 1)
  const padding =
    p.padding === 'same'
      ? kernel.map((taps, axis) => Math.floor(((dilation[axis] ?? 1) * (taps - 1)) / 2))
      : axes(p.padding, rank, 0)
  const groups = Number(p.groups ?? 1)
  const columns = Number(p.in_channels) / groups
  const rows = Number(p.out_channels) / groups
  return (o, n) => {
    let sum = p.bias === false ? ZERO : tensor('bias', o)
    for (let c = 0; c < columns; c++) {
      for (const tap of below(kernel)) {
        const q = n.map(
          (entry, axis) =>
            (stride[axis] ?? 1) * entry + (dilation[axis] ?? 1) * (tap[axis] ?? 0) - (padding[axis] ?? 0),
        )
        const place = p.mode === 'convolution' ? tap.map((entry, axis) => (kernel[axis] ?? 1) - 1 - entry) : tap
        const sample = input(Math.floor(o / rows) * columns + c, q)
        if (sample.numerator !== 0n) sum = addRational(sum, multiplyRational(tensor('weight', o, c, ...place), sample))
      }
    }
    return sum
  }
}

/** Needs σ² + ε to be the square of a rational number. */
function batchNorm(p: Parameters, tensor: Tensor, input: Signal): Signal {
  const eps = parseRational(`${p.eps ?? '1e-5'}`) ?? ZERO
  return (c, q) => {
    const deviation = rootOf(addRational(tensor('running_var', c), eps))
    const normal = divideRational(subtractRational(input(c, q), tensor('running_mean', c)), deviation)
    if (p.affine === false) return normal
    return addRational(multiplyRational(tensor('weight', c), normal), tensor('bias', c))
  }
}

function averagePool(p: Parameters, rank: number, input: Signal): Signal {
  const kernel = axes(p.kernel_size, rank, 1)
  const stride = p.stride === undefined || p.stride === null ? kernel : axes(p.stride, rank, 1)
  const count = kernel.reduce((product, taps) => product * taps, 1)
  return (c, n) => {
    let sum = ZERO
    for (const tap of below(kernel)) {
      const q = n.map((entry, axis) => (stride[axis] ?? 1) * entry + (tap[axis] ?? 0))
      sum = addRational(sum, input(c, q))
    }
    return divideRational(sum, rational(count))
  }
}

function linear(p: Parameters, tensor: Tensor, input: Signal): Signal {
  return (o, n) => {
    let sum = p.bias === false ? ZERO : tensor('bias', o)
    for (let c = 0; c < Number(p.in_features); c++) {
      sum = addRational(sum, multiplyRational(tensor('weight', o, c), input(c, n)))
    }
    return sum
  }
}

function axes(value: ParameterValue | undefined, rank: number, fallback: number): readonly number[] {
  if (Array.isArray(value)) {
    const entries = value.map(Number)
    return entries.length === 1 ? Array.from({ length: rank }, () => entries[0] ?? fallback) : entries
  }
  return Array.from({ length: rank }, () => Number(value ?? fallback))
}

/** The square root of the square of a rational number. */
function rootOf(square: Rational): Rational {
  return rational(integerRoot(square.numerator), integerRoot(square.denominator))
}

function integerRoot(n: bigint): bigint {
  let root = BigInt(Math.round(Math.sqrt(Number(n))))
  while (root * root > n) root--
  while ((root + 1n) * (root + 1n) <= n) root++
  if (root * root !== n) throw new Error(`${n} is not a square`)
  return root
}

/** All positions below the extents. */
export function* below(extents: readonly number[]): Generator<readonly number[]> {
  const [first, ...rest] = extents
  if (first === undefined) {
    yield []
    return
  }
  for (let entry = 0; entry < first; entry++) for (const others of below(rest)) yield [entry, ...others]
}
