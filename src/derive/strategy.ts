/**
 * The strategy: merge the layers from the input to the output, one lemma per layer, each by every rule once in a fixed order.
 *
 * Terminates: the layers are finitely many, each rule is applied at most once per layer, and every rule terminates (distribute
 * says why in its own file; the others take a number of steps bounded by the size of the term). The terms of one lemma do
 * not grow with the number of layers, because what is merged so far has a name; so the number of steps is linear.
 */

import { createTrial } from '../checker/trial.ts'
import { ConvolemmaError } from '../errors.ts'
import { describeLayer } from '../net/network.ts'
import type { Claim, Definition, Lemma, Proof, RuleApplication, SizeDeclaration } from '../proof/proof.ts'
import { PROOF_FORMAT, PROOF_VERSION } from '../proof/proof.ts'
import { RULES } from '../rules/index.ts'
import type { Scene } from '../rules/rule.ts'
import { element, number } from '../term/build.ts'
import { addIndex, equalIndex, type Index, integer, multiplyIndex, variable } from '../term/index-expression.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import { children, mentions } from '../term/walk.ts'
import type { Assembly, Stage } from './assemble.ts'
import { type Borders, domainsOf } from './border.ts'
import { readClaim } from './claim.ts'
import { type Domain, EVERYWHERE } from './domain.ts'
import { upRateOf } from './rates.ts'
import { refuseBorder, refuseContinuation } from './refusal.ts'

/** What is known about a signal: its lemma, its up-rate, and for which blocks of outputs the lemma holds. */
export interface SignalState {
  readonly up: Index
  readonly domain: Domain
  readonly claim: Claim | undefined
}

export interface Progress {
  readonly sizes: readonly SizeDeclaration[]
  readonly definitions: readonly Definition[]
  readonly lemmas: readonly Lemma[]
  readonly signals: ReadonlyMap<string, SignalState>
}

/** Merge all layers. @throws ConvolemmaError "border/not-exact" where padding between layers makes one kernel impossible */
export function mergeAll(assembly: Assembly, title: string, borders: Borders): Proof {
  const last = assembly.stages.reduce((found, stage, at) => (stage.passThrough ? found : at), 0)
  const inputs = assembly.inputs.map(({ name }): readonly [string, SignalState] => [
    name,
    { up: integer(1), domain: EVERYWHERE, claim: undefined },
  ])
  const start: Progress = {
    sizes: assembly.sizes,
    definitions: assembly.definitions,
    lemmas: [],
    signals: new Map(inputs),
  }
  const end = assembly.stages.reduce(
    (progress, stage, at) => mergeStage(assembly, progress, stage, { at, isLast: at >= last, borders }),
    start,
  )
  const claim = end.signals.get(assembly.stages.at(-1)?.signal ?? '')?.claim
  if (claim === undefined) throw new TypeError('a network without layers reached the strategy')
  return {
    format: PROOF_FORMAT,
    version: PROOF_VERSION,
    title,
    network: assembly.stages.map(describeStage),
    rank: assembly.rank,
    sizes: end.sizes,
    tensors: assembly.tensors,
    definitions: sortDefinitions(end.definitions, assembly),
    lemmas: end.lemmas,
    claim,
  }
}

/** A layer as written; one that joins, with the signals that it joins in place of the branches. */
function describeStage({ layer, kind, inputs }: Stage): string {
  return kind.joins === true ? `${layer.type}(${inputs.map(({ name }) => name).join(', ')})` : describeLayer(layer)
}

/** Signals are defined before merged kernels: nothing depends the other way round. */
function sortDefinitions(definitions: readonly Definition[], assembly: Assembly): readonly Definition[] {
  const given = new Set(assembly.definitions.map((definition) => definition.name))
  return [...assembly.definitions, ...definitions.filter((definition) => !given.has(definition.name))]
}

interface StageTask {
  readonly at: number
  readonly isLast: boolean
  readonly borders: Borders
}

/** The lemma of one stage, for the largest domain for which the policy and the rules find one. */
function mergeStage(assembly: Assembly, progress: Progress, stage: Stage, task: StageTask): Progress {
  const states = stage.inputs.map(({ name }) => progress.signals.get(name))
  const inner = states.map((state) => state?.up ?? integer(1))
  const up = upRateOf(stage, inner)
  const isLimited = states.some((state) => state?.domain.extent !== undefined)
  let isBiasHidden = false
  let refusal: ConvolemmaError | undefined
  for (const domain of domainsOf(task.borders, assembly, stage, up, isLimited)) {
    const attempt = attemptIn(assembly, progress, stage, { ...task, up, domain })
    if (attempt instanceof ConvolemmaError) {
      refusal ??= attempt
      continue
    }
    const claim = claimOf(attempt, assembly, domain)
    if (claim !== undefined && (claim.varies !== true || task.borders === 'exact')) {
      return concluded(progress, attempt, claim, { up, domain })
    }
    const given = new Set(progress.definitions)
    isBiasHidden ||= attempt.definitions.some(
      (one) => !given.has(one) && one.role === 'bias' && one.parameters.length > 1,
    )
  }
  refuseContinuation(assembly, stage)
  if (refusal !== undefined) throw refusal
  const isOwn = stage.inputs.every((input) => assembly.inputs.includes(input))
  return refuseBorder(assembly, stage, isOwn ? 'weights' : isBiasHidden ? 'bias' : 'samples', task.borders)
}

