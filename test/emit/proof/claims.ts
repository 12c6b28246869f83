/** Records made by hand for the claims that one layer can make: phases, several inputs, an interior, kernels that vary. */
import { claimedFormula, claimedPosition } from '../../../src/proof/claimed-formula.ts'
import {
  type Claim,
  type ClaimSignal,
  type Definition,
  type Lemma,
  PROOF_FORMAT,
  PROOF_VERSION,
  type Proof,
  type TensorDeclaration,
} from '../../../src/proof/proof.ts'
import { apply, element, equals, multiply, sum, within } from '../../../src/term/build.ts'
import {
  addIndex,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  subtractIndex,
  variable,
} from '../../../src/term/index-expression.ts'
import type { IndexVariable, Term } from '../../../src/term/term.ts'

export const [n, m, o, a, r, j, q] = ['n', 'm', 'o', 'a', 'r', 'j', 'q'].map(variable) as [
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
  Index,
]

const CHANNEL: IndexVariable = { name: 'o', sort: 'channel', extent: integer(4) }

/** A convolution with three taps, dilation 1 and padding 1 that reads `input` by the kernel entry. */
export function signal(input: string, kernel: Term, stride: Index = integer(1)): ClaimSignal {
  return {
    input,
    channelIndex: { name: 'a', extent: integer(3) },
    channel: a,
    tapIndex: { name: 'm', extent: integer(3) },
    stride,
    dilation: integer(1),
    padding: integer(1),
    kernel,
  }
}

function input(name: string): TensorDeclaration {
  return { name, axes: [{ sort: 'channel', extent: integer(3) }, { sort: 'position' }] }
}

interface Parts {
  readonly claim: Partial<Claim> & Pick<Claim, 'signals'>
  readonly tensors?: readonly TensorDeclaration[]
  readonly definitions?: readonly Definition[]
  /** The positions of the claimed lemma, where they end. */
  readonly extent?: Index
  readonly rank?: Proof['rank']
  readonly rules?: Lemma['rules']
}

/** A record whose claimed lemma says exactly what its claim says. Nothing in it is proved. */
export function record(parts: Parts): Proof {
  const claim: Claim = { lemma: 'y', output: 'y', outputChannel: 'o', position: 'n', ...parts.claim }
  const position: IndexVariable = {
    name: 'n',
    sort: 'position',
    ...(parts.extent === undefined ? {} : { extent: parts.extent }),
  }
  const phase: readonly IndexVariable[] = claim.phase === undefined ? [] : [{ ...claim.phase, sort: 'position' }]
  const output: Definition = {
    name: 'y',
    parameters: [CHANNEL, { name: 'n', sort: 'position' }],
    body: element('z', o, n),
    role: 'signal',
  }
  const lemma: Lemma = {
    name: 'y',
    parameters: [CHANNEL, position, ...phase],
    left: element('y', o, claimedPosition(claim) ?? []),
    right: claimedFormula(claim),
    rules: parts.rules ?? [],
  }
  return {
    format: PROOF_FORMAT,
    version: PROOF_VERSION,
    title: 'A record made by hand',
    network: ['Conv1d(3, 4, 3)'],
    rank: parts.rank ?? 1,
    sizes: [],
    tensors: parts.tensors ?? [input('x')],
    definitions: [...(parts.definitions ?? []), output],
    lemmas: [lemma],
    claim,
  }
}

const defined = (name: string, ...parameters: readonly IndexVariable[]): Definition => ({
  name,
  parameters,
  body: element('k'),
  role: 'kernel',
})
const axis = (name: string, sort: IndexVariable['sort'], extent?: Index): IndexVariable =>
  extent === undefined ? { name, sort } : { name, sort, extent }

const PHASE = axis('r', 'position', integer(2))
const KERNEL = [CHANNEL, axis('a', 'channel', integer(3)), axis('m', 'position', integer(3))]

/** Up by 2, down by 3. */
export const PHASES = record({
  claim: {
    phase: { name: 'r', extent: integer(2) },
    signals: [signal('x', element('M', o, r, a, m), integer(3))],
    bias: element('B', o, r),
  },
  definitions: [defined('M', CHANNEL, PHASE, ...KERNEL.slice(1)), { ...defined('B', CHANNEL, PHASE), role: 'bias' }],
})

/** Up by 2 and 3, in two dimensions, with the interior from (1, 2) on. */
export const PLANE = record({
  rank: 2,
  extent: integer([5, 6]),
  claim: {
    phase: { name: 'r', extent: integer([2, 3]) },
    first: integer([1, 2]),
    signals: [signal('x', element('M', o, r, a, m))],
  },
  definitions: [defined('M', CHANNEL, axis('r', 'position', integer([2, 3])), ...KERNEL.slice(1))],
})

/** Two inputs at different rates. */
export const INPUTS = record({
  claim: {
    signals: [signal('x', element('M', o, a, m)), signal('u', element('N', o, a, m), integer(2))],
    bias: element('B', o),
  },
  tensors: [{ ...input('x'), support: variable('L') }, input('u')],
  definitions: [defined('M', ...KERNEL), defined('N', ...KERNEL), { ...defined('B', CHANNEL), role: 'bias' }],
})

/** Exact for 2 ≤ n < 7 only. */
export const INTERIOR = record({
  extent: integer(5),
  claim: { first: integer(2), signals: [signal('x', element('M', o, a, m))] },
  definitions: [defined('M', ...KERNEL)],
})

/** The taps j of the outer layer that lie inside of the signal between, at output n. */
const windowed = sum(
  'j',
  'position',
  integer(3),
  multiply(within(addIndex(n, subtractIndex(j, integer(1))), variable('L')), element('k', j)),
)

const varying = (body: Term) =>
  record({
    claim: { varies: true, signals: [signal('x', element('M', o, n, a, m))] },
    definitions: [
      { name: 'M', parameters: [CHANNEL, axis('n', 'position'), ...KERNEL.slice(1)], body, role: 'kernel' },
    ],
  })

/** Windows cut the kernel near the border. */
export const VARYING = varying(windowed)

/** The number of samples in the window divides. */
export const AVERAGING = varying(apply('reciprocal', windowed))

/** Every other output has another kernel. */
export const ALTERNATING = varying(
  equals(subtractIndex(n, multiplyIndex(integer(2), floorDivide(n, integer(2)))), integer(0)),
)

/** The input goes on periodically, and a channel of ones marks where it is. */
export const CIRCULAR = record({
  claim: {
    signals: [
      signal('x_circular', element('M', o, a, m)),
      { ...signal('ones', element('b_k', o)), channel: integer(0) },
    ],
  },
  tensors: [{ ...input('x'), support: variable('L') }],
  definitions: [
    {
      name: 'x_circular',
      parameters: [axis('a', 'channel', integer(3)), axis('q', 'position')],
      body: element('x', a, subtractIndex(q, multiplyIndex(variable('L'), floorDivide(q, variable('L'))))),
      role: 'view',
    },
    {
      name: 'ones',
      parameters: [axis('c', 'channel', integer(1)), axis('q', 'position')],
      body: within(q, variable('L')),
      role: 'view',
    },
    defined('M', ...KERNEL),
  ],
})

/** Only what the bias of the inner layer adds is cut near the border. */
export const BIASED = record({
  claim: { varies: true, signals: [signal('x', element('M', o, a, m))], bias: element('B', n) },
  definitions: [
    defined('M', ...KERNEL),
    { name: 'B', parameters: [axis('n', 'position')], body: windowed, role: 'bias' },
  ],
})
