/** How a signal goes on outside of its samples, as definitions that only choose samples. Never rewrites a term. */
import type { Extension } from '../layers/layer.ts'
import type { Definition } from '../proof/proof.ts'
import { add, element, multiply, within } from '../term/build.ts'
import {
  addIndex,
  coefficientEntries,
  constantOf,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { IndexVariable, Term } from '../term/term.ts'

/** What is continued, by how much, and under which names. */
export interface ViewRequest {
  readonly extension: Extension
  readonly signal: { readonly name: string; readonly channels: Index; readonly extent: Index }
  readonly padding: { readonly start: Index; readonly end: Index }
  readonly rank: number
  /** True for an input of the network: then the result is a view, otherwise a signal like others. */
  readonly isInput: boolean
  readonly names: { readonly channel: string; readonly position: string; readonly tensor: (wish: string) => string }
}

/** The definitions of the continued signal, which is the last one. */
export function viewOf(request: ViewRequest): readonly Definition[] {
  return request.extension === 'circular' ? [circular(request)] : axisByAxis(request)
}

/** x[c, q − L⌊q/L⌋] */
function circular(request: ViewRequest): Definition {
  const { signal, names } = request
  const q = variable(names.position)
  const around = subtractIndex(q, multiplyIndex(signal.extent, floorDivide(q, signal.extent)))
  const body = element(signal.name, variable(names.channel), around)
  return define(names.tensor(`${signal.name}_circular`), body, request)
}

/** One definition for each padded axis, from the first to the last: a sum over inside, before and behind. */
function axisByAxis(request: ViewRequest): readonly Definition[] {
  const { signal, names, extension } = request
  const axes = paddedAxes(request)
  const definitions: Definition[] = []
  let source = signal.name
  for (const [place, axis] of axes.entries()) {
    const isLast = place === axes.length - 1
    const name = names.tensor(`${signal.name}_${extension}${isLast ? '' : `_${axis + 1}`}`)
    definitions.push(define(name, alongAxis(source, axis, request), request))
    source = name
  }
  return definitions
}

function paddedAxes({ padding, rank }: ViewRequest): readonly number[] {
  const entries = (index: Index): readonly (number | undefined)[] => {
    const value = constantOf(index)
    return value === undefined ? Array.from({ length: rank }, () => undefined) : coefficientEntries(value, rank)
  }
  const [start, end] = [entries(padding.start), entries(padding.end)]
  return Array.from({ length: rank }, (_, axis) => axis).filter((axis) => start[axis] !== 0 || end[axis] !== 0)
}

/** [0 ≤ q < L]·x[q] + [before]·x[mirror before] + [behind]·x[mirror behind], on one axis; the others stay as they are. */
function alongAxis(source: string, axis: number, { signal, padding, rank, names, extension }: ViewRequest): Term {
  const own = integer(Array.from({ length: rank }, (_, at) => (at === axis ? 1 : 0)))
  const others = subtractIndex(integer(1), own)
  const q = variable(names.position)
  const last = subtractIndex(signal.extent, integer(1))
  const onAxis = (index: Index, extent: Index) =>
    within(multiplyIndex(own, index), addIndex(multiplyIndex(own, extent), others))
  const at = (index: Index) =>
    element(source, variable(names.channel), addIndex(multiplyIndex(others, q), multiplyIndex(own, index)))
  const isReflected = extension === 'reflect'
  const before = isReflected ? subtractIndex(integer(0), q) : integer(0)
  const behind = isReflected ? subtractIndex(addIndex(last, last), q) : last
  return add(
    multiply(onAxis(q, signal.extent), at(q)),
    ...(isZeroOn(padding.start, axis, rank)
      ? []
      : [multiply(onAxis(subtractIndex(integer(-1), q), padding.start), at(before))]),
    ...(isZeroOn(padding.end, axis, rank)
      ? []
      : [multiply(onAxis(subtractIndex(q, signal.extent), padding.end), at(behind))]),
  )
}

function isZeroOn(index: Index, axis: number, rank: number): boolean {
  const value = constantOf(index)
  return value !== undefined && coefficientEntries(value, rank)[axis] === 0
}

function define(name: string, body: Term, { signal, isInput, names }: ViewRequest): Definition {
  const parameters: readonly IndexVariable[] = [
    { name: names.channel, sort: 'channel', extent: signal.channels },
    { name: names.position, sort: 'position' },
  ]
  return { name, parameters, body, role: isInput ? 'view' : 'signal' }
}
