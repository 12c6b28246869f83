/** Reads a record from untrusted data and accepts nothing that the record's types do not say. Never imports the engine. */
import { fail } from '../errors.ts'
import { AXIOMS, PROOF_FORMAT, PROOF_VERSION, type Proof, type Step } from '../proof/proof.ts'
import { formatRational, type Rational, rational } from '../scalar/rational.ts'
import type { Coefficient, Index, IndexAtom, Monomial } from '../term/index-expression.ts'
import type { Condition, Term } from '../term/term.ts'

/** The most parts a record may have. */
export const MOST_NODES = 2_000_000
/** The most levels of terms in terms and floors in floors. */
export const DEEPEST = 64
const HIGHEST_RANK = 16
const LONGEST_LIST = 100_000
const LONGEST_INDEX = 1_000
const LONGEST_PATH = DEEPEST
const MOST_PARAMETERS = 16
const LONGEST_NAME = 200
const LONGEST_TEXT = 10_000
const MOST_DIGITS = 10_000
const FRACTION = new RegExp(`^(-?\\d{1,${MOST_DIGITS}})(?:/(\\d{1,${MOST_DIGITS}}))?$`)

/** A value to be read: where it is in the JSON, how deep in terms and indices, and how much may still be read in all. */
interface Source {
  readonly value: unknown
  readonly at: string
  readonly depth: number
  readonly budget: { left: number }
}

type Read<T> = (source: Source) => T

function refuse(code: string, source: Source, what: string): never {
  return fail({ code: `format/${code}`, what, where: source.at })
}

/** The record in a JSON value. @throws ConvolemmaError "format/…" with the JSON path */
export function decodeProof(value: unknown): Proof {
  return wholeProof({ value, at: '', depth: 0, budget: { left: MOST_NODES } })
}

function spend(source: Source, amount: number): void {
  source.budget.left -= amount
  if (source.budget.left < 0) refuse('too-large', source, `the record has more than ${MOST_NODES} parts`)
}

type Readers = { readonly [field: string]: Read<unknown> }
type Values<R extends Readers> = { readonly [field in keyof R]: R[field] extends Read<infer T> ? T : never }

/** An object with all of the required fields, possibly some of the optional ones, and no others. */
function record<R extends Readers, O extends Readers>(required: R, optional?: O): Read<Values<R> & Partial<Values<O>>> {
  const readers = new Map([...Object.entries(required), ...Object.entries(optional ?? {})])
  const needed = Object.keys(required)
  return (source) => {
    const { value, at } = source
    spend(source, 1)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      refuse('type', source, 'expected an object')
    const result: Record<string, unknown> = {}
    for (const [name, part] of Object.entries(value)) {
      const read = readers.get(name) ?? refuse('unknown-field', source, `unknown field "${name}"`)
      result[name] = read(child(source, part, at === '' ? name : `${at}.${name}`))
    }
    const missing = needed.find((name) => !Object.hasOwn(result, name))
    if (missing !== undefined) refuse('missing-field', source, `the field "${missing}" is missing`)
    // The cast holds since each field was read by its own reader and the required ones are there.
    return result as Values<R> & Partial<Values<O>>
  }
}

function child(source: Source, value: unknown, at: string): Source {
  return { value, at, depth: source.depth, budget: source.budget }
}

/** An object whose field `kind` says which reader reads it. */
function tagged<R extends Readers>(readers: R): Read<Values<R>[keyof R]> {
  const byKind = new Map<unknown, Read<unknown>>(Object.entries(readers))
  return (source) => {
    const { value } = source
    const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined
    // The cast holds since every reader in the map is one of `readers`; each insists on its own field `kind`.
    return (byKind.get(kind) ?? refuse('type', source, 'expected a known kind'))(source) as Values<R>[keyof R]
  }
}

function list<T>(read: Read<T>, longest = LONGEST_LIST): Read<readonly T[]> {
  return (source) => {
    const { value, at } = source
    spend(source, 1)
    if (!Array.isArray(value)) return refuse('type', source, 'expected a list')
    if (value.length > longest) refuse('too-large', source, `the list has more than ${longest} entries`)
    return Array.from({ length: value.length }, (_, place) => read(child(source, value[place], `${at}[${place}]`)))
  }
}

