/**
 * A network and its merged layer as coefficients of samples, for a certificate: every layer read off its own definition, the
 * merged layer off the proved formula, functions and roots as symbols. Knows no layer kind.
 */
import { assertChecked, type Checked } from '../checker/check.ts'
import { fail } from '../errors.ts'
import type { Proof } from '../proof/proof.ts'
import { createOpaque, type Opaque } from '../scalar/opaque.ts'
import { functionOf, type Polynomial, symbolsOf } from '../scalar/polynomial.ts'
import { ZERO } from '../scalar/rational.ts'
import { constant } from '../scalar/ring.ts'
import { countElements, type TensorValue, type TensorValues } from '../scalar/tensor-value.ts'
import { positionsBelow } from '../term/evaluate.ts'
import type { IndexVariable } from '../term/term.ts'
import { type ClaimForm, claimForm, densePositions, denseShape, type PartForm } from './claim-form.ts'
import { createExactEvaluation } from './exact-entry.ts'
import { createExactFormulas } from './form-entries.ts'
import type { Box, FormalLayer, FormalMerge, FormalNet } from './formal-net.ts'
import { boxOf, readAffine, spreadBy } from './read-affine.ts'
import { sourcesOf } from './sources.ts'
import { concreteEntries, type Space } from './space.ts'

export interface FormalInput {
  readonly checked: Checked
  readonly values: TensorValues
  readonly maxTerms?: number
}

/**
 * What a certificate says about a derivation with these values: the network and the merged layer, each read off on its own.
 * @throws ConvolemmaError "lower/any-rank", "lower/symbolic-size", "lower/too-many-terms", "lower/no-values",
 *   "lower/certificate-too-large", "lower/not-certifiable", "checker/not-checked"
 */
export function formalMerge({ checked, values, maxTerms }: FormalInput): FormalMerge {
  assertChecked(checked)
  const { proof } = checked
  const opaque = createOpaque(freshSymbols(values))
  const hidden = new Map([...values].map(([name, value]) => [name, hideAll(value, opaque)] as const))
  const sources = sourcesOf({ checked, values: hidden })
  const exactly = createExactEvaluation(sources, (name, argument) => opaque.hide(functionOf(name, argument)))
  const form = claimForm(proof, sources.space)
  const part = certifiablePart(proof, form)
  refuseLarge(proof, form, part, sources.space)
  const network = readAffine(proof, part.input, sources, exactly)
  const evaluate = createExactFormulas(sources, exactly, maxTerms)
  const [kernel = [], bias] = evaluate(form.bias === undefined ? [part.kernel] : [part.kernel, form.bias]).entries
  const input: FormalNet = { kind: 'input', number: 0, channels: part.inChannels }
  const merged = spreadBy(form.up, { kind: 'layer', layer: mergedLayer(form, part, kernel, bias), before: input })
  return {
    supports: [supportOf(proof, part.input, sources.space)],
    outputs: outputsOf(proof, form, sources.space),
    network,
    merged,
    symbols: symbolsIn(network, merged),
    meanings: opaque.meanings,
  }
}

function freshSymbols(values: TensorValues): () => string {
  const taken = new Set<string>()
  for (const value of values.values()) {
    if (value.kind === 'symbolic')
      for (const entry of value.entries) for (const name of symbolsOf(entry)) taken.add(name)
  }
  let count = 0
  return () => {
    do count += 1
    while (taken.has(`f_${count}`))
    return `f_${count}`
  }
}

function hideAll(value: TensorValue, opaque: Opaque): TensorValue {
  return value.kind === 'numeric' ? value : { ...value, entries: value.entries.map(opaque.hide) }
}

