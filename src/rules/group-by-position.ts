/** Rule group-by-position: collect all pairs of taps that meet in the same input sample. */
import type { SizeDeclaration, Step } from '../proof/proof.ts'
import { equals, multiply, within } from '../term/build.ts'
import {
  addIndex,
  type Coefficient,
  coefficientEntries,
  coefficientOf,
  constantOf,
  equalIndex,
  type Index,
  type IndexAtom,
  integer,
  multiplyIndex,
  subtractIndex,
  variable,
  variablesOf,
  zipCoefficients,
} from '../term/index-expression.ts'
import type { ElementTerm, Path, SumTerm } from '../term/term.ts'
import {
  type CommonGrid,
  commonGrid,
  greatestCommonDivisor,
  readsSameSamples,
  refuseUnknown,
  type SampleRead,
} from './common-grid.ts'
import { Rewriting } from './rewriting.ts'
import { freshIndexName, nameSize, type Rule, type Scene } from './rule.ts'
import { type SampleGeometry, sampleGeometry } from './sample-geometry.ts'
import { below, moveSumOutwards, type SignalSummand, signalGroups } from './summand.ts'

export const groupByPosition: Rule = {
  name: 'group-by-position',
  title: 'group by the sample that is read',
  statement: '\\sum_j \\sum_i f(i, j) = \\sum_m \\sum_{\\substack{i,\\, j \\\\ \\varphi(i,j) = m}} f(i, j)',
  condition: 'every pair (i, j) has exactly one value m = φ(i, j), and it lies in the range of m',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const rewriting = new Rewriting(term)
    const sizes: SizeDeclaration[] = []
    for (const group of signalGroups(term, scene)) {
      if (group[0]?.read.at[1] === undefined) continue
      sizes.push(...collectGroup(rewriting, group, { ...scene, sizes: [...scene.sizes, ...sizes] }))
    }
    if (rewriting.steps.length === 0) return undefined
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      sizes,
      because: 'every pair of taps has exactly one offset, and the offsets are 0 … the last tap of the merged kernel',
    }
  },
}

/** Collect the summands that read one source on one grid of samples. @returns the sizes that got names */
function collectGroup(rewriting: Rewriting, group: readonly SignalSummand[], scene: Scene): readonly SizeDeclaration[] {
  const reads = group.map(({ summand, read }): SampleRead => {
    const position = read.at[1] ?? []
    const names = variablesOf(position)
    const equations = summand.factors.flatMap((factor) =>
      factor.kind === 'bracket' && factor.condition.kind === 'equal'
        ? [subtractIndex(factor.condition.left, factor.condition.right)]
        : [],
    )
    return { position, taps: summand.sums.filter((sum) => names.includes(sum.index)), equations }
  })
  const [only] = reads
  const phase = scene.parameters[2]?.name ?? ''
  const isAffine = reads.every(({ position }) => !hasFloor(position) && !variablesOf(position).includes(phase))
  const isSettled = reads.length === 1 ? (only?.taps.length ?? 0) < 2 : readsSameSamples(reads)
  if (isAffine && isSettled && reads.every(movesForwards)) return []
  if (isAffine && reads.length === 1 && only !== undefined && movesForwards(only)) {
    const grid = nameGeometry(only.position, only.taps, tapGrid(only.position, only.taps), scene)
    moveOnto(rewriting, group, { ...grid, offsets: [grid.offset], divisors: [] }, scene)
    return grid.sizes
  }
  const { stride, dilation, padding, extent, offsets, divisors } = gridOf(rewriting, group, reads, scene)
  const { suffix } = scene.wishes
  const named = [nameSize(`P${suffix}`, padding, scene), nameSize(`T${suffix}`, extent, scene)] as const
  const n = scene.parameters[1]?.name ?? ''
  const start = subtractIndex(multiplyIndex(stride, variable(n)), named[0].index)
  const sizes = named.flatMap((one) => one.sizes)
  const accepts: Scene['accepts'] = (term, step) => scene.accepts(term, step, sizes)
  moveOnto(rewriting, group, { start, dilation, taps: named[1].index, offsets, divisors }, { ...scene, accepts })
  return sizes
}

