/** Rule ones-channel: a bias that padding hides is what a channel of ones, which is 0 in the padding, is weighted with. */
import type { Definition } from '../proof/proof.ts'
import { element, multiply, within } from '../term/build.ts'
import { coefficientOf, equalIndex, type Index, integer, variable } from '../term/index-expression.ts'
import type { BracketTerm, Term } from '../term/term.ts'
import { freeIndices } from '../term/walk.ts'
import { Rewriting } from './rewriting.ts'
import { freshTensorName, type Rule, type Scene } from './rule.ts'
import { below, type Summand, signalSummands, summandsOf } from './summand.ts'

export const onesChannel: Rule = {
  name: 'ones-channel',
  title: 'read the bias through a channel of ones',
  statement: '[0 \\le q < L]\\; b = b \\cdot 1_q, \\qquad 1_q := [0 \\le q < L]',
  condition: 'only biases stand in windows, and the windows are as large as the input',
  source: 'docs/theory.md §3',
  apply(term, scene) {
    if (!scene.variesAtBorders) return undefined
    const signals = signalSummands(term, scene)
    const hasWindow = (summand: Summand) => windowOf(summand, scene) !== undefined
    const constants = summandsOf(term).filter(
      (one) => !signals.some(({ summand }) => `${summand.path}` === `${one.path}`),
    )
    if (signals.some(({ summand }) => hasWindow(summand)) || !constants.some(hasWindow)) return undefined
    const stride = strideOf(signals[0]?.read.at[1], scene)
    if (stride === undefined) return undefined
    return readOnes(term, constants, stride, scene)
  },
}

/** The one window of a summand, where it depends on the output position. */
function windowOf({ factors }: Summand, { parameters }: Scene): BracketTerm | undefined {
  const n = parameters[1]?.name ?? ''
  return factors.find(
    (factor): factor is BracketTerm =>
      factor.kind === 'bracket' && factor.condition.kind === 'within' && freeIndices(factor).has(n),
  )
}

function strideOf(position: Index | undefined, { parameters }: Scene): Index | undefined {
  return position === undefined ? undefined : coefficientOf(position, parameters[1]?.name ?? '')
}

/** Every windowed constant with its window as a read of the channel of ones; undefined where one is of another size. */
function readOnes(term: Term, constants: readonly Summand[], stride: Index, scene: Scene) {
  const rewriting = new Rewriting(term)
  const [input] = scene.tensors.filter(({ support }) => support !== undefined)
  if (input?.support === undefined) return undefined
  const known = knownOnes(input.support, scene)
  const definition = known ?? onesOf(input.name, input.support, scene)
  for (const summand of constants) {
    const window = windowOf(summand, scene)
    if (window === undefined || window.condition.kind !== 'within') continue
    const { index, extent } = window.condition
    const moves = strideOf(index, scene)
    if (!equalIndex(extent, input.support) || moves === undefined || !equalIndex(moves, stride)) return undefined
    const others = summand.factors.filter((factor) => factor !== window)
    const body = below(summand.path, summand.sums.length)
    rewriting.step('ring', body, multiply(...others, window))
    const place = others.length === 0 ? body : [...body, others.length]
    rewriting.step('unfold', place, element(definition.name, [], index), { name: definition.name, reverse: true })
  }
  return {
    term: rewriting.term,
    steps: rewriting.steps,
    definitions: known === undefined ? [definition] : [],
    because: 'where the layer before gives its bias, the channel holds 1, and in the padding 0',
  }
}

/** The channel of ones of this size that an earlier layer has brought in. */
function knownOnes(support: Index, { definitions }: Scene): Definition | undefined {
  return definitions.find(({ role, body }) => {
    const isRange = role === 'view' && body.kind === 'bracket' && body.condition.kind === 'within'
    return isRange && equalIndex(body.condition.extent, support)
  })
}

/** x_ones[c, q] := [0 ≤ q < L] */
function onesOf(input: string, support: Index, scene: Scene): Definition {
  const [channel, position] = [scene.parameters[0]?.name ?? 'o', scene.parameters[1]?.name ?? 'n']
  return {
    name: freshTensorName(`${input}_ones`, scene),
    parameters: [
      { name: channel, sort: 'channel', extent: integer(1) },
      { name: position, sort: 'position' },
    ],
    body: within(variable(position), support),
    role: 'view',
  }
}
