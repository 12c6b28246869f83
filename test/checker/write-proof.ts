/** A shorthand for writing example proofs by hand; it checks nothing. Never imports the checker. */
import {
  type AxiomName,
  type Claim,
  type ClaimSignal,
  type Definition,
  type Lemma,
  PROOF_VERSION,
  type Proof,
  type SizeDeclaration,
  type TensorAxis,
  type TensorDeclaration,
} from '../../src/proof/proof.ts'
import { element } from '../../src/term/build.ts'
import {
  addIndex,
  type Coefficient,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  scaleIndex,
  variable,
} from '../../src/term/index-expression.ts'
import type { IndexVariable, Path, Sort, Term } from '../../src/term/term.ts'
import { replaceAt, subterm } from '../../src/term/walk.ts'

/** An index from text such as "s*t*n + i - 2". */
export function ix(text: string): Index {
  const parts = text.replace(/\s+/g, '').match(/[+-]?[^+-]+/g) ?? []
  return addIndex(
    ...parts.map((part) => {
      const factors = part.replace(/^[+-]/, '').split('*')
      const product = factors.map((factor) => (/^\d+$/.test(factor) ? integer(Number(factor)) : variable(factor)))
      return scaleIndex(part.startsWith('-') ? -1 : 1, product.reduce(multiplyIndex))
    }),
  )
}

/** One integer per axis. */
export function vector(...entries: readonly number[]): Index {
  return integer(entries)
}

/** Σ coefficient·text, for coefficients that differ from axis to axis. */
export function combination(...parts: readonly (readonly [Coefficient, string])[]): Index {
  return addIndex(...parts.map(([coefficient, text]) => scaleIndex(coefficient, ix(text))))
}

/** ⌊numerator / denominator⌋. */
export function floorOf(numerator: string, denominator: string): Index {
  return floorDivide(ix(numerator), ix(denominator))
}

/** An entry whose indices are given as texts. */
export function entry(name: string, ...at: readonly (string | Index)[]): Term {
  return element(name, ...at.map((index) => (typeof index === 'string' ? ix(index) : index)))
}

/** "c:o", "p:n", "c:a<A" as an index variable. */
export function parameter(text: string): IndexVariable {
  const [head = '', extent] = text.split('<')
  const [sort, name = ''] = head.split(':')
  return { name, sort: sort === 'p' ? 'position' : 'channel', ...(extent === undefined ? {} : { extent: ix(extent) }) }
}

export function sizes(sort: Sort, ...texts: readonly string[]): readonly SizeDeclaration[] {
  return texts.map((text) => {
    const [name = '', least] = text.split('>=')
    return { name, sort, minimum: least === '0' ? 0 : 1 }
  })
}

export function tensor(name: string, axes: string, support?: Index): TensorDeclaration {
  const sorts = [...axes].map((letter): TensorAxis => ({ sort: letter === 'p' ? 'position' : 'channel' }))
  return { name, axes: sorts, ...(support === undefined ? {} : { support }) }
}

export function define(role: Definition['role'], name: string, parameters: readonly string[], body: Term): Definition {
  return { name, parameters: parameters.map(parameter), body, role }
}

/** A step to make: at a place of the current term, with its result. */
export interface Move {
  readonly axiom: AxiomName
  readonly at?: Path
  readonly to: Term
  readonly reverse?: boolean
  readonly name?: string
  readonly arguments?: readonly Index[]
  readonly multipliers?: readonly Index[]
}

/** The lemma left = (whatever the moves lead to). */
export function prove(name: string, parameters: readonly string[], left: Term, ...moves: readonly Move[]): Lemma {
  let state = left
  const steps = moves.map(({ axiom, at = [], to, reverse = false, ...rest }) => {
    const step = { axiom, reverse, path: at, before: subterm(state, at), after: to, ...rest }
    state = replaceAt(state, at, to)
    return step
  })
  return {
    name,
    parameters: parameters.map(parameter),
    left,
    right: state,
    rules: [{ rule: 'by-hand', because: '', steps }],
  }
}

/** The record around declarations, lemmas and a claim. */
export function record(
  parts: Pick<Proof, 'title' | 'rank' | 'sizes' | 'tensors' | 'definitions' | 'lemmas' | 'claim'>,
): Proof {
  return { format: 'convolemma-proof', version: PROOF_VERSION, network: ['written by hand'], ...parts }
}

/** What a claim leaves out: one signal x with one tap, stride 1, no padding. */
export function claim(
  parts: Partial<Omit<Claim, 'signals'> & ClaimSignal> & Pick<Claim, 'lemma' | 'output'> & Pick<ClaimSignal, 'kernel'>,
): Claim {
  const one = integer(1)
  const {
    input = 'x',
    channel = ix('a'),
    stride = one,
    dilation = one,
    padding = integer(0),
    kernel,
    ...others
  } = parts
  const { channelIndex, tapIndex, outputChannel = 'o', ...rest } = others
  const signal: ClaimSignal = {
    input,
    ...(channelIndex === undefined ? {} : { channelIndex }),
    channel,
    ...(tapIndex === undefined ? {} : { tapIndex }),
    stride,
    dilation,
    padding,
    kernel,
  }
  return { outputChannel, ...rest, signals: [signal] }
}
