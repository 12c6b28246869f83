/** Signals that are stored sample by sample, for naive layers that scatter. Knows no layer. */
import type { ParameterValue } from '../../src/net/network.ts'
import { addModulo } from '../../src/scalar/modular.ts'
import { positionsBelow } from '../../src/term/evaluate.ts'
import type { Signal } from './reference.ts'

export type Position = readonly number[]

/** One number per axis. */
export function perAxis(value: ParameterValue | undefined, rank: number, fallback: number): number[] {
  if (Array.isArray(value)) {
    const entries = value.map(Number)
    return Array.from({ length: rank }, (_, axis) => entries[entries.length === 1 ? 0 : axis] ?? fallback)
  }
  return Array.from({ length: rank }, () => (value === undefined || value === null ? fallback : Number(value)))
}

/** A signal that is stored, sample by sample; what is not written is 0. */
export class Samples implements Signal {
  readonly channels: number
  readonly extent: Position
  private readonly values = new Map<string, number>()

  constructor(channels: number, extent: Position) {
    this.channels = channels
    this.extent = extent
  }

  at(channel: number, position: Position): number {
    return this.values.get(`${channel};${position.join(',')}`) ?? 0
  }

  /** Add to a sample; what lies outside is dropped. */
  add(channel: number, position: Position, value: number): void {
    if (position.some((entry, axis) => entry < 0 || entry >= (this.extent[axis] ?? 0))) return
    this.values.set(`${channel};${position.join(',')}`, addModulo(this.at(channel, position), value))
  }
}

/** Every sample of a signal, once. */
export function* samplesOf(signal: Signal): Generator<readonly [channel: number, position: Position, value: number]> {
  for (const position of positionsBelow(signal.extent)) {
    for (let channel = 0; channel < signal.channels; channel += 1) {
      yield [channel, position, signal.at(channel, position)]
    }
  }
}
