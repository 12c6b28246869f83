/** Which kernels a merged kernel is composed of, read from the checked record: M[m] = Σ_{i + j = m} v[j]·k[i]. Knows no layer. */
import type { Definition, Proof } from '../proof/proof.ts'
import { addIndex, constantOf, equalIndex, type Index, singleVariable, variable } from '../term/index-expression.ts'
import type { ElementTerm, Term } from '../term/term.ts'

/** A kernel of the claim and the tensors that it is composed of, from the input to the output. */
export interface ComposedKernel {
  readonly kernel: string
  /** Its tap index, such as m. */
  readonly tap: string
  readonly factors: readonly string[]
}

/**
 * The kernel of a claim about one input, one axis and one phase, where it is a composition of tensors with one channel each,
 * every one of them on the grid of the result.
 * @returns undefined where it is anything else
 */
export function composedKernel(proof: Proof): ComposedKernel | undefined {
  const { claim, rank } = proof
  const [signal, ...others] = claim.signals
  if (rank !== 1 || signal === undefined || others.length > 0) return undefined
  if (claim.phase !== undefined || claim.varies !== undefined || signal.kernel.kind !== 'element') return undefined
  const { name } = signal.kernel
  const definitions = new Map(proof.definitions.map((one) => [one.name, one]))
  const tap = definitions.get(name)?.parameters.at(-1)?.name
  const factors = factorsOf(name, definitions)
  return tap === undefined || factors === undefined ? undefined : { kernel: name, tap, factors }
}

function factorsOf(name: string, definitions: ReadonlyMap<string, Definition>): readonly string[] | undefined {
  const definition = definitions.get(name)
  if (definition === undefined) return [name]
  const parts = definition.role === 'kernel' ? partsOf(definition) : undefined
  const inner = parts === undefined ? undefined : factorsOf(parts.inner, definitions)
  const outer = parts === undefined ? undefined : factorsOf(parts.outer, definitions)
  return inner === undefined || outer === undefined ? undefined : [...inner, ...outer]
}

/** The two kernels in Σ_j Σ_i [i + j = m]·outer[j]·inner[i], whose first sum is over the taps of the outer one. */
function partsOf({ parameters, body }: Definition): { readonly inner: string; readonly outer: string } | undefined {
  const tap = parameters.at(-1)
  const channels = parameters.slice(0, -1)
  if (tap?.sort !== 'position' || !channels.every(({ extent }) => extent !== undefined && constantOf(extent) === 1)) {
    return undefined
  }
  if (body.kind !== 'sum' || body.sort !== 'position') return undefined
  const inside = body.body
  if (inside.kind !== 'sum' || inside.sort !== 'position' || inside.body.kind !== 'multiply') return undefined
  const [first, second] = [body.index, inside.index]
  const elements = inside.body.factors.filter((factor) => factor.kind === 'element')
  const conditions = inside.body.factors.filter((factor) => factor.kind === 'bracket')
  const [condition] = conditions
  if (elements.length !== 2 || conditions.length !== 1 || inside.body.factors.length !== 3) return undefined
  if (condition === undefined || !meets(condition, first, second, tap.name)) return undefined
  const outer = elements.find((one) => isReadAt(one, first))
  const inner = elements.find((one) => isReadAt(one, second))
  return inner === undefined || outer === undefined ? undefined : { inner: inner.name, outer: outer.name }
}

/** [i + j = m] */
function meets(term: Term, first: string, second: string, tap: string): boolean {
  if (term.kind !== 'bracket' || term.condition.kind !== 'equal') return false
  const { left, right } = term.condition
  const sum = addIndex(variable(first), variable(second))
  const isSum = (a: Index, b: Index): boolean => equalIndex(a, sum) && equalIndex(b, variable(tap))
  return isSum(left, right) || isSum(right, left)
}

/** True where the last index is the name and no other mentions it; the others are channels, of which there is one. */
function isReadAt({ at }: ElementTerm, name: string): boolean {
  const last = at.at(-1)
  return last !== undefined && singleVariable(last) === name
}
