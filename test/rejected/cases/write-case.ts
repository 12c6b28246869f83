/** How the records of the negative corpus are written. Never imports the checker. */
import { encodeProof, type Json } from '../../../src/proof/json.ts'
import type { Lemma, Proof } from '../../../src/proof/proof.ts'
import { sum } from '../../../src/term/build.ts'
import type { Index } from '../../../src/term/index-expression.ts'
import type { Term } from '../../../src/term/term.ts'
import { besidePointwise, mergeOfTwo } from '../../checker/example-proofs.ts'
import { type Key, replaced } from '../../checker/mutate.ts'
import { define, entry, ix, type Move, parameter, prove, sizes, tensor } from '../../checker/write-proof.ts'

/** One record that the checker refuses. `text` stands for records that are not JSON values. */
export interface Rejected {
  readonly expect: string
  readonly why: string
  readonly proof?: Json
  readonly text?: string
}

/** A sum over positions; the extent may be a text. */
export const position = (index: string, extent: string | Index, body: Term) =>
  sum(index, 'position', typeof extent === 'string' ? ix(extent) : extent, body)
/** A sum over channels. */
export const channel = (index: string, extent: string, body: Term) => sum(index, 'channel', ix(extent), body)
/** An entry of the tensor r. */
export const r = (at: string | Index) => entry('r', at)

interface Setting {
  readonly rank?: Proof['rank']
  readonly parameters?: readonly string[]
}

/** A record about u := body with some lemmas, beside the sizes K, L, s ≥ 1 and Z ≥ 0. */
export function setting(lemmas: readonly Lemma[], body: Term, { rank = 'any', parameters = [] }: Setting): Json {
  return encodeProof(
    besidePointwise({
      title: 'A false step',
      rank,
      sizes: sizes('position', 'K', 'L', 's', 'Z>=0'),
      tensors: [tensor('r', 'p'), tensor('q', 'p', ix('L'))],
      definitions: [define('signal', 'u', parameters, body)],
      lemmas,
    }),
  )
}

/** A record with the definition u := body and a lemma that unfolds it and then makes one wrong move. */
export function wrongStep(body: Term, move: Move, options: Setting = {}): Json {
  const parameters = options.parameters ?? []
  const left = entry('u', ...parameters.map((text) => parameter(text).name))
  const free = parameters.map((text) => text.split('<')[0] ?? '')
  const lemma = prove('wrong', parameters, left, { axiom: 'unfold', name: 'u', to: body }, move)
  return setting([lemma], body, { ...options, parameters: free })
}

/** An encoded proof with some places replaced. */
export function changed(proof: Proof, ...edits: readonly (readonly [readonly Key[], Json])[]): Json {
  return edits.reduce<Json>((value, [path, replacement]) => replaced(value, path, replacement), encodeProof(proof))
}

/** What an encoded proof holds at a path. */
export function at(proof: Proof, ...path: readonly Key[]): Json {
  return path.reduce<Json>((value, key) => {
    // The cast holds since the paths below name what is there; a wrong one gives undefined and a failing test.
    return (value as Readonly<Record<Key, Json>>)[key] ?? null
  }, encodeProof(proof))
}

/** The value as an object, to spread. */
export function object(value: Json): { readonly [field: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

/** The value as a list. */
export function items(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : []
}

/** The proof that most malformed records are made from. */
export const merge = mergeOfTwo()
/** The path of its very first step. */
export const firstStep = ['lemmas', 0, 'rules', 0, 'steps', 0] as const
/** The path of the steps of its second lemma. */
export const secondLemma = ['lemmas', 1, 'rules', 0, 'steps'] as const
