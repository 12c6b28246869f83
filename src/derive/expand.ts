/** The expanded view: for small concrete networks every output sample written out, as one more checked lemma per channel. */
import { fail } from '../errors.ts'
import type { Definition, Lemma, Proof, RuleApplication } from '../proof/proof.ts'
import { addZeros } from '../rules/add-zeros.ts'
import { groupBySample } from '../rules/group-by-sample.ts'
import { reverseAndPad } from '../rules/reverse-and-pad.ts'
import type { Rule, Scene } from '../rules/rule.ts'
import { writeOut } from '../rules/write-out.ts'
import { writeTapOut } from '../rules/write-tap-out.ts'
import { element } from '../term/build.ts'
import { coefficientEntries, constantOf, type Index, integer, variable } from '../term/index-expression.ts'
import type { SumTerm, Term } from '../term/term.ts'
import { children, mentions } from '../term/walk.ts'

/** The expanded view is written for at most this many products per output sample. */
export const EXPANDED_PRODUCTS = 64

/** Add the lemmas "merged kernel = reversed over padded" and, where asked for, the written-out samples. */
export function extend(proof: Proof, scene: Scene, expanded: boolean): Proof {
  const correlated = correlationLemma(proof, scene)
  return expanded ? withSamples(correlated, scene) : correlated
}

/** The kernel of a claim about one convolution of one input; other claims have no such views. */
function plainKernel({ claim }: Proof): Term | undefined {
  const [signal, ...others] = claim.signals
  const isPlain = others.length === 0 && claim.phase === undefined && claim.varies === undefined
  return isPlain && claim.first === undefined ? signal?.kernel : undefined
}

function correlationLemma(proof: Proof, scene: Scene): Proof {
  const kernel = plainKernel(proof)
  const definition = kernel?.kind === 'element' ? proof.definitions.find((one) => one.name === kernel.name) : undefined
  if (definition === undefined) return proof
  const left = element(definition.name, ...definition.parameters.map((parameter) => variable(parameter.name)))
  const result = reverseAndPad.apply(left, {
    ...scene,
    sizes: proof.sizes,
    definitions: proof.definitions,
    lemmas: proof.lemmas,
  })
  if (result === undefined) return proof
  const rules = [{ rule: reverseAndPad.name, because: result.because, steps: result.steps }]
  const lemma: Lemma = {
    name: `${definition.name}: reversed over padded`,
    parameters: definition.parameters,
    left,
    right: result.term,
    rules,
  }
  return {
    ...proof,
    definitions: [...proof.definitions, ...(result.definitions ?? [])],
    lemmas: [...proof.lemmas, lemma],
  }
}

/** @throws ConvolemmaError "expanded/symbolic" or "expanded/too-large" with the number of products */
function withSamples(proof: Proof, scene: Scene): Proof {
  const products = expandedProducts(proof)
  if (products === undefined) {
    fail({
      code: 'expanded/symbolic',
      what: 'the expanded view needs numbers for all sizes',
      fix: '--detail rules, or concrete sizes',
    })
  }
  if (products > EXPANDED_PRODUCTS) {
    fail({
      code: 'expanded/too-large',
      what: `the expanded view would have ${products} products per output sample, at most ${EXPANDED_PRODUCTS} are written out`,
      fix: '--detail rules, or fewer channels and taps',
    })
  }
  const count = channelCount(proof)
  const lemmas = Array.from({ length: count }, (_, channel) => sampleLemma(proof, scene, channel))
  return { ...proof, lemmas: [...proof.lemmas, ...lemmas, ...tapLemmas(proof, scene), ...viewLemmas(proof, scene)] }
}

/** One lemma per entry of the merged kernel, where there is one channel and one axis: M[m] = the products in it. */
function tapLemmas(proof: Proof, scene: Scene): readonly Lemma[] {
  const kernel = plainKernel(proof)
  const tapIndex = proof.claim.signals[0]?.tapIndex
  const definition = kernel?.kind === 'element' ? proof.definitions.find((one) => one.name === kernel.name) : undefined
  const taps = constantOf(tapIndex?.extent ?? [])
  if (definition === undefined || typeof taps !== 'number' || proof.rank !== 1) return []
  return entryLemmas(definition, taps, proof, scene)
}

