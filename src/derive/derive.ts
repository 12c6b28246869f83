/** The derivation: network in, checked proof out. The one way from a network to anything that is shown or emitted. */
import { type Checked, checkProof } from '../checker/check.ts'
import { fail } from '../errors.ts'
import type { NetworkNode } from '../net/network.ts'
import { encodeProof } from '../proof/json.ts'
import type { Proof } from '../proof/proof.ts'
import { type WitnessReport, witness } from '../proof/witness.ts'
import type { Scene } from '../rules/rule.ts'
import type { Index } from '../term/index-expression.ts'
import { type Assembly, assemble } from './assemble.ts'
import type { Borders } from './border.ts'
import { endPadding } from './end-padding.ts'
import { extend } from './expand.ts'
import { forLargeInputs } from './interior-size.ts'
import type { Continuation } from './stage.ts'
import { mergeAll, sourcesOf } from './strategy.ts'

export interface DeriveOptions {
  /** Channels and samples per axis of the input, for example [3, 224, 224]; then every kernel must fit. */
  readonly inputShape?: readonly number[]
  /** The same for each input by its name, where the network has several. */
  readonly inputShapes?: ReadonlyMap<string, readonly number[]>
  /** What is done where padding between layers makes one kernel wrong at the border; "refuse" unless given. */
  readonly borders?: Borders
  /** Also write out every output sample, for small concrete networks. */
  readonly expanded?: boolean
  /** Seed of the random exact evaluation. */
  readonly seed?: number
}

/** A proof that the checker accepted, with what was evaluated besides. */
export interface Derivation {
  readonly checked: Checked
  readonly witness: WitnessReport
  readonly assembly: Assembly
  readonly borders: Borders
  /** What the claim reads in place of the inputs themselves, by name. */
  readonly continuations: ReadonlyMap<string, Continuation>
  /** Zeros after the last input sample, per axis, that give the merged layer the output size of the network. */
  readonly paddingEnd: Index
}

/**
 * Merge a network of linear layers into one kernel, with a proof that the checker has replayed.
 * @throws ConvolemmaError "network/…", "layer/…", "border/not-exact", "expanded/…": what is wrong, where, what would fix it
 * @source docs/theory.md §1
 */
export function derive(network: NetworkNode, options: DeriveOptions = {}): Derivation {
  const { inputShape, inputShapes, borders = 'refuse' } = options
  const assembled = assemble(network, {
    unbounded: borders === 'unbounded',
    ...(inputShape === undefined ? {} : { inputShape }),
    ...(inputShapes === undefined ? {} : { inputShapes }),
  })
  const assembly = borders === 'interior' ? forLargeInputs(assembled) : assembled
  const proof = extend(mergeAll(assembly, titleOf(assembly), borders), sceneAfter(assembly), options.expanded ?? false)
  const verdict = checkProof(encodeProof(proof))
  if (!verdict.accepted) {
    const { code, reason, lemma, step, path } = verdict.rejection
    return fail({
      code: 'derive/rejected',
      what: `the checker does not accept the derivation: ${reason} (${code})`,
      where: [`lemma ${lemma ?? '?'}, step ${step ?? '?'}`, ...(path === undefined ? [] : [path])].join(', '),
      fix: 'this is a defect of the derivation, not of the network; nothing was emitted',
    })
  }
  return {
    checked: verdict.checked,
    witness: confirm(verdict.checked.proof, options.seed),
    assembly,
    borders,
    continuations: continuationsOf(assembly, proof),
    paddingEnd: endPadding(assembly, proof.claim),
  }
}

/** The continuations that layers read, and the channel of ones. */
function continuationsOf(assembly: Assembly, proof: Proof): ReadonlyMap<string, Continuation> {
  const known = assembly.continuations
  const parts = new Set(assembly.definitions.map(({ name }) => name))
  const ones = proof.definitions.filter(({ name, role }) => role === 'view' && !parts.has(name))
  const [input] = assembly.inputs
  return new Map([
    ...known,
    ...ones.map(({ name }) => [name, { input: input?.name ?? '', extension: 'ones' }] as const),
  ])
}

function confirm(proof: Proof, seed: number | undefined): WitnessReport {
  const report = witness(proof, seed === undefined ? {} : { seed })
  if (!report.agrees) {
    const { lemma, step } = report.disagreement ?? { lemma: '?', step: 0 }
    fail({
      code: 'derive/witness',
      what: 'random exact evaluation contradicts a step that the checker accepted',
      where: `lemma ${lemma}, step ${step}`,
      fix: 'this is a defect of the checker, not of the network; nothing was emitted',
    })
  }
  return report
}

function titleOf(assembly: Assembly): string {
  const count = assembly.stages.filter((stage) => !stage.passThrough).length
  return count < 2 ? 'One layer' : count === 2 ? 'Two layers are one' : `${count} layers are one`
}

/** What the rules of the additional lemmas may look up. */
function sceneAfter(assembly: Assembly): Scene {
  return {
    rank: assembly.rank === 'any' ? 1 : assembly.rank,
    input: assembly.inputs[0]?.name ?? '',
    sources: sourcesOf(assembly, assembly.definitions),
    variesAtBorders: false,
    sizes: assembly.sizes,
    tensors: assembly.tensors,
    definitions: assembly.definitions,
    lemmas: [],
    parameters: assembly.stages.at(-1)?.parameters ?? [],
    accepts: () => false,
    wishes: { kernel: 'M', bias: 'B', suffix: '' },
  }
}