/** What the rules find in a domain; a rule that refuses there may still work in another one. */
function attemptIn(assembly: Assembly, progress: Progress, stage: Stage, aim: Aim): Attempt | ConvolemmaError {
  try {
    return applyRules(assembly, progress, stage, aim)
  } catch (error) {
    if (error instanceof ConvolemmaError) return error
    throw error
  }
}

/** The normal form of what was found; undefined where a signal of an inner layer is left. */
function claimOf({ lemma, definitions }: Attempt, assembly: Assembly, domain: Domain): Claim | undefined {
  const sources = sourcesOf(assembly, definitions)
  const signals = assembly.definitions.filter(({ name, role }) => role === 'signal' && !sources.has(name))
  if (mentions(lemma.right, new Set(signals.map(({ name }) => name)))) return undefined
  const claim = readClaim(lemma, domain.first, sources)
  // Where outputs read nothing but padding there is no layer to speak of.
  return claim.signals.length === 0 ? undefined : claim
}

function concluded(
  progress: Progress,
  { lemma, sizes, definitions }: Attempt,
  claim: Claim,
  { up, domain }: { readonly up: Index; readonly domain: Domain },
): Progress {
  return {
    sizes,
    definitions,
    lemmas: [...progress.lemmas, lemma],
    signals: new Map([...progress.signals, [claim.output, { up, domain, claim }]]),
  }
}

/** The inputs, and their views. */
export function sourcesOf({ inputs }: Assembly, definitions: readonly Definition[]): ReadonlySet<string> {
  const views = definitions.filter(({ role }) => role === 'view').map(({ name }) => name)
  return new Set([...inputs.map(({ name }) => name), ...views])
}

interface Attempt {
  readonly lemma: Lemma
  readonly sizes: readonly SizeDeclaration[]
  readonly definitions: readonly Definition[]
}

interface Aim extends StageTask {
  readonly up: Index
  readonly domain: Domain
}

/** Every rule once. */
function applyRules(assembly: Assembly, progress: Progress, stage: Stage, aim: Aim): Attempt {
  const { at, isLast, up, domain, borders } = aim
  const [o, n] = stage.parameters
  const isPhased = !equalIndex(up, integer(1))
  const parameters: readonly IndexVariable[] = [
    ...(o === undefined ? [] : [o]),
    ...(n === undefined ? [] : [domain.extent === undefined ? n : { ...n, extent: domain.extent }]),
    ...(isPhased && n !== undefined ? [{ name: assembly.phase, sort: 'position', extent: up } as const] : []),
  ]
  const left = element(stage.signal, ...placeOf(parameters, up, domain))
  const suffix = isLast ? '' : `_${at + 1}`
  const rules: RuleApplication[] = []
  let term: Term = left
  let scene = sceneOf(assembly, progress, parameters, { suffix, borders })
  for (const rule of RULES) {
    const result = rule.apply(term, scene)
    if (result === undefined) continue
    rules.push({ rule: rule.name, because: result.because, steps: result.steps })
    term = result.term
    scene = {
      ...scene,
      sizes: [...scene.sizes, ...(result.sizes ?? [])],
      definitions: [...scene.definitions, ...(result.definitions ?? [])],
    }
    const known = { ...progress, sizes: scene.sizes, definitions: scene.definitions }
    scene = {
      ...scene,
      sources: sourcesOf(assembly, scene.definitions),
      accepts: acceptance(assembly, known, parameters),
    }
  }
  const lemma: Lemma = { name: stage.signal, parameters, left, right: term, rules }
  return { lemma, sizes: scene.sizes, definitions: scene.definitions }
}

/** [o, up⊙(n + first) + r] */
function placeOf(parameters: readonly IndexVariable[], up: Index, { first }: Domain): readonly Index[] {
  const [o, n, r] = parameters.map(({ name }) => variable(name))
  if (o === undefined || n === undefined) return o === undefined ? [] : [o]
  const block = addIndex(n, first)
  return [o, r === undefined ? block : addIndex(multiplyIndex(up, block), r)]
}

function sceneOf(
  assembly: Assembly,
  progress: Progress,
  parameters: readonly IndexVariable[],
  { suffix, borders }: { readonly suffix: string; readonly borders: Borders },
): Scene {
  return {
    rank: assembly.rank === 'any' ? 1 : assembly.rank,
    input: assembly.inputs[0]?.name ?? '',
    sources: sourcesOf(assembly, progress.definitions),
    sizes: progress.sizes,
    tensors: assembly.tensors,
    definitions: progress.definitions,
    lemmas: progress.lemmas,
    parameters,
    variesAtBorders: borders === 'exact',
    accepts: acceptance(assembly, progress, parameters),
    wishes: { kernel: `M${suffix}`, bias: `B${suffix}`, suffix },
  }
}

/** Whether the checker would take a step on brackets; what definitions say does not matter there, so they count as 0. */
function acceptance(assembly: Assembly, progress: Progress, parameters: readonly IndexVariable[]): Scene['accepts'] {
  const bodiless = new Map(progress.definitions.map((one) => [one.name, { ...one, body: number(0) }]))
  const { rank, tensors } = assembly
  return (term, step, further = []) => {
    const sizes = [...progress.sizes, ...further]
    const definitions = [...namesIn(step.after, namesIn(term))].flatMap((name) => bodiless.get(name) ?? [])
    return createTrial({ rank, sizes, tensors, definitions }, progress.lemmas, parameters)(term, step)
  }
}

function namesIn(term: Term, names = new Set<string>()): Set<string> {
  if (term.kind === 'element') names.add(term.name)
  for (const child of children(term)) namesIn(child, names)
  return names
}