/** The one given tensor that the claim reads. @throws ConvolemmaError "lower/not-certifiable" */
function certifiablePart(proof: Proof, form: ClaimForm): PartForm {
  const { claim, tensors } = proof
  const part = claim.varies === undefined && form.parts.length === 1 ? form.parts[0] : undefined
  const isGiven = part !== undefined && tensors.some(({ name }) => name === part.input)
  if (isGiven) return part
  const kind =
    claim.varies !== undefined
      ? 'weights that differ from place to place'
      : claim.signals.length !== 1
        ? `a network that reads ${claim.signals.length} inputs`
        : 'an input that goes on outside of its samples'
  return fail({ code: 'lower/not-certifiable', what: `there is no certificate for ${kind} yet` })
}

const MOST_ENTRIES = 4_000_000

/** @throws ConvolemmaError "lower/certificate-too-large" before anything is computed */
function refuseLarge(proof: Proof, form: ClaimForm, part: PartForm, space: Space): void {
  const tensors = proof.tensors.filter(({ name }) => name !== part.input)
  const shapes = tensors.map(({ axes }) =>
    axes.flatMap(({ sort, extent }) => (extent === undefined ? [] : concreteEntries(extent, sort, space))),
  )
  const entries = [...shapes, denseShape(form, part)].map(countElements).reduce((a, b) => a + b, 0)
  if (entries <= MOST_ENTRIES) return
  fail({
    code: 'lower/certificate-too-large',
    what: `the certificate would have ${entries} weights, more than ${MOST_ENTRIES}`,
    fix: 'merge fewer layers at once',
  })
}

const NOTHING: Polynomial = constant(ZERO)

/** One row for each output channel and phase. */
function mergedLayer(
  form: ClaimForm,
  part: PartForm,
  kernel: readonly Polynomial[],
  bias: readonly Polynomial[] | undefined,
): FormalLayer {
  const { inChannels, kernelSize, down: stride, dilation, padding } = part
  const positionOf = densePositions(form, part) ?? ((position: number) => position)
  const count = countElements(kernelSize)
  const rows = form.outChannels * countElements(form.up)
  const range = (length: number): readonly number[] => Array.from({ length }, (_, at) => at)
  const taps = [...positionsBelow(kernelSize)].map((tap, number) => ({
    offset: tap.map((entry, axis) => entry * (dilation[axis] ?? 1) - (padding[axis] ?? 0)),
    matrix: range(rows).map((row) =>
      range(inChannels).map((a) => kernel[positionOf((row * inChannels + a) * count + number)] ?? NOTHING),
    ),
  }))
  return { stride, bias: bias ?? range(rows).map(() => NOTHING), taps }
}

function supportOf(proof: Proof, input: string, space: Space): Box {
  const support = proof.tensors.find(({ name }) => name === input)?.support
  return support === undefined ? [] : boxOf(concreteEntries(support, 'position', space))
}

/** The outputs for which the lemma holds: all, unless its position has an extent; then whole blocks from the claim's first. */
function outputsOf({ claim, lemmas }: Proof, { up }: ClaimForm, space: Space): Box {
  const lemma = lemmas.find(({ name }) => name === claim.lemma)
  const position = lemma?.parameters.find((one: IndexVariable) => one.name === claim.position)
  if (position?.extent === undefined) return []
  const first = concreteEntries(claim.first ?? [], 'position', space)
  return concreteEntries(position.extent, 'position', space).map((extent, axis) => {
    const from = first[axis] ?? 0
    const rate = up[axis] ?? 1
    return { from: rate * from, to: rate * (from + extent) }
  })
}

function symbolsIn(network: FormalNet, merged: FormalNet): readonly string[] {
  const names = new Set<string>()
  const addLayer = ({ bias, taps }: FormalLayer): void => {
    for (const entry of [...bias, ...taps.flatMap(({ matrix }) => matrix.flat())]) {
      for (const name of symbolsOf(entry)) names.add(name)
    }
  }
  const visit = (net: FormalNet): void => {
    if (net.kind === 'sum') net.parts.forEach(visit)
    else if (net.kind !== 'input') {
      if (net.kind === 'layer') addLayer(net.layer)
      visit(net.before)
    }
  }
  visit(network)
  visit(merged)
  return [...names]
}
