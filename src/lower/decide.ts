/** Which roundings are proved: an entry is decided where its whole interval lies in one rounding cell of the format. */
import { addRational, fromFloat64 } from '../scalar/rational.ts'
import { FLOAT64, roundFloat64, roundRational, roundsTheSame, type StorageFormat } from '../scalar/round.ts'
import type { PairTensor } from './double-double.ts'

/** The rounded entries, those whose exact value is zero, and the positions of those that are still open. */
export interface Decision {
  readonly values: Float64Array
  /** 1 where the exact value is zero. */
  readonly isZero: Uint8Array
  readonly undecided: readonly number[]
}

/** Round every entry whose rounding its error bound proves; an entry that may or may not be zero stays open. */
export function decide({ high, low, radius }: PairTensor, format: StorageFormat): Decision {
  const values = new Float64Array(high.length)
  const isZero = new Uint8Array(high.length)
  const undecided: number[] = []
  const round = format.precision === FLOAT64.precision ? roundWide : roundNarrow
  for (let i = 0; i < high.length; i++) {
    const value = high[i] ?? 0
    const rest = low?.[i] ?? 0
    const error = radius?.[i] ?? 0
    if (rest === 0 && error === 0) {
      values[i] = roundFloat64(value, format)
      isZero[i] = value === 0 ? 1 : 0
      continue
    }
    const rounded = round(value, rest, error, format)
    if (rounded === undefined) undecided.push(i)
    else values[i] = rounded
  }
  return { values, isZero, undecided }
}

/** To binary64: high, the nearest number to high + low, stands where adding low ± error to it changes nothing. */
function roundWide(high: number, low: number, error: number): number | undefined {
  if (error === 0) return high
  const wide = error * (1 + 2 ** -50) + Math.abs(low) * 2 ** -51
  if (!(wide < Math.abs(high))) return undefined
  return high + (low + wide) === high && high + (low - wide) === high ? high : undefined
}

/** To a narrower format: both ends of the interval, widened by the rounding errors of computing them, round alike. */
function roundNarrow(high: number, low: number, error: number, format: StorageFormat): number | undefined {
  const magnitude = Math.abs(high)
  const wide = (Math.abs(low) + error) * (1 + 2 ** -50) + magnitude * 2 ** -51
  if (!(wide < magnitude)) return undefined
  if (roundsTheSame(high - wide, high + wide, format)) return roundFloat64(high, format)
  return error === 0 ? roundRational(addRational(fromFloat64(high), fromFloat64(low)), format).value : undefined
}