function oneOf<const T>(...options: readonly T[]): Read<T> {
  return (source) => {
    const found = options.find((option) => option === source.value)
    return found ?? refuse('type', source, `expected ${options.map((option) => JSON.stringify(option)).join(' or ')}`)
  }
}

function text(longest: number): Read<string> {
  return (source) => {
    const { value } = source
    spend(source, 1)
    if (typeof value !== 'string') return refuse('type', source, 'expected a text')
    return value.length > longest ? refuse('too-large', source, `the text is longer than ${longest} characters`) : value
  }
}

function nested<T>(read: () => Read<T>): Read<T> {
  return (source) => {
    if (source.depth >= DEEPEST) refuse('too-deep', source, `nested more than ${DEEPEST} levels deep`)
    return read()({ value: source.value, at: source.at, depth: source.depth + 1, budget: source.budget })
  }
}

const prose = text(LONGEST_TEXT)
const sort = oneOf('channel', 'position')

function name(source: Source): string {
  const value = text(LONGEST_NAME)(source)
  if (value === '' || /^ |(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]| (?= |$)/u.test(value)) {
    refuse('name', source, 'a name is not empty and has no control, invisible or needless space characters')
  }
  if (value !== value.normalize('NFC')) refuse('name', source, 'a name is written in Unicode normal form C')
  return value
}

function integer(source: Source): number {
  const { value } = source
  spend(source, 1)
  if (typeof value !== 'number') return refuse('type', source, 'expected an integer')
  return Number.isSafeInteger(value) ? value + 0 : refuse('integer', source, `${value} is not an integer below 2^53`)
}

/** A rational number as formatRational writes it. Reducing it takes time quadratic in its length, which is paid for. */
function fraction(source: Source): Rational {
  const written = text(2 * MOST_DIGITS + 2)(source)
  const match = FRACTION.exec(written)
  spend(source, Math.floor(written.length ** 2 / 10_000))
  const denominator = BigInt(match?.[2] ?? 1)
  if (match === null || denominator === 0n) return refuse('rational', source, 'expected "p" or "p/q"')
  const value = rational(BigInt(match[1] ?? 0), denominator)
  return formatRational(value) === written ? value : refuse('rational', source, 'the fraction is not in lowest terms')
}

function coefficient(source: Source): Coefficient {
  if (!Array.isArray(source.value)) return integer(source)
  const entries = list(integer, HIGHEST_RANK)(source)
  const varied = entries.some((entry) => entry !== entries[0])
  return varied ? entries : refuse('not-canonical', source, 'equal entries are written once')
}

function atom(source: Source): IndexAtom {
  if (typeof source.value === 'string') return { kind: 'variable', name: name(source) }
  const [numerator, denominator] = record({ floor: list(index, 2) })(source).floor
  if (numerator === undefined || denominator === undefined) return refuse('type', source, 'expected two indices')
  return { kind: 'floor', numerator, denominator }
}

function monomial(source: Source): Monomial {
  const [first, ...rest] = list((part) => part, LONGEST_INDEX)(source)
  const factor = first === undefined ? refuse('type', source, 'expected a coefficient') : coefficient(first)
  if (factor === 0) refuse('not-canonical', source, 'a monomial with coefficient 0 is left out')
  const atoms = rest.map(atom).map((part) => ({ part, key: atomText(part) }))
  return { coefficient: factor, atoms: atoms.sort((a, b) => compareText(a.key, b.key)).map(({ part }) => part) }
}

/** The monomials in the order that the type prescribes, whatever their order in the file. */
function index(source: Source): Index {
  const monomials = nested(() => list(monomial, LONGEST_INDEX))(source).map((part) => ({
    part,
    key: part.atoms.map(atomText).join('*'),
  }))
  // Each level of floors writes the texts of the levels below again.
  spend(source, Math.floor(monomials.reduce((length, { key }) => length + key.length, 0) / 32))
  if (new Set(monomials.map(({ key }) => key)).size < monomials.length) {
    refuse('not-canonical', source, 'monomials with the same variables are written once')
  }
  return monomials.sort((a, b) => compareText(a.key, b.key)).map(({ part }) => part)
}

