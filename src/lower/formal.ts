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
import { integer } from '../term/index-expression.ts'
import type { IndexVariable } from '../term/term.ts'
import { type ClaimForm, claimForm, densePositions } from './claim-form.ts'
import { createExactEvaluation } from './exact-entry.ts'
import type { Extents, FormalLayer, FormalMerge, FormalNet } from './formal-net.ts'
import { exactEntries, sourcesOf } from './merge.ts'
import { readAffine } from './read-affine.ts'
import { concreteEntries, type Space } from './space.ts'

export interface FormalInput {
  readonly checked: Checked
  readonly values: TensorValues
  readonly maxTerms?: number
}

/**
 * What a certificate says about a derivation with these values: the network and the merged layer, each read off on its own.
 * @throws ConvolemmaError "lower/any-rank", "lower/symbolic-size", "lower/too-many-terms", "lower/no-values",
 *   "lower/certificate-too-large", "checker/not-checked"
 */
export function formalMerge({ checked, values, maxTerms }: FormalInput): FormalMerge {
  assertChecked(checked)
  const { proof } = checked
  const opaque = createOpaque(freshSymbols(values))
  const hidden = new Map([...values].map(([name, value]) => [name, hideAll(value, opaque)] as const))
  const sources = sourcesOf({ checked, values: hidden })
  const exactly = createExactEvaluation(sources, (name, argument) => opaque.hide(functionOf(name, argument)))
  const form = claimForm(proof, sources.space, integer(0))
  refuseLarge(proof, form, sources.space)
  const network = readAffine(proof, sources, exactly)
  const { kernel, bias } = exactEntries(form, sources, exactly, maxTerms)
  const merged = mergedLayer(form, kernel, bias)
  return {
    support: supportOf(proof, sources.space),
    outputs: outputsOf(proof, sources.space),
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

const MOST_ENTRIES = 4_000_000

/** @throws ConvolemmaError "lower/certificate-too-large" before anything is computed */
function refuseLarge(proof: Proof, form: ClaimForm, space: Space): void {
  const tensors = proof.tensors.filter(({ name }) => name !== proof.claim.input)
  const shapes = tensors.map(({ axes }) =>
    axes.flatMap(({ sort, extent }) => (extent === undefined ? [] : concreteEntries(extent, sort, space))),
  )
  const { outChannels, inChannels, kernelSize } = form.geometry
  const entries = [...shapes, [outChannels, inChannels, ...kernelSize]].map(countElements).reduce((a, b) => a + b, 0)
  if (entries <= MOST_ENTRIES) return
  fail({
    code: 'lower/certificate-too-large',
    what: `the certificate would have ${entries} weights, more than ${MOST_ENTRIES}`,
    fix: 'merge fewer layers at once',
  })
}

const NOTHING: Polynomial = constant(ZERO)

function mergedLayer(
  form: ClaimForm,
  kernel: readonly Polynomial[],
  bias: readonly Polynomial[] | undefined,
): FormalLayer {
  const { outChannels, inChannels, kernelSize, stride, dilation, padding } = form.geometry
  const positionOf = densePositions(form)
  const count = countElements(kernelSize)
  const range = (length: number): readonly number[] => Array.from({ length }, (_, at) => at)
  const taps = [...positionsBelow(kernelSize)].map((tap, number) => ({
    offset: tap.map((entry, axis) => entry * (dilation[axis] ?? 1) - (padding[axis] ?? 0)),
    matrix: range(outChannels).map((o) =>
      range(inChannels).map((a) => kernel[positionOf((o * inChannels + a) * count + number)] ?? NOTHING),
    ),
  }))
  return { stride, bias: bias ?? range(outChannels).map(() => NOTHING), taps }
}

function supportOf(proof: Proof, space: Space): Extents {
  const support = proof.tensors.find(({ name }) => name === proof.claim.input)?.support
  return support === undefined ? [] : concreteEntries(support, 'position', space)
}

/** The output positions for which the lemma holds: all, unless its position has an extent. */
function outputsOf(proof: Proof, space: Space): Extents {
  const lemma = proof.lemmas.find(({ name }) => name === proof.claim.lemma)
  const position = lemma?.parameters.find((one: IndexVariable) => one.name === proof.claim.position)
  return position?.extent === undefined ? [] : concreteEntries(position.extent, 'position', space)
}

function symbolsIn(network: FormalNet, merged: FormalLayer): readonly string[] {
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
  addLayer(merged)
  return [...names]
}
