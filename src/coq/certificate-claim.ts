/**
 * Holds the claim of a certificate to the data that an emitter writes: literals of layers and windows that can be read by eye,
 * none that makes the claim empty or exhausts memory. Whether the claim is true is for Coq to say. Imports nothing. One file
 * beyond 300 lines, because the grammar is easier to compare with the emitter where it stands as a whole.
 */

/** What is wrong with a sentence of the claim, and where in it. */
export interface ClaimFault {
  readonly code: 'coq/claim-form' | 'coq/divisor' | 'coq/window' | 'coq/input'
  readonly what: string
  /** Offset in the sentence. */
  readonly at: number
}

/** Coq writes an `Input` of so many channels out, one by one. */
const MOST_CHANNELS = 1_000_000

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

class Fault extends Error {
  readonly fault: ClaimFault

  constructor(fault: ClaimFault) {
    super(fault.what)
    this.fault = fault
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
  if (name === 'support' || name === 'outputs') {
    tokens.expect('window')
    tokens.expect(':=')
    readWindow(tokens)
  } else {
    tokens.expect(name === 'network' ? 'net' : 'layer')
    const coefficients = tokens.take('integers or polynomials')
    tokens.expect(':=')
    const readEntry = ENTRIES.get(coefficients) ?? tokens.refuse('integers or polynomials', coefficients)
    if (name === 'network') readNet(tokens, readEntry)
    else readLayer(tokens, readEntry)
  }
  tokens.expect('.')
  tokens.end()
}

// Tokens

/** A negative number keeps its parentheses, so that "(" always opens something else. */
const TOKEN = /\s*(\(-\d+\)|\d+|[A-Za-z_][\w']*|:=|::|\+\+|%|[()[\];,:.])/y

class Tokens {
  readonly #text: string
  readonly #pattern = new RegExp(TOKEN)
  #end = 0
  /** Where the last token begins. */
  at = 0
  #next: string | undefined

  constructor(text: string) {
    this.#text = text
  }

  peek(): string {
    if (this.#next === undefined) {
      this.#pattern.lastIndex = this.#end
      const token = this.#pattern.exec(this.#text)?.[1] ?? ''
      if (token !== '') this.#end = this.#pattern.lastIndex
      this.at = this.#end - token.length
      this.#next = token
    }
    return this.#next
  }

  take(expected: string): string {
    const token = this.peek()
    if (token === '') this.refuse(expected, this.#text.slice(this.at).trim().slice(0, 20))
    this.#next = undefined
    return token
  }

  expect(token: string): void {
    const found = this.take(token)
    if (found !== token) this.refuse(token, found)
  }

  end(): void {
    if (this.#text.slice(this.#end).trim() !== '') this.refuse('the end of the definition', this.peek())
  }

  refuse(expected: string, found: string): never {
    const shown = found.length > 40 ? `${found.slice(0, 39)}…` : found
    const what = `expected ${expected} in the data of the certificate, found ${JSON.stringify(shown)}`
    throw new Fault({ code: 'coq/claim-form', what, at: this.at })
  }

  fault(code: ClaimFault['code'], what: string): never {
    throw new Fault({ code, what, at: this.at })
  }
}

type ReadPart = (tokens: Tokens) => void

function readList(tokens: Tokens, readPart: ReadPart): void {
  tokens.expect('[')
  if (tokens.peek() !== ']') {
    readPart(tokens)
    while (tokens.peek() === ';') {
      tokens.expect(';')
      readPart(tokens)
    }
  }
  tokens.expect(']')
}

function readInteger(tokens: Tokens): string {
  const token = tokens.take('a number')
  return /^(?:\(-)?\d/.test(token) ? token.replace(/[()]/g, '') : tokens.refuse('a number', token)
}

function readSymbol(tokens: Tokens): void {
  const token = tokens.take('a symbol')
  if (!token.startsWith('v_')) tokens.refuse('a symbol', token)
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
      readChannels(tokens)
      return 0
    case 'Apply':
      readLayer(tokens, readEntry)
      return 1
    case 'Inside':
      readWindow(tokens)
      return 1
    case 'Plus':
      return 2
    default:
      return tokens.refuse('Input, Apply, Inside or Plus', name)
  }
}

function readChannels(tokens: Tokens): void {
  const channels = tokens.take('a number of channels')
  if (!/^\d+$/.test(channels)) tokens.refuse('a number of channels', channels)
  if (channels.length > 7 || Number(channels) > MOST_CHANNELS) {
    tokens.fault('coq/input', `an input has more than ${MOST_CHANNELS} channels, which would exhaust Coq's memory`)
  }
  tokens.expect('%')
  tokens.expect('nat')
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

// Entries

const ENTRIES: ReadonlyMap<string, ReadPart> = new Map<string, ReadPart>([
  ['integers', readInteger],
  ['polynomials', readPolynomial],
])

/** A list of terms; a long one as nested applications, and a very long one as a concatenation of those. */
function readPolynomial(tokens: Tokens): void {
  if (tokens.peek() === '[') {
    readList(tokens, readTerm)
    return
  }
  tokens.expect('(')
  if (startsTerm(tokens)) {
    readChunk(tokens)
    return
  }
  tokens.expect('(')
  // Of two parentheses in a row the second opens a term with its coefficient, or the first chunk of a concatenation.
  if (/^(?:\(-)?\d/.test(tokens.peek())) {
    readProduct(tokens)
    tokens.expect('::')
    readRest(tokens)
    return
  }
  readChunk(tokens)
  while (tokens.peek() === '++') {
    tokens.expect('++')
    tokens.expect('(')
    readChunk(tokens)
  }
  tokens.expect(')')
}

function startsTerm(tokens: Tokens): boolean {
  return /^plus[1-4]$/.test(tokens.peek())
}

function readTerm(tokens: Tokens): void {
  const token = tokens.take('a term')
  if (token === '(') readProduct(tokens)
  else readSymbols(tokens, /^p([1-4])$/.exec(token)?.[1] ?? tokens.refuse('a term', token))
}

/** After its parenthesis: `coefficient, [symbols])`. */
function readProduct(tokens: Tokens): void {
  readInteger(tokens)
  tokens.expect(',')
  readList(tokens, readSymbol)
  tokens.expect(')')
}

function readSymbols(tokens: Tokens, count: string): void {
  for (let left = Number(count); left > 0; left -= 1) readSymbol(tokens)
}

/** After its first parenthesis: `plus2 a b (…)` or `(coefficient, [symbols]) :: (…)`. */
function readChunk(tokens: Tokens): void {
  readHead(tokens)
  readRest(tokens)
}

function readHead(tokens: Tokens): void {
  const token = tokens.take('a term')
  if (token === '(') {
    readProduct(tokens)
    tokens.expect('::')
  } else readSymbols(tokens, /^plus([1-4])$/.exec(token)?.[1] ?? tokens.refuse('a term', token))
}

function readRest(tokens: Tokens): void {
  let depth = 1
  while (tokens.peek() === '(') {
    tokens.expect('(')
    readHead(tokens)
    depth += 1
  }
  tokens.expect('[')
  tokens.expect(']')
  for (; depth > 0; depth -= 1) tokens.expect(')')
}
