/**
 * The second witness: both sides of every step, every lemma and the claim are evaluated exactly, modulo a large prime, at
 * random sizes and values. It shares nothing with the checker and proves nothing by itself; it catches a checker's mistake. Longer than
 * other files, so that what it shares with nobody stands in one place.
 */
import { fail } from '../errors.ts'
import { addModulo, hashModulo, hashText, multiplyModulo, PRIME, rationalModulo } from '../scalar/modular.ts'
import { type Assignment, evaluate, evaluateIndex, type Interpretation } from '../term/evaluate.ts'
import {
  coefficientEntries,
  constantOf,
  type Index,
  integer,
  singleVariable,
  variablesOf,
} from '../term/index-expression.ts'
import type { IndexVariable, Path, Sort, SumTerm, Term } from '../term/term.ts'
import { children, replaceAt, sidesOf, subterm } from '../term/walk.ts'
import { claimedFormula } from './claimed-formula.ts'
import { projectProof } from './project.ts'
import type { Lemma, Proof } from './proof.ts'

/** What was evaluated, and where the two sides differed if they did. */
export interface WitnessReport {
  readonly agrees: boolean
  /** Number of pairs of sides that were compared. */
  readonly comparisons: number
  /** False where the work was cut off; then only the first `comparisons` pairs of each trial were looked at. */
  readonly complete: boolean
  /** Pairs that could not be compared, because a range was empty at all the sizes that were tried. */
  readonly vacuous: number
  readonly disagreement?: { readonly lemma: string; readonly step: number }
}

export interface WitnessOptions {
  readonly seed?: number
  /** How many random choices of sizes and values. */
  readonly trials?: number
  /** At most this many summands are evaluated in each trial. */
  readonly budget?: number
}

/** Evaluate a proof whose structure the checker has accepted (every name declared, every index bound). */
export function witness(proof: Proof, options: WitnessOptions = {}): WitnessReport {
  let comparisons = 0
  let complete = true
  const pairs = new Set<number>()
  const compared = new Set<number>()
  const trials = Math.max(options.trials ?? 2, isProjected(proof) ? axesOf(proof) : 1)
  for (let trial = 0; trial < trials; trial += 1) {
    const flat = isProjected(proof) ? projectProof(proof, trial % axesOf(proof)) : proof
    const world = tryWorld(flat, (options.seed ?? 1) * 1_000 + trial, options.budget ?? 300_000)
    let number = 0
    for (const comparison of comparisonsOf(flat)) {
      const verdict = world === undefined ? 'too-long' : agree(comparison, world)
      if (verdict === 'too-long') {
        complete = false
        break
      }
      if (verdict === 'differ') {
        return { agrees: false, comparisons, complete, vacuous: 0, disagreement: comparison.place }
      }
      pairs.add(number)
      if (verdict === 'agree') {
        compared.add(number)
        comparisons += 1
      }
      number += 1
    }
  }
  const report: WitnessReport = { agrees: true, comparisons, complete, vacuous: pairs.size - compared.size }
  ISSUED.set(report, proof)
  return report
}

/** The reports that this module has issued for a proof that they agree with. */
const ISSUED = new WeakMap<WitnessReport, Proof>()

/** Stop unless the report was issued here, for this very proof. @throws ConvolemmaError "witness/not-issued" */
export function assertWitnessed(report: WitnessReport, proof: Proof): void {
  if (ISSUED.get(report) === proof) return
  fail({
    code: 'witness/not-issued',
    what: 'this is not the report of evaluating this proof',
    fix: 'pass the result of witness(checked.proof)',
  })
}

/** Large kernels are looked at along one axis at a time, each axis in its turn: every statement holds axis by axis. */
function isProjected(proof: Proof): boolean {
  if (proof.rank === 'any' || proof.rank < 2) return false
  const { rank } = proof
  // A condition that fails on one axis may hold along another, so a step that says so is not true along every axis.
  if (
    proof.lemmas.some(({ rules }) => rules.some(({ steps }) => steps.some(({ axiom }) => axiom === 'bracket-decide')))
  )
    return false
  return proof.claim.signals.some(({ tapIndex }) => {
    const taps = constantOf(tapIndex?.extent ?? integer(1)) ?? 1
    return coefficientEntries(taps, rank).reduce((product, entry) => product * entry, 1) > 32
  })
}

function axesOf(proof: Proof): number {
  return proof.rank === 'any' ? 1 : proof.rank
}

