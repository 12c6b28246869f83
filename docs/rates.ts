/** The table of rates: every pair of layers that change the rate, in both orders, derived. Never writes a file. */
import { join } from 'node:path'
import { assemble } from '../src/derive/assemble.ts'
import { ConvolemmaError } from '../src/errors.ts'
import { type Derivation, derive, readNotation } from '../src/index.ts'
import { coefficientEntries, constantOf, type Index, integer } from '../src/term/index-expression.ts'
import { DOCS, NOTE, type Page } from './page.ts'

/** A layer that changes the rate, for a number of input channels; kernels and paddings differ between the variants. */
export interface RateLayer {
  readonly name: string
  readonly outChannels: (channels: number) => number
  readonly variants: readonly ((channels: number) => string)[]
}

/** Channels of the input of every pair; both layers of a pair can be shuffles by 2. */
export const INPUT_CHANNELS = 4

/** Samples of the input for which the table says where one kernel is exact. */
const INPUT_EXTENT = 48

/** Taps and padding of the convolutions with stride 1, 2, 3, 4, in two variants. */
const CONV_WINDOWS = [
  [
    [3, 1],
    [2, 0],
  ],
  [
    [4, 1],
    [3, 1],
  ],
  [
    [3, 0],
    [5, 2],
  ],
  [
    [5, 2],
    [4, 0],
  ],
] as const

/** The same for the transposed convolutions; with strides 2 and 4 an even number of outputs, which can be unshuffled. */
const TRANSPOSED_WINDOWS = [
  [
    [2, 0],
    [3, 1],
  ],
  [
    [4, 1],
    [2, 0],
  ],
  [
    [3, 0],
    [5, 1],
  ],
  [
    [6, 1],
    [2, 0],
  ],
] as const

/** Strided and transposed convolutions, shuffles, and nearest up-sampling. */
export const RATE_LAYERS: readonly RateLayer[] = [
  ...CONV_WINDOWS.map((windows, before) => strided('Conv1d', 'conv', before + 1, windows)),
  ...TRANSPOSED_WINDOWS.map((windows, before) => strided('ConvTranspose1d', 'transposed', before + 1, windows)),
  fixed('shuffle 2', 'PixelShuffle1d(2)', (channels) => channels / 2),
  fixed('unshuffle 2', 'PixelUnshuffle1d(2)', (channels) => channels * 2),
  fixed('up-sample 2', 'Upsample(scale_factor=2)', (channels) => channels),
  fixed('up-sample 3', 'Upsample(scale_factor=3)', (channels) => channels),
]

function strided(
  type: string,
  word: string,
  stride: number,
  windows: readonly (readonly [taps: number, padding: number])[],
): RateLayer {
  return {
    name: `${word} ${stride}`,
    outChannels: () => 2,
    variants: windows.map(
      ([taps, padding]) =>
        (channels) =>
          `${type}(${channels}, 2, ${taps}, stride=${stride}, padding=${padding})`,
    ),
  }
}

function fixed(name: string, notation: string, outChannels: (channels: number) => number): RateLayer {
  return { name, outChannels, variants: [() => notation] }
}

/** The layers of a row, one after the other, in notation; `variant` counts through those of each layer. */
export function rateNetwork(layers: readonly RateLayer[], variant: number): string {
  let channels = INPUT_CHANNELS
  const written = layers.map(({ variants, outChannels }) => {
    const notation = variants[variant % variants.length]?.(channels) ?? ''
    channels = outChannels(channels)
    return notation
  })
  return `Sequential(${written.join(', ')})`
}

/** Lengths that are tried, and why one may not fit. */
const LENGTHS = 16
const UNFIT: ReadonlySet<string> = new Set(['layer/shuffle-extent', 'network/kernel-larger-than-input'])

/** A length from `least` on that the network takes: what is unshuffled must be even, and every window must fit. */
export function takenExtent(notation: string, least: number): number {
  const network = readNotation(notation)
  for (let extent = least; extent < least + LENGTHS; extent += 1) {
    try {
      assemble(network, { inputShape: [INPUT_CHANNELS, extent] })
      return extent
    } catch (error) {
      if (!(error instanceof ConvolemmaError) || !UNFIT.has(error.problem.code)) throw error
    }
  }
  throw new RangeError(`${notation} takes no input of ${least} to ${least + LENGTHS - 1} samples`)
}

/** docs/rates.md */
export function ratesPage(): Page {
  const rows = RATE_LAYERS.flatMap((inner) => RATE_LAYERS.map((outer) => row(inner, outer)))
  const head = '| first | then | up | down | taps | axiom steps | one kernel is exact |\n|---|---|---|---|---|---|---|'
  const intro = [
    'Output sample up·n + r reads the input around down·n with the kernel of its phase r: every pair of layers that change the rate is',
    'one such layer, whichever comes first. The windows are those of the example networks in `docs/rates.ts`, with bias, on an input of',
    `at least ${INPUT_EXTENT} samples. Where padding between the layers leaves no single kernel exact everywhere, the table says in how many of`,
    'the outputs one is; with `--borders exact` every output is claimed, and is tested, in all rows.',
  ].join('\n')
  return { path: join(DOCS, 'rates.md'), text: `${NOTE}\n\n# Rates\n\n${intro}\n\n${head}\n${rows.join('\n')}\n` }
}

function row(inner: RateLayer, outer: RateLayer): string {
  const notation = rateNetwork([inner, outer], 0)
  const network = readNotation(notation)
  const inputShape = [INPUT_CHANNELS, takenExtent(notation, INPUT_EXTENT)]
  const everywhere = attempt(() => derive(network, { inputShape }))
  const interior = everywhere ?? attempt(() => derive(network, { inputShape, borders: 'interior' }))
  const derivation = interior ?? derive(network, { inputShape, borders: 'exact' })
  const { claim, lemmas } = derivation.checked.proof
  const steps = lemmas.flatMap((lemma) => lemma.rules.flatMap((rule) => rule.steps)).length
  const [signal] = claim.signals
  const rates = [claim.phase?.extent, signal?.stride, signal?.tapIndex?.extent].map((size) => only(size ?? integer(1)))
  const inside = interior === undefined ? 'no output was found' : `in ${interiorOf(interior)}`
  const where = everywhere === undefined ? inside : 'everywhere'
  return `| ${[inner.name, outer.name, ...rates, steps, where].join(' | ')} |`
}

const BORDER: ReadonlySet<string> = new Set(['border/not-exact', 'border/no-interior'])

/** Undefined where no single kernel is found to be exact where it should be. */
function attempt(derivation: () => Derivation): Derivation | undefined {
  try {
    return derivation()
  } catch (error) {
    if (error instanceof ConvolemmaError && BORDER.has(error.problem.code)) return undefined
    throw error
  }
}

/** "40 of 48 outputs" */
function interiorOf({ checked: { proof }, assembly }: Derivation): string {
  const { claim, lemmas } = proof
  const blocks = lemmas
    .find(({ name }) => name === claim.lemma)
    ?.parameters.find(({ name }) => name === claim.position)?.extent
  const outputs = only(assembly.stages.at(-1)?.extent ?? integer(1))
  const claimed = only(blocks ?? integer(1)) * only(claim.phase?.extent ?? integer(1))
  return `${Math.min(claimed, outputs)} of ${outputs} outputs`
}

/** The number that a size is on the one axis. */
function only(size: Index): number {
  const value = constantOf(size)
  const [entry] = value === undefined ? [] : coefficientEntries(value, 1)
  if (entry === undefined) throw new TypeError('a size in the table of rates is not a number')
  return entry
}
