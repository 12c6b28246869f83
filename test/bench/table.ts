/** Tables and timing for the benchmarks. */
import { performance } from 'node:perf_hooks'

export interface Table {
  readonly title: string
  readonly about: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The median time of several runs after a warm-up, in milliseconds. */
export function median(run: () => void, runs = 5): number {
  run()
  const times = Array.from({ length: runs }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  }).sort((a, b) => a - b)
  return times[Math.floor(runs / 2)] ?? 0
}

export function milliseconds(time: number): string {
  return time < 10 ? `${time.toFixed(1)} ms` : `${Math.round(time)} ms`
}

export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** Reproducible numbers in (−1, 1) that binary32 holds. */
export function randomFloats(length: number, seed: number): Float64Array {
  let state = seed
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return Math.fround(state / 2 ** 31)
  })
}