function* comparisonsOf(proof: Proof): Generator<Comparison> {
  for (const lemma of proof.lemmas) {
    for (const [step, pair] of pairsOf(lemma).entries()) yield { ...pair, lemma, place: { lemma: lemma.name, step } }
    if (lemma.name === proof.claim.lemma) {
      const place = { lemma: lemma.name, step: -1 }
      yield { left: lemma.left, right: claimedFormula(proof.claim), scope: [], lemma, place }
    }
  }
}

interface Comparison extends Pair {
  readonly lemma: Lemma
  readonly place: { readonly lemma: string; readonly step: number }
}

interface Pair {
  readonly left: Term
  readonly right: Term
  /** The sums around the place of the step. */
  readonly scope: readonly SumTerm[]
}

/** The lemma itself (as step 0), then every step. */
function pairsOf(lemma: Lemma): readonly Pair[] {
  const pairs: Pair[] = [{ left: lemma.left, right: lemma.right, scope: [] }]
  let whole = lemma.left
  for (const step of lemma.rules.flatMap((rule) => rule.steps)) {
    pairs.push({ left: step.before, right: step.after, scope: sumsAround(whole, step.path) })
    whole = replaceAt(whole, step.path, step.after)
  }
  return pairs
}

function sumsAround(term: Term, path: Path): readonly SumTerm[] {
  return path.flatMap((_, depth) => {
    const node = subterm(term, path.slice(0, depth))
    return node.kind === 'sum' ? [node] : []
  })
}

interface World {
  readonly seed: number
  readonly meaning: Interpretation<number>
  readonly sizes: Assignment
  readonly extentOf: (sort: Sort, extent: readonly number[]) => readonly number[]
}

type Agreement = 'agree' | 'differ' | 'too-long' | 'nothing-to-compare'

function agree(pair: Comparison, world: World): Agreement {
  try {
    return compare(pair, world)
  } catch (error) {
    if (error instanceof OutOfBudget) return 'too-long'
    throw error
  }
}

function compare(pair: Comparison, world: World): Agreement {
  const values = new Map(world.sizes)
  const around = pair.scope.map((sum): IndexVariable => ({ name: sum.index, sort: sum.sort, extent: sum.extent }))
  for (const [at, variable] of [...pair.lemma.parameters, ...around].entries()) {
    const seed = hashModulo(world.seed, [hashText(pair.lemma.name), pair.place.step, at])
    const value = randomIndex(variable, values, world, seed)
    if (value === undefined) return 'nothing-to-compare'
    values.set(variable.name, value)
  }
  const same = evaluate(pair.left, values, world.meaning) === evaluate(pair.right, values, world.meaning)
  return same ? 'agree' : 'differ'
}

/** Ends an evaluation that takes too long. */
class OutOfBudget extends Error {}

/** Integers beyond 2^53 are not exact here, so nothing is said of them. */
function assertExact(entries: readonly number[]): void {
  if (!entries.every(Number.isSafeInteger)) throw new OutOfBudget()
}

/** A value within the range; undefined where the range is empty, so that there is nothing to compare. */
function randomIndex(
  variable: IndexVariable,
  values: Assignment,
  world: World,
  seed: number,
): readonly number[] | undefined {
  const axes = variable.sort === 'channel' ? 1 : world.meaning.rank
  if (variable.extent === undefined)
    return Array.from({ length: axes }, (_, axis) => (hashModulo(seed, [axis]) % 5) - 1)
  const extent = world.extentOf(variable.sort, evaluateIndex(variable.extent, axes, values))
  assertExact(extent)
  if (extent.some((entry) => entry <= 0)) return undefined
  return extent.map((entry, axis) => hashModulo(seed, [axis]) % entry)
}

/** Definitions inside of definitions; more would exhaust the stack. */
const DEEPEST = 1_000

/** Undefined where the sizes are too large to compute with. */
function tryWorld(proof: Proof, seed: number, budget: number): World | undefined {
  try {
    return createWorld(proof, seed, budget)
  } catch (error) {
    if (error instanceof OutOfBudget) return undefined
    throw error
  }
}

