/**
 * The strategy: merge the layers from the input to the output, one lemma per layer, each by every rule once in a fixed order.
 *
 * Terminates: the layers are finitely many, each rule is applied at most once per layer, and every rule terminates (distribute
 * says why in its own file; the others take a number of steps bounded by the depth of the term). The terms of one lemma do
 * not grow with the number of layers, because what is merged so far has a name; so the number of steps is linear.
 */

import { outputExtent } from '../layers/layer.ts'
import { describeLayer } from '../net/network.ts'
import type { Claim, Definition, Lemma, Proof, RuleApplication, SizeDeclaration } from '../proof/proof.ts'
import { PROOF_FORMAT, PROOF_VERSION } from '../proof/proof.ts'
import { RULES } from '../rules/index.ts'
import type { Scene } from '../rules/rule.ts'
import { element } from '../term/build.ts'
import { integer, variable } from '../term/index-expression.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import type { Assembly, Stage } from './assemble.ts'
import { checkBorder, type Exactness, refuseBorder } from './border.ts'
import { readClaim } from './claim.ts'
import { pads } from './shapes.ts'

interface Progress {
  readonly sizes: readonly SizeDeclaration[]
  readonly definitions: readonly Definition[]
  readonly lemmas: readonly Lemma[]
  readonly claim: Claim | undefined
  /** Whether the last lemma holds for all positions. */
  readonly exactness: Exactness
}

/** Merge all layers. @throws ConvolemmaError "border/not-exact" where padding between layers makes one kernel impossible */
export function mergeAll(assembly: Assembly, title: string): Proof {
  const last = assembly.stages.reduce((found, stage, at) => (stage.passThrough ? found : at), 0)
  const start: Progress = {
    sizes: assembly.sizes,
    definitions: assembly.definitions,
    lemmas: [],
    claim: undefined,
    exactness: 'everywhere',
  }
  const end = assembly.stages.reduce(
    (progress, stage, at) => mergeStage(assembly, progress, stage, at, at >= last),
    start,
  )
  if (end.claim === undefined) throw new TypeError('a network without layers reached the strategy')
  return {
    format: PROOF_FORMAT,
    version: PROOF_VERSION,
    title,
    network: assembly.stages.map((stage) => describeLayer(stage.layer)),
    rank: assembly.rank,
    sizes: end.sizes,
    tensors: assembly.tensors,
    definitions: sortDefinitions(end.definitions, assembly),
    lemmas: end.lemmas,
    claim: end.claim,
  }
}

/** Signals are defined before merged kernels: nothing depends the other way round. */
function sortDefinitions(definitions: readonly Definition[], assembly: Assembly): readonly Definition[] {
  const given = new Set(assembly.definitions.map((definition) => definition.name))
  return [...assembly.definitions, ...definitions.filter((definition) => !given.has(definition.name))]
}

function mergeStage(assembly: Assembly, progress: Progress, stage: Stage, at: number, isLast: boolean): Progress {
  const exactness = borderOf(assembly, progress, stage, at)
  const parameters = exactness === 'everywhere' ? stage.parameters : boundedParameters(stage)
  const left = element(stage.signal, ...parameters.map((parameter) => variable(parameter.name)))
  const suffix = isLast ? '' : `_${at + 1}`
  const scene: Scene = {
    rank: assembly.rank === 'any' ? 1 : assembly.rank,
    input: assembly.input,
    sizes: progress.sizes,
    tensors: assembly.tensors,
    definitions: progress.definitions,
    lemmas: progress.lemmas,
    parameters,
    tryEveryPosition: exactness === 'on-the-output',
    innerStride: progress.claim?.stride ?? integer(1),
    wishes: { kernel: `M${suffix}`, bias: `B${suffix}`, suffix },
  }
  const { term, rules, definitions, sizes } = applyRules(left, scene)
  const lemma: Lemma = { name: stage.signal, parameters, left, right: term, rules }
  return {
    sizes,
    definitions,
    lemmas: [...progress.lemmas, lemma],
    claim: readClaim(lemma, stage, assembly.input),
    exactness,
  }
}

/** Once a lemma holds on the output only, so do all later ones, and no later layer may read outside of it. */
function borderOf(assembly: Assembly, progress: Progress, stage: Stage, at: number): Exactness {
  if (progress.exactness === 'everywhere') return checkBorder(assembly, stage, at, progress.claim)
  if (pads(stage.geometry) && progress.claim !== undefined) refuseBorder(assembly, stage, at, 'samples', progress.claim)
  return 'on-the-output'
}

/** o, and n within the output. */
function boundedParameters(stage: Stage): readonly IndexVariable[] {
  const extent = stage.inputExtent === undefined ? undefined : outputExtent(stage.geometry, stage.inputExtent)
  return stage.parameters.map((parameter) =>
    parameter.sort === 'position' && extent !== undefined ? { ...parameter, extent } : parameter,
  )
}

function applyRules(left: Term, start: Scene) {
  const rules: RuleApplication[] = []
  let term = left
  let scene = start
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
  }
  return { term, rules, definitions: scene.definitions, sizes: scene.sizes }
}
