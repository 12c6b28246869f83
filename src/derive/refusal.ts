/** Says why padding between layers leaves no single kernel exact, with the smallest input that shows it. */
import { fail } from '../errors.ts'
import { type AxisRead, type AxisWorld, readsAt } from '../proof/axis-reads.ts'
import {
  coefficientEntries,
  constantOf,
  type Index,
  integer,
  singleVariable,
  substituteIndex,
} from '../term/index-expression.ts'
import { mentions } from '../term/walk.ts'
import type { Assembly, Stage } from './assemble.ts'
import type { Borders } from './border.ts'
import { worldsOf } from './interior.ts'
import { withSamples } from './interior-size.ts'
import { place } from './shapes.ts'

/** What the padding hides: a bias, or samples that the inner layers would still see; or the layer's own weights vary. */
export type Hidden = 'bias' | 'samples' | 'weights'

/** @throws ConvolemmaError "border/not-exact" always */
export function refuseBorder(assembly: Assembly, stage: Stage, hidden: Hidden, borders: Borders): never {
  if (borders === 'interior') refuseInterior(stage)
  if (hidden === 'weights') refuseOwnWeights(stage)
  const [source] = stage.inputs
  const before = layersBefore(assembly, stage)
  const names = source?.from !== undefined && before === 1 ? place(source.from.layer) : `the ${before} layers before it`
  const would =
    hidden === 'bias'
      ? `outside the image ${names} would give the bias, not 0`
      : `outside its output ${names} would still see the input`
  return fail({
    code: 'border/not-exact',
    what: `not one convolution everywhere: it pads with zeros, but ${would} (rule drop-window)${example(assembly, stage, hidden)}`,
    where: place(stage.layer),
    fix: [
      '--borders exact: one kernel for the interior and one for each kind of border',
      '--borders interior: one kernel that is right away from the border',
      'give this layer padding=0 and pad the first layer instead (a different network at the border)',
      hidden === 'bias'
        ? 'give the layers before it bias=False'
        : 'pad the layers before it by at least dilation·(kernel − 1)',
    ],
    ...(stage.layer.at === undefined ? {} : { excerpt: stage.layer.at }),
  })
}

/** How many layers lead to a stage. */
function layersBefore({ stages }: Assembly, stage: Stage): number {
  const found = new Set<string>()
  const visit = ({ inputs }: Stage): void => {
    for (const { name } of inputs) {
      const inner = stages.find(({ signal }) => signal === name)
      if (inner === undefined || found.has(name)) continue
      found.add(name)
      visit(inner)
    }
  }
  visit(stage)
  return found.size
}

/** Stop where a layer reads the signal of another layer continued: that is a convolution of the input in the interior only. */
export function refuseContinuation(assembly: Assembly, stage: Stage): void {
  const layers = new Set(assembly.stages.map(({ signal }) => signal))
  const own = assembly.definitions.find(({ name }) => name === stage.signal)
  const reads = assembly.definitions.find(
    ({ name, role }) =>
      role === 'signal' && !layers.has(name) && own !== undefined && mentions(own.body, new Set([name])),
  )
  if (reads === undefined) return
  fail({
    code: 'border/not-exact',
    what: 'not one convolution at the border: it continues what the layer before it gives, by samples that no single kernel reads there',
    where: place(stage.layer),
    fix: [
      '--borders interior with the size of the input: one kernel that is right away from the border',
      'pad the input instead',
    ],
  })
}

function refuseOwnWeights(stage: Stage): never {
  return fail({
    code: 'border/not-exact',
    what: 'not one convolution everywhere: its weights near the border are not those inside',
    where: place(stage.layer),
    fix: [
      '--borders exact: one kernel for the interior and one for each kind of border',
      '--borders interior: one kernel that is right away from the border',
      'for average pooling: count_include_pad=True and ceil_mode=False',
    ],
    ...(stage.layer.at === undefined ? {} : { excerpt: stage.layer.at }),
  })
}

