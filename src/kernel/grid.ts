/** Evenly spaced integers: the offsets of a kernel's taps on one axis. Never imports a kernel. */
import { greatestCommonDivisor } from './position.ts'

/** `count` integers from `first` on, `step` apart. */
export interface Grid {
  readonly first: number
  readonly step: number
  readonly count: number
}

/** The coarsest grid with the given integers, from the least to the greatest of them; just 0 for none. */
export function coarsestGrid(values: readonly number[]): Grid {
  if (values.length === 0) return { first: 0, step: 1, count: 1 }
  const first = values.reduce((least, value) => Math.min(least, value))
  const last = values.reduce((most, value) => Math.max(most, value))
  const step = values.reduce((divisor, value) => greatestCommonDivisor(divisor, value - first), 0) || 1
  return { first, step, count: (last - first) / step + 1 }
}
