/** A proof along one axis: every vector of integers becomes its entry on that axis. Imports only terms. */
import {
  addIndex,
  coefficientEntries,
  floorDivide,
  type Index,
  type IndexAtom,
  integer,
  multiplyIndex,
  variable,
} from '../term/index-expression.ts'
import type { IndexVariable, Term } from '../term/term.ts'
import { children, withChildren } from '../term/walk.ts'
import type { Claim, Lemma, Proof } from './proof.ts'

/** The proof of rank 1 that holds along `axis`. */
export function projectProof(proof: Proof, axis: number): Proof {
  const index = (value: Index) => projectIndex(value, axis)
  const term = (value: Term) => projectTerm(value, index)
  const range = <T extends { readonly extent?: Index }>(value: T): T =>
    value.extent === undefined ? value : { ...value, extent: index(value.extent) }
  const { claim } = proof
  return {
    ...proof,
    rank: 1,
    sizes: proof.sizes.map((size) =>
      size.definition === undefined ? size : { ...size, definition: index(size.definition) },
    ),
    tensors: proof.tensors.map((tensor) => ({
      ...tensor,
      axes: tensor.axes.map(range),
      ...(tensor.support === undefined ? {} : { support: index(tensor.support) }),
    })),
    definitions: proof.definitions.map((one) => ({
      ...one,
      parameters: one.parameters.map(range),
      body: term(one.body),
    })),
    lemmas: proof.lemmas.map((lemma) => projectLemma(lemma, term, range)),
    claim: projectClaim(claim, index, term),
  }
}

function projectClaim(claim: Claim, index: (value: Index) => Index, term: (value: Term) => Term): Claim {
  const bound = <T extends { readonly extent: Index }>(value: T): T => ({ ...value, extent: index(value.extent) })
  return {
    ...claim,
    ...(claim.phase === undefined ? {} : { phase: bound(claim.phase) }),
    ...(claim.first === undefined ? {} : { first: index(claim.first) }),
    signals: claim.signals.map((signal) => ({
      ...signal,
      ...(signal.channelIndex === undefined ? {} : { channelIndex: bound(signal.channelIndex) }),
      ...(signal.tapIndex === undefined ? {} : { tapIndex: bound(signal.tapIndex) }),
      channel: index(signal.channel),
      stride: index(signal.stride),
      dilation: index(signal.dilation),
      padding: index(signal.padding),
      kernel: term(signal.kernel),
    })),
    ...(claim.bias === undefined ? {} : { bias: term(claim.bias) }),
  }
}

function projectLemma(
  lemma: Lemma,
  term: (value: Term) => Term,
  range: (value: IndexVariable) => IndexVariable,
): Lemma {
  return {
    ...lemma,
    parameters: lemma.parameters.map(range),
    left: term(lemma.left),
    right: term(lemma.right),
    rules: lemma.rules.map((rule) => ({
      ...rule,
      steps: rule.steps.map((step) => ({ ...step, before: term(step.before), after: term(step.after) })),
    })),
  }
}

function projectIndex(index: Index, axis: number): Index {
  return addIndex(
    ...index.map((monomial) => {
      const { coefficient } = monomial
      const entry = typeof coefficient === 'number' ? coefficient : (coefficientEntries(coefficient)[axis] ?? 0)
      return monomial.atoms.reduce<Index>(
        (product, atom) => multiplyIndex(product, projectAtom(atom, axis)),
        integer(entry),
      )
    }),
  )
}

function projectAtom(atom: IndexAtom, axis: number): Index {
  if (atom.kind === 'variable') return variable(atom.name)
  return floorDivide(projectIndex(atom.numerator, axis), projectIndex(atom.denominator, axis))
}

function projectTerm(term: Term, index: (value: Index) => Index): Term {
  if (term.kind === 'element') return { ...term, at: term.at.map(index) }
  if (term.kind === 'bracket') {
    const { condition } = term
    return {
      kind: 'bracket',
      condition:
        condition.kind === 'equal'
          ? { kind: 'equal', left: index(condition.left), right: index(condition.right) }
          : { kind: 'within', index: index(condition.index), extent: index(condition.extent) },
    }
  }
  const next = withChildren(
    term,
    children(term).map((child) => projectTerm(child, index)),
  )
  return next.kind === 'sum' ? { ...next, extent: index(next.extent) } : next
}