function refuseInterior(stage: Stage): never {
  return fail({
    code: 'border/no-interior',
    what: 'no output is free of the border, or the size of the input is not known',
    where: place(stage.layer),
    fix: ['give the size of the input, such as --input 3x224x224', 'a larger input'],
  })
}

/** Inputs up to this length are tried when the user gives no size. */
const LONGEST_EXAMPLE = 64
/** Reads that are followed for one example. */
const MOST_READS = 200_000

/** An output that reads padding through a tap; `sample` is what one kernel would read there instead. */
interface PaddedRead {
  readonly output: number
  readonly tap: string | undefined
  readonly sample: number | undefined
}

/** The smallest input for which an output differs, in words; nothing where a size is symbolic. */
function example(assembly: Assembly, stage: Stage, hidden: Hidden): string {
  const [input] = assembly.inputs
  if (input === undefined) return ''
  const name = singleVariable(input.extent)
  const lengths = name === undefined ? [undefined] : Array.from({ length: LONGEST_EXAMPLE }, (_, length) => length + 1)
  for (const length of lengths) {
    const sized = name === undefined || length === undefined ? assembly : withSamples(assembly, name, length)
    for (const world of worldsOf(sized) ?? []) {
      const samples = length ?? entryOn(input.extent, world)
      const outputs = entryOn(stage.extent, world)
      const inside = entryOn(stage.inputs[0]?.extent ?? [], world)
      if (samples === undefined || outputs === undefined || (inside ?? 0) < 1) continue
      const read = firstPaddedRead(stage, world, { outputs, samples, hidden })
      if (read !== undefined) return `; smallest counterexample: ${inWords(read, samples, world)}`
    }
  }
  return ''
}

function entryOn(index: Index, { axis, sizes }: AxisWorld): number | undefined {
  const known = new Map([...sizes].map(([name, size]) => [name, integer(size[axis] ?? size[0] ?? 0)] as const))
  const value = constantOf(substituteIndex(index, known))
  return value === undefined ? undefined : coefficientEntries(value, axis + 1)[axis]
}

interface Search {
  readonly outputs: number
  readonly samples: number
  readonly hidden: Hidden
}

function firstPaddedRead(stage: Stage, world: AxisWorld, search: Search): PaddedRead | undefined {
  const definition = world.definitions.get(stage.signal)
  if (definition === undefined) return undefined
  const budget = { left: MOST_READS }
  for (let output = 0; output < search.outputs; output += 1) {
    for (const read of readsAt(definition, output, world)) {
      if (read.inside || read.position === undefined) continue
      const tap = /:(\d+)/.exec(read.way)?.[1]
      if (search.hidden === 'bias') return { output, tap, sample: undefined }
      const sample = sampleSeen(read, world, search.samples, budget)
      if (sample !== undefined) return { output, tap, sample }
    }
  }
  return undefined
}

/** A sample of the input that a read would see if nothing were hidden from it. */
function sampleSeen(read: AxisRead, world: AxisWorld, samples: number, budget: { left: number }): number | undefined {
  budget.left -= 1
  const { name, position } = read
  if (position === undefined || budget.left < 0) return undefined
  const definition = world.definitions.get(name)
  if (definition === undefined) return position >= 0 && position < samples ? position : undefined
  for (const inner of readsAt(definition, position, world)) {
    const sample = sampleSeen(inner, world, samples, budget)
    if (sample !== undefined) return sample
  }
  return undefined
}

function inWords({ output, tap, sample }: PaddedRead, length: number, world: AxisWorld): string {
  const along = world.rank === 1 ? '' : ` along axis ${world.axis}`
  const input =
    sample === undefined
      ? `an input of ${length} zeros`
      : `an input of ${length} samples that is 0 but for sample ${sample}`
  const merged = sample === undefined ? 'the bias' : `sample ${sample}`
  const through = tap === undefined ? '' : ` through tap ${tap}`
  return `${input}${along}; output ${output} reads padding${through}, which is 0 layer by layer, where one kernel would read ${merged}`
}
