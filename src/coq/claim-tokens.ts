/** The tokens in which the data of a certificate's claim are written, and what is said where one is out of place. Imports nothing. */

/** What is wrong with a sentence of the claim, and where in it. */
export interface ClaimFault {
  readonly code: 'coq/claim-form' | 'coq/divisor' | 'coq/window' | 'coq/input' | 'coq/spread'
  readonly what: string
  /** Offset in the sentence. */
  readonly at: number
}

/** Thrown by the readers of one sentence, and caught where that sentence was begun. */
export class Fault extends Error {
  readonly fault: ClaimFault

  constructor(fault: ClaimFault) {
    super(fault.what)
    this.fault = fault
  }
}

/** A negative number keeps its parentheses, so that "(" always opens something else. */
const TOKEN = /\s*(\(-\d+\)|\d+|[A-Za-z_][\w']*|:=|::|\+\+|%|[()[\];,:.])/y

/** Gives one token after the other, or stops with a fault. */
export class Tokens {
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
