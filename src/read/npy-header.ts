/** Parses the Python dictionary literal in the header of an npy file; nothing is evaluated. Imports only errors. */
import { fail } from '../errors.ts'

/** The three entries of the header. */
export interface NpyHeader {
  readonly descr: string
  readonly fortranOrder: boolean
  readonly shape: readonly number[]
}

interface Cursor {
  readonly text: string
  readonly where: string
  at: number
}

/**
 * Read `{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }` and the blanks after it.
 * @throws ConvolemmaError "npy/header": anything else; "npy/dtype": a structured type
 */
export function parseNpyHeader(text: string, where: string): NpyHeader {
  const cursor: Cursor = { text, where, at: 0 }
  const found: { descr?: string; fortran_order?: boolean; shape?: readonly number[] } = {}
  expect(cursor, /\{/y, '"{"')
  while (take(cursor, /\}/y) === undefined) {
    const key = readString(cursor)
    expect(cursor, /:/y, '":"')
    if (Object.hasOwn(found, key)) refuse(cursor, `the key "${key}" appears twice`)
    if (key === 'descr') found.descr = readDescr(cursor)
    else if (key === 'fortran_order') found.fortran_order = expect(cursor, /True|False/y, 'True or False') === 'True'
    else if (key === 'shape') found.shape = readShape(cursor)
    else refuse(cursor, `the key ${JSON.stringify(key)} is none of descr, fortran_order and shape`)
    if (take(cursor, /,/y) === undefined) {
      expect(cursor, /\}/y, '"," or "}"')
      break
    }
  }
  take(cursor, /\s*/y)
  if (cursor.at !== text.length) refuse(cursor, 'there is text after the dictionary')
  const { descr, fortran_order: fortranOrder, shape } = found
  if (descr === undefined || fortranOrder === undefined || shape === undefined) {
    refuse(cursor, 'one of descr, fortran_order and shape is missing')
  }
  return { descr, fortranOrder, shape }
}

function readDescr(cursor: Cursor): string {
  if (take(cursor, /\[/y) !== undefined) {
    const what = 'the array has a structured dtype, which cannot be read'
    fail({ code: 'npy/dtype', what, where: cursor.where, fix: 'store each field as an array of its own' })
  }
  return readString(cursor)
}

function readString(cursor: Cursor): string {
  return expect(cursor, /'[^'\\\n]*'|"[^"\\\n]*"/y, 'a string').slice(1, -1)
}

/** A tuple of whole numbers; Python 2 wrote an L after a long one. */
function readShape(cursor: Cursor): readonly number[] {
  const shape: number[] = []
  expect(cursor, /\(/y, '"("')
  while (take(cursor, /\)/y) === undefined) {
    shape.push(Number(expect(cursor, /(?:0|[1-9]\d{0,15})(?!\d)L?/y, 'a whole number').replace('L', '')))
    if (take(cursor, /,/y) === undefined) {
      if (shape.length === 1) refuse(cursor, 'a number in parentheses is not a tuple, expected ","')
      expect(cursor, /\)/y, '"," or ")"')
      break
    }
  }
  return shape
}

/** The text of a token at the cursor, past blanks, or undefined where there is another one. */
function take(cursor: Cursor, token: RegExp): string | undefined {
  const blanks = /[ \t\r\n]*/y
  blanks.lastIndex = cursor.at
  blanks.test(cursor.text)
  token.lastIndex = blanks.lastIndex
  const found = token.exec(cursor.text)?.[0]
  if (found !== undefined) cursor.at = token.lastIndex
  return found
}

function expect(cursor: Cursor, token: RegExp, expected: string): string {
  return take(cursor, token) ?? refuse(cursor, `expected ${expected} at character ${cursor.at} of the header`)
}

function refuse(cursor: Cursor, what: string): never {
  const excerpt = { text: cursor.text, from: cursor.at, to: cursor.at + 1, name: `${cursor.where} header` }
  return fail({ code: 'npy/header', what, where: cursor.where, excerpt })
}
