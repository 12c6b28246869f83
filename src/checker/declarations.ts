/** Checks what a record declares, in order, so that nothing mentions what comes later or itself. Never imports the engine. */
import { fail } from '../errors.ts'
import type { Definition, Proof, SizeDeclaration, TensorDeclaration } from '../proof/proof.ts'
import type { IndexVariable, Sort } from '../term/term.ts'
import { isPositive } from './bounds.ts'
import {
  axesOf,
  type Context,
  extend,
  type ProvedLemma,
  rangesOf,
  readIndex,
  readTerm,
  type Scope,
} from './elaborate.ts'
import type { Expression } from './expression.ts'
import { atomPolynomial, type Polynomial } from './polynomial.ts'
import { startWork } from './work.ts'

/** A context that is being filled; only the function that made it adds to it. */
export interface OpenContext extends Context {
  readonly sizes: Map<string, { readonly sort: Sort; readonly value: Polynomial }>
  readonly signatures: Map<string, readonly Sort[]>
  readonly definitions: Map<string, Expression>
  readonly supports: Map<string, { readonly sort: Sort; readonly extent: Polynomial }>
  readonly lemmas: Map<string, ProvedLemma>
}

/** The context of a record's sizes, tensors and definitions, without lemmas. @throws ConvolemmaError with the reason */
export function declare(
  proof: Pick<Proof, 'rank' | 'sizes' | 'tensors' | 'definitions'>,
  enter: (path: string) => void,
): OpenContext {
  const context: OpenContext = {
    rank: proof.rank,
    sizes: new Map(),
    signatures: new Map(),
    definitions: new Map(),
    supports: new Map(),
    lemmas: new Map(),
    work: startWork(),
  }
  for (const [number, size] of proof.sizes.entries()) {
    enter(`sizes[${number}]`)
    declareSize(size, number, context)
  }
  for (const [number, tensor] of proof.tensors.entries()) {
    enter(`tensors[${number}]`)
    declareTensor(tensor, context)
  }
  for (const [number, definition] of proof.definitions.entries()) {
    enter(`definitions[${number}]`)
    declareDefinition(definition, context)
  }
  return context
}

function declareSize(size: SizeDeclaration, number: number, context: OpenContext): void {
  const { name, sort, minimum, definition } = size
  refuseTwice(context.sizes.has(name), name)
  const ones = new Array<bigint>(axesOf(sort, context)).fill(1n)
  const value =
    definition === undefined
      ? atomPolynomial({ kind: 'size', key: `s${number}`, minimum }, ones)
      : readIndex(definition, sort, [], context)
  // A defined size is its definition everywhere; that its minimum is 0 says nothing, and is costly to show for long chains.
  const says = definition !== undefined && minimum > 0
  if (says && !isPositive(value, ones.length, rangesOf([], context)))
    fail({ code: 'size/minimum', what: `what "${name}" is defined as is not provably at least ${minimum}` })
  context.sizes.set(name, { sort, value })
}

function declareTensor({ name, axes, support }: TensorDeclaration, context: OpenContext): void {
  refuseTwice(context.signatures.has(name), name)
  const sorts = axes.map(({ sort, extent }) => {
    axesOf(sort, context)
    if (extent !== undefined) readIndex(extent, sort, [], context)
    return sort
  })
  const sort = sorts.at(-1)
  if (support !== undefined) {
    if (sort === undefined) fail({ code: 'sort/arity', what: `"${name}" has a support but no axis` })
    if (sort !== 'position') fail({ code: 'support/axis', what: `the support of "${name}" is not about positions` })
    const extent = readIndex(support, sort, [], context)
    if (!isPositive(extent, axesOf(sort, context), rangesOf([], context)))
      fail({ code: 'support/empty', what: `the support of "${name}" is not provably at least 1 on every axis` })
    context.supports.set(name, { sort, extent })
  }
  context.signatures.set(name, sorts)
}

/** A definition holds for all integers, so an extent of a parameter has no weight here. */
function declareDefinition({ name, parameters, body }: Definition, context: OpenContext): void {
  refuseTwice(context.signatures.has(name), name)
  readParameters(parameters, context)
  context.definitions.set(name, readTerm(body, readUnbounded(parameters, context), context))
  context.signatures.set(
    name,
    parameters.map(({ sort }) => sort),
  )
}

/** Parameters as a scope; their extents are made of sizes. */
export function readParameters(parameters: readonly IndexVariable[], context: Context) {
  return parameters.reduce<Scope>((scope, { name, sort, extent }) => {
    axesOf(sort, context)
    const range = extent === undefined ? {} : { extent: readIndex(extent, sort, [], context) }
    return extend(scope, { name, sort, ...range }, context)
  }, [])
}

/** Parameters as a scope in which they range over all integers. */
export function readUnbounded(parameters: readonly IndexVariable[], context: Context): Scope {
  return parameters.reduce<Scope>((scope, { name, sort }) => extend(scope, { name, sort }, context), [])
}

function refuseTwice(known: boolean, name: string): void {
  if (known) fail({ code: 'name/duplicate', what: `"${name}" is declared twice` })
}