function atomText(part: IndexAtom): string {
  return part.kind === 'variable' ? part.name : `floor{${indexText(part.numerator)}/${indexText(part.denominator)}}`
}

function indexText(part: Index): string {
  const entries = (value: Coefficient) => (typeof value === 'number' ? `${value}` : `(${value.join(',')})`)
  return part.map((m) => `${entries(m.coefficient)}${m.atoms.map((a) => `*${atomText(a)}`).join('')}`).join('+')
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const condition: Read<Condition> = tagged({
  equal: record({ kind: oneOf('equal'), left: index, right: index }),
  within: record({ kind: oneOf('within'), index, extent: index }),
})

const term: Read<Term> = nested(() => anyTerm)
const anyTerm: Read<Term> = tagged({
  number: record({ kind: oneOf('number'), value: fraction }),
  element: record({ kind: oneOf('element'), name, at: list(index, MOST_PARAMETERS) }),
  sum: record({ kind: oneOf('sum'), index: name, sort, extent: index, body: term }),
  add: record({ kind: oneOf('add'), terms: list(term) }),
  multiply: record({ kind: oneOf('multiply'), factors: list(term) }),
  bracket: record({ kind: oneOf('bracket'), condition }),
  apply: record({ kind: oneOf('apply'), function: oneOf('rsqrt', 'reciprocal'), argument: term }),
})

const variable = record({ name, sort }, { extent: index })
const bound = record({ name, extent: index })

const anyStep: Read<Step> = record(
  { axiom, reverse: oneOf(false, true), path: list(integer, LONGEST_PATH), before: term, after: term },
  { name, arguments: list(index, MOST_PARAMETERS), multipliers: list(index, 2) },
)

function axiom(source: Source): Step['axiom'] {
  const known = AXIOMS.find((one) => one === source.value)
  return known ?? refuse('unknown-axiom', source, `there is no such axiom; the axioms are ${AXIOMS.join(', ')}`)
}

function step(source: Source): Step {
  const read = anyStep(source)
  if ((read.name !== undefined) !== (read.axiom === 'unfold' || read.axiom === 'lemma')) {
    refuse('step-name', source, 'steps by "unfold" and "lemma" have a name, other steps have none')
  }
  if (read.arguments !== undefined && read.axiom !== 'lemma') {
    refuse('step-arguments', source, 'only a step by "lemma" has arguments')
  }
  if (read.multipliers !== undefined && (read.axiom !== 'bracket-implied' || read.multipliers.length !== 2)) {
    refuse('step-multipliers', source, 'only a step by "bracket-implied" has multipliers, and then two')
  }
  return read
}

function rank(source: Source): number | 'any' {
  if (source.value === 'any') return 'any'
  const value = integer(source)
  return value >= 0 && value <= HIGHEST_RANK ? value : refuse('rank', source, `not between 0 and ${HIGHEST_RANK}`)
}

const wholeProof: Read<Proof> = record({
  format: oneOf(PROOF_FORMAT),
  version: oneOf(PROOF_VERSION),
  title: prose,
  network: list(prose),
  rank,
  sizes: list(record({ name, sort, minimum: oneOf(0, 1) }, { definition: index })),
  tensors: list(record({ name, axes: list(record({ sort }, { extent: index }), MOST_PARAMETERS) }, { support: index })),
  definitions: list(
    record({
      name,
      parameters: list(variable, MOST_PARAMETERS),
      body: term,
      role: oneOf('signal', 'kernel', 'bias', 'weight', 'view'),
    }),
  ),
  lemmas: list(
    record({
      name,
      parameters: list(variable, MOST_PARAMETERS),
      left: term,
      right: term,
      rules: list(record({ rule: name, because: prose, steps: list(step) })),
    }),
  ),
  claim: record(
    {
      lemma: name,
      output: name,
      outputChannel: name,
      signals: list(
        record(
          { input: name, channel: index, stride: index, dilation: index, padding: index, kernel: term },
          { channelIndex: bound, tapIndex: bound },
        ),
        MOST_PARAMETERS,
      ),
    },
    { position: name, phase: bound, first: index, varies: oneOf(true), bias: term },
  ),
})
