/** Rule group-by-position: collect all pairs of taps that meet in the same input sample. */
import { equals, multiply } from '../term/build.ts'
import {
  addIndex,
  type Coefficient,
  coefficientEntries,
  coefficientOf,
  constantOf,
  type Index,
  type IndexAtom,
  integer,
  multiplyIndex,
  subtractIndex,
  variable,
  variablesOf,
  zipCoefficients,
} from '../term/index-expression.ts'
import type { SumTerm } from '../term/term.ts'
import { Rewriting } from './rewriting.ts'
import { freshIndexName, nameSize, type Rule, type Scene } from './rule.ts'
import { type SampleGeometry, sampleGeometry } from './sample-geometry.ts'
import { below, moveSumOutwards, signalSummand } from './summand.ts'

export const groupByPosition: Rule = {
  name: 'group-by-position',
  title: 'group by the sample that is read',
  statement: '\\sum_j \\sum_i f(i, j) = \\sum_m \\sum_{\\substack{i,\\, j \\\\ \\varphi(i,j) = m}} f(i, j)',
  condition: 'every pair (i, j) has exactly one value m = φ(i, j), and it lies in the range of m',
  source: 'docs/theory.md §1',
  apply(term, scene) {
    const found = signalSummand(term, scene)
    const position = found?.read.at[1]
    if (found === undefined || position === undefined) return undefined
    const { summand, read, place } = found
    const taps = summand.sums.filter((sum) => variablesOf(position).includes(sum.index))
    if (taps.length < 2) return undefined
    const grid = commonGrid(position, taps)
    const merged = nameGeometry(position, taps, grid, scene)
    const m = freshIndexName(
      'm',
      scene,
      summand.sums.map((sum) => sum.index),
    )
    const sample = addIndex(merged.start, multiplyIndex(merged.dilation, variable(m)))
    const factors = summand.factors.map((factor, at) =>
      at === place ? { ...read, at: [read.at[0] ?? [], sample] } : factor,
    )
    const rewriting = new Rewriting(term)
    const depth = summand.sums.length
    rewriting.step(
      'one-point',
      below(summand.path, depth),
      {
        kind: 'sum',
        index: m,
        sort: 'position',
        extent: merged.taps,
        body: multiply(equals(merged.offset, variable(m)), ...factors),
      },
      { reverse: true },
    )
    const outermost = summand.sums.findIndex((sum) => sum.index !== channelName(read.at[0]))
    moveSumOutwards(rewriting, summand.path, depth, Math.max(outermost, 0))
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      sizes: merged.sizes,
      because: 'every pair of taps has exactly one offset, and the offsets are 0 … the last tap of the merged kernel',
    }
  },
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
function nameGeometry(position: Index, taps: readonly SumTerm[], grid: Grid, scene: Scene): MergedGeometry {
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

interface Grid {
  readonly dilation: Index
  /** The coefficient of each tap index divided by the dilation. */
  readonly steps: readonly Index[]
}

/** The coarsest grid that holds all taps: what the coefficients of the tap indices have in common, axis by axis. */
function commonGrid(position: Index, taps: readonly SumTerm[]): Grid {
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

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b)
}
