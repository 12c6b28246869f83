/** Proofs that the engine derives, of networks that differ in what they need. Never imports the checker itself. */
import { type Borders, derive, type Proof, readNotation } from '../../src/index.ts'

interface Source {
  readonly network: string
  readonly expanded?: boolean
  readonly inputShape?: readonly number[]
  readonly borders?: Borders
}

const SOURCES: { readonly [name: string]: Source } = {
  'any rank, all sizes symbolic': {
    network:
      'Sequential(Conv(A, C, K_1, stride=s_1, dilation=delta_1, padding=p_1), Conv(C, O, K_2, stride=s_2, dilation=delta_2))',
  },
  'any rank, strided pointwise': {
    network: 'Sequential(Conv(A, C, 1, stride=s_1, bias=False), Conv(C, O, K, stride=s_2, dilation=delta, bias=False))',
  },
  'strides and dilations per axis': {
    network:
      'Sequential(Conv2d(1, 1, (2, 1), stride=(2, 1), bias=False), Conv2d(1, 1, 2, dilation=(1, 2), bias=False))',
  },
  groups: {
    network: 'Sequential(Conv1d(4, 4, 2, groups=2, bias=False), Conv1d(4, 2, 1, groups=2, bias=False))',
  },
  depthwise: { network: 'Sequential(Conv2d(3, 3, (3, 2), groups=3, bias=False), Conv2d(3, 2, 1))' },
  'batch norm': { network: 'Sequential(BatchNorm1d(2), Conv1d(2, 2, 2, bias=False))' },
  pooling: { network: 'Sequential(AvgPool2d((2, 1)), Conv2d(1, 1, (1, 2), bias=False))' },
  'padding between that is dropped': {
    network: 'Sequential(Conv1d(1, 1, 3, padding=2, bias=False), Conv1d(1, 1, 2, padding=1, bias=False))',
  },
  'padding between, input of known size': {
    network: 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 3, stride=2, dilation=2, padding=2, bias=False))',
    inputShape: [1, 6],
  },
  flipped: { network: 'Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 2, mode="convolution", bias=False))' },
  'written out': {
    network: 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 1, bias=False))',
    expanded: true,
  },
  linear: { network: 'Sequential(Linear(A, C), Linear(C, O))' },
  'scale and identity': { network: 'Sequential(Scale(2), Identity(), Conv1d(2, 1, 2))' },
  'three layers': {
    network: 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 1, bias=False), Conv1d(1, 1, 2, bias=False))',
  },
  'transposed, then a convolution': {
    network: 'Sequential(ConvTranspose1d(1, 1, 2, stride=2, bias=False), Conv1d(1, 1, 2, bias=False))',
  },
  'circular padding': {
    network: "Conv1d(1, 1, 2, padding=1, padding_mode='circular', bias=False)",
    inputShape: [1, 6],
  },
  'a sum of branches': { network: 'Sum(Conv1d(1, 1, 1), Conv1d(1, 1, 3, padding=1, bias=False))' },
  'exact borders': {
    network: 'Sequential(Conv1d(1, 1, 1), Conv1d(1, 1, 2, padding=1, bias=False))',
    inputShape: [1, 6],
    borders: 'exact',
  },
  'one layer of rank 3': { network: 'Conv3d(2, 3, (1, 2, 1), stride=(1, 2, 1), padding=(0, 1, 0))' },
}

/** Every derived proof by its name. */
export const DERIVED_PROOFS: { readonly [name: string]: () => Proof } = Object.fromEntries(
  Object.entries(SOURCES).map(([name, { network, ...options }]) => [
    name,
    () => derive(readNotation(network), options).checked.proof,
  ]),
)