/** definition[0, …, t] written out, for every t below `count`. */
function entryLemmas(definition: Definition, count: number, proof: Proof, scene: Scene): readonly Lemma[] {
  const others = definition.parameters.slice(0, -1)
  if (others.some((parameter) => constantOf(parameter.extent ?? []) !== 1)) return []
  const world: Scene = { ...scene, definitions: proof.definitions, parameters: [] }
  return Array.from({ length: count }, (_, tap) => tap).flatMap((tap) => {
    const left = element(definition.name, ...others.map(() => integer(0)), integer(tap))
    const result = writeTapOut.apply(left, world)
    if (result === undefined) return []
    const rules = [{ rule: writeTapOut.name, because: result.because, steps: result.steps }]
    return [{ name: `${definition.name}[${tap}] written out`, parameters: [], left, right: result.term, rules }]
  })
}

/** Padded kernels up to this length are written out entry by entry. */
const LONGEST_VIEW = 16

/** One lemma per entry of the reversed and of the padded kernel, for one channel and one axis. */
function viewLemmas(proof: Proof, scene: Scene): readonly Lemma[] {
  const window = proof.lemmas.find((lemma) => lemma.rules.some((rule) => rule.rule === reverseAndPad.name))
  if (window?.right.kind !== 'sum' || window.right.body.kind !== 'multiply' || proof.rank !== 1) return []
  return window.right.body.factors.flatMap((factor) => {
    const view = factor.kind === 'element' ? proof.definitions.find((one) => one.name === factor.name) : undefined
    const length = constantOf(view?.parameters.at(-1)?.extent ?? [])
    if (view === undefined || typeof length !== 'number' || length > LONGEST_VIEW) return []
    return entryLemmas(view, length, proof, scene)
  })
}

function channelCount(proof: Proof): number {
  const definition = proof.definitions.find((one) => one.name === proof.claim.output)
  const extent = constantOf(definition?.parameters[0]?.extent ?? integer(1))
  return typeof extent === 'number' ? extent : 1
}

/** output[channel, n] = the products, grouped by sample. */
function sampleLemma(proof: Proof, scene: Scene, channel: number): Lemma {
  const position = proof.claim.position
  const parameters = position === undefined ? [] : [{ name: position, sort: 'position' as const }]
  const left = element(proof.claim.output, integer(channel), ...parameters.map((parameter) => variable(parameter.name)))
  const world: Scene = {
    ...scene,
    sizes: proof.sizes,
    definitions: proof.definitions,
    lemmas: proof.lemmas,
    parameters,
  }
  const rules: RuleApplication[] = []
  let term: Term = left
  const run = (rule: Rule): boolean => {
    const result = rule.apply(term, world)
    if (result === undefined) return false
    rules.push({ rule: rule.name, because: result.because, steps: result.steps })
    term = result.term
    return true
  }
  const signals = new Set(proof.definitions.filter((one) => one.role === 'signal').map((one) => one.name))
  while (mentions(term, signals) && run(writeOut)) {
    // one layer further in each time; the layers are finitely many
  }
  run(groupBySample)
  run(addZeros)
  return { name: `${proof.claim.output}[${channel}] written out`, parameters, left, right: term, rules }
}

/** Products per output sample when everything is multiplied out; undefined where a size is symbolic. */
export function expandedProducts(proof: Proof): number | undefined {
  const bodies = new Map(proof.definitions.filter((one) => one.role === 'signal').map((one) => [one.name, one.body]))
  const count = (term: Term): number => {
    if (term.kind === 'element') return countElement(term.name)
    if (term.kind === 'sum') return sumLength(term, proof.rank) * count(term.body)
    const parts = children(term).map(count)
    if (term.kind === 'add') return parts.reduce((total, part) => total + part, 0)
    return parts.reduce((product, part) => product * part, 1)
  }
  const countElement = (name: string): number => {
    const body = bodies.get(name)
    return body === undefined ? 1 : count(body)
  }
  const total = countElement(proof.claim.output)
  return Number.isNaN(total) ? undefined : total
}

function sumLength(sum: SumTerm, rank: number | 'any'): number {
  const extent: Index = sum.extent
  const value = constantOf(extent)
  if (value === undefined || (sum.sort === 'position' && rank === 'any')) return Number.NaN
  const axes = sum.sort === 'channel' || rank === 'any' ? 1 : rank
  return coefficientEntries(value, axes).reduce((product, entry) => product * entry, 1)
}
