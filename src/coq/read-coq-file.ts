/**
 * Reads an untrusted .v file back into data, so that nothing but our library, definitions and a proof ever reaches Coq: no
 * command with side effects, no notation, no axiom. Whether the proof is right is for Coq to say. Never runs anything. One
 * file beyond 300 lines, because what is let through is to be judged in one reading.
 */
import { fail } from '../errors.ts'
import { CLAIM_DATA, claimFault } from './certificate-claim.ts'
import { type CoqFile, moduleNames, prelude, printLibrary } from './coq-file.ts'
import { LIBRARY, type ModuleName } from './library.ts'

/** What may stand in a file beside the library. */
export interface CoqGrammar {
  /** Names that the claim may define. */
  readonly definitions: readonly string[]
  /** Proofs that are the same in every file; they need not keep to the sentences. */
  readonly fixedProofs: readonly (readonly string[])[]
  /** How sentences of the proof may begin, in whole words: "intros", "Theorem certificate". */
  readonly sentences: readonly string[]
}

/** Whether the proof is, word for word, one that is the same in every file. */
export function hasFixedProof(file: Pick<CoqFile, 'proof'>, grammar: CoqGrammar): boolean {
  const proof = wordsOf(file.proof)
  return grammar.fixedProofs.some((fixed) => wordsOf(fixed) === proof)
}

function wordsOf(proof: readonly string[]): string {
  return proof.join(' ').replace(/\s+/g, ' ')
}

/** Longer files are refused before anything is looked for in them. */
const LONGEST = 2 ** 26

const THEOREM = 'Theorem certificate : claim.'
/** What tells the proof of a certificate, whose claim is about data, from other fixed proofs. */
const BY_CHECKER = ' apply check_sound. '
const ASSUMPTIONS = 'Print Assumptions certificate.'

interface Sentence {
  readonly text: string
  /** Offset in the file. */
  readonly at: number
}

/**
 * Read a file that printCoqFile may have written.
 * @throws ConvolemmaError "coq/…" naming the line
 */
export function readCoqFile(text: string, grammar: CoqGrammar): CoqFile {
  if (text.length > LONGEST) {
    const fix = 'write the claim with fewer symbols, or with numbers for weights, so that the file is shorter'
    fail({ code: 'coq/too-long', what: `has ${text.length} characters, at most ${LONGEST} are read`, fix })
  }
  const { modules, end } = readLibrary(text)
  refuseCharacters(text, end)
  const sentences = readSentences(text, end)
  const last = sentences.at(-1)
  if (last === undefined || last.text !== ASSUMPTIONS) {
    refuse(text, last?.at ?? end, 'coq/end', `the file does not end with ${quote(ASSUMPTIONS)}`)
  }
  const claim = readClaim(text, end, sentences, grammar)
  const proof = sentences.slice(claim.length, -1)
  const file = { modules, claim: claim.map((one) => one.text), proof: proof.map((one) => one.text) }
  if (!hasFixedProof(file, grammar)) checkProof(text, last.at, proof, grammar.sentences, new Set(namesOf(claim)))
  else if (wordsOf(file.proof).includes(BY_CHECKER)) checkData(text, claim)
  return file
}

// The library

function readLibrary(text: string): { readonly modules: readonly ModuleName[]; readonly end: number } {
  const present = new Set([...text.matchAll(/^Module (\w+)\.$/gm)].map(([, name]) => name))
  const all = moduleNames().filter((name) => present.has(name))
  const library = printLibrary(all)
  if (all.length === 0 || !text.startsWith(`${library}\n`)) {
    const what =
      'does not begin with the library of this version of convolemma, character for character: it comes from another version, or was changed, cut off or had its line ends converted'
    const place = all.length === 0 ? 0 : firstDifference(text, library)
    refuse(text, place, 'coq/library', what, [
      WRITE_AGAIN,
      'check it with the version of convolemma that wrote it',
      'copy it byte for byte, without converting line ends',
    ])
  }
  const [line = ''] = text.slice(library.length + 1).split('\n', 1)
  const wanted = /^Import ([\w ]+)\.$/.exec(line)?.[1]?.split(' ') ?? []
  const modules = wanted.flatMap((name) => all.filter((one) => one === name))
  const start = `${library}\n${prelude(modules)}\n`
  if (modules.length === 0 || printLibrary(modules) !== library || !text.startsWith(start)) {
    const what = 'after the library, expected the import of its modules and the scope, as convolemma writes them'
    refuse(text, library.length + 1, 'coq/prelude', what)
  }
  return { modules, end: start.length }
}

function firstDifference(left: string, right: string): number {
  let at = 0
  while (at < right.length && left[at] === right[at]) at += 1
  return at
}

// Characters and sentences

