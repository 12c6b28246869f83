/** The work that checking one record may take: everything that can grow is paid for before or while it grows. Imports nothing of the engine. */
import { fail } from '../errors.ts'

/** What is left to spend, in units of roughly one small object or thirty characters of text; owned by one run of the checker. */
export interface Work {
  left: number
}

/** For one record; the largest ones that the engine writes need about a hundredth of it. */
const MOST_WORK = 5_000_000
const CHARACTERS_PER_UNIT = 32

/** The budget of one run. */
export function startWork(): Work {
  return { left: MOST_WORK }
}

/** Pay for work. @throws ConvolemmaError "limit/work" */
export function spend(work: Work, amount: number): void {
  work.left -= amount
  if (work.left < 0) fail({ code: 'limit/work', what: 'the record takes too much work to check' })
}

/** The units that building, comparing or looking up a text of this length costs. */
export function unitsOf(characters: number): number {
  return 1 + Math.floor(characters / CHARACTERS_PER_UNIT)
}
