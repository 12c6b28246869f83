/** Reads the text of a record as JSON: its size, nesting and keys are bounded before anything is built. Never imports the engine. */
import { fail } from '../errors.ts'
import { DEEPEST, MOST_NODES } from './decode.ts'

const MOST_CHARACTERS = 64 * 1024 * 1024
/** An accepted record has fewer values than this in all: of one object at most two fields are not counted as parts. */
const MOST_VALUES = 3 * MOST_NODES
/** Brackets in brackets in the text: a floor within a floor, the deepest nesting there is, takes four. */
const DEEPEST_TEXT = 4 * DEEPEST + 16

/** The JSON value of a text without repeated keys. @throws ConvolemmaError "format/…" */
export function readText(written: string): unknown {
  if (typeof written !== 'string') refuse('type', 'expected a text')
  if (written.length > MOST_CHARACTERS) refuse('too-large', `the text is longer than ${MOST_CHARACTERS} characters`)
  const keys = scan(written)
  let value: unknown
  try {
    value = JSON.parse(written)
  } catch {
    refuse('not-json', 'the text is not JSON')
  }
  if (keys !== countKeys(value)) refuse('repeated-key', 'an object has the same key twice')
  return value
}

/** How many keys a JSON text writes, before anything is built from it: a hostile text takes no memory. */
function scan(written: string): number {
  let keys = 0
  let values = 0
  let depth = 0
  for (let place = 0; place < written.length; place += 1) {
    const character = written.charAt(place)
    if (character === '"') place = endOfString(written, place)
    else if (character === ':') keys += 1
    else if (character === ',') values += 1
    else if (character === ']' || character === '}') depth -= 1
    else if (character === '[' || character === '{') {
      values += 1
      depth += 1
    }
    if (values > MOST_VALUES) refuse('too-large', `the text has more than ${MOST_VALUES} values`)
    if (depth > DEEPEST_TEXT) refuse('too-deep', `brackets are nested more than ${DEEPEST_TEXT} levels deep`)
  }
  return keys
}

/** The place of the quotation mark that ends the string which starts at a place. */
function endOfString(written: string, start: number): number {
  let place = start + 1
  while (place < written.length && written.charAt(place) !== '"') place += written.charAt(place) === '\\' ? 2 : 1
  return place
}

function countKeys(root: unknown): number {
  const waiting = [root]
  let keys = 0
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value !== 'object' || value === null) continue
    const parts = Object.values(value)
    if (!Array.isArray(value)) keys += parts.length
    for (const part of parts) waiting.push(part)
  }
  return keys
}

function refuse(code: string, what: string): never {
  return fail({ code: `format/${code}`, what, where: '' })
}