/** The grid that equations allow, or a wider one where the checker would not see that they do. */
function gridOf(
  rewriting: Rewriting,
  group: readonly SignalSummand[],
  reads: readonly SampleRead[],
  scene: Scene,
): CommonGrid {
  const grid = commonGrid(reads, scene)
  const stays = group.every(({ summand }, number) => {
    const step = gridStep(rewriting, below(summand.path, summand.sums.length), number, { ...grid, taps: grid.extent })
    return step === undefined || scene.accepts(rewriting.term, step)
  })
  return stays
    ? grid
    : commonGrid(
        reads.map((read) => ({ ...read, equations: [] })),
        scene,
      )
}

/** True where later taps read later samples, as in a convolution; in a transposed one it is the other way round. */
function movesForwards({ position, taps }: SampleRead): boolean {
  return taps.every(({ index }) =>
    (coefficientOf(position, index) ?? []).every(({ coefficient }) =>
      coefficientEntries(coefficient).every((entry) => entry >= 0),
    ),
  )
}

function hasFloor(index: Index): boolean {
  return index.some(({ atoms }) => atoms.some((atom) => atom.kind === 'floor'))
}

/** Where tap 0 reads, the step from tap to tap, their number, and the tap of each summand. */
interface Grid {
  readonly start: Index
  readonly dilation: Index
  readonly taps: Index
  readonly offsets: readonly Index[]
  readonly divisors: readonly (Index | undefined)[]
}

/** f → Σ_m [φ = m]·f with the sample read at m, and the new sum brought out to the one over channels. */
function moveOnto(rewriting: Rewriting, group: readonly SignalSummand[], grid: Grid, scene: Scene): void {
  const bound = group.flatMap(({ summand }) => summand.sums.map((sum) => sum.index))
  const m = freshIndexName('m', scene, bound)
  const sample = addIndex(grid.start, multiplyIndex(grid.dilation, variable(m)))
  group.forEach(({ summand, read, place }, number) => {
    const factors = summand.factors.map((factor, at) =>
      at === place ? { ...read, at: [read.at[0] ?? [], sample] } : factor,
    )
    const depth = summand.sums.length
    keepOnGrid(rewriting, below(summand.path, depth), number, grid)
    straighten(rewriting, below(summand.path, depth), read, grid, number)
    const body = multiply(equals(grid.offsets[number] ?? [], variable(m)), ...factors)
    const sum: SumTerm = { kind: 'sum', index: m, sort: 'position', extent: grid.taps, body }
    const step = rewriting.plan('one-point', below(summand.path, depth), sum, { reverse: true })
    // Linear bounds always suffice for affine offsets; whether they do for floors of symbols, the checker knows.
    if (hasFloor(grid.offsets[number] ?? []) && !scene.accepts(rewriting.term, step)) refuseUnknown()
    rewriting.take(step)
    const outermost = summand.sums.findIndex((sum) => sum.index !== channelName(read.at[0]))
    moveSumOutwards(rewriting, summand.path, depth, outermost === -1 ? depth : outermost)
  })
}

/** Where only an equation keeps the offset on the grid, say so: [A = d·F]·f → [A = d·F]·f·[0 ≤ φ < T]. */
function keepOnGrid(rewriting: Rewriting, path: Path, number: number, grid: Grid): void {
  const step = gridStep(rewriting, path, number, grid)
  if (step !== undefined) rewriting.take(step)
}

function gridStep(
  rewriting: Rewriting,
  path: Path,
  number: number,
  { offsets, taps, divisors }: Pick<Grid, 'offsets' | 'taps' | 'divisors'>,
): Step | undefined {
  const divisor = divisors[number]
  const product = rewriting.at(path)
  if (divisor === undefined || product.kind !== 'multiply') return undefined
  const onGrid = within(offsets[number] ?? [], taps)
  const options = { reverse: true, multipliers: [divisor, divisor] }
  return rewriting.plan('bracket-implied', path, multiply(...product.factors, onGrid), options)
}

