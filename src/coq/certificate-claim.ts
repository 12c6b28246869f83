/**
 * Holds the claim of a certificate to the data that an emitter writes: literals of layers and windows that can be read by eye,
 * none that makes the claim empty or exhausts memory. Whether the claim is true is for Coq to say.
 */
import { ENTRIES, type ReadPart, readInteger, readList } from './claim-entries.ts'
import { type ClaimFault, Fault, Tokens } from './claim-tokens.ts'

/** Coq writes an `Input` of so many channels out, one by one, and the number of an input likewise. */
const MOST_CHANNELS = 1_000_000

/** Coq looks at every phase on its own. */
const MOST_PHASES = 10_000

const CLAIM = 'Definition claim : Prop := merges support outputs network merged.'

/** What the sentences before the claim must define, beside symbols. */
export const CLAIM_DATA: readonly string[] = ['network', 'merged', 'support', 'outputs']

/** The first fault of one sentence of the claim, which is a definition; undefined where it has the form of an emitted one. */
export function claimFault(sentence: string): ClaimFault | undefined {
  try {
    readDefinition(sentence)
    return undefined
  } catch (error) {
    if (error instanceof Fault) return error.fault
    throw error
  }
}

function readDefinition(sentence: string): void {
  if (/^Definition v_/.test(sentence)) return
  if (/^Definition claim\s/.test(sentence)) {
    if (sentence.replace(/\s+/g, ' ') === CLAIM) return
    throw new Fault({ code: 'coq/claim-form', what: `a certificate claims exactly ${JSON.stringify(CLAIM)}`, at: 0 })
  }
  const tokens = new Tokens(sentence)
  tokens.expect('Definition')
  const name = tokens.take('a name')
  tokens.expect(':')
  if (name === 'support') {
    tokens.expect('list')
    tokens.expect('window')
    tokens.expect(':=')
    readList(tokens, readWindow)
  } else if (name === 'outputs') {
    tokens.expect('window')
    tokens.expect(':=')
    readWindow(tokens)
  } else {
    tokens.expect('net')
    const coefficients = tokens.take('integers or polynomials')
    tokens.expect(':=')
    const readEntry = ENTRIES.get(coefficients) ?? tokens.refuse('integers or polynomials', coefficients)
    if (name === 'network') readNet(tokens, readEntry)
    else readMerged(tokens, readEntry)
  }
  tokens.expect('.')
  tokens.end()
}

// Networks and layers

/** Deep networks are read in a loop: `lacking` counts, outermost first, the networks that each open constructor lacks. */
function readNet(tokens: Tokens, readEntry: ReadPart): void {
  const lacking: number[] = []
  do {
    tokens.expect('(')
    lacking.push(readConstructor(tokens, readEntry))
    while (lacking.at(-1) === 0) {
      tokens.expect(')')
      lacking.pop()
      const outer = lacking.pop()
      if (outer !== undefined) lacking.push(outer - 1)
    }
  } while (lacking.length > 0)
}

/** How many networks the constructor is applied to. */
function readConstructor(tokens: Tokens, readEntry: ReadPart): number {
  const name = tokens.take('a network')
  switch (name) {
    case 'Input':
      readInput(tokens)
      return 0
    case 'Apply':
      readLayer(tokens, readEntry)
      return 1
    case 'Inside':
      readWindow(tokens)
      return 1
    case 'Spread':
      readRates(tokens)
      return 1
    case 'Plus':
      return 2
    default:
      return tokens.refuse('Input, Apply, Inside, Spread or Plus', name)
  }
}

/** One layer of each input that is read, added up, and their channels spread over the phases: a merged network is no more. */
function readMerged(tokens: Tokens, readEntry: ReadPart): void {
  let open = 1
  tokens.expect('(')
  if (tokens.peek() === 'Spread') {
    tokens.expect('Spread')
    readRates(tokens)
    tokens.expect('(')
    open += 1
  }
  while (tokens.peek() === 'Plus') {
    tokens.expect('Plus')
    tokens.expect('(')
    readMergedPart(tokens, readEntry)
    tokens.expect(')')
    tokens.expect('(')
    open += 1
  }
  readMergedPart(tokens, readEntry)
  for (; open > 0; open -= 1) tokens.expect(')')
}

/** After its parenthesis: `Apply layer (Input number channels)`. */
function readMergedPart(tokens: Tokens, readEntry: ReadPart): void {
  tokens.expect('Apply')
  readLayer(tokens, readEntry)
  tokens.expect('(')
  tokens.expect('Input')
  readInput(tokens)
  tokens.expect(')')
}

/** The number of an input and that of its channels. */
function readInput(tokens: Tokens): void {
  readCount(tokens, 'the number of an input')
  readCount(tokens, 'a number of channels')
}

function readCount(tokens: Tokens, expected: string): void {
  const count = tokens.take(expected)
  if (!/^\d+$/.test(count)) tokens.refuse(expected, count)
  if (count.length > 7 || Number(count) > MOST_CHANNELS) {
    tokens.fault('coq/input', `${expected} is more than ${MOST_CHANNELS}, which would exhaust Coq's memory`)
  }
  tokens.expect('%')
  tokens.expect('nat')
}

function readRates(tokens: Tokens): void {
  let phases = 1
  readList(tokens, () => {
    const rate = readInteger(tokens)
    phases *= rate.length > 7 ? Number.POSITIVE_INFINITY : Number(rate)
    if (!(phases >= 1 && phases <= MOST_PHASES)) {
      tokens.fault('coq/spread', `a signal is spread over ${shownCount(phases)} phases: it must be 1 to ${MOST_PHASES}`)
    }
  })
}

function shownCount(count: number): string {
  return Number.isFinite(count) ? `${count}` : 'too many'
}

function readLayer(tokens: Tokens, readEntry: ReadPart): void {
  tokens.expect('(')
  const build = tokens.take('a layer')
  if (build !== 'integer_layer' && build !== 'polynomial_layer') tokens.refuse('a layer', build)
  readList(tokens, readInteger)
  const divisor = readInteger(tokens)
  if (!/^0*[1-9]/.test(divisor)) {
    const shown = divisor.slice(0, 20)
    tokens.fault('coq/divisor', `a layer has the divisor ${shown}: it must be at least 1, or the claim may say nothing`)
  }
  readList(tokens, readEntry)
  readList(tokens, (tap) => {
    tap.expect('(')
    readList(tap, readInteger)
    tap.expect(',')
    readList(tap, (row) => readList(row, readEntry))
    tap.expect(')')
  })
  tokens.expect(')')
}

// Windows

function readWindow(tokens: Tokens): void {
  readList(tokens, (range) => {
    if (range.peek() === 'anywhere') {
      range.expect('anywhere')
      return
    }
    range.expect('(')
    const lower = readBound(range)
    range.expect(',')
    const upper = readBound(range)
    if (lower >= upper) range.fault('coq/window', `the range from ${lower} to before ${upper} is empty`)
    range.expect(')')
  })
}

function readBound(tokens: Tokens): bigint {
  tokens.expect('Some')
  const bound = readInteger(tokens)
  if (bound.length > 20) tokens.fault('coq/window', 'the bound of a range has more than 20 digits')
  return BigInt(bound)
}