const REFUSED: readonly { readonly code: string; readonly pattern: RegExp; readonly what: string }[] = [
  { code: 'coq/character', pattern: /[^\n\x20-\x7e]/, what: 'only printable ASCII and line ends are read' },
  { code: 'coq/comment', pattern: /\(\*/, what: 'comments are not read' },
  { code: 'coq/quotation', pattern: /"/, what: 'quotation marks are not read' },
  { code: 'coq/dots', pattern: /\.\./, what: 'two full stops in a row are not read' },
]

function refuseCharacters(text: string, from: number): void {
  const rest = text.slice(from)
  for (const { code, pattern, what } of REFUSED) {
    const found = rest.search(pattern)
    if (found >= 0) refuse(text, from + found, code, what)
  }
}

/** Split where Coq does: at a full stop before white space. Comments, quotations and ".." are already refused. */
function readSentences(text: string, from: number): readonly Sentence[] {
  const sentences: Sentence[] = []
  let at = from
  for (const stop of text.slice(from).matchAll(/\.(?=[ \n]|$)/g)) {
    const end = from + stop.index + 1
    const raw = text.slice(at, end)
    sentences.push({ text: raw.trim(), at: at + (raw.length - raw.trimStart().length) })
    at = end
  }
  if (text.slice(at).trim() !== '') refuse(text, at, 'coq/unfinished', 'the last sentence has no full stop')
  return sentences
}

// The claim

const CLAIM = /^Definition claim : Prop :=\s/

function readClaim(
  text: string,
  end: number,
  sentences: readonly Sentence[],
  grammar: CoqGrammar,
): readonly Sentence[] {
  const place = sentences.findIndex((sentence) => CLAIM.test(sentence.text))
  if (place < 0) refuse(text, end, 'coq/no-claim', 'has no sentence "Definition claim : Prop := …"')
  const claim = sentences.slice(0, place + 1)
  const defined = new Set<string>()
  for (const sentence of claim) {
    for (const taken of checkDefinition(text, sentence, defined, grammar)) defined.add(taken)
  }
  return claim
}

/** The name that a definition takes, and the number that it gives a symbol; neither may be taken. */
function checkDefinition(
  text: string,
  { text: sentence, at }: Sentence,
  taken: ReadonlySet<string>,
  grammar: CoqGrammar,
): readonly string[] {
  const name = /^Definition ([A-Za-z_][A-Za-z0-9_']*)\s[\s\S]*:=/.exec(sentence)?.[1]
  if (name === undefined) {
    refuse(text, at, 'coq/claim', `the claim consists of definitions, not of ${quote(sentence)}`)
  }
  if (LIBRARY_NAMES.has(name)) refuse(text, at, 'coq/reused-name', `${name} is a name of the library`)
  const symbol = symbolNumber(sentence)
  if (symbol !== undefined && taken.has(symbol)) {
    refuse(text, at, 'coq/symbol', `${name} has the number ${symbol} of another symbol`)
  }
  if (!(grammar.definitions.includes(name) || symbol !== undefined) || taken.has(name)) {
    const expected = grammar.definitions.join(', ')
    refuse(text, at, 'coq/definition', `the claim may define each of ${expected} once, but not ${name}`)
  }
  if (/\bltac2?\b/.test(sentence)) {
    refuse(text, at, 'coq/tactic-in-claim', `a tactic makes part of ${name}, so that it says what cannot be read`)
  }
  return symbol === undefined ? [name] : [name, symbol]
}

/** The proof by the library's checker is the same for every claim about data; what the data say must be readable, and not empty. */
function checkData(text: string, claim: readonly Sentence[]): void {
  for (const sentence of claim) {
    const fault = claimFault(sentence.text)
    if (fault !== undefined) refuse(text, sentence.at + fault.at, fault.code, fault.what)
  }
  const defined = new Set(namesOf(claim))
  const missing = CLAIM_DATA.find((name) => !defined.has(name))
  if (missing === undefined) return
  refuse(
    text,
    claim.at(-1)?.at ?? 0,
    'coq/claim-form',
    `the claim of a certificate is about ${missing}, which is not defined`,
  )
}

function namesOf(claim: readonly Sentence[]): readonly string[] {
  return claim.flatMap((sentence) => /^Definition ([\w']+)/.exec(sentence.text)?.[1] ?? [])
}

/** A symbol is defined as its number, which no other symbol has. */
function symbolNumber(sentence: string): string | undefined {
  return /^Definition v_[\w']+ : positive := ([1-9]\d*)%positive\.$/.exec(sentence)?.[1]
}

/** What the library defines: top names, constructors and fields. */
const LIBRARY_NAMES: ReadonlySet<string> = new Set(
  Object.values(LIBRARY).flatMap((text) =>
    [
      /^\s*(?:Local |Global |#\[\w+\] ?)?(?:Definition|Fixpoint|CoFixpoint|Function|Lemma|Theorem|Corollary|Fact|Remark|Inductive|CoInductive|Record|Structure|Class|Instance|Variant|Notation|Ltac|Module) +([A-Za-z_][\w']*)/gm,
      /^ *\| *([A-Za-z_][\w']*) *(?::(?!=)|\([^)]*:|$|\.$)/gm,
      /^ +([A-Za-z_][\w']*) :>? /gm,
      /:= *([A-Z][\w']*) *\{/g,
    ].flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name ?? '')),
  ),
)

// The proof

/** `defined` are the names that the claim defines. */
function checkProof(
  text: string,
  end: number,
  proof: readonly Sentence[],
  beginnings: readonly string[],
  defined: ReadonlySet<string>,
): void {
  for (const sentence of proof) checkSentence(text, sentence, beginnings, defined)
  const theorems = proof.flatMap((sentence, place) => (/^Theorem certificate\b/.test(sentence.text) ? [place] : []))
  const [place, second] = theorems
  if (second !== undefined) refuse(text, proof[second]?.at ?? end, 'coq/two-certificates', 'a second certificate')
  if (place === undefined || proof[place]?.text !== THEOREM) {
    const at = place === undefined ? end : proof[place]?.at
    refuse(text, at ?? end, 'coq/no-certificate', `has no sentence ${quote(THEOREM)}`)
  }
  checkSections(text, proof.slice(0, place + 1))
  const ends = proof.slice(place).filter((sentence) => withoutBullets(sentence.text) === 'Qed.')
  if (ends.length !== 1 || ends[0] !== proof.at(-1)) {
    refuse(
      text,
      proof[place]?.at ?? end,
      'coq/no-qed',
      `${quote(THEOREM)} is not followed by its proof, one Qed, and the end`,
    )
  }
}

/** Outside a section a hypothesis is an axiom, and inside one the certificate keeps it as a condition. */
function checkSections(text: string, proof: readonly Sentence[]): void {
  let depth = 0
  for (const sentence of proof) {
    if (/^Section\s/.test(sentence.text)) depth += 1
    if (/^End\s/.test(sentence.text)) depth -= 1
    if (depth <= 0 && /^(?:Variable|Hypothes[ie]s|Context|Let)/.test(sentence.text)) {
      refuse(text, sentence.at, 'coq/hypothesis', `outside a section, ${quote(sentence.text)} assumes something`)
    }
  }
  if (depth === 0) return
  const what = 'the certificate stands in a section, whose hypotheses it would keep'
  refuse(text, proof.at(-1)?.at ?? 0, 'coq/section', what)
}

const NAMING = /^(?:Definition|Let|Lemma|Theorem|Variables?|Hypothes[ie]s|Context|Fixpoint)\s+([^:.]*)/

/** The names that a sentence introduces; of several groups in parentheses also the bound names inside their types. */
function introduced(sentence: string): readonly string[] {
  // Split once and compared by place: a search for what stands before a colon would be quadratic where there is none.
  const parts = /^\w+\s+\(/.test(sentence) ? sentence.split(/([:()])/) : []
  const groups = parts.filter((_, at) => at % 2 === 0 && parts[at + 1] === ':')
  return [NAMING.exec(sentence)?.[1], ...groups].flatMap((names) => names?.split(/[\s({})]+/) ?? [])
}

function checkSentence(
  text: string,
  sentence: Sentence,
  beginnings: readonly string[],
  defined: ReadonlySet<string>,
): void {
  const bare = withoutBullets(sentence.text)
  const words = bare.slice(0, 200).replace(/\s+/g, ' ')
  const allowed = beginnings.some((one) => words.startsWith(one) && !/^[\w']/.test(words.slice(one.length)))
  if (!allowed) {
    refuse(text, sentence.at, 'coq/sentence', `a proof here may not contain ${quote(sentence.text)}`)
  }
  const reused = introduced(bare).find((name) => LIBRARY_NAMES.has(name) || defined.has(name))
  if (reused !== undefined) {
    refuse(text, sentence.at, 'coq/reused-name', `${reused} is a name of the library or of the claim`)
  }
}

/** Bullets and braces are sentences of their own for Coq, without a full stop; what follows them begins anew. */
function withoutBullets(sentence: string): string {
  const at = sentence.search(/[^-+*{}\s]/)
  return at < 0 ? '' : /^[-+*{}]/.test(sentence) ? sentence.slice(at) : sentence
}

function quote(sentence: string): string {
  return JSON.stringify(sentence.length > 80 ? `${sentence.slice(0, 79)}…` : sentence)
}

const WRITE_AGAIN = 'let convolemma write the file again'

function refuse(
  text: string,
  at: number,
  code: string,
  what: string,
  fix: string | readonly string[] = WRITE_AGAIN,
): never {
  const line = text.slice(0, at).split('\n').length
  return fail({ code, what, where: `line ${line}`, fix })
}