/** On an axis with one tap the offset is 0, however it is written: read the sample without it. */
function straighten(rewriting: Rewriting, path: Path, read: ElementTerm, grid: Grid, number: number): void {
  const offset = grid.offsets[number] ?? []
  const taps = constantOf(grid.taps)
  const product = rewriting.at(path)
  if (taps === undefined || constantOf(offset) !== undefined) return
  const several = integer(zipCoefficients(taps, 1, (count) => (count > 1 ? 1 : 0)))
  const position = addIndex(grid.start, multiplyIndex(grid.dilation, multiplyIndex(several, offset)))
  if (equalIndex(position, read.at[1] ?? [])) return
  const straight = { ...read, at: [read.at[0] ?? [], position] }
  if (product.kind === 'element') rewriting.step('same-index', path, straight)
  else if (product.kind === 'multiply') {
    const place = product.factors.findIndex((factor) => factor.kind === 'element' && factor.name === read.name)
    const factors = product.factors.map((factor, at) => (at === place ? straight : factor))
    rewriting.step('same-index', path, multiply(...factors))
  }
}

function channelName(channel: Index | undefined): string | undefined {
  return channel === undefined ? undefined : variablesOf(channel)[0]
}

interface MergedGeometry extends SampleGeometry {
  /** φ(i, j), the tap of the merged kernel. */
  readonly offset: Index
  readonly taps: Index
}

/** Split the position into S⊙n − P and D⊙φ(taps), and count the merged taps. */
function nameGeometry(position: Index, taps: readonly SumTerm[], grid: TapGrid, scene: Scene): MergedGeometry {
  const offset = addIndex(...taps.map((tap, at) => multiplyIndex(grid.steps[at] ?? [], variable(tap.index))))
  const extent = addIndex(
    integer(1),
    ...taps.map((tap, at) => multiplyIndex(grid.steps[at] ?? [], subtractIndex(tap.extent, integer(1)))),
  )
  const indices = taps.map((tap) => tap.index)
  const samples = sampleGeometry(position, indices, grid.dilation, scene)
  const count = nameSize(`T${scene.wishes.suffix}`, extent, scene)
  return { ...samples, offset, taps: count.index, sizes: [...samples.sizes, ...count.sizes] }
}

interface TapGrid {
  readonly dilation: Index
  /** The coefficient of each tap index divided by the dilation. */
  readonly steps: readonly Index[]
}

/** The coarsest grid that holds all taps: what the coefficients of the tap indices have in common, axis by axis. */
function tapGrid(position: Index, taps: readonly SumTerm[]): TapGrid {
  const coefficients = taps.map((tap) => withoutUnitAxes(coefficientOf(position, tap.index) ?? [], tap.extent))
  const atoms = coefficients.flat().reduce<readonly IndexAtom[] | undefined>((common, monomial) => {
    return common === undefined
      ? monomial.atoms
      : common.filter((atom) => monomial.atoms.some((other) => sameAtom(atom, other)))
  }, undefined)
  const shared = [...new Set(atoms ?? [])]
  const divisor = coefficients
    .flat()
    .map((monomial) => monomial.coefficient)
    .reduce<Coefficient>((common, next) => zipCoefficients(common, next, greatestCommonDivisor), 0)
  const positive = zipCoefficients(divisor, 1, (entry) => (entry === 0 ? 1 : entry))
  return {
    dilation: [{ coefficient: positive, atoms: shared }],
    steps: coefficients.map((coefficient) =>
      coefficient.map((monomial) => ({
        coefficient: zipCoefficients(monomial.coefficient, positive, (a, b) => a / b),
        atoms: removeAtoms(monomial.atoms, shared),
      })),
    ),
  }
}

/** On an axis where a tap index has a single value, 0, its coefficient does not matter and must not narrow the grid. */
function withoutUnitAxes(coefficient: Index, extent: Index): Index {
  const size = constantOf(extent)
  if (size === undefined || typeof size === 'number') return coefficient
  const mask = coefficientEntries(size).map((entry) => (entry === 1 ? 0 : 1))
  return multiplyIndex(integer(mask), coefficient)
}

function sameAtom(a: IndexAtom, b: IndexAtom): boolean {
  return a.kind === 'variable' && b.kind === 'variable' && a.name === b.name
}

function removeAtoms(atoms: readonly IndexAtom[], shared: readonly IndexAtom[]): readonly IndexAtom[] {
  const left = [...atoms]
  for (const atom of shared) {
    const place = left.findIndex((other) => sameAtom(atom, other))
    if (place !== -1) left.splice(place, 1)
  }
  return left
}