function createWorld(proof: Proof, seed: number, budget: number): World {
  const rank = proof.rank === 'any' ? (proof.lemmas.length > 3 ? 1 : 1 + (seed % 2)) : proof.rank
  const sizes = randomSizes(proof, rank, seed)
  const shrink = mayShrinkChannels(proof)
  const extentOf = (sort: Sort, extent: readonly number[]) =>
    sort === 'channel' && shrink ? extent.map((entry) => Math.min(entry, 2)) : extent
  const definitions = new Map(proof.definitions.map((definition) => [definition.name, definition]))
  const tensors = new Map(proof.tensors.map((tensor) => [tensor.name, tensor]))
  const memory = new Map<string, number>()
  let work = 0
  let depth = 0
  const spend = (amount: number): void => {
    work += amount
    // Not "work > budget": what is not a number must end the evaluation as well.
    if (!(work <= budget) || depth > DEEPEST) throw new OutOfBudget()
  }
  const meaning: Interpretation<number> = {
    ring: {
      zero: 0,
      one: 1,
      number: (value) => rationalModulo(value) ?? 0,
      add: addModulo,
      multiply: multiplyModulo,
      apply: (name, argument) => hashModulo(hashText(name), [argument]),
    },
    rank,
    extentOf(sum, full) {
      const extent = extentOf(sum.sort, full)
      spend(extent.reduce((product, entry) => product * Math.max(entry, 0), 1))
      return extent
    },
    element(name, at) {
      const definition = definitions.get(name)
      const sorts = (definition?.parameters ?? tensors.get(name)?.axes ?? []).map((axis) => axis.sort)
      const place = sorts.map((sort, argument) => at(argument, sort === 'channel' ? 1 : rank))
      for (const entries of place) assertExact(entries)
      const support = tensors.get(name)?.support
      const last = place[place.length - 1]
      if (support !== undefined && last !== undefined && isOutside(last, evaluateIndex(support, rank, sizes))) return 0
      if (definition === undefined) return hashModulo(seed ^ hashText(name), place.flat())
      const key = `${name}:${place.join(';')}`
      const known = memory.get(key)
      if (known !== undefined) return known
      const values = new Map(sizes)
      for (const [argument, parameter] of definition.parameters.entries())
        values.set(parameter.name, place[argument] ?? [])
      depth += 1
      spend(1)
      const value = evaluate(definition.body, values, meaning)
      depth -= 1
      memory.set(key, value)
      return value
    },
  }
  return { seed, meaning, sizes, extentOf }
}

function isOutside(position: readonly number[], support: readonly number[]): boolean {
  return position.some((entry, axis) => entry < 0 || entry >= (support[axis] ?? 0))
}

/** Small sizes, so that a chain of many layers stays quick: in a long proof only some are above their minimum. */
function randomSizes(proof: Proof, rank: number, seed: number): Assignment {
  const sizes = new Map<string, readonly number[]>()
  const free = proof.sizes.filter((size) => size.definition === undefined)
  for (const size of proof.sizes) {
    const axes = size.sort === 'channel' ? 1 : rank
    const draw = (axis: number) => hashModulo(seed ^ hashText(size.name), [axis])
    const grows = free.length <= 12 || draw(99) % free.length < 8
    const value =
      size.definition === undefined
        ? Array.from({ length: axes }, (_, axis) => size.minimum + (grows ? draw(axis) % 3 : 0))
        : evaluateIndex(size.definition, axes, sizes)
    assertExact(value)
    sizes.set(size.name, value)
  }
  return sizes
}

/** Channel counts above 2 may be tried at 2 where channels are only passed on: no number is added, no channel is computed. */
function mayShrinkChannels(proof: Proof): boolean {
  const sorts = new Map<string, readonly Sort[]>([
    ...proof.tensors.map((tensor) => [tensor.name, tensor.axes.map((axis) => axis.sort)] as const),
    ...proof.definitions.map((definition) => [definition.name, definition.parameters.map((p) => p.sort)] as const),
  ])
  const computes = (term: Term, channels: ReadonlySet<string>): boolean => {
    const own = term.kind === 'sum' && term.sort === 'channel' ? new Set([...channels, term.index]) : channels
    const isPlain = (index: Index) => index.length === 0 || singleVariable(index) !== undefined
    const isChannel = (index: Index) => variablesOf(index).some((name) => channels.has(name))
    const here =
      term.kind === 'element'
        ? term.at.some((index, place) => sorts.get(term.name)?.[place] === 'channel' && !isPlain(index))
        : term.kind === 'bracket' && sidesOf(term.condition).some(isChannel) && !sidesOf(term.condition).every(isPlain)
    return here || children(term).some((child) => computes(child, own))
  }
  const channelsOf = (parameters: readonly IndexVariable[]): ReadonlySet<string> =>
    new Set(parameters.filter(({ sort }) => sort === 'channel').map(({ name }) => name))
  // A view of weights is a function of any integers, so it may compute channels.
  const definitions = proof.definitions.filter(({ role }) => role !== 'weight')
  return (
    proof.lemmas.every(({ parameters, left, right }) =>
      [left, right].every((term) => !computes(term, channelsOf(parameters))),
    ) && definitions.every(({ parameters, body }) => !computes(body, channelsOf(parameters)))
  )
}

/** The prime that the witness works with, for reports. */
export const WITNESS_PRIME = PRIME
